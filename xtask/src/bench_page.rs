//! `cargo xtask bench page`: what Pronto costs a page in each browser, beside a bare walk over its text
//! and beside the way of others (each match wrapped in a link), as a table and as JSON.
//!
//! The pages and the measuring are in benches/page/. A stopwatch goes before the content script in a
//! copy of the built extension.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde::Deserialize;

use crate::bench_browsers::Bench;
use crate::browser::Browser;
use crate::context::Context;
use crate::dist;

const STOPWATCH: &str = "benches/page/stopwatch.js";

/// The bench.
pub fn run(context: &Context) -> Result<()> {
    Bench { name: "page", extension: with_stopwatch, table }.run(context)
}

/// A copy of the extension whose content script is measured.
fn with_stopwatch(context: &Context, browser: Browser) -> Result<PathBuf> {
    let copy = context.scratch("bench")?.join(browser.word());
    dist::copy(context, browser, &copy)?;
    let script = copy.join("content.js");
    let stopwatch = fs::read_to_string(context.root.join(STOPWATCH))?;
    fs::write(&script, stopwatch + &fs::read_to_string(&script)?)?;
    Ok(copy)
}

/// What the bench says of one browser; times in milliseconds, memory in bytes.
#[derive(Deserialize)]
struct Said {
    browser: String,
    version: String,
    shapes: Vec<Shape>,
    storms: Vec<Storm>,
    background: Background,
    large: Large,
}

#[derive(Deserialize)]
struct Shape {
    name: String,
    /// A bare walk that reads every text.
    floor: f64,
    /// Each number found and wrapped, by libphonenumber-js.
    peers: f64,
    /// From the start of the content script, on a page that is laid out, until it asks about the first
    /// texts, until that is answered, and until the numbers in sight are painted.
    asked: f64,
    replied: f64,
    painted: f64,
    /// Numbers in sight, and how many of them are not painted in the end.
    seen: f64,
    unpainted: f64,
    /// Until nothing is left to do.
    known: f64,
    /// Of the page's thread, in all and at once.
    spent: f64,
    longest: f64,
    load: f64,
    #[serde(rename = "bareLoad")]
    bare_load: f64,
}

#[derive(Deserialize)]
struct Storm {
    name: String,
    /// Of the page's thread, from 0 to 1: our tasks, and all that came with us, where the browser tells.
    share: f64,
    thread: Option<f64>,
    longest: f64,
}

#[derive(Deserialize)]
struct Background {
    spent: f64,
    tasks: f64,
}

#[derive(Deserialize)]
struct Large {
    bare: Scrolled,
    ours: Scrolled,
}

#[derive(Deserialize)]
struct Scrolled {
    heap: f64,
    median: f64,
    late: f64,
}

fn table(said: &Said) -> String {
    let mut lines = vec![
        format!("{} ({}), milliseconds, the least of 5 loads", said.browser, said.version),
        format!(
            "{:<12} {:>7} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>8} {:>8} {:>8} {:>6} {:>6}",
            "page",
            "floor",
            "peers",
            "asked",
            "answered",
            "painted",
            "floors",
            "sooner",
            "known",
            "longest",
            "spent",
            "load",
            "bare"
        ),
    ];
    for one in &said.shapes {
        let none = one.seen == 0.0;
        let painted = if none { "-".to_owned() } else { format!("{:.1}", one.painted) };
        let times = |value: f64| if none { "-".to_owned() } else { format!("{value:.1}") };
        lines.push(format!(
            "{:<12} {:>7.1} {:>8.1} {:>8.1} {:>8.1} {painted:>8} {:>7} {:>7} {:>8.1} {:>8.1} {:>8.1} {:>6.0} {:>6.0}{}",
            one.name,
            one.floor,
            one.peers,
            one.asked,
            one.replied,
            times(one.painted / one.floor),
            times(one.peers / one.painted),
            one.known,
            one.longest,
            one.spent,
            one.load,
            one.bare_load,
            if one.unpainted > 0.0 { format!("  {} not painted", one.unpainted) } else { String::new() },
        ));
    }
    lines.push(String::new());
    for storm in &said.storms {
        let thread = storm.thread.map_or(String::new(), |all| {
            format!(", {:.1} % more of the thread in all", 100.0 * all)
        });
        lines.push(format!(
            "{:<12} {:.2} % of the thread, longest task {:.1} ms{thread}",
            storm.name,
            100.0 * storm.share,
            storm.longest
        ));
    }
    let Background { spent, tasks } = &said.background;
    lines.push(format!("a dashboard in a tab behind: {tasks} tasks, {spent:.1} ms"));
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    lines.push(format!(
        "the large page: {:.1} MiB more; frames while it is scrolled: median {:.1} ms (bare {:.1}), 95 of 100 within {:.1} ms (bare {:.1})",
        mib(said.large.ours.heap - said.large.bare.heap),
        said.large.ours.median,
        said.large.bare.median,
        said.large.ours.late,
        said.large.bare.late
    ));
    lines.join("\n") + "\n\n"
}
