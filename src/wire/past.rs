//! A call that was, as the popup lists it.

use crate::json::{Read, Write};

/// A past call: of our own past, of the PBX's list, or of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Past {
    /// The number as people read it; dialling it again reads it anew. Empty where the PBX has none.
    pub shown: String,
    /// A colleague's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub name: Option<String>,
    /// When it was placed or came, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub at_ms: u64,
    /// How it ended: a key of `_locales` such as `ended_hung_up`.
    pub outcome: String,
    /// How long both talked, in seconds, where the PBX told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub talked_s: Option<u64>,
    /// Whether the person's phone was called, and did not call.
    #[serde(default)]
    pub incoming: bool,
    /// Whether the PBX alone has it, and it is not kept on this machine.
    #[serde(default)]
    pub only_pbx: bool,
    /// The PBX's name for it, by which its row is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub pbx_call: Option<String>,
}
