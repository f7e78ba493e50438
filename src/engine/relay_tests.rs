//! The engine of a person whose office has a relay: what the relay tells, and when it is asked.

use serde_json::{Value as Json, json};

use super::test_desk::{Desk, refused};
use super::*;
use crate::call::{ABSENT_LOOKS, CallState, Control};
use crate::problem::Code;
use crate::wire::Outcome;

const RELAY: &str = "https://relay.example:8460";

fn stores(token_for: &str) -> Stores {
    let person = json!({
        "pbx": "relay", "relay_address": RELAY, "relay_token": "t", "outside_prefix": "9",
        "country": "IT", "given_for": {"relay_token": token_for},
    });
    let person = person.as_object().cloned().expect("an object").into();
    Stores { managed: Stored::new(), person }
}

/// A desk whose relay has told of the office: Italy, outside line by 0.
pub(super) fn desk() -> Desk {
    desk_with(json!({}))
}

/// The same of a person who has set this too.
pub(super) fn desk_with(person: Json) -> Desk {
    let mut stores = stores(RELAY);
    let person = person.as_object().cloned().expect("an object");
    stores.person.extend::<Stored>(person.into());
    let mut desk = Desk::start(Kept::default(), stores, 1_000_000);
    desk.tells(&office());
    desk.tells(&calls(&[]));
    desk
}

pub(super) fn office() -> Json {
    json!({
        "event": "office", "person": "anna", "extension": "201",
        "capabilities": {"reports": true, "hang_up": true, "record": true, "park": true},
        "settings": {"country": "IT", "outside_prefix": "0", "relay_address": "https://evil.example"},
    })
}

fn calls(calls: &[Json]) -> Json {
    json!({ "event": "calls", "calls": calls, "now_ms": 2_000_000 })
}

fn call(id: &str, state: &str) -> Json {
    json!({
        "id": id, "shown": "+39 02 189655", "digits": "002189655", "state": state,
        "since_ms": 2_000_000, "can_hang_up": true, "hanging_up": false,
        "over": state == "ended",
    })
}

impl Desk {
    fn stream(&self) -> u32 {
        self.engine.stream.number().expect("a stream is open")
    }

    pub(super) fn tells(&mut self, event: &Json) {
        let bytes = format!("data: {event}\n\n").into_bytes();
        self.input(Input::Heard { stream: self.stream(), bytes });
    }

    pub(super) fn urls(&self) -> Vec<String> {
        let url = |effect: &Effect| match effect {
            Effect::Send { http, .. } | Effect::Listen { http, .. } => Some(http.url.clone()),
            _ => None,
        };
        self.effects.iter().filter_map(url).map(|url| url.replace(RELAY, "")).collect()
    }

    pub(super) fn sends(&self) -> (u32, Json) {
        let sent = self.effects.iter().find_map(|effect| match effect {
            Effect::Send { request, http } => Some((*request, http.json.clone()?)),
            _ => None,
        });
        let (request, json) = sent.expect("something is sent");
        (request, serde_json::from_str(&json).expect("JSON"))
    }
}

#[test]
fn a_click_is_an_order_with_its_intent_and_the_rest_is_told() {
    let mut desk = desk();
    let outcome = desk.clicks("Tel. 02 189655");
    let Outcome::Calling { call: id } = outcome else { panic!("{outcome:?}") };
    let (request, order) = desk.sends();
    let expected = json!({
        "intent": id, "number": "+3902189655", "digits": "002189655",
        "confirmed": false, "private": false,
    });
    assert_eq!(order, expected);
    let answer = json!({"kind": "call", "call": call(&id, "dialling")});
    desk.hears(request, &answer.to_string());
    assert_eq!(desk.state(), Some(CallState::Dialling), "nothing rings before it is told");
    assert!(desk.sent().is_empty(), "what is told is not asked for");
    for (told, state) in [
        ("ringing_you", CallState::RingingYou),
        ("on_the_line", CallState::OnTheLine),
        ("ended", CallState::Ended),
    ] {
        desk.tells(&calls(&[call(&id, told)]));
        assert_eq!(desk.state(), Some(state));
        assert!(desk.sent().is_empty());
    }
    assert_eq!(desk.engine.past.calls.len(), 1);
}

#[test]
fn the_stream_opens_at_once_and_stores_something_whenever_it_speaks() {
    let mut desk = Desk::start(Kept::default(), stores(RELAY), 1_000_000);
    assert_eq!(desk.urls(), ["/api/events"]);
    assert!(desk.effects.contains(&Effect::Pulse(true)));
    for _ in 0..3 {
        desk.ms += 15_000;
        desk.input(Input::Heard { stream: desk.stream(), bytes: b":\n\n".to_vec() });
        assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Keep(_))));
    }
    let dead = desk.stream();
    desk.after(40_000);
    assert!(desk.effects.contains(&Effect::Unlisten { stream: dead }));
    assert_eq!(desk.urls(), ["/api/events"]);
    desk.input(Input::Attend(false));
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Unlisten { .. })));
    desk.input(Input::Attend(true));
    assert_eq!(desk.urls(), ["/api/events"]);
}

#[test]
fn what_the_office_sets_is_locked_and_outlives_the_worker() {
    let desk = desk().dies();
    let settings = desk.engine.settings();
    assert_eq!(settings.extension.as_str(), "201");
    assert_eq!(settings.outside_prefix.as_str(), "0");
    assert_eq!(settings.relay_address.as_str(), RELAY, "where the relay is, the person says");
    for key in ["country", "extension", "outside_prefix"] {
        assert!(desk.engine.loaded.locked.contains(&key), "{key}");
    }
    let mut desk = desk;
    let mut elsewhere = stores(RELAY);
    elsewhere.person.insert("relay_address".to_owned(), "https://b.example".into());
    desk.input(Input::Stores(elsewhere));
    assert_eq!(desk.engine.settings().outside_prefix.as_str(), "9", "another relay's office");
}

#[test]
fn a_token_for_another_address_opens_no_stream_and_places_no_call() {
    let mut desk = Desk::start(Kept::default(), stores("https://other.example"), 1_000_000);
    assert!(desk.urls().is_empty());
    let missing = desk.engine.missing().expect("something is missing");
    assert!(missing.is(Code::SecretForOtherAddress), "{missing:?}");
    assert!(matches!(desk.types("+39 02 189655"), Outcome::NotCalled { .. }));
    assert!(desk.urls().is_empty());
}

#[test]
fn a_call_of_another_screen_is_shown_and_private_ones_leave_no_trace() {
    let mut desk = desk();
    let mut elsewhere = call("other", "connected");
    elsewhere["talk_since_ms"] = 1_990_000.into();
    elsewhere["private"] = true.into();
    desk.tells(&calls(&[elsewhere.clone()]));
    let view = desk.engine.views().pop().expect("a call");
    assert_eq!(view.talk_since_ms, Some(990_000), "by our clock");
    assert_eq!(desk.types("02 189656"), refused(Code::CallInProgress));
    assert!(desk.lasting.as_ref().is_some_and(|lasting| lasting.calls.is_empty()));
    elsewhere["state"] = "ended".into();
    elsewhere["over"] = true.into();
    desk.tells(&calls(&[elsewhere]));
    assert!(desk.engine.past.calls.is_empty());
    assert_eq!(desk.state(), Some(CallState::Ended));
}

#[test]
fn what_was_missed_says_how_a_call_ended_and_nothing_of_others() {
    let mut desk = desk();
    desk.tells(&calls(&[call("a", "connected"), call("b", "connected")]));
    for _ in 0..ABSENT_LOOKS {
        let mut missed = calls(&[call("c", "ringing_you")]);
        missed["at_ms"] = 1_000_000.into();
        desk.tells(&missed);
    }
    let mut missed = calls(&[call("a", "ended")]);
    missed["at_ms"] = 1_000_000.into();
    desk.tells(&missed);
    let states: Vec<_> =
        desk.engine.views().iter().map(|view| (view.id.clone(), view.state)).collect();
    let expected = [("a".to_owned(), CallState::Ended), ("b".to_owned(), CallState::Connected)];
    assert_eq!(states, expected);
}

#[test]
fn an_order_whose_answer_is_lost_is_asked_for_and_never_sent_again() {
    let mut desk = desk();
    desk.clicks("02 189655");
    let (request, order) = desk.sends();
    desk.loses(request, NetError::TimedOut);
    assert_eq!(desk.state(), Some(CallState::Unknown));
    for look in 0..ABSENT_LOOKS {
        assert_eq!(desk.urls(), ["/api/calls"], "{look}");
        assert_eq!(desk.effects.iter().filter(|e| matches!(e, Effect::Listen { .. })).count(), 0);
        let request = desk.request("");
        let nothing = json!({"calls": [], "now_ms": 2_000_000});
        desk.hears(request, &nothing.to_string());
        desk.after(1_000);
    }
    assert_eq!(desk.state(), Some(CallState::Failed));
    // Another one, and the relay has it.
    desk.after(3_000);
    desk.clicks("02 189655");
    let (request, again) = desk.sends();
    assert_ne!(order["intent"], again["intent"]);
    desk.loses(request, NetError::TimedOut);
    let id = again["intent"].as_str().expect("an id");
    desk.tells(&calls(&[call(id, "ringing_you")]));
    assert_eq!(desk.state(), Some(CallState::RingingYou));
}

#[test]
fn the_relays_guard_asks_where_ours_did_not_and_yes_is_confirmed() {
    let mut desk = desk();
    desk.clicks("02 189655");
    let (request, _) = desk.sends();
    let ask = json!({"kind": "ask", "reasons": [{"kind": "premium"}]});
    desk.hears(request, &ask.to_string());
    assert_eq!(desk.state(), None);
    let question = desk.effects.iter().find_map(|effect| match effect {
        Effect::Ask(question) => Some(question.clone()),
        _ => None,
    });
    let question = question.expect("a question");
    let answer = Request::UiBgAnswer { question, call: true };
    assert!(matches!(desk.own_asks(answer), Reply::Placed { outcome: Outcome::Calling { .. } }));
    assert_eq!(desk.sends().1["confirmed"], true);
}

#[test]
fn a_refused_token_is_said_and_a_good_stream_takes_it_back() {
    let mut desk = desk();
    desk.input(Input::StreamEnded { stream: desk.stream(), end: StreamEnd::Status(401) });
    assert!(desk.effects.contains(&Effect::Again));
    assert!(desk.engine.missing().is_some_and(|missing| missing.is(Code::TokenUnknown)));
    desk.after(60_000);
    assert_eq!(desk.urls(), ["/api/events"]);
    desk.tells(&office());
    assert_eq!(desk.engine.missing(), None);
}

#[test]
fn hanging_up_is_asked_by_our_own_name_and_ends_when_it_is_told() {
    let mut desk = desk();
    desk.tells(&calls(&[call("other", "on_the_line")]));
    let done = desk.own_asks(Request::UiBgHangUp { call: "other".to_owned() });
    assert_eq!(done, Reply::Done { problem: None });
    assert_eq!(desk.urls(), ["/api/calls/other/hang-up"]);
    let request = desk.request("");
    desk.hears(request, r#"{"kind":"done"}"#);
    assert!(desk.engine.views()[0].hanging_up);
    let mut ended = call("other", "ended");
    ended["reason"] = "ended_by_you".into();
    desk.tells(&calls(&[ended]));
    assert_eq!(desk.engine.views()[0].reason.as_deref(), Some("ended_by_you"));
}

#[test]
fn what_is_wanted_of_a_call_goes_to_the_relay_and_comes_of_it_as_it_tells() {
    let mut desk = desk();
    desk.tells(&office());
    let told = |recording, asking: Option<&str>| {
        let mut told = call("other", "on_the_line");
        (told["recording"], told["can_record"]) = (recording, true.into());
        if let Some(asking) = asking {
            told["asking"] = asking.into();
        }
        calls(&[told])
    };
    let shown = |desk: &Desk| {
        let view = desk.engine.views().pop().expect("shown");
        (view.recording, view.asking)
    };
    desk.tells(&told(false.into(), None));
    desk.page_asks(Request::CsBgControl { call: "other".into(), control: Control::RecordOn });
    assert_eq!(desk.urls(), ["/api/calls/other/control"]);
    let (request, body) = desk.sends();
    assert_eq!(body, json!({"control": "record_on"}));
    assert_eq!(shown(&desk), (true, Some(Control::RecordOn)));
    desk.tells(&told(false.into(), None));
    assert_eq!(shown(&desk), (true, Some(Control::RecordOn)), "told before the relay heard of it");
    desk.tells(&told(true.into(), Some("record_on")));
    desk.hears(request, r#"{"kind":"done"}"#);
    assert_eq!(shown(&desk), (true, Some(Control::RecordOn)), "the relay is asking");
    desk.tells(&told(false.into(), None));
    assert_eq!(shown(&desk), (false, None), "the PBX refused");
    let mut parked = call("other", "parked");
    parked["park_line"] = "7".into();
    desk.tells(&calls(&[parked]));
    let view = desk.engine.views().pop().expect("shown");
    assert_eq!((view.state, view.park_line.as_deref()), (CallState::Parked, Some("7")));
    assert!(view.can_park);
    desk.tells(&told(false.into(), None));
    assert_eq!(desk.state(), Some(CallState::OnTheLine));
}

#[test]
fn a_token_that_is_gone_for_a_moment_closes_the_stream() {
    let mut desk = desk();
    let first = desk.stream();
    let mut without = stores(RELAY);
    without.person.remove("relay_token");
    desk.input(Input::Stores(without));
    assert!(desk.effects.contains(&Effect::Unlisten { stream: first }), "{:?}", desk.effects);
    desk.input(Input::Stores(stores(RELAY)));
    assert_eq!(desk.urls(), ["/api/events"]);
}
