//! Our reading of the numbering plans against Google's own rules, in every country: random numbers of
//! every range, with and without prefixes, and digits that are nothing.

mod support;

use std::collections::BTreeMap;

use pronto::number::{Class, plan};
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL as ORACLE, PhoneNumberFormat, PhoneNumberType, Region,
};
use support::Chance;

const TYPES: [PhoneNumberType; 10] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::Pager,
    PhoneNumberType::UAN,
    PhoneNumberType::VoiceMail,
];

fn class(kind: PhoneNumberType) -> Option<Class> {
    Some(match kind {
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
        PhoneNumberType::Unknown => return None,
    })
}

/// What both say of digits: nothing, or number, validity, kind, country, length and how it is written.
type Said = Option<(String, Option<Class>, Option<String>, bool, String, String)>;

fn ours(digits: &str, region: &str) -> Said {
    let planned = plan::read(digits, Some(region))?;
    Some((
        format!("+{}{}", planned.code, planned.national),
        planned.valid().map(|(_, kind)| kind),
        planned.region().map(str::to_owned),
        planned.is_possible(),
        planned.international(),
        planned.at_home(),
    ))
}

fn theirs(digits: &str, region: Region) -> Said {
    let number = ORACLE.parse(digits, Some(region)).ok()?;
    let written = |format| number.format_as(format).into_owned();
    Some((
        written(PhoneNumberFormat::E164),
        if number.is_valid() { class(number.get_type()) } else { None },
        number.get_region_code().map(|region| region.as_region_str().to_string()),
        number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible),
        written(PhoneNumberFormat::International),
        written(PhoneNumberFormat::National),
    ))
}

#[test]
fn every_countrys_numbers_are_read_as_google_reads_them() {
    let mut chance = Chance(20_261_121);
    let mut differences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut compared = 0;
    for region in ORACLE.get_supported_regions() {
        let id = region.as_region_str().to_string();
        let code = ORACLE.get_country_code_for_region(region).expect("it is supported").to_string();
        let mut numbers: Vec<String> = Vec::new();
        for kind in TYPES {
            let Ok(example) = ORACLE.get_example_number_for_type_and_region(region, kind) else {
                continue;
            };
            let national = example.get_national_significant_number().to_string();
            // Neighbours of a real number: a few of its last digits are others.
            for _ in 0..4 {
                let kept = national.len().saturating_sub(1 + chance.below(5));
                numbers.push(format!(
                    "{}{}",
                    &national[..kept],
                    chance.digits(national.len() - kept)
                ));
            }
            numbers.push(
                example
                    .format_as(PhoneNumberFormat::National)
                    .chars()
                    .filter(char::is_ascii_digit)
                    .collect(),
            );
        }
        for _ in 0..12 {
            let count = 1 + chance.below(17);
            numbers.push(chance.digits(count));
        }
        let as_dialled: Vec<String> = numbers
            .iter()
            .flat_map(|national| {
                [
                    national.clone(),
                    format!("+{code}{national}"),
                    format!("0{national}"),
                    format!("{code}{national}"),
                    format!("00{code}{national}"),
                    format!("+{code}0{national}"),
                ]
            })
            .collect();
        for digits in as_dialled {
            compared += 1;
            let (ours, theirs) = (ours(&digits, &id), theirs(&digits, region));
            if ours != theirs {
                let line = format!("{digits}: ours {ours:?}, theirs {theirs:?}");
                differences.entry(id.clone()).or_default().push(line);
            }
        }
    }
    let count: usize = differences.values().map(Vec::len).sum();
    let shown: Vec<String> = differences
        .iter()
        .map(|(id, lines)| format!("{id} {} {}", lines.len(), lines[0]))
        .collect();
    assert_eq!(count, 0, "of {compared}:\n{}", shown.join("\n"));
}
