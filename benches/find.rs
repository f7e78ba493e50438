//! How fast numbers are found natively, beside Google's rules in Rust, in turns: `cargo xtask bench find`
//! runs it after the wasm's turn. `--json` prints one object in place of the table.
//!
//! Medians of five; compare figures of one run only, as machines are noisy.

use std::time::{Duration, Instant};

use pronto::number::{Leniency, Options, Region, find};
use rlibphonenumber::phonenumber_matcher::{Leniency as Strictness, PHONE_MATCHER_FACTORY};
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region as Country};

const RUNS: usize = 5;

/// One text, measured with both.
struct Row {
    name: &'static str,
    bytes: usize,
    ours: (Duration, usize),
    theirs: (Duration, usize),
}

fn main() {
    let options = Options { region: Region::new("IT").ok(), leniency: Leniency::Valid };
    let country = PHONE_NUMBER_UTIL
        .get_supported_regions()
        .find(|region| region.as_region_str().to_string() == "IT");
    let first = timed(|| find("Tel. 02 189655", &options).len()).0;
    let rows: Vec<Row> = texts()
        .into_iter()
        .map(|(name, text)| {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..RUNS {
                ours.push(timed(|| find(&text, &options).len()));
                theirs.push(timed(|| google(&text, country)));
            }
            Row { name, bytes: text.len(), ours: median(ours), theirs: median(theirs) }
        })
        .collect();
    if std::env::args().any(|argument| argument == "--json") {
        let rows: Vec<_> = rows.iter().map(Row::json).collect();
        println!("{}", serde_json::json!({ "first_us": first.as_micros() as u64, "rows": rows }));
        return;
    }
    println!("first find: {first:?}");
    println!(
        "{:<34} {:>9} {:>8} {:>12} {:>8} {:>12}",
        "text", "bytes", "numbers", "ours", "Google's", ""
    );
    for Row { name, bytes, ours, theirs } in rows {
        println!(
            "{name:<34} {bytes:>9} {:>8} {:>12.1?} {:>8} {:>12.1?}",
            ours.1, ours.0, theirs.1, theirs.0
        );
    }
}

impl Row {
    fn json(&self) -> serde_json::Value {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        serde_json::json!({
            "name": self.name,
            "bytes": self.bytes,
            "ours": milliseconds(self.ours.0),
            "ours_found": self.ours.1,
            "theirs": milliseconds(self.theirs.0),
            "theirs_found": self.theirs.1,
        })
    }
}

fn google(text: &str, country: Option<Country>) -> usize {
    PHONE_MATCHER_FACTORY.create_matcher(text, Strictness::Valid, u64::MAX, country).count()
}

fn timed(work: impl FnOnce() -> usize) -> (Duration, usize) {
    let started = Instant::now();
    let found = work();
    (started.elapsed(), found)
}

fn median(mut times: Vec<(Duration, usize)>) -> (Duration, usize) {
    times.sort_unstable();
    times[times.len() / 2]
}

fn texts() -> Vec<(&'static str, String)> {
    let directory = (0..10_000).map(|n| format!("Rossi {n}, tel. 02 {:06}\n", 100_000 + n * 37));
    vec![
        ("directory of 10,000 numbers", directory.collect()),
        ("prose without a digit, 1 MB", "Perché il cliente più vicino chiamò ".repeat(27_000)),
        ("a run of 60,000 digits", "7".repeat(60_000)),
        ("60,000 brackets and pluses", "(+".repeat(30_000)),
        ("dates, 4,000 of them", "12.05.2024 ".repeat(4_000)),
    ]
}
