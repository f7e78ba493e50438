//! The number finder as wasm, alone, and node to run it: what `score --wasm` and `bench find` measure.

use std::process::Command;

use anyhow::Result;

use crate::context::Context;
use crate::process;
use crate::setup;
use crate::wasm::{self, Core};

/// Builds the wasm; its folder holds `finder.js` and `finder_bg.wasm`.
pub fn build(context: &Context) -> Result<Core> {
    setup::npm(context)?;
    let toolchain = setup::wasm(context)?;
    wasm::build_finder(context, &toolchain)
}

/// A node that answers as examples/find.rs does, from the built wasm.
pub fn node(context: &Context, built: &Core) -> Command {
    let mut node = process::node_script(context, "benches/find/answer.js");
    node.arg(&built.folder);
    node
}
