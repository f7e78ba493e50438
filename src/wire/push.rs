//! What the engine says unasked, and from where it is asked.

use crate::call::CallView;
use crate::json::{Read, Write};
use crate::problem::Problem;

/// A call that rings, or rang in vain, or a text message: what notifications, the popup and the window of
/// such a call show.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Incoming {
    /// The PBX's name for the call or the message; of a colleague's call the extension.
    pub id: String,
    /// The number as people read it; empty where the PBX does not know it. A colleague's extension.
    pub who: String,
    /// A colleague's name, where the directory has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub name: Option<String>,
    /// Where it rings, or rang.
    pub at: Rings,
    /// Since when, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub since_ms: u64,
    /// What was written, of a text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub words: Option<String>,
    /// Whether a notification tells of it.
    pub notify: bool,
    /// Whether a colleague can be given it.
    pub can_divert: bool,
    /// Whether it can be made to end.
    pub can_refuse: bool,
}

/// What has come, and where it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Rings {
    /// At the person's own phone.
    Here,
    /// It did, in vain.
    Missed,
    /// At the phone of a colleague, who is told of instead of the call: it can be picked up.
    Colleague,
    /// Nowhere: a text message came.
    Letter,
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
    /// What rings now, or was missed, oldest first; to our own pages.
    Incoming {
        /// All of it.
        incoming: Vec<Incoming>,
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
