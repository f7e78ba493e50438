//! What is asked of a relay, and what is taken of its answers.

use serde_json::json;

use super::*;
use crate::event::Presence;
use crate::settings::Stored;

fn settings() -> Settings {
    let stored = json!({
        "pbx": "relay", "relay_address": "https://relay.example:8460",
        "relay_token": "pronto_secret",
    });
    let stored: Stored = stored.as_object().cloned().expect("an object").into();
    Settings::load(&stored, &Stored::new()).settings
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, body: body.as_bytes().to_vec() }
}

#[test]
fn the_token_travels_in_its_header_and_nowhere_else() {
    let target = Target::Inside { keys: DialString::new("315").expect("keys") };
    let digits = DialString::new("315").expect("keys");
    let (target, digits) = (&target, &digits);
    let order = Order {
        intent: "a1",
        target,
        digits,
        text: None,
        confirmed: true,
        private: false,
        beside: None,
    };
    let http = Relay.place(&order, &settings()).expect("a request");
    assert_eq!(http.url, "https://relay.example:8460/api/calls");
    assert_eq!(http.authorization.as_deref(), Some("Bearer pronto_secret"));
    let body: serde_json::Value =
        serde_json::from_str(http.json.as_deref().expect("a body")).expect("JSON");
    let expected = json!({
        "intent": "a1", "number": "315", "digits": "315", "confirmed": true, "private": false,
    });
    assert_eq!(body, expected);
    assert!(!format!("{http:?}").contains("secret"));
}

#[test]
fn answers_to_an_order() {
    let call = r#"{"kind":"call","call":{"id":"a1","shown":"315","digits":"315","state":"dialling","since_ms":1,"can_hang_up":true,"hanging_up":false,"over":false}}"#;
    let refused = r#"{"kind":"refused","problem":{"message":"problem_too_soon"}}"#;
    let unknown = r#"{"kind":"refused","problem":{"message":"problem_token_unknown"}}"#;
    let problem = |code| Problem::new(code);
    for (status, body, expected) in [
        (200, call, Placed::Noted),
        (429, refused, Placed::Refused(problem(Code::TooSoon))),
        (401, unknown, Placed::Refused(problem(Code::TokenUnknown).field("relay_token"))),
        (401, "no", Placed::Refused(problem(Code::TokenUnknown).field("relay_token"))),
        (200, "<html>", Placed::Unclear(problem(Code::NotRelay).field("relay_address"))),
        (502, "", Placed::Unclear(problem(Code::HttpStatus).detail("502"))),
        (200, r#"{"kind":"ask","reasons":[{"kind":"premium"}]}"#, {
            Placed::Asks(vec![crate::dial::guard::Reason::Premium])
        }),
    ] {
        assert_eq!(Relay.placed(&answer(status, body)), expected, "{status} {body}");
    }
}

#[test]
fn colleagues_are_asked_for_by_the_streams_name() {
    let me = r#""person":"anna","extension":"201","capabilities":{"reports":true,"hang_up":true},"settings":{}"#;
    for (written, expected) in [
        (r#","stream":"7-12""#, "7-12"),
        (r#","stream":"../calls""#, ""),
        (r#","stream":"a b""#, ""),
        ("", ""),
    ] {
        let event = format!(r#"{{"event":"office",{me}{written}}}"#);
        let Some(Told::Office { stream, .. }) = Relay.told(&event) else { panic!("{event}") };
        assert_eq!(stream, expected);
    }
    let phone = |text: &str| Extension::new(text).expect("an extension");
    let wanted = vec![phone("202"), phone("0003")];
    let http = Relay.watch("7-12", wanted, &settings()).expect("a request");
    assert_eq!(http.url, "https://relay.example:8460/api/events/7-12/colleagues");
    assert_eq!(
        (http.method, http.json.as_deref()),
        (Method::Post, Some(r#"{"colleagues":["202","0003"]}"#))
    );
    let event = r#"{"event":"colleagues","colleagues":[{"extension":"202","presence":"busy"},{"extension":"203"},
        {"extension":"204","presence":"free","calls":[{"id":"7","incoming":true,"other":"039","state":"ended","since_ms":1}]}]}"#;
    let told = [("202", Some(Presence::Busy)), ("203", None), ("204", Some(Presence::Free))];
    let told = told.map(|(extension, presence)| (phone(extension), presence));
    assert_eq!(Relay.told(event), Some(Told::Colleagues(told.into())));
    let unreadable = r#"{"event":"colleagues","colleagues":[{"extension":"x y"}]}"#;
    assert_eq!(Relay.told(unreadable), None);
}

#[test]
fn the_log_that_a_relay_tells_is_bounded_too() {
    let call = |id: &str, other: &str| json!({"id": id, "local_ms": 1, "incoming": true, "fate": "unanswered", "other": other});
    let logged = |status: u16, body: serde_json::Value| {
        let log = Relay.logged(&answer(status, &body.to_string()), &settings())?;
        Ok::<_, Problem>((log.calls.len(), log.complete))
    };
    let many: Vec<_> = (0..300).map(|n| call(&n.to_string(), "1")).collect();
    let mut late = call("1", "1");
    late["local_ms"] = json!(LAST_MS + 1);
    let problem = json!({"message": "problem_pbx_result_1"});
    let not_relay = Err(Problem::new(Code::NotRelay).field("relay_address"));
    for (status, body, expected) in [
        (200, json!({"calls": many, "complete": true}), Ok((100, true))),
        (200, json!({"calls": [call("1", &"9".repeat(300))], "complete": false}), Ok((0, false))),
        // No calendar has such a day.
        (200, json!({"calls": [late], "complete": true}), Ok((0, true))),
        (
            422,
            json!({"kind": "refused", "problem": problem}),
            Err(Problem { message: "problem_pbx_result_1".to_owned(), field: None, detail: None }),
        ),
        (200, json!({"kind": "done"}), not_relay.clone()),
        (200, json!({"calls": [{"id": 1}], "complete": true}), not_relay),
        (502, json!(null), Err(Problem::new(Code::HttpStatus).detail("502"))),
    ] {
        assert_eq!(logged(status, body.clone()), expected, "{status} {body}");
    }
}

#[test]
fn what_a_relay_tells_is_bounded() {
    let view = |id: &str, digits: &str| {
        json!({
            "id": id, "shown": digits, "digits": digits, "state": "ringing_you", "since_ms": 1,
            "can_hang_up": true, "hanging_up": false, "over": false,
        })
    };
    let mut calls = vec![view("", "1"), view("b", "<b>"), view("c", "12")];
    let told = |calls: &[serde_json::Value]| {
        let event = json!({"event": "calls", "calls": calls, "now_ms": 5});
        match Relay.told(&event.to_string()) {
            Some(Told::Calls { calls, .. }) => calls.into_iter().map(|view| view.id).collect(),
            other => panic!("{other:?}"),
        }
    };
    let ids: Vec<String> = told(&calls);
    assert_eq!(ids, ["c"]);
    calls = (0..50).map(|n| view(&format!("n{n}"), "1")).collect();
    let ids: Vec<String> = told(&calls);
    assert_eq!((ids.len(), ids.last().map(String::as_str)), (CALLS_MAX, Some("n49")));
    let text = |id: &str, words: &str| {
        let event = json!({"event": "text", "id": id, "from": "1", "words": words, "at_ms": 4, "now_ms": 5});
        match Relay.told(&event.to_string()) {
            Some(Told::Text { words, .. }) => Some(words.chars().count()),
            _ => None,
        }
    };
    assert_eq!(text("7", &"à".repeat(2_000)), Some(RECEIVED_MAX));
    assert_eq!(text(&"7".repeat(TEXT_MAX + 1), "hello"), None);
    for nonsense in ["", "[]", r#"{"event":"more"}"#, "{\"event\":\"calls\"}"] {
        assert_eq!(Relay.told(nonsense), None, "{nonsense}");
    }
}
