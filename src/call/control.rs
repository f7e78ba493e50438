//! What a person can have done with a call that is up, besides ending it.
//!
//! A wish goes as hanging up does: wanted, then asked of the PBX, then answered. A recording never
//! runs unseen: its sign stands from when the PBX is asked for it until the PBX says no, or confirms
//! that it has ended. Whether a PBX lists a call that is parked, no document says: the end of a
//! parked call is concluded from its absence only if it was listed before.

use super::{Call, EndedWhy, State};
use crate::event::{ParkLine, Presence};
use crate::json::{Read, Write};
use crate::problem::{Code, Problem};

/// What can be done with a call that is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Control {
    /// Record it.
    RecordOn,
    /// Stop recording it.
    RecordOff,
    /// Put it on a park line, and free the person's phone.
    Park,
    /// Fetch it from its park line to the person's phone.
    Unpark,
    /// Put the call beside it through to whom this one called.
    Transfer,
    /// Make one call of it and the call beside it.
    Conference,
}

/// What a person wants done with a call.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Wanted {
    /// What.
    pub control: Control,
    /// How far it has come.
    pub step: Step,
    /// Whether a worker that died may have asked before: then a no may answer what is done already.
    pub again: bool,
}

/// How far a wish has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It waits to be asked.
    Wanted,
    /// It waits for the next look to be asked: the PBX is not ready for it.
    Waits,
    /// The PBX has been asked.
    Asked,
    /// The relay asks, and tells when it has been answered.
    Told,
}

/// A call on a park line.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Parked {
    /// Since when, in milliseconds since 1970.
    pub since_ms: u64,
    /// Where, if the PBX said.
    pub line: Option<ParkLine>,
    /// What proves it.
    pub proof: Proof,
}

/// What proves that a call is parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Nothing yet: the answer was lost.
    None,
    /// The PBX said so.
    Said,
    /// The person's phone was seen free of it.
    Seen,
    /// And the PBX lists it meanwhile, so that its absence proves the end.
    Listed,
}

/// What came of asking the PBX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Controlled {
    /// It is done; on which line, if it was parked and the PBX said.
    Done(Option<ParkLine>),
    /// It will be, and that will be told.
    UnderWay,
    /// It cannot be done yet: asking again after a while may help.
    NotYet,
    /// It is not done.
    Refused(Problem),
    /// The answer was lost or says nothing.
    Unclear(Problem),
}

/// Milliseconds after which no look is on its way any more: its answer is awaited no longer.
const STALE_MS: u64 = 15_000;

impl Call {
    /// A person wants this: the PBX is asked as soon as its name for the call is known.
    ///
    /// # Errors
    /// When the call is over, or in a state that does not allow it.
    pub fn want(&mut self, control: Control) -> Result<(), Problem> {
        if self.over() {
            return Err(Code::NoSuchCall.into());
        }
        let done = match control {
            Control::RecordOn => self.recording,
            Control::RecordOff => !self.recording,
            Control::Park => self.parked.is_some(),
            Control::Unpark => self.parked.is_none(),
            Control::Transfer | Control::Conference => false,
        };
        if done || self.wanted.is_some() {
            return Ok(());
        }
        if !self.allows(control) {
            return Err(Code::NotNow.into());
        }
        self.refusal = None;
        self.wanted = Some(Wanted { control, step: Step::Wanted, again: false });
        Ok(())
    }

    /// Whether its state lets the PBX be asked for this.
    #[must_use]
    pub fn allows(&self, control: Control) -> bool {
        match control {
            Control::RecordOn | Control::Park => self.on_the_line() && self.parked.is_none(),
            Control::RecordOff => self.recording && !self.over(),
            Control::Unpark => self.is_parked() && self.park_line().is_some(),
            Control::Transfer => !self.over() && self.pbx_call_beside().is_some(),
            Control::Conference => self.allows(Control::Transfer) && self.parked.is_none(),
        }
    }

    /// Whether this is wanted, and not answered yet.
    #[must_use]
    pub fn wants(&self, control: Control) -> bool {
        self.wanted.as_ref().is_some_and(|wanted| wanted.control == control)
    }

    /// Whether it is known to be parked.
    #[must_use]
    pub fn is_parked(&self) -> bool {
        let parked = self.parked.as_ref();
        !self.over() && parked.is_some_and(|parked| parked.proof != Proof::None)
    }

    /// Where it is parked, if that is known.
    #[must_use]
    pub fn park_line(&self) -> Option<&ParkLine> {
        self.parked.as_ref()?.line.as_ref()
    }

    /// The PBX is being asked for what is wanted.
    pub fn asked(&mut self) {
        let Some(wanted) = &mut self.wanted else { return };
        wanted.step = Step::Asked;
        self.recording |= wanted.control == Control::RecordOn;
    }

    /// What came of asking.
    pub fn controlled(&mut self, control: Control, outcome: Controlled, now_ms: u64) {
        // Of what is told already, the answer says nothing new.
        let ours = |wanted: &mut Wanted| wanted.control == control && wanted.step != Step::Told;
        let Some(wanted) = self.wanted.take_if(ours) else { return };
        let outcome = match outcome {
            Controlled::Refused(problem) if wanted.again => Controlled::Unclear(problem),
            outcome => outcome,
        };
        let parked = |line, proof| Some(Parked { since_ms: now_ms, line, proof });
        match (outcome, control) {
            (Controlled::Done(line), Control::Park) => self.parked = parked(line, Proof::Said),
            (Controlled::Done(_), Control::Unpark) => {
                self.parked = None;
                self.taken_back_ms = Some(now_ms);
                self.state = State::RingingYou { since_ms: now_ms };
                // A look that is on its way may not list it yet.
                (self.listed, self.absent) = (false, 0);
            }
            (Controlled::Done(_), Control::Transfer) => self.end(EndedWhy::Transferred, now_ms),
            (Controlled::Done(_), Control::Conference) => self.end(EndedWhy::Joined, now_ms),
            // Asked again it does no harm: what is done already is refused.
            (Controlled::NotYet, _) => self.wanted = Some(Wanted { step: Step::Waits, ..wanted }),
            (Controlled::Unclear(_), _) if control.needs_first() && !wanted.again => {
                self.wanted = Some(Wanted { step: Step::Waits, again: true, ..wanted });
            }
            (Controlled::Done(_), _) => self.recording = control == Control::RecordOn,
            (Controlled::UnderWay, _) => {}
            (Controlled::Refused(problem), _) => {
                self.recording &= control != Control::RecordOn;
                self.refusal = Some(problem);
            }
            (Controlled::Unclear(problem), _) => {
                if control == Control::Park {
                    self.parked = parked(None, Proof::None);
                }
                self.refusal = Some(problem);
            }
        }
    }

    /// What a look shows of a call that is parked or may be; whether there is no more to it.
    pub(super) fn seen_parked(
        &mut self,
        listed: Option<bool>,
        presence: Option<Presence>,
        alone: bool,
        now_ms: u64,
    ) -> bool {
        let Some(parked) = &mut self.parked else { return false };
        let (busy, before) = (presence == Some(Presence::Busy), parked.proof);
        // A look that was on its way when the call was parked still shows the phone on it.
        let stale = before == Proof::Said && now_ms < parked.since_ms + STALE_MS;
        if busy && alone && listed == Some(true) && !stale {
            self.parked = None;
            return false;
        }
        if listed == Some(false) && before == Proof::Listed {
            self.end(EndedWhy::Unparked, now_ms);
            return true;
        }
        if listed == Some(true) && matches!(before, Proof::Seen | Proof::Listed) {
            parked.proof = Proof::Listed;
        } else if presence.is_some() && !busy {
            parked.proof = Proof::Seen;
        }
        if matches!(self.state, State::Unknown(_)) && parked.proof != Proof::None {
            self.problem = None;
            let since_ms = *self.talk_since_ms.get_or_insert(now_ms);
            self.state = State::OnTheLine { since_ms };
        }
        true
    }
}

#[cfg(test)]
#[path = "control_tests.rs"]
mod tests;
