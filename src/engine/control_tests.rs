//! What a person has done with a call that is up, kept before it is asked.

use serde_json::json;

use super::test_desk::{Desk, settings};
use super::*;
use crate::call::{CallState, Control};
use crate::problem::Code;
use crate::wire::Outcome;

/// A desk with a call on the line, and its name.
fn talking(recording_allowed: bool) -> (Desk, String) {
    let mut person = settings();
    person.insert("record_calls".to_owned(), json!(recording_allowed).into());
    let mut desk = Desk::in_call_with(person);
    desk.looks("12345,20100302093000000,3,SIP,ISDN,201,002189655,", "201=3;");
    let call = desk.engine.views()[0].id.clone();
    (desk, call)
}

#[test]
fn a_call_is_parked_and_fetched_and_the_next_can_be_placed_meanwhile() {
    let (mut desk, call) = talking(false);
    let wants = |control| Request::CsBgControl { call: call.clone(), control };
    assert_eq!(desk.page_asks(wants(Control::Park)), Reply::Done { problem: None });
    assert!(matches!(desk.effects[0], Effect::Keep(_)), "kept before it is asked");
    let park = desk.request("srv=13&action=11&ext=201&call_id=12345");
    desk.page_asks(wants(Control::Park));
    assert!(desk.sent().is_empty(), "asked once");
    desk.hears(park, "result=0;line_id=7");
    let view = desk.engine.views().pop().expect("shown");
    assert_eq!((view.state, view.park_line.as_deref()), (CallState::Parked, Some("7")));
    desk.ms += BETWEEN_CALLS_MS;
    assert!(matches!(desk.types("315"), Outcome::Calling { .. }));
    let mut desk = desk.dies();
    desk.page_asks(wants(Control::Unpark));
    let unpark = desk.request("srv=13&action=12&ext=201&line_id=7");
    desk.hears(unpark, "result=0");
    assert_eq!(desk.engine.views()[0].state, CallState::RingingYou);
}

#[test]
fn a_recording_needs_its_permission_and_its_sign_outlives_the_worker() {
    let (mut desk, call) = talking(false);
    let wants = |control| Request::CsBgControl { call: call.clone(), control };
    let no = Reply::Done { problem: Some(Code::NotSupported.into()) };
    assert_eq!(desk.page_asks(wants(Control::RecordOn)), no);
    assert!(desk.sent().is_empty() && !desk.engine.views()[0].can_record);
    let (mut desk, call) = talking(true);
    let wants = |control| Request::UiBgControl { call: call.clone(), control };
    desk.own_asks(wants(Control::RecordOn));
    desk.request("srv=2&call_id=12345&enable=1");
    assert!(desk.engine.views()[0].recording);
    let mut desk = desk.dies();
    let again = desk.request("srv=2&call_id=12345&enable=1");
    assert!(desk.engine.views()[0].recording, "nobody knows better");
    desk.hears(again, "result=15");
    assert!(desk.engine.views()[0].recording, "the first may have been heard");
    desk.own_asks(wants(Control::RecordOff));
    let off = desk.request("srv=2&call_id=12345&enable=0");
    desk.hears(off, "result=0");
    assert!(!desk.engine.views()[0].recording);
}

#[test]
fn what_was_kept_before_calls_could_be_parked_still_reads() {
    let desk = talking(true).0;
    let mut kept = serde_json::to_value(desk.kept.as_ref().expect("kept")).expect("JSON");
    let call = kept["calls"][0]["call"].as_object_mut().expect("a call");
    for new in ["wanted", "recording", "parked", "refusal"] {
        call.remove(new).expect("it was there");
    }
    let read: Snapshot = serde_json::from_value(kept).expect("an older snapshot");
    assert_eq!(Some(read), desk.kept);
}
