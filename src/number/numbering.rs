//! The numbering plans of the world, the one file that names the crate they come from.
//!
//! It takes digits and gives back numbers: which number, whose, of what kind, how it is written
//! and how it is dialled at home. Text, separators and labels are others' business.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Planned, PhoneNumberFormat,
    PhoneNumberType, Region as PlanRegion,
};

use super::{Class, Confidence, E164, PhoneNumber, Region};

/// Fewest digits of a number whose range is not known; shorter ones are taken for something else.
const POSSIBLE_DIGITS_MIN: usize = 7;

/// Reads digits, `+` before them when they begin with a country's calling code; others are
/// national ones of `region`, or international ones with its prefix (`00` in most countries).
/// Numbers whose range is in use are `Valid`, those whose length alone is right `Possible`.
#[must_use]
pub fn read(digits: &str, region: Option<Region>) -> Option<(PhoneNumber, Confidence)> {
    let international = digits.starts_with('+');
    let region = if international { None } else { Some(plan_region(region?)?) };
    let planned = PHONE_NUMBER_UTIL.parse(digits, region).ok()?;
    let confidence = if planned.is_valid() {
        Confidence::Valid
    } else if has_full_length(&planned) {
        Confidence::Possible
    } else {
        return None;
    };
    Some((number(&planned, confidence)?, confidence))
}

/// Whether digits that were read as a national number of `region` lack the prefix that people
/// there always write (`030 12345` in Germany): then they are more likely something else.
#[must_use]
pub fn lacks_national_prefix(digits: &str, number: &PhoneNumber, region: Region) -> bool {
    if digits.starts_with('+') || PREFIX_OPTIONAL.contains(&region.as_str()) {
        return false;
    }
    let code = calling_code(region).unwrap_or_default();
    if number.e164.digits().strip_prefix(code.as_str()) != Some(digits) {
        return false;
    }
    let at_home = national_digits(number);
    at_home.len() > digits.len() && at_home.ends_with(digits)
}

/// As people write it anywhere in the world: `+39 02 189655`, with ` ext. 12` where it has one.
#[must_use]
pub fn display(number: &PhoneNumber) -> String {
    let shown = match planned(number) {
        Some(planned) => planned.format_as(PhoneNumberFormat::International).into_owned(),
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
        Some(planned) => {
            let written = planned.format_as(PhoneNumberFormat::National);
            written.chars().filter(char::is_ascii_digit).collect()
        }
        None => number.e164.digits().to_owned(),
    }
}

/// The country's calling code and the digits after it, without any prefix: `39` and `02189655`.
#[must_use]
pub fn significant_digits(number: &PhoneNumber) -> (String, String) {
    let digits = number.e164.digits();
    let code = planned(number).map_or_else(String::new, |planned| planned.country_code.to_string());
    let significant = digits.strip_prefix(&code).unwrap_or(digits);
    (code.clone(), significant.to_owned())
}

/// The calling code of a country, `39` for `IT`.
#[must_use]
pub fn calling_code(region: Region) -> Option<String> {
    let code = PHONE_NUMBER_UTIL.get_country_code_for_region(plan_region(region)?)?;
    Some(code.to_string())
}

/// How many digits a line in a building usually has there, the area code among them.
#[must_use]
pub fn usual_digits(region: Region) -> Option<usize> {
    let region = plan_region(region)?;
    let example = PHONE_NUMBER_UTIL
        .get_example_number_for_type_and_region(region, PhoneNumberType::FixedLine);
    example.ok().map(|example| example.get_national_significant_number().len())
}

/// Countries whose numbers are often written without the prefix that their format names
/// (`nationalPrefixOptionalWhenFormatting` in the plans' own data).
const PREFIX_OPTIONAL: [&str; 10] = ["AR", "CN", "IN", "KZ", "LT", "RU", "SY", "TR", "US", "VN"];

/// Calling codes of satellites and international networks (ITU-T E.164, shared country codes).
const SATELLITE_CODES: [i32; 4] = [870, 881, 882, 883];

fn number(planned: &Planned, confidence: Confidence) -> Option<PhoneNumber> {
    let written = planned.format_as(PhoneNumberFormat::E164);
    let class = match planned.country_code {
        code if SATELLITE_CODES.contains(&code) => Class::Satellite,
        _ if confidence == Confidence::Possible => Class::Unknown,
        _ => class(planned.get_type()),
    };
    Some(PhoneNumber { e164: E164::new(&written).ok()?, ext: None, region: region(planned), class })
}

fn planned(number: &PhoneNumber) -> Option<Planned> {
    PHONE_NUMBER_UTIL.parse(number.e164.as_str(), None).ok()
}

/// The country of the range; where the range is nobody's, the main country of the calling code.
fn region(planned: &Planned) -> Option<Region> {
    let found = planned
        .get_region_code()
        .or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(planned.country_code))?;
    Region::new(&found.as_region_str()).ok()
}

fn plan_region(region: Region) -> Option<PlanRegion> {
    PlanRegion::from_code(region.as_str()).ok()
}

fn has_full_length(planned: &Planned) -> bool {
    planned.is_possible_with_reason() == Ok(NumberLengthType::IsPossible)
        && planned.get_national_significant_number().len() >= POSSIBLE_DIGITS_MIN
}

fn class(kind: PhoneNumberType) -> Class {
    match kind {
        PhoneNumberType::FixedLine => Class::FixedLine,
        PhoneNumberType::Mobile => Class::Mobile,
        PhoneNumberType::FixedLineOrMobile => Class::FixedLineOrMobile,
        PhoneNumberType::TollFree => Class::TollFree,
        PhoneNumberType::PremiumRate => Class::PremiumRate,
        PhoneNumberType::SharedCost => Class::SharedCost,
        PhoneNumberType::VoIP => Class::Voip,
        PhoneNumberType::PersonalNumber => Class::PersonalNumber,
        PhoneNumberType::Pager => Class::Pager,
        PhoneNumberType::UAN => Class::Uan,
        PhoneNumberType::VoiceMail => Class::Voicemail,
        PhoneNumberType::Unknown => Class::Unknown,
    }
}
