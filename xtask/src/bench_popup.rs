//! `cargo xtask bench popup`: how soon the toolbar's popup shows what is known, in each browser, as a
//! table and as JSON.
//!
//! The measuring is in benches/popup/. A stopwatch goes into the popup of a copy of the built extension.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::bench_browsers::Bench;
use crate::browser::Browser;
use crate::context::Context;
use crate::dist;

const STOPWATCH: &str = "benches/popup/stopwatch.js";
const POPUP: &str = "extension/popup/popup.html";

/// A popup with nothing in it.
const FLOOR: &str = "<!doctype html><script src=\"stopwatch.js\"></script><p>Pronto</p>";

/// The bench.
pub fn run(context: &Context) -> Result<()> {
    Bench { name: "popup", extension: with_stopwatch, table }.run(context)
}

/// A copy of the extension whose popup is measured.
fn with_stopwatch(context: &Context, browser: Browser) -> Result<PathBuf> {
    let copy = context.scratch("bench")?.join(format!("popup-{browser}"));
    dist::copy(context, browser, &copy)?;
    let page = copy.join(POPUP);
    fs::copy(context.root.join(STOPWATCH), page.with_file_name("stopwatch.js"))?;
    let text = fs::read_to_string(&page)?;
    fs::write(&page, measured(&text)?)?;
    fs::write(page.with_file_name("floor.html"), FLOOR)?;
    Ok(copy)
}

/// The popup with the stopwatch before all scripts.
fn measured(page: &str) -> Result<String> {
    const FIRST: &str = "<head>";
    ensure!(page.contains(FIRST), "the popup has no {FIRST}");
    Ok(page.replacen(FIRST, "<head><script src=\"stopwatch.js\"></script>", 1))
}

/// What the bench says of one browser; milliseconds.
#[derive(Deserialize)]
struct Said {
    browser: String,
    version: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    /// Whether the background ran when the popup was asked for.
    background: String,
    /// From the press until a page with one line is painted: the browser's own time.
    floor: f64,
    /// From the press until the browser begins to load ours.
    began: f64,
    /// From the press until what is known is painted.
    known: f64,
    /// From the press until it is painted as it is now.
    told: f64,
    /// What the popup takes longer than the page with one line that was opened before it.
    more: f64,
    /// From the press on their tab until colleagues are painted.
    colleagues: f64,
}

fn table(said: &Said) -> String {
    let mut lines = vec![
        format!("{} ({}), milliseconds, medians of 15", said.browser, said.version),
        format!(
            "{:<12} {:>12} {:>8} {:>8} {:>8} {:>12} {:>12}",
            "background", "empty popup", "begins", "known", "more", "as it is", "colleagues"
        ),
    ];
    for Row { background, floor, began, known, told, more, colleagues } in &said.rows {
        lines.push(format!(
            "{background:<12} {floor:>12.0} {began:>8.0} {known:>8.0} {more:>8.0} {told:>12.0} {colleagues:>12.0}"
        ));
    }
    lines.join("\n") + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stopwatch_goes_before_the_popup_s_scripts() {
        let context = Context::find(false).unwrap();
        let page = measured(&fs::read_to_string(context.root.join(POPUP)).unwrap()).unwrap();
        let at = |what: &str| page.find(what).unwrap();
        assert!(at("stopwatch.js") < at("popup.js"));
        assert!(measured("<body>").is_err());
    }
}
