//! Words beside the digits: what the number is called before it, what it counts after it.

use super::Place;
use crate::candidate::Joint;
use crate::glyphs::{Glyph, ends_with};
use crate::words::tables::{
    FAX_SIGNS, OTHER_SIGNS, PHONE_LETTERS, PHONE_SIGNS, UNSPACED_FAX, UNSPACED_PHONE,
};
use crate::words::{Meaning, is_part, meaning, word_at};

/// What the words before digits say they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A phone number.
    Phone,
    /// A phone number that a fax answers.
    Fax,
    /// What stands before it: it follows one that is labelled as a phone number, in a list.
    Listed,
    /// The same after a fax.
    ListedFax,
    /// Something else: an account, an order, an article.
    Other,
}

impl Label {
    /// Of the next number of a list that this one begins or goes on with.
    #[must_use]
    pub fn listed(self) -> Option<Self> {
        match self {
            Self::Phone | Self::Listed => Some(Self::Listed),
            Self::Fax | Self::ListedFax => Some(Self::ListedFax),
            Self::Other => None,
        }
    }

    /// Whether a fax answers.
    #[must_use]
    pub fn is_fax(self) -> bool {
        matches!(self, Self::Fax | Self::ListedFax)
    }
}

/// How many words before the digits are read.
const WORDS_MAX: usize = 4;
/// From so many digits on a word is a number, behind which nothing is read.
const DIGITS_MAX: usize = 3;
/// Letters of a word that may be a code of a country or the like, and ends nothing.
const ABBREVIATION: usize = 3;
/// Letters of a code in capitals, which ends nothing either.
const CODE_LETTERS: usize = 5;
/// How far before the digits they are read.
const REACH: usize = 48;

/// What the words right before a candidate say it is. A word for a phone wins: in "phone orders:
/// 02 …" it is a phone number. In "Tel./Fax" a voice may answer.
#[must_use]
pub fn before(glyphs: &[Glyph], start: usize) -> Option<Label> {
    let (mut phone, mut fax, mut other, mut tied) = (false, false, false, true);
    let (mut customer, mut numbered) = (false, false);
    // "Claim number", "number of the claim": a name that is nobody's phone, right beside.
    let (mut name, mut last_numbered, mut last_name) = (false, false, false);
    read_words(glyphs, start, |meaning, letters| {
        let is_name = meaning == Meaning::default() && letters > ABBREVIATION;
        let is_numbered = meaning.has(Meaning::NUMBERED);
        name |= tied && (is_name && last_numbered || is_numbered && last_name);
        last_name = is_name || last_name && meaning.has(Meaning::TIE) && !is_numbered;
        last_numbered = is_numbered;
        fax |= meaning.has(Meaning::FAX);
        phone |= meaning.has(Meaning::PHONE) && !meaning.has(Meaning::FAX);
        // A word that is neither a name for something else nor tied to one stands between:
        // "account manager", "ticket office".
        tied &= meaning.has(Meaning::OTHER) || meaning.has(Meaning::TIE) || letters <= ABBREVIATION;
        other |= tied && meaning.has(Meaning::OTHER);
        customer |= tied && meaning.has(Meaning::CUSTOMER);
        numbered |= tied && meaning.has(Meaning::NUMBERED);
    });
    other |= customer && numbered || name;
    let mut sign = |char: char| {
        let is_fax = FAX_SIGNS.contains(&char);
        fax |= is_fax;
        phone |= !is_fax;
    };
    let near = &glyphs[start.saturating_sub(3)..start];
    near.iter()
        .map(|glyph| glyph.char)
        .filter(|char| !char.is_ascii() && PHONE_SIGNS.contains(char))
        .for_each(&mut sign);
    letter_before(glyphs, start)
        .filter(|letter| PHONE_LETTERS.contains(letter))
        .into_iter()
        .for_each(&mut sign);
    if let Some(last) = last_of_word(glyphs, start).filter(|at| !glyphs[at - 1].char.is_ascii()) {
        fax |= UNSPACED_FAX.iter().any(|word| ends_with(&glyphs[..last], word));
        phone |= UNSPACED_PHONE.iter().any(|word| ends_with(&glyphs[..last], word));
    }
    if phone || fax {
        return Some(if phone { Label::Phone } else { Label::Fax });
    }
    (other || last_visible(glyphs, start).is_some_and(|char| OTHER_SIGNS.contains(&char)))
        .then_some(Label::Other)
}

/// The words before say that it is something else.
pub fn is_other(place: &Place<'_>) -> bool {
    place.label == Some(Label::Other) && !has_bracketed_area(place)
}

/// `(800) 356-9377`: accounts and articles are not written so.
fn has_bracketed_area(place: &Place<'_>) -> bool {
    let [first, second, ..] = place.candidate.groups else { return false };
    let is = |at: usize, char: char| place.glyphs.get(at).is_some_and(|glyph| glyph.char == char);
    first.end - first.start >= 2
        && is(first.start.wrapping_sub(1), '(')
        && is(first.end, ')')
        && second.joint == Joint::Tight
}

/// A word after the digits says what they count.
pub fn has_unit(place: &Place<'_>) -> bool {
    let rest = &place.glyphs[place.end..];
    let blanks = rest.iter().take_while(|glyph| glyph.char == ' ').count();
    let rest = &rest[blanks..];
    match rest.first().map(|glyph| glyph.char) {
        Some('%' | '‰' | '½' | '℃' | '㎡') => true,
        Some(char) if char.is_alphabetic() => {
            // `m²` is a unit, and its last sign is no letter.
            let (meaning, count) = word_at(rest);
            let raised = rest.get(count).is_some_and(|glyph| matches!(glyph.char, '²' | '³'));
            meaning.has(Meaning::UNIT) || raised && count <= 2
        }
        _ => false,
    }
}

/// Whether only "and", "or" or a few marks part two candidates.
#[must_use]
#[inline(never)]
pub fn is_list_gap(glyphs: &[Glyph], from: usize, to: usize) -> bool {
    let Some(between) = glyphs.get(from..to).filter(|between| between.len() <= 12) else {
        return false;
    };
    let Some(begin) = between.iter().position(|glyph| glyph.char.is_alphabetic()) else {
        // A full stop ends the list.
        return !between.iter().any(|glyph| glyph.char.is_ascii_digit() || glyph.char == '.');
    };
    let (meaning, count) = word_at(&between[begin..]);
    let more = between[begin + count..].iter().any(|glyph| glyph.char.is_alphabetic());
    !more && meaning.has(Meaning::AND_OR)
}

/// Hands over what the words before mean, nearest first. They end at a number, a new clause or a new
/// line, except that a line which ends in a colon speaks for the next.
fn read_words(glyphs: &[Glyph], start: usize, mut take: impl FnMut(Meaning, usize)) {
    let mut rest = last_clause(&glyphs[start.saturating_sub(REACH)..start]);
    let mut words = 0;
    loop {
        let mut digits = 0;
        let begin = rest.iter().rposition(|glyph| {
            digits += usize::from(glyph.char.is_ascii_digit());
            digits >= DIGITS_MAX || is_separator(glyph.char)
        });
        if words >= WORDS_MAX || digits >= DIGITS_MAX {
            break;
        }
        let token = &rest[begin.map_or(0, |at| at + 1)..];
        words += words_of(token, &mut take);
        let Some(begin) = begin else { break };
        rest = &rest[..begin];
    }
}

fn is_separator(char: char) -> bool {
    matches!(char, ' ' | '\t' | '(' | ')' | ':' | '"' | '“' | '”' | '\'' | '=')
}

/// What stands behind the last end of a clause or of a line.
fn last_clause(glyphs: &[Glyph]) -> &[Glyph] {
    let end = |glyph: &Glyph| glyph.char == '\n' || is_end(glyph);
    match glyphs.iter().rposition(end) {
        Some(end) if glyphs[end].char == '\n' => last_line(glyphs, end),
        Some(end) => &glyphs[end + 1..],
        None => glyphs,
    }
}

/// The line behind this end of one, or what speaks for it.
fn last_line(glyphs: &[Glyph], end: usize) -> &[Glyph] {
    let (before, line) = (&glyphs[..end], &glyphs[end + 1..]);
    let blank = |glyph: &Glyph| glyph.char.is_whitespace();
    let last = before.iter().rposition(|glyph| !blank(glyph));
    match last {
        Some(last) if before[last].char == ':' && line.iter().all(blank) => {
            let begin = before.iter().rposition(|glyph| glyph.char == '\n' || is_end(glyph));
            &before[begin.map_or(0, |at| at + 1)..]
        }
        _ => line,
    }
}

/// Whether a clause ends there.
fn is_end(glyph: &Glyph) -> bool {
    matches!(glyph.char, ';' | '|' | '•' | '!' | '?' | ',' | '\u{FFFC}')
}

/// `p.iva` is read as `iva`, `p` and `piva`. Says how many words there were.
fn words_of(token: &[Glyph], take: &mut impl FnMut(Meaning, usize)) -> usize {
    let mut words = 0;
    for word in token.rsplit(|glyph| !is_part(glyph.char)).filter(|word| !word.is_empty()) {
        // In NL48 ABNA 0550 the capitals are a part of the code.
        let code = word.len() <= CODE_LETTERS && word.iter().all(|glyph| glyph.char.is_uppercase());
        take(meaning(word), if code { 0 } else { word.len() });
        words += 1;
    }
    if words > 1 {
        take(meaning(token), 0);
        words += 1;
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

/// One past the last glyph of what stands before, blanks and the like left out.
fn last_of_word(glyphs: &[Glyph], start: usize) -> Option<usize> {
    let last = |glyph: &Glyph| !matches!(glyph.char, ' ' | ':' | '：' | '(');
    glyphs[..start].iter().rposition(last).map(|at| at + 1)
}

fn last_visible(glyphs: &[Glyph], start: usize) -> Option<char> {
    glyphs[..start].iter().rev().map(|glyph| glyph.char).find(|char| *char != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::glyphs;
    use crate::words::tables::OTHER;
    use crate::{Options, Region, find};

    fn label(text: &str) -> Option<Label> {
        let glyphs = glyphs(text);
        before(&glyphs, glyphs.len())
    }

    #[test]
    fn words_before_say_what_it_is() {
        use Label::{Fax, Other, Phone};
        for (text, expected) in [
            ("Tel. ", Some(Phone)),
            ("Telefono ufficio: ", Some(Phone)),
            ("T ", Some(Phone)),
            ("phone orders: ", Some(Phone)),
            ("电话：", Some(Phone)),
            ("☎ ", Some(Phone)),
            ("Kontakt:\n", None),
            ("Fax:\n", Some(Fax)),
            ("Tel./Fax: ", Some(Phone)),
            ("F. ", Some(Fax)),
            ("传真：", Some(Fax)),
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
}
