//! Patterns over digits to one acyclic automaton: a number has at most [`LONGEST`] digits, so every
//! pattern is a finite set of texts, and equal ends are stored once, whoever's they are.
//!
//! A node: its value, how many runs of digits lead on, and for each run its first digit, how many
//! digits it has, and how far back the node lies that they lead to. A child stands before its
//! parents, so that nodes are named by the place where they begin; 0 is nowhere.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

/// Digits of the longest national number (libphonenumber's MAX_LENGTH_FOR_NSN).
pub const LONGEST: usize = 17;

/// What is to be told of digits.
pub struct Values {
    /// Patterns, possibly empty, which nothing matches.
    pub patterns: Vec<String>,
    /// Whether it is enough that digits begin so; then nothing is told of what follows.
    pub prefix: bool,
    /// What the nodes tell.
    pub value: Value,
}

/// From which patterns match, and of how many digits, to the value of the node.
pub type Value = Box<dyn Fn(&[bool], usize) -> u8>;

/// Nodes of everything that was added.
pub struct Automaton {
    bytes: Vec<u8>,
    known: HashMap<Node, u32>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Node {
    value: u8,
    next: [u32; 10],
}

struct Walk<'a> {
    values: &'a Values,
    tables: Vec<Option<dense::DFA<Vec<u32>>>>,
    seen: HashMap<(Vec<Option<StateID>>, usize), u32>,
}

impl Default for Automaton {
    fn default() -> Self {
        Self { bytes: vec![0], known: HashMap::new() }
    }
}

impl Automaton {
    /// Adds patterns; the node to begin at.
    pub fn add(&mut self, values: &Values) -> u32 {
        let tables = values.patterns.iter().map(|pattern| table(pattern)).collect::<Vec<_>>();
        let begin = |table: &Option<dense::DFA<Vec<u32>>>| {
            let table = table.as_ref()?;
            let config = start::Config::new().anchored(Anchored::Yes);
            table.start_state(&config).ok()
        };
        let states = tables.iter().map(begin).collect();
        self.node(&mut Walk { values, tables, seen: HashMap::new() }, states, 0)
    }

    /// All nodes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn node(&mut self, walk: &mut Walk<'_>, states: Vec<Option<StateID>>, depth: usize) -> u32 {
        let key = (states, depth);
        if let Some(known) = walk.seen.get(&key) {
            return *known;
        }
        let matched: Vec<bool> =
            key.0.iter().zip(&walk.tables).map(|(state, table)| matches(*state, table)).collect();
        let value = (walk.values.value)(&matched, depth);
        let mut next = [0; 10];
        let is_told = walk.values.prefix && value != 0;
        if depth < LONGEST && !is_told {
            for digit in 0..10u8 {
                let step = |(state, table): (&Option<StateID>, &Option<dense::DFA<Vec<u32>>>)| {
                    let table = table.as_ref()?;
                    let to = table.next_state((*state)?, b'0' + digit);
                    (!table.is_dead_state(to)).then_some(to)
                };
                let after: Vec<_> = key.0.iter().zip(&walk.tables).map(step).collect();
                if after.iter().any(Option::is_some) {
                    next[usize::from(digit)] = self.node(walk, after, depth + 1);
                }
            }
        }
        let place = self.place(Node { value, next });
        walk.seen.insert(key, place);
        place
    }

    fn place(&mut self, node: Node) -> u32 {
        if node.value == 0 && node.next == [0; 10] {
            return 0;
        }
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let place = self.bytes.len();
        let mut runs: Vec<(u8, u8, u32)> = Vec::new();
        for (digit, to) in (0u8..).zip(node.next) {
            match runs.last_mut() {
                Some((first, count, before)) if *before == to && *first + *count == digit => {
                    *count += 1;
                }
                _ if to == 0 => {}
                _ => runs.push((digit, 1, to)),
            }
        }
        self.bytes.extend([node.value, runs.len() as u8]);
        for (first, count, to) in runs {
            self.bytes.push(first << 4 | count);
            let mut back = place as u32 - to;
            while back >= 0x80 {
                self.bytes.push(back as u8 | 0x80);
                back >>= 7;
            }
            self.bytes.push(back as u8);
        }
        self.known.insert(node, place as u32);
        place as u32
    }
}

fn table(pattern: &str) -> Option<dense::DFA<Vec<u32>>> {
    if pattern.is_empty() || pattern == "NA" {
        return None;
    }
    let config = dense::Config::new().start_kind(StartKind::Anchored).match_kind(MatchKind::All);
    let bytes = syntax::Config::new().unicode(false).utf8(false);
    let built =
        dense::Builder::new().configure(config).syntax(bytes).build(&format!("^(?:{pattern})$"));
    Some(built.expect("a pattern of the metadata is a pattern"))
}

fn matches(state: Option<StateID>, table: &Option<dense::DFA<Vec<u32>>>) -> bool {
    let (Some(state), Some(table)) = (state, table) else { return false };
    table.is_match_state(table.next_eoi_state(state))
}
