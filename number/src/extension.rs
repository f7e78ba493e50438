//! Digits to be sent after the answer: `ext. 12`, `int. 12`, `x12`, `;ext=12`, `(poste 12)`.

use super::glyphs::Glyph;
use super::words::tables::EXTENSION_UNSPACED;
use super::words::{Meaning, word_at};

/// An extension that follows a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its digits, at most [`DIGITS_MAX`].
    pub digits: String,
    /// One past its last glyph, closing bracket included.
    pub end: usize,
}

/// Most digits of an extension.
pub const DIGITS_MAX: usize = 7;

/// How far before its digits the label may begin.
const LABEL_MAX: usize = 20;

/// The extension after a number that ends at `at`, if one is named there.
#[must_use]
pub fn after(glyphs: &[Glyph], at: usize) -> Option<Extension> {
    let from = skip(glyphs, at, |char| matches!(char, ' ' | ','));
    // Most numbers are followed by something else.
    let begins = |char: char| matches!(char, '(' | ';' | '#') || char.is_alphabetic();
    if glyphs.get(from).is_some_and(|glyph| begins(glyph.char)) {
        announced(glyphs, at, from)
    } else {
        None
    }
}

/// The extension whose bracket or label begins at `from`.
#[inline(never)]
fn announced(glyphs: &[Glyph], at: usize, from: usize) -> Option<Extension> {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    let bracket = char(from) == Some('(');
    let label_at = if bracket { skip(glyphs, from + 1, |char| char == ' ') } else { from };
    let label_end = label_end(glyphs, label_at, at)?;
    let dot = skip_one(glyphs, label_end, |char| matches!(char, '.' | ':' | '='));
    let start = skip(glyphs, dot, |char| char == ' ');
    let end = skip(glyphs, start, |char| char.is_ascii_digit());
    if end == start || end - start > DIGITS_MAX || start - at > LABEL_MAX {
        return None;
    }
    let digits = glyphs[start..end].iter().map(|glyph| glyph.char).collect();
    match (bracket, char(end)) {
        (true, Some(')')) => Some(Extension { digits, end: end + 1 }),
        (true, _) => None,
        (false, Some(next)) if next.is_alphanumeric() => None,
        (false, _) => Some(Extension { digits, end }),
    }
}

/// Where the label ends that begins at `at`.
#[inline(never)]
fn label_end(glyphs: &[Glyph], at: usize, number_end: usize) -> Option<usize> {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    let reads = |text: &str| {
        let chars = glyphs[at..].iter().map(|glyph| glyph.char.to_ascii_lowercase());
        text.chars().eq(chars.take(text.chars().count()))
    };
    match char(at)? {
        ';' => return (at == number_end && reads(";ext=")).then_some(at + 5),
        'x' | 'X' | '#' => {
            // After a comma, # begins something new: 02 189655, #3500617.
            let comma = glyphs[number_end..at].iter().any(|glyph| glyph.char == ',');
            let near = skip(glyphs, at + 1, |char| matches!(char, '.' | ' '));
            let digit = char(near).is_some_and(|char| char.is_ascii_digit());
            return (!comma && digit).then_some(at + 1);
        }
        letter if !letter.is_alphabetic() => return None,
        letter if !letter.is_ascii() => {
            if let Some(label) = EXTENSION_UNSPACED.iter().find(|label| reads(label)) {
                return Some(at + label.chars().count());
            }
        }
        _ => {}
    }
    let (meaning, count) = word_at(&glyphs[at..]);
    (at > number_end && meaning.has(Meaning::EXTENSION)).then_some(at + count)
}

fn skip(glyphs: &[Glyph], from: usize, while_is: impl Fn(char) -> bool) -> usize {
    let rest = glyphs.get(from..).unwrap_or_default();
    from + rest.iter().take(LABEL_MAX).take_while(|glyph| while_is(glyph.char)).count()
}

fn skip_one(glyphs: &[Glyph], from: usize, is: impl Fn(char) -> bool) -> usize {
    from + usize::from(glyphs.get(from).is_some_and(|glyph| is(glyph.char)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::glyphs;

    fn ext(text: &str) -> Option<(String, usize)> {
        let glyphs = glyphs(text);
        let at = glyphs.iter().position(|glyph| glyph.char == '^').expect("marks the end");
        let rest: Vec<_> = glyphs.iter().filter(|glyph| glyph.char != '^').copied().collect();
        after(&rest, at).map(|found| (found.digits, found.end - at))
    }

    #[test]
    fn extensions_are_named_in_many_ways() {
        for (text, expected) in [
            ("^ ext. 12", Some(("12", 8))),
            ("^, Ext: 5076", Some(("5076", 11))),
            ("^ int. 3344", Some(("3344", 10))),
            ("^ interno 201", Some(("201", 12))),
            ("^x2156", Some(("2156", 5))),
            ("^ x2087 today", Some(("2087", 6))),
            ("^ #5697", Some(("5697", 6))),
            ("^;ext=12", Some(("12", 7))),
            ("^ (ext. 5146) is", Some(("5146", 12))),
            ("^ доб. 3318", Some(("3318", 10))),
            ("^ poste 22", Some(("22", 9))),
            ("^ 内線12", Some(("12", 5))),
            ("^ x 571 mm", Some(("571", 6))),
            ("^ ext. 123456789", None),
            ("^ ext", None),
            ("^ext12", None),
            ("^ extra 12", None),
            ("^ (ext. 12", None),
            ("^ x12ab", None),
            ("^, #12", None),
            ("^ 12", None),
        ] {
            let found = ext(text);
            let found = found.as_ref().map(|(digits, length)| (digits.as_str(), *length));
            assert_eq!(found, expected, "{text}");
        }
    }
}
