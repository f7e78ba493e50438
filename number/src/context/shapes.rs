//! Reasons that lie in the digits themselves: dates, ranges, versions, check digits.

use super::{Label, Place};
use crate::numbering;

/// Up to so many digits a number needs a word that says that it is one, where numbers of the
/// country are usually longer by [`SHORTER_BY`].
const SHORT_DIGITS_MAX: usize = 6;
const SHORTER_BY: usize = 2;

/// `12.05.2024`, `2024-05-12`, `12/05/24`, `20240512`, `202405121930`; or such a date with its
/// whole year among other groups: `3.4.0 - 2019-03-20`.
pub fn is_date(place: &Place<'_>) -> bool {
    if place.candidate.groups.len() == 2 {
        return false;
    }
    let groups = place.candidate.texts();
    let marks = place.candidate.marks();
    let alone = match groups[..] {
        [one] => is_compact_date(one),
        // 18 12 24 is no date, 18.12.24 and 18 12 2024 are.
        [a, b, c] => {
            let told = marks[0] != ' ' || a.len() == 4 || c.len() == 4;
            marks[0] == marks[1] && told && is_triple(a, b, c)
        }
        _ => false,
    };
    let within = groups.windows(3).zip(marks.windows(2)).any(|(triple, pair)| {
        let [a, b, c] = [triple[0], triple[1], triple[2]];
        let whole_year = a.len() == 4 || c.len() == 4;
        whole_year && pair[0] == pair[1] && pair[0] != ' ' && is_triple(a, b, c)
    });
    alone || within
}

/// The largest and smallest numbers of computers, which are in Dallas by their area code.
pub fn is_integer_limit(place: &Place<'_>) -> bool {
    place.candidate.groups.len() == 1
        && matches!(
            place.candidate.digits.as_bytes(),
            b"2147483647" | b"2147483648" | b"4294967295" | b"4294967296"
        )
}

/// Bytes in hexadecimal: a pair with a letter among pairs of digits, `FF 78 56 34 12`.
pub fn is_hex_dump(place: &Place<'_>) -> bool {
    if !place.candidate.lengths().all(|length| length == 2) {
        return false;
    }
    let before = place.glyphs[..place.candidate.start].iter().rev().map(|glyph| glyph.char);
    let after = place.glyphs[place.end..].iter().map(|glyph| glyph.char);
    let within = |char: &char| !char.is_whitespace();
    is_byte(after.skip(1).take_while(within)) || is_byte(before.skip(1).take_while(within))
}

/// Two hexadecimal digits in one case, a letter among them.
fn is_byte(mut word: impl Iterator<Item = char>) -> bool {
    let (Some(one), Some(other), None) = (word.next(), word.next(), word.next()) else {
        return false;
    };
    let letters = one.is_ascii_alphabetic() || other.is_ascii_alphabetic();
    let mixed = one.is_ascii_uppercase() && other.is_ascii_lowercase()
        || one.is_ascii_lowercase() && other.is_ascii_uppercase();
    one.is_ascii_hexdigit() && other.is_ascii_hexdigit() && letters && !mixed
}

/// `06.41-03.35`: from one time of day to another.
pub fn is_time_range(place: &Place<'_>) -> bool {
    if place.candidate.groups.len() != 4 {
        return false;
    }
    let groups = place.candidate.texts();
    let time = |hour: &[u8], minute: &[u8]| {
        minute.len() == 2 && within(hour, 0, 24) && within(minute, 0, 59)
    };
    match &groups[..] {
        [a, b, c, d] => place.candidate.marks() == ['.', '-', '.'] && time(a, b) && time(c, d),
        _ => false,
    }
}

/// `1998-2001`, `2013/14`, `2014 2015`, and pages before a year: `750-708 (2013)`.
pub fn is_range(place: &Place<'_>) -> bool {
    let marks = place.candidate.marks();
    if matches!(marks, [' ']) && place.candidate.lengths().any(|length| length != 4) {
        return false;
    }
    let groups = place.candidate.texts();
    let year = |text: &[u8]| text.len() == 4 && is_year(text);
    match &groups[..] {
        [a, b] if matches!(marks[0], '-' | '/') => {
            year(a) && (year(b) || b.len() == 2)
                || marks[0] == '-' && year_in_brackets_follows(place)
        }
        [a, b, c] if marks == ['-', '('] => a.len() <= 5 && b.len() <= 5 && year(c),
        many => many.len() >= 2 && many.iter().all(|group| year(group)),
    }
}

/// Three or more groups by dots that are bytes of an address or end in a single digit. People
/// begin with a zero or write pairs, which versions and addresses hardly do.
pub fn is_version(place: &Place<'_>) -> bool {
    if place.candidate.groups.len() < 3 {
        return false;
    }
    let groups = place.candidate.texts();
    let marks = place.candidate.marks();
    if marks.iter().any(|mark| *mark != '.') {
        return false;
    }
    if groups[0].len() > 1 && groups[0].starts_with(b"0")
        || groups.iter().all(|group| group.len() == 2)
    {
        return false;
    }
    let bytes = groups.len() == 4 && groups.iter().all(|group| within(group, 0, 255));
    let last_short = groups.last().is_some_and(|group| group.len() < 2);
    let many_fours =
        groups.len() >= 4 && groups.iter().filter(|group| group.len() >= 4).count() >= 2;
    bytes || last_short || many_fours
}

/// Most of the groups are single digits: scores, rows of a table.
pub fn is_scattered(place: &Place<'_>) -> bool {
    if place.candidate.groups.len() < 3 {
        return false;
    }
    let groups = place.candidate.texts();
    let single = groups.iter().skip(1).filter(|group| group.len() == 1).count();
    single >= 2 && single * 2 > groups.len() || single >= 3
}

/// A payment card's Luhn digit, an article's EAN digit, an Italian VAT number's; the check digits
/// of ISBN-10 and CAS numbers, which stand alone after the last hyphen.
pub fn has_check_digit(place: &Place<'_>) -> bool {
    if place.candidate.groups.len() == 2 && place.candidate.digits.len() < 13 {
        return false;
    }
    let groups = place.candidate.texts();
    let digits = place.candidate.digits.significant();
    let mut lengths = [0; 9];
    for (length, group) in lengths.iter_mut().zip(groups.iter()) {
        *length = group.len();
    }
    let lengths = &lengths[..groups.len()];
    let card = matches!(lengths, [4, 4, 4, 4] | [4, 6, 5] | [16] | [15]);
    let book = digits.len() == 13 && (digits.starts_with(b"978") || digits.starts_with(b"979"));
    let article = lengths == [13] && !digits.starts_with(b"00") && ean(digits);
    let italian =
        place.region.is_some_and(|region| matches!(region.letters(), b"IT" | b"SM" | b"VA"));
    let vat = italian && lengths == [11] && luhn(digits);
    let hyphens = lengths.len() >= 3
        && lengths.ends_with(&[1])
        && place.candidate.marks().iter().all(|mark| *mark == '-');
    let isbn = hyphens && digits.len() == 10 && weighted(digits, |back| back + 1) % 11 == 0;
    // The check digit itself has no weight in CAS.
    let last = u32::from(digits[digits.len() - 1] - b'0');
    let substance = hyphens
        && lengths.len() == 3
        && lengths[1] == 2
        && weighted(digits, |back| back) % 10 == last;
    card && luhn(digits) || book || article || vat || isbn || substance
}

/// Six digits or fewer where numbers usually have more.
pub fn is_short(place: &Place<'_>) -> bool {
    let count = place.candidate.digits.significant().len();
    let usual = place.region.and_then(numbering::usual_digits).unwrap_or(0);
    !matches!(place.label, Some(Label::Listed | Label::ListedFax))
        && count <= SHORT_DIGITS_MAX
        && count + SHORTER_BY <= usual
}

fn is_triple(a: &[u8], b: &[u8], c: &[u8]) -> bool {
    let day = |text: &[u8]| text.len() <= 2 && within(text, 1, 31);
    let month = |text: &[u8]| text.len() <= 2 && within(text, 1, 12);
    let year = |text: &[u8]| text.len() == 2 || text.len() == 4 && is_year(text);
    let day_and_month = |a: &[u8], b: &[u8]| day(a) && month(b) || month(a) && day(b);
    day_and_month(a, b) && year(c) || a.len() == 4 && is_year(a) && day_and_month(b, c)
}

fn is_compact_date(digits: &[u8]) -> bool {
    let date = |text: &[u8]| {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        is_year(year) && within(month, 1, 12) && within(day, 1, 31)
    };
    match digits.len() {
        8 => date(digits),
        12 | 14 => {
            let (day, time) = digits.split_at(8);
            date(day) && within(&time[..2], 0, 23) && within(&time[2..4], 0, 59)
        }
        _ => false,
    }
}

fn is_year(text: &[u8]) -> bool {
    within(text, 1900, 2099)
}

/// Whether these digits are a number from `least` to `most`.
fn within(text: &[u8], least: u32, most: u32) -> bool {
    let digit =
        |sum: u32, digit: &u8| sum.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    !text.is_empty() && (least..=most).contains(&text.iter().fold(0, digit))
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            match at % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn ean(digits: &[u8]) -> bool {
    weighted(digits, |back| if back.is_multiple_of(2) { 1 } else { 3 }).is_multiple_of(10)
}

/// The sum of the digits, each times the weight of its place, counted from the last.
fn weighted(digits: &[u8], weight: impl Fn(u32) -> u32) -> u32 {
    let places = digits.iter().rev().zip(0..);
    places.map(|(byte, back)| u32::from(byte - b'0') * weight(back)).sum()
}

/// `(2013)` comes next.
fn year_in_brackets_follows(place: &Place<'_>) -> bool {
    let rest = place.glyphs[place.end..].iter().map(|glyph| glyph.char);
    let next: String = rest.skip_while(|char| *char == ' ').take(6).collect();
    let inside = next.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inside.is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit()) && is_year(text.as_bytes()))
}
