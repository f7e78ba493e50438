//! `cargo xtask e2e [chromium|firefox] [name]`: the tests in real browsers, on what is in dist/.
//!
//! One run of `node --test` for each browser, with what it needs to know in the environment:
//!
//! | variable | value |
//! |---|---|
//! | `PRONTO_REPORT` | the file that the reporter writes |
//! | `PRONTO_BROWSER` | `chromium` or `firefox` |
//! | `PRONTO_DIST` | the unpacked extension for that browser |
//! | `PRONTO_SIMULATOR` | the program of the simulated PBX |
//! | `PRONTO_RELAY` | the program of the relay |
//! | `PRONTO_SCREENSHOTS` | a folder for pictures, `target/screenshots/BROWSER` |
//! | `PRONTO_PROFILE` | a profile that Firefox has been started in once |
//! | `PRONTO_CHROMIUM`, `PRONTO_FIREFOX` | the browsers' programs |
//! | `DISPLAY` | an Xvfb of this run, for tests that need a window |

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::browser::Browser;
use crate::context::Context;
use crate::display::Display;
use crate::dist;
use crate::process::{self, PRODUCT};
use crate::setup;
use crate::step::{stage, step};
use crate::stragglers::Run;
use crate::tally::Tally;
use crate::wasm::Effort;

/// Options of `cargo xtask e2e`.
#[derive(Args)]
pub struct Options {
    /// Only in this browser; otherwise in both at once.
    browser: Option<Browser>,
    /// Only tests with this text in their name.
    name: Option<String>,
    /// Builds the wasm quickly and large, for a developer's next try.
    #[arg(long)]
    dev: bool,
    /// Tests dist/ as it lies there.
    #[arg(long, conflicts_with = "dev")]
    no_build: bool,
}

/// Builds and tests.
pub fn run(context: &Context, options: &Options) -> Result<ExitCode> {
    let browsers = options.browser.map_or(Browser::ALL.to_vec(), |browser| vec![browser]);
    setup::browser_tests(context, &browsers)?;
    if options.no_build {
        setup::npm(context)?;
    } else {
        dist::build(context, if options.dev { Effort::Quick } else { Effort::Release })?;
    }
    let programs = programs(context)?;
    let mut tally = Tally::default();
    in_browsers(context, &browsers, &programs, options.name.as_deref(), &mut tally)?;
    Ok(tally.conclude())
}

/// The native programs that a desk needs.
pub struct Programs {
    /// The simulated PBX.
    pub simulator: PathBuf,
    /// The relay.
    pub relay: PathBuf,
}

/// Builds the simulated PBX and the relay, and says where their programs lie.
pub fn programs(context: &Context) -> Result<Programs> {
    step("building the simulated PBX and the relay", || {
        let mut cargo = process::cargo(context);
        cargo.arg("build").args(PRODUCT);
        cargo.args(["--bin", "pronto-simulator", "--bin", "pronto-relay"]);
        process::aside(context, "programs", &mut cargo)?.expect_success("building them")?;
        let debug = context.target.join("debug");
        Ok(Programs {
            simulator: debug.join("pronto-simulator"),
            relay: debug.join("pronto-relay"),
        })
    })
}

/// Runs the tests in these browsers at once, as they mostly wait for each other's clocks; without
/// a name, all that the README lists must have run.
pub fn in_browsers(
    context: &Context,
    browsers: &[Browser],
    programs: &Programs,
    name: Option<&str>,
    tally: &mut Tally,
) -> Result<()> {
    let complete = name.is_none();
    let listed = if complete { listed(context)? } else { BTreeSet::new() };
    let words: Vec<_> = browsers.iter().map(|browser| browser.word()).collect();
    stage(&format!("browser tests in {}", words.join(" and ")), || {
        let outcomes = thread::scope(|scope| {
            let run = |browser| scope.spawn(move || node_test(context, browser, programs, name));
            let runs: Vec<_> = browsers.iter().map(|browser| run(*browser)).collect();
            runs.into_iter().map(|run| run.join().expect("it does not panic")).collect::<Vec<_>>()
        });
        for (browser, outcome) in browsers.iter().zip(outcomes) {
            match outcome {
                Ok(ran) => tally.add(judge(*browser, &ran, complete.then_some(&listed))),
                Err(problem) => tally.fail(format!("browser tests in {browser}: {problem:#}")),
            }
        }
        Ok(())
    })
}

/// What the reporter tells about one test. Files and suites are not told.
#[derive(Debug, Deserialize)]
struct Ran {
    name: String,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Passed,
    Failed,
    /// Marked as skipped or to do, or left out by a name.
    Skipped,
}

fn node_test(
    context: &Context,
    browser: Browser,
    programs: &Programs,
    name: Option<&str>,
) -> Result<Vec<Ran>> {
    let display = Display::start(context, browser.word())?;
    let report = context.scratch("e2e")?.join(format!("{browser}.ndjson"));
    drop(fs::remove_file(&report));
    let mut node = process::tool("node");
    node.current_dir(&context.root)
        .args(["--test", FILE_LIMIT, WITHOUT_WAITING, &format!("--test-concurrency={}", at_once())])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=./tests/e2e/reporter.js")
        .arg("--test-reporter-destination=stdout")
        .env("PRONTO_REPORT", &report)
        .env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::piped());
    surround(context, &mut node, browser, programs)?;
    if let Some(name) = name {
        node.arg(format!("--test-name-pattern={}", regex::escape(name)));
    }
    node.args(test_files(&context.root)?);
    let run = Run::of(&mut node);
    let mut node = node.spawn().context("cannot run node")?;
    let output = node.stdout.take().context("node was given a pipe")?;
    let shown = thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{browser:>8} │ {line}");
        }
    });
    // What came of it stands in the report; the exit status says no more than that.
    node.wait()?;
    // A browser that was given up would hold our output open, and whoever reads it would wait.
    let left = run.end();
    if left > 0 {
        println!("{browser:>8} │ {left} processes were left behind and have been ended");
    }
    shown.join().expect("it does not panic");
    read_report(&fs::read_to_string(&report).context("node --test left no report")?)
}

/// Puts what the harness needs to know into the environment of a script.
pub fn surround(
    context: &Context,
    node: &mut Command,
    browser: Browser,
    programs: &Programs,
) -> Result<()> {
    let profile = context.scratch("e2e")?.join("firefox-profile");
    if browser == Browser::Firefox {
        let mut make = process::node_script(context, "tests/e2e/harness/profile.js");
        make.arg(&profile).env("PRONTO_FIREFOX", setup::browser_program(browser));
        process::capture(&mut make)?;
    }
    let screenshots = context.target.join("screenshots").join(browser.word());
    fs::create_dir_all(&screenshots)?;
    node.env("PRONTO_BROWSER", browser.word())
        .env("PRONTO_DIST", context.dist().join(browser.word()))
        .env("PRONTO_SIMULATOR", &programs.simulator)
        .env("PRONTO_RELAY", &programs.relay)
        .env("PRONTO_SCREENSHOTS", &screenshots)
        .env("PRONTO_PROFILE", &profile)
        .env("PRONTO_CHROMIUM", setup::browser_program(Browser::Chromium))
        .env("PRONTO_FIREFOX", setup::browser_program(Browser::Firefox));
    Ok(())
}

/// Files of tests that run at once in one browser: they wait as much as they work, and both
/// browsers are tested at the same time.
fn at_once() -> usize {
    thread::available_parallelism().map_or(2, |cores| cores.get()).clamp(2, AT_ONCE_MAX)
}

/// Each is a browser of several hundred megabytes.
const AT_ONCE_MAX: usize = 4;

/// A file that hangs must not hang the whole run; the tests themselves have tighter limits.
const FILE_LIMIT: &str = "--test-timeout=600000";

/// A test that is given up leaves its browser open, and its file would wait for that.
const WITHOUT_WAITING: &str = "--test-force-exit";

fn test_files(root: &Path) -> Result<Vec<String>> {
    let mut files: Vec<String> = fs::read_dir(root.join("tests/e2e"))?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".test.js"))
        .map(|name| format!("tests/e2e/{name}"))
        .collect();
    if files.is_empty() {
        bail!("tests/e2e has no tests");
    }
    files.sort();
    Ok(files)
}

fn read_report(report: &str) -> Result<Vec<Ran>> {
    report
        .lines()
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("in the report of node: {line}"))
        })
        .collect()
}

fn listed(context: &Context) -> Result<BTreeSet<String>> {
    let list = context.root.join(LIST);
    let text =
        fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    listed_in(&text)
}

const LIST: &str = "tests/e2e/README.md";

/// The names in the first column of the tables: rows such as ``| `name` | what it proves |``.
fn listed_in(text: &str) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for line in text.lines() {
        let name = line.strip_prefix("| `").and_then(|rest| rest.split_once("` |"));
        if let Some((name, _)) = name
            && !names.insert(name.to_owned())
        {
            bail!("{LIST} lists `{name}` twice");
        }
    }
    if names.is_empty() {
        bail!("{LIST} lists no tests");
    }
    Ok(names)
}

/// Counts tests, and holds what ran against the list when the whole list was to run.
fn judge(browser: Browser, ran: &[Ran], listed: Option<&BTreeSet<String>>) -> Tally {
    let mut tally = Tally::default();
    for test in ran {
        match test.outcome {
            Outcome::Passed => tally.passed += 1,
            Outcome::Failed => tally.fail(format!("in {browser}: `{}` failed", test.name)),
            Outcome::Skipped => {}
        }
    }
    let Some(listed) = listed else { return tally };
    let done: BTreeSet<&str> = ran
        .iter()
        .filter(|test| test.outcome != Outcome::Skipped)
        .map(|test| test.name.as_str())
        .collect();
    for name in listed.iter().filter(|name| !done.contains(name.as_str())) {
        tally.fail(format!("in {browser}: `{name}` is listed in {LIST} and did not run"));
    }
    // One that failed is counted already; a file that broke is told under its path.
    let unlisted = |test: &&Ran| test.outcome != Outcome::Failed && !listed.contains(&test.name);
    for test in ran.iter().filter(unlisted) {
        tally.fail(format!("in {browser}: `{}` is not listed in {LIST}", test.name));
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(name: &str, outcome: Outcome) -> Ran {
        Ran { name: name.to_owned(), outcome }
    }

    fn list(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_list_is_the_first_column() {
        let text = "# Tests\n\n| name | what it proves |\n|---|---|\n| `a click calls` | `x` |\n\
                    | `a key calls` | y |\n";
        assert_eq!(listed_in(text).unwrap(), list(&["a click calls", "a key calls"]));
        assert!(listed_in("nothing").is_err());
        assert!(listed_in("| `a` | x |\n| `a` | y |").is_err());
    }

    #[test]
    fn all_listed_and_passed_is_success() {
        let tally = judge(Browser::Firefox, &[ran("a", Outcome::Passed)], Some(&list(&["a"])));
        assert_eq!((tally.passed, tally.failed), (1, 0));
    }

    #[test]
    fn a_listed_test_that_did_not_run_or_was_skipped_fails() {
        let tally = judge(
            Browser::Chromium,
            &[ran("a", Outcome::Passed), ran("b", Outcome::Skipped)],
            Some(&list(&["a", "b", "c"])),
        );
        assert_eq!((tally.passed, tally.failed), (1, 2));
        assert!(tally.complaints[0].contains("`b` is listed"), "{:?}", tally.complaints);
    }

    #[test]
    fn a_test_that_is_not_listed_fails() {
        let tally = judge(
            Browser::Chromium,
            &[ran("a", Outcome::Passed), ran("b", Outcome::Passed)],
            Some(&list(&["a"])),
        );
        assert_eq!(tally.failed, 1);
    }

    #[test]
    fn with_a_name_only_what_ran_counts() {
        let tally = judge(
            Browser::Chromium,
            &[ran("a", Outcome::Failed), ran("b", Outcome::Skipped)],
            None,
        );
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }

    #[test]
    fn the_reporters_lines_are_read() {
        let report = "{\"name\":\"a\",\"outcome\":\"passed\",\"file\":\"x\"}\n";
        let ran = read_report(report).unwrap();
        assert_eq!(ran[0].outcome, Outcome::Passed);
        assert!(read_report("{").is_err());
    }
}
