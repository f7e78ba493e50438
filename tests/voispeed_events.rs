//! The conformance vectors of VOIspeed's Activity Notification System:
//! `fixtures/voispeed/events.json`, every event of document 000 with its own example.
//!
//! A vector holds when the event that we read, put back into the document's parameters, has exactly those
//! that are expected, but for the name and password of event 19, which ours must not have.

use std::collections::BTreeMap;

use pronto::pbx::voispeed::ans::tokens::Tokens;
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
        assert_eq!(
            Notification::read(&told.query(), Repair::Off),
            Ok(untold(told.clone())),
            "{id}"
        );
        if let Event::Dtmf { info, .. } = &told.event {
            assert_eq!(info.as_ref(), params.remove("info").as_ref(), "{id}");
        }
        assert_eq!(written(&told), params, "{id}");
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

/// What is written of an event, but for what all events have.
fn written(told: &Notification) -> BTreeMap<String, String> {
    let query = told.query();
    let tokens = Tokens::of(&query);
    let own = |(key, _): &(&str, &str)| {
        !["pbx_id", "key", "event", "datetime", "interface"].contains(key)
    };
    let own = tokens.pairs().filter(own);
    own.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Without what is read and never written.
fn untold(mut told: Notification) -> Notification {
    if let Event::Dtmf { info, .. } = &mut told.event {
        *info = None;
    }
    told
}
