//! What the other end does when it rings.
//!
//! A dialled number carries prefixes that differ from office to office
//! (`0`, `00`, `0039`), so a rule looks at the LAST digits only.

use serde::{Deserialize, Serialize};

/// What happens after a number was dialled. Times are milliseconds from the first ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
    /// Is lifted and talks until somebody else hangs up.
    Answers {
        /// Rings for this long.
        #[serde(default = "three_seconds")]
        after_ms: u64,
    },
    /// Is lifted, talks and hangs up.
    AnswersThenHangsUp {
        /// Rings for this long.
        #[serde(default = "three_seconds")]
        after_ms: u64,
        /// Talks for this long.
        #[serde(default = "five_seconds")]
        talk_ms: u64,
    },
    /// Is busy; the call ends when the network has said so.
    Busy {
        /// The network takes this long.
        #[serde(default = "one_second")]
        after_ms: u64,
    },
    /// Rings until somebody hangs up, the timeout of srv=0 comes, or a test lifts it.
    Never,
    /// Cannot be reached; the call ends when the network has said so.
    Unreachable {
        /// The network takes this long.
        #[serde(default = "one_second")]
        after_ms: u64,
    },
}

/// A behaviour for all numbers that end in these digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// Digits.
    pub suffix: String,
    /// What those numbers do.
    pub behaviour: Behaviour,
}

/// All rules, and what a number without one does.
#[derive(Clone, Debug)]
pub struct Numbers {
    rules: Vec<NumberRule>,
    otherwise: Behaviour,
}

impl Numbers {
    /// The built-in table, with `rules` over it.
    ///
    /// Built in: `01` is busy, `02` never answers, `03` answers and hangs up after
    /// 5 s; everything else answers after `answer_ms`.
    pub fn new(rules: &[NumberRule], answer_ms: u64) -> Numbers {
        let mut numbers =
            Numbers { rules: Vec::new(), otherwise: Behaviour::Answers { after_ms: answer_ms } };
        let built_in = [
            ("01", Behaviour::Busy { after_ms: 1000 }),
            ("02", Behaviour::Never),
            ("03", Behaviour::AnswersThenHangsUp { after_ms: answer_ms, talk_ms: 5000 }),
        ];
        for (suffix, behaviour) in built_in {
            numbers.set(NumberRule { suffix: suffix.to_owned(), behaviour });
        }
        for rule in rules {
            numbers.set(rule.clone());
        }
        numbers
    }

    /// Adds a rule, or replaces the one with the same suffix.
    pub fn set(&mut self, rule: NumberRule) {
        self.rules.retain(|old| old.suffix != rule.suffix);
        self.rules.push(rule);
    }

    /// What this number does: the rule with the longest suffix of its digits.
    pub fn of_number(&self, number: &str) -> Behaviour {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        self.rules
            .iter()
            .filter(|rule| digits.ends_with(&rule.suffix))
            .max_by_key(|rule| rule.suffix.len())
            .map_or(self.otherwise, |rule| rule.behaviour)
    }

    /// A rule for exactly this extension; shorter suffixes are meant for outside numbers.
    pub fn of_extension(&self, ext: &str) -> Option<Behaviour> {
        self.rules.iter().find(|rule| rule.suffix == ext).map(|rule| rule.behaviour)
    }
}

fn one_second() -> u64 {
    1000
}

fn three_seconds() -> u64 {
    3000
}

fn five_seconds() -> u64 {
    5000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_suffix_decides_and_prefixes_do_not() {
        let unreachable = Behaviour::Unreachable { after_ms: 10 };
        let numbers =
            Numbers::new(&[NumberRule { suffix: "5501".to_owned(), behaviour: unreachable }], 700);
        let row = |number: &str, expected: Behaviour| {
            assert_eq!(numbers.of_number(number), expected, "{number}");
        };
        row("02189655", Behaviour::Answers { after_ms: 700 });
        row("001", Behaviour::Busy { after_ms: 1000 });
        row("+39 02 1801", Behaviour::Busy { after_ms: 1000 });
        row("002", Behaviour::Never);
        row("0039025501", unreachable);
        row("5501#", unreachable);
        row("1", Behaviour::Answers { after_ms: 700 });
        assert_eq!(numbers.of_extension("201"), None);
        assert_eq!(numbers.of_extension("5501"), Some(unreachable));
    }

    #[test]
    fn a_rule_of_json_has_defaults() {
        let read = |text| serde_json::from_str::<Behaviour>(text).ok();
        assert_eq!(
            read(r#"{"kind":"answers_then_hangs_up","talk_ms":1}"#),
            Some(Behaviour::AnswersThenHangsUp { after_ms: 3000, talk_ms: 1 })
        );
        assert_eq!(read(r#"{"kind":"never"}"#), Some(Behaviour::Never));
        assert_eq!(read(r#"{"kind":"sulks"}"#), None);
        assert_eq!(read(r#"{"kind":"busy","talk_ms":1}"#), None);
    }
}
