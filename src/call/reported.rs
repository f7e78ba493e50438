//! What a call concludes from what the PBX reports of it by itself.

use super::{Call, Control, State};
use crate::event::{CallId, KnownCall, Stage};

impl Call {
    /// Whether the PBX may mean this call: by its name for it, or, where that is not known yet, by
    /// the two parties.
    #[must_use]
    pub fn may_be(&self, id: &CallId, known: &KnownCall) -> bool {
        if self.over() || !self.intent.reports {
            return false;
        }
        if let Some(own) = &self.pbx_call {
            return own == id;
        }
        let ours = self.intent.extension.as_ref().map(|ext| ext.as_str());
        let theirs = self.intent.digits.as_ref().map(|digits| digits.as_str());
        let pair = (known.calling(), known.called());
        ours.is_some() && theirs.is_some() && (pair == (ours, theirs) || pair == (theirs, ours))
    }

    /// Whether only looks tell of it: a phone leaves the call that it parks, and no document says what
    /// a PBX reports of that, nor when it is ready to put a call through.
    #[must_use]
    pub fn is_left_to_looks(&self) -> bool {
        let wanted = self.wanted.as_ref().map(|wanted| wanted.control);
        let of_recording = |control| matches!(control, Control::RecordOn | Control::RecordOff);
        self.parked.is_some() || wanted.is_some_and(|control| !of_recording(control))
    }

    /// How the PBX says that it goes on, and which phone rang last for it.
    pub fn reported(
        &mut self,
        id: &CallId,
        stage: Stage<'_>,
        last_rung: Option<&str>,
        now_ms: u64,
    ) {
        if self.over() || !self.intent.reports || self.is_left_to_looks() {
            return;
        }
        self.pbx_call.get_or_insert_with(|| id.clone());
        self.silent = 0;
        self.trace_found();
        let is_ours = |number: &str| {
            self.intent.extension.as_ref().is_some_and(|ours| ours.as_str() == number)
        };
        match stage {
            Stage::Over => self.end(self.how_it_ended(), now_ms),
            Stage::Held => self.lifted(now_ms),
            Stage::Talking(by) => match by.or(last_rung) {
                Some(number) if !is_ours(number) => self.connected(now_ms),
                _ => self.lifted(now_ms),
            },
            Stage::Ringing(Some(number)) if !is_ours(number) => {
                let before =
                    matches!(self.state, State::RingingThem { .. } | State::Connected { .. });
                if !before {
                    self.state = State::RingingThem { since_ms: now_ms };
                }
            }
            Stage::Ringing(whom) => {
                self.rang |= whom.is_some();
                self.taken(now_ms);
            }
            Stage::There => self.taken(now_ms),
        }
    }

    /// The PBX has it; how far it has come was known before, if anything was.
    fn taken(&mut self, now_ms: u64) {
        if matches!(self.state, State::Dialling { .. } | State::Unknown(_)) {
            self.state = State::RingingYou { since_ms: now_ms };
        }
    }

    pub(super) fn lifted(&mut self, now_ms: u64) {
        if !self.on_the_line() {
            self.lift(now_ms);
        }
    }

    pub(super) fn connected(&mut self, now_ms: u64) {
        if !matches!(self.state, State::Connected { .. }) {
            self.talk_since_ms.get_or_insert(now_ms);
            self.state = State::Connected { since_ms: now_ms };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{CallState, Controlled, Intent, Origin};
    use crate::dial::{DialString, Target};
    use crate::event::{CallEvent, Capabilities, Extension, Stamp, Step};

    fn call() -> Call {
        let digits = DialString::new("0315").expect("digits");
        Call::new(Intent {
            id: "i1".to_owned(),
            origin: Origin::Placed,
            target: Some(Target::Inside { keys: digits.clone() }),
            shown: "0315".to_owned(),
            digits: Some(digits),
            extension: Extension::new("201").ok(),
            at_ms: 0,
            private: false,
            reports: true,
        })
    }

    fn id() -> CallId {
        CallId::new("7").expect("a name")
    }

    fn event(step: Step) -> CallEvent {
        let text = |text: &str| Some(text.to_owned());
        CallEvent { call: id(), calling: text("201"), called: text("0315"), step }
    }

    #[test]
    fn each_stage_is_shown_as_far_as_it_is_proven() {
        use CallState::{Connected, Dialling, Ended, OnTheLine, RingingThem, RingingYou};
        let rings = |whom: &str| Step::Rings(Some(whom.to_owned()));
        let answered = |by: &str| Step::Answered(Some(by.to_owned()));
        for (steps, states) in [
            (vec![Step::There], vec![RingingYou]),
            (
                vec![
                    rings("201"),
                    answered("201"),
                    rings("0315"),
                    answered("0315"),
                    Step::CallerHungUp,
                ],
                vec![RingingYou, OnTheLine, RingingThem, Connected, Ended],
            ),
            (
                vec![rings("201"), Step::Answered(None), rings("0315"), Step::Answered(None)],
                vec![RingingYou, OnTheLine, RingingThem, Connected],
            ),
            (vec![Step::Answered(None), Step::Held], vec![OnTheLine, OnTheLine]),
            (vec![answered("0315"), rings("201")], vec![Connected, Connected]),
            (vec![rings("201"), Step::CalledHungUp], vec![RingingYou, RingingYou]),
            (vec![rings("201"), Step::CallerHungUp, rings("201")], vec![RingingYou, Ended, Ended]),
        ] {
            let (mut call, mut known) = (call(), KnownCall::default());
            assert_eq!(call.view(Capabilities::default()).state, Dialling);
            for (at, (step, state)) in steps.iter().zip(states).enumerate() {
                known
                    .take(&event(step.clone()), Stamp { key: Some(at as u64), ..Stamp::default() });
                assert!(call.over() || call.may_be(&id(), &known));
                call.reported(&id(), known.stage(), known.last_rung(), 1_000);
                assert_eq!(call.view(Capabilities::default()).state, state, "{steps:?} at {at}");
            }
        }
    }

    #[test]
    fn what_is_parked_is_left_to_looks() {
        let mut call = call();
        call.reported(&id(), Stage::Talking(Some("0315")), None, 1_000);
        call.want(Control::Park).expect("it can");
        call.reported(&id(), Stage::Over, None, 2_000);
        call.controlled(Control::Park, Controlled::Done(None), 3_000);
        call.reported(&id(), Stage::Over, None, 4_000);
        assert!(call.is_parked() && !call.over());
    }

    #[test]
    fn a_call_is_known_by_its_name_or_else_by_its_parties() {
        let mut known = KnownCall::default();
        known.take(&event(Step::There), Stamp::default());
        let other = CallId::new("8").expect("a name");
        let mut call = call();
        assert!(call.may_be(&id(), &known));
        assert!(!call.may_be(&id(), &KnownCall::default()));
        call.accepted(Some(other.clone()), 0);
        assert!(!call.may_be(&id(), &known));
        assert!(call.may_be(&other, &KnownCall::default()));
    }
}
