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
    /// Who else talks in a conference.
    pub(super) others: Vec<Leg>,
    pub(super) group: String,
    /// Placed by srv=0; otherwise somebody else's, placed by control.
    pub(super) ours: bool,
    pub(super) timeout_s: u64,
    pub(super) placed_ms: u64,
    pub(super) lifted_ms: Option<u64>,
    pub(super) connected_ms: Option<u64>,
    /// The park line while the call is parked.
    pub(super) line: Option<u32>,
    pub(super) parked_ms: Option<u64>,
    pub(super) ended_ms: Option<u64>,
    pub(super) end: Option<End>,
    /// The two parties when it was placed.
    #[serde(skip)]
    pub(super) dialled: [String; 2],
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
    /// One waits on a park line, the other has left.
    Parked,
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
    /// `srv=8`: its parties talk in another call now.
    Joined,
    /// The PBX forgot it, as after a restart: the row vanished without a hang-up.
    Forgotten,
    /// The second party hung up, or rejected the call.
    SecondHungUp,
    /// Not connected within the timeout of srv=0.
    TimedOut,
    /// `srv=7`: one of its parties talks in another call now.
    Transferred,
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
    /// Talks since then; the time is counted when the talk is over.
    #[serde(skip)]
    pub(super) talks_since_ms: Option<u64>,
    /// Since then the vocalbox answers in place of the user.
    #[serde(skip)]
    pub(super) box_since_ms: Option<u64>,
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
    BoxAnswers(Party),
    Fails(Party, End),
    HangsUp(Party),
    PlaybackEnds,
    TimesOut,
}

impl Call {
    /// A call that has just been placed.
    pub(super) fn new(call_id: String, first: Leg, second: Leg, now_ms: u64) -> Call {
        Call {
            call_id,
            state: State::RingingFirst,
            dialled: [first.party.clone(), second.party.clone()],
            first,
            second,
            others: Vec::new(),
            group: String::new(),
            ours: false,
            timeout_s: 0,
            placed_ms: now_ms,
            lifted_ms: None,
            connected_ms: None,
            line: None,
            parked_ms: None,
            ended_ms: None,
            end: None,
            planned: Vec::new(),
        }
    }

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
            State::Parked => self.parked_ms.is_some(),
            State::Ended => self.ended_ms.is_some(),
        }
    }

    /// Whether this number or extension takes part.
    pub fn involves(&self, party: &str) -> bool {
        self.legs().any(|leg| leg.party == party)
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

    /// The place of a party that is not one of the others of a conference.
    pub(super) fn place_of(&self, party: &str) -> Option<Party> {
        [Party::First, Party::Second].into_iter().find(|&place| self.leg(place).party == party)
    }

    pub(super) fn legs(&self) -> impl Iterator<Item = &Leg> {
        [&self.first, &self.second].into_iter().chain(&self.others)
    }

    pub(super) fn is_conference(&self) -> bool {
        !self.others.is_empty()
    }

    /// Takes back what was to happen to the leg in this place.
    pub(super) fn unplan(&mut self, place: Party) {
        self.planned.retain(|planned| planned.step.party() != Some(place));
    }

    pub(super) fn plan(&mut self, at_ms: u64, step: Step) {
        self.planned.push(Planned { at_ms, step });
    }
}

impl Leg {
    pub(super) fn new(party: &str, network: Interface) -> Leg {
        Leg {
            party: party.to_owned(),
            network,
            progress: Progress::Idle,
            talk_ms: None,
            talks_since_ms: None,
            box_since_ms: None,
        }
    }
}

impl Party {
    pub(super) fn other(self) -> Party {
        match self {
            Party::First => Party::Second,
            Party::Second => Party::First,
        }
    }

    /// The state of a call in which this party is rung.
    pub(super) fn rung(self) -> State {
        match self {
            Party::First => State::RingingFirst,
            Party::Second => State::RingingSecond,
        }
    }
}

impl Step {
    /// Whom it happens to; the timeout is the call's.
    pub(super) fn party(self) -> Option<Party> {
        match self {
            Step::Lifts(party)
            | Step::BoxAnswers(party)
            | Step::Fails(party, _)
            | Step::HangsUp(party) => Some(party),
            Step::PlaybackEnds | Step::TimesOut => None,
        }
    }

    /// The same for the leg in another place.
    pub(super) fn moved_to(self, place: Party) -> Step {
        match self {
            Step::Lifts(_) => Step::Lifts(place),
            Step::BoxAnswers(_) => Step::BoxAnswers(place),
            Step::Fails(_, end) => Step::Fails(place, end),
            Step::HangsUp(_) => Step::HangsUp(place),
            Step::PlaybackEnds | Step::TimesOut => self,
        }
    }

    pub(super) fn rank(self) -> u8 {
        match self {
            Step::Lifts(_) => 0,
            Step::BoxAnswers(_) => 1,
            Step::Fails(..) => 2,
            Step::HangsUp(_) => 3,
            Step::PlaybackEnds => 4,
            Step::TimesOut => 5,
        }
    }

    /// Whether it tells what becomes of the ringing at this party.
    pub(super) fn is_answer_of(self, party: Party) -> bool {
        matches!(self, Step::Lifts(p) | Step::BoxAnswers(p) | Step::Fails(p, _) if p == party)
    }
}
