//! Tests of the finder: texts and what is found, one typed number, hostile texts.

use super::*;

/// How long hostile texts are, in bytes.
const HOSTILE_BYTES: usize = 64 * 1024;

fn options(region: &str) -> Options {
    Options { region: Region::new(region).ok(), ..Options::default() }
}

/// What is found, each as the text that is marked and the number that it is.
fn found(region: &str, text: &str) -> Vec<(String, String)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let marked = |found: &Match| {
        String::from_utf16(&units[found.start as usize..found.end as usize])
            .expect("whole characters")
    };
    let shown = |found: &Match| (marked(found), numbering::display(&found.number));
    find(text, &options(region)).iter().map(shown).collect()
}

#[test]
fn numbers_are_found_where_they_stand() {
    for (region, text, expected) in [
        ("IT", "Tel. 02 189655.", &[("02 189655", "+39 02 189655")][..]),
        ("", "Tel. 02 189655, +39 02 189655", &[("+39 02 189655", "+39 02 189655")]),
        (
            "IT",
            "📞 (+39) 02\u{00A0}189\u{202F}655",
            &[("(+39) 02\u{00A0}189\u{202F}655", "+39 02 189655")],
        ),
        ("IT", "+39 (0)2 189655", &[("+39 (0)2 189655", "+39 02 189655")]),
        ("IT", "+39 (0)333 1234567", &[("+39 (0)333 1234567", "+39 333 123 4567")]),
        ("GB", "(020 7946 0123)", &[("020 7946 0123", "+44 20 7946 0123")]),
        ("GB", "020 7946 0123 ext. 12", &[("020 7946 0123 ext. 12", "+44 20 7946 0123 ext. 12")]),
        ("DE", "030 / 123 45 67-0", &[("030 / 123 45 67-0", "+49 30 12345670")]),
        ("DE", "30 1234567", &[]),
        ("US", "00 39 02 189655", &[("00 39 02 189655", "+39 02 189655")]),
        (
            "IT",
            "02 189655 / 333 1234567",
            &[("02 189655", "+39 02 189655"), ("333 1234567", "+39 333 123 4567")],
        ),
        (
            "LU",
            "27 15 57 71 27 19 76 00",
            &[("27 15 57 71", "+352 27 15 57 71"), ("27 19 76 00", "+352 27 19 76 00")],
        ),
        ("IT", "+39 02 189655 24 ore", &[("+39 02 189655", "+39 02 189655")]),
        ("IT", "Verde 800 123456 24h", &[("800 123456", "+39 800 123 456")]),
        ("IT", "+39 02 189655 24/7", &[("+39 02 189655", "+39 02 189655")]),
        ("FR", "01 23 46 90 13 7j/7", &[("01 23 46 90 13", "+33 1 23 46 90 13")]),
        ("IT", "654 45 69 98 12 5633 11", &[]),
        (
            "RU",
            "8 (495) 123-45-67 8 (495) 123-45-68",
            &[("8 (495) 123-45-67", "+7 495 123-45-67"), ("8 (495) 123-45-68", "+7 495 123-45-68")],
        ),
        ("US", "Call 1-800-FLOWERS now", &[("1-800-FLOWERS", "+1 800-356-9377")]),
        ("US", "(800) GO-FEDEX", &[("(800) GO-FEDEX", "+1 800-463-3339")]),
        ("GB", "0800 FLOWERS", &[("0800 FLOWERS", "+44 800 356 9377")]),
        ("US", "1-212-FLOWERS, 800-FLOWERSHOP", &[]),
        ("IT", "", &[]),
    ] {
        let found = found(region, text);
        let found: Vec<_> =
            found.iter().map(|(raw, shown)| (raw.as_str(), shown.as_str())).collect();
        assert_eq!(found, expected, "{region}: {text}");
    }
}

#[test]
fn classes_and_countries_are_told() {
    use Class::{FixedLine, Mobile, PremiumRate, Satellite, SharedCost, TollFree};
    for (text, class, region) in [
        ("+39 02 189655", FixedLine, Some("IT")),
        ("+39 333 1234567", Mobile, Some("IT")),
        ("+39 06 698 12345", FixedLine, Some("VA")),
        ("+39 800 123456", TollFree, Some("IT")),
        ("+39 899 139225", PremiumRate, Some("IT")),
        ("+49 180 1234567", SharedCost, Some("DE")),
        ("+870 773 123 456", Satellite, None),
        ("+881 6 123 45678", Satellite, None),
        ("+882 16 1234 5678", Satellite, None),
        ("+883 5100 1234 5678", Satellite, None),
        ("+979 1 2345 6789", PremiumRate, None),
    ] {
        let number = parse(text, None).unwrap_or_else(|| panic!("{text} is a number"));
        assert_eq!(number.class, class, "{text}");
        assert_eq!(number.region.map(String::from).as_deref(), region, "{text}");
    }
}

#[test]
fn one_typed_number_and_nothing_else() {
    for (text, expected) in [
        ("02 189655", Some("+39 02 189655")),
        (" (02) 189655 ", Some("+39 02 189655")),
        ("0044 20 7946 0123", Some("+44 20 7946 0123")),
        ("+39 02 189655 int. 12", Some("+39 02 189655 ext. 12")),
        ("+39 02 189655,,12", Some("+39 02 189655 ext. 12")),
        ("030 12345 - 67", Some("+39 030 123 4567")),
        ("02 189655 Mario", None),
        ("Tel. 02 189655", None),
        ("02 189655, 02 189656", None),
        ("+39 02 189655 +39 02 189656", None),
        ("02x189655", None),
        ("1-800-FLOWERS", None),
        ("201", None),
        ("+", None),
        ("", None),
    ] {
        let number = parse(text, Region::new("IT").ok());
        assert_eq!(number.as_ref().map(numbering::display).as_deref(), expected, "{text}");
    }
    assert_eq!(parse(&"1".repeat(300), None), None);
}

#[test]
fn a_possible_number_is_found_only_when_asked_for() {
    let text = "+1 555 555 5555";
    let possible = Options { leniency: Leniency::Possible, ..options("US") };
    assert_eq!(find(text, &options("US")), Vec::new());
    assert_eq!(find(text, &possible)[0].confidence, Confidence::Possible);
    assert_eq!(find("+39 02 189655", &possible)[0].confidence, Confidence::Valid);
}

/// Texts that ask for as much work as a page can, each 64 KiB long.
fn hostile() -> Vec<String> {
    let bits = [
        "1",
        "1 ",
        "12 ",
        "+",
        "+1",
        "+1 ",
        "(",
        ")",
        "((1",
        "()",
        "(1) ",
        "+39 02 1 ",
        "02 ",
        "02/",
        "02 / ",
        "1-",
        " - 1",
        "1.",
        "+(1",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n",
        "02 18 96 55 1 02 18 96 55 1 02 18 96 55 1 02 18\n",
        "a1",
        "tel:",
        "ext 1 ",
        "1x",
        "1;ext=",
        "\u{200B}1",
        "１ ",
        " ",
        "\n1",
        "@1",
        "https://1/",
        "=1",
    ];
    bits.iter().map(|bit| bit.repeat(HOSTILE_BYTES / bit.len())).collect()
}

/// How many candidates are looked at in a text when nothing stops the search.
fn unbounded_tries(text: &str) -> usize {
    let (glyphs, options) = (glyphs(text), options("IT"));
    let mut groups = Vec::new();
    groups_into(&glyphs, &mut groups);
    let mut search = Search::new(&glyphs, &options, usize::MAX);
    search.runs(&groups);
    usize::MAX - search.tries.get()
}

#[test]
fn work_grows_no_faster_than_the_text() {
    for text in hostile() {
        let [less, more] = [16, 8].map(|part| &text[..text.floor_char_boundary(text.len() / part)]);
        let (less, more) = (unbounded_tries(less), unbounded_tries(more));
        let start: String = text.chars().take(20).collect();
        assert!(more <= 2 * less + 256, "{less} candidates became {more}: {start:?}");
    }
}

#[test]
fn a_search_stops_when_its_tries_are_used_up() {
    let text = "Tel. 02 189655\n".repeat(10);
    let (glyphs, options) = (glyphs(&text), options("IT"));
    let mut groups = Vec::new();
    groups_into(&glyphs, &mut groups);
    let mut search = Search::new(&glyphs, &options, 3);
    search.runs(&groups);
    assert_eq!(search.found.len(), 3);
}

#[test]
fn a_text_full_of_numbers_is_searched_to_its_end() {
    let text = "Tel. 02 189655\n".repeat(HOSTILE_BYTES / 15);
    assert_eq!(find(&text, &options("IT")).len(), HOSTILE_BYTES / 15);
}

#[test]
fn matches_are_in_order_and_apart() {
    for text in hostile() {
        let found = find(&text[..text.floor_char_boundary(2000)], &options("IT"));
        assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert!(found.iter().all(|found| found.start < found.end));
    }
}
