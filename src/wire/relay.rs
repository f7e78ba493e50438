//! What a relay and its clients say to each other, JSON both ways (docs/relay.md, "HTTP interface").
//!
//! ```text
//! POST /api/calls                    Order -> Answer
//! POST /api/calls/{intent}/hang-up         -> Answer
//! POST /api/calls/{intent}/control   ControlOrder -> Answer
//! GET  /api/calls                          -> Calls
//! GET  /api/me                             -> Me
//! GET  /api/state                          -> MyState
//! POST /api/state              StateWish   -> Answer
//! GET  /api/colleagues                     -> Colleagues
//! POST /api/ringing            RingingWish -> Answer (`crate::event::RingingWish`)
//! POST /api/text               TextOrder   -> Answer
//! GET  /api/log/2026-11-15/2026-11-22      -> CallLog (`crate::event::CallLog`)
//! GET  /api/messages/2026-11-15/2026-11-22 -> MessageLists (`crate::event::MessageLists`)
//! GET  /api/events                         -> Event, Event, …
//! POST /api/events/{stream}/colleagues   WatchOrder -> Answer
//! ```

use crate::call::{CallState, CallView, Control, OnPhone};
use crate::dial::DialString;
use crate::dial::guard::Reason;
use crate::event::{CallId, Capabilities, Colleague, Extension, Presence};
use crate::json::{Read, Write};
use crate::problem::Problem;
use crate::settings::Stored;

/// A wish to call. The same `intent` again is the same call.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The client's own name for the call: 1 to 64 letters, digits, `-`, `_`.
    pub intent: String,
    /// E.164, or keys as on the phone.
    pub number: String,
    /// The digits that the person was shown: where the office would dial others, nothing is called.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub digits: DialString,
    /// The different number that the link's text named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The person has answered what the guard asks.
    #[serde(default)]
    pub confirmed: bool,
    /// From a private window: other screens of this person list it while it lives, and no longer.
    #[serde(default)]
    pub private: bool,
    /// The client's name for the person's call on the line beside which this one is placed, to be
    /// put through or joined by `control` later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<String>,
}

/// A wish about a call that is up.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ControlOrder {
    /// What is to be done with it.
    pub control: Control,
}

/// A text message to be sent in the name of the token's phone. The same `id` again, within a minute, is
/// the same message.
#[derive(Clone, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TextOrder {
    /// The client's own name for it: 1 to 64 letters, digits, `-`, `_`.
    pub id: String,
    /// Who gets it: E.164, or keys as on the phone.
    pub number: String,
    /// The digits that the person was shown: where the office would dial others, nothing is sent.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub digits: DialString,
    /// At most 160, as the office counts; lines become one.
    pub words: String,
}

/// Which colleagues a stream shall tell of from now on; none ends it.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WatchOrder {
    /// Their extensions, at most [`WATCHED_MAX`]; whoever the PBX does not list is never told of.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub colleagues: Vec<Extension>,
}

/// Most colleagues that one stream tells of.
pub const WATCHED_MAX: usize = 1_000;

/// Answer to orders and to hanging up.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// The call.
    Call {
        /// As on the card.
        call: Box<CallView>,
    },
    /// Asked first: send the order again with `confirmed`.
    Ask {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// Nothing was done.
    Refused {
        /// Why, and what to do.
        problem: Problem,
    },
    /// It was done.
    Done,
}

/// A person's calls.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calls {
    /// Newest last; those that have ended stay for some minutes.
    pub calls: Vec<CallView>,
    /// The relay's clock, in milliseconds since 1970: times in `calls` are by it.
    pub now_ms: u64,
}

/// Who works in the office: of each no more than [`Colleague`] has.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    /// By extension; the asking person among them.
    pub colleagues: Vec<Colleague>,
}

/// Who the token belongs to, and what the office has set.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Name in the relay.
    pub person: String,
    /// Whose phone rings first.
    pub extension: String,
    /// What the office's PBX can do.
    pub capabilities: Capabilities,
    /// Options that the office has set: how it dials, its sites, its guard; never how the PBX is
    /// reached.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub settings: Stored,
}

/// A call of the person's phone that Pronto did not place.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhoneCall {
    /// The PBX's name for it.
    pub id: String,
    /// Whether the phone was called, and does not call.
    pub incoming: bool,
    /// The other side, as the PBX prints it; empty where it is not known.
    pub other: String,
    /// How far it has come.
    pub state: CallState,
    /// Whether it waits: in a queue, at an operator, in a park.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// Whether it is over here because another phone answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// Since when this is known, in milliseconds since 1970.
    pub since_ms: u64,
    /// From when the timer counts, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk_since_ms: Option<u64>,
}

/// What the names begin with that a client calls a phone's calls by.
const OF_PHONE: &str = "phone-";
/// Longest such name, in bytes.
const INTENT_MAX: usize = 64;

impl PhoneCall {
    /// What its client calls it, and by which it wants something of it: `phone-` and the PBX's name,
    /// of which all but letters, digits and `-` is written as `_` and two hexadecimal digits. Nothing
    /// where that is too long.
    #[must_use]
    pub fn intent(&self) -> Option<String> {
        Self::intent_of(&CallId::new(&self.id).ok()?)
    }

    /// The same of the PBX's name.
    #[must_use]
    pub fn intent_of(id: &CallId) -> Option<String> {
        let mut intent = OF_PHONE.to_owned();
        for byte in id.as_str().bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                intent.push(char::from(byte));
            } else {
                let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
                intent.extend(['_', digit(byte >> 4), digit(byte & 15)]);
            }
        }
        Some(intent).filter(|intent| intent.len() <= INTENT_MAX)
    }

    /// The PBX's name in such a name.
    #[must_use]
    pub fn id_in(intent: &str) -> Option<CallId> {
        let mut escaped = intent.strip_prefix(OF_PHONE)?.split('_');
        let mut id = escaped.next()?.to_owned();
        for part in escaped {
            let (code, rest) = part.split_at_checked(2)?;
            id.push(char::from(u8::from_str_radix(code, 16).ok()?));
            id.push_str(rest);
        }
        CallId::new(&id).ok()
    }

    /// How the phone has it, by the relay's clock. While it waits, in a queue or a park, the phone is
    /// off it, and nobody can say whose it will be.
    #[must_use]
    pub fn on_phone(&self) -> OnPhone {
        OnPhone {
            state: if self.held { CallState::Unknown } else { self.state },
            since_ms: self.since_ms,
            talk_since_ms: self.talk_since_ms,
            elsewhere: self.elsewhere,
        }
    }
}

/// What the phone of a colleague does, as a stream tells.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watched {
    /// Which phone.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub extension: Extension,
    /// What it does; nothing when nobody can say at the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Presence>,
    /// Its calls as the PBX reports them, where the office lets everybody know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<PhoneCall>,
}

/// What the stream of events says.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The first event.
    Office {
        /// Who listens.
        #[serde(flatten)]
        me: Me,
        /// Whether all that was missed since `Last-Event-ID` follows, before things as they are
        /// now. Without it whoever listens begins anew with these.
        #[serde(default)]
        resumed: bool,
        /// The stream's name, by which colleagues are asked for.
        #[serde(default)]
        stream: String,
    },
    /// The person's calls: as they are now when the stream opens, and then each change.
    Calls {
        /// As in [`Calls`].
        calls: Vec<CallView>,
        /// As in [`Calls`].
        now_ms: u64,
        /// When they were so, if they were missed: how they are now follows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_ms: Option<u64>,
    },
    /// The calls of the person's phone that the PBX reports and Pronto did not place, where the PBX
    /// pushes its events to the relay: as they are now when the stream opens, and then each change.
    Phone {
        /// Oldest first; those that have ended stay for a minute.
        calls: Vec<PhoneCall>,
        /// As in [`Calls`].
        now_ms: u64,
        /// As in [`Event::Calls`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_ms: Option<u64>,
    },
    /// A text message came to the person's phone, where the PBX pushes its events to the relay.
    Text {
        /// The PBX's name for it.
        id: String,
        /// Who wrote, as the PBX prints it; empty where it does not say.
        from: String,
        /// What; at most 1,000 characters.
        words: String,
        /// When the relay heard of it, in milliseconds since 1970.
        at_ms: u64,
        /// As in [`Calls`].
        now_ms: u64,
    },
    /// Colleagues that were asked for and do something else now, all of them at first; at most once
    /// a second.
    Colleagues {
        /// Each once.
        colleagues: Vec<Watched>,
    },
    /// The relay ends; come back in a moment.
    Goodbye,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phones_call_has_a_name_that_leads_back_to_the_pbxs() {
        let call = |id: &str| PhoneCall {
            id: id.to_owned(),
            incoming: true,
            other: String::new(),
            state: CallState::Connected,
            held: false,
            elsewhere: false,
            since_ms: 0,
            talk_since_ms: None,
        };
        for (id, intent) in [
            ("242535", Some("phone-242535")),
            ("a-1", Some("phone-a-1")),
            ("a_1/\u{7e}", Some("phone-a_5f1_2f_7e")),
            (&"1".repeat(59), None),
        ] {
            assert_eq!(call(id).intent().as_deref(), intent);
            let back = intent.map(|intent| PhoneCall::id_in(intent).expect("a name"));
            assert!(back.is_none_or(|back| back.as_str() == id));
        }
        for other in ["242535", "phone-", "phone-1_", "phone-1_zz", "phone-1_00", "phone-1_é"] {
            assert_eq!(PhoneCall::id_in(other), None, "{other}");
        }
    }
}
