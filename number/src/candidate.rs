//! Digits with the punctuation of phone numbers between them, before anybody asks whether they
//! are one.
//!
//! A *piece* is what people write as one number, `+39 (02) 189-655`. What stands between two pieces
//! of a *run*, ` / ` or ` - `, parts two numbers as often as it parts area code and subscriber, so the
//! finder tries both. A plus always begins a new run. [`Group::joint`] says where each begins.

use super::glyphs::Glyph;
use super::plan::Digits;
use super::words::{Meaning, word_at};

/// Digits without anything between them, as positions among the glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// First digit.
    pub start: usize,
    /// One past the last digit.
    pub end: usize,
    /// The plus before it.
    pub plus: Option<usize>,
    /// Whether a blank or slash, which can also part two numbers, stands before it.
    pub after_blank: bool,
    /// What it does with the group before it.
    pub joint: Joint,
}

/// How a group is tied to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Not at all: a run begins.
    Run,
    /// By a spaced dash or slash: the next piece of the run begins.
    Piece,
    /// By punctuation of one number.
    Tight,
}

/// Neighbouring groups that may be one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// First glyph, the plus or bracket included.
    pub start: usize,
    /// One past the last glyph.
    pub end: usize,
    /// The groups.
    pub groups: &'a [Group],
    /// All digits, after `+` where one is written.
    pub digits: Digits,
    /// Where in `digits` a bracketed `(0)` lies, which is dialled at home only.
    pub home_zero: Option<usize>,
    /// What stands before each group but the first: its telling character.
    marks: [char; GROUPS_MAX],
}

/// Most digits of a candidate: 15 of E.164, some more of Germany, an international prefix.
const DIGITS_MAX: usize = 20;
/// Fewest digits of a candidate, the shortest numbers of the smallest islands.
const DIGITS_MIN: usize = 4;
/// Fewest digits of one with a plus.
const DIGITS_MIN_INTERNATIONAL: usize = 6;
/// Most groups of a candidate.
const GROUPS_MAX: usize = 9;
/// Up to so many digits before it, a tight slash parts area code and subscriber.
const AREA_DIGITS_MAX: usize = 7;
/// Up to so many digits before it, a tight slash before a bracket does too: `8/(808) 122`.
const TRUNK_DIGITS_MAX: usize = 3;
/// From so many digits on, opening hours may follow.
const HOURS_AFTER: usize = 6;
/// Longest punctuation between two groups.
const GAP_MAX: usize = 5;

/// Puts the groups of digits of a text, in order, in place of those that were there. One pass.
pub fn groups_into(glyphs: &[Glyph], groups: &mut Vec<Group>) {
    groups.clear();
    let mut digits = 0;
    let mut at = 0;
    while let Some(start) = next_digit(glyphs, at) {
        let end = digits_end(glyphs, start);
        let plus = plus_before(glyphs, start, at);
        let between = &glyphs[at..start];
        let gap = if plus.is_some() || groups.is_empty() { None } else { gap(between) };
        let near = &between[between.len().saturating_sub(GAP_MAX + 1)..];
        let after_blank = near.iter().any(|glyph| matches!(glyph.char, ' ' | '/'));
        let opens = near.iter().any(|glyph| glyph.char == '(');
        let mut group = Group { start, end, plus, after_blank, joint: Joint::Run };
        let joint = match gap {
            Some(Gap::Slash) if digits > AREA_DIGITS_MAX || opens && digits > TRUNK_DIGITS_MAX => {
                Some(Gap::Spaced)
            }
            // Neither are opening hours part of it: 800 123456 24h, +39 02 189655 24/7.
            Some(_) if digits >= HOURS_AFTER && is_hours(glyphs, &group) => None,
            // What stands in brackets after a whole number is a remark: 02 189655 (12.05.2024).
            Some(Gap::Tight) if opens && digits >= AREA_DIGITS_MAX => None,
            gap => gap,
        };
        match joint {
            Some(Gap::Tight | Gap::Slash) => {
                digits += end - start;
                group.joint = Joint::Tight;
            }
            Some(Gap::Spaced) => {
                digits = end - start;
                group.joint = Joint::Piece;
            }
            None => {
                digits = end - start;
                // The 8 of a second 8 (301) 123-61-15 stands before its bracket, not after the first.
                if opens && plus.is_none() && gives_trunk(groups, between) {
                    let trunk = groups.last_mut().expect("one gives its last group");
                    trunk.joint = Joint::Run;
                    group.joint = Joint::Tight;
                }
            }
        }
        groups.push(group);
        at = end;
    }
}

/// How many of these groups make the first piece.
#[must_use]
pub fn piece_length(groups: &[Group]) -> usize {
    let rest = groups.iter().skip(1).take_while(|group| group.joint == Joint::Tight);
    rest.count() + usize::from(!groups.is_empty())
}

/// How many of these groups make the first run.
#[must_use]
pub fn run_length(groups: &[Group]) -> usize {
    let rest = groups.iter().skip(1).take_while(|group| group.joint != Joint::Run);
    rest.count() + usize::from(!groups.is_empty())
}

impl<'a> Candidate<'a> {
    /// These groups as one number, where brackets and lengths allow it.
    #[must_use]
    pub fn of(glyphs: &[Glyph], groups: &'a [Group]) -> Option<Self> {
        let (first, last) = (groups.first()?, groups.last()?);
        let min = if first.plus.is_some() { DIGITS_MIN_INTERNATIONAL } else { DIGITS_MIN };
        if groups.len() > GROUPS_MAX {
            return None;
        }
        let count: usize = groups.iter().map(|group| group.end - group.start).sum();
        if !(min..=DIGITS_MAX).contains(&count) {
            return None;
        }
        let (start, end) = balanced(glyphs, first.plus.unwrap_or(first.start), last.end)?;
        let mut digits = Digits::new();
        let mut home_zero = None;
        if first.plus.is_some() {
            digits.push(b'+');
        }
        let mut marks = [' '; GROUPS_MAX];
        for (at, group) in groups.iter().enumerate() {
            if at > 0 {
                let between = &glyphs[groups[at - 1].end..group.start];
                let telling = between.iter().map(|glyph| glyph.char).find(|char| *char != ' ');
                marks[at - 1] = telling.unwrap_or(' ');
                // Only behind a calling code: +44 (0)20, 0044 (0)20.
                let abroad = first.plus.is_some() || digits.as_bytes().starts_with(b"00");
                if at == 1 && abroad && is_home_zero(glyphs, group) {
                    home_zero = Some(digits.len());
                }
            }
            digits.extend_with(glyphs[group.start..group.end].iter().map(|glyph| glyph.char as u8));
        }
        Some(Self { start, end, groups, digits, home_zero, marks })
    }

    /// These groups and the letters behind them, up to `end`, that stand for more digits.
    #[must_use]
    pub fn with_letters(
        glyphs: &[Glyph],
        groups: &'a [Group],
        letters: &Digits,
        end: usize,
    ) -> Option<Self> {
        let first = groups.first()?;
        let (start, end) = balanced(glyphs, first.plus.unwrap_or(first.start), end)?;
        let mut digits = Digits::new();
        digits.extend(if first.plus.is_some() { b"+" } else { b"" });
        for glyph in groups.iter().flat_map(|group| &glyphs[group.start..group.end]) {
            digits.push(glyph.char as u8);
        }
        digits.extend(letters.as_bytes());
        let fits = groups.len() <= GROUPS_MAX && digits.len() <= DIGITS_MAX;
        fits.then_some(Self {
            start,
            end,
            groups,
            digits,
            home_zero: None,
            marks: [' '; GROUPS_MAX],
        })
    }

    /// Whether a plus stands before it.
    #[must_use]
    pub fn international(&self) -> bool {
        self.groups.first().is_some_and(|group| group.plus.is_some())
    }

    /// How many digits each group has.
    pub fn lengths(&self) -> impl Iterator<Item = usize> + '_ {
        self.groups.iter().map(|group| group.end - group.start)
    }

    /// What stands before each group but the first: its telling character.
    #[must_use]
    pub fn marks(&self) -> &[char] {
        &self.marks[..self.groups.len() - 1]
    }

    /// The groups' digits; those that there are not are empty.
    #[must_use]
    pub fn texts(&self) -> Texts<'_> {
        let mut texts: [&[u8]; GROUPS_MAX] = [b""; GROUPS_MAX];
        let mut rest = self.digits.significant();
        for (text, length) in texts.iter_mut().zip(self.lengths()) {
            (*text, rest) = rest.split_at(length);
        }
        Texts { texts, count: self.groups.len() }
    }
}

/// The groups of a candidate as texts, in bytes, as they are asked for often.
pub struct Texts<'a> {
    texts: [&'a [u8]; GROUPS_MAX],
    count: usize,
}

impl<'a> std::ops::Deref for Texts<'a> {
    type Target = [&'a [u8]];
    fn deref(&self) -> &[&'a [u8]] {
        &self.texts[..self.count]
    }
}

/// What stands between two groups of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Blank, hyphen, dot or bracket.
    Tight,
    /// A slash without blanks.
    Slash,
    /// Dash or slash with blanks.
    Spaced,
}

fn gap(between: &[Glyph]) -> Option<Gap> {
    if between.len() > GAP_MAX {
        return None;
    }
    let (mut blanks, mut opens, mut closes) = (0, 0, 0);
    let (mut dashes, mut dots, mut slashes) = (0, 0, 0);
    for glyph in between {
        *match glyph.char {
            ' ' => &mut blanks,
            '(' => &mut opens,
            ')' => &mut closes,
            '-' => &mut dashes,
            '.' => &mut dots,
            '/' => &mut slashes,
            _ => return None,
        } += 1;
    }
    if opens > 1 || closes > 1 {
        return None;
    }
    match (dashes, dots, slashes) {
        (0, 0, 0) if blanks <= 3 => Some(Gap::Tight),
        (0, 1, 0) if blanks == 0 => Some(Gap::Tight),
        // A bracketed area code takes any dash or slash after it.
        (1, 0, 0) | (0, 0, 1) if closes == 1 && opens == 0 => Some(Gap::Tight),
        (1, 0, 0) if blanks == 0 => Some(Gap::Tight),
        (0, 0, 1) if blanks == 0 => Some(Gap::Slash),
        (1, 0, 0) | (0, 0, 1) => Some(Gap::Spaced),
        _ => None,
    }
}

/// `24h`, `24 ore`, `24/7`, `7j/7` after a blank.
#[inline(never)]
fn is_hours(glyphs: &[Glyph], group: &Group) -> bool {
    if !group.after_blank || group.end - group.start > 2 {
        return false;
    }
    let is = |at: usize, text: &str| {
        glyphs[at..]
            .iter()
            .map(|glyph| glyph.char)
            .take_while(char::is_ascii_digit)
            .eq(text.chars())
    };
    let around_the_clock = |at: usize| is(at, "24") || is(at, "7");
    let next = glyphs.get(group.end).map(|glyph| glyph.char);
    if next == Some('/') && around_the_clock(group.start) {
        return around_the_clock(group.end + 1);
    }
    let word = &glyphs[group.end + usize::from(next == Some(' '))..];
    word_at(word).0.has(Meaning::HOUR)
}

/// Whether the last group of these is a single digit right before a bracket, and not its run's only one.
fn gives_trunk(groups: &[Group], between: &[Glyph]) -> bool {
    let Some(last) = groups.last() else { return false };
    let before_bracket = matches!(between, [blank, bracket]
        if blank.char == ' ' && bracket.char == '(');
    let single = last.end == last.start + 1 && last.after_blank && last.joint == Joint::Tight;
    single && before_bracket
}

/// The first digit from there on.
pub fn next_digit(glyphs: &[Glyph], from: usize) -> Option<usize> {
    glyphs[from..].iter().position(|glyph| glyph.char.is_ascii_digit()).map(|at| from + at)
}

/// One past the last digit of the row that begins there.
pub fn digits_end(glyphs: &[Glyph], start: usize) -> usize {
    let digits = glyphs[start..].iter().take_while(|glyph| glyph.char.is_ascii_digit());
    start + digits.count()
}

/// The plus of `+39`, `+ 39` and `+(39)`; not the plus of `3 + 39`.
fn plus_before(glyphs: &[Glyph], start: usize, from: usize) -> Option<usize> {
    let char = |at: usize| glyphs.get(at).map(|glyph| glyph.char);
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= from);
    let near = before(start)?;
    if char(near) == Some('+') {
        return Some(near);
    }
    let far = before(near)?;
    let sum = from > 0 && glyphs[from..far].iter().all(|glyph| glyph.char == ' ');
    match (char(far), char(near)) {
        (Some('+'), Some('(')) => Some(far),
        (Some('+'), Some(' ')) if !sum => Some(far),
        _ => None,
    }
}

/// The span with the bracket before or after it that the brackets inside need; nothing when they
/// do not match.
fn balanced(glyphs: &[Glyph], start: usize, end: usize) -> Option<(usize, usize)> {
    let mut depth = 0_i32;
    let mut least = 0;
    for glyph in &glyphs[start..end] {
        match glyph.char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        least = least.min(depth);
    }
    let is = |at: Option<usize>, char: char| {
        at.and_then(|at| glyphs.get(at)).is_some_and(|glyph| glyph.char == char)
    };
    match (least, depth) {
        (0, 0) => Some((start, end)),
        (-1, -1) if is(start.checked_sub(1), '(') => Some((start - 1, end)),
        (0, 1) if is(Some(end), ')') => Some((start, end + 1)),
        _ => None,
    }
}

fn is_home_zero(glyphs: &[Glyph], group: &Group) -> bool {
    let is = |at: usize, char: char| glyphs.get(at).is_some_and(|glyph| glyph.char == char);
    group.end == group.start + 1
        && is(group.start, '0')
        && is(group.start.wrapping_sub(1), '(')
        && is(group.end, ')')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::glyphs;

    fn groups(glyphs: &[Glyph]) -> Vec<Group> {
        let mut groups = Vec::new();
        groups_into(glyphs, &mut groups);
        groups
    }

    fn pieces(text: &str) -> Vec<Vec<String>> {
        let glyphs = glyphs(text);
        let mut runs: Vec<Vec<String>> = Vec::new();
        for group in groups(&glyphs) {
            let from = group.plus.unwrap_or(group.start);
            let shown: String = glyphs[from..group.end].iter().map(|glyph| glyph.char).collect();
            match (group.joint, runs.last_mut().map(|run| run.last_mut())) {
                (Joint::Tight, Some(Some(piece))) => *piece += &format!(" {shown}"),
                (Joint::Piece, Some(_)) => runs.last_mut().expect("a run").push(shown),
                _ => runs.push(vec![shown]),
            }
        }
        runs
    }

    #[test]
    fn punctuation_joins_or_parts() {
        for (text, expected) in [
            ("+39 (02) 189-655", vec![vec!["+39 02 189 655"]]),
            ("(+39) 02.189.655", vec![vec!["+39 02 189 655"]]),
            ("+ 39 02", vec![vec!["+ 39 02"]]),
            ("3 + 39 02", vec![vec!["3"], vec!["39 02"]]),
            ("030 / 123456", vec![vec!["030", "123456"]]),
            ("030/123456", vec![vec!["030 123456"]]),
            ("(030) / 123456", vec![vec!["030 123456"]]),
            ("03012345/67", vec![vec!["03012345", "67"]]),
            ("(506) 239-2478/(506) 237-4759", vec![vec!["506 239 2478", "506 237 4759"]]),
            ("02 11, 02 22", vec![vec!["02 11"], vec!["02 22"]]),
            ("02 11\n02 22", vec![vec!["02 11"], vec!["02 22"]]),
            ("02 11+3902", vec![vec!["02 11"], vec!["+3902"]]),
            ("1. 02", vec![vec!["1"], vec!["02"]]),
            ("02 189655 (12 3)", vec![vec!["02 189655"], vec!["12 3"]]),
            ("8 (301) 120-90-97 8 (301) 1", vec![vec!["8 301 120 90 97"], vec!["8 301 1"]]),
            ("8/(808) 122", vec![vec!["8 808 122"]]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn brackets_belong_where_they_match() {
        for (text, expected) in [
            ("(02) 189655", Some((0, 11))),
            ("(02 189655)", Some((1, 10))),
            ("02 (189655)", Some((0, 11))),
            ("((02) 189655)", Some((1, 12))),
            ("02) 189655", None),
        ] {
            let glyphs = glyphs(text);
            let groups = groups(&glyphs);
            let span = Candidate::of(&glyphs, &groups).map(|found| (found.start, found.end));
            assert_eq!(span, expected, "{text}");
        }
    }

    #[test]
    fn the_zero_for_home_is_known() {
        let glyphs = glyphs("+44 (0)20 7946 0123");
        let groups = groups(&glyphs);
        let candidate = Candidate::of(&glyphs, &groups).expect("a candidate");
        assert_eq!(candidate.digits.as_str(), "+4402079460123");
        assert_eq!(candidate.home_zero, Some(3));
    }
}
