//! What the benches in browsers share: each runs a script of `benches/NAME/` in both browsers, over a copy
//! of the built extension with a stopwatch in it, and prints tables and JSON.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::context::Context;
use crate::dist;
use crate::e2e::{self, Programs};
use crate::process;
use crate::setup;
use crate::step::step;
use crate::wasm::Effort;

/// A bench in browsers; `Said` is what its script says of one of them.
pub struct Bench<Said> {
    /// Its folder in `benches/`, and the name of its JSON.
    pub name: &'static str,
    /// Makes the copy that is measured.
    pub extension: fn(&Context, Browser) -> Result<PathBuf>,
    /// The table of one browser.
    pub table: fn(&Said) -> String,
}

impl<Said: DeserializeOwned> Bench<Said> {
    /// Builds, measures, prints.
    pub fn run(&self, context: &Context) -> Result<()> {
        setup::browser_tests(context, &Browser::ALL)?;
        dist::build(context, Effort::Release)?;
        let programs = e2e::programs(context)?;
        let mut all = Vec::new();
        for browser in Browser::ALL {
            let words = format!("the {} bench in {browser}", self.name);
            all.push(step(&words, || self.measure(context, &programs, browser))?);
        }
        let file = context.scratch("bench")?.join(format!("{}.json", self.name));
        fs::write(&file, serde_json::to_string_pretty(&json!(all))? + "\n")?;
        for one in all {
            print!("{}", (self.table)(&serde_json::from_value(one)?));
        }
        println!("as JSON: target/xtask/bench/{}.json", self.name);
        Ok(())
    }

    fn measure(&self, context: &Context, programs: &Programs, browser: Browser) -> Result<Value> {
        let extension = (self.extension)(context, browser)?;
        let script = format!("benches/{}/bench.js", self.name);
        let mut node = process::node_script(context, &script);
        e2e::surround(context, &mut node, browser, programs)?;
        node.env("PRONTO_DIST", extension);
        serde_json::from_str(&process::capture(&mut node)?).context("the bench's answer")
    }
}
