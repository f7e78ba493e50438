//! Digit masks: how people write "our extensions look like this" without regular expressions.
//!
//! `[2-6]XX` is any three digits that begin with 2 to 6; `1[05]X` is 100 to 109 and 150 to 159.
//! Matching takes one step a digit, so no mask can make a page wait.

use std::fmt;

use pronto_json::{Read, Write};

use super::Invalid;

/// One mask of at most [`PLACES_MAX`] digits.
#[derive(Clone, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "string"))]
pub struct Mask {
    written: String,
    places: Vec<Place>,
}

/// The digits that one place allows, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(u16);

/// Longest extension that a mask can describe.
pub const PLACES_MAX: usize = 15;

impl Mask {
    /// Digits stand for themselves, `X` for any digit, `[2-57]` for 2 to 5 and 7.
    ///
    /// # Errors
    /// For anything else, for an empty mask and for more than [`PLACES_MAX`] places.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let mut places = Vec::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            places.push(match c {
                'X' | 'x' => Place(0x3ff),
                '0'..='9' => Place(bit(c)),
                '[' => set(&mut rest)?,
                _ => return Err(Invalid),
            });
        }
        if places.is_empty() || places.len() > PLACES_MAX {
            return Err(Invalid);
        }
        Ok(Self { written: text.to_owned(), places })
    }

    /// How many digits it describes.
    pub(crate) fn length(&self) -> usize {
        self.places.len()
    }

    /// Whether these digits, all of them, are what the mask describes.
    #[must_use]
    pub fn matches(&self, digits: &str) -> bool {
        digits.len() == self.places.len()
            && digits
                .chars()
                .zip(&self.places)
                .all(|(c, place)| c.is_ascii_digit() && place.0 & bit(c) != 0)
    }
}

/// What stands between `[` and `]`.
fn set(rest: &mut std::str::Chars<'_>) -> Result<Place, Invalid> {
    let mut bits = 0;
    let mut last: Option<char> = None;
    loop {
        match rest.next() {
            Some(']') if bits != 0 => return Ok(Place(bits)),
            Some('-') => {
                let from = last.take().ok_or(Invalid)?;
                let to = rest.next().filter(char::is_ascii_digit).ok_or(Invalid)?;
                if to < from {
                    return Err(Invalid);
                }
                bits |= (from..=to).map(bit).fold(0, |all, one| all | one);
            }
            Some(c) if c.is_ascii_digit() => {
                bits |= bit(c);
                last = Some(c);
            }
            _ => return Err(Invalid),
        }
    }
}

fn bit(digit: char) -> u16 {
    1 << (digit as u32 - '0' as u32)
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl TryFrom<String> for Mask {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<Mask> for String {
    fn from(mask: Mask) -> Self {
        mask.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_match_whole_extensions() {
        for (mask, yes, no) in [
            ("[2-6]XX", "201", "701"),
            ("[2-6]XX", "699", "2011"),
            ("1[05]x", "159", "149"),
            ("[2-46]0", "60", "50"),
            ("315", "315", "31"),
        ] {
            let mask = Mask::new(mask).expect("a good mask");
            assert!(mask.matches(yes), "{mask:?} should match {yes}");
            assert!(!mask.matches(no), "{mask:?} should not match {no}");
        }
    }

    #[test]
    fn what_is_no_mask_is_refused() {
        for text in
            ["", "[", "[]", "[5-2]", "[-2]", "[2-]", "(2|3)XX", ".*", "XXXXXXXXXXXXXXXX", "2 3"]
        {
            assert_eq!(Mask::new(text), Err(Invalid), "{text}");
        }
    }
}
