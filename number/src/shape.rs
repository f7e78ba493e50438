//! Shapes: what numbers look like when their digits are forgotten. `2024/0815-33` and `2025/0001-07`
//! are both `XXXX/XXXX-XX`, so that a person who says "not a phone number" once says it for all
//! order numbers of that kind.

use std::fmt;

use super::{Invalid, glyphs};
use pronto_json::{Read, Write};

/// Digits as `X`, everything else as the finder reads it.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct Shape(String);

/// Longest shape, in characters; the longest number with all its blanks is shorter.
const CHARS_MAX: usize = 48;
/// Fewer digits than this are no shape: they would hide half of a page.
const DIGITS_MIN: usize = 3;

impl Shape {
    /// The shape of what stands in a text.
    ///
    /// # Errors
    /// For a text that is too long or has too few digits to be a number.
    pub fn of(text: &str) -> Result<Self, Invalid> {
        let read = text.trim().chars().filter_map(glyphs::read);
        let mut digits = 0;
        let mut shape = String::new();
        for char in read {
            let is_digit = char.is_ascii_digit() || char == 'X';
            digits += usize::from(is_digit);
            shape.push(if is_digit { 'X' } else { char });
        }
        let fits = (DIGITS_MIN..).contains(&digits) && shape.chars().count() <= CHARS_MAX;
        if fits && !shape.chars().any(char::is_control) { Ok(Self(shape)) } else { Err(Invalid) }
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Shape {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::of(&text)
    }
}

impl From<Shape> for String {
    fn from(shape: Shape) -> Self {
        shape.0
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_keeps_all_but_the_digits() {
        for (text, shape) in [
            ("02 189655", Some("XX XXXXXX")),
            ("(0451) 12\u{2011}34", Some("(XXXX) XX-XX")),
            ("٠٢\u{00A0}١٨٩٦", Some("XX XXXX")),
            // As it stands in the options, it is the shape of itself.
            ("XX XXXXXX", Some("XX XXXXXX")),
            ("+39 02 189655", Some("+XX XX XXXXXX")),
            ("12", None),
            ("", None),
            (&"1".repeat(49), None),
        ] {
            assert_eq!(Shape::of(text).ok().as_ref().map(Shape::as_str), shape, "{text}");
        }
    }
}
