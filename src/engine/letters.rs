//! Text messages that came to the person's phone, as an office's relay tells of them. A notification
//! tells of each until the person has seen it; what the PBX keeps of them is in the list of messages.

use super::Engine;
use crate::json::{Read, Write};
use crate::wire::{Incoming, Rings};

/// Those of one person.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
pub(super) struct Letters {
    /// Oldest first.
    unseen: Vec<Letter>,
    /// Names of those that were seen last: a relay that was killed may tell of one again.
    seen: Vec<String>,
}

/// A text message that the person has not seen.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub(super) struct Letter {
    /// The PBX's name for it.
    pub(super) id: String,
    /// Who wrote, as the PBX prints it.
    pub(super) from: String,
    /// What.
    pub(super) words: String,
    /// Since when it is known, by our clock, in milliseconds since 1970.
    pub(super) since_ms: u64,
}

/// Those that are told of at once; the oldest gives way.
const UNSEEN_MAX: usize = 5;
const SEEN_MAX: usize = 20;

impl Letters {
    /// For what is kept: the words are the PBX's to keep.
    pub(super) fn without_words(&self) -> Self {
        let mut kept = self.clone();
        kept.unseen.iter_mut().for_each(|letter| letter.words.clear());
        kept
    }

    fn came(&mut self, letter: Letter) {
        if self.unseen.iter().any(|known| known.id == letter.id) || self.seen.contains(&letter.id) {
            return;
        }
        if self.unseen.len() == UNSEEN_MAX {
            self.unseen.remove(0);
        }
        self.unseen.push(letter);
    }

    fn seen(&mut self, id: &str) {
        let before = self.unseen.len();
        self.unseen.retain(|letter| letter.id != id);
        if self.unseen.len() < before {
            if self.seen.len() == SEEN_MAX {
                self.seen.remove(0);
            }
            self.seen.push(id.to_owned());
        }
    }
}

impl Engine {
    /// It came, or is told again. A person who wants to be told of none is not told later either.
    pub(super) fn letter_came(&mut self, mut letter: Letter) {
        if letter.id.is_empty() {
            letter.id = letter.since_ms.to_string();
        }
        if self.loaded.settings.notify_texts {
            self.letters.came(letter);
        }
    }

    /// The person has seen it.
    pub(super) fn letter_seen(&mut self, id: &str) {
        self.letters.seen(id);
    }

    /// Oldest first.
    pub(super) fn letters_told(&self) -> impl Iterator<Item = Incoming> {
        self.letters.unseen.iter().map(|letter| Incoming {
            id: letter.id.clone(),
            who: self.who(&letter.from),
            name: self.name_of_caller(&letter.from).map(str::to_owned),
            at: Rings::Letter,
            since_ms: letter.since_ms,
            words: Some(letter.words.clone()).filter(|words| !words.is_empty()),
            notify: true,
            can_divert: false,
            can_refuse: false,
        })
    }
}
