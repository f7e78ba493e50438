//! `cargo xtask check`: all that can be known without running Pronto.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::codegen;
use crate::context::Context;
use crate::process::{self, PRODUCT, XTASK};
use crate::setup;
use crate::step::step;
use crate::tally::Tally;
use crate::tidy;
use crate::wasm::{self, Core, Effort};

/// Runs the checks and tells how many passed.
pub fn run(context: &Context) -> Result<ExitCode> {
    setup::npm(context)?;
    let mut tally = Tally::default();
    all(context, &mut tally);
    Ok(tally.conclude())
}

/// Every check, each counted as one. A failure does not keep the next from running.
///
/// Returns the core that was built on the way, if it could be.
pub fn all(context: &Context, tally: &mut Tally) -> Option<Built> {
    tally.check("formatting", step("formatting", || formatting(context)));
    tally.check("lints", step("lints", || lints(context)));
    let built = tally.check("wasm", core(context));
    tally.check("types of the JavaScript", step("types of the JavaScript", || types(context)));
    if let Some(built) = &built {
        let freshness = step("freshness of generated/", || freshness(context, &built.core));
        tally.check("freshness of generated/", freshness);
    }
    tally.check("house rules", step("house rules", || tidy::check(context)));
    built
}

pub use crate::dist::Built;

fn formatting(context: &Context) -> Result<()> {
    let mut cargo = process::cargo(context);
    cargo.args(["fmt", "--all", "--check", "--", "--color", "never"]);
    process::aside(context, "fmt", &mut cargo)?.expect_success("`cargo fmt --check`").map(drop)
}

/// With all features, so that src/web/ is linted too: the browser crates compile natively.
fn lints(context: &Context) -> Result<()> {
    for (log, crates) in [("clippy", PRODUCT.as_slice()), ("clippy-xtask", XTASK.as_slice())] {
        let mut cargo = process::cargo(context);
        cargo.arg("clippy").args(crates).args(["--all-targets", "--", "--deny", "warnings"]);
        process::aside(context, log, &mut cargo)?.expect_success("clippy")?;
    }
    Ok(())
}

/// The code that only wasm32 compiles must be free of warnings as well.
fn core(context: &Context) -> Result<Built> {
    let toolchain = setup::wasm(context)?;
    let core = wasm::build(context, &toolchain, Effort::Release)?;
    if !core.warnings.is_empty() {
        bail!("the build for browsers warns:\n{}", core.warnings);
    }
    Ok(Built { core, rust: toolchain.version })
}

fn types(context: &Context) -> Result<()> {
    for project in ["tsconfig.json", "tests/e2e/tsconfig.json"] {
        let mut tsc = process::node(context, "typescript/bin/tsc");
        tsc.args(["--project", project]);
        process::aside(context, "tsc", &mut tsc)?.expect_success(&format!("tsc for {project}"))?;
    }
    Ok(())
}

fn freshness(context: &Context, core: &Core) -> Result<()> {
    let stale = codegen::stale(context, core)?;
    if !stale.is_empty() {
        bail!("stale: {}; `cargo xtask codegen` writes them anew", stale.join(", "));
    }
    Ok(())
}
