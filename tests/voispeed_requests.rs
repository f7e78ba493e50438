//! Every request of VOIspeed's services: those of the conformance vectors, byte for byte, and those that
//! the document gives no example for.
//!
//! A vector holds when our typed request, built from its parameters, writes its canonical address.

mod support;

use pronto::dial::DialString;
use pronto::event::{CallId, Extension, ParkLine};
use pronto::pbx::Words;
use pronto::pbx::voispeed::calls::{
    Conference, ConferenceParameter, Disconnect, Interface, Park, Party, Pick, PlaceCall, Record,
    Transfer, Unpark,
};
use pronto::pbx::voispeed::dates::{Day, PbxTime};
use pronto::pbx::voispeed::messages::{MessageId, Recipient, SendText, TextReport, Voicemail};
use pronto::pbx::voispeed::people::{
    Appointment, ChangeGroup, ChangeUser, GroupAction, GroupData, Groups, OutlookStatus,
    SetMembers, SetUser, UserData, UserMode, UserProperty, VoicemailDelivery,
};
use pronto::pbx::voispeed::query::Query;
use pronto::pbx::voispeed::reports::CallReport;
use pronto::pbx::voispeed::status::StatusRequest;
use pronto::pbx::voispeed::values::{AccessCode, GroupName, IvrId, Secret, Text};
use pronto::pbx::voispeed::voice::{ChangeRoom, IvrMode, Playback, RoomData, SetIvrMode};
use pronto::settings::{Address, FilePrefix, QueryCharset, Settings};
use serde_json::{Value as Json, json};
use support::vectors::vectors;

#[test]
fn our_requests_are_the_canonical_ones() {
    for vector in vectors().into_iter().filter(|vector| vector.kind == "request") {
        let id = &vector.id;
        // The document's first example shows a blank behind `?`, an artefact of its line wrap.
        let input = vector.input.replace("? ", "?");
        let (address, params) = parse(&input);
        assert_eq!(json!(params), vector.expected["params"], "{id}");
        assert_eq!(vector.expected.get("method").unwrap_or(&json!("GET")), "GET", "{id}");
        let url = built(&params).url(&address, QueryCharset::Utf8).expect("only ASCII");
        let canonical = vector.expected.get("canonicalUrl").and_then(Json::as_str);
        assert_eq!(url, canonical.unwrap_or(&input), "{id}");
        let reread = parse(&url).1;
        assert_eq!(reread, params, "{id}");
    }
}

#[test]
fn requests_without_an_example_name_what_the_document_names() {
    for (query, expected) in [
        (set_user(UserProperty::Mode(UserMode::Normal)), "srv=4&ext=201&prty=2&value=0"),
        (
            set_user(UserProperty::Mode(UserMode::Divert(keys("0347")))),
            "srv=4&ext=201&prty=2&value=2&number=0347",
        ),
        (set_user(UserProperty::Mode(UserMode::Pause)), "srv=4&ext=201&prty=2&value=3"),
        (
            set_user(UserProperty::Mode(UserMode::Voicemail { after_s: Some(20), email: None })),
            "srv=4&ext=201&prty=2&value=1&time=20",
        ),
        (
            set_user(UserProperty::Mode(UserMode::Voicemail {
                after_s: None,
                email: Some(VoicemailDelivery::To(line("a@b.example"))),
            })),
            "srv=4&ext=201&prty=2&value=1&voiMail=1&email=a%40b.example",
        ),
        (set_user(UserProperty::Outlook(OutlookStatus::Free)), "srv=4&ext=201&prty=3&value=1"),
        (
            set_user(UserProperty::InGroups { groups: Groups::All, takes_part: true }),
            "srv=4&ext=201&prty=1&value=1&filter=*",
        ),
        (
            Conference {
                call_id: id("1"),
                conf_id: id("2"),
                parameter: ConferenceParameter::ConfId,
            }
            .query(),
            "srv=8&call_id=1&conf_id=2",
        ),
        (
            Conference { call_id: id("1"), conf_id: id("2"), parameter: ConferenceParameter::Both }
                .query(),
            "srv=8&call_id=1&conf_id=2&xfer_id=2",
        ),
        (
            Record { call_id: id("1"), enable: false, info: FilePrefix::default() }.query(),
            "srv=2&call_id=1&enable=0",
        ),
        (
            ChangeRoom::Edit(
                code("0003"),
                RoomData {
                    meet_start: PbxTime::seventeen("20100302093000000").moment,
                    ..RoomData::default()
                },
            )
            .query(),
            "srv=11&act=edit&ind=0003&meet_start=20100302093000000",
        ),
        (ChangeRoom::Delete(code("0003")).query(), "srv=11&act=del&ind=0003"),
        (
            ChangeUser::Edit(ext("201"), user()).query(),
            "srv=12&act=edit&ext=201&name=Jenny&sur=Coppola&userext=201&tel_hom=02&tel_mob=03&tel_oth=04\
             &email=j%40b.example&usr_=jenny&pwd_=p%26w&vcb_code=1234&predefined=normal",
        ),
        (ChangeUser::Delete(ext("201")).query(), "srv=12&act=del&ext=201"),
        (
            ChangeGroup::Add(group("Sales"), Box::new(group_data())).query(),
            "srv=18&act=add&name=Sales&desc=All%20sellers&usr_=sales&pwd_=x&vcb_code=1&grpnum=300\
             &grpext=201,202&grpvbox=399&ring=1&ringtm=30&sliptm=10&waitEn=1&waitDly=5&waitmsg=w.wav\
             &busyact=2&busymsg=b.wav&busyfwd=200&unract=2&unrmsg=b.wav&unrfwd=200&maxact=2&maxmsg=b.wav\
             &maxfwd=200",
        ),
        (ChangeGroup::Delete(group("Sales")).query(), "srv=18&act=del&name=Sales"),
        (
            TextReport::All { owner: line("jenny"), from: day(1, 3), to: day(31, 3) }.query(),
            "srv=15&act=getall&owner=jenny&day_from=1&month_from=3&year_from=2010&day_to=31&month_to=3\
             &year_to=2010",
        ),
        (
            TextReport::Read { owner: line("jenny"), id: message("7") }.query(),
            "srv=15&act=edit&owner=jenny&id=7",
        ),
        (
            TextReport::Delete { owner: line("jenny"), ids: (message("7"), vec![message("8")]) }
                .query(),
            "srv=15&act=del&owner=jenny&id=7,8",
        ),
        (Voicemail::All { owner: line("jenny") }.query(), "srv=16&act=getall&owner=jenny"),
        (
            Voicemail::Delete {
                owner: line("jenny"),
                id: message("7"),
                time: PbxTime::seventeen("20100302093000000").moment.expect("a time"),
            }
            .query(),
            "srv=16&act=del&owner=jenny&id=7&time=20100302093000",
        ),
        (
            CallReport {
                from: day(1, 3),
                to: day(2, 3),
                calling: None,
                called: Some(keys("201")),
                grpnum: None,
                unanswered_too: true,
            }
            .query(),
            "srv=17&day_from=1&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010&called=201\
             &call_result=14",
        ),
    ] {
        let address = Address::try_from("http://pbx:3541".to_owned()).expect("a good address");
        let url = query.url(&address, QueryCharset::Utf8).expect("only ASCII");
        assert_eq!(url, format!("http://pbx:3541/services.cgi?{expected}"));
    }
    assert_eq!(Day::new(2010, 2, 30), None);
    assert!(MessageId::new("7,8").is_err());
    let shown = format!("{:?} {:?}", user(), group_data());
    assert!(!shown.contains("p&w") && !shown.contains("1234"), "{shown}");
}

fn set_user(property: UserProperty) -> Query {
    SetUser { ext: ext("201"), property }.query()
}

fn user() -> UserData {
    UserData {
        name: line("Jenny"),
        sur: line("Coppola"),
        userext: ext("201"),
        tel_hom: line("02"),
        tel_mob: line("03"),
        tel_oth: line("04"),
        email: line("j@b.example"),
        usr_: line("jenny"),
        pwd_: Secret::new("p&w").expect("a password"),
        vcb_code: Secret::new("1234").expect("a PIN"),
        predefined: line("normal"),
    }
}

fn group_data() -> GroupData {
    let action = GroupAction { act: 2, msg: line("b.wav"), fwd: keys("200") };
    GroupData {
        desc: line("All sellers"),
        usr_: line("sales"),
        pwd_: Secret::new("x").expect("a password"),
        vcb_code: Secret::new("1").expect("a PIN"),
        grpnum: ext("300"),
        grpext: vec![ext("201"), ext("202")],
        grpvbox: ext("399"),
        ring: 1,
        ringtm: 30,
        sliptm: 10,
        wait: (true, 5, line("w.wav")),
        busy: action.clone(),
        unreachable: action.clone(),
        unanswered: action,
    }
}

fn keys(keys: &str) -> DialString {
    DialString::new(keys).expect("digits")
}

fn ext(keys: &str) -> Extension {
    Extension::new(keys).expect("an extension")
}

fn id(id: &str) -> CallId {
    CallId::new(id).expect("a call id")
}

fn code(code: &str) -> AccessCode {
    AccessCode::new(code).expect("digits")
}

fn message(id: &str) -> MessageId {
    MessageId::new(id).expect("an id")
}

fn line<const MAX: usize>(line: &str) -> Text<MAX> {
    Text::new(line).expect("a line of text")
}

fn day(day: u16, month: u16) -> Day {
    Day::new(2010, month, day).expect("a day")
}

/// The typed request for these parameters.
fn built(params: &[(String, String)]) -> Query {
    let get = |key: &str| params.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
    let keys = |key: &str| DialString::new(get(key).expect(key)).expect("digits");
    let extension = |text| Extension::new(text).expect("an extension");
    let ext = |key: &str| extension(get(key).expect(key));
    let call = |key: &str| CallId::new(get(key).expect(key)).expect("a call id");
    match get("srv") {
        None => Query::help(),
        Some("0") => {
            let word = get("first_interface").expect("it is never left out");
            let interface = Interface::ALL.into_iter().find(|interface| interface.word() == word);
            PlaceCall {
                first_number: keys("first_number"),
                second_number: keys("second_number"),
                first_interface: interface.expect("a documented interface"),
                timeout: get("timeout").expect("it is never left out").parse().expect("seconds"),
            }
            .query()
        }
        Some("1") => Disconnect { call_id: call("call_id") }.query(),
        Some("2") => Record {
            call_id: call("call_id"),
            enable: get("enable") == Some("1"),
            info: FilePrefix::try_from(get("info").unwrap_or_default().to_owned())
                .expect("a prefix"),
        }
        .query(),
        Some("4") => SetUser { ext: ext("ext"), property: property(&get) }.query(),
        Some("5") => SendText {
            recipient: Recipient::Keys(keys("recipient")),
            body: Words::new(get("body").expect("mandatory"), &Settings::default()).expect("words"),
            sender: get("sender").map(extension),
            info: text(get("info")),
        }
        .query(),
        Some("6") => {
            assert_eq!(get("prty"), Some("0"), "the only property");
            let members = get("value").expect("mandatory").split(',').map(extension).collect();
            SetMembers { name: group(get("name").expect("mandatory")), members }.query()
        }
        Some("7") => Transfer {
            call_id: call("call_id"),
            xfer_id: call("xfer_id"),
            call_party: party(get("call_party")),
            xfer_party: party(get("xfer_party")),
        }
        .query(),
        // The example's own word for it.
        Some("8") => Conference {
            call_id: call("call_id"),
            conf_id: call("xfer_id"),
            parameter: ConferenceParameter::XferId,
        }
        .query(),
        Some("9") => {
            let mode = IvrMode::ALL
                .into_iter()
                .find(|mode| Some(mode.number().to_string().as_str()) == get("mode"));
            let id = IvrId::new(get("id").expect("mandatory")).expect("digits");
            SetIvrMode { id, mode: mode.expect("a documented mode") }.query()
        }
        Some("10") => Playback {
            call_id: get("call_id").map(|_| call("call_id")),
            value: text(get("value")).expect("mandatory"),
            repeat: get("loop") == Some("1"),
        }
        .query(),
        Some("11") => {
            assert_eq!(get("act"), Some("add"), "the only example");
            ChangeRoom::Add(RoomData { desc: text(get("desc")), ..RoomData::default() }).query()
        }
        Some("13") if get("action") == Some("11") => {
            Park { ext: ext("ext"), call_id: call("call_id") }.query()
        }
        Some("13") => {
            let line_id = ParkLine::new(get("line_id").expect("mandatory")).expect("digits");
            Unpark { ext: ext("ext"), line_id }.query()
        }
        Some("14") => Pick { ext: ext("ext"), picked_ext: ext("picked_ext") }.query(),
        Some("3") => {
            let request = match get("info") {
                Some("0") => StatusRequest::UserStates { filter: get("filter").map(str::to_owned) },
                Some("1") => StatusRequest::IsdnLines,
                Some("2") => StatusRequest::Groups,
                Some("3") => StatusRequest::WanLines,
                Some("4") => StatusRequest::UserNames,
                Some("5") => StatusRequest::UserStatistics,
                Some("6") => StatusRequest::User { ext: extension(get("ext").expect("mandatory")) },
                Some("7") => StatusRequest::CurrentCalls { ext: get("ext").map(extension) },
                Some("8") => StatusRequest::MeetingRooms,
                other => panic!("no such info: {other:?}"),
            };
            request.query()
        }
        other => panic!("no such service: {other:?}"),
    }
}

/// The property of srv=4 that these parameters set.
fn property<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> UserProperty {
    let on = get("value") == Some("1");
    match get("prty").expect("mandatory") {
        "0" => UserProperty::CallsOut(on),
        "1" => {
            let mut names = get("filter").expect("mandatory here").split(',').map(group);
            let first = names.next().expect("one at least");
            let groups = Groups::Named(first, names.collect());
            UserProperty::InGroups { groups, takes_part: on }
        }
        "3" => {
            assert_eq!(get("value"), Some("2"), "the only example");
            let time = |key| PbxTime::outlook(get(key).expect(key)).moment.expect("a time");
            UserProperty::Outlook(OutlookStatus::Busy(Appointment {
                subject: text(get("subject")).expect("mandatory here"),
                location: text(get("location")).expect("mandatory here"),
                start: time("date_time_start"),
                end: time("date_time_end"),
            }))
        }
        other => panic!("no example sets {other}"),
    }
}

fn group(name: &str) -> GroupName {
    GroupName::new(name).expect("a group's name")
}

fn text<const MAX: usize>(text: Option<&str>) -> Option<Text<MAX>> {
    text.map(|text| Text::new(text).expect("a line of text"))
}

fn party(word: Option<&str>) -> Party {
    let parties = [Party::Calling, Party::Called];
    parties.into_iter().find(|party| Some(party.word()) == word).expect("a documented party")
}

/// Address and decoded parameters of a request.
fn parse(url: &str) -> (Address, Vec<(String, String)>) {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    assert!(base.ends_with("/services.cgi"), "{url}");
    let address = Address::try_from(base.to_owned()).expect("a good address");
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    (address, pairs.map(|(key, value)| (percent_decoded(key), percent_decoded(value))).collect())
}

fn percent_decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
        bytes.extend(piece[2..].bytes());
    }
    String::from_utf8(bytes).expect("the vectors are UTF-8")
}
