//! `cargo xtask dist`: both unpacked extensions, the widget, a package for each store, the source
//! package, and a table of sizes with a budget.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::archive;
use crate::browser::Browser;
use crate::bundle;
use crate::context::{Context, walk};
use crate::setup;
use crate::step::step;
use crate::wasm::{self, Core, Effort};
use crate::widget;

/// Options of `cargo xtask dist`.
#[derive(Args)]
pub struct Options {
    /// For a developer's next try: a large wasm, quickly built, and no packages.
    #[arg(long)]
    dev: bool,
}

/// Builds, packs, weighs.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    println!("Pronto {}", Context::VERSION);
    if options.dev {
        build(context, Effort::Quick)?;
        return Ok(());
    }
    let core = build(context, Effort::Release)?;
    println!("\n{}", finish(context, &core)?);
    Ok(())
}

/// What a build leaves behind for the steps after it.
pub struct Built {
    /// The core, with what the compiler warned about.
    pub core: Core,
    /// The compiler that built it, as it names itself.
    pub rust: String,
}

/// Makes `dist/chromium`, `dist/firefox` and `dist/www`, with all set-up that this takes.
pub fn build(context: &Context, effort: Effort) -> Result<Built> {
    setup::npm(context)?;
    let toolchain = setup::wasm(context)?;
    let core = wasm::build(context, &toolchain, effort)?;
    assemble(context, &core)?;
    Ok(Built { core, rust: toolchain.version })
}

/// Puts a core and what lies in the tree together: extensions and widget.
pub fn assemble(context: &Context, core: &Core) -> Result<()> {
    step("putting the extensions together", || bundle::assemble(context, core))?;
    step("putting the widget together", || widget::assemble(context, core))
}

/// Packs the three packages and weighs the files; returns the table, or fails over the budget.
pub fn finish(context: &Context, built: &Built) -> Result<String> {
    step("packing", || pack(context, &built.rust))?;
    let weights = step("weighing", || weigh(context))?;
    let table = format!("{}\n{}", table(&weights), table_of_widget(&widget::weights(context)?));
    let heavy = over_budget(&weights);
    if !heavy.is_empty() {
        bail!("over the budget of xtask/src/dist.rs: {}\n{table}", heavy.join(", "));
    }
    Ok(table)
}

/// The most that a file may weigh, in bytes before compression: at most half as much again as when
/// the row was last looked at. A file without a row may weigh [`BUDGET_OF_OTHERS`].
const BUDGET: [(&str, usize); 7] = [
    ("core/pronto_bg.wasm", 1_000_000),
    ("core/pronto.js", 60_000),
    ("content.js", 155_000),
    ("extension/background.js", 56_000),
    ("extension/popup/popup.js", 100_000),
    ("extension/options/options.js", 46_000),
    ("extension/options/welcome.js", 43_000),
];
const BUDGET_OF_OTHERS: usize = 30_000;

/// Copies an unpacked extension, for those who need it a little different.
pub fn copy(context: &Context, browser: Browser, to: &Path) -> Result<()> {
    let from = context.dist().join(browser.word());
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let mut files = Vec::new();
    walk(&from, Path::new(""), &mut files)?;
    for file in files {
        let place = to.join(&file);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from.join(&file), place)?;
    }
    Ok(())
}

fn pack(context: &Context, rust: &str) -> Result<()> {
    let dist = context.dist();
    for old in fs::read_dir(&dist)?.flatten() {
        if old.path().extension().is_some_and(|end| end == "zip") {
            fs::remove_file(old.path())?;
        }
    }
    let mut packages = Vec::new();
    for browser in Browser::ALL {
        let name = format!("pronto-{browser}-{}.zip", Context::VERSION);
        let entries = archive::folder(&dist.join(browser.word()))?;
        let sum = archive::pack(entries, &dist.join(&name))?;
        packages.push((name, sum));
    }
    let source = archive::source(context, archive::note(rust, &packages)?)?;
    archive::pack(source, &dist.join("pronto-source.zip"))?;
    Ok(())
}

/// Bytes as they stand and as a download.
type Weight = (usize, usize);

/// Weights by file, and by browser where they differ.
fn weigh(context: &Context) -> Result<BTreeMap<String, Weight>> {
    let mut by_file: BTreeMap<PathBuf, Vec<(Browser, Weight)>> = BTreeMap::new();
    for browser in Browser::ALL {
        let folder = context.dist().join(browser.word());
        let mut files = Vec::new();
        walk(&folder, Path::new(""), &mut files)?;
        for file in files {
            if file.extension().is_some_and(|end| end == "js" || end == "wasm") {
                let weight = weight(&fs::read(folder.join(&file))?)?;
                by_file.entry(file).or_default().push((browser, weight));
            }
        }
    }
    let mut weights = BTreeMap::new();
    for (file, found) in by_file {
        let name = file.to_string_lossy().into_owned();
        match found.as_slice() {
            [(_, one), (_, other)] if one == other => {
                weights.insert(name, *one);
            }
            differing => {
                for (browser, weight) in differing {
                    weights.insert(format!("{name} ({browser})"), *weight);
                }
            }
        }
    }
    Ok(weights)
}

fn weight(bytes: &[u8]) -> Result<Weight> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    Ok((bytes.len(), packed.finish()?.len()))
}

fn table(weights: &BTreeMap<String, Weight>) -> String {
    let width = weights.keys().map(String::len).max().unwrap_or(0).max(5);
    let row =
        |name: &str, raw: &str, packed: &str| format!("{name:width$} {raw:>10} {packed:>10}\n");
    let mut table = row("file", "bytes", "gzipped");
    for (name, (raw, packed)) in weights {
        table += &row(name, &raw.to_string(), &packed.to_string());
    }
    let sum = |pick: fn(&Weight) -> usize| weights.values().map(pick).sum::<usize>().to_string();
    table += &row("total", &sum(|weight| weight.0), &sum(|weight| weight.1));
    table
}

fn table_of_widget(groups: &[(&str, usize, usize)]) -> String {
    let row =
        |(name, raw, packed): &(&str, usize, usize)| format!("{name:40} {raw:>10} {packed:>10}\n");
    groups.iter().map(row).collect()
}

fn over_budget(weights: &BTreeMap<String, Weight>) -> Vec<String> {
    let mut heavy = Vec::new();
    for (name, (raw, _)) in weights {
        let file = name.split(" (").next().unwrap_or(name);
        let most = BUDGET
            .iter()
            .find(|(budgeted, _)| *budgeted == file)
            .map_or(BUDGET_OF_OTHERS, |(_, most)| *most);
        if *raw > most {
            heavy.push(format!("{name} has {raw} bytes of {most}"));
        }
    }
    heavy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_its_budget_is_named() {
        let weights = BTreeMap::from([
            ("content.js".to_owned(), (BUDGET[2].1, 9)),
            ("extension/ask/ask.js".to_owned(), (BUDGET_OF_OTHERS + 1, 9)),
            ("core/pronto.js (firefox)".to_owned(), (BUDGET[1].1 + 1, 9)),
        ]);
        let heavy = over_budget(&weights);
        assert_eq!(heavy.len(), 2, "{heavy:?}");
        assert!(heavy[0].starts_with("core/pronto.js (firefox)"));
        assert!(heavy[1].starts_with("extension/ask/ask.js"));
    }

    #[test]
    fn the_table_has_both_sizes_and_their_sums() {
        let weights =
            BTreeMap::from([("a.js".to_owned(), (100, 40)), ("b.wasm".to_owned(), (1000, 400))]);
        let table = table(&weights);
        let lines: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["file", "bytes", "gzipped"]);
        assert_eq!(lines[1], ["a.js", "100", "40"]);
        assert_eq!(lines[3], ["total", "1100", "440"]);
    }

    #[test]
    fn text_that_repeats_weighs_less_as_a_download() {
        let (raw, packed) = weight(&b"pronto ".repeat(100)).unwrap();
        assert_eq!(raw, 700);
        assert!(packed < 100);
    }
}
