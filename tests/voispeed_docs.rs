//! docs/voispeed.md lists every service and every event, with tests that are there.

use std::collections::BTreeSet;
use std::path::Path;

/// The rows of the table whose head begins so: first and last cell.
fn rows(head: &str) -> Vec<(&'static str, &'static str)> {
    let table = include_str!("../docs/voispeed.md").split_once(head).expect("the table").1;
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &'static str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0], *cells.last().expect("cells"))
    };
    rows.map(cells).collect()
}

fn numbers(rows: &[(&str, &str)]) -> Vec<u8> {
    let each = rows.iter().flat_map(|(first, _)| first.split(", "));
    let mut all: Vec<u8> = each.map(|number| number.parse().expect("a number")).collect();
    all.sort_unstable();
    all
}

#[test]
fn every_service_and_event_stands_there_once_and_names_tests_that_exist() {
    let services = rows("| srv | type | where");
    let events = rows("| event | variant |");
    assert_eq!(numbers(&services), (0..=18).collect::<Vec<_>>());
    assert_eq!(numbers(&events), (0..=24).collect::<Vec<_>>());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = BTreeSet::new();
    for (_, tests) in services.iter().chain(&events) {
        for group in tests.split("; ") {
            let (kind, names) = group.split_once(" `").unwrap_or(("", group));
            for name in names.split(", ").map(|name| name.trim_matches('`')) {
                named.insert(match (kind, name) {
                    (_, "") => continue,
                    ("e2e", name) => format!("tests/e2e/{name}.test.js"),
                    ("relay", name) => format!("relay/tests/{name}.rs"),
                    (_, "ans/meaning.rs") => "src/pbx/voispeed/ans/meaning.rs".to_owned(),
                    (_, path) => path.to_owned(),
                });
            }
        }
    }
    let missing: Vec<_> = named.iter().filter(|path| !root.join(path).is_file()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named.len() > 10, "{named:?}");
}
