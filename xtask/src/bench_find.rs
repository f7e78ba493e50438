//! `cargo xtask bench find`: the finder beside its peers, in turns, as a table and as JSON.
//!
//! The wasm is measured in node beside libphonenumber-js (benches/find/), the native code beside
//! Google's rules in Rust (benches/find.rs).

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::context::Context;
use crate::process;
use crate::step::step;
use crate::wasm::{self, Effort};
use crate::{finder, setup};

/// Builds, measures, prints.
pub fn run(context: &Context) -> Result<()> {
    let built = finder::build(context)?;
    let whole = wasm::build(context, &setup::wasm(context)?, Effort::Release)?;
    let wasm = step("the wasm and libphonenumber-js, in turns", || {
        let mut node = process::node_script(context, "benches/find/bench.js");
        let said = process::capture(node.arg(&built.folder))?;
        serde_json::from_str::<Value>(&said).context("the bench's answer")
    })?;
    let native = step("native and rlibphonenumber, in turns", || {
        let mut cargo = process::cargo(context);
        cargo.args(["bench", "--locked", "--package", "pronto", "--bench", "find", "--", "--json"]);
        let said = process::capture(&mut cargo)?;
        serde_json::from_str::<Value>(said.trim()).context("the bench's answer")
    })?;
    let engine = zipped(&whole.folder.join(wasm::WASM_FILE))?;
    let all = json!({ "wasm": wasm, "native": native, "engine_gzipped": engine });
    let file = context.scratch("bench")?.join("find.json");
    fs::write(&file, serde_json::to_string_pretty(&all)? + "\n")?;
    print!("{}", table(&all));
    println!("as JSON: target/xtask/bench/find.json");
    Ok(())
}

fn zipped(file: &Path) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut encoder, &fs::read(file)?)?;
    Ok(encoder.finish()?.len())
}

/// Rows with a peer: what is measured, where it lies in the JSON, and how many times faster than
/// the peer it is wanted, if anybody said.
const COMPARED: [(&str, &str, Option<f64>); 5] = [
    ("wasm: real pages' text", "pages", Some(25.0)),
    ("wasm: directory of 10,000 numbers", "directory", Some(20.0)),
    ("wasm: 10 MB of Latin-1 without a digit", "prose", Some(1.0)),
    ("wasm: compiled, set up and first number", "first", None),
    ("wasm: whole process to the first number", "process", None),
];
/// How many times longer eight times a text may take: linear, and what a larger text loses by leaving
/// the processor's caches. Work that grew with the square would take 64 times.
const GROWTH_MOST: f64 = 9.0;
/// Milliseconds to the first number, once the files are there.
const FIRST_MOST: f64 = 10.0;
/// Bytes of the number part and of the whole engine, gzipped, and of the finder's memory once every country was asked for.
const FINDER_MOST: f64 = 100_000.0;
const ENGINE_MOST: f64 = 220_000.0;
const MEMORY_MOST: f64 = 8_000_000.0;

fn table(all: &Value) -> String {
    let wasm = &all["wasm"];
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let mut lines = vec![head("milliseconds, medians of 5", ["ours", "peer", "times"])];
    let mut compared = |name: &str, row: &Value, wanted: Option<f64>| {
        let (Some(ours), Some(theirs)) = (row["ours"].as_f64(), row["theirs"].as_f64()) else {
            return;
        };
        let times = theirs / ours;
        let verdict = wanted.map(|least| (format!("{least:.0} times"), times >= least));
        lines.push(line(name, [ours, theirs, times], verdict));
    };
    for (name, key, wanted) in COMPARED {
        compared(name, &wasm[key], wanted);
    }
    for row in all["native"]["rows"].as_array().into_iter().flatten() {
        let name = format!("native: {}", row["name"].as_str().unwrap_or_default());
        compared(&name, row, None);
    }
    lines.push(String::new());
    lines.push(head("hostile texts, least of 10", ["64 KiB", "512 KiB", "times"]));
    for row in wasm["growth"].as_array().into_iter().flatten() {
        let factor = number(&row["factor"]);
        let numbers = [number(&row["small"]), number(&row["large"]), factor];
        let verdict = (format!("to {GROWTH_MOST:.0} times"), factor <= GROWTH_MOST);
        lines.push(line(row["name"].as_str().unwrap_or_default(), numbers, Some(verdict)));
    }
    lines.push(String::new());
    let mut bounded = |name: &str, value: &Value, most: Option<f64>, digits: usize| {
        let value = number(value);
        let verdict = most.map(|most| verdict(format!("to {most:.0}"), value <= most));
        let line = format!("{name:<44} {value:>12.digits$} {:>21}", verdict.unwrap_or_default());
        lines.push(line.trim_end().to_owned());
    };
    let (gzipped, memory) = (&wasm["gzipped"], &wasm["memory"]);
    bounded("ms to the first number, files there", &wasm["first"]["ours"], Some(FIRST_MOST), 2);
    bounded("bytes gzipped: finder", &gzipped["finder"], Some(FINDER_MOST), 0);
    bounded("bytes gzipped: libphonenumber-js max", &gzipped["peer"], None, 0);
    bounded("bytes gzipped: whole engine", &all["engine_gzipped"], Some(ENGINE_MOST), 0);
    bounded("bytes of memory after loading", &memory["before"], None, 0);
    bounded("bytes of memory after all regions", &memory["after"], Some(MEMORY_MOST), 0);
    lines.join("\n") + "\n"
}

fn head(what: &str, [one, other, times]: [&str; 3]) -> String {
    format!("{what:<44} {one:>12} {other:>12} {times:>8}   wanted")
}

fn line(name: &str, [one, other, times]: [f64; 3], wanted: Option<(String, bool)>) -> String {
    let wanted = wanted.map(|(wanted, reached)| verdict(wanted, reached)).unwrap_or_default();
    let line = format!("{name:<44} {one:>12.2} {other:>12.2} {times:>8.1}   {wanted}");
    line.trim_end().to_owned()
}

fn verdict(wanted: String, reached: bool) -> String {
    if reached { wanted } else { format!("{wanted}, missed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_how_many_times_faster_and_whether_that_is_enough() {
        let all = json!({
            "wasm": {
                "pages": { "ours": 2.0, "theirs": 50.0 },
                "directory": { "ours": 2.0, "theirs": 30.0 },
                "growth": [{ "name": "digits", "small": 1.0, "large": 8.0, "factor": 8.0 }],
                "gzipped": { "finder": 100_001 },
            },
            "native": { "rows": [{ "name": "directory", "ours": 1.0, "theirs": 3.0 }] },
            "engine_gzipped": 7,
        });
        let table = table(&all);
        for end in [
            "50.00     25.0   25 times",
            "30.00     15.0   20 times, missed",
            "3.00      3.0",
            "8.00      8.0   to 9 times",
            "100001     to 100000, missed",
        ] {
            assert!(table.lines().any(|line| line.ends_with(end)), "{end}: {table}");
        }
        assert!(table.contains("native: directory"), "{table}");
    }
}
