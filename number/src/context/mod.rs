//! What stands around digits tells what they are: dates, prices, account and order numbers look
//! like phone numbers and often are valid ones.
//!
//! [`ROWS`] is the list of reasons against a candidate. A row is a name, a test and two examples,
//! one that it refuses and a neighbour that stays a number; a new reason is one new row.

mod labels;
mod neighbours;
mod shapes;

use std::cell::Cell;

use super::Region;
use super::candidate::Candidate;
use super::glyphs::Glyph;
pub use labels::Label;
pub use neighbours::Word;

/// A candidate where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The text.
    pub glyphs: &'a [Glyph],
    /// The digits in question.
    pub candidate: &'a Candidate<'a>,
    /// One past its last glyph, extension included.
    pub end: usize,
    /// Whose national numbers are read.
    pub region: Option<Region>,
    /// What the words before it say it is.
    pub label: Option<Label>,
    /// The word that was looked at last.
    pub word: &'a Cell<Word>,
}

/// One reason why digits are no phone number.
#[cfg_attr(not(test), expect(dead_code, reason = "the name is the tests'"))]
pub struct Row {
    /// What they are instead.
    pub name: &'static str,
    /// Whether they are.
    pub refuses: fn(&Place<'_>) -> bool,
    /// Whether a plus speaks against this reason.
    pub national_only: bool,
    /// Whether a word such as "Tel." before the digits speaks against this reason.
    pub unlabelled_only: bool,
    /// A country and a text in which nothing is a number, by this row.
    pub bad: Example,
    /// A country and a text that looks alike and holds one.
    pub good: Example,
}

/// A country and a text, which are the tests' and ship with nothing else.
#[derive(Clone, Copy)]
pub struct Example {
    #[cfg(test)]
    region: &'static str,
    #[cfg(test)]
    text: &'static str,
}

#[cfg_attr(not(test), expect(unused_variables, reason = "only tests keep them"))]
const fn example(region: &'static str, text: &'static str) -> Example {
    Example {
        #[cfg(test)]
        region,
        #[cfg(test)]
        text,
    }
}

impl Place<'_> {
    /// Whether a word or sign right before says that it is a phone.
    #[must_use]
    pub fn is_labelled(&self) -> bool {
        matches!(self.label, Some(Label::Phone | Label::Fax))
    }
}

/// What the words before a candidate say; `listed` when it follows, in a list, one that a word
/// already named as a number.
#[must_use]
pub fn label(glyphs: &[Glyph], start: usize, listed: Option<Label>) -> Option<Label> {
    labels::before(glyphs, start).or(listed)
}

/// Why the candidate is no phone number, if anything says so.
#[must_use]
pub fn refusal(place: &Place<'_>) -> Option<&'static Row> {
    let labelled = place.is_labelled();
    ROWS.iter().find(|row| {
        let excused =
            row.national_only && place.candidate.international() || row.unlabelled_only && labelled;
        !excused && (row.refuses)(place)
    })
}

/// Whether only "and", "or" or a few marks part two candidates, as in a list of numbers.
#[must_use]
pub fn is_list_gap(glyphs: &[Glyph], from: usize, to: usize) -> bool {
    labels::is_list_gap(glyphs, from, to)
}

/// The reasons, cheap ones first.
pub const ROWS: &[Row] = &[
    Row {
        name: "part of a word",
        refuses: neighbours::touches_letter,
        national_only: false,
        unlabelled_only: false,
        bad: example("IT", "codice AB02189655 e 02189655X"),
        good: example("IT", "電話02189655"),
    },
    Row {
        name: "address of a page or a mailbox",
        refuses: neighbours::in_address,
        national_only: false,
        unlabelled_only: false,
        bad: example(
            "IT",
            "https://example.com/p/02189655 www.example.it/02-189655 3331234567@example.com",
        ),
        good: example("IT", "tel:+39-02-189655"),
    },
    Row {
        name: "decimal or thousands",
        refuses: neighbours::in_decimal,
        national_only: false,
        unlabelled_only: false,
        bad: example("US", "959,291,4020 and 7'533'598 and 2015550123.75 and 0,2015550123"),
        good: example("US", "201-555-0123, 201-555-0124"),
    },
    Row {
        name: "time of day",
        refuses: |place| neighbours::in_time(place) || shapes::is_time_range(place),
        national_only: false,
        unlabelled_only: false,
        bad: example("NO", "22 14 55 10:30 and 10:22145510 and 22.14-23.10"),
        good: example("NO", "Tlf:22 14 55 10"),
    },
    Row {
        name: "sum of money",
        refuses: neighbours::has_currency,
        national_only: false,
        unlabelled_only: false,
        bad: example("NO", "€ 22145510, 22 145 510 €, USD 22145510, 22145510 kr"),
        good: example("NO", "22 14 55 10 (€ 1/min)"),
    },
    Row {
        name: "quantity with a unit",
        refuses: labels::has_unit,
        national_only: true,
        unlabelled_only: false,
        bad: example("NO", "22145510 km, 221-45-510 cm, 22145510 views, 22 145 510 %"),
        good: example("NO", "22145510 Oslo"),
    },
    Row {
        name: "formula",
        refuses: neighbours::in_formula,
        national_only: false,
        unlabelled_only: false,
        bad: example("US", "201-555-0123 = x, y = 2015550123, 2015550123 * 2, 2 × 2015550123"),
        good: example("US", "call: 201-555-0123"),
    },
    Row {
        name: "place on the globe",
        refuses: neighbours::in_coordinates,
        national_only: false,
        unlabelled_only: false,
        bad: example("NO", "22 14 55 10° N, @-22145510,10.7, -22.145510, 22.145510,10.75012"),
        good: example("NO", "☎ 22 14 55 10"),
    },
    Row {
        name: "date",
        refuses: shapes::is_date,
        national_only: true,
        unlabelled_only: true,
        bad: example(
            "IT",
            "12.05.2024 2024-05-12 12/05/24 il 12-05-2024 12/05/2024-13/05/2024 20240512 \
             [3.4.0] - 2019-03-20 e 3.3.0 (2016-07-25)",
        ),
        good: example("DE", "030 12052024"),
    },
    Row {
        name: "years or pages",
        refuses: shapes::is_range,
        national_only: true,
        unlabelled_only: true,
        bad: example("NO", "1998-2001 and 2014 2015 and 2214-2455 (2013)"),
        good: example("NO", "2214-5510"),
    },
    Row {
        name: "version or network address",
        refuses: shapes::is_version,
        national_only: true,
        unlabelled_only: true,
        bad: example("NO", "22.14.5.10 and v22.145.510 and 2214.551.0.1 and Agent/22145.5.10"),
        good: example("NO", "22.14.55.10"),
    },
    Row {
        name: "limit of whole numbers",
        refuses: shapes::is_integer_limit,
        national_only: true,
        unlabelled_only: true,
        bad: example("US", "max 2147483647, min -2147483648, or -2147454975"),
        good: example("US", "214-748-3647"),
    },
    Row {
        name: "bytes in hexadecimal",
        refuses: shapes::is_hex_dump,
        national_only: true,
        unlabelled_only: true,
        bad: example("NO", "C7 05 FC FF 22 14 55 10"),
        good: example("NO", "Ola 22 14 55 10"),
    },
    Row {
        name: "score or table",
        refuses: shapes::is_scattered,
        national_only: true,
        unlabelled_only: true,
        bad: example("NO", "2-2 1-4 5-5 1-0"),
        good: example("RU", "8 (71234) 7 78 92"),
    },
    Row {
        name: "card, article or tax number by its check digit",
        refuses: shapes::has_check_digit,
        national_only: true,
        unlabelled_only: true,
        bad: example("IT", "4485 2751 7423 0873, 01234567897, 0-306-40615-2"),
        good: example("IT", "02 1896550"),
    },
    Row {
        name: "number of something else by its label",
        refuses: labels::is_other,
        national_only: true,
        unlabelled_only: false,
        bad: example("IT", "P.IVA 02189655, IBAN: 02189655, ordine n. 02189655, fattura 02/189655"),
        good: example("IT", "Ufficio 02189655"),
    },
    Row {
        name: "too short to be meant without a label",
        refuses: shapes::is_short,
        national_only: true,
        unlabelled_only: true,
        bad: example("IT", "il 892424"),
        good: example("IT", "chiama 892424"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, find};

    fn found(example: Example) -> Vec<String> {
        let region = Region::new(example.region).expect("two letters");
        let options = Options { region: Some(region), ..Options::default() };
        find(example.text, &options)
            .iter()
            .map(|found| found.number.e164.as_str().to_owned())
            .collect()
    }

    #[test]
    fn every_row_refuses_its_bad_example_and_leaves_its_good_one() {
        for row in ROWS {
            assert_eq!(found(row.bad), Vec::<String>::new(), "{}: {}", row.name, row.bad.text);
            assert!(!found(row.good).is_empty(), "{}: {}", row.name, row.good.text);
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = ROWS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
    }
}
