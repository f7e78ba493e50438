//! Phone numbers in running text, and one number that somebody typed.
//!
//! The way of the text: [`scan`] (windows with enough digits) → [`glyphs`] (one visible character each)
//! → [`candidate`] (digits with punctuation) → [`numbering`] (valid where?) → [`context`] (what
//! surrounds them) → a [`Match`]. Work grows with the text: each digit lies in one piece, a piece is
//! tried a bounded number of times, and a text holds at most [`tries_max`] candidates.
//!
//! What most texts need no part of stands in functions of its own (`inline(never)`): a browser compiles a
//! function when it is called first, and the first number waits for that.
//!
//! [`scan`]: super::scan
//! [`glyphs`]: super::glyphs

use std::cell::Cell;

use super::candidate::{Candidate, Group, groups_into, piece_length, run_length};
use super::context::{self, Label, Place, Word};
use super::extension::{self, Extension};
use super::glyphs::{Glyph, glyphs, read_into};
use super::numbering::Reading;
use super::plan::Digits;
use super::scan::windows;
use super::{Class, Confidence, Leniency, Match, Options, PhoneNumber, Region, numbering, vanity};

/// Most groups of a piece that is taken apart; longer ones are tables of digits.
const GROUPS_MAX: usize = 24;
/// Most groups of one number in such a piece.
const TILE_MAX: usize = 8;
/// Fewest digits of a number with its calling code, and of one without.
const INTERNATIONAL_DIGITS_MIN: usize = 6;
const NATIONAL_DIGITS_MIN: usize = 4;
/// Most pieces that are joined to one number: `+49 - 30 - 123456`.
const JOINED_MAX: usize = 4;
/// Longest text that [`find`] looks at, in bytes of UTF-8; the rest is cut.
const TEXT_BYTES_MAX: usize = 64 << 20;
/// Longest text that [`parse`] looks at, in bytes.
const TYPED_BYTES_MAX: usize = 200;

/// The phone numbers in a text, in order and apart from each other. Looks at the first 64 MiB.
#[must_use]
pub fn find(text: &str, options: &Options) -> Vec<Match> {
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let (mut glyphs, mut groups, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut tries = tries_max(text.len());
    for window in windows(text, digits_min(options.region)) {
        read_into(&text[window.start..window.end], window.units_before, &mut glyphs);
        groups_into(&glyphs, &mut groups);
        let mut search = Search::new(&glyphs, options, tries);
        search.found = found;
        search.runs(&groups);
        tries = search.tries.get();
        found = search.found;
    }
    found
}

/// Fewest digits of a number that is looked for. The plans know the country's own; others come with
/// their calling code.
fn digits_min(region: Option<Region>) -> usize {
    let national = region.and_then(numbering::least_digits).unwrap_or(INTERNATIONAL_DIGITS_MIN);
    national.clamp(NATIONAL_DIGITS_MIN, INTERNATIONAL_DIGITS_MIN)
}

/// The one number that a text is, nothing before or after it, as a person types it. A number
/// whose length is right is enough: plans change faster than their data.
#[must_use]
pub fn parse(text: &str, region: Option<Region>) -> Option<PhoneNumber> {
    let text = text.trim();
    if text.len() > TYPED_BYTES_MAX {
        return None;
    }
    let glyphs = glyphs(text);
    let lenient = [Leniency::Valid, Leniency::Possible].into_iter();
    lenient
        .map(|leniency| Options { region, leniency })
        .find_map(|options| typed(&glyphs, &options))
}

/// The number that these glyphs are.
fn typed(glyphs: &[Glyph], options: &Options) -> Option<PhoneNumber> {
    let search = Search::new(glyphs, options, tries_max(glyphs.len()));
    let mut groups = Vec::new();
    groups_into(glyphs, &mut groups);
    let worded = search.vanity(&groups[..piece_length(&groups)]);
    if let Some(hit) = worded.filter(|hit| hit.start == 0 && hit.end == glyphs.len()) {
        return Some(hit.number);
    }
    // The longest beginning that is a number and is followed by nothing but its extension.
    (1..=groups.len()).rev().find_map(|count| {
        let candidate = Candidate::of(glyphs, &groups[..count])?;
        let only = glyphs[..candidate.start].iter().all(|glyph| matches!(glyph.char, ' ' | '('));
        let typed = typed_extension(glyphs, candidate.end)?;
        let one = groups[1..count].iter().all(|group| group.plus.is_none())
            && is_dialled(glyphs, &candidate);
        if !only || !one {
            return None;
        }
        let mut number = search.read(&candidate)?.number()?;
        number.ext = typed.map(|ext| ext.digits);
        Some(number)
    })
}

/// How many candidates of a text with so many bytes are looked at.
fn tries_max(bytes: usize) -> usize {
    512 + bytes / 4
}

/// One walk through a window.
struct Search<'a> {
    glyphs: &'a [Glyph],
    options: &'a Options,
    found: Vec<Match>,
    /// One past the last glyph that belongs to a match.
    taken: usize,
    /// What a word says of the number after the last match, in a list.
    listed: Option<Label>,
    tries: Cell<usize>,
    /// The word that was looked at last.
    word: Cell<Word>,
}

/// A candidate that is a number.
struct Hit {
    start: usize,
    end: usize,
    number: PhoneNumber,
    confidence: Confidence,
    label: Option<Label>,
}

impl Hit {
    /// What a word says of the next number in a list.
    fn listed(&self) -> Option<Label> {
        self.label.and_then(Label::listed)
    }
}

impl<'a> Search<'a> {
    fn new(glyphs: &'a [Glyph], options: &'a Options, tries: usize) -> Self {
        let (tries, word) = (Cell::new(tries), Cell::default());
        Self { glyphs, options, found: Vec::new(), taken: 0, listed: None, tries, word }
    }

    fn runs(&mut self, mut groups: &[Group]) {
        while !groups.is_empty() {
            let (run, rest) = groups.split_at(run_length(groups));
            self.run(run);
            groups = rest;
        }
    }

    /// Each piece alone, else joined with the next, else taken apart.
    fn run(&mut self, mut groups: &[Group]) {
        while !groups.is_empty() {
            groups = &groups[self.piece(groups)..];
        }
    }

    /// Finds what the first of these pieces holds; says how many groups were used up.
    fn piece(&mut self, groups: &[Group]) -> usize {
        let length = piece_length(groups);
        let first = &groups[..length];
        if first[0].start < self.taken {
            return length;
        }
        if let Some(hit) = self.try_groups(first, None) {
            self.take(hit);
            return length;
        }
        if let Some((hit, used)) = self.joined(groups, length) {
            self.take(hit);
            return used;
        }
        if let Some(hit) = self.vanity(first) {
            self.take(hit);
            return length;
        }
        for hit in self.apart(first) {
            self.take(hit);
        }
        length
    }

    /// `1-800-FLOWERS`: only numbers of companies are written so.
    fn vanity(&self, groups: &[Group]) -> Option<Hit> {
        let word = vanity::after(self.glyphs, groups.last()?.end)?;
        self.worded(groups, &word)
    }

    #[inline(never)]
    fn worded(&self, groups: &[Group], word: &vanity::Word) -> Option<Hit> {
        let candidate = Candidate::with_letters(self.glyphs, groups, &word.digits, word.end)?;
        let companys = [Class::TollFree, Class::SharedCost, Class::PremiumRate, Class::Uan];
        self.hit(&candidate, None).filter(|hit| {
            hit.confidence == Confidence::Valid && companys.contains(&hit.number.class)
        })
    }

    /// `030 / 123456` and `+49 - 30 - 123456`: an area code or calling code and what follows it.
    fn joined(&self, groups: &[Group], length: usize) -> Option<(Hit, usize)> {
        let most = if groups[0].plus.is_some() {
            JOINED_MAX
        } else if length == 1 && is_area_code(self.glyphs, &groups[0]) {
            2
        } else {
            return None;
        };
        self.joined_up_to(most, groups, length)
    }

    #[inline(never)]
    fn joined_up_to(&self, most: usize, groups: &[Group], length: usize) -> Option<(Hit, usize)> {
        let mut ends = [length; JOINED_MAX];
        let mut pieces = 1;
        while pieces < most && ends[pieces - 1] < groups.len() {
            ends[pieces] = ends[pieces - 1] + piece_length(&groups[ends[pieces - 1]..]);
            pieces += 1;
        }
        let used = ends[1..pieces].iter().rev();
        used.copied().find_map(|used| Some((self.try_groups(&groups[..used], None)?, used)))
    }

    /// Two or more numbers with only a blank or slash between them; all groups must be used up,
    /// or they are a table of digits. After a plus the number that begins there is enough.
    fn apart(&self, groups: &[Group]) -> Vec<Hit> {
        if groups.len() < 2 || groups.len() > GROUPS_MAX || self.is_refused(groups) {
            return Vec::new();
        }
        self.parted(groups)
    }

    #[inline(never)]
    fn parted(&self, groups: &[Group]) -> Vec<Hit> {
        if let Some(hits) = self.alike(groups) {
            return hits;
        }
        let mut dead = [false; GROUPS_MAX];
        let mut hits = Vec::new();
        if self.tile(groups, 0, &mut hits, &mut dead) {
            return hits;
        }
        if groups[0].plus.is_none() {
            return Vec::new();
        }
        let cuts = (1..groups.len()).rev().filter(|end| groups[*end].after_blank);
        cuts.take(TILE_MAX)
            .find_map(|end| self.try_groups(&groups[..end], None))
            .into_iter()
            .collect()
    }

    /// Numbers that are all written alike: 27 15 57 71 27 19 76 00.
    fn alike(&self, groups: &[Group]) -> Option<Vec<Hit>> {
        let alike = |one: &[Group], other: &[Group]| {
            one.iter().zip(other).all(|(one, other)| one.end - one.start == other.end - other.start)
        };
        (2..groups.len()).rev().filter(|size| groups.len().is_multiple_of(*size)).find_map(|size| {
            let mut chunks = groups.chunks(size).skip(1);
            if !chunks.all(|chunk| chunk[0].after_blank && alike(chunk, &groups[..size])) {
                return None;
            }
            let mut listed = None;
            groups
                .chunks(size)
                .map(|chunk| {
                    let hit = self.try_groups(chunk, listed)?;
                    listed = hit.listed();
                    Some(hit)
                })
                .collect()
        })
    }

    /// Covers the groups from `at` on with numbers, long ones first. `dead` keeps what has been
    /// tried in vain, so that no part is looked at twice.
    fn tile(&self, groups: &[Group], at: usize, hits: &mut Vec<Hit>, dead: &mut [bool]) -> bool {
        if at == groups.len() {
            return true;
        }
        if dead[at] {
            return false;
        }
        let last = groups.len().min(at + TILE_MAX);
        for end in (at + 1..=last).rev() {
            if end < groups.len() && !groups[end].after_blank {
                continue;
            }
            let listed = hits.last().and_then(Hit::listed);
            let Some(hit) = self.try_groups(&groups[at..end], listed) else { continue };
            hits.push(hit);
            if self.tile(groups, end, hits, dead) {
                return true;
            }
            hits.pop();
        }
        dead[at] = true;
        false
    }

    /// Whether the groups as a whole are something else, a card number for instance.
    #[inline(never)]
    fn is_refused(&self, groups: &[Group]) -> bool {
        let Some(candidate) = Candidate::of(self.glyphs, groups) else { return false };
        let label = context::label(self.glyphs, candidate.start, None);
        let (end, region) = (candidate.end, self.options.region);
        let (glyphs, candidate, word) = (self.glyphs, &candidate, &self.word);
        let place = Place { glyphs, candidate, end, region, label, word };
        context::refusal(&place).is_some()
    }

    /// These groups as one number, unless something around them speaks against it; `listed` is what a
    /// labelled number says that stands right before.
    fn try_groups(&self, groups: &[Group], listed: Option<Label>) -> Option<Hit> {
        let candidate = Candidate::of(self.glyphs, groups)?;
        self.hit(&candidate, listed)
    }

    /// The candidate as a number where it stands.
    fn hit(&self, candidate: &Candidate<'_>, listed: Option<Label>) -> Option<Hit> {
        self.tries.set(self.tries.get().checked_sub(1)?);
        if !candidate.international()
            && self.options.region.is_none()
            && !candidate.digits.as_bytes().starts_with(b"00")
        {
            return None;
        }
        let reading = self.read(candidate)?;
        let extension = extension::after(self.glyphs, candidate.end);
        let end = extension.as_ref().map_or(candidate.end, |found| found.end);
        let listed = listed.or_else(|| {
            self.listed.filter(|_| context::is_list_gap(self.glyphs, self.taken, candidate.start))
        });
        let label = context::label(self.glyphs, candidate.start, listed);
        let region = self.options.region;
        let (glyphs, word) = (self.glyphs, &self.word);
        let place = Place { glyphs, candidate, end, region, label, word };
        if context::refusal(&place).is_some() {
            return None;
        }
        let mut number = reading.number()?;
        number.ext = extension.map(|found| found.digits);
        Some(Hit { start: candidate.start, end, number, confidence: reading.confidence, label })
    }

    /// The number that the digits are, in the ways that people write them.
    fn read(&self, candidate: &Candidate<'_>) -> Option<Reading> {
        let digits = candidate.digits.as_bytes();
        let as_written = || self.number(digits);
        let Some(zero) = candidate.home_zero else {
            let written = as_written();
            // A range in use counts more than a length that is right.
            let valid = written.filter(|reading| reading.confidence == Confidence::Valid);
            return valid.or_else(|| self.abroad(candidate)).or(written);
        };
        self.read_without(candidate, zero)
    }

    /// In Italy the zero belongs to the number, except before mobile numbers.
    #[inline(never)]
    fn read_without(&self, candidate: &Candidate<'_>, zero: usize) -> Option<Reading> {
        let digits = candidate.digits.as_bytes();
        let mut without = Digits::new();
        without.extend(&digits[..zero]);
        without.extend(&digits[zero + 1..]);
        let (bare, whole) = (self.number(without.as_bytes()), self.number(digits));
        let surer = |bare: &Reading| whole.is_none_or(|whole| whole.confidence < bare.confidence);
        match bare {
            Some(bare) if bare.class() == Class::Mobile || surer(&bare) => Some(bare),
            _ => whole,
        }
    }

    /// `00 39 …` on a page of a country that dials something else for abroad, and `+00 39 …`.
    /// Without blanks, digits that begin with two zeros are more often an article's.
    fn abroad(&self, candidate: &Candidate<'_>) -> Option<Reading> {
        let digits = candidate.digits.significant();
        let rest = digits.strip_prefix(b"00").filter(|_| candidate.groups.len() > 1)?;
        self.read_abroad(rest)
    }

    #[inline(never)]
    fn read_abroad(&self, rest: &[u8]) -> Option<Reading> {
        let mut abroad = Digits::of("+")?;
        abroad.extend(rest);
        self.number(abroad.as_bytes()).filter(|reading| reading.confidence == Confidence::Valid)
    }

    fn number(&self, digits: &[u8]) -> Option<Reading> {
        let reading = numbering::read(digits, self.options.region)?;
        if self.options.leniency == Leniency::Possible {
            return Some(reading);
        }
        let lacks_prefix = || {
            self.options.region.is_some_and(|region| reading.lacks_national_prefix(digits, region))
        };
        (reading.confidence == Confidence::Valid && !lacks_prefix()).then_some(reading)
    }

    fn take(&mut self, hit: Hit) {
        let (Some(first), Some(last)) = (self.glyphs.get(hit.start), self.glyphs.get(hit.end - 1))
        else {
            return;
        };
        self.taken = hit.end;
        self.listed = hit.listed();
        let fax = hit.label.is_some_and(Label::is_fax);
        let Hit { number, confidence, .. } = hit;
        self.found.push(Match { start: first.start(), end: last.end(), number, confidence, fax });
    }
}

/// `030`, `(02)`, `0041`: begins with a zero or stands in brackets, and is short.
fn is_area_code(glyphs: &[Glyph], group: &Group) -> bool {
    let in_brackets = group.start > 0 && glyphs[group.start - 1].char == '(';
    group.end - group.start <= 6 && (in_brackets || glyphs[group.start].char == '0')
}

/// Whether only punctuation of numbers stands between the groups.
fn is_dialled(glyphs: &[Glyph], candidate: &Candidate<'_>) -> bool {
    let between = candidate.groups.windows(2).flat_map(|pair| &glyphs[pair[0].end..pair[1].start]);
    let mut between = between.map(|glyph| glyph.char);
    between.all(|char| matches!(char, ' ' | '-' | '.' | '/' | '(' | ')' | '\t'))
}

/// What follows a typed number: nothing, or its extension; `,,12` as phones store it too.
#[allow(clippy::option_option, reason = "no extension is not the same as something unreadable")]
fn typed_extension(glyphs: &[Glyph], at: usize) -> Option<Option<Extension>> {
    if let Some(found) = extension::after(glyphs, at) {
        return (found.end == glyphs.len()).then_some(Some(found));
    }
    let rest: String = glyphs[at..].iter().map(|glyph| glyph.char).collect();
    let rest = rest.trim_end_matches([' ', ')', '.', ',', ';']);
    if rest.is_empty() {
        return Some(None);
    }
    let digits = rest.trim_start_matches([',', ';', 'p', 'w', 'P', 'W']);
    let fits = digits.len() < rest.len()
        && (1..=extension::DIGITS_MAX).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| Some(Extension { digits: digits.to_owned(), end: glyphs.len() }))
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
