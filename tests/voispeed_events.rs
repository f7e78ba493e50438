//! The conformance vectors of VOIspeed's Activity Notification System:
//! `fixtures/voispeed/events.json`, every event of document 000 with its own example.
//!
//! A vector holds when the event that we read, put back into the document's parameters, has exactly those
//! that are expected, but for the name and password of event 19, which ours must not have.

use std::collections::BTreeMap;

use pronto::event::Extension;
use pronto::pbx::voispeed::ans::event::{Change, Entity, RoutingResult, TimeoutReason};
use pronto::pbx::voispeed::ans::{Event, NoEvent, Notification, QUERY_MAX, Repair};
use pronto::pbx::voispeed::dates::PbxTime;
use serde::Deserialize;
use serde_json::{Value as Json, json};

#[derive(Deserialize)]
struct Vector {
    id: String,
    input: String,
    expected: Json,
}

fn vectors() -> Vec<Vector> {
    let all = include_str!("fixtures/voispeed/events.json");
    let vectors: Vec<Vector> = serde_json::from_str(all).expect("good vectors");
    vectors.into_iter().filter(|vector| vector.id != "AN-DT").collect()
}

fn query(url: &str) -> &str {
    url.split_once('?').expect("a query").1
}

fn read(url: &str, repair: Repair) -> Notification {
    Notification::read(query(url), repair).unwrap_or_else(|why| panic!("{url}: {why:?}"))
}

#[test]
fn every_event_means_what_the_document_says() {
    let vectors = vectors();
    let numbers: Vec<_> = vectors.iter().map(|vector| vector.expected["event"].as_u64()).collect();
    for number in 0..=24 {
        assert!(numbers.contains(&Some(number)), "event {number}");
    }
    for Vector { id, input, expected } in vectors {
        let url = expected["repairedUrl"].as_str().unwrap_or(&input);
        let told = read(url, Repair::Off);
        let mut params: BTreeMap<String, String> =
            serde_json::from_value(expected["params"].clone()).expect("texts");
        for secret in ["user", "pwd"] {
            params.remove(secret);
        }
        assert_eq!(shown(&told.event), params, "{id}");
        assert_eq!(json!(told.key), expected["key"], "{id}");
        assert_eq!(json!(told.interface), expected["interface"], "{id}");
        assert_eq!(json!(told.pbx_id), expected["pbx_id"], "{id}");
        let moment = told.datetime.moment.expect("a time");
        let time = format!("{moment}:{:02}.{:03}", moment.second, moment.millisecond);
        assert_eq!(json!(time), expected["datetime"], "{id}");
        assert_eq!(told.malformed, [""; 0], "{id}");
    }
}

#[test]
fn what_the_document_damaged_is_told_or_mended() {
    for Vector { id, input, expected } in vectors() {
        let Some(malformed) = expected["strictMalformed"].as_array() else { continue };
        let strict = Notification::read(query(&input), Repair::Off);
        // Groups and routes without a name are nobody's.
        match strict {
            Ok(told) if id == "AN-20" => {
                assert_eq!(json!(told.malformed), json!(malformed), "{id}")
            }
            told => {
                assert!(matches!(told, Err(NoEvent::WithoutSubject(22 | 23))), "{id}: {told:?}")
            }
        }
        let whole = read(expected["repairedUrl"].as_str().expect("a mended one"), Repair::Off);
        assert_eq!(read(&input, Repair::On), whole, "{id}");
    }
}

#[test]
fn the_super_administrators_password_is_kept_nowhere() {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| vector.id == "AN-19").expect("it is there");
    for repair in [Repair::Off, Repair::On] {
        let told = format!("{:?}", read(&vector.input, repair));
        assert!(!told.contains("voispeed") && !told.contains("super"), "{told}");
        let damaged = vector.input.replace("user=", "user").replace("pwd=", "pwd");
        let told = format!("{:?}", read(&damaged, repair));
        assert!(!told.contains("voispeed") && !told.contains("super"), "{told}");
    }
}

#[test]
fn what_says_nothing_is_no_event() {
    for (query, why) in [
        ("", NoEvent::WithoutNumber),
        ("key=1", NoEvent::WithoutNumber),
        ("event=", NoEvent::WithoutNumber),
        ("event=x", NoEvent::WithoutNumber),
        ("event=99999999999", NoEvent::WithoutNumber),
        ("event=2&calling=201", NoEvent::WithoutSubject(2)),
        ("event=2&call_id=1%0D2", NoEvent::WithoutSubject(2)),
        ("event=0&ext=<b>", NoEvent::WithoutSubject(0)),
    ] {
        assert_eq!(Notification::read(query, Repair::Off), Err(why), "{query}");
    }
    let long = format!("event=2&call_id=1&info={}", "x".repeat(QUERY_MAX));
    assert_eq!(Notification::read(&long, Repair::Off), Err(NoEvent::TooLong));
    let other = Notification::read("datetime=&event=25&x=1", Repair::Off).expect("an event");
    assert_eq!(other.event, Event::Other { number: 25 });
    assert_eq!((other.key, other.datetime), (None, PbxTime::seventeen("")));
}

#[test]
fn parameters_come_in_any_order() {
    for Vector { input, expected, .. } in vectors() {
        let url = expected["repairedUrl"].as_str().unwrap_or(&input);
        let mut tokens: Vec<_> = query(url).trim().split('&').collect();
        tokens.reverse();
        let turned = Notification::read(&tokens.join("&"), Repair::Off);
        assert_eq!(turned, Ok(read(url, Repair::Off)));
    }
}

/// The parameters that an event was read from.
fn shown(event: &Event) -> BTreeMap<String, String> {
    let mut params = BTreeMap::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            params.insert(key.to_owned(), value);
        }
    };
    let flag = |on: &bool| Some(u8::from(*on).to_string());
    match event {
        Event::Login { ext, info, host } => {
            put("ext", Some(ext.as_str().to_owned()));
            put("info", info.clone());
            put("host", host.clone());
        }
        Event::Logout { ext, login_time, conv_time, calls, info } => {
            put("ext", Some(ext.as_str().to_owned()));
            put("login_time", login_time.map(|time| time.to_string()));
            put("conv_time", conv_time.map(|time| time.to_string()));
            put("calls", calls.map(|calls| calls.to_string()));
            put("info", info.clone());
        }
        Event::Incoming { call_id, calling, called, info }
        | Event::NumbersChanged { call_id, calling, called, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("calling", Some(calling.clone()));
            put("called", Some(called.clone()));
            put("info", info.clone());
        }
        Event::Routing { call_id, result, to } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("result", Some(routing(*result).to_string()));
            put("info", Some(entity(to)));
        }
        Event::Outgoing { call_id, calling, called, act_called, result, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("calling", Some(calling.clone()));
            put("called", Some(called.clone()));
            put("act_called", act_called.clone());
            put("result", Some(routing(*result).to_string()));
            put("info", info.clone());
        }
        Event::Answered { call_id, result, is_final, connected_number, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("result", Some(routing(*result).to_string()));
            put("final", flag(is_final));
            put("connected_number", connected_number.clone());
            put("info", info.clone());
        }
        Event::IncomingEnd { call_id, number, info }
        | Event::OutgoingEnd { call_id, number, info }
        | Event::Dtmf { call_id, number, info }
        | Event::Hold { call_id, number, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("number", number.clone());
            put("info", info.clone());
        }
        Event::Transfer(transfer) => {
            put("call_id", Some(transfer.call_id.as_str().to_owned()));
            put("calling", Some(transfer.calling.clone()));
            put("called", Some(transfer.called.clone()));
            put("act_called", transfer.act_called.clone());
            put("connected_number", transfer.connected_number.clone());
            put("xfer_id", transfer.xfer_id.as_ref().map(|id| id.as_str().to_owned()));
            put("mode", flag(&transfer.supervised));
            put("xfer_info", transfer.to.as_ref().map(entity));
            put("xfer_interface", transfer.xfer_interface.clone());
        }
        Event::IvrNode { call_id, info }
        | Event::InfoIndication { call_id, info }
        | Event::Progress { call_id, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("info", Some(info.clone()));
        }
        Event::Timeout { call_id, reason } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            let number = match reason {
                TimeoutReason::StreamLost => 0,
                TimeoutReason::NobodyAnswered => 1,
                TimeoutReason::Failure => 2,
                TimeoutReason::TransferExpired => 3,
                TimeoutReason::Unknown(number) => *number,
            };
            put("info", Some(number.to_string()));
        }
        Event::TextMessage { sms_id, sender, sender_realm, recipient, recipient_realm, body } => {
            put("sms_id", Some(sms_id.clone()));
            put("sender", Some(sender.clone()));
            put("sender_realm", sender_realm.clone());
            put("recipient", Some(recipient.clone()));
            put("recipient_realm", recipient_realm.clone());
            put("body", Some(body.clone()));
        }
        Event::LimitExceeded { call_id, info } | Event::PlaybackEnd { call_id, info } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("info", info.clone());
        }
        Event::InfoElement { call_id, info, value } => {
            put("call_id", Some(call_id.as_str().to_owned()));
            put("info", Some(info.clone()));
            put("value", value.clone());
        }
        Event::PbxStatus { host, ver, started } => {
            put("host", host.clone());
            put("ver", ver.clone());
            put("status", flag(started));
        }
        Event::RouteStatus { name, remote_pbx_id, ver, info, up } => {
            put("name", Some(name.clone()));
            put("remote_pbx_id", remote_pbx_id.clone());
            put("ver", ver.clone());
            put("info", info.clone());
            put("status", flag(up));
        }
        Event::UserList { change, ext, name } => {
            put("info", change.map(word));
            put("ext", Some(ext.as_str().to_owned()));
            put("name", name.clone());
        }
        Event::GroupList { change, name, members } => {
            put("info", change.map(word));
            put("name", Some(name.clone()));
            let members: Vec<_> = members.iter().map(Extension::as_str).collect();
            put("ext", Some(members.join(";")));
        }
        Event::RouteList { change, name } => {
            put("info", change.map(word));
            put("name", Some(name.clone()));
        }
        Event::Other { .. } => {}
    }
    params
}

fn entity(Entity { kind, name }: &Entity) -> String {
    name.as_ref().map_or_else(|| kind.clone(), |name| format!("{kind}/{name}"))
}

fn routing(result: RoutingResult) -> u32 {
    match result {
        RoutingResult::Ok => 0,
        RoutingResult::NoResources => 2,
        RoutingResult::Unreachable => 3,
        RoutingResult::Busy => 4,
        RoutingResult::Refused => 5,
        RoutingResult::Timeout => 7,
        RoutingResult::NotEnabled => 8,
        RoutingResult::PlayingMessage => 11,
        RoutingResult::Unknown(number) => number,
    }
}

fn word(change: Change) -> String {
    let word = match change {
        Change::Load => "load",
        Change::Add => "add",
        Change::Update => "update",
        Change::Delete => "delete",
    };
    word.to_owned()
}
