//! One call: its two parties, its state, and what will happen to it next.

use serde::{Deserialize, Serialize};

use super::user::Interface;

/// A call, current or past.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    pub(super) call_id: String,
    pub(super) state: State,
    pub(super) first: Leg,
    pub(super) second: Leg,
    pub(super) group: String,
    /// Placed by srv=0; otherwise somebody else's, placed by control.
    pub(super) ours: bool,
    pub(super) timeout_s: u64,
    pub(super) placed_ms: u64,
    pub(super) lifted_ms: Option<u64>,
    pub(super) connected_ms: Option<u64>,
    pub(super) ended_ms: Option<u64>,
    pub(super) end: Option<End>,
    #[serde(skip)]
    pub(super) planned: Vec<Planned>,
}

/// Where a call is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The first party's phone rings.
    RingingFirst,
    /// The first party has lifted; the second rings, or the network tries.
    RingingSecond,
    /// Both talk.
    Connected,
    /// Its row is gone.
    Ended,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The party that was rung is busy.
    Busy,
    /// `srv=1`.
    Disconnected,
    /// The first party hung up, or rejected the call.
    FirstHungUp,
    /// The PBX forgot it, as after a restart: the row vanished without a hang-up.
    Forgotten,
    /// The second party hung up, or rejected the call.
    SecondHungUp,
    /// Not connected within the timeout of srv=0.
    TimedOut,
    /// The party that was rung cannot be reached.
    Unreachable,
}

/// One of the two parties, as srv=0 names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// `first_number`.
    First,
    /// `second_number`.
    Second,
}

/// One party's side of a call.
#[derive(Clone, Debug, Serialize)]
pub struct Leg {
    pub(super) party: String,
    pub(super) network: Interface,
    pub(super) progress: Progress,
    /// Hangs up this long after it was lifted.
    #[serde(skip)]
    pub(super) talk_ms: Option<u64>,
}

/// How far a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nothing rings (yet, or because the party is busy or away).
    Idle,
    /// The phone rings.
    Ringing,
    /// Lifted.
    Up,
}

/// Something that will happen unless the call changes before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned {
    pub(super) at_ms: u64,
    pub(super) step: Step,
}

/// In the order in which steps of the same millisecond happen: an answer beats the timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Lifts(Party),
    Fails(Party, End),
    HangsUp(Party),
    TimesOut,
}

impl Call {
    /// The id, a small decimal number.
    pub fn id(&self) -> &str {
        &self.call_id
    }

    /// Where it is in its life.
    pub fn state(&self) -> State {
        self.state
    }

    /// Why it ended, if it did.
    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// Has a row in info=7.
    pub fn is_live(&self) -> bool {
        self.state != State::Ended
    }

    /// Number or extension of the first party.
    pub fn first(&self) -> &str {
        &self.first.party
    }

    /// Number or extension of the second party.
    pub fn second(&self) -> &str {
        &self.second.party
    }

    /// The network of the first party.
    pub fn first_network(&self) -> Interface {
        self.first.network
    }

    /// The network of the second party.
    pub fn second_network(&self) -> Interface {
        self.second.network
    }

    /// The called group; empty for a call of srv=0.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// When it was placed, in milliseconds.
    pub fn placed_ms(&self) -> u64 {
        self.placed_ms
    }

    /// Whether it is or was in this state. An IVR call never rang its first party.
    pub fn has_reached(&self, state: State) -> bool {
        match state {
            State::RingingFirst => self.first.network != Interface::Ivr,
            State::RingingSecond => self.lifted_ms.is_some(),
            State::Connected => self.connected_ms.is_some(),
            State::Ended => self.ended_ms.is_some(),
        }
    }

    /// Whether this number or extension takes part.
    pub fn involves(&self, party: &str) -> bool {
        self.first.party == party || self.second.party == party
    }

    pub(super) fn leg(&self, party: Party) -> &Leg {
        match party {
            Party::First => &self.first,
            Party::Second => &self.second,
        }
    }

    pub(super) fn leg_mut(&mut self, party: Party) -> &mut Leg {
        match party {
            Party::First => &mut self.first,
            Party::Second => &mut self.second,
        }
    }

    pub(super) fn legs(&self) -> [&Leg; 2] {
        [&self.first, &self.second]
    }

    pub(super) fn plan(&mut self, at_ms: u64, step: Step) {
        self.planned.push(Planned { at_ms, step });
    }
}

impl Leg {
    pub(super) fn new(party: &str, network: Interface) -> Leg {
        Leg { party: party.to_owned(), network, progress: Progress::Idle, talk_ms: None }
    }
}

impl Step {
    pub(super) fn rank(self) -> u8 {
        match self {
            Step::Lifts(_) => 0,
            Step::Fails(..) => 1,
            Step::HangsUp(_) => 2,
            Step::TimesOut => 3,
        }
    }
}
