//! The wasm32 standard library, made once from Debian's source of it.
//!
//! An empty crate is built with `-Z build-std`; the libraries that fall out of it, laid out as
//! rustc expects them, are a private sysroot. It is built small, and so that a panic is a trap and
//! nothing else ([`IMMEDIATE_ABORT`]): a browser shows no message of ours there, with it or without.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use super::toolchain::{
    FLAGS_OF_OTHERS, LIBRARY_SOURCE, WASM, cargo_home, configuration, debian_cargo,
};
use crate::context::Context;
use crate::process;
use crate::step::step;

/// The sysroot for this compiler; built when absent or made for another one.
pub fn ensure(context: &Context, version: &str) -> Result<PathBuf> {
    let flags = flags(context);
    // Cargo builds anew when a flag changes and not when a library does, so another library needs
    // another folder.
    let recipe = Sha256::digest(format!("{version}\n{SEED}\n{flags:?}"));
    let all = context.target.join("wasm-sysroot");
    let sysroot = all.join(format!("{recipe:x}").split_at(12).0);
    if sysroot.join(FINISHED).exists() {
        return Ok(sysroot);
    }
    step("building the wasm32 standard library", || {
        let seed = context.scratch("sysroot")?;
        let built = build(context, &seed, &flags)?;
        let libraries = sysroot.join("lib/rustlib").join(WASM).join("lib");
        drop(fs::remove_dir_all(&all));
        fs::create_dir_all(&libraries)?;
        if copy_libraries(&built, &libraries)? == 0 {
            bail!("the build left no libraries in {}", built.display());
        }
        fs::remove_dir_all(&seed)?;
        // This comes last: an interrupted run is done again.
        fs::write(sysroot.join(FINISHED), version)?;
        Ok(())
    })?;
    Ok(sysroot)
}

/// Builds the empty crate; returns the folder in which its dependencies lie.
fn build(context: &Context, seed: &Path, flags: &[String]) -> Result<PathBuf> {
    fs::create_dir_all(seed.join("src"))?;
    fs::write(seed.join("Cargo.toml"), SEED)?;
    fs::write(seed.join("src/lib.rs"), "#![no_std]\n")?;
    let output = seed.join("target");
    let mut cargo = debian_cargo(context);
    for name in FLAGS_OF_OTHERS {
        cargo.env_remove(name);
    }
    cargo
        .current_dir(seed)
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["build", "--release", "--target", WASM])
        .args(["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"])
        .args(configuration("rustflags", &serde_json::to_string(flags)?))
        .arg("--target-dir")
        .arg(&output);
    process::aside(context, "sysroot", &mut cargo)?.expect_success("building the library")?;
    Ok(output.join(WASM).join("release/deps"))
}

/// The library names its sources in panics; the names are to be the same on every machine.
fn flags(context: &Context) -> Vec<String> {
    let mut places = vec![(context.root.clone(), "/pronto"), (LIBRARY_SOURCE.into(), "/rust")];
    if let Some(home) = cargo_home() {
        places.push((home, "/cargo"));
    }
    let flag =
        |(from, to): &(PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    let immediate_abort = IMMEDIATE_ABORT.iter().map(|&flag| flag.to_owned());
    places.iter().map(flag).chain(immediate_abort).collect()
}

/// Copies every library except the empty crate itself; returns how many.
fn copy_libraries(from: &Path, to: &Path) -> Result<usize> {
    let mut copied = 0;
    let entries = fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.contains("sysroot_seed") {
            fs::copy(entry.path(), to.join(&name))?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// A panic traps at once: no message is put together, and none of the texts and places for messages
/// is in the wasm, a twelfth of it. The library and all that is built on it must agree, and
/// the flag is unstable, so that both builds have `RUSTC_BOOTSTRAP`.
pub const IMMEDIATE_ABORT: [&str; 3] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];

const FINISHED: &str = "finished";

/// A workspace of its own, or cargo would look for it in ours.
const SEED: &str = r#"[package]
name = "sysroot-seed"
version = "0.0.0"
edition = "2024"

[profile.release]
panic = "abort"
opt-level = "z"

[workspace]
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_libraries_are_copied_and_not_the_seed() {
        let context = Context::find(false).unwrap();
        let from = context.scratch("unit-test-sysroot/from").unwrap();
        let to = context.scratch("unit-test-sysroot/to").unwrap();
        for name in ["libstd-1.rlib", "libcore-2.rlib", "libsysroot_seed-3.rlib", "std-1.d"] {
            fs::write(from.join(name), "").unwrap();
        }
        assert_eq!(copy_libraries(&from, &to).unwrap(), 2);
        assert!(to.join("libstd-1.rlib").exists());
        assert!(!to.join("libsysroot_seed-3.rlib").exists());
    }
}
