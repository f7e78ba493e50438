//! `cargo xtask bench [name]`: the core's benches, as cargo runs them.

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::context::Context;
use crate::process;
use crate::step::stage;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// Only benches with this text in their name.
    name: Option<String>,
}

/// Runs them; what they print is the result.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    stage("benches of the core", || {
        let mut cargo = process::cargo(context);
        cargo.args(["bench", "--locked", "--package", "pronto", "--benches", "--"]);
        cargo.args(&options.name);
        let status = cargo.status().context("cannot run cargo")?;
        if !status.success() {
            bail!("`cargo bench` failed ({status})");
        }
        Ok(())
    })
}
