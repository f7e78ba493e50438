//! Running other programs: with a clean environment, output kept aside until it is needed, and
//! an error that names the command.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::context::Context;

/// A command without what `cargo run` put into the environment for xtask alone.
///
/// Left in place, those variables would make the same build look different to cargo when it is
/// started here and when it is started by hand, and everything would be built twice.
pub fn tool(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || name.starts_with("CARGO_BIN_")
            || name == "CARGO_PRIMARY_PACKAGE"
            || name == "LD_LIBRARY_PATH" && names_a_toolchain(&name)
        {
            command.env_remove(name);
        }
    }
    command
}

/// The cargo that started xtask, in the checkout.
pub fn cargo(context: &Context) -> Command {
    let mut command = tool(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&context.root);
    command
}

/// The options that name every crate but xtask, for any native cargo command.
///
/// Cargo resolves features for all crates that are named together. Naming always the same ones
/// keeps every dependency built once; xtask is built before, alone, by `cargo xtask` itself.
pub const PRODUCT: [&str; 5] = ["--workspace", "--exclude", "xtask", "--all-features", "--locked"];

/// The options that name xtask alone.
pub const XTASK: [&str; 3] = ["--package", "xtask", "--locked"];

/// A program that npm installed, run by node, in the checkout.
///
/// `script` is a path below node_modules, such as `typescript/bin/tsc`.
pub fn node(context: &Context, script: &str) -> Command {
    let mut command = node_script(context, &format!("node_modules/{script}"));
    // web-ext would ask the registry for a newer version of itself.
    command.env("NO_UPDATE_NOTIFIER", "1");
    command
}

/// A script of ours, run by node, in the checkout.
pub fn node_script(context: &Context, script: &str) -> Command {
    let mut command = tool("node");
    command.current_dir(&context.root).arg(context.root.join(script));
    command
}

/// Runs to the end and returns what it printed on stdout; stderr is shown when it fails.
pub fn capture(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot run `{shown}`"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({})\n{said}{complaint}", output.status);
    }
    Ok(said)
}

/// How a command that was run [`aside`] ended.
pub struct Aside {
    /// It ended with success.
    pub success: bool,
    /// All that it printed, stdout and stderr as they came.
    pub output: String,
}

impl Aside {
    /// The output of a success, or an error that ends with the output.
    pub fn expect_success(self, what: &str) -> Result<String> {
        if !self.success {
            bail!("{what} failed:\n{}", self.output.trim_end());
        }
        Ok(self.output)
    }
}

/// Runs to the end with all output in `target/xtask/logs/NAME.log`, and returns it.
pub fn aside(context: &Context, name: &str, command: &mut Command) -> Result<Aside> {
    let log = context.scratch("logs")?.join(format!("{name}.log"));
    let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let shown = shown(command);
    let status = command
        .stdin(Stdio::null())
        .stderr(file.try_clone()?)
        .stdout(file)
        .status()
        .with_context(|| format!("cannot run `{shown}`"))?;
    let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    Ok(Aside { success: status.success(), output })
}

/// Where a program lies, if it is in the search path.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let mut words = vec![short(command.get_program())];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn short(program: &OsStr) -> String {
    Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned()
}

/// cargo points programs that it runs at its own toolchain's libraries; another toolchain's
/// compiler must not load those.
fn names_a_toolchain(name: &str) -> bool {
    env::var(name).is_ok_and(|value| value.contains("rustlib") || value.contains("toolchains"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_set_for_xtask_is_not_passed_on() {
        let command = tool("true");
        let removed: Vec<_> =
            command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(removed.contains(&OsStr::new("CARGO_PKG_NAME")));
    }

    #[test]
    fn a_failure_names_the_command_and_what_it_said() {
        let problem = capture(tool("sh").args(["-c", "echo why >&2; exit 3"])).unwrap_err();
        let text = problem.to_string();
        assert!(text.contains("sh -c") && text.contains("why"), "{text}");
    }

    #[test]
    fn output_kept_aside_holds_both_streams() {
        let context = Context::find(false).unwrap();
        let ran =
            aside(&context, "unit-test", tool("sh").args(["-c", "echo one; echo two >&2; exit 1"]));
        let ran = ran.unwrap();
        assert!(!ran.success);
        assert_eq!(ran.output, "one\ntwo\n");
        assert!(ran.expect_success("printing").unwrap_err().to_string().ends_with("two"));
    }

    #[test]
    fn programs_are_found_in_the_search_path() {
        assert!(which("sh").is_some());
        assert_eq!(which("no-such-program-here"), None);
    }
}
