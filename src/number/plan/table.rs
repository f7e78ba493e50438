//! The table that `cargo xtask codegen` compiles from libphonenumber's metadata
//! (examples/codegen/plans.rs writes what is read here): one automaton over digits, the texts of
//! patterns, and a row for each territory.

use std::sync::{LazyLock, OnceLock};

use super::pattern::Program;

/// All numbering plans.
pub static PLANS: LazyLock<Plans> =
    LazyLock::new(|| Plans::read(include_bytes!("../../../generated/plans.bin")));

/// The table, read once.
pub struct Plans {
    version: &'static str,
    texts: Vec<&'static str>,
    programs: Vec<OnceLock<Program>>,
    nodes: &'static [u8],
    territories: Vec<Territory>,
    /// Places among `territories` by the country's two letters; one more than the place, 0 for none.
    regions: Vec<u16>,
}

/// The plan of a country, or of a code that belongs to none.
pub struct Territory {
    /// ISO code of the country; `001` for none.
    pub id: &'static str,
    /// Calling code.
    pub code: u16,
    idd: Text,
    prefix: Text,
    transform: Text,
    /// Lengths of national numbers, a bit each.
    pub lengths: u32,
    /// Lengths of what can be dialled locally only, a bit each.
    pub local_lengths: u32,
    /// Digits of a usual line in a building; 0 where unknown.
    pub usual: usize,
    kinds: Node,
    leading: Node,
    formats: Vec<Format>,
    abroad: Vec<Format>,
    /// Whether some numbers are written with a prefix at home.
    pub prefixed: bool,
}

/// How numbers are grouped.
#[derive(Clone, Copy)]
pub struct Format {
    pattern: Text,
    groups: Text,
    national: Text,
    leading: Node,
}

/// From 1; 0 is none.
type Text = usize;
/// Where a node begins; 0 is nowhere.
type Node = usize;

/// What the automaton says of a whole number.
#[derive(Clone, Copy, Default)]
pub struct Kind(u8);

struct Reader(&'static [u8]);

impl Plans {
    fn read(bytes: &'static [u8]) -> Self {
        let mut reader = Reader(bytes);
        let version = reader.text();
        let texts: Vec<_> = (0..reader.number()).map(|_| reader.text()).collect();
        let length = reader.number();
        let nodes = reader.take(length);
        let mut territories: Vec<_> = (0..reader.number()).map(|_| reader.territory()).collect();
        let has_digit = |text: Text| {
            text.checked_sub(1).is_some_and(|at| {
                texts[at].replace("$1", "").contains(|char: char| char.is_ascii_digit())
            })
        };
        let mut regions = vec![0; LETTERS * LETTERS];
        for (territory, place) in territories.iter_mut().zip(1..) {
            territory.prefixed = territory.formats.iter().any(|format| has_digit(format.national));
            if let Some(at) = letters(territory.id) {
                regions[at] = place;
            }
        }
        let programs = texts.iter().map(|_| OnceLock::new()).collect();
        Self { version, texts, programs, nodes, territories, regions }
    }

    /// Which metadata this is: `v9.0.42`.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The plan of a country.
    pub fn of_region(&self, region: &str) -> Option<&Territory> {
        let place = usize::from(*self.regions.get(letters(region)?)?);
        self.territories.get(place.checked_sub(1)?)
    }

    /// The plans of a calling code, the main country's first.
    pub fn of_code(&self, code: u16) -> &[Territory] {
        let from = self.territories.partition_point(|territory| territory.code < code);
        let rest = &self.territories[from..];
        &rest[..rest.partition_point(|territory| territory.code == code)]
    }

    /// The compiled pattern; nothing where the table has none.
    fn program(&self, text: Text) -> Option<&Program> {
        let at = text.checked_sub(1)?;
        Some(self.programs[at].get_or_init(|| Program::compile(self.texts[at])))
    }

    fn text(&self, text: Text) -> &'static str {
        text.checked_sub(1).map_or("", |at| self.texts[at])
    }

    /// The value where these digits end; nothing where they lead nowhere.
    fn walk(&self, from: Node, digits: &[u8]) -> Option<u8> {
        let mut node = from;
        for digit in digits {
            node = self.next(node, digit.wrapping_sub(b'0'))?;
        }
        (node != 0).then(|| self.nodes[node])
    }

    /// Whether digits begin as a prefix pattern says.
    fn begins(&self, from: Node, digits: &[u8]) -> bool {
        let mut node = from;
        for digit in digits {
            if node != 0 && self.nodes[node] != 0 {
                return true;
            }
            match self.next(node, digit.wrapping_sub(b'0')) {
                Some(next) => node = next,
                None => return false,
            }
        }
        node != 0 && self.nodes[node] != 0
    }

    fn next(&self, node: Node, digit: u8) -> Option<Node> {
        if node == 0 {
            return None;
        }
        let runs = self.nodes[node + 1];
        let mut rest = &self.nodes[node + 2..];
        for _ in 0..runs {
            let (first, count) = (rest[0] >> 4, rest[0] & 15);
            let (back, length) = number(&rest[1..]);
            if (first..first + count).contains(&digit) {
                return Some(node - back);
            }
            rest = &rest[1 + length..];
        }
        None
    }
}

impl Territory {
    /// What the digits of a national number are.
    pub fn kind(&self, national: &[u8]) -> Kind {
        Kind(PLANS.walk(self.kinds, national).unwrap_or_default())
    }

    /// Whether numbers of this country, of those with its calling code, begin in a way of their own,
    /// and this one does.
    pub fn is_led_by(&self, national: &[u8]) -> Option<bool> {
        (self.leading != 0).then(|| PLANS.begins(self.leading, national))
    }

    /// How many digits the country's prefix for calls abroad has here; nothing when there is none.
    pub fn international_prefix(&self, digits: &[u8]) -> Option<usize> {
        PLANS.program(self.idd)?.begin(digits).map(|found| found.end)
    }

    /// The pattern of what may stand before a national number, and what it is then rewritten to.
    pub fn national_prefix(&self) -> Option<(&'static Program, &'static str)> {
        Some((PLANS.program(self.prefix)?, PLANS.text(self.transform)))
    }

    /// The grouping of this number, as it is written at home or abroad.
    pub fn format(&self, national: &[u8], abroad: bool) -> Option<(Format, super::pattern::Found)> {
        let formats = if abroad && !self.abroad.is_empty() { &self.abroad } else { &self.formats };
        formats
            .iter()
            .filter(|format| format.leading == 0 || PLANS.begins(format.leading, national))
            .find_map(|format| Some((*format, PLANS.program(format.pattern)?.whole(national)?)))
    }
}

impl Format {
    /// Such as `$1 $2-$3`.
    pub fn groups(&self) -> &'static str {
        PLANS.text(self.groups)
    }

    /// What takes the place of the first group at home, such as `0$1`.
    pub fn national(&self) -> &'static str {
        PLANS.text(self.national)
    }
}

impl Kind {
    /// Whether the plan's general pattern is that of these digits, whatever their number.
    pub fn is_general(self) -> bool {
        self.0 & 16 != 0
    }

    /// Of which kind they are, from 1; 0 when of none.
    pub fn code(self) -> u8 {
        self.0 & 15
    }
}

impl Reader {
    fn take(&mut self, count: usize) -> &'static [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn number(&mut self) -> usize {
        let (number, length) = number(self.0);
        self.0 = &self.0[length..];
        number
    }

    fn text(&mut self) -> &'static str {
        let length = self.number();
        std::str::from_utf8(self.take(length)).expect("the table is ours")
    }

    fn territory(&mut self) -> Territory {
        Territory {
            id: self.text(),
            code: self.number() as u16,
            idd: self.number(),
            prefix: self.number(),
            transform: self.number(),
            lengths: self.number() as u32,
            local_lengths: self.number() as u32,
            usual: self.number(),
            kinds: self.number(),
            leading: self.number(),
            formats: self.formats(),
            abroad: self.formats(),
            prefixed: false,
        }
    }

    fn formats(&mut self) -> Vec<Format> {
        let format = |reader: &mut Self| Format {
            pattern: reader.number(),
            groups: reader.number(),
            national: reader.number(),
            leading: reader.number(),
        };
        (0..self.number()).map(|_| format(self)).collect()
    }
}

/// Of the alphabet.
const LETTERS: usize = 26;

/// The place of a country's two capitals among all pairs.
fn letters(region: &str) -> Option<usize> {
    let place = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    match *region.as_bytes() {
        [first, second] => Some(place(first)? * LETTERS + place(second)?),
        _ => None,
    }
}

/// Seven bits a byte; the number, and how many bytes it took.
fn number(bytes: &[u8]) -> (usize, usize) {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return (number, at + 1);
        }
    }
    (number, bytes.len())
}
