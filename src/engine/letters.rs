//! Text messages that came to the person's phone, as an office's relay tells of them. A notification
//! tells of each until the person has seen it; what the PBX keeps of them is in the list of messages.

use super::Engine;
use crate::json::{Read, Write};
use crate::wire::{Incoming, Rings};

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

impl Letter {
    /// For what is kept: the words are the PBX's to keep.
    pub(super) fn without_words(&self) -> Self {
        Self { words: String::new(), ..self.clone() }
    }
}

/// Those that are told of at once; the oldest gives way.
const LETTERS_MAX: usize = 5;

impl Engine {
    /// It came, or is told again.
    pub(super) fn letter_came(&mut self, letter: Letter) {
        if self.letters.iter().any(|known| known.id == letter.id) {
            return;
        }
        if self.letters.len() == LETTERS_MAX {
            self.letters.remove(0);
        }
        self.letters.push(letter);
    }

    /// The person has seen it.
    pub(super) fn letter_seen(&mut self, id: &str) {
        self.letters.retain(|letter| letter.id != id);
    }

    /// Oldest first.
    pub(super) fn letters_told(&self) -> impl Iterator<Item = Incoming> {
        self.letters.iter().map(|letter| Incoming {
            id: letter.id.clone(),
            who: self.who(&letter.from),
            name: self.name_of_caller(&letter.from).map(str::to_owned),
            at: Rings::Letter,
            since_ms: letter.since_ms,
            words: Some(letter.words.clone()).filter(|words| !words.is_empty()),
            notify: self.loaded.settings.notify_texts,
            can_divert: false,
            can_refuse: false,
        })
    }
}
