//! Rows of "after these steps, this much is shown".

use super::*;
use crate::call::{CallState, CallView, Intent, Origin, Other};
use crate::dial::{DialString, Target};
use crate::event::{CallId, Calls, Capabilities, Extension, LiveCall, Picture};

use Control::{Park, RecordOff, RecordOn, Unpark};
use Controlled::{Done, Refused, Unclear};
use Presence::{Busy, Free};

/// What happens to a call that is on the line at first.
enum Step {
    Want(Control),
    Ask,
    Hear(Control, Controlled),
    Die,
    /// The call among them, or not, and what the phone does.
    See(bool, Presence),
    Silence,
    /// Seconds pass, more than the one between two steps.
    Pass(u64),
}
use Step::{Ask, Die, Hear, Pass, See, Silence, Want};

fn me() -> Extension {
    Extension::new("201").expect("keys")
}

fn line(text: &str) -> Option<ParkLine> {
    ParkLine::new(text).ok()
}

fn no() -> Problem {
    Problem::pbx_result(37)
}

fn row(id: &str, called: &str) -> LiveCall {
    let id = CallId::new(id).expect("an id");
    LiveCall { id, meaning: None, calling: "201".to_owned(), called: called.to_owned() }
}

fn picture(rows: Vec<LiveCall>, presence: Presence) -> Picture {
    Picture { calls: Some(Calls { rows, complete: true }), people: Some(vec![(me(), presence)]) }
}

fn on_the_line() -> Call {
    let digits = DialString::new("315").expect("keys");
    let mut call = Call::new(Intent {
        id: "a".to_owned(),
        origin: Origin::Placed,
        target: Some(Target::Inside { keys: digits.clone() }),
        shown: "315".to_owned(),
        digits: Some(digits),
        extension: Some(me()),
        at_ms: 0,
        private: false,
        reports: true,
    });
    call.accepted(CallId::new("1").ok(), 100);
    call.seen(&picture(vec![row("1", "315")], Busy), &[], 200);
    call
}

fn after(steps: Vec<Step>) -> Call {
    let mut call = on_the_line();
    let mut now_ms = 0;
    for step in steps {
        now_ms += 1_000;
        match step {
            Want(control) => call.want(control).expect("allowed"),
            Ask => call.asked(),
            Hear(control, outcome) => call.controlled(control, outcome, now_ms),
            Die => call.woken(now_ms),
            See(listed, presence) => {
                let rows = if listed { vec![row("1", "315")] } else { vec![] };
                call.seen(&picture(rows, presence), &[], now_ms);
            }
            Silence => call.not_seen(&Code::Unreachable.into(), now_ms),
            Pass(seconds) => now_ms += seconds * 1_000,
        }
    }
    call
}

fn view(steps: Vec<Step>) -> CallView {
    after(steps).view(Capabilities::ALL)
}

#[test]
fn a_recording_never_runs_unseen() {
    let on = || vec![Want(RecordOn), Ask];
    let with = |more: Vec<Step>| on().into_iter().chain(more).collect::<Vec<_>>();
    let recorded = || with(vec![Hear(RecordOn, Done(None))]);
    let stop = |outcome| {
        let more = vec![Want(RecordOff), Ask, Hear(RecordOff, outcome)];
        recorded().into_iter().chain(more).collect::<Vec<_>>()
    };
    for (what, steps, recording) in [
        ("wanted", vec![Want(RecordOn)], false),
        ("asked", on(), true),
        ("confirmed", recorded(), true),
        ("refused", with(vec![Hear(RecordOn, Refused(no()))]), false),
        ("the answer is lost", with(vec![Hear(RecordOn, Unclear(no()))]), true),
        ("killed meanwhile", with(vec![Die]), true),
        ("a no after asking twice", with(vec![Die, Ask, Hear(RecordOn, Refused(no()))]), true),
        ("stopped", stop(Done(None)), false),
        ("stopping was refused", stop(Refused(no())), true),
        ("stopping was lost", stop(Unclear(no())), true),
        ("over", with(vec![Hear(RecordOn, Done(None)), See(false, Free)]), false),
    ] {
        let view = view(steps);
        assert_eq!(view.recording, recording, "{what}");
    }
    let silent = with(vec![Silence, Silence, Silence]);
    let unknown = view(silent);
    assert!(unknown.state == CallState::Unknown && unknown.recording && unknown.can_record);
}

#[test]
fn a_parked_call_ends_by_absence_only_if_it_was_listed_while_parked() {
    use CallState::{Ended, OnTheLine, Parked};
    let parked = || vec![Want(Park), Ask, Hear(Park, Done(line("7")))];
    for (what, steps, state) in [
        ("said", vec![], Parked),
        ("a look that was on its way", vec![See(true, Busy)], Parked),
        ("the phone is free", vec![See(true, Free)], Parked),
        ("never listed", vec![See(false, Free), See(false, Free), See(false, Free)], Parked),
        ("listed, then not", vec![See(true, Free), See(true, Free), See(false, Free)], Ended),
        ("only listed before it was free", vec![See(true, Free), See(false, Free)], Parked),
        ("fetched by the phone itself", vec![See(true, Free), See(true, Busy)], OnTheLine),
        ("fetched before any look", vec![Pass(15), See(true, Busy)], OnTheLine),
        ("busy with what nobody lists", vec![See(false, Free), See(false, Busy)], Parked),
        ("killed", vec![Die], Parked),
        ("after a silence", vec![Silence, Silence, Silence, See(false, Free)], Parked),
    ] {
        let view = view(parked().into_iter().chain(steps).collect());
        assert_eq!(view.state, state, "{what}");
        let line = (state == Parked).then(|| "7".to_owned());
        assert_eq!(view.park_line, line, "{what}");
        assert_eq!(view.talk_since_ms.is_none(), state == Parked, "{what}");
    }
    let gone = parked().into_iter().chain([See(true, Free), See(true, Free), See(false, Free)]);
    assert_eq!(view(gone.collect()).reason.as_deref(), Some("ended_unparked"));
}

#[test]
fn an_answer_to_parking_that_is_lost_is_looked_for() {
    use CallState::{Ended, OnTheLine, Parked};
    for (what, steps, state) in [
        ("lost", vec![Hear(Park, Unclear(no()))], OnTheLine),
        ("and the phone is free", vec![Hear(Park, Unclear(no())), See(false, Free)], Parked),
        ("and it is still on it", vec![Hear(Park, Unclear(no())), See(true, Busy)], OnTheLine),
        ("refused, and gone", vec![Hear(Park, Refused(no())), See(false, Free)], Ended),
        ("not listed before the answer", vec![See(false, Free)], OnTheLine),
        (
            "a no after asking twice",
            { vec![Die, Ask, Hear(Park, Refused(no())), See(false, Free)] },
            Parked,
        ),
    ] {
        let view = view(vec![Want(Park), Ask].into_iter().chain(steps).collect());
        assert_eq!(view.state, state, "{what}");
        assert!(view.park_line.is_none(), "{what}");
        assert!(!view.can_park || view.state == OnTheLine, "no line, no way back: {what}");
    }
}

#[test]
fn what_is_fetched_back_rings_and_is_on_the_line_again() {
    use CallState::{OnTheLine, Parked, RingingYou};
    let fetched = |outcome| {
        vec![
            Want(Park),
            Ask,
            Hear(Park, Done(line("7"))),
            See(false, Free),
            Want(Unpark),
            Ask,
            Hear(Unpark, outcome),
        ]
    };
    for (what, outcome, steps, state) in [
        ("done", Done(None), vec![], RingingYou),
        ("a look that does not list it yet", Done(None), vec![See(false, Free)], RingingYou),
        ("lifted", Done(None), vec![See(true, Busy)], OnTheLine),
        ("refused", Refused(no()), vec![], Parked),
        ("lost", Unclear(no()), vec![], Parked),
        ("lost, and still parked", Unclear(no()), vec![See(false, Free)], Parked),
        ("lost, and on it", Unclear(no()), vec![See(true, Busy)], OnTheLine),
    ] {
        let view = view(fetched(outcome).into_iter().chain(steps).collect());
        assert_eq!(view.state, state, "{what}");
    }
    let mut back = after(fetched(Done(None)));
    back.seen(&picture(vec![row("1", "315")], Busy), &[], 60_000);
    assert_eq!(back.view(Capabilities::ALL).talk_since_ms, Some(200), "it counts from the first");
}

#[test]
fn one_wish_at_a_time_and_only_where_it_makes_sense() {
    let mut call = on_the_line();
    assert_eq!(call.want(Unpark), Ok(()), "it is not parked already");
    assert_eq!(call.wanted, None);
    call.want(Park).expect("allowed");
    call.want(RecordOn).expect("heard, and not while the other is wanted");
    assert_eq!(call.view(Capabilities::ALL).asking, Some(Park));
    call.asked();
    call.controlled(Park, Done(None), 5_000);
    assert!(call.want(RecordOn).expect_err("nobody talks").is(Code::NotNow));
    assert!(call.want(Unpark).expect_err("from which line?").is(Code::NotNow));
    let mut ringing = on_the_line();
    ringing.state = State::RingingYou { since_ms: 0 };
    assert!(ringing.want(Park).expect_err("not lifted").is(Code::NotNow));
    ringing.end(EndedWhy::HungUp, 6_000);
    assert!(ringing.want(Park).expect_err("over").is(Code::NoSuchCall));
}

#[test]
fn a_refusal_stays_until_the_next_wish() {
    let refused = || vec![Want(Park), Ask, Hear(Park, Refused(no())), See(true, Busy)];
    assert_eq!(view(refused()).problem, Some(no()));
    let again = refused().into_iter().chain([Want(Park)]).collect();
    assert_eq!(view(again).problem, None);
}

#[test]
fn what_cannot_be_done_is_not_offered() {
    let none = Capabilities::default();
    let call = on_the_line();
    let (all, nothing) = (call.view(Capabilities::ALL), call.view(none));
    assert!(all.can_record && all.can_park && !nothing.can_record && !nothing.can_park);
    let recording = after(vec![Want(RecordOn), Ask, Hear(RecordOn, Done(None))]);
    assert!(recording.view(none).can_record, "who may start none any more can stop it");
}

#[test]
fn a_parked_call_leaves_the_phone_to_the_next() {
    let parked = after(vec![Want(Park), Ask, Hear(Park, Done(line("7")))]);
    assert!(!parked.takes_phone() && on_the_line().takes_phone());
    let mut next = on_the_line();
    next.pbx_call = CallId::new("2").ok();
    next.state = State::RingingYou { since_ms: 0 };
    let rows = || vec![row("1", "315"), row("2", "320")];
    let others = |parked| [Other { pbx_call: CallId::new("1").expect("an id"), parked }];
    next.seen(&picture(rows(), Busy), &others(false), 1_000);
    assert!(!next.on_the_line(), "the phone may be on the other");
    next.seen(&picture(rows(), Busy), &others(true), 2_000);
    assert!(next.on_the_line());
}
