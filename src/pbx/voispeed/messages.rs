//! Messages: services 5 (send a text message), 15 (the person's text messages) and 16 (the messages in the
//! voicemail) of document 000.
//!
//! ```text
//! services.cgi?srv=5&recipient=201&body=hello%20Jenny!&sender=202&info=Peter
//! result=0
//! ```
//!
//! What 15 and 16 answer no document shows: a [`RawAnswer`](super::grammar::RawAnswer).

use super::dates::{Day, Moment};
use super::query::Query;
use super::values::Text;
use crate::dial::DialString;
use crate::event::Extension;
use crate::number::E164;
use crate::pbx::Words;

/// srv=5.
#[derive(Clone, PartialEq, Eq)]
pub struct SendText {
    /// An extension or a mobile number.
    pub recipient: Recipient,
    /// The message.
    pub body: Words,
    /// The sender's extension, which the document's example has and its table has not.
    pub sender: Option<Extension>,
    /// The sender's name; `VOIspeedltd` without it.
    pub info: Option<Text<40>>,
}

/// Who gets a text message; how a mobile number is written, the document does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// As for a call.
    Keys(DialString),
    /// `+393401122333`.
    Number(E164),
}

/// srv=15, of one owner, who is a user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextReport {
    /// All between two days.
    All {
        /// Whose messages.
        owner: Text<80>,
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
    },
    /// Marks one as read.
    Read {
        /// Whose messages.
        owner: Text<80>,
        /// Which.
        id: MessageId,
    },
    /// Deletes some.
    Delete {
        /// Whose messages.
        owner: Text<80>,
        /// Which, at least one.
        ids: (MessageId, Vec<MessageId>),
    },
}

/// srv=16, of one owner, who is a user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voicemail {
    /// All.
    All {
        /// Whose messages.
        owner: Text<80>,
    },
    /// Marks one as listened to.
    Heard {
        /// Whose messages.
        owner: Text<80>,
        /// Which.
        id: MessageId,
        /// When it came.
        time: Moment,
    },
    /// Deletes one.
    Delete {
        /// Whose messages.
        owner: Text<80>,
        /// Which.
        id: MessageId,
        /// When it came.
        time: Moment,
    },
}

/// The PBX's name for a message: 1 to 32 of `A-Z a-z 0-9 _ -`, so that a list of them can be parted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    /// As the PBX listed it.
    ///
    /// # Errors
    /// For anything else.
    pub fn new(text: &str) -> Result<Self, crate::number::Invalid> {
        let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let fits = (1..=32).contains(&text.len()) && text.bytes().all(part);
        if fits { Ok(Self(text.to_owned())) } else { Err(crate::number::Invalid) }
    }
}

impl SendText {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let recipient = match &self.recipient {
            Recipient::Keys(keys) => keys.as_str(),
            Recipient::Number(number) => number.as_str(),
        };
        Query::service(5)
            .with("recipient", recipient)
            .with("body", self.body.as_str())
            .with_any("sender", self.sender.as_ref().map(Extension::as_str))
            .with_any("info", self.info.as_ref().map(Text::as_str))
    }
}

impl TextReport {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let act = |act: &str, owner: &Text<80>| {
            Query::service(15).with("act", act).with("owner", owner.as_str())
        };
        match self {
            Self::All { owner, from, to } => act("getall", owner).with_days(from, to),
            Self::Read { owner, id } => act("edit", owner).with("id", id.0.as_str()),
            Self::Delete { owner, ids: (first, more) } => {
                let ids: Vec<_> =
                    std::iter::once(first).chain(more).map(|id| id.0.as_str()).collect();
                act("del", owner).with("id", ids.join(","))
            }
        }
    }
}

impl Voicemail {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let act = |act: &str, owner: &Text<80>| {
            Query::service(16).with("act", act).with("owner", owner.as_str())
        };
        match self {
            Self::All { owner } => act("getall", owner),
            Self::Heard { owner, id, time } => {
                act("edit", owner).with("id", id.0.as_str()).with("time", time.fourteen_digits())
            }
            Self::Delete { owner, id, time } => {
                act("del", owner).with("id", id.0.as_str()).with("time", time.fourteen_digits())
            }
        }
    }
}
