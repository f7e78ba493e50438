//! Patterns over digits, tried in order: the first way that fits counts. What is only told yes or no
//! of a whole number is the [`automaton`](super::automaton)'s, which is made of these as well.
//!
//! They are libphonenumber's patterns in fewer signs, as the codegen writes them, because the table
//! is a third of what a browser loads:
//!
//! | sign | regular expression |
//! |---|---|
//! | `0` to `9`, `(`, `)`, <code>&#124;</code>, `?`, `$` | the same |
//! | `<` | `(?:` |
//! | `B`, `C`, `D` and on | `\d`, `\d{2}`, `\d{3}` and on |
//! | `C~E` | `\d{2,4}` |
//! | `=C` | `{2}` behind a bracket |
//! | `{CE` | `{2,4}` behind a bracket |
//! | `[` and two bytes of five bits | a class of digits, that of 9 first |

/// A pattern, compiled.
#[derive(Debug)]
pub struct Program {
    steps: Vec<Step>,
    groups: usize,
    /// The digits that it can begin with, a bit each.
    first: u16,
}

/// How a pattern fits: from the beginning to `end`, with its groups in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many digits it took.
    pub end: usize,
    /// Where each group lies, from `$1` on.
    pub groups: Vec<Option<(usize, usize)>>,
}

/// What a pattern is made of.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// One of these digits, a bit each.
    Digit(u16),
    /// First here, then there.
    Either(usize, usize),
    /// On from there.
    Jump(usize),
    /// A group begins or ends: twice its number, and one more for its end.
    Mark(usize),
    /// Nothing follows.
    End,
    /// It fits.
    Fits,
}

struct Compiler<'a> {
    rest: &'a [u8],
    steps: Vec<Step>,
    groups: usize,
    depth: usize,
}

/// Most groups of a pattern; the metadata's have seven.
const GROUPS_MAX: usize = 10;
/// The beginnings and ends of groups.
type Marks = [u8; 2 * GROUPS_MAX];
/// A group that was not taken.
const NOT_TAKEN: u8 = u8::MAX;
/// Most steps of a pattern, and how deep its brackets go; the metadata's have a third of either.
const LONGEST_PROGRAM: usize = 2_000;
const DEEPEST: usize = 16;
/// Steps of one try; more than any pattern of the metadata takes on [`super::LONGEST`] digits.
const STEPS_MAX: usize = 20_000;

impl Program {
    /// Compiles a pattern of the metadata. What it does not know fits nothing.
    pub fn compile(pattern: &[u8]) -> Self {
        let mut compiler = Compiler { rest: pattern, steps: Vec::new(), groups: 0, depth: 0 };
        let known = compiler.either().is_some() && compiler.rest.is_empty();
        let Compiler { mut steps, groups, .. } = compiler;
        if !known || groups > GROUPS_MAX {
            return Self::never();
        }
        steps.push(Step::Fits);
        let first = first(&steps);
        Self { steps, groups, first }
    }

    /// Fits nothing.
    pub fn never() -> Self {
        Self { steps: vec![Step::Digit(0), Step::Fits], groups: 0, first: 0 }
    }

    /// What it is made of.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How it fits the beginning of these digits.
    pub fn begin(&self, digits: &[u8]) -> Option<Found> {
        self.run(digits, false)
    }

    /// How it fits all of these digits.
    pub fn whole(&self, digits: &[u8]) -> Option<Found> {
        self.run(digits, true)
    }

    /// How many groups it has.
    pub fn groups(&self) -> usize {
        self.groups
    }

    fn run(&self, digits: &[u8], whole: bool) -> Option<Found> {
        let first = digits.first().map_or(0, |byte| byte.wrapping_sub(b'0'));
        if digits.len() >= usize::from(NOT_TAKEN) || first > 9 || self.first & (1 << first) == 0 {
            return None;
        }
        let mut marks: Marks = [NOT_TAKEN; 2 * GROUPS_MAX];
        // Where to go on when a way does not fit: the step, the digit, and the marks as they were.
        let mut others: Vec<(usize, usize, Marks)> = Vec::new();
        let (mut step, mut at) = (0, 0);
        for _ in 0..STEPS_MAX {
            let fits = match self.steps[step] {
                Step::Digit(set) => {
                    let digit = digits.get(at).map(|byte| byte.wrapping_sub(b'0') & 15);
                    at += 1;
                    step += 1;
                    digit.is_some_and(|digit| set & (1 << digit) != 0)
                }
                Step::Either(first, second) => {
                    others.push((second, at, marks));
                    step = first;
                    true
                }
                Step::Jump(to) => {
                    step = to;
                    true
                }
                Step::Mark(mark) => {
                    marks[mark] = at as u8;
                    step += 1;
                    true
                }
                Step::End => {
                    step += 1;
                    at == digits.len()
                }
                Step::Fits if !whole || at == digits.len() => {
                    let group = |pair: &[u8]| {
                        (pair[1] != NOT_TAKEN)
                            .then_some((usize::from(pair[0]), usize::from(pair[1])))
                    };
                    let groups = marks.chunks(2).take(self.groups).map(group).collect();
                    return Some(Found { end: at, groups });
                }
                Step::Fits => false,
            };
            if !fits {
                (step, at, marks) = others.pop()?;
            }
        }
        None
    }
}

/// The digits that can come first; all of them where none need to.
fn first(steps: &[Step]) -> u16 {
    let mut seen = vec![false; steps.len()];
    let mut todo = vec![0];
    let mut digits = 0;
    while let Some(at) = todo.pop() {
        if seen.get(at).copied().unwrap_or(true) {
            continue;
        }
        seen[at] = true;
        match steps[at] {
            Step::Digit(set) => digits |= set,
            Step::Either(one, other) => todo.extend([one, other]),
            Step::Jump(to) => todo.push(to),
            Step::Mark(_) => todo.push(at + 1),
            Step::End | Step::Fits => return 0x3ff,
        }
    }
    digits
}

impl Compiler<'_> {
    /// `a|b|c`, up to a closing bracket.
    fn either(&mut self) -> Option<()> {
        let from = self.steps.len();
        self.sequence()?;
        if self.rest.first() != Some(&b'|') {
            return Some(());
        }
        self.rest = &self.rest[1..];
        // Room for the choice before what is there already.
        self.insert(from, 1);
        self.steps.push(Step::Jump(0));
        let jump = self.steps.len() - 1;
        self.steps[from] = Step::Either(from + 1, jump + 1);
        self.either()?;
        self.steps[jump] = Step::Jump(self.steps.len());
        Some(())
    }

    fn sequence(&mut self) -> Option<()> {
        while let Some(byte) = self.rest.first() {
            if matches!(byte, b'|' | b')') {
                break;
            }
            let from = self.steps.len();
            self.atom()?;
            self.repeated(from)?;
        }
        Some(())
    }

    fn atom(&mut self) -> Option<()> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        match byte {
            b'0'..=b'9' => self.steps.push(Step::Digit(1 << (byte - b'0'))),
            b'A'..=b'Z' => {
                let from = self.steps.len();
                let least = usize::from(byte - b'A');
                let most = if self.eat(b"~") { self.count()? } else { least };
                self.steps.push(Step::Digit(0x3ff));
                self.repeat(from, least, most)?;
            }
            b'$' => self.steps.push(Step::End),
            b'[' => {
                let set = self.class()?;
                self.steps.push(Step::Digit(set));
            }
            b'<' => self.bracket()?,
            b'(' => {
                let group = self.groups;
                self.groups += 1;
                self.steps.push(Step::Mark(2 * group));
                self.bracket()?;
                self.steps.push(Step::Mark(2 * group + 1));
            }
            _ => return None,
        }
        Some(())
    }

    /// What follows an opening bracket.
    fn bracket(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.either()?;
        self.depth -= 1;
        self.eat(b")").then_some(())
    }

    fn class(&mut self) -> Option<u16> {
        let (set, rest) = self.rest.split_first_chunk::<2>()?;
        self.rest = rest;
        Some(u16::from(set[0] & 31) << 5 | u16::from(set[1] & 31))
    }

    /// What stands from `from` on, as often as the sign behind it says.
    fn repeated(&mut self, from: usize) -> Option<()> {
        let (least, most) = if self.eat(b"?") {
            (0, 1)
        } else if self.eat(b"=") {
            let count = self.count()?;
            (count, count)
        } else if self.eat(b"{") {
            (self.count()?, self.count()?)
        } else {
            return Some(());
        };
        self.repeat(from, least, most)
    }

    fn repeat(&mut self, from: usize, least: usize, most: usize) -> Option<()> {
        if (self.steps.len() - from + 1) * least.max(most) > LONGEST_PROGRAM {
            return None;
        }
        let once: Vec<Step> = self.steps.drain(from..).collect();
        let append = |steps: &mut Vec<Step>| {
            let by = steps.len() - from;
            steps.extend(once.iter().map(|step| step.moved(by)));
        };
        (0..least).for_each(|_| append(&mut self.steps));
        let mut choices = Vec::new();
        for _ in least..most {
            choices.push(self.steps.len());
            // The steps that follow the choice were written for one place earlier.
            self.steps.push(Step::Fits);
            let by = self.steps.len() - from;
            self.steps.extend(once.iter().map(|step| step.moved(by)));
        }
        let end = self.steps.len();
        for choice in choices {
            self.steps[choice] = Step::Either(choice + 1, end);
        }
        Some(())
    }

    fn count(&mut self) -> Option<usize> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'))
    }

    fn eat(&mut self, text: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn insert(&mut self, at: usize, count: usize) {
        let moved: Vec<Step> = self.steps.drain(at..).map(|step| step.moved(count)).collect();
        self.steps.extend((0..count).map(|_| Step::Fits));
        self.steps.extend(moved);
    }
}

impl Step {
    /// The same behind so many others.
    pub fn moved(self, by: usize) -> Self {
        match self {
            Self::Either(first, second) => Self::Either(first + by, second + by),
            Self::Jump(to) => Self::Jump(to + by),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_the_metadata() {
        for (pattern, digits, end, groups) in [
            ("0", "0123", Some(1), vec![]),
            ("0", "123", None, vec![]),
            // 00(?:1[245]|2[1-35]|99)
            ("00<1[AT|2[AN|99)", "00139", None, vec![]),
            ("00<1[AT|2[AN|99)", "0021", Some(4), vec![]),
            ("00<1[AT|2[AN|99)", "0020", None, vec![]),
            ("(4G)$|1", "4123456", Some(7), vec![Some((0, 7))]),
            ("(4G)$|1", "41234567", None, vec![]),
            ("(4G)$|1", "14123456", Some(1), vec![None]),
            ("<0|90)<(15)(E~F))?", "01512345", Some(8), vec![Some((1, 3)), Some((3, 8))]),
            ("<0|90)<(15)(E~F))?", "90161", Some(2), vec![None, None]),
            ("0?<(11|2<2|3))15)?", "0221511", Some(5), vec![Some((1, 3))]),
            ("<12)=C3", "121233", Some(5), vec![]),
            ("<12){BD3", "12121233", Some(7), vec![]),
            ("<12){BD3", "33", None, vec![]),
            ("a", "1", None, vec![]),
            ("[@", "1", None, vec![]),
        ] {
            let found = Program::compile(pattern.as_bytes()).begin(digits.as_bytes());
            let expected = end.map(|end| Found { end, groups });
            assert_eq!(found, expected, "{pattern} {digits}");
        }
    }

    #[test]
    fn groupings_take_all_of_a_number() {
        let program = Program::compile(b"(C)(D~E)(E)");
        let groups = |digits: &str| program.whole(digits.as_bytes()).map(|found| found.groups);
        assert_eq!(groups("123456789"), Some(vec![Some((0, 2)), Some((2, 5)), Some((5, 9))]));
        assert_eq!(groups("1234567890"), Some(vec![Some((0, 2)), Some((2, 6)), Some((6, 10))]));
        assert_eq!(groups("12345678901"), None);
    }
}
