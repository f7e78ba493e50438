//! The numbering plans of the world: which digits are a number where, of which kind, and how it is
//! written. After libphonenumber's rules, on its metadata, without its regular expressions.

mod automaton;
mod digits;
mod pattern;
mod reader;
mod table;

use super::Class;
pub use digits::Digits;
use pattern::{Found, Program};
use table::{Kind, PLANS, Territory};

/// Digits of the longest national number, and of the shortest that is looked at.
const LONGEST: usize = 17;
const SHORTEST: usize = 2;
/// Digits of the longest calling code.
const CODE_LONGEST: usize = 3;

/// A number of some plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Calling code.
    pub code: u16,
    /// The digits after it, zeros at the beginning among them.
    pub national: Digits,
}
/// How the digits of a number fit the lengths of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Possible,
    LocalOnly,
    TooShort,
    TooLong,
    Invalid,
}

/// Which metadata this is, such as `v9.0.42`.
#[must_use]
pub fn version() -> &'static str {
    PLANS.version()
}

/// For fuzzers: a table that may say anything is asked what these digits are in each of its rows.
pub fn ask_table(table: &'static [u8], digits: &str) {
    if let Some(digits) = Digits::of(digits) {
        table::Plans::ask(table, digits.as_bytes());
    }
}

/// The calling code of a country.
#[must_use]
pub fn calling_code(region: &[u8]) -> Option<u16> {
    PLANS.of_region(region).map(|territory| territory.code)
}

/// Fewest digits of a national number of a country.
#[must_use]
pub fn least_digits(region: &[u8]) -> Option<usize> {
    PLANS.of_region(region).map(|territory| territory.lengths.trailing_zeros() as usize)
}

/// How many digits a line in a building usually has in a country.
#[must_use]
pub fn usual_digits(region: &[u8]) -> Option<usize> {
    PLANS.of_region(region).map(|territory| territory.usual).filter(|digits| *digits > 0)
}

/// Reads digits: `+` before them when they begin with a calling code, else as they are dialled in
/// `region`: a national number, or an international one behind the country's prefix. Nothing else is read.
#[must_use]
pub fn read(digits: &str, region: Option<&str>) -> Option<Planned> {
    let only = digits.strip_prefix('+').unwrap_or(digits);
    if !only.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    read_bytes(digits.as_bytes(), region.map(str::as_bytes))
}

/// [`read`], for who asks about digits only.
#[must_use]
pub fn read_bytes(digits: &[u8], region: Option<&[u8]>) -> Option<Planned> {
    let home = region.and_then(|region| PLANS.of_region(region));
    if digits.len() > digits::MOST || !digits.is_ascii() {
        return None;
    }
    let mut own = Digits::new();
    let (plan, rest) = match digits {
        [b'+', abroad @ ..] => with_code(abroad)?,
        dialled_digits => dialled(dialled_digits, home?, &mut own)?,
    };
    if rest.len() < SHORTEST {
        return None;
    }
    let fits = |national: &Digits| (SHORTEST..=LONGEST).contains(&national.len());
    let national = without_national_prefix(plan, rest).filter(|stripped| {
        let length = length(plan, stripped.len());
        !matches!(length, Length::TooShort | Length::LocalOnly | Length::Invalid)
    });
    let national = national.or_else(|| Digits::of(rest)).filter(fits)?;
    Some(Planned { code: plan.code, national })
}

impl Planned {
    /// The plan that it belongs to, and its kind there; nothing when no plan has it.
    #[must_use]
    pub fn valid(&self) -> Option<(&'static str, Class)> {
        let (plan, kind) = self.owner()?;
        Some((plan.id, class(kind.code())?))
    }

    /// The country of the range; nothing where the range is nobody's.
    #[must_use]
    pub fn region(&self) -> Option<&'static str> {
        self.owner().map(|(plan, _)| plan.id)
    }

    /// The main country of the calling code.
    #[must_use]
    pub fn main_region(&self) -> &'static str {
        PLANS.of_code(self.code).first().map_or("001", |plan| plan.id)
    }

    /// Whether people of its country always write a prefix before these digits.
    #[must_use]
    pub fn is_written_with_prefix(&self) -> bool {
        PLANS.of_code(self.code).first().is_some_and(Territory::is_prefixed)
            && self.begins_with_prefix()
    }

    #[inline(never)]
    fn begins_with_prefix(&self) -> bool {
        let at_home = self.at_home();
        let mut digits = at_home.bytes().rev().filter(u8::is_ascii_digit);
        // The same from the end on, and more before it.
        self.national.as_bytes().iter().rev().all(|digit| digits.next() == Some(*digit))
            && digits.next().is_some()
    }

    /// Whether a number of its country may have so many digits.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let main = PLANS.of_code(self.code).first();
        main.is_some_and(|plan| length(plan, self.national.len()) == Length::Possible)
    }

    /// As it is written abroad: `+39 02 1896 5512`.
    #[must_use]
    pub fn international(&self) -> String {
        format!("+{} {}", self.code, self.grouped(true))
    }

    /// As it is written at home: `030 123456`.
    #[must_use]
    pub fn at_home(&self) -> String {
        self.grouped(false)
    }

    fn grouped(&self, abroad: bool) -> String {
        let plan = PLANS.of_code(self.code).first();
        let Some((format, found)) =
            plan.and_then(|plan| plan.format(self.national.as_bytes(), abroad))
        else {
            return self.national.to_string();
        };
        let prefix = if abroad { "" } else { format.national };
        filled(format.groups, prefix, self.national.as_str(), &found)
    }

    /// The plan that has it, and what it is there.
    fn owner(&self) -> Option<(&'static Territory, Kind)> {
        let national = self.national.as_bytes();
        match PLANS.of_code(self.code) {
            [only] => Some((only, only.kind(national))),
            several => several.iter().find_map(|plan| match plan.is_led_by(national) {
                Some(led) => led.then(|| (plan, plan.kind(national))),
                None => Some((plan, plan.kind(national))).filter(|(_, kind)| kind.code() != 0),
            }),
        }
    }
}

/// A calling code and what follows it.
#[inline(never)]
fn with_code(digits: &[u8]) -> Option<(&'static Territory, &[u8])> {
    if digits.len() <= SHORTEST || digits[0] == b'0' {
        return None;
    }
    let mut code = 0;
    (1..=CODE_LONGEST.min(digits.len())).find_map(|length| {
        code = code * 10 + u16::from(digits[length - 1].wrapping_sub(b'0'));
        Some((PLANS.of_code(code).first()?, &digits[length..]))
    })
}

/// Digits as they are dialled in a country; `own` has room for those that have to be written anew.
fn dialled<'a>(
    digits: &'a [u8],
    home: &'static Territory,
    own: &'a mut Digits,
) -> Option<(&'static Territory, &'a [u8])> {
    if let Some(length) = home.international_prefix(digits) {
        let abroad = &digits[length..];
        // No calling code begins with 0.
        if !abroad.starts_with(b"0") {
            return with_code(abroad);
        }
    }
    let Some(rest) = without_code(digits, home.code) else { return Some((home, digits)) };
    match with_own_code(digits, rest, home) {
        Some(national) => {
            *own = national;
            Some((home, own.as_bytes()))
        }
        None => Some((home, digits)),
    }
}

/// What follows the own country's code, written without anything before it.
#[inline(never)]
fn with_own_code(digits: &[u8], rest: &[u8], home: &Territory) -> Option<Digits> {
    let national = without_national_prefix(home, rest).or_else(|| Digits::of(rest))?;
    let as_it_is = home.kind(digits).is_general();
    let is_own = !as_it_is && home.kind(national.as_bytes()).is_general()
        || length(home, digits.len()) == Length::TooLong;
    is_own.then_some(national)
}

/// What is left without what the country's people dial before a national number; nothing when there
/// is none, or it belongs to the number.
fn without_national_prefix(plan: &Territory, digits: &[u8]) -> Option<Digits> {
    let (program, transform) = plan.national_prefix()?;
    let found = program.begin(digits)?;
    let rest = &digits[found.end..];
    let stripped = match last_group(program, &found) {
        Some(_) if !transform.is_empty() => {
            let written = std::str::from_utf8(digits).unwrap_or_default();
            Digits::of(filled(transform, "", written, &found).as_bytes())
                .and_then(|start| start.and(rest))
        }
        _ => Digits::of(rest),
    };
    let stripped = stripped.unwrap_or_default();
    let breaks = plan.kind(digits).is_general() && !plan.kind(stripped.as_bytes()).is_general();
    (!breaks).then_some(stripped)
}

/// What follows the calling code, where digits begin with it.
fn without_code(digits: &[u8], code: u16) -> Option<&[u8]> {
    let length = if code < 10 {
        1
    } else if code < 100 {
        2
    } else {
        3
    };
    let (written, rest) = digits.split_at_checked(length)?;
    let value = written.iter().fold(0, |sum, byte| sum * 10 + u16::from(byte.wrapping_sub(b'0')));
    (value == code).then_some(rest)
}

fn last_group(program: &Program, found: &Found) -> Option<(usize, usize)> {
    found.groups.get(program.groups().checked_sub(1)?).copied().flatten()
}

/// `$1` and its like replaced by the groups; `prefix`, such as `0$1`, takes the place of the first of
/// them, which is then its own `$1`.
fn filled(groups: &str, prefix: &str, digits: &str, found: &Found) -> String {
    let mut out = String::with_capacity(groups.len() + prefix.len() + digits.len());
    let mut prefix = Some(prefix).filter(|prefix| !prefix.is_empty());
    let mut chars = groups.chars();
    while let Some(char) = chars.next() {
        if char != '$' {
            out.push(char);
            continue;
        }
        let group = group(chars.next(), digits, found);
        let Some(prefix) = prefix.take() else {
            out.push_str(group);
            continue;
        };
        let mut chars = prefix.chars();
        while let Some(char) = chars.next() {
            match char {
                '$' => {
                    chars.next();
                    out.push_str(group);
                }
                char => out.push(char),
            }
        }
    }
    out
}

/// The digits of the group with this number; none where it was not taken.
fn group<'a>(number: Option<char>, digits: &'a str, found: &Found) -> &'a str {
    let number = number.and_then(|digit| digit.to_digit(10)).unwrap_or(0) as usize;
    let place = number.checked_sub(1).and_then(|at| found.groups.get(at).copied().flatten());
    place.and_then(|(from, to)| digits.get(from..to)).unwrap_or_default()
}

fn length(plan: &Territory, digits: usize) -> Length {
    let bit = 1u32.checked_shl(digits as u32).unwrap_or(0);
    let least = plan.lengths.trailing_zeros() as usize;
    let most = 31 - plan.lengths.leading_zeros().min(31) as usize;
    match digits {
        _ if plan.local_lengths & bit != 0 => Length::LocalOnly,
        _ if plan.lengths & bit != 0 => Length::Possible,
        digits if digits < least => Length::TooShort,
        digits if digits > most => Length::TooLong,
        _ => Length::Invalid,
    }
}

fn class(code: u8) -> Option<Class> {
    Some(match code {
        1 => Class::FixedLine,
        2 => Class::Mobile,
        3 => Class::FixedLineOrMobile,
        4 => Class::TollFree,
        5 => Class::PremiumRate,
        6 => Class::SharedCost,
        7 => Class::Voip,
        8 => Class::PersonalNumber,
        9 => Class::Pager,
        10 => Class::Uan,
        11 => Class::Voicemail,
        _ => return None,
    })
}
