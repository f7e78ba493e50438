//! The switches of the life that goes on in the office without a request.

use serde::{Deserialize, Serialize};

/// A switch each. In JSON they are the object `life` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Life {
    /// About how often somebody does something unasked, in milliseconds; none: nobody does.
    pub every_ms: Option<u64>,
    /// Extensions of the people who look on: they are called, and do nothing by themselves but answer.
    pub onlookers: Vec<String>,
}

impl Life {
    /// [`Life::every_ms`] of an office that is worth looking at.
    pub const BUSY_MS: u64 = 9_000;
}

impl Default for Life {
    fn default() -> Life {
        Life { every_ms: None, onlookers: vec!["201".to_owned(), "202".to_owned()] }
    }
}
