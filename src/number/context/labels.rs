//! Words beside the digits: what the number is called before it, what it counts after it.

use super::Place;
use super::words::{
    AND_OR, OTHER, OTHER_SIGNS, PHONE, PHONE_LETTERS, PHONE_SIGNS, UNITS, UNSPACED_PHONE,
};
use crate::number::glyphs::Glyph;

/// What the words before digits say they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A phone number.
    Phone,
    /// What stands before it: it follows one that is labelled as a phone number, in a list.
    Listed,
    /// Something else: an account, an order, an article.
    Other,
}

/// How many words before the digits are read.
const WORDS_MAX: usize = 4;
/// How far before the digits they are read.
const REACH: usize = 48;

/// What the words right before a candidate say it is. A word for a phone wins: in "phone orders:
/// 02 …" it is a phone number.
#[must_use]
pub fn before(glyphs: &[Glyph], start: usize) -> Option<Label> {
    let words = words_before(glyphs, start);
    let marked =
        glyphs[..start].iter().rev().take(3).any(|glyph| PHONE_SIGNS.contains(&glyph.char));
    if marked
        || letter_before(glyphs, start).is_some_and(|letter| PHONE_LETTERS.contains(&letter))
        || words.iter().any(|word| is_listed(word, PHONE))
        || UNSPACED_PHONE.iter().any(|word| ends_with(glyphs, start, word))
    {
        return Some(Label::Phone);
    }
    let other = words.iter().any(|word| OTHER.iter().any(|subject| is_listed(word, subject.words)));
    (other || last_visible(glyphs, start).is_some_and(|char| OTHER_SIGNS.contains(&char)))
        .then_some(Label::Other)
}

/// The words before say that it is something else.
pub fn is_other(place: &Place<'_>) -> bool {
    place.label == Some(Label::Other)
}

/// A word after the digits says what they count.
pub fn has_unit(place: &Place<'_>) -> bool {
    let mut rest = place.glyphs[place.end..].iter().map(|glyph| glyph.char).peekable();
    while rest.next_if(|char| *char == ' ').is_some() {}
    if rest.peek().is_some_and(|char| matches!(char, '%' | '‰' | '½' | '℃' | '㎡')) {
        return true;
    }
    let word: String = rest.take_while(|char| char.is_alphabetic()).take(16).collect();
    UNITS.contains(&word.to_lowercase().as_str())
}

/// Whether only "and", "or" or a few marks part two candidates.
#[must_use]
pub fn is_list_gap(glyphs: &[Glyph], from: usize, to: usize) -> bool {
    let Some(between) = glyphs.get(from..to).filter(|between| between.len() <= 12) else {
        return false;
    };
    let text: String = between.iter().map(|glyph| glyph.char).collect();
    let words: Vec<_> =
        text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    match words[..] {
        // A full stop ends the list.
        [] => !between.iter().any(|glyph| glyph.char.is_ascii_digit() || glyph.char == '.'),
        [word] => AND_OR.contains(&word.to_lowercase().as_str()),
        _ => false,
    }
}

/// The words before, nearest first, in lower case. They end at a number, a new clause or a new
/// line, except that a line which ends in a colon speaks for the next.
fn words_before(glyphs: &[Glyph], start: usize) -> Vec<String> {
    let reach = &glyphs[start.saturating_sub(REACH)..start];
    let text: String = reach.iter().map(|glyph| glyph.char).collect::<String>().to_lowercase();
    let clause = last_clause(last_line(&text));
    let mut words = Vec::new();
    for token in clause.rsplit([' ', '\t', '(', ')', ':', '"', '“', '”', '\'', '=']) {
        if words.len() >= WORDS_MAX || token.chars().filter(char::is_ascii_digit).count() >= 3 {
            break;
        }
        words.extend(words_of(token));
    }
    words
}

fn last_line(text: &str) -> &str {
    match text.rsplit_once('\n') {
        Some((before, line)) if line.trim().is_empty() && before.trim_end().ends_with(':') => {
            before.rsplit_once('\n').map_or(before, |(_, line)| line)
        }
        Some((_, line)) => line,
        None => text,
    }
}

fn last_clause(line: &str) -> &str {
    line.rsplit([';', '|', '•', '!', '?', ',', '\u{FFFC}']).next().unwrap_or(line)
}

/// `p.iva` is read as `iva`, `p` and `piva`.
fn words_of(token: &str) -> Vec<String> {
    let part = |char: char| char.is_alphabetic() || char == '_';
    let parts = token.split(|char: char| !part(char)).filter(|word| !word.is_empty());
    let mut words: Vec<String> = parts.map(str::to_owned).rev().collect();
    if words.len() > 1 {
        words.push(token.chars().filter(|char| part(*char)).collect());
    }
    words
}

/// The `T` of `T 02`, `T. 02` and `T: 02`; not the last letter of `F.T.` or of a word.
fn letter_before(glyphs: &[Glyph], start: usize) -> Option<char> {
    let mut before = glyphs[..start].iter().rev().map(|glyph| glyph.char);
    let letter = before.find(|char| !matches!(char, ' ' | '.' | ':'))?;
    let alone = before.next().is_none_or(|char| !char.is_alphanumeric() && char != '.');
    alone.then_some(letter)
}

/// Whether the word is in the list; `stem*` stands for all words that begin so, `*stem*` for all
/// that hold it, as German compounds do.
fn is_listed(word: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| match (entry.strip_prefix('*'), entry.strip_suffix('*')) {
        (Some(stem), Some(_)) => word.contains(stem.trim_end_matches('*')),
        (None, Some(stem)) => word.starts_with(stem),
        _ => word == *entry,
    })
}

fn ends_with(glyphs: &[Glyph], start: usize, word: &str) -> bool {
    let mut at = start;
    while at > 0 && matches!(glyphs[at - 1].char, ' ' | ':' | '：' | '(') {
        at -= 1;
    }
    let count = word.chars().count();
    at >= count && glyphs[at - count..at].iter().map(|glyph| glyph.char).eq(word.chars())
}

fn last_visible(glyphs: &[Glyph], start: usize) -> Option<char> {
    glyphs[..start].iter().rev().map(|glyph| glyph.char).find(|char| *char != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::glyphs::glyphs;
    use crate::number::{Options, Region, find};

    fn label(text: &str) -> Option<Label> {
        let glyphs = glyphs(text);
        before(&glyphs, glyphs.len())
    }

    #[test]
    fn words_before_say_what_it_is() {
        use Label::{Other, Phone};
        for (text, expected) in [
            ("Tel. ", Some(Phone)),
            ("Telefono ufficio: ", Some(Phone)),
            ("T ", Some(Phone)),
            ("phone orders: ", Some(Phone)),
            ("电话：", Some(Phone)),
            ("☎ ", Some(Phone)),
            ("Kontakt:\n", None),
            ("Fax:\n", Some(Phone)),
            ("P. IVA ", Some(Other)),
            ("C.F. ", Some(Other)),
            ("ISBN-10: ", Some(Other)),
            ("ordine n. ", Some(Other)),
            ("created_at\": ", Some(Other)),
            ("〒", Some(Other)),
            ("IBAN\n", None),
            ("IBAN 12345, ", None),
            ("Ufficio ", None),
            ("", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }

    #[test]
    fn every_subject_is_refused_and_the_same_digits_are_a_number_elsewhere() {
        let options = Options { region: Region::new("IT").ok(), ..Options::default() };
        for subject in OTHER {
            assert_eq!(find(subject.bad, &options), Vec::new(), "{}", subject.bad);
        }
        assert_eq!(find("Tel. 02189655", &options).len(), 1);
    }

    #[test]
    fn words_are_in_lower_case() {
        let subjects = OTHER.iter().flat_map(|subject| subject.words);
        for word in PHONE.iter().chain(subjects).chain(UNITS).chain(AND_OR) {
            assert_eq!(*word, word.to_lowercase());
        }
    }
}
