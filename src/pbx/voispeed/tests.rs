//! What the driver asks and what it makes of the answers.

use super::*;
use crate::event::{DAY_MS, Day, ParkLine, Presence};
use crate::settings::{ConferenceParameter, FilePrefix, FirstInterface, Party, Stored};
use serde_json::json;

fn settings(changes: serde_json::Value) -> Settings {
    let mut stored = json!({
        "pbx_address": "192.168.1.65:3541", "extension": "201", "first_interface": "SIP",
    });
    for (key, value) in changes.as_object().expect("an object") {
        stored[key] = value.clone();
    }
    let stored: Stored = stored.as_object().cloned().expect("an object").into();
    let loaded = Settings::load(&Stored::new(), &stored);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.settings
}

fn usual() -> Settings {
    settings(json!({}))
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, body: body.as_bytes().to_vec() }
}

fn place(settings: &Settings) -> Result<HttpRequest, Problem> {
    let digits = DialString::new("002189655").expect("digits");
    Order::of_keys(&digits, |order| Voispeed.place(order, settings))
}

#[test]
fn a_call_rings_the_person_first() {
    let request = place(&settings(json!({"ring_timeout": 25}))).expect("a request");
    assert_eq!(
        request.url,
        "http://192.168.1.65:3541/services.cgi?srv=0&first_number=201&second_number=002189655\
         &first_interface=SIP&timeout=25"
    );
    assert_eq!(request.kind, RequestKind::Place);
    assert_eq!((request.timeout_ms, request.answer_max), (35_000, 256 * 1024));
    assert_eq!(request.authorization, None);
}

#[test]
fn what_the_person_has_not_said_is_asked_for() {
    for (changes, code, field) in [
        (json!({"pbx_address": "", "extension": ""}), Code::AddressMissing, "pbx_address"),
        (json!({"extension": "", "first_interface": ""}), Code::ExtensionMissing, "extension"),
        (json!({"first_interface": ""}), Code::InterfaceMissing, "first_interface"),
    ] {
        let settings = settings(changes);
        let place = place(&settings).expect_err("something is missing");
        let checks = Voispeed.checks(&settings).expect_err("something is missing");
        assert!(place.is(code) && checks == place, "{place:?}, {checks:?}");
        assert_eq!(place.field.as_deref(), Some(field));
    }
    let words = FirstInterface::WORDS.iter().filter(|word| !word.is_empty());
    for word in words {
        let request = place(&settings(json!({"first_interface": word})));
        let url = request.expect("a request").url;
        assert!(url.contains(&format!("&first_interface={word}&")), "{url}");
    }
}

#[test]
fn only_a_whole_result_0_is_a_call() {
    let id = |text| CallId::new(text).ok();
    for (status, body, placed) in [
        (200, "result=0;call_id=12345", Placed::Accepted(id("12345"))),
        (202, " result=0 ;\r\n", Placed::Accepted(None)),
        (200, "result=0;call_id=bad id", Placed::Accepted(None)),
        (200, "result=45", Placed::Refused(Problem::pbx_result(45))),
        (200, "result=46;call_id=12345", Placed::Refused(Problem::pbx_result(46))),
        (200, "", Placed::Unclear(Code::AnswerUnreadable.into())),
        (200, "resu", Placed::Unclear(Code::AnswerUnreadable.into())),
        (200, "result=0;call", Placed::Unclear(Code::AnswerUnreadable.into())),
        (200, "<html>result=0;call_id=1</html>", Placed::Unclear(Code::AnswerUnreadable.into())),
        (500, "result=0", Placed::Unclear(Problem::new(Code::HttpStatus).detail("500"))),
        (304, "result=0", Placed::Unclear(Problem::new(Code::HttpStatus).detail("304"))),
    ] {
        assert_eq!(Voispeed.placed(&answer(status, body)), placed, "{status} {body}");
    }
    let mut large = answer(200, "result=0;x=");
    large.body.resize(10_000_000, b'x');
    assert_eq!(Voispeed.placed(&large), Placed::Unclear(Code::AnswerTooLarge.into()));
}

#[test]
fn a_call_that_is_gone_is_hung_up() {
    let call = CallId::new("12345").expect("an id");
    let request = Voispeed.hang_up(&call, &usual()).expect("a request");
    assert_eq!(request.url, "http://192.168.1.65:3541/services.cgi?srv=1&call_id=12345");
    assert_eq!(request.kind, RequestKind::HangUp);
    for (status, body, result) in [
        (200, "result=0", Ok(HungUp::Gone)),
        (200, "result=7;", Ok(HungUp::Gone)),
        (200, "result=36", Err(Problem::pbx_result(36))),
        (200, "gone", Err(Code::AnswerUnreadable.into())),
        (404, "result=0", Err(Problem::new(Code::HttpStatus).detail("404"))),
    ] {
        assert_eq!(Voispeed.hung_up(&answer(status, body)), result, "{status} {body}");
    }
}

#[test]
fn what_is_wanted_of_a_call_and_what_the_pbx_says() {
    let call = CallId::new("12345").expect("an id");
    let first = CallId::new("12344").expect("an id");
    let (me, line) = (Extension::new("201").ok(), ParkLine::new("1").ok());
    let prefixed = FilePrefix::try_from("sales".to_owned()).expect("a prefix");
    let settings = Settings { record_prefix: prefixed, ..usual() };
    let wanted = |control| {
        let (extension, line) = (me.as_ref(), line.as_ref());
        let (origin, beside) = (Origin::Placed, Some((&first, Origin::Placed)));
        Controlling { control, call: &call, extension, origin, beside, line }
    };
    for (control, query) in [
        (Control::RecordOn, "srv=2&call_id=12345&enable=1&info=sales"),
        (Control::RecordOff, "srv=2&call_id=12345&enable=0"),
        (Control::Park, "srv=13&action=11&ext=201&call_id=12345"),
        (Control::Unpark, "srv=13&action=12&ext=201&line_id=1"),
        (
            Control::Transfer,
            "srv=7&call_id=12344&xfer_id=12345&call_party=called&xfer_party=called",
        ),
        (Control::Conference, "srv=8&call_id=12344&conf_id=12345"),
    ] {
        let request = Voispeed.control(&wanted(control), &settings).expect("a request");
        assert_eq!(request.url, format!("http://192.168.1.65:3541/services.cgi?{query}"));
    }
    let nowhere = Controlling { line: None, ..wanted(Control::Unpark) };
    assert!(Voispeed.control(&nowhere, &settings).expect_err("no line").is(Code::NotNow));
    let other = Settings {
        transfer_party: Party::Calling,
        conference_parameter: ConferenceParameter::XferId,
        ..usual()
    };
    for (control, part) in [
        (Control::Transfer, "&call_party=calling&xfer_party=called"),
        (Control::Conference, "&xfer_id=12345"),
    ] {
        let request = Voispeed.control(&wanted(control), &other).expect("a request");
        assert!(request.url.ends_with(part), "{control:?}");
        let early = Voispeed.controlled(control, &answer(200, "result=15"));
        assert_eq!(early, Controlled::NotYet, "{control:?}");
    }
    for (origins, parties) in [
        ((Origin::CameIn, Origin::Placed), "&call_party=calling&xfer_party=called"),
        ((Origin::CameIn, Origin::Dialled), "&call_party=calling&xfer_party=called"),
        ((Origin::Placed, Origin::CameIn), "&call_party=called&xfer_party=calling"),
    ] {
        let (beside, origin) = (Some((&first, origins.0)), origins.1);
        let both = Controlling { origin, beside, ..wanted(Control::Transfer) };
        let request = Voispeed.control(&both, &usual()).expect("a request");
        assert!(request.url.ends_with(parties), "{origins:?}: {}", request.url);
    }
    let plain = Voispeed.control(&wanted(Control::RecordOn), &usual()).expect("a request");
    assert!(plain.url.ends_with("&enable=1"), "no prefix, no parameter");
    for (status, body, outcome) in [
        (200, "result=0;line_id=1", Controlled::Done(line.clone())),
        (200, "result=0", Controlled::Done(None)),
        (200, "result=0;line_id=x", Controlled::Done(None)),
        (200, "result=37", Controlled::Refused(Problem::pbx_result(37))),
        (200, "parked", Controlled::Unclear(Code::AnswerUnreadable.into())),
        (500, "result=0", Controlled::Unclear(Problem::new(Code::HttpStatus).detail("500"))),
    ] {
        let heard = Voispeed.controlled(Control::Park, &answer(status, body));
        assert_eq!(heard, outcome, "{status} {body}");
    }
}

#[test]
fn recording_needs_its_permission() {
    let allowed = Settings { record_calls: true, ..usual() };
    assert!(!Voispeed.capabilities(&usual()).record);
    assert!(Voispeed.capabilities(&allowed).record);
}

#[test]
fn a_look_asks_for_calls_and_people() {
    for (filter, calls) in [(false, "srv=3&info=7"), (true, "srv=3&info=7&ext=201")] {
        let look =
            Voispeed.look(&settings(json!({"calls_filter_by_ext": filter}))).expect("a look");
        let asked: Vec<_> =
            look.iter().map(|(look, request)| (*look, request.url.as_str())).collect();
        let base = "http://192.168.1.65:3541/services.cgi?";
        let (calls, people) = (format!("{base}{calls}"), format!("{base}srv=3&info=0"));
        assert_eq!(asked, [(Look::Calls, calls.as_str()), (Look::People, people.as_str())]);
    }
    let names = Voispeed.names(&usual()).expect("it knows names").expect("a request");
    assert!(names.url.ends_with("?srv=3&info=4"));
}

#[test]
fn calls_mean_what_the_person_says_that_they_mean() {
    let rows =
        "7,20100302093000000,3,SIP,ISDN,201,002189655,\n8,20100302093000000,9,SIP,ISDN,202,1,\n";
    let told = settings(json!({"call_status_map": "3=connected"}));
    for (settings, first) in [(usual(), None), (told, Some("Connected"))] {
        let seen = Voispeed.seen(Look::Calls, &answer(200, rows), &settings).expect("calls");
        let Seen::Calls(calls) = seen else { panic!("asked for calls, got {seen:?}") };
        let meanings: Vec<_> =
            calls.rows.iter().map(|c| c.meaning.map(|m| format!("{m:?}"))).collect();
        assert_eq!(meanings, [first.map(str::to_owned), None]);
        assert_eq!(
            (calls.rows[0].calling.as_str(), calls.rows[0].called.as_str()),
            ("201", "002189655")
        );
        assert!(calls.complete);
    }
    let half =
        Voispeed.seen(Look::Calls, &answer(200, &rows[..60]), &usual()).expect("half a list");
    let Seen::Calls(half) = half else { panic!("asked for calls, got {half:?}") };
    assert_eq!((half.rows.len(), half.complete), (1, false));
}

#[test]
fn people_and_names_are_seen() {
    let ext = |text| Extension::new(text).expect("keys");
    let states = Voispeed.seen(Look::People, &answer(200, "201=3;202=6;x=1;"), &usual());
    let expected = vec![(ext("201"), Presence::Busy), (ext("202"), Presence::Other)];
    assert_eq!(states, Ok(Seen::People(expected)));
    let latin = settings(json!({"query_charset": "windows-1252"}));
    let body = HttpResponse { status: 200, body: b"201=M\xfcller Ann".to_vec() };
    let expected = vec![(ext("201"), "Müller Ann".to_owned())];
    assert_eq!(Voispeed.seen(Look::Names, &body, &latin), Ok(Seen::Names(expected)));
    let refused = Voispeed.seen(Look::People, &answer(200, "result=40"), &usual());
    assert_eq!(refused, Err(Problem::pbx_result(40)));
}

#[test]
fn the_test_button_says_what_is_wrong() {
    let not_voispeed = || Problem::new(Code::NotVoispeed).field("pbx_address");
    let unknown = Problem::new(Code::ExtensionUnknown).field("extension").detail("201");
    for (step, status, body, result) in [
        (0, 200, "200=1;201=0;", Ok(())),
        (0, 200, "200=1;2010=0;", Err(unknown)),
        (0, 200, "", Err(not_voispeed())),
        (0, 200, "<html>VOIspeed help</html>", Err(not_voispeed())),
        (0, 200, "It works!", Err(not_voispeed())),
        (0, 404, "Not Found", Err(not_voispeed())),
        (0, 500, "200=1;201=0;", Err(Problem::new(Code::HttpStatus).detail("500"))),
        (0, 200, "result=1", Err(Problem::pbx_result(1))),
        (1, 200, "name=John; userext=201; net1=LAN; ip1=10.0.0.1; port1=1;", Ok(())),
        (1, 200, "result=24", Err(Problem::pbx_result(24).field("extension"))),
        (1, 200, "result=40", Err(Problem::pbx_result(40))),
        (1, 200, "garbage", Err(Code::AnswerUnreadable.into())),
    ] {
        let checked = Voispeed.checked(step, &answer(status, body), &usual());
        assert_eq!(checked, result, "{step}: {status} {body}");
    }
    let checks = Voispeed.checks(&usual()).expect("checks");
    let asked: Vec<_> = checks.iter().filter_map(|request| request.url.split_once('?')).collect();
    assert_eq!(
        asked.iter().map(|(_, query)| *query).collect::<Vec<_>>(),
        ["srv=3&info=0", "srv=3&info=6&ext=201"]
    );
    assert!(checks.iter().all(|request| request.kind == RequestKind::Look));
}

#[test]
fn the_browser_must_reach_the_address() {
    assert_eq!(Voispeed.origins(&usual()), ["http://192.168.1.65:3541"]);
    assert!(Voispeed.origins(&Settings::default()).is_empty());
}

#[test]
fn the_log_is_asked_for_ones_own_calls_and_read_whole_or_not_at_all() {
    let days = Days { from: Day::of_ms(0), to: Day::of_ms(DAY_MS) };
    let requests = Voispeed.log(&days, &usual()).expect("requests");
    let stretch = "day_from=1&month_from=1&year_from=1970&day_to=2&month_to=1&year_to=1970";
    let urls: Vec<_> = requests.iter().filter_map(|http| http.url.split_once("?srv=17&")).collect();
    let query = |side: &str| format!("{stretch}&{side}=201&call_result=14");
    let asked: Vec<_> = urls.into_iter().map(|(_, query)| query.to_owned()).collect();
    assert_eq!(asked, [query("calling"), query("called")]);
    assert!(
        requests.iter().all(|http| http.answer_max == 4 << 20 && http.kind == RequestKind::Look)
    );
    let nobody = Voispeed.log(&days, &settings(json!({"extension": ""})));
    assert!(nobody.expect_err("whose calls?").is(Code::ExtensionMissing));
    assert!(!Voispeed.capabilities(&settings(json!({"call_log_days": 0}))).log);

    let own = "SIP,ISDN,201,002189655,20261122120000000,00.03.25,201,002189655,,1,Tele2,0\r\n";
    let other = own.replace("201", "202");
    let logged = |body: &str| {
        let log = Voispeed.logged(&answer(200, body), &usual())?;
        Ok::<_, Problem>((log.calls.len(), log.complete))
    };
    let unreadable = || Err(Code::AnswerUnreadable.into());
    for (body, expected) in [
        ("", Ok((0, true))),
        (own, Ok((1, true))),
        (&format!("{own}{other}"), Ok((1, true))),
        (&format!("{own}SIP,ISDN,201,0021"), Ok((1, false))),
        ("result=27", Err(Problem::pbx_result(27))),
        ("<html>help</html>", unreadable()),
        ("subject=x; status=1", unreadable()),
        ("\u{0}\u{fffd}", unreadable()),
    ] {
        assert_eq!(logged(body), expected, "{body}");
    }
    let much = answer(200, &own.repeat(130_000));
    assert!(Voispeed.logged(&much, &usual()).expect_err("10 MB").is(Code::AnswerTooLarge));
    let many: String = (0..400).map(|n| own.replace(",1,Tele2", &format!(",{n},Tele2"))).collect();
    assert_eq!(logged(&many), Ok((100, true)));
}
