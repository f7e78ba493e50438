//! Where in a text digits stand that could be a number, before anything else is looked at.
//!
//! Most of a page has no digits, and most digits of a page are too few: years, prices, counts. A
//! [`Window`] is a stretch that holds enough digits close together, with the text around it that
//! labels and addresses are read from. Only windows are taken apart into glyphs.

use super::glyphs::read;

/// A part of a text, at most some hundred characters around digits that may be a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First byte; a character begins there.
    pub start: usize,
    /// One past the last byte; a character ends there.
    pub end: usize,
    /// How many UTF-16 units of the text lie before it.
    pub units_before: u32,
}

/// Bytes around digits that are looked at for what they say; a word of an address is cut there.
pub const REACH: usize = 192;
/// Most characters without a digit within one cluster; a gap of the finder is shorter.
const GAP_MAX: usize = 8;
/// Bytes that are looked at in one go.
const STRIDE: usize = 64;

/// The windows of a text, in order and apart, for clusters of at least so many digits.
pub fn windows(text: &str, digits_min: usize) -> impl Iterator<Item = Window> {
    let bytes = text.as_bytes();
    let mut clusters = Clusters { text, at: 0, digits_min }.peekable();
    let (mut counted, mut units) = (0, 0);
    std::iter::from_fn(move || {
        let (first, mut end) = clusters.next()?;
        // Eight more, so that windows stay apart when their ends move to whole characters.
        while let Some((_, next_end)) = clusters.next_if(|next| next.0 <= end + 2 * REACH + 8) {
            end = next_end;
        }
        let start = text.floor_char_boundary(first.saturating_sub(REACH));
        let end = text.ceil_char_boundary((end + REACH).min(bytes.len()));
        units += utf16_units(&bytes[counted..start]);
        counted = start;
        Some(Window { start, end, units_before: units })
    })
}

/// Digits that stand close together: from the first to one past the last, in bytes.
struct Clusters<'a> {
    text: &'a str,
    at: usize,
    digits_min: usize,
}

impl Iterator for Clusters<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        loop {
            let start = next_digit(self.text, self.at)?;
            let (mut digits, mut end, mut gap, mut at) = (0, start, 0, start);
            let mut word = false;
            while let Some(byte) = bytes.get(at) {
                let (step, length) = match BYTES[usize::from(*byte)] {
                    Byte::Digit => (Step::Digit, 1),
                    Byte::Gap => (Step::Gap, 1),
                    Byte::Other => {
                        word = byte.is_ascii_uppercase();
                        break;
                    }
                    Byte::Begins | Byte::Beyond => beyond_ascii(self.text, at),
                };
                match step {
                    Step::Digit => {
                        digits += 1;
                        gap = 0;
                        end = at + length;
                    }
                    Step::Gap if gap < GAP_MAX => gap += 1,
                    Step::Nothing => {}
                    Step::Gap | Step::Other => break,
                }
                at += length;
            }
            self.at = at.max(end);
            // The letters of 1-800-FLOWERS stand for digits.
            if digits >= self.digits_min || word && digits >= VANITY_DIGITS_MIN {
                return Some((start, end));
            }
        }
    }
}

/// Fewest digits before letters that stand for more.
const VANITY_DIGITS_MIN: usize = 3;

/// What a character does to a cluster.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Digit,
    Gap,
    /// Has no width.
    Nothing,
    Other,
}

/// A character of more than one byte, as glyphs read it.
fn beyond_ascii(text: &str, at: usize) -> (Step, usize) {
    let Some(char) = text[at..].chars().next() else { return (Step::Other, 1) };
    let step = match read(char) {
        Some('0'..='9') => Step::Digit,
        Some(' ' | '(' | ')' | '-' | '.' | '/' | '+') => Step::Gap,
        Some(_) => Step::Other,
        None => Step::Nothing,
    };
    (step, char.len_utf8())
}

/// The first digit of any script from a character's beginning on.
fn next_digit(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        // Whole strides without anything that could be one; compilers make wide instructions of it.
        while let Some(stride) = bytes.get(at..at + STRIDE) {
            if stride.iter().fold(false, |any, byte| any | may_be_digit(*byte)) {
                break;
            }
            at += STRIDE;
        }
        let begins = |byte: &u8| matches!(BYTES[usize::from(*byte)], Byte::Digit | Byte::Begins);
        let found = bytes[at..].iter().position(begins)?;
        at += found;
        if bytes[at].is_ascii() || beyond_ascii(text, at).0 == Step::Digit {
            return Some(at);
        }
        at += 1;
    }
}

/// What a byte can be the beginning of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Digit,
    Gap,
    /// Other ASCII.
    Other,
    /// A character of a script whose digits are read.
    Begins,
    /// Any other character.
    Beyond,
}

/// One look for what would be many comparisons.
const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut at = 0;
    while at < bytes.len() {
        let byte = at as u8;
        bytes[at] = match byte {
            b'0'..=b'9' => Byte::Digit,
            b' ' | b'(' | b')' | b'-' | b'.' | b'/' | b'+' | b'[' | b']' => Byte::Gap,
            0..0x80 => Byte::Other,
            _ if may_be_digit(byte) => Byte::Begins,
            _ => Byte::Beyond,
        };
        at += 1;
    }
    bytes
};

/// An ASCII digit, or the first byte of a script whose digits are read.
const fn may_be_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
        || (byte == 0xD9) | (byte == 0xDB) | (byte == 0xDF)
        || (byte == 0xE0) | (byte == 0xE1) | (byte == 0xEA) | (byte == 0xEF)
        || byte == 0xF0
}

/// How long UTF-8 is in UTF-16 units: one for each character, two for those of four bytes.
fn utf16_units(bytes: &[u8]) -> u32 {
    // Small sums, so that a wide instruction adds many of them at once.
    let units = |part: &[u8]| {
        let count = part
            .iter()
            .fold(0_u8, |sum, byte| sum + u8::from(byte & 0xC0 != 0x80) + u8::from(*byte >= 0xF0));
        u32::from(count)
    };
    bytes.chunks(STRIDE).map(units).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(text: &str) -> Vec<&str> {
        let clusters = Clusters { text, at: 0, digits_min: 6 };
        clusters.map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn enough_digits_close_together_are_worth_a_look() {
        for (text, expected) in [
            ("Tel. 02 189655, in 2024", vec!["02 189655"]),
            ("2024, 2025", vec![]),
            ("1 2 3 4 5 6", vec!["1 2 3 4 5 6"]),
            ("123 a 456", vec![]),
            ("(02) \u{2013} 189655 x", vec!["02) \u{2013} 189655"]),
            ("٠٢ ١٨٩٦٥٥", vec!["٠٢ ١٨٩٦٥٥"]),
            ("0\u{200B}2\u{00A0}1\u{FF18}9655", vec!["0\u{200B}2\u{00A0}1\u{FF18}9655"]),
            ("مرحبا, สวัสดี", vec![]),
            ("1-800-FLOWERS", vec!["1-800"]),
            ("800-flowers", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(clusters(text), expected, "{text}");
        }
    }

    #[test]
    fn windows_reach_around_and_merge() {
        let far = "é📞".repeat(400);
        let text = format!("{far}02 189655{far}02 189656, 02 189657");
        let found: Vec<Window> = windows(&text, 6).collect();
        assert_eq!(found.len(), 2);
        for window in &found {
            let before = text[..window.start].encode_utf16().count();
            assert_eq!(window.units_before as usize, before);
        }
        assert!(text[found[0].start..found[0].end].contains("02 189655"));
        assert!(found[0].end <= found[1].start);
        assert_eq!(found[1].end, text.len());
    }

    #[test]
    fn every_digit_is_found_wherever_it_stands() {
        for digit in ["7", "٧", "７", "७"] {
            for before in 0..(2 * STRIDE) {
                let text = format!("{}{digit}{}", "x".repeat(before), "é".repeat(STRIDE));
                assert_eq!(next_digit(&text, 0), Some(before), "{digit} after {before}");
            }
        }
    }
}
