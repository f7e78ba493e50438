//! What the engine says unasked, and from where it is asked.

use crate::call::CallView;
use crate::json::{Read, Write};
use crate::problem::Problem;

/// A call to the person's phone, which a notification tells of.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Incoming {
    /// The PBX's name for the call.
    pub id: String,
    /// The number as people read it; empty where the PBX does not know it.
    pub who: String,
    /// A colleague's name, where the directory has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub name: Option<String>,
    /// Whether it rang in vain.
    pub missed: bool,
    /// Since when, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub since_ms: u64,
}

/// What the engine says unasked.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Push {
    /// Calls as they are now; to the one document that shows the card and to our own pages.
    Calls {
        /// Newest last; empty takes the card away.
        calls: Vec<CallView>,
    },
    /// Settings changed: ask [`Request::CsBgHello`](super::Request::CsBgHello) again and look at the page anew.
    Again {},
    /// Go to the next number, or to the one before; sent by the command's key.
    Walk {
        /// Which way.
        forward: bool,
    },
    /// A sentence for the person in this document: why nothing was called.
    Say {
        /// The sentence.
        problem: Problem,
    },
}

/// Where a message really came from, as the browser says.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "trust", rename_all = "snake_case")]
pub enum Trust {
    /// Our content script in a document of a tab.
    Page {
        /// Names this document and no other: the browser's document id, or tab, frame and a
        /// random word of the script's port.
        document: String,
        /// Host of the frame's page.
        host: String,
        /// Whether the tab is private.
        private: bool,
        /// Whether it is the document that shows the card: the top frame of the active tab.
        card: bool,
    },
    /// One of our own pages.
    Own,
}
