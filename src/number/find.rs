//! Phone numbers in running text, and one number that somebody typed.
//!
//! The way of the text: [`glyphs`] (one visible character each) → [`candidate`] (digits with
//! punctuation) → [`context`] (what surrounds them) → [`numbering`] (valid where?) → a [`Match`].
//! Work grows with the text: each digit lies in one piece, a piece is tried a bounded number of
//! times, and a text holds at most [`tries_max`] candidates.

use super::candidate::{Candidate, Group, Piece, Run, runs};
use super::context::{self, Label, Place};
use super::extension::{self, Extension};
use super::glyphs::{Glyph, glyphs};
use super::{Class, Confidence, Leniency, Match, Options, PhoneNumber, Region, numbering};

/// Most groups of a piece that is taken apart; longer ones are tables of digits.
const GROUPS_MAX: usize = 24;
/// Most groups of one number in such a piece.
const TILE_MAX: usize = 8;
/// Most pieces that are joined to one number: `+49 - 30 - 123456`.
const JOINED_MAX: usize = 4;
/// Longest text that [`parse`] looks at, in bytes.
const TYPED_BYTES_MAX: usize = 200;

/// The phone numbers in a text, in order and apart from each other. Looks at the first 64 KiB.
#[must_use]
pub fn find(text: &str, options: &Options) -> Vec<Match> {
    let glyphs = glyphs(text);
    let mut search = Search::new(&glyphs, options);
    for run in runs(&glyphs) {
        search.run(&run);
    }
    search.found
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
    let options = Options { region, leniency: Leniency::Possible };
    let search = Search::new(&glyphs, &options);
    let groups: Vec<Group> =
        runs(&glyphs).into_iter().flatten().flat_map(|piece| piece.groups).collect();
    // The longest beginning that is a number and is followed by nothing but its extension.
    (1..=groups.len()).rev().find_map(|count| {
        let candidate = Candidate::of(&glyphs, &groups[..count])?;
        let only = glyphs[..candidate.start].iter().all(|glyph| matches!(glyph.char, ' ' | '('));
        let typed = typed_extension(&glyphs, candidate.end)?;
        let one = groups[1..count].iter().all(|group| group.plus.is_none())
            && is_dialled(&glyphs, &candidate);
        if !only || !one {
            return None;
        }
        let (mut number, _) = search.read(&candidate)?;
        number.ext = typed.map(|ext| ext.digits);
        Some(number)
    })
}

/// How many candidates of a text with so many glyphs are looked at.
fn tries_max(glyphs: usize) -> usize {
    512 + glyphs / 6
}

/// One walk through a text.
struct Search<'a> {
    glyphs: &'a [Glyph],
    options: &'a Options,
    found: Vec<Match>,
    /// One past the last glyph that belongs to a match.
    taken: usize,
    /// Whether a word named the last match as a number.
    labelled: bool,
    tries: std::cell::Cell<usize>,
}

/// A candidate that is a number.
struct Hit {
    start: usize,
    end: usize,
    number: PhoneNumber,
    confidence: Confidence,
    labelled: bool,
}

impl<'a> Search<'a> {
    fn new(glyphs: &'a [Glyph], options: &'a Options) -> Self {
        let tries = std::cell::Cell::new(tries_max(glyphs.len()));
        Self { glyphs, options, found: Vec::new(), taken: 0, labelled: false, tries }
    }

    /// Each piece alone, else joined with the next, else taken apart.
    fn run(&mut self, run: &Run) {
        let mut at = 0;
        while at < run.len() {
            at += self.pieces(&run[at..]);
        }
    }

    /// Finds what the first of these pieces holds; says how many were used up.
    fn pieces(&mut self, pieces: &[Piece]) -> usize {
        let Some(first) = pieces.first() else { return 1 };
        if first.groups[0].start < self.taken {
            return 1;
        }
        if let Some(hit) = self.try_groups(&first.groups, false) {
            self.take(hit);
            return 1;
        }
        if let Some((hit, used)) = self.joined(pieces) {
            self.take(hit);
            return used;
        }
        for hit in self.apart(&first.groups) {
            self.take(hit);
        }
        1
    }

    /// `030 / 123456` and `+49 - 30 - 123456`: an area code or calling code and what follows it.
    fn joined(&self, pieces: &[Piece]) -> Option<(Hit, usize)> {
        let first = pieces.first()?;
        let most = if first.groups[0].plus.is_some() {
            JOINED_MAX
        } else if first.groups.len() == 1 && is_area_code(self.glyphs, &first.groups[0]) {
            2
        } else {
            return None;
        };
        (2..=most.min(pieces.len())).rev().find_map(|used| {
            let groups: Vec<Group> =
                pieces[..used].iter().flat_map(|piece| piece.groups.iter().copied()).collect();
            Some((self.try_groups(&groups, false)?, used))
        })
    }

    /// Two or more numbers with only a blank or slash between them; all groups must be used up,
    /// or they are a table of digits. After a plus the number that begins there is enough.
    fn apart(&self, groups: &[Group]) -> Vec<Hit> {
        if groups.len() < 2 || groups.len() > GROUPS_MAX || self.is_refused(groups) {
            return Vec::new();
        }
        if let Some(hits) = self.alike(groups) {
            return hits;
        }
        let mut dead = vec![false; groups.len()];
        let mut hits = Vec::new();
        if self.tile(groups, 0, &mut hits, &mut dead) {
            return hits;
        }
        if groups[0].plus.is_none() {
            return Vec::new();
        }
        let cuts = (1..groups.len()).rev().filter(|end| groups[*end].after_blank);
        cuts.take(TILE_MAX)
            .find_map(|end| self.try_groups(&groups[..end], false))
            .into_iter()
            .collect()
    }

    /// Numbers that are all written alike: 27 15 57 71 27 19 76 00.
    fn alike(&self, groups: &[Group]) -> Option<Vec<Hit>> {
        let lengths: Vec<usize> = groups.iter().map(|group| group.end - group.start).collect();
        (2..groups.len()).rev().filter(|size| groups.len().is_multiple_of(*size)).find_map(|size| {
            let alike = lengths.chunks(size).all(|chunk| chunk == &lengths[..size]);
            let parted = groups.chunks(size).skip(1).all(|chunk| chunk[0].after_blank);
            if !alike || !parted || size == groups.len() {
                return None;
            }
            let mut listed = false;
            groups
                .chunks(size)
                .map(|chunk| {
                    let hit = self.try_groups(chunk, listed)?;
                    listed = hit.labelled;
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
            let listed = hits.last().is_some_and(|hit| hit.labelled);
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
    fn is_refused(&self, groups: &[Group]) -> bool {
        let Some(candidate) = Candidate::of(self.glyphs, groups) else { return false };
        let label = context::label(self.glyphs, candidate.start, false);
        let (end, region) = (candidate.end, self.options.region);
        let place = Place { glyphs: self.glyphs, candidate: &candidate, end, region, label };
        context::refusal(&place).is_some()
    }

    /// These groups as one number, unless something around them speaks against it; `listed` when
    /// a labelled number stands right before.
    fn try_groups(&self, groups: &[Group], listed: bool) -> Option<Hit> {
        let candidate = Candidate::of(self.glyphs, groups)?;
        self.tries.set(self.tries.get().checked_sub(1)?);
        if !candidate.international()
            && self.options.region.is_none()
            && !candidate.digits.starts_with("00")
        {
            return None;
        }
        let extension = self.extension(&candidate);
        let end = extension.as_ref().map_or(candidate.end, |found| found.end);
        let listed = listed
            || self.labelled && context::is_list_gap(self.glyphs, self.taken, candidate.start);
        let label = context::label(self.glyphs, candidate.start, listed);
        let region = self.options.region;
        let place = Place { glyphs: self.glyphs, candidate: &candidate, end, region, label };
        if context::refusal(&place).is_some() {
            return None;
        }
        let (mut number, confidence) = self.read(&candidate)?;
        number.ext = extension.map(|found| found.digits);
        let labelled = matches!(label, Some(Label::Phone | Label::Listed));
        Some(Hit { start: candidate.start, end, number, confidence, labelled })
    }

    fn extension(&self, candidate: &Candidate) -> Option<Extension> {
        extension::after(self.glyphs, candidate.end)
    }

    /// The number that the digits are, in the ways that people write them.
    fn read(&self, candidate: &Candidate) -> Option<(PhoneNumber, Confidence)> {
        let digits = candidate.digits.as_str();
        let without_home_zero = candidate.home_zero.map(|at| {
            let mut digits = digits.to_owned();
            digits.remove(at);
            digits
        });
        let as_written = || self.number(digits);
        let Some(without) = without_home_zero else {
            return as_written().or_else(|| self.abroad(candidate));
        };
        // In Italy the zero belongs to the number, except before mobile numbers.
        let bare = self.number(&without);
        match bare {
            Some((number, confidence)) if number.class == Class::Mobile => {
                Some((number, confidence))
            }
            bare => as_written().or(bare),
        }
    }

    /// `00 39 …` on a page of a country that dials something else for abroad, and `+00 39 …`.
    /// Without blanks, digits that begin with two zeros are more often an article's.
    fn abroad(&self, candidate: &Candidate) -> Option<(PhoneNumber, Confidence)> {
        let digits = candidate.digits.trim_start_matches('+');
        let rest = digits.strip_prefix("00").filter(|_| candidate.groups.len() > 1)?;
        let found = self.number(&format!("+{rest}"))?;
        (found.1 == Confidence::Valid).then_some(found)
    }

    fn number(&self, digits: &str) -> Option<(PhoneNumber, Confidence)> {
        let (number, confidence) = numbering::read(digits, self.options.region)?;
        if self.options.leniency == Leniency::Possible {
            return Some((number, confidence));
        }
        let lacks_prefix = self
            .options
            .region
            .is_some_and(|region| numbering::lacks_national_prefix(digits, &number, region));
        (confidence == Confidence::Valid && !lacks_prefix).then_some((number, confidence))
    }

    fn take(&mut self, hit: Hit) {
        let (Some(first), Some(last)) = (self.glyphs.get(hit.start), self.glyphs.get(hit.end - 1))
        else {
            return;
        };
        self.taken = hit.end;
        self.labelled = hit.labelled;
        let Hit { number, confidence, .. } = hit;
        self.found.push(Match { start: first.start, end: last.end, number, confidence });
    }
}

/// `030`, `(02)`, `0041`: begins with a zero or stands in brackets, and is short.
fn is_area_code(glyphs: &[Glyph], group: &Group) -> bool {
    let in_brackets = group.start > 0 && glyphs[group.start - 1].char == '(';
    group.end - group.start <= 6 && (in_brackets || glyphs[group.start].char == '0')
}

/// Whether only punctuation of numbers stands between the groups.
fn is_dialled(glyphs: &[Glyph], candidate: &Candidate) -> bool {
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
