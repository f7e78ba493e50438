//! What a whole national number is: all patterns of a country walked at once, a step a digit.
//!
//! The table keeps patterns as text, which is what packs well; a country's are unfolded here once it
//! was asked for often. Numbers are short and patterns have no loops, so the automaton is small: the
//! largest country has some five hundred states, the whole world 25,000.

use super::pattern::{Program, Step};

/// Patterns of one plan, each a bit of what a state tells.
#[derive(Debug)]
pub struct Automaton {
    states: Vec<State>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// Which patterns the digits that led here are.
    matched: u16,
    /// Where each digit leads; 0 is the state that nothing follows.
    next: [u16; 10],
}

/// The state that nothing follows, and the one to begin at.
const DEAD: u16 = 0;
const BEGIN: u16 = 1;
/// Most states; far more than any country has.
const STATES_MAX: usize = 20_000;
/// Chains of sets that look alike; a power of two.
const CHAINS: usize = 256;

/// States in the making: each is the set of steps that digits can lead to.
struct Maker {
    /// The steps of all patterns, one after the other.
    steps: Vec<Step>,
    /// Where the steps of each pattern end.
    ends: Vec<usize>,
    sets: Vec<Vec<u16>>,
    /// The last set of each chain, and for each set the one before it there.
    chains: [u16; CHAINS],
    before: Vec<u16>,
}

impl Automaton {
    /// Of at most 16 patterns.
    pub fn of(patterns: &[&[u8]]) -> Self {
        let mut maker = Maker::of(patterns);
        let mut begin = Vec::new();
        let mut first = 0;
        for end in maker.ends.clone() {
            maker.reach(first, &mut begin);
            first = end;
        }
        maker.place(&[]);
        maker.place(&begin);
        let follows: Vec<Vec<u16>> = (0..maker.steps.len()).map(|at| maker.follows(at)).collect();
        let mut states = vec![State { matched: 0, next: [DEAD; 10] }];
        let mut reached = Vec::new();
        while let Some(set) = maker.sets.get(states.len()).cloned() {
            let mut state = State { matched: maker.matched(&set), next: [DEAD; 10] };
            for (digit, next) in state.next.iter_mut().enumerate() {
                reached.clear();
                for step in set.iter().map(|step| usize::from(*step)) {
                    if matches!(maker.steps[step], Step::Digit(digits) if digits & (1 << digit) != 0)
                    {
                        follows[step].iter().for_each(|step| add(&mut reached, *step));
                    }
                }
                *next = maker.place(&reached);
            }
            states.push(state);
        }
        Self { states }
    }

    /// Which patterns these digits are, a bit each.
    pub fn walk(&self, digits: &[u8]) -> u16 {
        let mut state = BEGIN;
        for byte in digits {
            let next =
                self.states[usize::from(state)].next.get(usize::from(byte.wrapping_sub(b'0')));
            state = next.copied().unwrap_or(DEAD);
            if state == DEAD {
                return 0;
            }
        }
        self.states[usize::from(state)].matched
    }
}

impl Maker {
    fn of(patterns: &[&[u8]]) -> Self {
        let mut maker = Self {
            steps: Vec::new(),
            ends: Vec::new(),
            sets: Vec::new(),
            chains: [DEAD; CHAINS],
            before: Vec::new(),
        };
        for pattern in patterns {
            let from = maker.steps.len();
            // Nothing is no pattern, and not one that nothing matches.
            let program =
                if pattern.is_empty() { Program::never() } else { Program::compile(pattern) };
            maker.steps.extend(program.steps().iter().map(|step| step.moved(from)));
            maker.ends.push(maker.steps.len());
        }
        maker
    }

    /// Adds the steps that wait for a digit or fit, and can be come to from `at` without one, each in
    /// its place among the others.
    fn reach(&self, at: usize, set: &mut Vec<u16>) {
        match self.steps[at] {
            Step::Either(first, second) => {
                self.reach(first, set);
                self.reach(second, set);
            }
            Step::Jump(to) => self.reach(to, set),
            Step::Mark(_) => self.reach(at + 1, set),
            Step::Digit(_) | Step::Fits => add(set, at as u16),
            // Only prefixes look for the end.
            Step::End => {}
        }
    }

    /// What a step that takes a digit goes on to.
    fn follows(&self, at: usize) -> Vec<u16> {
        let mut set = Vec::new();
        if matches!(self.steps[at], Step::Digit(_)) {
            self.reach(at + 1, &mut set);
        }
        set
    }

    /// The state of a set, a new one when there is none yet.
    fn place(&mut self, set: &[u16]) -> u16 {
        let mixed =
            |hash: usize, step: &u16| hash.wrapping_mul(31).wrapping_add(usize::from(*step));
        let chain = set.iter().fold(0, mixed) % CHAINS;
        let mut known = self.chains[chain];
        while known != DEAD {
            if self.sets[usize::from(known)] == set {
                return known;
            }
            known = self.before[usize::from(known)];
        }
        if set.is_empty() && !self.sets.is_empty() || self.sets.len() >= STATES_MAX {
            return DEAD;
        }
        let place = self.sets.len() as u16;
        self.sets.push(set.to_vec());
        self.before.push(self.chains[chain]);
        self.chains[chain] = place;
        place
    }

    fn matched(&self, set: &[u16]) -> u16 {
        let fits = set.iter().filter(|step| matches!(self.steps[usize::from(**step)], Step::Fits));
        fits.fold(0, |matched, step| {
            let pattern = self.ends.partition_point(|end| *end <= usize::from(*step));
            matched | 1u16.checked_shl(pattern as u32).unwrap_or(0)
        })
    }
}

/// Adds a step in its place, once. Most come in order.
fn add(set: &mut Vec<u16>, step: u16) {
    if set.last().is_none_or(|last| *last < step) {
        set.push(step);
    } else if let Err(place) = set.binary_search(&step) {
        set.insert(place, step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_are_told_at_once() {
        let automaton = Automaton::of(&[b"<1|2B?)C", b"", b"12B", b"1D~E", b"<"]);
        for (digits, matched) in [
            ("", 0),
            ("1", 0),
            ("112", 0b0001),
            ("123", 0b0101),
            ("1234", 0b1000),
            ("12345", 0b1000),
            ("123456", 0),
            ("2123", 0b0001),
            ("21234", 0),
            ("12x", 0),
            ("9", 0),
        ] {
            assert_eq!(automaton.walk(digits.as_bytes()), matched, "{digits}");
        }
    }
}
