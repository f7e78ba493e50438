//! `cargo xtask codegen`: generated/ from the Rust types and tables.
//!
//! The core's example `codegen` prints everything but `core/pronto.d.ts`, which wasm-bindgen
//! makes, `relay-api.json`, which the relay's example `openapi` prints, and `highlight.css`, which is
//! a text of page/highlight.js. All are committed, so that editors and tsc need no build, and `check` compares them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::context::{Context, walk};
use crate::process::{self, PRODUCT};
use crate::setup;
use crate::step::step;
use crate::wasm::{self, Core, Effort};

/// Writes what differs, and takes away what is no longer made.
pub fn run(context: &Context) -> Result<()> {
    let toolchain = setup::wasm(context)?;
    setup::npm(context)?;
    let core = wasm::build(context, &toolchain, Effort::Release)?;
    let fresh = step("generating", || generate(context, &core))?;
    let generated = context.root.join(FOLDER);
    let stale = differences(&fresh, &generated)?;
    for file in &stale {
        let (from, to) = (fresh.join(file), generated.join(file));
        if from.exists() {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(from, to)?;
            println!("wrote {FOLDER}/{}", file.display());
        } else {
            fs::remove_file(to)?;
            println!("removed {FOLDER}/{}", file.display());
        }
    }
    if stale.is_empty() {
        println!("{FOLDER}/ was fresh");
    }
    Ok(())
}

/// The files of generated/ that are not what the Rust sources say now.
pub fn stale(context: &Context, core: &Core) -> Result<Vec<String>> {
    let fresh = generate(context, core)?;
    let stale = differences(&fresh, &context.root.join(FOLDER))?;
    Ok(stale.iter().map(|file| format!("{FOLDER}/{}", file.display())).collect())
}

const FOLDER: &str = "generated";

const SHEET_HEADER: &str =
    "/* Made by `cargo xtask codegen` from page/highlight.js. Do not edit. */\n";

/// The sheet that browsers put into pages before they are drawn, from the one that scripts put there.
const PRINT_SHEET: &str =
    "import { HIGHLIGHT_CSS } from './page/highlight.js'; process.stdout.write(HIGHLIGHT_CSS);";

/// Generates everything into an empty folder of ours.
fn generate(context: &Context, core: &Core) -> Result<PathBuf> {
    let fresh = context.scratch("generated")?;
    fs::remove_dir_all(&fresh)?;
    fs::create_dir_all(fresh.join("core"))?;
    let mut cargo = process::cargo(context);
    cargo.arg("build").args(PRODUCT).args(["--example", "codegen", "--example", "openapi"]);
    process::aside(context, "codegen-build", &mut cargo)?.expect_success("building codegen")?;
    let mut example = process::tool(context.target.join("debug/examples/codegen"));
    example.current_dir(&context.root).arg(&fresh);
    process::aside(context, "codegen", &mut example)?.expect_success("the example codegen")?;
    let mut example = process::tool(context.target.join("debug/examples/openapi"));
    example.current_dir(&context.root).arg(fresh.join("relay-api.json"));
    process::aside(context, "openapi", &mut example)?.expect_success("the example openapi")?;
    let mut node = process::tool("node");
    node.current_dir(&context.root).args(["--input-type=module", "--eval", PRINT_SHEET]);
    let sheet = SHEET_HEADER.to_owned() + &process::capture(&mut node)?;
    fs::write(fresh.join("highlight.css"), sheet)?;
    let declarations = fs::read_to_string(core.folder.join("pronto.d.ts"))?;
    let text = format!("{HEADER}{}", wasm::stable_declarations(&declarations));
    fs::write(fresh.join("core/pronto.d.ts"), text)?;
    Ok(fresh)
}

const HEADER: &str = "// Made by `cargo xtask codegen` from src/web/; do not edit.\n";

/// Files that stand in only one of two folders, or differ.
fn differences(one: &Path, other: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in [one, other] {
        if folder.exists() {
            let mut found = Vec::new();
            walk(folder, Path::new(""), &mut found)?;
            files.extend(found);
        }
    }
    files.sort();
    files.dedup();
    files.retain(|file| fs::read(one.join(file)).ok() != fs::read(other.join(file)).ok());
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_missing_and_left_over_files_are_all_differences() {
        let context = Context::find(false).unwrap();
        let one = context.scratch("unit-test-codegen/one/sub").unwrap();
        let other = context.scratch("unit-test-codegen/other/sub").unwrap();
        for (folder, file, text) in [
            (&one, "same", "a"),
            (&other, "same", "a"),
            (&one, "stale", "new"),
            (&other, "stale", "old"),
            (&one, "missing", ""),
            (&other, "left-over", ""),
        ] {
            fs::write(folder.join(file), text).unwrap();
        }
        let found = differences(one.parent().unwrap(), other.parent().unwrap()).unwrap();
        assert_eq!(found, ["sub/left-over", "sub/missing", "sub/stale"].map(PathBuf::from));
    }
}
