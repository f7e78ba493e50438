//! Numbers that are partly words, such as `1-800-FLOWERS`: each letter is on one of a phone's keys.

use super::glyphs::Glyph;
use super::plan::Digits;

/// Letters that stand for digits, behind the digits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// What the keys send.
    pub digits: Digits,
    /// One past the last glyph.
    pub end: usize,
}

/// Fewest and most letters; shorter ones are a country, a unit or a time.
const LETTERS_MIN: usize = 3;
const LETTERS_MAX: usize = 12;

/// The word that stands at `at`, where a number's digits end: capitals, perhaps with digits and
/// hyphens between them, after at most a bracket and one mark.
#[must_use]
pub fn after(glyphs: &[Glyph], at: usize) -> Option<Word> {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    let bracket = usize::from(char(at) == Some(')'));
    let mark = usize::from(matches!(char(at + bracket), Some('-' | ' ' | '.')));
    if bracket + mark == 0 {
        return None;
    }
    let mut digits = Digits::new();
    let (mut letters, mut end) = (0, at);
    let mut next = at + bracket + mark;
    while let Some(char) = char(next) {
        match (key(char), char) {
            (Some(key), _) => {
                letters += 1;
                digits.push(key);
                end = next + 1;
            }
            (None, '0'..='9') => {
                digits.push(char as u8);
                end = next + 1;
            }
            (None, '-') if end == next => {}
            _ => break,
        }
        next += 1;
    }
    let whole = char(end).is_none_or(|char| !char.is_alphanumeric());
    ((LETTERS_MIN..=LETTERS_MAX).contains(&letters) && whole).then_some(Word { digits, end })
}

/// The key that a capital is on (ITU-T E.161).
fn key(letter: char) -> Option<u8> {
    Some(match letter {
        'A'..='C' => b'2',
        'D'..='F' => b'3',
        'G'..='I' => b'4',
        'J'..='L' => b'5',
        'M'..='O' => b'6',
        'P'..='S' => b'7',
        'T'..='V' => b'8',
        'W'..='Z' => b'9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::glyphs;

    #[test]
    fn capitals_stand_for_their_keys() {
        for (text, expected) in [
            ("-FLOWERS", Some(("3569377", 8))),
            (") GO-FEDEX now", Some(("4633339", 10))),
            (" GOOG411.", Some(("4664411", 8))),
            ("-flowers", None),
            ("-Flowers", None),
            ("FLOWERS", None),
            (" AM", None),
            (" EUROPEANCOMMISSION", None),
            ("", None),
        ] {
            let found = after(&glyphs(text), 0);
            let found = found.as_ref().map(|word| (word.digits.as_str(), word.end));
            assert_eq!(found, expected, "{text}");
        }
    }
}
