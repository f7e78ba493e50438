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

fn table(all: &Value) -> String {
    let mut lines = vec![format!(
        "{:<44} {:>12} {:>12} {:>8}",
        "medians of 5, milliseconds", "ours", "peer", "times"
    )];
    let mut compared = |name: String, row: &Value| {
        let (ours, theirs) = (row["ours"].as_f64(), row["theirs"].as_f64());
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return };
        lines.push(format!("{name:<44} {ours:>12.2} {theirs:>12.2} {:>8.1}", theirs / ours));
    };
    let wasm = &all["wasm"];
    for (name, key) in [
        ("wasm: real pages' text", "pages"),
        ("wasm: directory of 10,000 numbers", "directory"),
        ("wasm: 10 MB of Latin-1 without a digit", "prose"),
        ("wasm: from nothing to the first number", "first"),
    ] {
        compared(name.to_owned(), &wasm[key]);
    }
    for row in all["native"]["rows"].as_array().into_iter().flatten() {
        compared(format!("native: {}", row["name"].as_str().unwrap_or_default()), row);
    }
    lines.push(String::new());
    lines
        .push(format!("{:<44} {:>12} {:>12} {:>8}", "hostile texts", "64 KiB", "512 KiB", "times"));
    for row in wasm["growth"].as_array().into_iter().flatten() {
        let number = |key: &str| row[key].as_f64().unwrap_or_default();
        let name = row["name"].as_str().unwrap_or_default();
        let (small, large, factor) = (number("small"), number("large"), number("factor"));
        lines.push(format!("{name:<44} {small:>12.2} {large:>12.2} {factor:>8.1}"));
    }
    let bytes = |value: &Value| value.as_u64().unwrap_or_default();
    lines.push(String::new());
    for (name, value) in [
        ("bytes gzipped: finder", &wasm["gzipped"]["finder"]),
        ("bytes gzipped: whole engine", &all["engine_gzipped"]),
        ("bytes gzipped: libphonenumber-js max", &wasm["gzipped"]["peer"]),
        ("bytes of memory after loading", &wasm["memory"]["before"]),
        ("bytes of memory after all regions", &wasm["memory"]["after"]),
    ] {
        lines.push(format!("{name:<44} {:>12}", bytes(value)));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_how_many_times_faster() {
        let all = json!({
            "wasm": { "pages": { "ours": 2.0, "theirs": 50.0 }, "growth": [{ "name": "digits",
                "small": 1.0, "large": 8.0, "factor": 8.0 }], "gzipped": { "finder": 9 } },
            "native": { "rows": [{ "name": "directory", "ours": 1.0, "theirs": 3.0 }] },
            "engine_gzipped": 7,
        });
        let table = table(&all);
        assert!(table.contains("50.00     25.0"), "{table}");
        assert!(table.contains("native: directory"), "{table}");
        assert!(table.lines().any(|line| line.ends_with("8.00      8.0")), "{table}");
    }
}
