//! Extensions of the office in running text: `interno 201`, `Durchwahl: 34`, `Tel. 201`, `内線201`.
//!
//! Two or three digits say nothing by themselves. They count where the office's own mask describes
//! them and a word right before them names an extension, or a sign or a colon a phone.

use super::candidate::{digits_end, next_digit};
use super::glyphs::{Glyph, ends_with, read_into};
use super::mask::PLACES_MAX;
use super::scan::windows;
use super::words::tables::{EXTENSION_UNSPACED, FAX_SIGNS, PHONE_SIGNS};
use super::words::{Meaning, is_part, lower, meaning, word_at};
use super::{Mask, Match};

/// An extension that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Internal {
    /// First UTF-16 unit of its digits.
    pub start: u32,
    /// One past the last UTF-16 unit.
    pub end: u32,
    /// ASCII digits.
    pub digits: String,
}

/// Names of an extension that are everyday words too, and count with a dot or a colon only.
const EVERYDAY: &[&str] = &["app", "interior", "linka", "local", "lokal", "línea", "post"];
/// Letters of a word that is cut short by a dot: `tel.`
const CUT_SHORT_MAX: usize = 4;
/// Most signs between an extension and the next of a list.
const GAP_MAX: usize = 6;

/// The extensions in a text that one of the masks describes, in order, apart from each other and from
/// the numbers that were found in it.
#[must_use]
pub fn find_internal(text: &str, masks: &[Mask], numbers: &[Match]) -> Vec<Internal> {
    let mut found: Vec<Internal> = Vec::new();
    let Some(least) = masks.iter().map(Mask::length).min() else { return found };
    let mut glyphs = Vec::new();
    for window in windows(text, least) {
        read_into(&text[window.start..window.end], window.units_before, &mut glyphs);
        let mut last = None;
        let mut at = 0;
        while let Some(start) = next_digit(&glyphs, at) {
            at = digits_end(&glyphs, start);
            let run = &glyphs[start..at];
            let named = is_named(&glyphs, start) || follows(&glyphs, last, start);
            if !named || !stands_alone(&glyphs, start, at) || run.len() > PLACES_MAX {
                continue;
            }
            let digits: String = run.iter().map(|glyph| glyph.char).collect();
            let span = (run[0].start(), run[run.len() - 1].end());
            let apart = numbers.iter().all(|other| other.end <= span.0 || span.1 <= other.start);
            if apart && masks.iter().any(|mask| mask.matches(&digits)) {
                last = Some(at);
                found.push(Internal { start: span.0, end: span.1, digits });
            }
        }
    }
    found
}

/// Whether what stands right before names an extension or a phone.
fn is_named(glyphs: &[Glyph], start: usize) -> bool {
    let (mut at, mut dot, mut colon) = (start, false, false);
    while let Some(before) = glyphs[..at].last() {
        match before.char {
            ' ' | '(' => {}
            '.' if !dot && !colon => dot = true,
            ':' | '：' if !colon && !dot => colon = true,
            _ => break,
        }
        at -= 1;
    }
    let before = &glyphs[..at];
    let Some(last) = before.last() else { return false };
    if PHONE_SIGNS.contains(&last.char) && !last.char.is_ascii() {
        return !FAX_SIGNS.contains(&last.char);
    }
    if EXTENSION_UNSPACED.iter().any(|word| ends_with(before, word)) {
        return true;
    }
    let letters = before.iter().rev().take_while(|glyph| is_part(glyph.char)).count();
    let begin = before.len() - letters;
    // `x-int` and `2ext` are parts of something else.
    let whole = !matches!(before[..begin].last(), Some(glyph) if glyph.char.is_alphanumeric() || glyph.char == '-');
    let touching = at == start;
    if letters == 0 || touching || !whole {
        return false;
    }
    let word = &before[begin..];
    let meaning = meaning(word);
    if meaning.has(Meaning::EXTENSION) && !meaning.has(Meaning::FAX) {
        return dot || colon || !EVERYDAY.iter().any(|name| spells(word, name));
    }
    let named_phone = meaning.has(Meaning::PHONE) && !meaning.has(Meaning::FAX);
    named_phone && (colon || dot && letters <= CUT_SHORT_MAX)
}

/// `int. 201, 202 e 203`: the next of a list, each of which is described by a mask.
fn follows(glyphs: &[Glyph], last: Option<usize>, start: usize) -> bool {
    // Its length first: a hostile text has thousands of digits behind one extension.
    let between = last.and_then(|last| glyphs.get(last..start));
    let Some(between) = between.filter(|between| between.len() <= GAP_MAX) else { return false };
    let word: Vec<Glyph> = between.iter().copied().filter(|glyph| is_part(glyph.char)).collect();
    let signs = between.iter().filter(|glyph| !is_part(glyph.char));
    let parted = signs.clone().all(|glyph| matches!(glyph.char, ' ' | ',' | '/' | '&'));
    let any = signs.filter(|glyph| glyph.char != ' ').count();
    parted && if word.is_empty() { any == 1 } else { meaning(&word).has(Meaning::AND_OR) }
}

/// Whether the digits are no part of a longer number, a decimal, a word or an amount.
fn stands_alone(glyphs: &[Glyph], start: usize, end: usize) -> bool {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    if glyphs[..start].last().is_some_and(|glyph| matches!(glyph.char, '+' | '-' | '*')) {
        return false;
    }
    let Some(next) = char(end) else { return true };
    let digit_at = |at: usize| char(at).is_some_and(|char| char.is_ascii_digit());
    if next.is_alphanumeric() || matches!(next, '@' | '_') {
        return false;
    }
    if matches!(next, '-' | '.' | ':' | '+') && digit_at(end + 1)
        || next == ' ' && digit_at(end + 1)
    {
        return false;
    }
    let blanks = glyphs[end..].iter().take_while(|glyph| glyph.char == ' ').count();
    if char(end + blanks).is_some_and(|char| matches!(char, '%' | '€' | '$' | '£' | '°')) {
        return false;
    }
    let (after, _) = word_at(&glyphs[end + blanks..]);
    !after.has(Meaning::UNIT) && !after.has(Meaning::CURRENCY)
}

fn spells(glyphs: &[Glyph], word: &str) -> bool {
    glyphs.iter().map(|glyph| lower(glyph.char)).eq(word.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Region, find};

    fn found(text: &str) -> Vec<String> {
        let masks = ["[2-6]XX", "1XXX"].map(|mask| Mask::new(mask).expect("a mask"));
        let options = Options { region: Region::new("IT").ok(), ..Options::default() };
        let units: Vec<u16> = text.encode_utf16().collect();
        let found = find_internal(text, &masks, &find(text, &options)).into_iter();
        let spans =
            found.map(|one| String::from_utf16_lossy(&units[one.start as usize..one.end as usize]));
        spans.collect()
    }

    #[test]
    fn extensions_are_found_by_mask_and_name() {
        for (text, expected) in [
            ("Chiami l'interno 201 o scriva", vec!["201"]),
            ("Anna Rossi, int. 201", vec!["201"]),
            ("int.201", vec!["201"]),
            ("😀 ext: 1204", vec!["1204"]),
            ("Durchwahl 345, Zimmer 12", vec!["345"]),
            ("poste 210.", vec!["210"]),
            ("(доб. 318)", vec!["318"]),
            ("内線201まで", vec![]),
            ("内線201", vec!["201"]),
            ("Tel. 201", vec!["201"]),
            ("Phone: 201", vec!["201"]),
            ("☎ 201", vec!["201"]),
            ("int. 201, 202 e 203", vec!["201", "202", "203"]),
            ("ext. 201/202", vec!["201", "202"]),
            ("ext. ２０１", vec!["２０１"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn other_digits_are_left_alone() {
        for text in [
            "201",
            "Room 201",
            "ext. 901",
            "ext. 20",
            "ext. 2011",
            "02 7218 5500 int. 201",
            "Tel. 201 555 0123",
            "phone. 201 people came",
            "iPhone 300",
            "Fax: 201",
            "post 201 comments",
            "local 300 km",
            "ext. 201 €",
            "int. 201.5",
            "int. 201-7",
            "int. 201b",
            "print 201",
            "context 201",
            "int201",
            "non-int 201",
            "ext. 201 202",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn without_a_mask_there_are_none() {
        assert_eq!(find_internal("int. 201", &[], &[]), []);
    }
}
