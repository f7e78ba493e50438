//! What outlives the relay's process.

use pronto::call::Call;
use pronto::number::Region;
use serde::{Deserialize, Serialize};

use crate::people::{Person, PersonId};

/// Something that is kept: the last of each [`Change::key`] counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// A call as it is now.
    Call(Box<KeptCall>),
    /// A call that nobody needs to remember any more.
    Gone {
        /// Whose.
        person: PersonId,
        /// The client's name for it.
        intent: String,
    },
    /// A country that the person has called, about which the guard no longer asks them.
    Country {
        /// Who.
        person: PersonId,
        /// Which.
        region: Region,
    },
}

/// A call and whose phone it rings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptCall {
    pub(super) person: Person,
    pub(super) call: Call,
    pub(super) audited: bool,
}

impl Change {
    /// A later change of the same key takes the place of this one.
    #[must_use]
    pub fn key(&self) -> String {
        let call = |person: &PersonId, intent: &str| format!("call {} {intent}", person.as_str());
        match self {
            Self::Call(kept) => call(&kept.person.id, &kept.call.intent.id),
            Self::Gone { person, intent } => call(person, intent),
            Self::Country { person, region } => {
                format!("country {} {}", person.as_str(), region.as_str())
            }
        }
    }

    /// Whether nothing is left to remember.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Gone { .. })
    }
}

impl KeptCall {
    pub(super) fn at_ms(&self) -> u64 {
        self.call.intent.at_ms
    }
}
