//! The core as wasm: cargo, then bindgen (a library here), then wasm-opt.
//!
//! The result is kept by the content of what went in, so that a second run costs nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::context::Context;
use crate::likeness;
use crate::process;
use crate::setup::Toolchain;
use crate::step::step;

/// The built core.
pub struct Core {
    /// Holds `pronto.js`, `pronto_bg.wasm` and `pronto.d.ts`.
    pub folder: PathBuf,
    /// What the compiler warned about, empty when nothing.
    pub warnings: String,
}

/// How much time goes into making the wasm small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// What ships.
    Release,
    /// Quickly built and large, for a developer's next try.
    Quick,
}

/// What of the core goes into a wasm: a feature of the crate, and the files' name.
struct Part {
    feature: &'static str,
    name: &'static str,
}

/// All of it, as it ships.
const WHOLE: Part = Part { feature: "web", name: "pronto" };
/// The number finder alone, for what measures it.
const FINDER: Part = Part { feature: "finder", name: "finder" };

/// Builds the core for browsers.
pub fn build(context: &Context, toolchain: &Toolchain, effort: Effort) -> Result<Core> {
    build_part(context, toolchain, effort, &WHOLE)
}

/// Builds the number finder alone: `finder.js` and `finder_bg.wasm`.
pub fn build_finder(context: &Context, toolchain: &Toolchain) -> Result<Core> {
    build_part(context, toolchain, Effort::Release, &FINDER)
}

fn build_part(
    context: &Context,
    toolchain: &Toolchain,
    effort: Effort,
    part: &Part,
) -> Result<Core> {
    let what = if part.name == WHOLE.name { "core" } else { part.name };
    let title = format!("building the {what} for browsers ({})", short_version(&toolchain.version));
    let output = step(&title, || compile(context, toolchain, effort, part))?;
    let raw = wasm_target(context)
        .join("wasm32-unknown-unknown")
        .join(profile_folder(effort))
        .join("pronto.wasm");
    let bytes = fs::read(&raw).with_context(|| format!("cannot read {}", raw.display()))?;
    let folder = context.scratch(what)?;
    let wasm_file = format!("{}_bg.wasm", part.name);
    let made_from = made_from(&bytes, effort);
    let stamp = folder.join("made-from");
    if fs::read_to_string(&stamp).is_ok_and(|before| before == made_from) {
        return Ok(Core { folder, warnings: warnings(&output) });
    }
    drop(fs::remove_file(&stamp));
    step("binding it to JavaScript", || bind(&raw, &folder, part))?;
    if effort == Effort::Release {
        step("making it small", || optimise(context, &folder.join(&wasm_file)))?;
    }
    let wasm = fs::read(folder.join(&wasm_file))?;
    refuse_places(&wasm, &toolchain.places(context)?)?;
    fs::write(&stamp, made_from)?;
    Ok(Core { folder, warnings: warnings(&output) })
}

/// The declarations of the core's JavaScript, without what changes from compiler to compiler.
///
/// `InitOutput` lists the wasm's raw exports, some with hashes in their names, and nobody may
/// call those; the rest is the interface that extension pages are checked against.
pub fn stable_declarations(declarations: &str) -> String {
    let mut kept = Vec::new();
    let mut inside = false;
    for line in declarations.lines() {
        if inside && line != "}" && !line.contains("readonly memory:") {
            continue;
        }
        inside = (inside || line == "export interface InitOutput {") && line != "}";
        kept.push(line.trim_end());
    }
    kept.join("\n").trim_start().to_owned() + "\n"
}

/// The name of the wasm file, as wasm-bindgen's JavaScript asks for it.
pub const WASM_FILE: &str = "pronto_bg.wasm";

fn compile(
    context: &Context,
    toolchain: &Toolchain,
    effort: Effort,
    part: &Part,
) -> Result<String> {
    let mut cargo = toolchain.cargo(context);
    cargo.args(["build", "--lib", "--package", "pronto", "--features", part.feature, "--locked"]);
    cargo.args(["--profile", profile(effort)]).args(toolchain.wasm_options(context)?);
    if effort == Effort::Quick {
        // The standard library of the private sysroot aborts on a panic, so this must too.
        cargo.args(["--config", "profile.dev.panic=\"abort\""]);
    }
    cargo.arg("--target-dir").arg(wasm_target(context));
    process::aside(context, "wasm", &mut cargo)?.expect_success("building the core for browsers")
}

/// Not cargo's usual folder: the compiler may be another one, and two compilers in one folder
/// would each find the other's notes and ask again for everything.
fn wasm_target(context: &Context) -> PathBuf {
    context.target.join("web")
}

fn profile(effort: Effort) -> &'static str {
    match effort {
        Effort::Release => "wasm",
        Effort::Quick => "dev",
    }
}

/// Where cargo puts what it builds with a profile.
fn profile_folder(effort: Effort) -> &'static str {
    match effort {
        Effort::Release => "wasm",
        Effort::Quick => "debug",
    }
}

fn bind(raw: &Path, folder: &Path, part: &Part) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(raw)
        .out_name(part.name)
        .web(true)?
        .typescript(true)
        // Without an argument it loads the file beside it, which is where it lies in dist/.
        .omit_default_module_path(false)
        .remove_producers_section(true);
    bindgen.generate(folder)
}

/// Makes the file small, and then puts its functions in the order in which it packs best.
fn optimise(context: &Context, wasm: &Path) -> Result<()> {
    wasm_opt(context, wasm, &OPTIMISATION)?;
    fs::write(wasm, likeness::named_by_likeness(&fs::read(wasm)?)?)?;
    wasm_opt(context, wasm, &LIKENESS)
}

/// Runs npm's wasm-opt over the file. It reads from the wasm which features it may use.
fn wasm_opt(context: &Context, wasm: &Path, passes: &[&str]) -> Result<()> {
    let small = wasm.with_extension("small.wasm");
    let mut tool = process::node(context, "binaryen/bin/wasm-opt");
    tool.args(passes).arg(wasm).arg("-o").arg(&small);
    process::aside(context, "wasm-opt", &mut tool)?.expect_success("wasm-opt")?;
    fs::rename(&small, wasm)?;
    Ok(())
}

/// Measured on this core, see docs of binaryen for the passes behind each level. A function that is
/// called once is put in its caller's place only when it is tiny: browsers compile a function when it is
/// called first, and the first number would wait for what most texts do not need. It costs no speed.
///
/// Nothing of ours lies in the first 1024 bytes, where the stack would end: so an addition may become the
/// offset of what is loaded or stored (`low-memory-unused`).
///
/// What is shipped is compressed, and only that size counts. So zeros stay where they are: instead of each
/// run of them `memory-packing` writes down where the next bytes go, which is longer than what gzip makes
/// of zeros. And functions stand by their names, copies of one generic function side by side, from where
/// `likeness` goes on. Together they save 4 KB.
const OPTIMISATION: [&str; 9] = [
    "-O2",
    "--shrink-level=2",
    "--converge",
    "--low-memory-unused",
    "--one-caller-inline-max-function-size",
    "10",
    "--skip-pass",
    "memory-packing",
    "--reorder-functions-by-name",
];

/// Over a file whose functions `likeness` has named; it saves 6 KB, gzipped.
const LIKENESS: [&str; 1] = ["--reorder-functions-by-name"];

/// Whatever else changes the result belongs in here.
fn made_from(wasm: &[u8], effort: Effort) -> String {
    let passes = [&OPTIMISATION[..], &LIKENESS].concat().join(" ");
    format!("{effort:?} {passes} {:x}", Sha256::digest(wasm))
}

/// A path of the building machine tells strangers about it and makes every build different.
fn refuse_places(wasm: &[u8], places: &[(PathBuf, &'static str)]) -> Result<()> {
    for (place, _) in places {
        let text = place.to_string_lossy();
        if wasm.windows(text.len()).any(|bytes| bytes == text.as_bytes()) {
            bail!("the wasm names a folder of this machine, {text}");
        }
    }
    Ok(())
}

fn warnings(output: &str) -> String {
    if output.lines().any(|line| line.starts_with("warning")) {
        output.to_owned()
    } else {
        String::new()
    }
}

/// `rustc 1.96.0` of `rustc 1.96.0 (ac68faa20 2026-05-25)`.
fn short_version(version: &str) -> &str {
    version.split(" (").next().unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_lose_what_changes_from_compiler_to_compiler() {
        let declarations = "/* tslint:disable */\nexport class Core {\n  free(): void;\n}\n\
             export interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n    \
             readonly closure__h123: (a: number) => void;\n}\n\nexport type A = number;\n";
        assert_eq!(
            stable_declarations(declarations),
            "/* tslint:disable */\nexport class Core {\n  free(): void;\n}\n\
             export interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n}\n\n\
             export type A = number;\n"
        );
    }

    #[test]
    fn a_folder_of_the_machine_in_the_wasm_is_refused() {
        let places = [(PathBuf::from("/somebody/pronto"), "/pronto")];
        assert!(refuse_places(b"panicked at /pronto/src/lib.rs", &places).is_ok());
        assert!(refuse_places(b"panicked at /somebody/pronto/src/lib.rs", &places).is_err());
    }

    #[test]
    fn the_same_wasm_made_differently_is_made_again() {
        assert_ne!(made_from(b"a", Effort::Release), made_from(b"b", Effort::Release));
        assert_ne!(made_from(b"a", Effort::Release), made_from(b"a", Effort::Quick));
    }

    #[test]
    fn warnings_are_noticed() {
        assert_eq!(warnings("   Compiling pronto\n    Finished\n"), "");
        assert!(!warnings("   Compiling pronto\nwarning: unused\n").is_empty());
    }
}
