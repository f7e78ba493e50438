//! What a PBX keeps of a person's messages, in the lines that it prints: no document says what is in them.

use crate::json::{Read, Write};
use crate::problem::Problem;

/// The person's messages.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageLists {
    /// Text messages of some days.
    pub texts: PbxLines,
    /// Messages in the voicemail.
    pub voicemail: PbxLines,
}

/// One of the PBX's lists, a line a message as far as anybody knows.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PbxLines {
    /// As printed and in the PBX's order, at most [`LINES_MAX`] of at most [`LINE_MAX`] characters, none of
    /// them a control character.
    pub lines: Vec<String>,
    /// Whether the PBX listed more than these.
    #[serde(default)]
    pub more: bool,
    /// Why the PBX did not list it, or not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub problem: Option<Problem>,
}

/// Most lines of a list: more than a person looks through.
pub const LINES_MAX: usize = 300;
/// Most characters of a line.
pub const LINE_MAX: usize = 500;

impl PbxLines {
    /// A list that could not be had.
    #[must_use]
    pub fn failed(problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    /// What is shown of these lines.
    #[must_use]
    pub fn of(mut lines: Vec<String>) -> Self {
        let more = lines.len() > LINES_MAX;
        lines.truncate(LINES_MAX);
        Self { lines, more, problem: None }
    }
}
