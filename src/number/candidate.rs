//! Digits with the punctuation of phone numbers between them, before anybody asks whether they
//! are one.
//!
//! A [`Piece`] is what people write as one number, `+39 (02) 189-655`. What stands between two
//! pieces of a [`Run`], ` / ` or ` - `, parts two numbers as often as it parts area code and
//! subscriber, so the finder tries both. A plus always begins a new run.

use super::glyphs::Glyph;

/// Pieces in a row, each parted from the next by a spaced dash or slash.
pub type Run = Vec<Piece>;

/// Groups of digits that belong together by their punctuation; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// In order.
    pub groups: Vec<Group>,
}

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
}

/// Neighbouring groups that may be one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// First glyph, the plus or bracket included.
    pub start: usize,
    /// One past the last glyph.
    pub end: usize,
    /// The groups.
    pub groups: Vec<Group>,
    /// All digits, after `+` where one is written.
    pub digits: String,
    /// Where in `digits` a bracketed `(0)` lies, which is dialled at home only.
    pub home_zero: Option<usize>,
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
/// Words after the hours of a day and the days of a week.
const HOURS: [&str; 14] = [
    "h",
    "j",
    "hrs",
    "hour",
    "hours",
    "ore",
    "uhr",
    "std",
    "stunden",
    "heures",
    "horas",
    "uur",
    "ч",
    "часов",
];
/// Longest punctuation between two groups.
const GAP_MAX: usize = 5;

/// The runs of a text, in order. One pass, and each glyph lies in at most one group.
#[must_use]
pub fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut digits = 0;
    let mut at = 0;
    while let Some(start) = next_digit(glyphs, at) {
        let end = digits_end(glyphs, start);
        let plus = plus_before(glyphs, start, at);
        let gap = if plus.is_some() || runs.is_empty() { None } else { gap(&glyphs[at..start]) };
        let after_blank = glyphs[at..start].iter().any(|glyph| matches!(glyph.char, ' ' | '/'));
        let group = Group { start, end, plus, after_blank };
        let opens = glyphs[at..start].iter().any(|glyph| glyph.char == '(');
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
        match (joint, runs.last_mut()) {
            (Some(Gap::Tight | Gap::Slash), Some(run)) => {
                digits += end - start;
                let piece = run.last_mut().expect("a run is begun with a piece");
                piece.groups.push(group);
            }
            (Some(Gap::Spaced), Some(run)) => {
                digits = end - start;
                run.push(Piece { groups: vec![group] });
            }
            (_, last) => {
                // The 8 of a second 8 (301) 123-61-15 stands before its bracket, not after the first.
                let trunk =
                    last.filter(|_| opens && plus.is_none()).and_then(|run| trunk(run, glyphs));
                digits = end - start;
                let groups = trunk.into_iter().chain([group]).collect();
                runs.push(vec![Piece { groups }]);
            }
        }
        at = end;
    }
    runs
}

impl Candidate {
    /// These groups as one number, where brackets and lengths allow it.
    #[must_use]
    pub fn of(glyphs: &[Glyph], groups: &[Group]) -> Option<Self> {
        let (first, last) = (groups.first()?, groups.last()?);
        let count: usize = groups.iter().map(|group| group.end - group.start).sum();
        let min = if first.plus.is_some() { DIGITS_MIN_INTERNATIONAL } else { DIGITS_MIN };
        if groups.len() > GROUPS_MAX || !(min..=DIGITS_MAX).contains(&count) {
            return None;
        }
        let (start, end) = balanced(glyphs, first.plus.unwrap_or(first.start), last.end)?;
        let mut digits = String::with_capacity(count + 1);
        let mut home_zero = None;
        if first.plus.is_some() {
            digits.push('+');
        }
        for (at, group) in groups.iter().enumerate() {
            if at > 0 && is_home_zero(glyphs, group) {
                home_zero = Some(digits.len());
            }
            digits.extend(glyphs[group.start..group.end].iter().map(|glyph| glyph.char));
        }
        Some(Self { start, end, groups: groups.to_vec(), digits, home_zero })
    }

    /// Whether a plus stands before it.
    #[must_use]
    pub fn international(&self) -> bool {
        self.digits.starts_with('+')
    }

    /// How many digits each group has.
    pub fn lengths(&self) -> impl Iterator<Item = usize> + '_ {
        self.groups.iter().map(|group| group.end - group.start)
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
    let count = |char: char| between.iter().filter(|glyph| glyph.char == char).count();
    let (blanks, opens, closes) = (count(' '), count('('), count(')'));
    let (dashes, dots, slashes) = (count('-'), count('.'), count('/'));
    if blanks + opens + closes + dashes + dots + slashes != between.len() || opens > 1 || closes > 1
    {
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
fn is_hours(glyphs: &[Glyph], group: &Group) -> bool {
    let text = |from: usize| glyphs[from..].iter().map(|glyph| glyph.char);
    let number: String = text(group.start).take(group.end - group.start).collect();
    if !group.after_blank || number.len() > 2 {
        return false;
    }
    let mut rest = text(group.end);
    if matches!(number.as_str(), "24" | "7") && glyphs.get(group.end).is_some_and(|g| g.char == '/')
    {
        let digits: String = rest.skip(1).take_while(char::is_ascii_digit).take(3).collect();
        return matches!(digits.as_str(), "24" | "7");
    }
    if glyphs.get(group.end).is_some_and(|glyph| glyph.char == ' ') {
        rest.next();
    }
    let word: String = rest.take_while(|char| char.is_alphabetic()).take(8).collect();
    HOURS.contains(&word.to_lowercase().as_str())
}

/// Takes the last group off a run when it is a single digit right before a bracket.
fn trunk(run: &mut Run, glyphs: &[Glyph]) -> Option<Group> {
    let groups = &mut run.last_mut()?.groups;
    let last = *groups.last()?;
    let before_bracket = glyphs.get(last.end + 1).is_some_and(|glyph| glyph.char == '(');
    let single = last.end == last.start + 1 && last.after_blank && groups.len() > 1;
    if single && before_bracket { groups.pop() } else { None }
}

fn next_digit(glyphs: &[Glyph], from: usize) -> Option<usize> {
    glyphs[from..].iter().position(|glyph| glyph.char.is_ascii_digit()).map(|at| from + at)
}

fn digits_end(glyphs: &[Glyph], start: usize) -> usize {
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
    use crate::number::glyphs::glyphs;

    fn pieces(text: &str) -> Vec<Vec<String>> {
        let glyphs = glyphs(text);
        let shown = |piece: &Piece| {
            let groups = piece.groups.iter();
            let shown = groups.map(|group| {
                let from = group.plus.unwrap_or(group.start);
                glyphs[from..group.end].iter().map(|glyph| glyph.char).collect::<String>()
            });
            shown.collect::<Vec<_>>().join(" ")
        };
        runs(&glyphs).iter().map(|run| run.iter().map(shown).collect()).collect()
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
            let groups = &runs(&glyphs)[0][0].groups;
            let span = Candidate::of(&glyphs, groups).map(|found| (found.start, found.end));
            assert_eq!(span, expected, "{text}");
        }
    }

    #[test]
    fn the_zero_for_home_is_known() {
        let glyphs = glyphs("+44 (0)20 7946 0123");
        let groups = &runs(&glyphs)[0][0].groups;
        let candidate = Candidate::of(&glyphs, groups).expect("a candidate");
        assert_eq!(candidate.digits, "+4402079460123");
        assert_eq!(candidate.home_zero, Some(3));
    }
}
