//! `cargo xtask test`: everything, and a last line `N passed, N failed`.
//!
//! A failing step does not keep the others from running, so that the count is of the whole.

use std::fs;
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde::Deserialize;

use crate::browser::Browser;
use crate::check;
use crate::context::Context;
use crate::dist::{self, Built};
use crate::e2e;
use crate::process::{self, PRODUCT, XTASK};
use crate::setup;
use crate::step::{stage, step};
use crate::tally::Tally;

/// Runs all there is.
pub fn run(context: &Context) -> Result<ExitCode> {
    let mut tally = Tally::default();
    let ready = stage("set-up", || {
        setup::everything(context)?;
        setup::npm(context)
    });
    if tally.check("set-up", ready).is_none() {
        return Ok(tally.conclude());
    }
    println!("checks");
    let built = check::all(context, &mut tally);
    println!("native tests");
    native_tests(context, &mut tally);
    println!("extensions and widget");
    if extensions(context, built.as_ref(), &mut tally) {
        browser_tests(context, &mut tally);
    } else {
        tally.fail("browser tests: there is nothing to test".to_owned());
    }
    Ok(tally.conclude())
}

fn native_tests(context: &Context, tally: &mut Tally) {
    for (what, crates) in [
        ("tests of the core and the simulator", PRODUCT.as_slice()),
        ("tests of xtask", XTASK.as_slice()),
    ] {
        let ran = step(what, || {
            let mut cargo = process::cargo(context);
            cargo.arg("test").args(crates).arg("--no-fail-fast");
            process::aside(context, "native-tests", &mut cargo)
        });
        match ran {
            Ok(ran) => tally.add(count_native(&ran.output, ran.success)),
            Err(problem) => tally.fail(format!("{what}: {problem:#}")),
        }
    }
}

/// Whether there are extensions to test.
fn extensions(context: &Context, built: Option<&Built>, tally: &mut Tally) -> bool {
    let Some(built) = built else {
        tally.fail("extensions: the core could not be built".to_owned());
        return false;
    };
    let assembled = dist::assemble(context, &built.core);
    if tally.check("putting extensions and widget together", assembled).is_none() {
        return false;
    }
    let finished = dist::finish(context, built);
    if let Some(table) = tally.check("packages", finished) {
        println!("{table}");
    }
    tally.check("web-ext lint", step("web-ext lint", || web_ext_lint(context)));
    true
}

fn browser_tests(context: &Context, tally: &mut Tally) {
    let programs = e2e::programs(context);
    let built = "building the simulated PBX and the relay";
    let Some(programs) = tally.check(built, programs) else {
        return;
    };
    if let Err(problem) = e2e::in_browsers(context, &Browser::ALL, &programs, None, tally) {
        tally.fail(format!("browser tests: {problem:#}"));
    }
}

/// Adds up libtest's `test result:` lines. An ignored test is a failure: nothing is skipped here.
fn count_native(output: &str, success: bool) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        for part in line.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(word)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match word {
                "passed" => tally.passed += number,
                "failed" | "ignored" => tally.failed += number,
                _ => {}
            }
        }
    }
    if !success && tally.failed == 0 {
        tally.failed = 1;
    }
    if tally.failed > 0 {
        tally.complaints.push(format!("native tests:\n{}", without_passed(output)));
    }
    tally
}

/// The lines of tests that passed would bury the others.
fn without_passed(output: &str) -> String {
    let telling = |line: &&str| !(line.starts_with("test ") && line.ends_with("... ok"));
    output.lines().filter(telling).collect::<Vec<_>>().join("\n")
}

/// What web-ext says about the extension for Firefox.
#[derive(Deserialize)]
struct Lint {
    errors: Vec<Message>,
    warnings: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    code: String,
    message: String,
    #[serde(default)]
    file: Option<String>,
}

/// Warnings that stay: the code, the file, and why. One that no longer comes must go from here.
const ALLOWED_WARNINGS: &[(&str, &str, &str)] = &[];

fn web_ext_lint(context: &Context) -> Result<()> {
    let folder = context.dist().join(Browser::Firefox.word());
    let report = context.scratch("lint")?.join("report.json");
    let mut lint = process::node(context, "web-ext/bin/web-ext.js");
    lint.args(["lint", "--no-config-discovery", "--output", "json", "--source-dir"]).arg(folder);
    let ran = process::aside(context, "web-ext", &mut lint)?;
    fs::write(&report, &ran.output)?;
    // Anything before the report is web-ext talking about itself.
    let start = ran.output.find('{').unwrap_or(0);
    match serde_json::from_str::<Lint>(ran.output[start..].trim()) {
        Ok(lint) => judge_lint(&lint, ALLOWED_WARNINGS),
        Err(_) => bail!("web-ext lint gave no report:\n{}", ran.output),
    }
}

fn judge_lint(lint: &Lint, allowed: &[(&str, &str, &str)]) -> Result<()> {
    let is_allowed = |message: &&Message| {
        let file = message.file.as_deref().unwrap_or("");
        allowed.iter().any(|(code, of, _)| *code == message.code && *of == file)
    };
    let unexplained = lint.warnings.iter().filter(|message| !is_allowed(message));
    let mut complaints: Vec<String> = lint
        .errors
        .iter()
        .chain(unexplained)
        .map(|message| {
            let file = message.file.as_deref().unwrap_or("the extension");
            format!("{}: {file}: {}", message.code, message.message)
        })
        .collect();
    for (code, file, _) in allowed {
        let comes = |message: &Message| {
            message.code == *code && message.file.as_deref().unwrap_or("") == *file
        };
        if !lint.warnings.iter().any(comes) {
            complaints.push(format!("{code} in {file} is allowed and does not come any more"));
        }
    }
    if !complaints.is_empty() {
        bail!(complaints.join("\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_binaries_are_added() {
        let output = "test a ... ok\n\
            test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; \
            finished in 0.00s\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let tally = count_native(output, true);
        assert_eq!((tally.passed, tally.failed), (15, 0));
    }

    #[test]
    fn failures_are_shown_without_what_passed() {
        let output = "test a ... ok\ntest b ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let tally = count_native(output, false);
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert!(tally.complaints[0].contains("test b ... FAILED"));
        assert!(!tally.complaints[0].contains("test a"));
    }

    #[test]
    fn an_ignored_test_and_code_that_does_not_compile_fail() {
        let ignored = "test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured\n";
        assert_eq!(count_native(ignored, true).failed, 2);
        assert_eq!(count_native("error: expected one of", false).failed, 1);
    }

    fn message(code: &str, file: &str) -> Message {
        Message { code: code.to_owned(), message: "m".to_owned(), file: Some(file.to_owned()) }
    }

    #[test]
    fn errors_and_unexplained_warnings_fail_the_lint() {
        let lint = |errors, warnings| Lint { errors, warnings };
        assert!(judge_lint(&lint(vec![], vec![]), &[]).is_ok());
        assert!(judge_lint(&lint(vec![message("A", "x")], vec![]), &[]).is_err());
        assert!(judge_lint(&lint(vec![], vec![message("A", "x")]), &[]).is_err());
    }

    #[test]
    fn an_allowed_warning_passes_only_in_its_file_and_only_while_it_comes() {
        let allowed = &[("A", "x", "because")];
        let lint = |file| Lint { errors: vec![], warnings: vec![message("A", file)] };
        assert!(judge_lint(&lint("x"), allowed).is_ok());
        assert!(judge_lint(&lint("y"), allowed).is_err());
        assert!(judge_lint(&Lint { errors: vec![], warnings: vec![] }, allowed).is_err());
    }
}
