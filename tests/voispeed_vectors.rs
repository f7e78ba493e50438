//! The conformance vectors of VOIspeed's services, its result codes and its robustness rows, byte for
//! byte: `fixtures/voispeed/vectors.json`.
//!
//! A response vector holds when what we decoded, put into the vector's words, equals
//! `expected` key for key; only `vcb_code`, the voicemail PIN, must be missing from ours.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pronto::event::{CallId, Extension, ParkLine};
use pronto::pbx::voispeed::Voispeed;
use pronto::pbx::voispeed::calls::{ParkAnswer, PlaceCallAnswer};
use pronto::pbx::voispeed::dates::PbxTime;
use pronto::pbx::voispeed::grammar::{Answer, CommandAnswer, Listed, Misread, fields};
use pronto::pbx::voispeed::recording::RecordingName;
use pronto::pbx::voispeed::reports::CallRecord;
use pronto::pbx::voispeed::result::ResultCode;
use pronto::pbx::voispeed::status::{
    Controller, CurrentCall, Endpoint, Group, Lines, MeetingRoom, UserCard, UserName, UserState,
    UserStatistics,
};
use pronto::pbx::voispeed::values::AccessCode;
use pronto::pbx::voispeed::voice::RoomAnswer;
use pronto::pbx::{Driver, HttpResponse, Placed};
use pronto::problem::Problem;
use pronto::settings::QueryCharset;
use serde_json::{Map, Value as Json, json};
use support::vectors::{Vector, vectors};

/// What can be said about a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    Requests,
    Commands,
    Status,
    Formats,
    Reports,
    Recordings,
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
            Some(11) => decode(&vector.input, |answer: RoomAnswer| {
                with(result(answer.result), "id", answer.id.as_ref().map(AccessCode::as_str))
            }),
            Some(13) => decode(&vector.input, |answer: ParkAnswer| {
                with(
                    result(answer.result),
                    "line_id",
                    answer.line_id.as_ref().map(ParkLine::as_str),
                )
            }),
            _ => decode(&vector.input, |answer: CommandAnswer| result(answer.result)),
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
            None => &CallRecord::COLUMNS,
            other => panic!("{}: no columns for info {other:?}", vector.id),
        };
        assert_eq!(json!(ours), *expected, "{}", vector.id);
        // The document describes the columns of srv=17 in words.
        if vector.context.info.is_some() {
            assert_eq!(names, ours, "{}", vector.id);
        }
    }
}

#[test]
fn a_report_says_what_is_expected() {
    for vector in room(Room::Reports) {
        let read = list(&vector.input, "rows", |call: &CallRecord| {
            json!({
                "calling_network": call.calling_network,
                "called_network": call.called_network,
                "calling_party": call.calling_party,
                "called_party": call.called_party,
                "arrival_time": call.arrival_time.raw,
                "duration": call.duration,
                "durationSeconds": call.duration_s(),
                "orig_calling_party": call.orig_calling_party,
                "orig_called_party": call.orig_called_party,
                "called_group": call.called_group,
                "call_id": call.call_id.as_str(),
                "carrier": call.carrier,
                "outcome": call.outcome,
                "outcomeName": "ACCEPTED",
            })
        });
        assert_eq!(read, vector.expected, "{}", vector.id);
    }
}

#[test]
fn a_recording_is_named_by_these_fields() {
    for vector in room(Room::Recordings) {
        let read = RecordingName::read(&vector.input).expect("the document's own name");
        assert_eq!(json!(read.fields), vector.expected["fields"], "{}", vector.id);
        assert_eq!(read.fields, RecordingName::FIELDS, "{}", vector.id);
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
    // 110 in all; a vector that is added is counted here by hand, so that none is lost.
    let expected = [
        (Room::Requests, 25),
        (Room::Commands, 66),
        (Room::Status, 14),
        (Room::Formats, 3),
        (Room::Reports, 1),
        (Room::Recordings, 1),
    ];
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

fn room(wanted: Room) -> Vec<Vector> {
    vectors().into_iter().filter(|vector| belongs(vector) == wanted).collect()
}

fn belongs(vector: &Vector) -> Room {
    match (vector.kind.as_str(), vector.context.srv) {
        ("request", _) => Room::Requests,
        ("response", Some(0..=2 | 4..=11 | 13 | 14) | None) => Room::Commands,
        ("csv", Some(2)) => Room::Recordings,
        ("csv", Some(17)) if vector.expected.get("columns").is_none() => Room::Reports,
        ("csv", Some(17)) => Room::Formats,
        ("response" | "csv", Some(3)) if vector.expected.get("columns").is_none() => Room::Status,
        ("csv", Some(3)) => Room::Formats,
        other => panic!("{}: nobody reads {other:?}", vector.id),
    }
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

fn with(mut shown: Json, key: &str, value: Option<&str>) -> Json {
    if let Some(value) = value {
        shown[key] = json!(value);
    }
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
