//! Reasons that lie in the characters right beside the digits.

use super::Place;
use crate::glyphs::Glyph;
use crate::words;

/// Letters of the longest name of a currency, and one more.
const SHORT_WORD_MAX: usize = 7;
/// How far a word is followed to see whether it is an address.
const WORD_MAX: usize = 120;

/// Latin, Greek or Cyrillic letters, underscores and the like touch the digits. Scripts without
/// blanks between words may. A phone label may too: `Tel02189655`. A word and a slash touch them
/// as well: `Agent/22145510`.
pub fn touches_letter(place: &Place<'_>) -> bool {
    let labelled = place.is_labelled();
    let before = before(place).is_some_and(|glyph| {
        is_word(glyph.char) && !(labelled && glyph.char.is_alphabetic())
            || matches!(glyph.char, '#' | '%' | '\\' | '&' | '?') && !labelled
            || is_negative_sign(place, glyph)
    });
    let after = after(place);
    let named = char_before(place, 1) == Some('/')
        && char_before(place, 2).is_some_and(char::is_alphabetic)
        && !labelled;
    before || named || after.is_some_and(|glyph| is_word(glyph.char)) || dashed_word_follows(place)
}

/// The word around the digits holds `@`, `://`, `www.` or a path of a host.
pub fn in_address(place: &Place<'_>) -> bool {
    let alone = |glyph: Option<&Glyph>| glyph.is_none_or(|glyph| sort(glyph.char) == Sort::Edge);
    if alone(before(place)) && alone(after(place)) {
        return false;
    }
    let word = word(place);
    let (start, end) = (place.candidate.start, place.end);
    let head = &place.glyphs[word.from.max(start.saturating_sub(WORD_MAX))..start];
    let tail = &place.glyphs[end..word.to.min(end + WORD_MAX)];
    let ends = |glyph: &Glyph| !matches!(glyph.char, '.' | '/' | '-' | ':');
    let last = &tail[..tail.iter().rposition(ends).map_or(0, |at| at + 1)];
    word.told && (holds_address(head, true) || holds_address(last, false))
        || is_path(head)
        || is_file_end(last)
}

/// Glyphs without an edge between them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    from: usize,
    to: usize,
    /// Whether one of them may tell an address.
    told: bool,
}

/// The word that the digits stand in. It is kept for the next ones: a text may be one word, in which
/// every number would look for its ends again.
fn word(place: &Place<'_>) -> Word {
    let (start, end) = (place.candidate.start, place.end);
    let known = place.word.get();
    if known.from <= start && end <= known.to {
        return known;
    }
    let mut told = false;
    let mut goes_on = |glyph: &Glyph| {
        let sort = sort(glyph.char);
        told |= sort == Sort::Telling;
        sort != Sort::Edge
    };
    let whole = place.glyphs[start..end].iter().all(&mut goes_on);
    // Digits with blanks between them are no part of one word, and then more of it is of no use.
    let most = if whole { place.glyphs.len() } else { WORD_MAX };
    let before = place.glyphs[..start].iter().rev().take(most);
    let from = start - before.take_while(|glyph| goes_on(glyph)).count();
    let after = place.glyphs[end..].iter().take(most);
    let to = end + after.take_while(|glyph| goes_on(glyph)).count();
    // Without blanks `all` has seen every glyph; else these may be more than are told here.
    let word = Word { from, to, told: told || !whole };
    if whole {
        place.word.set(word);
    }
    word
}

/// What a character of a word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Plain,
    /// Of `@`, `://` and `www.`.
    Telling,
    /// The word ends before it.
    Edge,
}

fn sort(char: char) -> Sort {
    const ASCII: [Sort; 128] = {
        let mut sorts = [Sort::Plain; 128];
        let mut at = 0;
        while at < sorts.len() {
            sorts[at] = match at as u8 {
                b'\t'..=b'\r' | b' ' | b'"' | b'<' | b'>' | b'|' | b';' => Sort::Edge,
                b'@' | b':' | b'w' | b'W' => Sort::Telling,
                _ => Sort::Plain,
            };
            at += 1;
        }
        sorts
    };
    match ASCII.get(char as usize) {
        Some(sort) => *sort,
        None if char.is_whitespace() || matches!(char, '“' | '”' | '«' | '»') => Sort::Edge,
        None => Sort::Plain,
    }
}

/// Whether `@` or `://` stands somewhere, or a `www.` that counts.
fn holds_address(glyphs: &[Glyph], host: bool) -> bool {
    let follows = |at: usize, signs: &[u8]| {
        let next = glyphs.get(at + 1..=at + signs.len()).unwrap_or_default().iter();
        next.map(|glyph| glyph.char.to_ascii_lowercase()).eq(signs.iter().map(|sign| *sign as char))
    };
    glyphs.iter().enumerate().any(|(at, glyph)| match glyph.char {
        '@' => true,
        ':' => follows(at, b"//"),
        'w' | 'W' => host && follows(at, b"ww."),
        _ => false,
    })
}

/// `1,234` and `7'533`: a mark of thousands or decimals ties a few more digits to these. After
/// several groups a comma and three digits are the next number of a list.
pub fn in_decimal(place: &Place<'_>) -> bool {
    let is_mark = |char: Option<char>| matches!(char, Some(',' | '\'' | '’' | '٫' | '٬'));
    is_mark(char_before(place, 1)) && is_tied_before(place)
        || is_mark(char_after(place, 0)) && is_tied_after(place)
        || matches!(place.candidate.marks(), ['.']) && has_decimals(place)
}

/// A few digits stand before the mark before these.
#[inline(never)]
fn is_tied_before(place: &Place<'_>) -> bool {
    place.candidate.groups.len() == 1 && digits_before(place, 2).is_some_and(|count| count <= 3)
}

/// A few digits stand behind the mark behind these.
#[inline(never)]
fn is_tied_after(place: &Place<'_>) -> bool {
    let groups = place.candidate.groups.len();
    digits_after(place, 1).is_some_and(|count| count <= 2 || count == 3 && groups == 1)
}

/// One long group and a short one after a dot: `2015550123.75`.
#[inline(never)]
fn has_decimals(place: &Place<'_>) -> bool {
    let zero = place.candidate.digits.as_bytes().starts_with(b"0");
    let mut lengths = place.candidate.lengths();
    let (whole, decimals) = (lengths.next(), lengths.last());
    !zero && decimals.is_some_and(|length| length <= 3) && whole.is_some_and(|length| length >= 5)
}

/// `10:30`: a colon between digits.
pub fn in_time(place: &Place<'_>) -> bool {
    let before = char_before(place, 1) == Some(':') && digits_before(place, 2).is_some();
    before || char_after(place, 0) == Some(':') && digits_after(place, 1).is_some()
}

/// A sign or name of a currency stands before or after.
pub fn has_currency(place: &Place<'_>) -> bool {
    let sign_before = char_before(place, 1).filter(|char| *char != ' ').or(char_before(place, 2));
    let sign_after = char_after(place, 0).filter(|char| *char != ' ').or(char_after(place, 1));
    sign_before.is_some_and(is_currency)
        || sign_after.is_some_and(is_currency)
        || currency_before(place)
        || currency_after(place)
}

/// An operator stands beside: `= x`, `* 2`, `× 3`.
pub fn in_formula(place: &Place<'_>) -> bool {
    let blanks_before = usize::from(char_before(place, 1) == Some(' '));
    let blanks_after = usize::from(char_after(place, 0) == Some(' '));
    let before = char_before(place, blanks_before + 1);
    let after = char_after(place, blanks_after);
    let factor = |char: char| matches!(char, '*' | '×' | '÷' | '^' | '<' | '>' | '√' | '±');
    let sum = after == Some('+') && char_after(place, blanks_after + 1) == Some(' ');
    sum || before.is_some_and(|char| factor(char) || char == '=')
        || after.is_some_and(|char| char == '=' || char != '<' && char != '>' && factor(char))
}

/// A degree sign, or a signed decimal after `@` or a comma.
pub fn in_coordinates(place: &Place<'_>) -> bool {
    let degree = |char: char| matches!(char, '°' | '′' | '″' | '˚' | 'º');
    let after = char_after(place, 0).filter(|char| *char != ' ').or(char_after(place, 1));
    after.is_some_and(degree)
        || char_before(place, 1).is_some_and(degree)
        || place.candidate.marks() == ['.'] && is_coordinate(place)
}

/// `32.834910`: up to three digits, a dot and at least four decimals, signed or one of two.
#[inline(never)]
fn is_coordinate(place: &Place<'_>) -> bool {
    matches!(place.candidate.groups, [whole, decimals]
        if whole.end - whole.start <= 3 && decimals.end - decimals.start >= 4)
        && (is_signed(place) || is_half_of_pair(place))
}

fn is_signed(place: &Place<'_>) -> bool {
    char_before(place, 1) == Some('-') && !place.is_labelled()
}

/// Another decimal stands behind or before a comma.
fn is_half_of_pair(place: &Place<'_>) -> bool {
    let next: String = (1..12).map_while(|on| char_after(place, on)).collect();
    let next = next.trim_start_matches([' ', '-']);
    let whole = next.find(|char: char| !char.is_ascii_digit()).unwrap_or(0);
    let decimal_follows = char_after(place, 0) == Some(',')
        && (1..=3).contains(&whole)
        && next[whole..].starts_with('.');
    let blanks = usize::from(char_before(place, 1) == Some(' '));
    let decimal_precedes = char_before(place, blanks + 1) == Some(',')
        && digits_before(place, blanks + 2).is_some_and(|count| count >= 4);
    decimal_follows || decimal_precedes
}

/// Signs of currencies; the block of Unicode and those outside it.
fn is_currency(char: char) -> bool {
    matches!(
        char,
        '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '฿' | '៛' | '\u{20A0}'
            ..='\u{20CF}' | '﷼' | '＄' | '￥' | '￡'
    )
}

fn is_word(char: char) -> bool {
    // Scripts that write no blanks between words touch digits everywhere.
    let spaced = !matches!(u32::from(char), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0xD7FF | 0xF900..=0xFAFF | 0x20000..);
    char == '_' || char.is_alphanumeric() && spaced
}

/// `-02` after a letter, comma or the like is the tail of a code, `-2147483646` is below zero.
fn is_negative_sign(place: &Place<'_>, before: &Glyph) -> bool {
    let labelled = place.is_labelled();
    let code = |char: char| matches!(char, ',' | '@' | '=') || is_word(char);
    let one_group = place.candidate.groups.len() == 1;
    before.char == '-' && !labelled && (one_group || char_before(place, 2).is_some_and(code))
}

/// `02189655-A`: the code goes on.
fn dashed_word_follows(place: &Place<'_>) -> bool {
    char_after(place, 0) == Some('-')
        && char_after(place, 1).is_some_and(|char| is_word(char) && char.is_ascii())
        && !place.candidate.international()
}

/// `example.com/p/` before the digits.
fn is_path(head: &[Glyph]) -> bool {
    let Some(slash) = head.iter().position(|glyph| glyph.char == '/') else { return false };
    let host = &head[..slash];
    let Some(dot) = host.iter().rposition(|glyph| glyph.char == '.') else {
        return slash == 0 && head.len() > 1;
    };
    let domain = &host[dot + 1..];
    // One letter of another script may be a domain.
    let bytes: usize = domain.iter().map(|glyph| glyph.char.len_utf8()).sum();
    dot > 0 && bytes >= 2 && domain.iter().all(|glyph| glyph.char.is_alphabetic())
}

/// `.pdf` after the digits.
fn is_file_end(tail: &[Glyph]) -> bool {
    let [dot, end @ ..] = tail else { return false };
    let bytes: usize = end.iter().map(|glyph| glyph.char.len_utf8()).sum();
    dot.char == '.'
        && (2..=5).contains(&bytes)
        && end.first().is_some_and(|glyph| glyph.char.is_ascii_alphabetic())
}

fn before<'a>(place: &Place<'a>) -> Option<&'a Glyph> {
    place.candidate.start.checked_sub(1).and_then(|at| place.glyphs.get(at))
}

fn after<'a>(place: &Place<'a>) -> Option<&'a Glyph> {
    place.glyphs.get(place.end)
}

/// The character `back` places before the candidate, 1 for the nearest.
fn char_before(place: &Place<'_>, back: usize) -> Option<char> {
    place
        .candidate
        .start
        .checked_sub(back)
        .and_then(|at| place.glyphs.get(at))
        .map(|glyph| glyph.char)
}

fn char_after(place: &Place<'_>, on: usize) -> Option<char> {
    place.glyphs.get(place.end + on).map(|glyph| glyph.char)
}

/// How many digits end `back` places before the candidate, up to 4; nothing for none.
fn digits_before(place: &Place<'_>, back: usize) -> Option<usize> {
    let is_digit =
        |at: &usize| char_before(place, back + at).is_some_and(|char| char.is_ascii_digit());
    let count = (0..4).take_while(is_digit).count();
    (count > 0).then_some(count)
}

fn digits_after(place: &Place<'_>, on: usize) -> Option<usize> {
    let is_digit =
        |at: &usize| char_after(place, on + at).is_some_and(|char| char.is_ascii_digit());
    let count = (0..4).take_while(is_digit).count();
    (count > 0).then_some(count)
}

/// Whether the word right before is a currency's.
fn currency_before(place: &Place<'_>) -> bool {
    let blank = usize::from(char_before(place, 1) == Some(' '));
    let before = &place.glyphs[..place.candidate.start.saturating_sub(blank)];
    let letters = before.iter().rev().take(SHORT_WORD_MAX);
    let count = letters.take_while(|glyph| glyph.char.is_alphabetic()).count();
    count > 0 && words::is_currency(&before[before.len() - count..])
}

/// Whether the word right after is a currency's.
fn currency_after(place: &Place<'_>) -> bool {
    let blank = usize::from(char_after(place, 0) == Some(' '));
    let after = place.glyphs.get(place.end + blank..).unwrap_or_default();
    let letters = after.iter().take(SHORT_WORD_MAX);
    let count = letters.take_while(|glyph| glyph.char.is_alphabetic()).count();
    count > 0 && words::is_currency(&after[..count])
}
