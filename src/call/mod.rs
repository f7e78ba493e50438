//! The life of one call, from the wish to the end.
//!
//! A [`Call`] holds what was wanted (who, which digits) and a [`State`]; each state is a struct
//! that says what it needs to know, and is reached only by what proves it:
//!
//! | state | what proves it |
//! |---|---|
//! | dialling | the wish is stored and the request is on its way |
//! | ringing you | the PBX took the call, lists it, or shows the person's phone ringing |
//! | ringing them, connected | the PBX lists the call with a status that [`StatusMeaning`] explains, or pushes an event that says so |
//! | on the line | the person's phone is busy with this call and no other, or an event says that it was answered |
//! | ended | a complete list of calls no longer has it, an event says so, or the PBX confirmed hanging up |
//! | failed | the PBX refused, or the request provably never left, or no trace of it was ever seen |
//! | unknown | the answer was lost, or the PBX has been silent for [`SILENT_LOOKS`] looks |
//! | sent | the PBX took it and does not report |
//!
//! What cannot be proven is not shown: without meanings for the status numbers "ringing them"
//! and "connected" never appear, "on the line" does.

mod beside;
mod control;
mod life;
mod of_phone;
mod reported;
mod state;
mod told;
mod view;

use crate::dial::{DialString, Target};
use crate::event::{CallId, Extension};
use crate::json::{Read, Write};
use crate::problem::{Code, Problem};
pub use beside::{Beside, First, room_beside, settle_pairs};
pub use control::{Control, Controlled, Parked, Proof, Step, Wanted};
pub use of_phone::{OnPhone, Origin, pair};
pub use state::{Ended, EndedWhy, Failed, FailedWhy, State, Unknown};
pub use told::Ahead;
pub use view::{CallState, CallView, views};

/// One call of a person: that they asked for, or that their phone has by itself ([`Origin`]).
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Call {
    /// What was wanted. Stored before anything is sent, and never changed.
    pub intent: Intent,
    /// Where its life stands.
    pub state: State,
    /// The PBX's name for it, once known.
    pub pbx_call: Option<CallId>,
    /// Whether the PBX has ever listed it: only then does its absence prove the end.
    pub listed: bool,
    /// Whether the person's phone was seen ringing while this call was waiting for it.
    pub rang: bool,
    /// How far the wish to hang up has come.
    pub hang_up: HangUp,
    /// What else is wanted of it, one thing at a time.
    #[serde(default)]
    pub wanted: Option<Wanted>,
    /// Whether it is recorded, or may be: never unseen.
    #[serde(default)]
    pub recording: bool,
    /// Where it is parked, if it is or may be.
    #[serde(default)]
    pub parked: Option<Parked>,
    /// When it was fetched from its park line last, in milliseconds since 1970.
    #[serde(default)]
    pub taken_back_ms: Option<u64>,
    /// The call beside which it was placed, while that is up.
    #[serde(default)]
    pub beside: Option<First>,
    /// Whether the PBX has ever listed the person's own extension in it.
    #[serde(default)]
    pub with_us: bool,
    /// Why the last wish came to nothing.
    #[serde(default)]
    pub refusal: Option<Problem>,
    /// Since when both talk, in milliseconds since 1970.
    pub talk_since_ms: Option<u64>,
    /// Looks in a row that showed no trace of it.
    pub absent: u8,
    /// Looks in a row that failed.
    pub silent: u8,
    /// A colleague's name.
    pub name: Option<String>,
    /// What went wrong last without ending the call.
    pub problem: Option<Problem>,
}

/// What was wanted.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Intent {
    /// Our own id, unique on this machine.
    pub id: String,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
    /// Whom; nothing of a call that came in from nobody knows where.
    pub target: Option<Target>,
    /// The number as the person read it; empty where it is not known.
    pub shown: String,
    /// The digits that go to the PBX; nothing where `target` is nothing.
    pub digits: Option<DialString>,
    /// Whose phone rings first; a phone that dials by itself has none.
    pub extension: Option<Extension>,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// From a private window: leaves no trace on disk.
    pub private: bool,
    /// Whether the PBX reports how the call goes on.
    pub reports: bool,
}

/// A call of ours that a look's rows may belong to.
#[derive(Clone, Debug)]
pub struct Other {
    /// The PBX's name for it.
    pub pbx_call: CallId,
    /// Whether it is parked, so that no phone is busy with it.
    pub parked: bool,
}

/// How far the wish to hang up has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum HangUp {
    /// Nobody wants to.
    #[default]
    No,
    /// As soon as the PBX's name for the call is known.
    Wanted,
    /// The PBX has been asked.
    Asked,
}

/// Failed looks in a row after which a call is shown as unknown.
pub const SILENT_LOOKS: u8 = 3;
/// Looks without a trace after which a call that was never listed is given up.
pub const ABSENT_LOOKS: u8 = 3;

/// Milliseconds between looks until a phone is lifted, and while something waits for the next look.
const EAGER_MS: u32 = 1_000;
/// Milliseconds between looks while both talk.
const CALM_MS: u32 = 3_000;

impl Call {
    /// A call about to be sent.
    #[must_use]
    pub fn new(intent: Intent) -> Self {
        let state = State::Dialling { since_ms: intent.at_ms };
        Self {
            intent,
            state,
            pbx_call: None,
            listed: false,
            rang: false,
            hang_up: HangUp::No,
            wanted: None,
            recording: false,
            parked: None,
            taken_back_ms: None,
            beside: None,
            with_us: false,
            refusal: None,
            talk_since_ms: None,
            absent: 0,
            silent: 0,
            name: None,
            problem: None,
        }
    }

    /// As the other calls of this desk see it, once the PBX has named it.
    #[must_use]
    pub fn other(&self) -> Option<Other> {
        let pbx_call = self.pbx_call.clone()?;
        Some(Other { pbx_call, parked: self.is_parked() })
    }

    /// Whether nothing more can happen to it.
    #[must_use]
    pub fn over(&self) -> bool {
        matches!(self.state, State::Ended(_) | State::Failed(_) | State::Sent { .. })
    }

    /// Whether the person's phone has this call on it, or will: while it has, no other is placed.
    /// What was not placed here keeps nobody from calling once nothing is known of it.
    #[must_use]
    pub fn takes_phone(&self) -> bool {
        let lost = self.is_of_phone() && matches!(self.state, State::Unknown(_));
        !self.over() && !self.is_parked() && !lost
    }

    /// Milliseconds between looks at the PBX that this call needs; none when nothing more can be
    /// seen of it, or nothing has been known of it for `looked_for_ms`.
    #[must_use]
    pub fn pace(&self, looked_for_ms: u64, now_ms: u64) -> Option<u32> {
        let lost_since = match (&self.state, &self.parked) {
            (State::Unknown(unknown), _) => Some(unknown.since_ms),
            // Only what is listed while it is parked can be seen to end.
            (_, Some(parked)) if parked.proof != Proof::Listed => Some(parked.since_ms),
            _ => None,
        };
        let lost = lost_since.is_some_and(|since| since + looked_for_ms < now_ms);
        if self.over() || !self.intent.reports || lost {
            return None;
        }
        Some(if self.on_the_line() && !self.waits() { CALM_MS } else { EAGER_MS })
    }

    /// A person wants to end it: the PBX is asked as soon as its name for the call is known.
    ///
    /// # Errors
    /// When it is over.
    pub fn want_hang_up(&mut self) -> Result<(), Problem> {
        if self.over() {
            return Err(Code::NoSuchCall.into());
        }
        if self.hang_up == HangUp::No {
            self.hang_up = HangUp::Wanted;
            if self.waits() {
                self.wanted = None;
            }
            self.problem = None;
            self.refusal = None;
        }
        Ok(())
    }

    /// Whether the person's phone is known to be on this call.
    #[must_use]
    pub fn on_the_line(&self) -> bool {
        matches!(self.state, State::OnTheLine { .. } | State::Connected { .. })
    }
}
