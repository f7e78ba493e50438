//! A text message that came to a phone of the office.

use std::fmt;

use super::Extension;

/// What was written to whom. Its words are in no log: `Debug` shows none.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedText {
    /// The PBX's name for it.
    pub id: String,
    /// Who gets it.
    pub phone: Extension,
    /// Who wrote, as the PBX prints it; empty where it does not say.
    pub from: String,
    /// What.
    pub words: String,
}

impl fmt::Debug for ReceivedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceivedText({} to {})", self.id, self.phone.as_str())
    }
}
