//! Rows of "after these looks, this state".

use super::*;
use crate::call::{CallState, Intent, Origin};
use crate::dial::{DialString, Target};
use crate::event::{Capabilities, Extension};

const DIGITS: &str = "002189655";

fn call() -> Call {
    let digits = DialString::new(DIGITS).expect("keys");
    Call::new(Intent {
        id: "a".to_owned(),
        origin: Origin::Placed,
        target: Some(Target::Inside { keys: digits.clone() }),
        shown: "+39 02 189655".to_owned(),
        digits: Some(digits),
        extension: Some(me()),
        at_ms: 0,
        private: false,
        reports: true,
    })
}

fn me() -> Extension {
    Extension::new("201").expect("keys")
}

fn id(text: &str) -> CallId {
    CallId::new(text).expect("an id")
}

fn row(name: &str, meaning: Option<StatusMeaning>) -> LiveCall {
    LiveCall { id: id(name), meaning, calling: "201".to_owned(), called: DIGITS.to_owned() }
}

fn picture(rows: Vec<LiveCall>, presence: Presence) -> Picture {
    Picture { calls: Some(Calls { rows, complete: true }), people: Some(vec![(me(), presence)]) }
}

/// What a step of a row does to the call.
enum Step {
    Accept(Option<&'static str>),
    Refuse,
    Lose,
    Wake,
    See(Vec<LiveCall>, Presence),
    Silence,
    WantsToHangUp,
}

/// After these steps, a second apart, the call has this state and reason.
fn check(steps: Vec<Step>, state: CallState, reason: Option<&str>) {
    let mut call = call();
    for (at, step) in (1..).map(|n| n * 1000).zip(steps) {
        match step {
            Step::Accept(name) => call.accepted(name.map(id), at),
            Step::Refuse => call.refused(Problem::pbx_result(45), at),
            Step::Lose => call.unclear(Problem::new(Code::Unreachable), at),
            Step::Wake => call.woken(at),
            Step::See(rows, presence) => call.seen(&picture(rows, presence), &[], at),
            Step::Silence => call.not_seen(&Problem::new(Code::Unreachable), at),
            Step::WantsToHangUp => call.hang_up = HangUp::Wanted,
        }
    }
    let view = call.view(Capabilities::ALL);
    assert_eq!((view.state, view.reason.as_deref()), (state, reason), "{call:?}");
}

use Presence::{Busy, Free, Ringing};
use Step::{Accept, Lose, Refuse, See, Silence, Wake, WantsToHangUp};

#[test]
fn without_meanings_a_lifted_phone_is_on_the_line() {
    let listed = || vec![row("1", None)];
    check(vec![], CallState::Dialling, None);
    check(vec![Accept(Some("1"))], CallState::RingingYou, None);
    check(vec![Accept(Some("1")), See(listed(), Ringing)], CallState::RingingYou, None);
    check(vec![Accept(Some("1")), See(listed(), Busy)], CallState::OnTheLine, None);
    let lifted = || vec![Accept(Some("1")), See(listed(), Busy), See(vec![], Free)];
    check(lifted(), CallState::Ended, Some("ended_hung_up"));
    let ignored = vec![Accept(Some("1")), See(listed(), Ringing), See(vec![], Free)];
    check(ignored, CallState::Ended, Some("ended_not_lifted"));
}

#[test]
fn with_meanings_every_state_is_told() {
    let listed = |meaning| See(vec![row("1", Some(meaning))], Busy);
    let you = || listed(StatusMeaning::RingingYou);
    let them = || listed(StatusMeaning::RingingThem);
    let talk = || listed(StatusMeaning::Connected);
    let gone = || See(vec![], Free);
    let accept = || Accept(Some("1"));
    check(vec![accept(), you()], CallState::RingingYou, None);
    check(vec![accept(), you(), them()], CallState::RingingThem, None);
    check(vec![accept(), them(), talk()], CallState::Connected, None);
    check(vec![accept(), them(), gone()], CallState::Ended, Some("ended_no_answer"));
    check(vec![accept(), talk(), gone()], CallState::Ended, Some("ended_hung_up"));
}

#[test]
fn a_pbx_that_answers_only_when_connected_is_followed_meanwhile() {
    let listed = || vec![row("1", None)];
    check(vec![See(listed(), Ringing)], CallState::RingingYou, None);
    check(vec![See(listed(), Busy), Accept(Some("1"))], CallState::OnTheLine, None);
    check(vec![See(listed(), Busy), Refuse], CallState::Failed, Some("failed_refused"));
    check(vec![WantsToHangUp, Refuse], CallState::Ended, Some("ended_by_you"));
}

#[test]
fn a_lost_answer_is_looked_for_and_never_taken_for_success() {
    let listed = || vec![row("1", None)];
    let gone = || See(vec![], Free);
    check(vec![Lose], CallState::Unknown, None);
    check(vec![Wake], CallState::Unknown, None);
    check(vec![Lose, See(listed(), Ringing)], CallState::RingingYou, None);
    check(vec![Lose, gone(), gone()], CallState::Unknown, None);
    check(vec![Lose, gone(), gone(), gone()], CallState::Failed, Some("failed_not_seen"));
    // Somebody else's call proves nothing, and of two alike nobody can tell which is ours.
    let mut foreign = row("2", None);
    foreign.calling = "202".to_owned();
    check(vec![Lose, See(vec![foreign], Free)], CallState::Unknown, None);
    check(vec![Lose, See(vec![row("1", None), row("2", None)], Busy)], CallState::Unknown, None);
}

#[test]
fn a_phone_busy_with_another_call_is_not_on_this_one() {
    let mut other = row("2", None);
    other.called = "0612345".to_owned();
    let both = vec![row("1", None), other];
    check(vec![Accept(Some("1")), See(both, Busy)], CallState::RingingYou, None);
}

#[test]
fn silence_is_said_and_the_truth_comes_back() {
    let on = || vec![Accept(Some("1")), See(vec![row("1", None)], Busy)];
    let silent = |more: Vec<Step>| {
        let mut steps = on();
        steps.extend([Silence, Silence, Silence]);
        steps.extend(more);
        steps
    };
    check(silent(vec![]), CallState::Unknown, None);
    check(silent(vec![See(vec![row("1", None)], Busy)]), CallState::OnTheLine, None);
    check(silent(vec![See(vec![], Free)]), CallState::Ended, Some("ended_while_away"));
    let mut two = on();
    two.extend([Silence, Silence]);
    check(two, CallState::OnTheLine, None);
}

#[test]
fn the_timer_counts_from_the_first_proof_even_after_a_silence() {
    let mut call = call();
    call.accepted(Some(id("1")), 100);
    call.seen(&picture(vec![row("1", None)], Busy), &[], 2000);
    for at in [3000, 4000, 5000] {
        call.not_seen(&Problem::new(Code::Unreachable), at);
    }
    call.seen(&picture(vec![row("1", None)], Busy), &[], 60_000);
    assert_eq!(call.view(Capabilities::ALL).talk_since_ms, Some(2000));
}

#[test]
fn a_list_that_could_not_be_read_whole_proves_no_end() {
    let mut call = call();
    call.accepted(Some(id("1")), 100);
    call.seen(&picture(vec![row("1", None)], Busy), &[], 1000);
    let mut partial = picture(vec![], Free);
    partial.calls = Some(Calls { rows: vec![], complete: false });
    call.seen(&partial, &[], 2000);
    assert_eq!(call.view(Capabilities::ALL).state, CallState::OnTheLine);
}

#[test]
fn a_phone_that_does_not_report_only_says_sent() {
    let mut call = call();
    call.intent.reports = false;
    call.accepted(None, 100);
    assert_eq!(call.view(Capabilities::ALL).state, CallState::Sent);
    assert!(call.over());
}

#[test]
fn a_call_of_ours_that_ended_is_not_adopted_again() {
    let mut call = call();
    call.unclear(Problem::new(Code::TimedOut), 1);
    call.seen(
        &picture(vec![row("old", None)], Busy),
        &[Other { pbx_call: id("old"), parked: false }],
        2,
    );
    assert_eq!(call.pbx_call, None);
}
