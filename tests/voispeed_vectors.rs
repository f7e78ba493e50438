//! The conformance vectors of VOIspeed's services 0, 1 and 3, its result codes and its robustness
//! rows, byte for byte: `fixtures/voispeed/vectors.json`.
//!
//! A request vector holds when our typed request, built from its parameters, writes its canonical
//! address. A response vector holds when what we decoded, put into the vector's words, equals
//! `expected` key for key; only `vcb_code`, the voicemail PIN, must be missing from ours.

use std::collections::{BTreeMap, BTreeSet};

use pronto::dial::DialString;
use pronto::event::{CallId, Extension};
use pronto::pbx::voispeed::Voispeed;
use pronto::pbx::voispeed::calls::{
    Disconnect, DisconnectAnswer, Interface, PlaceCall, PlaceCallAnswer,
};
use pronto::pbx::voispeed::dates::PbxTime;
use pronto::pbx::voispeed::grammar::{Answer, Listed, Misread, fields};
use pronto::pbx::voispeed::query::Query;
use pronto::pbx::voispeed::result::ResultCode;
use pronto::pbx::voispeed::status::{
    Controller, CurrentCall, Endpoint, Group, Lines, MeetingRoom, StatusRequest, UserCard,
    UserName, UserState, UserStatistics,
};
use pronto::pbx::{Driver, HttpResponse, Placed};
use pronto::problem::Problem;
use pronto::settings::{Address, QueryCharset};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// A vector, as far as it concerns us.
#[derive(Deserialize)]
struct Vector {
    id: String,
    kind: String,
    input: String,
    expected: Json,
    #[serde(default)]
    context: Context,
}

/// Which service an answer belongs to; the result codes are the same for every command service.
#[derive(Default, Deserialize)]
struct Context {
    srv: Option<u8>,
    info: Option<u8>,
}

/// What can be said about a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    Requests,
    Commands,
    Status,
    Formats,
}

#[test]
fn our_requests_are_the_canonical_ones() {
    for vector in room(Room::Requests) {
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
fn command_answers_say_what_is_expected() {
    for vector in room(Room::Commands) {
        let read = match vector.context.srv {
            Some(0) => decode(&vector.input, |answer: PlaceCallAnswer| {
                let mut shown = result(answer.result);
                if let Some(call_id) = answer.call_id {
                    shown["call_id"] = json!(call_id.as_str());
                }
                shown
            }),
            _ => decode(&vector.input, |answer: DisconnectAnswer| result(answer.result)),
        };
        assert_eq!(read, vector.expected, "{}", vector.id);
    }
}

#[test]
fn every_code_but_0_refuses_the_call_with_its_own_sentence() {
    for vector in room(Room::Commands) {
        let answer = HttpResponse { status: 200, body: vector.input.clone().into_bytes() };
        let Some(code) = vector.expected["result"].as_u64() else { continue };
        let refusal = Problem::pbx_result(u32::try_from(code).expect("a short number"));
        match Voispeed.placed(&answer) {
            Placed::Accepted(_) => assert_eq!(code, 0, "{}", vector.id),
            // Only a look tells what a failure without a reason means (src/pbx/voispeed/mod.rs).
            placed if vector.input.trim() == "result=8" => {
                assert_eq!(placed, Placed::Unclear(refusal), "{}", vector.id);
            }
            placed => assert_eq!(placed, Placed::Refused(refusal), "{}", vector.id),
        }
    }
}

#[test]
fn status_answers_say_what_is_expected() {
    for vector in room(Room::Status) {
        let info = vector.context.info.expect("a status vector names its info");
        let read = status(info, &vector.input);
        same(&read, &vector.expected, &vector.id);
    }
}

#[test]
fn columns_are_those_of_the_document() {
    for vector in room(Room::Formats) {
        let expected = &vector.expected["columns"];
        // What the document says about a column stands behind it in brackets.
        let line = vector.input.split(';').next().expect("split gives at least one");
        let names: Vec<_> = fields(line)
            .iter()
            .filter_map(|field| field.split(' ').next())
            .map(str::to_owned)
            .collect();
        let ours: &[&str] = match vector.context.info {
            Some(7) => &CurrentCall::COLUMNS,
            Some(8) => &MeetingRoom::COLUMNS,
            other => panic!("{}: no columns for info {other:?}", vector.id),
        };
        assert_eq!(json!(ours), *expected, "{}", vector.id);
        assert_eq!(names, ours, "{}", vector.id);
    }
}

#[test]
fn no_vector_is_left_unused() {
    let vectors = vectors();
    let ids: BTreeSet<_> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    assert_eq!(ids.len(), vectors.len(), "an id occurs twice");
    let mut rooms: BTreeMap<Room, usize> = BTreeMap::new();
    for vector in &vectors {
        *rooms.entry(belongs(vector)).or_default() += 1;
    }
    // 79 in all; a vector that is added is counted here by hand, so that none is lost.
    let expected =
        [(Room::Requests, 11), (Room::Commands, 52), (Room::Status, 14), (Room::Formats, 2)];
    assert_eq!(rooms.into_iter().collect::<Vec<_>>(), expected);
    for code in ResultCode::documented() {
        assert!(ids.contains(format!("VS-RC-{:02}", code.number()).as_str()), "{code:?}");
    }
}

#[test]
fn the_pin_of_the_voicemail_is_kept_nowhere() {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| vector.id == "VS-03-06-res").expect("it is there");
    let input = vector.input.replace("vcb_code=1234", "vcb_code=918273");
    let card = UserCard::decode(input.as_bytes(), QueryCharset::Utf8).expect("a card");
    assert!(!format!("{card:?}").contains("918273"));
    assert_eq!(card.predefined.as_deref(), Some("normal"));
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("fixtures/voispeed/vectors.json")).expect("good vectors")
}

fn room(wanted: Room) -> Vec<Vector> {
    vectors().into_iter().filter(|vector| belongs(vector) == wanted).collect()
}

fn belongs(vector: &Vector) -> Room {
    match (vector.kind.as_str(), vector.context.srv) {
        ("request", _) => Room::Requests,
        ("response", Some(0 | 1) | None) => Room::Commands,
        ("response" | "csv", Some(3)) if vector.expected.get("columns").is_none() => Room::Status,
        ("csv", Some(3)) => Room::Formats,
        other => panic!("{}: nobody reads {other:?}", vector.id),
    }
}

/// The typed request for these parameters.
fn built(params: &[(String, String)]) -> Query {
    let get = |key: &str| params.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str());
    let keys = |key: &str| DialString::new(get(key).expect(key)).expect("digits");
    let extension = |text| Extension::new(text).expect("an extension");
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
        Some("1") => {
            let call_id = CallId::new(get("call_id").expect("mandatory")).expect("a call id");
            Disconnect { call_id }.query()
        }
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

/// An answer in the vectors' words.
fn decode<A: Answer>(input: &str, show: impl Fn(A) -> Json) -> Json {
    match A::decode(input.as_bytes(), QueryCharset::Utf8) {
        Ok(answer) => show(answer),
        Err(Misread::Refused(code)) => json!({ "error": result(code) }),
        Err(Misread::TooLarge | Misread::Unreadable) => json!({ "error": { "unparsable": true } }),
    }
}

fn status(info: u8, input: &str) -> Json {
    match info {
        0 => list(input, "users", |user: &UserState| {
            json!({
                "ext": user.ext.as_str(),
                "status": user.status.number(),
                "statusName": user.status.name(),
            })
        }),
        1 => list(
            input,
            "isdn",
            |row: &Controller| json!({ "ctrl": row.ctrl, "busy": row.lines.busy, "total": row.lines.total }),
        ),
        2 => list(input, "groups", |group: &Group| {
            let members: Vec<_> = group.members.iter().map(Extension::as_str).collect();
            json!({ "name": group.name, "members": members })
        }),
        3 => decode(input, |wan: Lines| json!({ "wan": { "busy": wan.busy, "total": wan.total } })),
        4 => list(
            input,
            "names",
            |name: &UserName| json!({ "ext": name.ext.as_str(), "display": name.display }),
        ),
        5 => list(input, "stats", |row: &UserStatistics| {
            json!({
                "ext": row.ext.as_str(),
                "loginTime": row.login_time,
                "conversationTime": row.conversation_time,
                "receivedCalls": row.received_calls,
            })
        }),
        6 => decode(input, |user: UserCard| json!({ "user": card(&user) })),
        7 => list(input, "rows", |call: &CurrentCall| {
            json!({
                "id": call.id.as_str(),
                "date_time": call.date_time.raw,
                "status": call.status,
                "calling_network": call.calling_network,
                "called_network": call.called_network,
                "calling_party": call.calling_party,
                "called_party": call.called_party,
                "called_group": call.called_group,
            })
        }),
        8 => list(input, "rows", |room: &MeetingRoom| {
            json!({
                "access_code": room.access_code,
                "description": room.description,
                "status": room.status.number(),
                "statusName": room.status.name(),
                "creator": room.creator,
                "start_time": room.start_time.raw,
                "end_time": room.end_time.raw,
                "call_id": room.call_id.as_ref().map_or("0", CallId::as_str),
                "members": room.members,
            })
        }),
        other => panic!("no such info: {other}"),
    }
}

fn list<T>(input: &str, name: &str, show: impl Fn(&T) -> Json) -> Json
where
    Listed<T>: Answer,
{
    decode(input, |listed: Listed<T>| {
        assert!(listed.complete(), "{:?}", listed.unparsed);
        let mut answer = Map::new();
        answer.insert(name.to_owned(), listed.rows.iter().map(&show).collect());
        Json::Object(answer)
    })
}

fn card(user: &UserCard) -> Json {
    assert!(user.in_order);
    let time = |time: &Option<PbxTime>| {
        time.as_ref().and_then(|time| time.moment).map(|moment| moment.to_string())
    };
    let endpoint = |e: &Endpoint| json!({ "net": e.net, "ip": e.ip, "port": e.port });
    let endpoints: Vec<_> = user.endpoints.iter().map(endpoint).collect();
    let mut shown = json!({
        "name": user.name,
        "sur": user.sur,
        "userext": user.userext,
        "tel_hom": user.tel_hom,
        "tel_mob": user.tel_mob,
        "tel_oth": user.tel_oth,
        "email": user.email,
        "usr_": user.usr_,
        "predefined": user.predefined,
        "status": user.status.map(|status| status.number()),
        "statusName": user.status.map(|status| status.name()),
        "mode": user.mode.map(|mode| mode.number()),
        "modeName": user.mode.map(|mode| mode.name()),
        "divNr": user.div_nr,
        "outlook_status": user.outlook_status.map(|status| status.number()),
        "outlookName": user.outlook_status.map(|status| status.name()),
        "subject": user.subject,
        "location": user.location,
        "date_time_start": time(&user.date_time_start),
        "date_time_end": time(&user.date_time_end),
        "endpoints": if endpoints.is_empty() { Json::Null } else { json!(endpoints) },
    });
    // A key that the answer does not have is no key of the vector either.
    shown.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    shown
}

fn result(code: ResultCode) -> Json {
    json!({ "result": code.number(), "resultName": code.name() })
}

/// Equal key for key, but for the PIN, which ours must not have, and for the words of numbers,
/// which not every vector spells out.
fn same(ours: &Json, expected: &Json, id: &str) {
    let (Some(user), Some(wanted)) = (ours.get("user"), expected.get("user")) else {
        assert_eq!(ours, expected, "{id}");
        return;
    };
    assert_eq!(user.get("vcb_code"), None, "{id}");
    let mut wanted = wanted.as_object().expect("an object").clone();
    wanted.remove("vcb_code");
    let mut user = user.as_object().expect("an object").clone();
    user.retain(|key, _| wanted.contains_key(key) || !key.ends_with("Name"));
    assert_eq!(Json::Object(user), Json::Object(wanted), "{id}");
}
