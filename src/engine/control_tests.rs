//! What a person has done with a call that is up, kept before it is asked.

use serde_json::json;

use super::test_desk::{Desk, outcome, refused, settings};
use super::*;
use crate::call::{Beside, CallState, Control};
use crate::event::Extension;
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

impl Desk {
    /// Types a number that is to be called beside the call on the line.
    fn types_beside(&mut self, text: &str, transfer: bool) -> Outcome {
        let call = self.engine.views()[0].id.clone();
        let beside = Some(Beside { call, transfer });
        self.ms += BETWEEN_CALLS_MS;
        let dial = Request::UiBgDial { text: text.to_owned(), private: false, beside };
        outcome(self.own_asks(dial))
    }

    /// The same, and the PBX takes the call as 12346; the looks are on their way.
    fn second_call(&mut self, transfer: bool) {
        assert!(matches!(self.types_beside("315", transfer), Outcome::Calling { .. }));
        let place = self.request("srv=0&first_number=201&second_number=315");
        let effects = self.effects.clone();
        self.hears(place, "result=0;call_id=12346");
        assert!(self.sent().is_empty(), "not listed yet");
        self.effects.extend(effects);
    }

    fn reasons(&self) -> Vec<String> {
        self.engine.views().into_iter().filter_map(|view| view.reason).collect()
    }
}

const FIRST: &str = "12345,20100302093000000,3,SIP,ISDN,201,002189655,\r\n";
const SECOND: &str = "12346,20100302093000000,2,SIP,SIP,201,315,\r\n";
const TRANSFER: &str = "srv=7&call_id=12345&xfer_id=12346&call_party=called&xfer_party=called";

#[test]
fn a_call_is_put_through_as_soon_as_the_pbx_can_also_by_the_next_worker() {
    let (mut desk, _) = talking(false);
    desk.second_call(true);
    desk.looks(&[FIRST, SECOND].concat(), "201=3;");
    let early = desk.request(TRANSFER);
    desk.hears(early, "result=15");
    assert!(desk.sent().is_empty(), "asked again after the next look");
    desk.after(1_000);
    desk.looks(&[FIRST, SECOND].concat(), "201=3;");
    desk.request(TRANSFER);
    let mut desk = desk.dies();
    let again = desk.request(TRANSFER);
    desk.hears(again, "result=0");
    assert_eq!(desk.reasons(), ["ended_transferred", "ended_transferred"]);
}

#[test]
fn a_colleague_is_called_beside_the_call_on_the_line_too() {
    let (mut desk, _) = talking(false);
    let call = desk.engine.views()[0].id.clone();
    desk.ms += BETWEEN_CALLS_MS;
    desk.engine.calls[0].call.intent.private = true;
    let reply = desk.own_asks(Request::UiBgCallColleague {
        extension: Extension::new("202").expect("keys"),
        private: false,
        beside: Some(Beside { call: call.clone(), transfer: true }),
    });
    assert!(matches!(outcome(reply), Outcome::Calling { .. }));
    desk.request("srv=0&first_number=201&second_number=202");
    assert_eq!(desk.engine.views()[1].beside.as_deref(), Some(call.as_str()));
    assert!(desk.engine.views()[1].private, "it leaves no trace beside one that leaves none");
}

#[test]
fn a_phone_that_was_busy_before_proves_the_second_call_only_after_it_has_rung() {
    let (mut desk, _) = talking(false);
    desk.second_call(false);
    for (phone, state) in [
        ("201=3;", CallState::RingingYou),
        ("201=2;", CallState::RingingYou),
        ("201=3;", CallState::OnTheLine),
    ] {
        desk.looks(&[FIRST, SECOND].concat(), phone);
        assert_eq!(desk.state(), Some(state), "{phone}");
        desk.after(1_000);
    }
}

#[test]
fn a_second_call_that_is_to_be_hung_up_is_not_put_through_any_more() {
    let (mut desk, _) = talking(false);
    desk.second_call(true);
    let call = desk.engine.views()[1].id.clone();
    let looks = desk.effects.clone();
    desk.own_asks(Request::UiBgHangUp { call });
    desk.request("srv=1&call_id=12346");
    desk.effects.extend(looks);
    desk.looks(&[FIRST, SECOND].concat(), "201=3;");
    assert!(desk.sent().iter().all(|(_, query)| !query.starts_with("srv=7")));
}

#[test]
fn a_transfer_whose_answer_is_lost_shows_by_who_is_left_in_the_call() {
    let (mut desk, _) = talking(false);
    desk.second_call(true);
    desk.looks(&[FIRST, SECOND].concat(), "201=3;");
    let lost = desk.request(TRANSFER);
    desk.loses(lost, NetError::TimedOut);
    desk.after(1_000);
    desk.looks("12345,20100302093000000,3,ISDN,SIP,315,002189655,\r\n", "201=1;");
    assert_eq!(desk.reasons()[0], "ended_transferred");
    assert_eq!(desk.reasons().len(), 2);
}

#[test]
fn the_second_call_needs_the_first_and_outlives_it() {
    let (mut desk, call) = talking(false);
    let whom = |call: &str| Request::CsBgAskWhom { call: call.to_owned() };
    let no = Reply::Done { problem: Some(Code::NoCallBeside.into()) };
    assert_eq!(desk.page_asks(whom("other")), no);
    assert_eq!(desk.page_asks(whom(&call)), Reply::Done { problem: None });
    assert!(desk.effects.contains(&Effect::AskWhom));
    assert!(desk.engine.views()[0].can_consult);
    assert_eq!(desk.types("315"), refused(Code::CallInProgress));
    desk.second_call(true);
    assert!(desk.engine.views().iter().all(|view| !view.can_consult), "two are enough");
    desk.looks(SECOND, "201=3;");
    let second = desk.engine.views().pop().expect("shown");
    assert!(second.problem.is_some_and(|problem| problem.is(Code::NoCallBeside)));
    assert!((second.beside, second.asking, second.over) == (None, None, false));
}

#[test]
fn what_was_kept_before_calls_could_be_parked_still_reads() {
    let desk = talking(true).0;
    let mut kept = serde_json::to_value(desk.kept.as_ref().expect("kept")).expect("JSON");
    let call = kept["calls"][0]["call"].as_object_mut().expect("a call");
    for new in ["wanted", "recording", "parked", "beside", "with_us", "refusal"] {
        call.remove(new).expect("it was there");
    }
    let mut read: Snapshot = serde_json::from_value(kept).expect("an older snapshot");
    // The next look shows it again.
    read.calls[0].call.with_us = true;
    assert_eq!(Some(read), desk.kept);
}
