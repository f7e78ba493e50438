//! Text to phone numbers: [`find`] for running text, [`find_internal`] for an office's extensions in it,
//! [`parse`] for one number that was typed.
//!
//! All are pure. Positions are in UTF-16 units, as browsers count.

mod candidate;
mod context;
mod emergency;
mod extension;
mod find;
mod glyphs;
mod internal;
mod mask;
mod numbering;
pub mod plan;
mod scan;
mod shape;
mod uri;
mod vanity;
mod words;

use std::fmt;

use pronto_json::{Read, Write};

pub use emergency::emergency;
pub use find::{find, parse};
pub use internal::{Internal, find_internal};
pub use mask::Mask;
pub use numbering::{calling_code, display, national_digits, significant_digits};
pub use shape::Shape;
pub use uri::{Uri, parse_uri};

/// What [`find`] looks for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whose national numbers are read, such as `IT`; with none, only international ones.
    pub region: Option<Region>,
    /// How sure a match must be.
    pub leniency: Leniency,
}

/// How sure a match must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leniency {
    /// The length is right for the country.
    Possible,
    /// The digits belong to a range that the country has given out.
    #[default]
    Valid,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// First UTF-16 unit.
    pub start: u32,
    /// One past the last UTF-16 unit.
    pub end: u32,
    /// What was found there.
    pub number: PhoneNumber,
    /// How sure we are.
    pub confidence: Confidence,
    /// A word or sign before it says that a fax answers: it is not offered for a call.
    pub fax: bool,
}

/// How sure a match is: a valid number in its own words, or a merely possible one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Confidence {
    /// The length fits.
    Possible,
    /// The digits are of a range in use.
    Valid,
}

/// A subscriber's number anywhere in the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PhoneNumber {
    /// E.164 with the plus, such as `+3902189655`.
    pub e164: E164,
    /// Digits to be sent after the answer, where the text names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub ext: Option<String>,
    /// The country, where one can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<Region>,
    /// What kind of number it is.
    pub class: Class,
}

/// The kind of a number: what it costs and who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Class {
    /// A line in a building.
    FixedLine,
    /// A mobile phone.
    Mobile,
    /// One or the other: the plan does not tell.
    FixedLineOrMobile,
    /// Free for the caller.
    TollFree,
    /// The caller pays a third party.
    PremiumRate,
    /// The caller pays a part, often more than a usual call.
    SharedCost,
    /// A number without a place.
    Voip,
    /// Follows a person.
    PersonalNumber,
    /// A pager.
    Pager,
    /// A company's number for all its places.
    Uan,
    /// A mailbox.
    Voicemail,
    /// By satellite or an international network: +870, +881, +882, +883.
    Satellite,
    /// The plan does not say.
    Unknown,
}

/// An E.164 number with its plus: 3 to 15 digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct E164 {
    /// With the plus, zeros behind them: a match is made without the heap.
    signs: [u8; E164::SIGNS_MAX],
    count: u8,
}

/// An ISO 3166 country code of two capital letters, such as `IT`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Region([u8; 2]);

/// The text is not what the type holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

impl E164 {
    /// `+` and 3 to 15 digits, nothing else.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if !Self::fits(text) {
            return Err(Invalid);
        }
        let mut number = Self { signs: [0; Self::SIGNS_MAX], count: 0 };
        text.bytes().for_each(|sign| number.push(sign));
        Ok(number)
    }

    const SIGNS_MAX: usize = 16;

    /// Of a calling code and what follows it, if that has so many digits.
    fn of(code: u16, national: &[u8]) -> Option<Self> {
        let mut number = Self { signs: [0; Self::SIGNS_MAX], count: 0 };
        number.push(b'+');
        for (least, place) in [(100, 100), (10, 10), (0, 1)] {
            if code >= least {
                number.push(b'0' + (code / place % 10) as u8);
            }
        }
        let count = usize::from(number.count) + national.len();
        if !(4..=Self::SIGNS_MAX).contains(&count) || !national.iter().all(u8::is_ascii_digit) {
            return None;
        }
        national.iter().for_each(|digit| number.push(*digit));
        Some(number)
    }

    /// One more, which there must be room for.
    fn push(&mut self, sign: u8) {
        self.signs[usize::from(self.count)] = sign;
        self.count += 1;
    }

    fn fits(text: &str) -> bool {
        text.strip_prefix('+').is_some_and(|digits| {
            (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// With the plus.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let signs = &self.signs[..usize::from(self.count)];
        std::str::from_utf8(signs).expect("only a plus and digits are stored")
    }

    /// Without the plus.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.as_str()[1..]
    }
}

impl Region {
    /// Two ASCII letters in any case.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(Invalid),
        }
    }

    /// The two capitals, for what asks often.
    fn letters(&self) -> &[u8] {
        &self.0
    }

    /// The two capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are stored")
    }
}

impl TryFrom<String> for E164 {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.as_str().to_owned()
    }
}

impl TryFrom<String> for Region {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.as_str().to_owned()
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not in the form that is needed")
    }
}

impl std::error::Error for Invalid {}
