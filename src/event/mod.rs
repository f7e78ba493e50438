//! What a PBX shows of its calls and people, whoever says so: a poll's answer or a pushed event.
//! Drivers translate into these types; [`crate::call`] draws its conclusions.

mod call_event;
mod colleague;
mod facilities;
mod known_call;
mod message_lists;
mod my_state;
mod past_call;
mod ringing;
mod stamp;
mod text;

use std::fmt;

use crate::json::{Read, Write};
use crate::number::Invalid;
use crate::settings::StatusMeaning;
pub use call_event::{CallEvent, Happening, Pushed, Step};
pub use colleague::Colleague;
pub use facilities::{FACILITIES_MAX, Facilities, Room, RoomState, Trunk, TrunkKind};
pub use known_call::{KnownCall, Stage};
pub use message_lists::{LINE_MAX, LINES_MAX, MessageLists, PbxLines};
pub use my_state::{Away, LocalMinute, Mode, MyState, StateKind, StateWish};
pub use past_call::{CallLog, DAY_MS, DAYS_MAX, Day, Days, Fate, LAST_MS, LOGGED_MAX, LoggedCall};
pub use ringing::RingingWish;
pub use stamp::Stamp;
pub use text::ReceivedText;

/// What a PBX can do for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// It tells how a call goes on.
    pub reports: bool,
    /// It ends a call when asked.
    pub hang_up: bool,
    /// It records a call, and this person may.
    #[serde(default)]
    pub record: bool,
    /// It parks a call on a line from which any phone of the office can fetch it.
    #[serde(default)]
    pub park: bool,
    /// It puts a call through to whom a second call of the same phone reaches.
    #[serde(default)]
    pub transfer: bool,
    /// It makes one call of two, and this person may.
    #[serde(default)]
    pub conference: bool,
    /// It tells who else is there, and what their phones do.
    #[serde(default)]
    pub colleagues: bool,
    /// It tells what becomes of the person's own calls, and lets it be set.
    #[serde(default)]
    pub my_state: bool,
    /// It gives a call that rings at a colleague's phone to the person's own.
    #[serde(default)]
    pub pick: bool,
    /// It gives a call that rings at the person's phone to a colleague's.
    #[serde(default)]
    pub divert: bool,
    /// It ends a call that rings at the person's phone, and this office wants that.
    #[serde(default)]
    pub refuse: bool,
    /// It lists the person's calls that were, and this office wants them listed.
    #[serde(default)]
    pub log: bool,
    /// It sends text messages, and this person may.
    #[serde(default)]
    pub text: bool,
    /// It lists the person's text messages and voicemail, and this office wants lists. Only a relay asks for
    /// them, for whom it knows by the token.
    #[serde(default)]
    pub messages: bool,
    /// It tells how many lines are taken, and which meeting rooms there are.
    #[serde(default)]
    pub facilities: bool,
}

/// The PBX's own name for a call, such as `12345`. Opaque: kept and sent back as it came.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct CallId(String);

/// An office extension, such as `201`: 1 to 20 of `0-9*#`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Extension(String);

/// The line on which a call is parked, such as `1`: 1 to 20 digits.
#[derive(Clone, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct ParkLine(String);

/// One call that the PBX shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveCall {
    /// The PBX's name for it.
    pub id: CallId,
    /// What its status means, where somebody has said what the numbers mean.
    pub meaning: Option<StatusMeaning>,
    /// `calling_party` as printed.
    pub calling: String,
    /// `called_party` as printed.
    pub called: String,
}

/// What a person's phone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Presence {
    /// Logged off.
    Offline,
    /// Free.
    Free,
    /// Rings.
    Ringing,
    /// In a call.
    Busy,
    /// Paused by the person.
    Paused,
    /// Busy with what a call left to do.
    AfterCall,
    /// A state that no document names.
    Other,
}

/// What one look at the PBX showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The calls, when they were asked for and could be read.
    pub calls: Option<Calls>,
    /// The states of people, when they were asked for and could be read.
    pub people: Option<Vec<(Extension, Presence)>>,
}

/// All current calls as one answer listed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Rows that could be read.
    pub rows: Vec<LiveCall>,
    /// Whether every row could be read: only then does absence prove anything.
    pub complete: bool,
}

impl Capabilities {
    /// All of it.
    pub const ALL: Self = Self {
        reports: true,
        hang_up: true,
        record: true,
        park: true,
        transfer: true,
        conference: true,
        colleagues: true,
        my_state: true,
        pick: true,
        divert: true,
        refuse: true,
        log: true,
        text: true,
        messages: true,
        facilities: true,
    };

    /// What both can.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            reports: self.reports && other.reports,
            hang_up: self.hang_up && other.hang_up,
            record: self.record && other.record,
            park: self.park && other.park,
            transfer: self.transfer && other.transfer,
            conference: self.conference && other.conference,
            colleagues: self.colleagues && other.colleagues,
            my_state: self.my_state && other.my_state,
            pick: self.pick && other.pick,
            divert: self.divert && other.divert,
            refuse: self.refuse && other.refuse,
            log: self.log && other.log,
            text: self.text && other.text,
            messages: self.messages && other.messages,
            facilities: self.facilities && other.facilities,
        }
    }
}

impl Picture {
    /// What this person's phone does, if the picture tells.
    #[must_use]
    pub fn presence(&self, extension: &Extension) -> Option<Presence> {
        let people = self.people.as_ref()?;
        people.iter().find(|(ext, _)| ext == extension).map(|(_, presence)| *presence)
    }
}

impl CallId {
    /// 1 to 64 visible ASCII characters.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// As the PBX wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Extension {
    /// 1 to 20 of `0-9*#`.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let key = |b: u8| b.is_ascii_digit() || b == b'*' || b == b'#';
        let fits = (1..=20).contains(&text.len()) && text.bytes().all(key);
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The keys.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ParkLine {
    /// 1 to 20 digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text_type {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
text_type!(CallId, Extension, ParkLine);
