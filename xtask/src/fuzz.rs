//! `cargo xtask fuzz [target]`: each fuzz target for a minute, on the compiler that is there.
//!
//! libFuzzer asks for two things of a compiler: that branches and comparisons are counted, which
//! LLVM's own pass does on stable, and a C++ compiler for itself. Sanitizers, for which nightly would
//! be needed, have little to find where `unsafe` is forbidden. `cargo xtask test` replays the corpora.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::context::Context;
use crate::process;
use crate::step::step;

/// Options of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Options {
    /// Only this target.
    target: Option<String>,
    /// How long each target runs, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// The functions of fuzz/checks.rs.
const TARGETS: [&str; 6] = ["find", "places", "digits", "link", "table", "pbx"];

/// What makes LLVM count branches and hand over what is compared; the same as cargo-fuzz gives.
const INSTRUMENTS: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Builds the targets and runs one after the other; what breaks one lies in its corpus afterwards.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    let chosen: Vec<&str> = match &options.target {
        None => TARGETS.to_vec(),
        Some(name) => match TARGETS.iter().find(|target| *target == name) {
            Some(target) => vec![target],
            None => bail!("no fuzz target `{name}`; there are {}", TARGETS.join(", ")),
        },
    };
    let folder = context.root.join("fuzz");
    let built = context.target.join("fuzz");
    let host = host()?;
    step("building the fuzz targets", || {
        let mut cargo = process::cargo(context);
        cargo.current_dir(&folder).args(["build", "--release", "--locked", "--target", &host]);
        // Named, so that build scripts are built without instruments.
        cargo
            .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTS.join("\x1f"))
            .arg("--target-dir")
            .arg(&built);
        process::aside(context, "fuzz-build", &mut cargo)?
            .expect_success("building the fuzz targets")
    })?;
    for target in chosen {
        let program = built.join(&host).join("release").join(target);
        step(&format!("fuzzing {target}"), || fuzz(context, target, &program, options.seconds))?;
    }
    Ok(())
}

/// Goes on from the corpus, and adds to it only what reaches something new.
fn fuzz(context: &Context, target: &str, program: &Path, seconds: u32) -> Result<()> {
    let kept = context.root.join("fuzz/corpus").join(target);
    fs::create_dir_all(&kept)?;
    let grown = context.scratch(&format!("fuzz/{target}"))?;
    let mut fuzzer = process::tool(program);
    fuzzer.arg(&grown).arg(&kept).args(["-max_len=300", "-timeout=5", "-rss_limit_mb=1024"]);
    fuzzer.arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-artifact_prefix={}/broken-", kept.display()));
    let ran = process::aside(context, &format!("fuzz-{target}"), &mut fuzzer)?;
    if !ran.success {
        let told = ran.output.lines().skip_while(|line| !line.contains("panicked")).take(6);
        let told: Vec<&str> = told.collect();
        bail!("{target} breaks; the input is in fuzz/corpus/{target}\n{}", told.join("\n"));
    }
    let last = ran.output.lines().rev().find(|line| line.starts_with("Done "));
    print!("{} ", last.unwrap_or_default());
    Ok(())
}

fn host() -> Result<String> {
    let said = process::capture(process::tool("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say for which machine it compiles")
}
