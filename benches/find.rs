//! How fast numbers are found, natively: `cargo xtask bench`.
//!
//! Medians of five; compare figures of one run only, as machines are noisy.

use std::time::{Duration, Instant};

use pronto::number::{Leniency, Options, Region, find};

const RUNS: usize = 5;

fn main() {
    let options = Options { region: Region::new("IT").ok(), leniency: Leniency::Valid };
    let started = Instant::now();
    let first = find("Tel. 02 189655", &options).len();
    println!("first find: {:?} ({first} number)", started.elapsed());
    println!("{:<34} {:>9} {:>9} {:>12}", "text", "bytes", "numbers", "median");
    for (name, text) in texts() {
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            found = find(&text, &options).len();
            times.push(started.elapsed());
        }
        times.sort_unstable();
        println!("{name:<34} {:>9} {found:>9} {:>12.1?}", text.len(), times[RUNS / 2]);
    }
}

fn texts() -> Vec<(&'static str, String)> {
    let directory = (0..1_000).map(|n| format!("Rossi {n}, tel. 02 {:06}\n", 100_000 + n * 37));
    vec![
        ("directory of 1,000 numbers", directory.collect()),
        ("prose without a digit, 64 KiB", "the quick brown fox jumps over it ".repeat(1_900)),
        ("a run of 60,000 digits", "7".repeat(60_000)),
        ("60,000 brackets and pluses", "(+".repeat(30_000)),
        ("dates, 4,000 of them", "12.05.2024 ".repeat(4_000)),
    ]
}
