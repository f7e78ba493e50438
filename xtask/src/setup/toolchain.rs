//! The compiler for wasm32, by the first of these ways that is open:
//!
//! 1. the Rust that is in use has the wasm32 standard library: it is used as it is;
//! 2. on Debian, the packages below bring a compiler, the source of its standard library and a
//!    linker, and [`sysroot`](super::sysroot) makes the library from them, once;
//! 3. no way: one line says what the person can do. Nothing of Rust is ever downloaded here.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::debian::{self, Package};
use super::sysroot;
use crate::context::Context;
use crate::process;

/// A cargo and a rustc that can build for wasm32-unknown-unknown.
pub struct Toolchain {
    /// What `rustc --version` says.
    pub version: String,
    rustc: PathBuf,
    kind: Kind,
}

enum Kind {
    /// The toolchain that runs xtask.
    Installed,
    /// Debian's compiler with a standard library of our making, in this folder.
    Private(PathBuf),
}

/// Finds or makes the toolchain.
pub fn find(context: &Context) -> Result<Toolchain> {
    let rustc = installed_rustc();
    if has_wasm(&rustc) {
        let version = version(&rustc)?;
        return Ok(Toolchain { version, rustc, kind: Kind::Installed });
    }
    if !debian::is_debian() {
        bail!(NO_WAY);
    }
    debian::ensure(context, &PACKAGES).map_err(|problem| problem.context(NO_WAY))?;
    let rustc = PathBuf::from(DEBIAN_RUSTC);
    let version = version(&rustc)?;
    if is_older(&version, OLDEST_RUST) {
        bail!("Debian's {} is older than {OLDEST_RUST}; {NO_WAY}", version.trim());
    }
    let folder = sysroot::ensure(context, &version)?;
    Ok(Toolchain { version, rustc, kind: Kind::Private(folder) })
}

impl Toolchain {
    /// A cargo command for the checkout; the caller adds what to build.
    ///
    /// The flags are given as configuration and not by `RUSTFLAGS`, so that they hold for wasm32
    /// alone (build scripts keep the normal sysroot) and folders may have blanks in their names.
    pub fn cargo(&self, context: &Context) -> Command {
        let mut command = match &self.kind {
            Kind::Installed => process::cargo(context),
            Kind::Private(_) => debian_cargo(context),
        };
        for name in FLAGS_OF_OTHERS {
            command.env_remove(name);
        }
        if let Kind::Private(_) = self.kind {
            // For the flags of `sysroot::IMMEDIATE_ABORT`.
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command
    }

    /// Options for a cargo command that builds for wasm32, after the subcommand.
    pub fn wasm_options(&self, context: &Context) -> Result<Vec<String>> {
        let mut flags = Vec::new();
        let mut options = vec!["--target".to_owned(), WASM.to_owned()];
        if let Kind::Private(folder) = &self.kind {
            flags.push(format!("--sysroot={}", folder.display()));
            // After `panic` of the profile, which it overrides.
            flags.extend(sysroot::IMMEDIATE_ABORT.map(str::to_owned));
            options.extend(configuration("linker", &serde_json::to_string(DEBIAN_LINKER)?));
        }
        // Wide instructions for the scan for digits; every browser of the manifests has them.
        flags.push("-Ctarget-feature=+simd128".to_owned());
        for (from, to) in self.places(context)? {
            flags.push(format!("--remap-path-prefix={}={to}", from.display()));
        }
        options.extend(configuration("rustflags", &serde_json::to_string(&flags)?));
        Ok(options)
    }

    /// Folders that differ from machine to machine, and what stands for each of them in the wasm.
    ///
    /// rustc takes the last that fits, so the inner folders come after the outer ones.
    pub fn places(&self, context: &Context) -> Result<Vec<(PathBuf, &'static str)>> {
        let sysroot = process::capture(process::tool(&self.rustc).args(["--print", "sysroot"]))?;
        let mut places = vec![
            (PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust"), "/rust"),
            (context.root.clone(), "/pronto"),
            (context.target.clone(), "/target"),
        ];
        if let Some(home) = cargo_home() {
            places.push((home, "/cargo"));
        }
        Ok(places)
    }
}

/// Whether way 1 is open.
pub fn installed_has_wasm() -> bool {
    has_wasm(&installed_rustc())
}

/// What way 2 needs.
pub const PACKAGES: [Package; 4] = [
    Package { name: "rustc-web", program: DEBIAN_RUSTC },
    Package { name: "cargo-web", program: "/usr/bin/cargo" },
    Package { name: "rust-web-src", program: "/usr/lib/rustlib/src/rust" },
    Package { name: "lld-22", program: DEBIAN_LINKER },
];

/// Debian's cargo, with nothing in the environment that would lead it to another toolchain.
pub(super) fn debian_cargo(context: &Context) -> Command {
    let mut command = process::tool("/usr/bin/cargo");
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTDOC", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    command.env("RUSTC", DEBIAN_RUSTC).current_dir(&context.root);
    command
}

/// Where cargo keeps the sources of crates.
pub(super) fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .and_then(|folder| folder.canonicalize().ok())
}

/// `--config` with a value for the wasm32 target, as two words.
pub(super) fn configuration(key: &str, value: &str) -> [String; 2] {
    ["--config".to_owned(), format!("target.{WASM}.{key}={value}")]
}

/// Rust's name of the target.
pub(super) const WASM: &str = "wasm32-unknown-unknown";

/// Flags that a person set for native builds would end up in the wasm, and hide ours.
pub(super) const FLAGS_OF_OTHERS: [&str; 3] =
    ["CARGO_BUILD_RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS"];

/// Where Debian puts the source of the standard library.
pub(super) const LIBRARY_SOURCE: &str = "/usr/lib/rustlib/src/rust";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";
const OLDEST_RUST: &str = env!("CARGO_PKG_RUST_VERSION");
const NO_WAY: &str =
    "this Rust has no wasm32 standard library: `rustup target add wasm32-unknown-unknown` adds it";

fn installed_rustc() -> PathBuf {
    env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from)
}

/// rustc names the folder of a target's libraries whether or not it is there.
fn has_wasm(rustc: &Path) -> bool {
    let mut command = process::tool(rustc);
    command.args(["--print", "target-libdir", "--target", WASM]);
    process::capture(&mut command).is_ok_and(|folder| holds_std(Path::new(folder.trim())))
}

fn holds_std(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn version(rustc: &Path) -> Result<String> {
    let said =
        process::capture(process::tool(rustc).env_remove("LD_LIBRARY_PATH").arg("--version"))?;
    Ok(said.trim().to_owned())
}

/// Compares `rustc 1.96.0 (…)` with `1.95`; what cannot be read counts as older.
fn is_older(version: &str, oldest: &str) -> bool {
    let numbers = |text: &str| -> Option<(u32, u32)> {
        let mut parts = text.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    let found = version.split_whitespace().nth(1).and_then(numbers);
    found.is_none_or(|found| Some(found) < numbers(oldest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, older) in [
            ("rustc 1.96.0 (ac68faa20 2026-05-25)", false),
            ("rustc 1.95.0", false),
            ("rustc 1.85.0 (built from a source tarball)", true),
            ("rustc 1.100.0", false),
            ("nonsense", true),
        ] {
            assert_eq!(is_older(version, "1.95"), older, "{version}");
        }
    }

    #[test]
    fn a_folder_without_a_standard_library_is_none() {
        assert!(!holds_std(Path::new("no such folder")));
        assert!(!holds_std(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }

    #[test]
    fn the_last_resort_is_one_line_that_names_the_command() {
        assert!(!NO_WAY.contains('\n'));
        assert!(NO_WAY.contains("rustup target add wasm32-unknown-unknown"));
    }

    #[test]
    fn values_for_the_target_are_toml() {
        let flags = serde_json::to_string(&["--sysroot=/a b"]).unwrap();
        assert_eq!(
            configuration("rustflags", &flags)[1],
            r#"target.wasm32-unknown-unknown.rustflags=["--sysroot=/a b"]"#
        );
    }
}
