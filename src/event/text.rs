//! A text message that came to a phone of the office.

use super::Extension;

/// What was written to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedText {
    /// The PBX's name for it; empty where it has none.
    pub id: String,
    /// Who gets it.
    pub phone: Extension,
    /// Who wrote, as the PBX prints it; empty where it does not say.
    pub from: String,
    /// What.
    pub words: String,
}
