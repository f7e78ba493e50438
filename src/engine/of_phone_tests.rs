//! The engine of a person whose phone has calls that were not placed here, as their relay tells.

use serde_json::{Value as Json, json};

use super::relay_tests::{desk, office};
use super::test_desk::{Desk, outcome, refused, settings};
use super::*;
use crate::call::{ABSENT_LOOKS, Beside, CallState, Control, Origin};
use crate::problem::Code;
use crate::wire::Outcome;

fn call(id: &str, state: &str) -> Json {
    json!({
        "id": id, "incoming": true, "other": "0039066982", "state": state, "since_ms": 1_000_000,
    })
}

fn phone(calls: &[Json]) -> Json {
    json!({"event": "phone", "calls": calls, "now_ms": 1_000_000})
}

fn on_the_phone() -> Desk {
    let mut desk = desk();
    desk.tells(&phone(&[call("7", "connected")]));
    desk
}

/// What can be done with a call, in short.
fn shown(view: &CallView) -> String {
    let can = |can, word| if can { word } else { "" };
    format!(
        "{} {} {:?}{}{}{}",
        view.id,
        view.shown,
        view.state,
        can(view.can_hang_up, " hang_up"),
        can(view.can_park, " park"),
        can(view.can_transfer, " transfer"),
    )
}

impl Desk {
    fn cards(&self) -> Vec<String> {
        self.engine.views().iter().map(shown).collect()
    }

    fn may(&mut self, can: &str) {
        let mut office = office();
        office["capabilities"][can] = true.into();
        self.tells(&office);
    }
}

#[test]
fn a_call_is_on_the_card_from_when_the_phone_is_on_it() {
    let card = |state| vec![format!("phone-7 +39 06 6982 {state} hang_up park")];
    for (then, cards) in [
        (vec![call("7", "ringing_you")], vec![]),
        (vec![call("7", "connected")], card("Connected")),
        (vec![call("7", "ended")], vec![]),
        (vec![call("7", "connected"), call("8", "ringing_you")], card("Connected")),
    ] {
        let mut desk = desk();
        desk.tells(&phone(&then));
        assert_eq!(desk.cards(), cards, "{then:?}");
    }
    let mut abroad = call("7", "connected");
    (abroad["incoming"], abroad["other"]) = (false.into(), "+390212345678".into());
    let told = json!({
        "id": "phone-7", "origin": "dialled", "shown": "+390212345678", "digits": "",
        "state": "connected", "since_ms": 1_000_000, "can_hang_up": true, "hanging_up": false,
        "recording": true, "over": false,
    });
    let mut desk = desk();
    desk.tells(&phone(&[abroad]));
    desk.tells(&json!({"event": "calls", "calls": [told], "now_ms": 1_000_000}));
    assert!(desk.engine.views()[0].recording, "what is no number of the phone's keys is not lost");
    let mut nobody = call("7", "connected");
    nobody["other"] = "".into();
    let mut desk = relay_tests::desk();
    desk.tells(&phone(&[nobody]));
    assert_eq!(desk.cards(), ["phone-7  Connected hang_up park"]);
    let mut desk = on_the_phone();
    assert_eq!(desk.engine.views()[0].origin, Origin::CameIn);
    desk.tells(&phone(&[call("7", "ended")]));
    assert_eq!(desk.cards(), ["phone-7 +39 06 6982 Ended"]);
    desk.after(10_000);
    assert_eq!(desk.cards(), [""; 0]);
    assert_eq!(desk.engine.past.calls, [], "the PBX lists it");
}

#[test]
fn what_is_wanted_of_it_is_asked_of_the_relay_which_then_tells_of_it() {
    let mut desk = on_the_phone().dies();
    desk.tells(&office());
    desk.tells(&phone(&[call("7", "connected")]));
    let park = Request::CsBgControl { call: "phone-7".to_owned(), control: Control::Park };
    desk.page_asks(park);
    assert_eq!(desk.urls(), ["/api/calls/phone-7/control"]);
    let (request, _) = desk.sends();
    desk.hears(request, r#"{"kind":"done"}"#);
    let parked_view = json!({
        "id": "phone-7", "origin": "came_in", "shown": "", "digits": "", "state": "parked",
        "park_line": "3", "since_ms": 1_000_000, "can_hang_up": true, "hanging_up": false,
        "over": false,
    });
    desk.tells(&json!({"event": "calls", "calls": [parked_view], "now_ms": 1_000_000}));
    desk.tells(&phone(&[call("7", "connected")]));
    let view = desk.engine.views().pop().expect("a call");
    assert_eq!((view.state, view.park_line.as_deref()), (CallState::Parked, Some("3")));
    desk.tells(&phone(&[]));
    assert_eq!(desk.state(), Some(CallState::Parked), "its word counts from then on");
    let mut back = parked_view;
    back["state"] = "connected".into();
    desk.tells(&json!({"event": "calls", "calls": [back], "now_ms": 1_000_000}));
    desk.tells(&phone(&[call("7", "ended")]));
    assert_eq!(desk.state(), Some(CallState::Connected));
    desk.page_asks(Request::CsBgHangUp { call: "phone-7".to_owned() });
    assert_eq!(desk.urls(), ["/api/calls/phone-7/hang-up"]);
}

#[test]
fn while_the_phone_is_on_it_no_other_call_is_placed_but_beside_it() {
    let mut desk = on_the_phone();
    desk.may("transfer");
    assert_eq!(desk.clicks("Tel. 02 189655"), refused(Code::CallInProgress));
    let beside = Some(Beside { call: "phone-7".to_owned(), transfer: false });
    let dial = Request::UiBgDial { text: "02 189655".to_owned(), private: false, beside };
    let placed = outcome(desk.own_asks(dial));
    assert!(matches!(placed, Outcome::Calling { .. }), "{placed:?}");
    assert_eq!(desk.sends().1["beside"], "phone-7");
    let mut desk = on_the_phone();
    desk.tells(&phone(&[call("7", "unknown")]));
    let placed = desk.clicks("Tel. 02 189655");
    assert!(matches!(placed, Outcome::Calling { .. }), "what is lost keeps nobody from calling");
}

#[test]
fn of_two_calls_the_newer_can_be_put_through_where_the_office_lets_any_be_the_second() {
    for (second_call, can) in [("any", " transfer"), ("placed", "")] {
        let mut desk = desk();
        let mut office = office();
        office["capabilities"]["transfer"] = true.into();
        office["settings"]["second_call"] = second_call.into();
        desk.tells(&office);
        let mut second = call("8", "connected");
        (second["incoming"], second["other"]) = (false.into(), "315".into());
        second["since_ms"] = 1_000_001.into();
        desk.after(1);
        desk.tells(&phone(&[call("7", "connected"), second]));
        let expected = format!("phone-8 315 Connected hang_up park{can}");
        assert_eq!(desk.cards(), ["phone-7 +39 06 6982 Connected hang_up park", &expected]);
    }
}

#[test]
fn a_call_of_which_nothing_is_told_any_more_is_asked_for_and_given_up() {
    let mut desk = on_the_phone();
    desk.tells(&json!({"event": "calls", "calls": [], "now_ms": 1_000_000}));
    assert_eq!(desk.state(), Some(CallState::Connected), "the phone's calls are told apart");
    desk.tells(&phone(&[]));
    for _ in 1..ABSENT_LOOKS {
        assert_eq!(desk.state(), Some(CallState::Connected));
        assert_eq!(desk.urls(), ["/api/calls"]);
        let looks = desk.effects.iter().find_map(|effect| match effect {
            Effect::Send { request, .. } => Some(*request),
            _ => None,
        });
        desk.hears(looks.expect("asked"), r#"{"calls":[],"now_ms":1000000}"#);
        desk.after(3_000);
    }
    assert_eq!(desk.state(), Some(CallState::Ended));
}

#[test]
fn nobody_knows_how_it_goes_on_when_the_relay_is_away() {
    let mut desk = on_the_phone();
    let stream = desk.engine.stream.number().expect("a stream is open");
    desk.input(Input::StreamEnded { stream, end: StreamEnd::Lost });
    assert_eq!(desk.state(), Some(CallState::Connected), "for a moment it is believed");
    desk.after(10_001);
    assert_eq!(desk.state(), Some(CallState::Unknown));
    let polls = (0..20).filter(|_| desk.after(1_000).urls().contains(&"/api/calls".to_owned()));
    assert_eq!(polls.count(), 0, "it could tell nothing of it");
    desk.page_asks(Request::CsBgDismiss { call: "phone-7".to_owned() });
    assert_eq!(desk.state(), None);
}

#[test]
fn whoever_does_not_want_them_sees_none() {
    let mut desk = desk();
    let mut office = office();
    office["settings"]["phone_calls"] = false.into();
    desk.tells(&office);
    desk.tells(&phone(&[call("7", "connected")]));
    assert_eq!(desk.cards(), [""; 0]);
}

const PLACED: &str = "12345,20100302093000000,3,SIP,ISDN,201,002189655,\r\n";
const CAME_IN: &str = "7,20100302093000000,3,ISDN,SIP,0039066982,201,\r\n";

/// Without a relay, with a call of ours on the line; then the PBX lists these.
fn listed(second_call: &str, rows: &[&str]) -> Desk {
    let mut person = settings();
    person.insert("call_status_map".to_owned(), json!("3=connected").into());
    person.insert("second_call".to_owned(), json!(second_call).into());
    let mut desk = Desk::in_call_with(person);
    desk.looks(&rows.concat(), "201=3;");
    desk
}

#[test]
fn what_else_a_pbx_lists_on_the_phone_is_the_second_call() {
    let rings = CAME_IN.replace(",3,", ",2,");
    let elsewhere = CAME_IN.replace("201", "202");
    for (second_call, row, cards) in
        [("any", CAME_IN, 2), ("any", &rings, 1), ("any", &elsewhere, 1), ("placed", CAME_IN, 1)]
    {
        assert_eq!(listed(second_call, &[PLACED, row]).cards().len(), cards, "{second_call} {row}");
    }
    let mut desk = listed("any", &[PLACED, CAME_IN]);
    assert_eq!(desk.cards()[1], "phone-7 +39 06 6982 Connected hang_up park transfer");
    let transfer = Request::CsBgControl { call: "phone-7".to_owned(), control: Control::Transfer };
    desk.page_asks(transfer);
    desk.request("srv=7&call_id=12345&xfer_id=7&call_party=called&xfer_party=calling");
    let mut desk = listed("any", &[PLACED]);
    let id = desk.engine.views()[0].id.clone();
    desk.page_asks(Request::CsBgControl { call: id.clone(), control: Control::Park });
    let park = desk.request("srv=13");
    desk.hears(park, "result=0;line_id=7");
    desk.page_asks(Request::CsBgDismiss { call: id });
    desk.ms += BETWEEN_CALLS_MS;
    desk.types("315");
    let place = desk.request("srv=0");
    desk.hears(place, "result=0;call_id=12346");
    let second = PLACED.replace("12345", "12346").replace("002189655", "315");
    let mut desk = desk.dies();
    desk.looks(&[PLACED, &second].concat(), "201=3;");
    assert_eq!(desk.cards().len(), 1, "what was parked and taken off the screen stays off it");
    let mut desk = listed("any", &[PLACED, CAME_IN]);
    desk.after(3_000).looks(CAME_IN, "201=3;");
    assert_eq!(desk.cards()[1], "phone-7 +39 06 6982 Connected hang_up park", "it goes on alone");
    desk.after(3_000).looks("", "201=1;");
    assert_eq!(desk.state(), Some(CallState::Ended));
    assert_eq!(desk.engine.past.calls.len(), 1, "only what was placed");
}
