//! What must hold of every text, tried on texts made by chance from what pages are made of: matches
//! lie apart, in order and on whole characters, and what is marked reads as the number that was found.

mod support;

use pronto::number::{Leniency, Match, Options, Region, find, parse};
use support::Chance;

/// Bits of texts, numbers of some countries among them.
const BITS: [&str; 66] = [
    "02 189655",
    "+39 02 189655",
    "030/1234567",
    "(201) 555-0123",
    "+1 201-555-0123",
    "020 7946 0123",
    "+44 (0)20 7946 0123",
    "01 42 68 53 00",
    "0042 221 234 567",
    "8 (495) 123-45-67",
    "22 14 55 10",
    "٠٢ ١٨٩٦٥٥",
    "０３－１２３４－５６７８",
    "1-800-FLOWERS",
    "Tel. ",
    "Fax: ",
    "IBAN ",
    "order no. ",
    "☎",
    "📠",
    "📞",
    "ext. 12",
    " int. 3",
    "x45",
    ";ext=6",
    "#7",
    " (ext. 8)",
    " DW 9",
    "内線1",
    "12.05.2024",
    "10:30",
    "€",
    "$",
    " km",
    "https://a.example/",
    "@",
    "www.",
    ".pdf",
    "\n",
    "\t",
    " ",
    "  ",
    "\u{00A0}",
    "\u{202F}",
    "\u{200B}",
    "\u{00AD}",
    "-",
    " - ",
    "/",
    " / ",
    ".",
    ",",
    "(",
    ")",
    "+",
    "0",
    "1",
    "39",
    "é",
    "字",
    "𝟙",
    "\u{10FFFF}",
    "\0",
    "İ",
    "und",
    " or ",
];

const REGIONS: [&str; 14] =
    ["IT", "DE", "FR", "GB", "US", "RU", "NO", "BR", "AR", "IN", "JP", "AC", "MX", "ZZ"];

fn text(chance: &mut Chance) -> String {
    let bits = 1 + chance.next() % 14;
    (0..bits).map(|_| *chance.of(&BITS)).collect()
}

fn options(chance: &mut Chance) -> Options {
    let region = if chance.next().is_multiple_of(12) { "" } else { *chance.of(&REGIONS) };
    let leniency = *chance.of(&[Leniency::Valid, Leniency::Possible]);
    Options { region: Region::new(region).ok(), leniency }
}

/// What is marked, by whole characters.
fn marked(text: &str, found: &Match) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[found.start as usize..found.end as usize]).expect("whole characters")
}

#[test]
fn matches_lie_apart_and_read_as_what_was_found() {
    let mut chance = Chance(20_261_121);
    let mut matches = 0;
    for _ in 0..20_000 {
        let (text, options) = (text(&mut chance), options(&mut chance));
        let all = find(&text, &options);
        assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text:?}: {all:?}");
        for found in &all {
            assert!(found.start < found.end, "{text:?}");
            let marked = marked(&text, found);
            assert!(!marked.starts_with(char::is_whitespace), "{text:?}: {marked:?}");
            assert!(!marked.ends_with(char::is_whitespace), "{text:?}: {marked:?}");
            let read = parse(&marked, options.region);
            let read = read.as_ref().map(|number| (&number.e164, &number.ext));
            let expected = Some((&found.number.e164, &found.number.ext));
            assert_eq!(read, expected, "{text:?}: {marked:?} in {:?}", options.region);
            matches += 1;
        }
    }
    assert!(matches > 2_000, "only {matches} numbers were tried");
}

#[test]
fn a_number_is_found_wherever_it_stands_in_a_long_text() {
    let options = Options { region: Region::new("IT").ok(), ..Options::default() };
    for before in (0..700).step_by(7) {
        for filling in ["x ", "é ", "字", "📞 ", "12 "] {
            let text =
                format!("{}\nTel. 02 189655\n{}", filling.repeat(before), filling.repeat(300));
            let found = find(&text, &options);
            assert_eq!(found.len(), 1, "{filling:?} {before} times");
            assert_eq!(marked(&text, &found[0]), "02 189655");
        }
    }
}

#[test]
fn what_stands_far_away_changes_nothing() {
    let mut chance = Chance(4);
    for _ in 0..5_000 {
        let (text, options) = (text(&mut chance), options(&mut chance));
        let far = "\n".repeat(600);
        let alone = find(&format!("{text}\n"), &options);
        let amid = find(&format!("{far}{text}{far}"), &options);
        let moved = |found: &Match| (found.start - 600, found.end - 600, found.number.clone());
        let expected: Vec<_> =
            alone.iter().map(|found| (found.start, found.end, found.number.clone())).collect();
        assert_eq!(amid.iter().map(moved).collect::<Vec<_>>(), expected, "{text:?}");
    }
}
