//! What the numbering plans ([`super::plan`]) make of digits.
//!
//! It takes digits and gives back numbers: which number, whose, of what kind, how it is written
//! and how it is dialled at home. Text, separators and labels are others' business.

use super::plan::{self, Planned};
use super::{Class, Confidence, E164, PhoneNumber, Region};

/// Fewest digits of a number whose range is not known; shorter ones are taken for something else.
const POSSIBLE_DIGITS_MIN: usize = 7;

/// What digits are by the plans, before anybody asks for the number itself.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    planned: Planned,
    valid: Option<(&'static str, Class)>,
    /// `Valid` when the range is in use, `Possible` when the length alone is right.
    pub confidence: Confidence,
}

/// Reads digits, `+` before them when they begin with a country's calling code; others are
/// national ones of `region`, or international ones with its prefix (`00` in most countries).
#[must_use]
pub fn read(digits: &[u8], region: Option<Region>) -> Option<Reading> {
    let planned = plan::read_bytes(digits, region.as_ref().map(Region::letters))?;
    let valid = planned.valid();
    let confidence = match valid {
        Some(_) => Confidence::Valid,
        None if has_full_length(&planned) => Confidence::Possible,
        None => return None,
    };
    Some(Reading { planned, valid, confidence })
}

impl Reading {
    /// The number.
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        let region = match self.valid {
            Some((region, _)) => Region::new(region).ok(),
            None => region(&self.planned),
        };
        Some(PhoneNumber {
            e164: E164::of(self.planned.code, self.planned.national.as_bytes())?,
            ext: None,
            region,
            class: self.class(),
        })
    }

    /// What kind of number it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.valid {
            _ if SATELLITE_CODES.contains(&self.planned.code) => Class::Satellite,
            Some((_, class)) => class,
            None => Class::Unknown,
        }
    }

    /// Whether these digits, read as a national number of `region`, lack the prefix that people
    /// there always write (`030 12345` in Germany): then they are more likely something else.
    #[must_use]
    pub fn lacks_national_prefix(&self, digits: &[u8], region: Region) -> bool {
        self.planned.national.as_bytes() == digits
            && !PREFIX_OPTIONAL.contains(&region.0)
            && plan::calling_code(region.letters()) == Some(self.planned.code)
            && self.planned.is_written_with_prefix()
    }
}

/// As people write it anywhere in the world: `+39 02 189655`, with ` ext. 12` where it has one.
#[must_use]
pub fn display(number: &PhoneNumber) -> String {
    let shown = match planned(number) {
        Some(planned) => planned.international(),
        None => number.e164.as_str().to_owned(),
    };
    match &number.ext {
        Some(ext) => format!("{shown} ext. {ext}"),
        None => shown,
    }
}

/// The digits that are dialled inside the number's own country, with the prefix that it uses:
/// `030123456` in Germany, `02189655` in Italy, `84951234567` in Russia, `2015550123` in the
/// United States.
#[must_use]
pub fn national_digits(number: &PhoneNumber) -> String {
    match planned(number) {
        Some(planned) => planned.at_home().chars().filter(char::is_ascii_digit).collect(),
        None => number.e164.digits().to_owned(),
    }
}

/// The country's calling code and the digits after it, without any prefix: `39` and `02189655`.
#[must_use]
pub fn significant_digits(number: &PhoneNumber) -> (String, String) {
    let digits = number.e164.digits();
    let code = planned(number).map_or_else(String::new, |planned| planned.code.to_string());
    let significant = digits.strip_prefix(&code).unwrap_or(digits).to_owned();
    (code, significant)
}

/// The calling code of a country, `39` for `IT`.
#[must_use]
pub fn calling_code(region: Region) -> Option<String> {
    plan::calling_code(region.letters()).map(|code| code.to_string())
}

/// Fewest digits of a number that can be called from anywhere in the country.
#[must_use]
pub fn least_digits(region: Region) -> Option<usize> {
    plan::least_digits(region.letters())
}

/// How many digits a line in a building usually has there, the area code among them.
#[must_use]
pub fn usual_digits(region: Region) -> Option<usize> {
    plan::usual_digits(region.letters())
}

/// Countries whose numbers are often written without the prefix that their format names
/// (`nationalPrefixOptionalWhenFormatting` in the plans' own data).
const PREFIX_OPTIONAL: [[u8; 2]; 10] =
    [*b"AR", *b"CN", *b"IN", *b"KZ", *b"LT", *b"RU", *b"SY", *b"TR", *b"US", *b"VN"];

/// Calling codes of satellites and international networks (ITU-T E.164, shared country codes).
const SATELLITE_CODES: [u16; 4] = [870, 881, 882, 883];

fn planned(number: &PhoneNumber) -> Option<Planned> {
    plan::read(number.e164.as_str(), None)
}

/// The country of the range; where the range is nobody's, the main country of the calling code.
fn region(planned: &Planned) -> Option<Region> {
    Region::new(planned.region().unwrap_or_else(|| planned.main_region())).ok()
}

fn has_full_length(planned: &Planned) -> bool {
    planned.is_possible() && planned.national.len() >= POSSIBLE_DIGITS_MIN
}
