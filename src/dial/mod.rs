//! A number to the digits that this office dials, and whether to dial them at all.
//!
//! [`Plan`] knows how the office dials, [`guard`] what is asked or refused first. Both are pure.

pub mod guard;
mod plan;

use std::fmt;

use crate::json::{Read, Write};
use crate::number::{Invalid, PhoneNumber};
pub use plan::Plan;

/// Digits as they go to the PBX: 1 to 32 of `0-9*#`.
#[derive(Clone, PartialEq, Eq, Hash, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct DialString(String);

/// Whom a person wants to reach.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Target {
    /// A subscriber anywhere.
    Outside {
        /// The number.
        number: PhoneNumber,
    },
    /// A colleague, or a service code such as `*72`.
    Inside {
        /// As typed on the phone.
        keys: DialString,
    },
    /// Police, ambulance, fire.
    Emergency {
        /// As typed on the phone: `112`.
        keys: DialString,
    },
}

impl DialString {
    /// 1 to 32 of `0-9*#`.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let key = |b: u8| b.is_ascii_digit() || b == b'*' || b == b'#';
        let fits = (1..=32).contains(&text.len()) && text.bytes().all(key);
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The keys.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DialString {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<DialString> for String {
    fn from(value: DialString) -> Self {
        value.0
    }
}

impl fmt::Debug for DialString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
