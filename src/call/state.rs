//! The states of a call, a struct each where there is more to say than since when.
//! All times are milliseconds since 1970.

use crate::json::{Read, Write};
use crate::problem::Problem;

/// Where the life of a call stands.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The request is on its way.
    Dialling {
        /// When it was stored.
        since_ms: u64,
    },
    /// The PBX has taken the call; the person's phone is not lifted yet.
    RingingYou {
        /// When that was known.
        since_ms: u64,
    },
    /// The other phone rings.
    RingingThem {
        /// When that was known.
        since_ms: u64,
    },
    /// Both talk.
    Connected {
        /// When that was known.
        since_ms: u64,
    },
    /// The person's phone is lifted; whether the other side answered, this PBX does not tell.
    OnTheLine {
        /// When that was known.
        since_ms: u64,
    },
    /// Nobody can say at the moment.
    Unknown(Unknown),
    /// It is over.
    Ended(Ended),
    /// It never came to be.
    Failed(Failed),
    /// The phone took the request and does not report.
    Sent {
        /// When it was taken.
        at_ms: u64,
    },
}

/// Nobody can say at the moment.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Unknown {
    /// Since when.
    pub since_ms: u64,
    /// Whether it is even unknown that the PBX heard of the call.
    pub placed_in_doubt: bool,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Ended {
    /// When that was known.
    pub at_ms: u64,
    /// How.
    pub why: EndedWhy,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum EndedWhy {
    /// The person hung up here.
    ByYou,
    /// After talking, or after waiting on the line.
    HungUp,
    /// The other side did not answer.
    NoAnswer,
    /// The person's own phone was not lifted.
    NotLifted,
    /// On its park line: somebody fetched it, or the other side hung up.
    Unparked,
    /// For this person: the other side was put through to somebody else.
    Transferred,
    /// It went on in the call beside it.
    Joined,
    /// While the PBX could not be asked.
    WhileAway,
}

/// It never came to be.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Failed {
    /// When that was known.
    pub at_ms: u64,
    /// Why.
    pub why: FailedWhy,
    /// What the person is told.
    pub problem: Option<Problem>,
}

/// Why a call never came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum FailedWhy {
    /// The PBX said no.
    Refused,
    /// The request never left.
    NotSent,
    /// The PBX shows no trace of it.
    NotSeen,
}

impl EndedWhy {
    /// Every way.
    pub const ALL: [Self; 8] = [
        Self::ByYou,
        Self::HungUp,
        Self::NoAnswer,
        Self::NotLifted,
        Self::Unparked,
        Self::Transferred,
        Self::Joined,
        Self::WhileAway,
    ];

    /// Key of the words in `_locales`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::ByYou => "ended_by_you",
            Self::HungUp => "ended_hung_up",
            Self::NoAnswer => "ended_no_answer",
            Self::NotLifted => "ended_not_lifted",
            Self::Unparked => "ended_unparked",
            Self::Transferred => "ended_transferred",
            Self::Joined => "ended_joined",
            Self::WhileAway => "ended_while_away",
        }
    }
}

impl FailedWhy {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Refused, Self::NotSent, Self::NotSeen];

    /// Key of the words in `_locales`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Refused => "failed_refused",
            Self::NotSent => "failed_not_sent",
            Self::NotSeen => "failed_not_seen",
        }
    }
}
