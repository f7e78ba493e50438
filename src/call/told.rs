//! A call as a relay tells it: the relay's own conclusions are taken over as they are.
//!
//! Times are by the relay's clock. What is told again keeps the time that it had here, so that two
//! clocks that run apart do not make a new state of an old one.

use super::{ABSENT_LOOKS, Control, First, Origin, Parked, Proof, Step, Unknown, Wanted};
use super::{Call, CallState, CallView, Ended, EndedWhy, Failed, FailedWhy, HangUp, Intent, State};
use crate::dial::{DialString, Target};
use crate::event::{CallId, Extension, ParkLine};

/// How far the relay's clock is ahead of ours, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ahead(i64);

impl Ahead {
    /// From both clocks, read at about the same time.
    #[must_use]
    pub fn of(theirs_ms: u64, ours_ms: u64) -> Self {
        Self(i64::try_from(i128::from(theirs_ms) - i128::from(ours_ms)).unwrap_or(0))
    }

    /// A time of theirs by our clock.
    pub(crate) fn ours(self, theirs_ms: u64) -> u64 {
        theirs_ms.saturating_add_signed(self.0.saturating_neg())
    }
}

impl Call {
    /// A call that was placed elsewhere: on another screen of this person.
    #[must_use]
    pub fn elsewhere(
        view: &CallView,
        target: Option<Target>,
        extension: Option<Extension>,
        ahead: Ahead,
    ) -> Self {
        let mut call = Self::new(Intent {
            id: view.id.clone(),
            origin: view.origin,
            shown: view.shown.clone(),
            target,
            digits: DialString::new(&view.digits).ok(),
            extension,
            at_ms: ahead.ours(view.since_ms),
            private: view.private,
            reports: true,
        });
        call.told(view, ahead);
        call
    }

    /// The relay has the order, under our own name for it.
    pub fn noted(&mut self) {
        self.listed = true;
        if self.pbx_call.is_none() {
            self.pbx_call = CallId::new(&self.intent.id).ok();
        }
        self.wait_no_longer();
    }

    /// The relay knows this call, and that it stands so.
    pub fn told(&mut self, view: &CallView, ahead: Ahead) {
        if self.over() {
            return;
        }
        self.noted();
        self.absent = 0;
        self.silent = 0;
        // A relay that has no name for a colleague takes away none that is known here.
        self.name = view.name.clone().or(self.name.take());
        self.problem.clone_from(&view.problem);
        match (view.hanging_up, self.hang_up) {
            (true, HangUp::No) => self.hang_up = HangUp::Asked,
            // It was tried, and the relay says why it failed.
            (false, HangUp::Asked) if view.problem.is_some() => self.hang_up = HangUp::No,
            _ => {}
        }
        self.controls_told(view, ahead);
        match view.talk_since_ms {
            Some(since) => {
                self.talk_since_ms.get_or_insert(ahead.ours(since));
            }
            None => self.talk_since_ms = None,
        }
        let (up, origin) = match &self.beside {
            Some(first) => (first.pbx_call.clone(), first.origin),
            None => (None, Origin::Placed),
        };
        let first = |call: &String| First { call: call.clone(), pbx_call: up, origin };
        self.beside = view.beside.as_ref().map(first);
        let since_ms = ahead.ours(view.since_ms);
        let state = match view.state {
            CallState::Dialling => State::Dialling { since_ms },
            CallState::RingingYou => State::RingingYou { since_ms },
            CallState::RingingThem => State::RingingThem { since_ms },
            CallState::Connected => State::Connected { since_ms },
            // Parked lies over it.
            CallState::OnTheLine | CallState::Parked => {
                State::OnTheLine { since_ms: self.talk_since_ms.unwrap_or(since_ms) }
            }
            CallState::Unknown => State::Unknown(Unknown { since_ms, placed_in_doubt: false }),
            CallState::Sent => State::Sent { at_ms: since_ms },
            CallState::Ended => State::Ended(Ended { at_ms: since_ms, why: ended(view) }),
            CallState::Failed => State::Failed(Failed {
                at_ms: since_ms,
                why: failed(view),
                problem: view.problem.clone(),
            }),
        };
        let same = std::mem::discriminant(&state) == std::mem::discriminant(&self.state)
            && !self.in_doubt();
        if !same {
            self.state = state;
        }
        if self.over() {
            self.problem = None;
        }
    }

    fn controls_told(&mut self, view: &CallView, ahead: Ahead) {
        let step = self.wanted.as_ref().map(|wanted| wanted.step);
        match (view.asking, step) {
            (Some(control), None | Some(Step::Asked)) => {
                self.wanted = Some(Wanted { control, step: Step::Told, again: false });
            }
            (None, Some(Step::Told)) => self.wanted = None,
            _ => {}
        }
        // What the relay has not heard of yet it cannot tell.
        let unheard = |wanted: &Wanted| wanted.step != Step::Told;
        self.recording = view.recording
            || self.wants(Control::RecordOn) && self.wanted.as_ref().is_some_and(unheard);
        let line = view.park_line.as_deref().and_then(|line| ParkLine::new(line).ok());
        let since_ms = self.parked.as_ref().map_or(ahead.ours(view.since_ms), |told| told.since_ms);
        let parked = Parked { since_ms, line, proof: Proof::Said };
        self.parked = Some(parked).filter(|_| view.state == CallState::Parked);
    }

    /// The relay told all calls of this person, and this was not among them.
    pub fn untold(&mut self, now_ms: u64) {
        let unheard = !self.listed && matches!(self.state, State::Dialling { .. });
        if self.over() || unheard {
            return;
        }
        // What was on its way when the call was placed does not know it yet.
        self.absent = self.absent.saturating_add(1);
        if self.absent < ABSENT_LOOKS {
            return;
        }
        if self.listed {
            self.end(EndedWhy::WhileAway, now_ms);
        } else {
            self.give_up(now_ms);
        }
    }

    /// Whether only asking can tell what has become of it.
    #[must_use]
    pub fn in_doubt(&self) -> bool {
        let unsure = matches!(&self.state, State::Unknown(unknown) if unknown.placed_in_doubt);
        !self.over() && (unsure || self.absent > 0)
    }
}

fn ended(view: &CallView) -> EndedWhy {
    let named = EndedWhy::ALL.into_iter().find(|why| view.reason.as_deref() == Some(why.key()));
    named.unwrap_or(EndedWhy::HungUp)
}

fn failed(view: &CallView) -> FailedWhy {
    let named = FailedWhy::ALL.into_iter().find(|why| view.reason.as_deref() == Some(why.key()));
    named.unwrap_or(FailedWhy::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Capabilities;
    use crate::problem::Code;

    const AHEAD: Ahead = Ahead(3_600_000);

    fn intent() -> Intent {
        let digits = DialString::new("315").expect("keys");
        Intent {
            id: "a1".to_owned(),
            origin: Origin::Placed,
            target: Some(Target::Inside { keys: digits.clone() }),
            shown: "315".to_owned(),
            digits: Some(digits),
            extension: None,
            at_ms: 1_000,
            private: false,
            reports: true,
        }
    }

    /// What a relay whose clock is an hour ahead says at 5,000 of ours.
    fn view(state: CallState) -> CallView {
        let mut view = Call::new(intent()).view(Capabilities::ALL);
        view.state = state;
        view.since_ms = 3_605_000;
        view
    }

    #[test]
    fn the_relays_conclusions_are_taken_over_by_our_clock() {
        for (state, expected) in [
            (CallState::RingingYou, State::RingingYou { since_ms: 5_000 }),
            (CallState::RingingThem, State::RingingThem { since_ms: 5_000 }),
            (CallState::Connected, State::Connected { since_ms: 5_000 }),
            (CallState::OnTheLine, State::OnTheLine { since_ms: 5_000 }),
            (CallState::Sent, State::Sent { at_ms: 5_000 }),
            (
                CallState::Unknown,
                State::Unknown(Unknown { since_ms: 5_000, placed_in_doubt: false }),
            ),
        ] {
            let mut call = Call::new(intent());
            call.told(&view(state), AHEAD);
            assert_eq!(call.state, expected);
        }
        let mut call = Call::new(intent());
        let mut view = view(CallState::Failed);
        view.reason = Some("failed_not_seen".to_owned());
        view.problem = Some(Code::TimedOut.into());
        call.told(&view, AHEAD);
        let failed = call.view(Capabilities::ALL);
        assert_eq!(failed.reason, view.reason);
        assert_eq!(failed.problem, view.problem);
    }

    #[test]
    fn the_same_again_is_no_new_state_though_clocks_run_apart() {
        let mut call = Call::new(intent());
        let mut first = view(CallState::Connected);
        first.talk_since_ms = Some(3_605_000);
        call.told(&first, AHEAD);
        let before = call.clone();
        call.told(&first, Ahead(3_600_700));
        assert_eq!(call, before);
    }

    #[test]
    fn a_call_that_is_told_no_more_has_ended_and_one_never_told_has_failed() {
        let mut told = Call::new(intent());
        told.told(&view(CallState::Connected), AHEAD);
        let mut never = Call::new(intent());
        never.unclear(Code::TimedOut.into(), 2_000);
        for call in [&mut told, &mut never] {
            for _ in 0..ABSENT_LOOKS {
                assert!(!call.over());
                call.untold(9_000);
            }
            assert!(call.over());
        }
        assert_eq!(told.view(Capabilities::ALL).reason.as_deref(), Some("ended_while_away"));
        assert_eq!(never.view(Capabilities::ALL).reason.as_deref(), Some("failed_not_seen"));
    }

    #[test]
    fn hanging_up_that_failed_at_the_relay_says_why() {
        let mut call = Call::new(intent());
        call.hang_up = HangUp::Asked;
        call.told(&view(CallState::Connected), AHEAD);
        assert_eq!(call.hang_up, HangUp::Asked, "told before the relay heard of it");
        let mut refused = view(CallState::Connected);
        refused.problem = Some(Code::TimedOut.into());
        call.told(&refused, AHEAD);
        assert_eq!(call.hang_up, HangUp::No);
        assert!(call.view(Capabilities::ALL).problem.is_some());
    }
}
