//! What outlives the worker: for this browser session whole but for the words of text messages, for the
//! next one without what came from private windows.

use std::fmt;

use super::incoming::Caller;
use super::letters::Letters;
use super::listening::Office;
use super::placing::Question;
use super::{Engine, Now, Past, Tracked, ticket};
use crate::json::{self, Read, Write};
use crate::pbx::{Hub, HubSnapshot, KeptDirectory};
use crate::small::SmallMap;
use crate::wire;

/// An engine at rest.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Snapshot {
    pub(super) secret: ticket::Secret,
    pub(super) calls: Vec<Tracked>,
    pub(super) questions: SmallMap<String, Question>,
    pub(super) last_placed_ms: Option<u64>,
    pub(super) hub: HubSnapshot,
    #[serde(default)]
    pub(super) office: Option<Office>,
    #[serde(default)]
    pub(super) dismissed: Vec<String>,
    #[serde(default)]
    pub(super) callers: Vec<Caller>,
    #[serde(default)]
    pub(super) letters: Letters,
    /// What the PBX listed last.
    #[serde(default)]
    pub(super) listed: Vec<wire::Past>,
}

/// What is kept, as JSON: so what was kept last needs no second engine beside it to be compared with.
/// It is not printed, as it holds numbers and the tickets' key.
#[derive(Clone, PartialEq)]
pub struct KeptText(String);

/// What the house found in its stores.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Of this browser session, else of the last one.
    pub snapshot: Option<Snapshot>,
    /// Past calls.
    pub past: Past,
    /// Who works in the office.
    pub directory: Option<KeptDirectory>,
}

impl KeptText {
    /// Of what is to be kept.
    #[must_use]
    pub fn of(value: &dyn Write) -> Self {
        Self(json::to_text(value))
    }

    /// The JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KeptText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptText({} bytes)", self.0.len())
    }
}

impl Engine {
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            secret: self.secret.clone(),
            calls: self.calls.clone(),
            questions: self.questions.clone(),
            last_placed_ms: self.last_placed_ms,
            hub: self.hub.snapshot(),
            office: self.office.clone(),
            dismissed: self.dismissed.clone(),
            callers: self.callers.clone(),
            letters: self.letters.without_words(),
            listed: self.log.listed.clone(),
        }
    }

    /// Without questions, whose windows die with the browser, without private calls, and without what
    /// is the PBX's to keep.
    pub(super) fn lasting_snapshot(&self) -> Snapshot {
        let mut snapshot = self.snapshot();
        snapshot.questions.clear();
        snapshot.listed.clear();
        snapshot.calls.retain(|tracked| !tracked.call.intent.private);
        snapshot.hub = HubSnapshot::default();
        snapshot.callers.clear();
        snapshot.letters = Letters::default();
        snapshot
    }

    pub(super) fn restore(&mut self, snapshot: Snapshot, now: Now) {
        self.secret = snapshot.secret;
        self.questions = snapshot.questions;
        self.last_placed_ms = snapshot.last_placed_ms;
        self.hub = Hub::restore(&snapshot.hub);
        self.dismissed = snapshot.dismissed;
        self.callers = snapshot.callers;
        self.letters = snapshot.letters;
        // Nobody knows what became of a wish about one.
        self.callers.iter_mut().for_each(Caller::doubt_wish);
        self.log.listed = snapshot.listed;
        self.calls = snapshot.calls;
        for tracked in &mut self.calls {
            tracked.call.woken(now.ms);
        }
    }
}
