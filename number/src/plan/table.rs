//! The table that `cargo xtask codegen` makes of libphonenumber's metadata
//! (examples/codegen/plans.rs writes what is read here): a row for each territory.
//!
//! A row stays text until its country is asked for. Then a pattern is compiled when it is needed first,
//! and an [`Automaton`] is made of those that tell what a number is once the country was asked for often:
//! so a page costs the countries whose numbers are on it, and the first number next to nothing.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{LazyLock, OnceLock};

use super::automaton::Automaton;
use super::pattern::{Found, Program};
use super::reader::Reader;

/// All numbering plans.
pub static PLANS: LazyLock<Plans> =
    LazyLock::new(|| Plans::read(include_bytes!("../../../generated/plans.bin")));

/// The table, its rows told apart.
pub struct Plans {
    version: &'static str,
    territories: Vec<Territory>,
    /// Places among `territories` by the country's two letters; one more than the place, 0 for none.
    regions: Vec<u16>,
    /// Places among `territories` where those of a calling code begin and end.
    codes: Vec<(u16, u16)>,
}

/// The plan of a country, or of a code that belongs to none.
pub struct Territory {
    /// ISO code of the country; `001` for none.
    pub id: &'static str,
    /// Calling code.
    pub code: u16,
    /// Lengths of national numbers, a bit each.
    pub lengths: u32,
    /// Lengths of what can be dialled locally only, a bit each.
    pub local_lengths: u32,
    /// Digits of a usual line in a building; 0 where unknown.
    pub usual: usize,
    /// The patterns, as the table has them.
    row: Reader,
    /// In boxes, so that the table of all countries is small.
    prefixes: OnceLock<Box<Prefixes>>,
    kinds: OnceLock<Box<Kinds>>,
    formats: OnceLock<Formats>,
}

/// What digits begin with.
struct Prefixes {
    abroad: Option<Program>,
    national: Option<Program>,
    transform: &'static str,
    leading: Option<Program>,
    /// What comes behind them in the row.
    rest: Reader,
}

/// What whole numbers are.
struct Kinds {
    patterns: [&'static [u8]; KINDS],
    programs: [OnceLock<Program>; KINDS],
    automaton: OnceLock<Automaton>,
    /// How many questions the programs have answered.
    asked: AtomicU8,
    /// How many digits each kind may have, a bit each, where its pattern does not tell.
    lengths: [u32; KINDS],
    /// Whether lines in buildings and mobile phones cannot be told apart.
    same: bool,
    rest: Reader,
}

/// How numbers are grouped.
struct Formats {
    home: Vec<Format>,
    abroad: Vec<Format>,
    /// Whether some are written with a prefix at home.
    prefixed: bool,
}

/// How some numbers are grouped.
pub struct Format {
    /// Such as `$1 $2-$3`.
    pub groups: &'static str,
    /// What takes the place of the first group at home, such as `0$1`.
    pub national: &'static str,
    pattern: &'static [u8],
    leads: &'static [u8],
    program: OnceLock<Program>,
    leading: OnceLock<Program>,
}

/// What a whole number is.
#[derive(Clone, Copy, Default)]
pub struct Kind(u8);

/// The general pattern, and one for each kind, in the order in which they are tried.
const KINDS: usize = 11;
/// What their codes are; fixed line and mobile come last and may be one.
const CODES: [u8; KINDS] = [0, 5, 4, 6, 7, 8, 9, 10, 11, FIXED, MOBILE];
const FIXED: u8 = 1;
const MOBILE: u8 = 2;
const FIXED_OR_MOBILE: u8 = 3;
/// After so many questions an automaton, which takes far longer to make than they did, will pay.
const ASKED_MOST: u8 = 40;
/// One more than the greatest calling code.
const CALLING_CODES: usize = 1000;

impl Plans {
    fn read(bytes: &'static [u8]) -> Self {
        let mut reader = Reader::of(bytes);
        let version = reader.text();
        let count = reader.number();
        let next = |_| (!reader.is_empty()).then(|| reader.territory());
        let territories: Vec<_> = (0..count).map_while(next).collect();
        let mut regions = vec![0; LETTERS * LETTERS];
        let mut codes = vec![(0, 0); CALLING_CODES];
        for (territory, place) in territories.iter().zip(0u16..) {
            if let Some(at) = letters(territory.id.as_bytes()) {
                regions[at] = place + 1;
            }
            if let Some((first, end)) = codes.get_mut(usize::from(territory.code)) {
                // Those of one code stand together.
                *first = if *end == 0 { place } else { *first };
                *end = place + 1;
            }
        }
        Self { version, territories, regions, codes }
    }

    /// Asks a table that may say anything for everything that these digits are in it.
    pub fn ask(table: &'static [u8], digits: &[u8]) {
        for plan in &Self::read(table).territories {
            let _ = (plan.international_prefix(digits), plan.is_led_by(digits), plan.is_prefixed());
            let _ = (plan.national_prefix(), plan.kind(digits).code());
            for abroad in [false, true] {
                let _ = plan.format(digits, abroad).map(|(_, found)| found.end);
            }
        }
    }

    /// Which metadata this is: `v9.0.42`.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The plan of a country.
    pub fn of_region(&self, region: &[u8]) -> Option<&Territory> {
        let place = usize::from(*self.regions.get(letters(region)?)?);
        self.territories.get(place.checked_sub(1)?)
    }

    /// The plans of a calling code, the main country's first.
    pub fn of_code(&self, code: u16) -> &[Territory] {
        let (first, end) = self.codes.get(usize::from(code)).copied().unwrap_or_default();
        self.territories.get(usize::from(first)..usize::from(end)).unwrap_or_default()
    }
}

impl Territory {
    /// What the digits of a national number are.
    pub fn kind(&self, national: &[u8]) -> Kind {
        let kinds = self.kinds();
        let walked = kinds.automaton().map(|automaton| automaton.walk(national));
        let matched = |at: usize| match walked {
            Some(matched) => matched & (1 << at) != 0,
            None => kinds.fits(at, national),
        };
        let length = 1u32.checked_shl(national.len() as u32).unwrap_or(0);
        let is =
            |at: usize| (kinds.lengths[at] == 0 || kinds.lengths[at] & length != 0) && matched(at);
        let general = u8::from(matched(0)) << 4;
        if general == 0 || !is(0) {
            return Kind(general);
        }
        let code = (1..KINDS).find(|at| is(*at)).map_or(0, |at| CODES[at]);
        Kind(
            general
                | match code {
                    FIXED if kinds.same || is(KINDS - 1) => FIXED_OR_MOBILE,
                    MOBILE if kinds.same => 0,
                    code => code,
                },
        )
    }

    /// Whether numbers of this country, of those with its calling code, begin in a way of their own,
    /// and this one does.
    pub fn is_led_by(&self, national: &[u8]) -> Option<bool> {
        self.prefixes().leading.as_ref().map(|leading| leading.begin(national).is_some())
    }

    /// How many digits the country's prefix for calls abroad has here; nothing when there is none.
    pub fn international_prefix(&self, digits: &[u8]) -> Option<usize> {
        self.prefixes().abroad.as_ref()?.begin(digits).map(|found| found.end)
    }

    /// The pattern of what may stand before a national number, and what it is then rewritten to.
    pub fn national_prefix(&self) -> Option<(&Program, &'static str)> {
        let prefixes = self.prefixes();
        Some((prefixes.national.as_ref()?, prefixes.transform))
    }

    /// The grouping of this number, as it is written at home or abroad.
    pub fn format(&self, national: &[u8], abroad: bool) -> Option<(&Format, Found)> {
        let formats = self.formats();
        let own = abroad && !formats.abroad.is_empty();
        let formats = if own { &formats.abroad } else { &formats.home };
        let led = |format: &&Format| {
            let leading = || format.leading.get_or_init(|| Program::compile(format.leads));
            format.leads.is_empty() || leading().begin(national).is_some()
        };
        formats.iter().filter(led).find_map(|format| {
            let program = format.program.get_or_init(|| Program::compile(format.pattern));
            Some((format, program.whole(national)?))
        })
    }

    /// Whether some numbers are written with a prefix at home.
    pub fn is_prefixed(&self) -> bool {
        self.formats().prefixed
    }

    fn prefixes(&self) -> &Prefixes {
        self.prefixes.get_or_init(|| {
            let mut row = self.row;
            Box::new(Prefixes {
                abroad: row.program(),
                national: row.program(),
                transform: row.line_of_text(),
                leading: row.program(),
                rest: row,
            })
        })
    }

    fn kinds(&self) -> &Kinds {
        self.kinds.get_or_init(|| {
            let mut row = self.prefixes().rest;
            let same = row.line() == SAME;
            let mut lengths = [0; KINDS];
            let mut patterns: [&[u8]; KINDS] = [&[]; KINDS];
            for (lengths, pattern) in lengths.iter_mut().zip(&mut patterns) {
                *lengths = row.lengths();
                *pattern = row.line();
            }
            Box::new(Kinds {
                patterns,
                programs: [const { OnceLock::new() }; KINDS],
                automaton: OnceLock::new(),
                asked: AtomicU8::new(0),
                lengths,
                same,
                rest: row,
            })
        })
    }

    fn formats(&self) -> &Formats {
        self.formats.get_or_init(|| {
            let mut row = self.kinds().rest;
            let (home, abroad) = (row.formats(), row.formats());
            // The digit of `$1` is none.
            let has_digit = |format: &Format| {
                let prefix = format.national.as_bytes();
                let digits = (0..prefix.len()).filter(|at| prefix[*at].is_ascii_digit());
                digits.into_iter().any(|at| at == 0 || prefix[at - 1] != b'$')
            };
            let prefixed = home.iter().any(has_digit);
            Formats { home, abroad, prefixed }
        })
    }
}

impl Kinds {
    /// The automaton, once enough was asked.
    fn automaton(&self) -> Option<&Automaton> {
        if let Some(automaton) = self.automaton.get() {
            return Some(automaton);
        }
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        (asked >= ASKED_MOST).then(|| self.made())
    }

    // On its own, so that a browser need not compile it before it is asked for.
    #[cold]
    #[inline(never)]
    fn made(&self) -> &Automaton {
        self.automaton.get_or_init(|| Automaton::of(&self.patterns))
    }

    /// Whether a pattern is that of these digits, without the automaton.
    fn fits(&self, at: usize, national: &[u8]) -> bool {
        let pattern = self.patterns[at];
        // Nothing is no pattern, and not one that fits nothing.
        if pattern.is_empty() {
            return false;
        }
        let program = self.programs[at].get_or_init(|| Program::compile(pattern));
        program.whole(national).is_some()
    }
}

/// The line of a plan in which fixed lines and mobile phones are not told apart.
const SAME: &[u8] = b"=";
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
    fn territory(&mut self) -> Territory {
        Territory {
            id: self.text(),
            code: self.number() as u16,
            lengths: self.number() as u32,
            local_lengths: self.number() as u32,
            usual: self.number(),
            row: self.row(),
            prefixes: OnceLock::new(),
            kinds: OnceLock::new(),
            formats: OnceLock::new(),
        }
    }

    /// A pattern; nothing where there is none.
    fn program(&mut self) -> Option<Program> {
        let line = self.line();
        (!line.is_empty()).then(|| Program::compile(line))
    }

    /// Up to an empty line.
    fn formats(&mut self) -> Vec<Format> {
        let mut formats = Vec::new();
        loop {
            let groups = self.line_of_text();
            if groups.is_empty() {
                return formats;
            }
            formats.push(Format {
                groups,
                national: self.line_of_text(),
                pattern: self.line(),
                leads: self.line(),
                program: OnceLock::new(),
                leading: OnceLock::new(),
            });
        }
    }
}

/// Of the alphabet.
const LETTERS: usize = 26;

/// The place of a country's two capitals among all pairs.
fn letters(region: &[u8]) -> Option<usize> {
    let place = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    match *region {
        [first, second] => Some(place(first)? * LETTERS + place(second)?),
        _ => None,
    }
}
