//! `cargo xtask bench [name]`: the core's benches, as cargo runs them; `bench find`: the finder beside
//! its peers; `bench page`: what a page pays, in both browsers; `bench popup`: how soon the popup shows
//! what is known; `bench relay`: the load on the relay.

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::bench_find;
use crate::bench_page;
use crate::bench_popup;
use crate::bench_relay;
use crate::context::Context;
use crate::process;
use crate::step::stage;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// Only benches with this text in their name; `find` is the finder, in wasm too, beside its peers,
    /// `page` what a page pays in each browser, `popup` how soon the popup is there, `relay` the load on the relay.
    name: Option<String>,
}

/// Runs them; what they print is the result.
pub fn run(context: &Context, options: &Options) -> Result<()> {
    if options.name.as_deref() == Some("find") {
        return stage("the finder and its peers", || bench_find::run(context));
    }
    if options.name.as_deref() == Some("page") {
        return stage("what a page pays", || bench_page::run(context));
    }
    if options.name.as_deref() == Some("popup") {
        return stage("the popup", || bench_popup::run(context));
    }
    if options.name.as_deref() == Some("relay") {
        return stage("load on the relay", || bench_relay::run(context));
    }
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
