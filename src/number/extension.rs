//! Digits to be sent after the answer: `ext. 12`, `int. 12`, `x12`, `;ext=12`, `(poste 12)`.

use super::glyphs::Glyph;

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

/// Words that announce an extension, in lower case. A mark (`x`, `#`) may touch the number and
/// the digits; a word is parted from the number by something.
const LABELS: [&str; 38] = [
    "anexo",
    "anknytning",
    "app",
    "apparat",
    "dahili",
    "durchwahl",
    "dw",
    "ext",
    "extensao",
    "extension",
    "extensión",
    "extensão",
    "extn",
    "int",
    "intern",
    "interno",
    "interní",
    "inwendig",
    "kl",
    "klappe",
    "linka",
    "lokaal",
    "mellék",
    "poste",
    "ramal",
    "toestel",
    "tst",
    "uitbreiding",
    "vnitřní",
    "wew",
    "wewn",
    "wewnętrzny",
    "εσωτ",
    "вн",
    "внутр",
    "внутренний",
    "доб",
    "добавочный",
];

/// The same in scripts that write no blanks between words.
const LABELS_UNSPACED: [&str; 6] = ["内線", "内线", "分机", "分機", "转", "내선"];

/// The extension after a number that ends at `at`, if one is named there.
#[must_use]
pub fn after(glyphs: &[Glyph], at: usize) -> Option<Extension> {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    let from = skip(glyphs, at, |char| matches!(char, ' ' | ','));
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
fn label_end(glyphs: &[Glyph], at: usize, number_end: usize) -> Option<usize> {
    let text: String = glyphs[at..].iter().take(LABEL_MAX).map(|glyph| glyph.char).collect();
    let lower = text.to_lowercase();
    if lower.starts_with(";ext=") {
        return (at == number_end).then_some(at + 5);
    }
    if let Some(rest) = lower.strip_prefix(['x', '#']) {
        // After a comma, # begins something new: 02 189655, #3500617.
        let comma = glyphs[number_end..at].iter().any(|glyph| glyph.char == ',');
        let near = rest.trim_start_matches(['.', ' ']);
        return (!comma && near.starts_with(|char: char| char.is_ascii_digit())).then_some(at + 1);
    }
    if let Some(label) = LABELS_UNSPACED.iter().find(|label| lower.starts_with(**label)) {
        return Some(at + label.chars().count());
    }
    let end = skip(glyphs, at, char::is_alphabetic);
    let word: String = glyphs[at..end].iter().map(|glyph| glyph.char).collect();
    let known =
        at > number_end && end - at <= LABEL_MAX && LABELS.contains(&word.to_lowercase().as_str());
    known.then_some(end)
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
    use crate::number::glyphs::glyphs;

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

    #[test]
    fn labels_are_in_lower_case() {
        for label in LABELS {
            assert_eq!(label, label.to_lowercase());
        }
    }
}
