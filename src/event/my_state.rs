//! What becomes of a person's own calls, as the PBX shows it and as the person sets it.

use super::Presence;
use crate::json::{Read, Write};
use crate::number::Invalid;

/// How the PBX shows one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyState {
    /// What the phone does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub presence: Option<Presence>,
    /// What becomes of calls, where the PBX says something that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub mode: Option<Mode>,
    /// What keeps the person away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub away: Option<Away>,
    /// What can be set here.
    pub offered: Vec<StateKind>,
}

/// What becomes of calls to a person.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mode {
    /// They ring.
    Normal,
    /// The voicemail answers.
    Voicemail,
    /// They go elsewhere.
    Divert {
        /// Where, as the PBX prints it; possibly empty.
        to: String,
    },
    /// Nothing rings.
    Pause,
    /// The administrator has locked the phone.
    Locked,
}

/// What keeps a person away.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Away {
    /// Out of office, and not only busy.
    pub out_of_office: bool,
    /// Until when, where the PBX says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub until: Option<LocalMinute>,
}

/// What a person can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StateKind {
    /// [`StateWish::Normal`].
    Normal,
    /// [`StateWish::Voicemail`].
    Voicemail,
    /// [`StateWish::Divert`].
    Divert,
    /// [`StateWish::Pause`].
    Pause,
    /// [`StateWish::Busy`] and [`StateWish::NotBusy`].
    Busy,
}

/// What a person wants to be from now on.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StateWish {
    /// Calls ring.
    Normal {},
    /// The voicemail answers.
    Voicemail {},
    /// Calls go elsewhere.
    Divert {
        /// Where, as typed.
        to: String,
    },
    /// Nothing rings.
    Pause {},
    /// Busy with something, as a calendar shows it; calls ring all the same.
    Busy {
        /// What with: 1 to 100 characters.
        subject: String,
        /// From when.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        from: LocalMinute,
        /// Until when.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        until: LocalMinute,
    },
    /// No longer busy.
    NotBusy {},
}

/// A minute by the clock on the wall, without a zone: `2010-03-10T15:00`. The person's and the PBX's
/// walls are taken to be in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct LocalMinute(String);

impl TryFrom<String> for LocalMinute {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<LocalMinute> for String {
    fn from(minute: LocalMinute) -> Self {
        minute.0
    }
}

impl LocalMinute {
    /// `YYYY-MM-DDThh:mm`, as `<input type="datetime-local">` writes it.
    ///
    /// # Errors
    /// When the text has another shape; whether the calendar has the day is the PBX's to say.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let shape = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        };
        let fits = text.len() == 16 && text.bytes().enumerate().all(shape);
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// Year, month, day, hour, minute.
    #[must_use]
    pub fn parts(&self) -> [u16; 5] {
        let part = |from: usize, to: usize| self.0[from..to].parse().unwrap_or_default();
        [part(0, 4), part(5, 7), part(8, 10), part(11, 13), part(14, 16)]
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_one_shape() {
        let minute = LocalMinute::new("2010-03-10T15:05").expect("a minute");
        assert_eq!(minute.parts(), [2010, 3, 10, 15, 5]);
        for text in
            ["", "2010-03-10", "2010-03-10T15:05:00", "2010-03-10 15:05", "２010-03-10T5:05"]
        {
            assert_eq!(LocalMinute::new(text), Err(Invalid), "{text}");
        }
    }
}
