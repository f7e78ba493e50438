//! `cargo xtask score [FILE]`: how well numbers are found, over a labelled corpus, as a table and as
//! JSON.
//!
//! A line is asked of the finder with leniency VALID. Detection counts a number whose place overlaps
//! and whose E.164 is right; exact asks for its very span and extension too; each expected number and
//! each found one count once. The third measure is the share of lines without a number in which one
//! is found. Not a test: `tests/find_corpus.rs` holds the floors.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::process;
use crate::step::step;

/// Options of `cargo xtask score`.
#[derive(Args)]
pub struct Options {
    /// The corpus, a JSON line each; the repository's own when none is named.
    file: Option<PathBuf>,
    /// Prints every line that is not as expected, with what was found.
    #[arg(long)]
    wrong: bool,
    /// Only the part of the lines whose id falls into it: `1/3`, `2/3`, `3/3`.
    #[arg(long)]
    part: Option<Part>,
    /// Asks the built wasm through node in place of the native finder.
    #[arg(long)]
    wasm: bool,
}

/// One of several equal parts of a corpus, told by the lines' ids.
#[derive(Clone, Copy)]
struct Part {
    number: u64,
    of: u64,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    kind: String,
    cls: String,
    text: String,
    region: Option<String>,
    expected: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    #[serde(alias = "start16")]
    start: u32,
    #[serde(alias = "end16")]
    end: u32,
    e164: String,
    #[serde(default)]
    ext: String,
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    m: Vec<Vec<serde_json::Value>>,
}

struct Found {
    start: u32,
    end: u32,
    e164: String,
    ext: String,
}

/// Counts of some lines.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Count {
    lines: u32,
    expected: u32,
    found: u32,
    detected: u32,
    exact: u32,
    negative: u32,
    /// Lines of `negative` in which a number is found.
    wrong: u32,
}

#[derive(Serialize)]
struct Report {
    corpus: String,
    all: Shown,
    kinds: BTreeMap<String, Shown>,
    classes: BTreeMap<String, Shown>,
    regions: BTreeMap<String, Shown>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    count: Count,
    detection_f1: Option<f64>,
    exact_f1: Option<f64>,
    negative_wrong: Option<f64>,
}

/// Asks the finder for every line and prints how well it did.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    let file = options.file.clone().unwrap_or_else(|| context.root.join(CORPUS));
    let mut lines = corpus(&file)?;
    if let Some(part) = options.part {
        lines.retain(|line| part.holds(&line.id));
    }
    let answers = if options.wasm {
        let built = crate::finder::build(context)?;
        ask(context, &lines, &mut crate::finder::node(context, &built))?
    } else {
        native(context, &lines)?
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let report = judge(&lines, &answers, name, options.wrong)?;
    let json = context.scratch("score")?.join("score.json");
    fs::write(&json, serde_json::to_string_pretty(&report)? + "\n")?;
    print(&report);
    println!("as JSON: {}", shortened(context, &json));
    Ok(())
}

const CORPUS: &str = "tests/corpora/numbers.jsonl";

fn shortened(context: &Context, file: &Path) -> String {
    let target = file.strip_prefix(&context.target);
    target.map_or_else(|_| file.display().to_string(), |rest| format!("target/{}", rest.display()))
}

fn corpus(file: &Path) -> Result<Vec<Line>> {
    let text = fs::read_to_string(file).with_context(|| format!("no corpus {}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let mut value: serde_json::Value = serde_json::from_str(line)
                .with_context(|| format!("{}:{}", file.display(), at + 1))?;
            in_utf_16(&mut value);
            serde_json::from_value(value).with_context(|| format!("{}:{}", file.display(), at + 1))
        })
        .collect()
}

/// A corpus may count code points as `start` and UTF-16 units as `start16`; ours are the latter.
fn in_utf_16(line: &mut serde_json::Value) {
    for expected in line["expected"].as_array_mut().into_iter().flatten() {
        let Some(fields) = expected.as_object_mut() else { continue };
        for (wide, plain) in [("start16", "start"), ("end16", "end")] {
            if let Some(value) = fields.remove(wide) {
                fields.insert(plain.to_owned(), value);
            }
        }
    }
}

fn native(context: &Context, lines: &[Line]) -> Result<Vec<Answer>> {
    step("building the finder", || {
        let mut cargo = process::cargo(context);
        cargo.args(["build", "--release", "--locked", "--package", "pronto", "--example", "find"]);
        process::aside(context, "score-build", &mut cargo)?.expect_success("building the finder")
    })?;
    ask(context, lines, &mut process::tool(context.target.join("release/examples/find")))
}

/// Hands the lines to a program that speaks as examples/find.rs does.
fn ask(
    context: &Context,
    lines: &[Line],
    program: &mut std::process::Command,
) -> Result<Vec<Answer>> {
    let folder = context.scratch("score")?;
    let asked: Result<Vec<String>, _> = lines
        .iter()
        .map(|line| {
            let Line { id, text, region, .. } = line;
            let question = serde_json::json!({ "id": id, "text": text, "region": region });
            serde_json::to_string(&question)
        })
        .collect();
    let questions = folder.join("questions.jsonl");
    fs::write(&questions, asked?.join("\n") + "\n")?;
    let output = program
        .stdin(Stdio::from(fs::File::open(&questions)?))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run the finder")?;
    if !output.status.success() {
        bail!("the finder ended with {}", output.status);
    }
    let text = String::from_utf8(output.stdout).context("the finder's answer is no text")?;
    text.lines().map(|line| serde_json::from_str(line).context("the finder's answer")).collect()
}

fn judge(lines: &[Line], answers: &[Answer], corpus: String, wrong: bool) -> Result<Report> {
    if lines.len() != answers.len() {
        bail!("{} lines were asked, {} answered", lines.len(), answers.len());
    }
    let mut all = Count::default();
    let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
    let mut classes: BTreeMap<String, Count> = BTreeMap::new();
    let mut regions: BTreeMap<String, Count> = BTreeMap::new();
    for (line, answer) in lines.iter().zip(answers) {
        if line.id != answer.id {
            bail!("{} was asked, {} answered", line.id, answer.id);
        }
        let found = answer.m.iter().map(|fields| found(fields)).collect::<Option<Vec<_>>>();
        let found = found.with_context(|| format!("the answer to {}", line.id))?;
        let count = count(line, &found);
        all.add(count);
        kinds.entry(line.kind.clone()).or_default().add(count);
        classes.entry(format!("{} {}", line.kind, line.cls)).or_default().add(count);
        let region = line.region.clone().unwrap_or_else(|| "none".to_owned());
        regions.entry(region).or_default().add(count);
        if wrong && !count.is_right() {
            let shown: Vec<String> =
                answer.m.iter().map(|m| serde_json::json!(m).to_string()).collect();
            println!(
                "{} {} {} {:?} found {}",
                line.id,
                line.cls,
                line.region.as_deref().unwrap_or("none"),
                line.text,
                shown.join(" ")
            );
        }
    }
    let shown = |counts: BTreeMap<String, Count>| {
        counts.into_iter().map(|(name, count)| (name, count.shown())).collect()
    };
    Ok(Report {
        corpus,
        all: all.shown(),
        kinds: shown(kinds),
        classes: shown(classes),
        regions: shown(regions),
    })
}

fn found(fields: &[serde_json::Value]) -> Option<Found> {
    let number = |at: usize| u32::try_from(fields.get(at)?.as_u64()?).ok();
    let text = |at: usize| fields.get(at)?.as_str().map(str::to_owned);
    Some(Found { start: number(0)?, end: number(1)?, e164: text(2)?, ext: text(3)? })
}

fn count(line: &Line, found: &[Found]) -> Count {
    let detects = |want: &Expected, found: &Found| {
        found.start < want.end && want.start < found.end && found.e164 == want.e164
    };
    let is_exact = |want: &Expected, found: &Found| {
        detects(want, found)
            && (found.start, found.end) == (want.start, want.end)
            && found.ext == want.ext
    };
    let matched = |is: &dyn Fn(&Expected, &Found) -> bool| {
        let mut free: Vec<&Found> = found.iter().collect();
        let hits = line.expected.iter().filter(|want| {
            let at = free.iter().position(|found| is(want, found));
            at.map(|at| free.swap_remove(at)).is_some()
        });
        u32::try_from(hits.count()).unwrap_or(u32::MAX)
    };
    let size = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let negative = line.kind == "neg";
    Count {
        lines: 1,
        expected: size(line.expected.len()),
        found: size(found.len()),
        detected: matched(&detects),
        exact: matched(&is_exact),
        negative: u32::from(negative),
        wrong: u32::from(negative && !found.is_empty()),
    }
}

impl Count {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.expected += other.expected;
        self.found += other.found;
        self.detected += other.detected;
        self.exact += other.exact;
        self.negative += other.negative;
        self.wrong += other.wrong;
    }

    fn is_right(self) -> bool {
        self.exact == self.expected && self.found == self.expected
    }

    fn shown(self) -> Shown {
        let share = |part: u32, whole: u32| (whole > 0).then(|| f64::from(part) / f64::from(whole));
        let f1 = |right: u32| match self.expected {
            0 => None,
            expected => share(2 * right, expected + self.found),
        };
        Shown {
            count: self,
            detection_f1: f1(self.detected),
            exact_f1: f1(self.exact),
            negative_wrong: share(self.wrong, self.negative),
        }
    }
}

impl Part {
    fn holds(self, id: &str) -> bool {
        // FNV-1a, so that neighbours fall into different parts.
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        (hash >> 16) % self.of == self.number - 1
    }
}

impl std::str::FromStr for Part {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let complaint = || format!("`{text}` is no part such as 1/3");
        let (number, of) = text.split_once('/').ok_or_else(complaint)?;
        let part = Self {
            number: number.parse().map_err(|_| complaint())?,
            of: of.parse().map_err(|_| complaint())?,
        };
        if (1..=part.of).contains(&part.number) { Ok(part) } else { Err(complaint()) }
    }
}

fn print(report: &Report) {
    println!(
        "{:<28} {:>6} {:>8} {:>7} {:>9} {:>9} {:>9}",
        report.corpus, "lines", "expected", "found", "det F1", "exact F1", "neg wrong"
    );
    row("all", &report.all);
    for group in [&report.kinds, &report.classes] {
        println!();
        for (name, shown) in group {
            row(name, shown);
        }
    }
    println!("\nregions that are not faultless, worst first");
    let mut regions: Vec<_> = report.regions.iter().collect();
    let faults = |shown: &Shown| {
        let Count { expected, found, exact, .. } = shown.count;
        (expected - exact) + (found - exact)
    };
    regions.retain(|(_, shown)| faults(shown) > 0);
    regions.sort_by_key(|(_, shown)| std::cmp::Reverse(faults(shown)));
    for (name, shown) in regions {
        row(name, shown);
    }
}

fn row(name: &str, shown: &Shown) {
    let f1 = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
    let percent = shown.negative_wrong.map_or_else(String::new, |v| format!("{:.2} %", v * 100.0));
    println!(
        "{name:<28} {:>6} {:>8} {:>7} {:>9} {:>9} {percent:>9}",
        shown.count.lines,
        shown.count.expected,
        shown.count.found,
        f1(shown.detection_f1),
        f1(shown.exact_f1),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, expected: &[(u32, u32, &str, &str)]) -> Line {
        let expected = expected.iter().map(|(start, end, e164, ext)| Expected {
            start: *start,
            end: *end,
            e164: (*e164).to_owned(),
            ext: (*ext).to_owned(),
        });
        Line {
            id: "1".to_owned(),
            kind: kind.to_owned(),
            cls: "own".to_owned(),
            text: String::new(),
            region: None,
            expected: expected.collect(),
        }
    }

    fn answer(found: &[(u32, u32, &str, &str)]) -> Vec<Found> {
        let one = |(start, end, e164, ext): &(u32, u32, &str, &str)| Found {
            start: *start,
            end: *end,
            e164: (*e164).to_owned(),
            ext: (*ext).to_owned(),
        };
        found.iter().map(one).collect()
    }

    #[test]
    fn places_numbers_and_extensions_are_counted() {
        let want = [(5, 14, "+3902189655", "12")];
        for (found, detected, exact) in [
            (vec![(5, 14, "+3902189655", "12")], 1, 1),
            (vec![(5, 14, "+3902189655", "")], 1, 0),
            (vec![(4, 14, "+3902189655", "12")], 1, 0),
            (vec![(5, 14, "+3902189656", "12")], 0, 0),
            (vec![(14, 20, "+3902189655", "12")], 0, 0),
            (vec![(5, 9, "+3902189655", "12"), (5, 14, "+3902189655", "12")], 1, 1),
            (vec![], 0, 0),
        ] {
            let count = count(&line("pos", &want), &answer(&found));
            assert_eq!((count.detected, count.exact), (detected, exact), "{found:?}");
            assert_eq!(count.found as usize, found.len());
        }
    }

    #[test]
    fn a_line_without_numbers_is_wrong_once() {
        let found = answer(&[(0, 4, "+3902189655", ""), (5, 9, "+3902189655", "")]);
        let count = count(&line("neg", &[]), &found);
        assert_eq!((count.negative, count.wrong, count.found), (1, 1, 2));
    }

    #[test]
    fn f1_weighs_misses_and_false_ones_alike() {
        let count = Count { expected: 3, found: 5, detected: 3, exact: 2, ..Count::default() };
        assert_eq!(count.shown().detection_f1, Some(0.75));
        assert_eq!(count.shown().exact_f1, Some(0.5));
        assert_eq!(Count::default().shown().detection_f1, None);
    }

    #[test]
    fn parts_share_the_lines_and_leave_none() {
        let parts: Vec<Part> = ["1/3", "2/3", "3/3"].map(|text| text.parse().unwrap()).into();
        let mut sizes = [0; 3];
        for id in (0..300).map(|n| format!("p{n}")) {
            let holding: Vec<_> = (0..3).filter(|at| parts[*at].holds(&id)).collect();
            assert_eq!(holding.len(), 1, "{id}");
            sizes[holding[0]] += 1;
        }
        assert!(sizes.iter().all(|size| *size > 60), "{sizes:?}");
        for text in ["", "1", "0/3", "4/3", "a/3"] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }

    #[test]
    fn utf_16_counts_win_over_code_points() {
        let mut line = serde_json::json!({ "expected": [{ "start": 1, "start16": 2, "end": 3 }] });
        in_utf_16(&mut line);
        assert_eq!(line["expected"][0], serde_json::json!({ "start": 2, "end": 3 }));
    }
}
