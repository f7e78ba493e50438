//! Node itself, and the npm packages at the versions of package-lock.json.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

use crate::context::Context;
use crate::process;
use crate::step::step;

/// Makes sure of Node and of node_modules.
pub fn packages(context: &Context) -> Result<()> {
    let version = version()?;
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node {OLDEST_NODE} or newer is needed, and this is {}", version.trim());
    }
    let lock = changed(&context.root.join("package-lock.json"));
    let installed = changed(&context.root.join("node_modules/.package-lock.json"));
    if !is_stale(lock, installed) {
        return Ok(());
    }
    if process::which("npm").is_none() {
        bail!("npm is missing; it comes with Node, or on Debian with the package npm");
    }
    step("npm ci", || {
        let mut npm = process::tool("npm");
        npm.current_dir(&context.root).args(["ci", "--no-audit", "--no-fund"]);
        process::aside(context, "npm", &mut npm)?.expect_success("npm ci").map(drop)
    })
}

/// What `node --version` says, such as `v20.20.2`.
pub fn version() -> Result<String> {
    process::capture(process::tool("node").arg("--version"))
        .context("Node is missing; Pronto's tools need version 20 or newer")
}

/// The oldest Node that all tools in package.json run on.
const OLDEST_NODE: u32 = 20;

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// npm writes the second file when it has finished, so an interrupted run is done again.
fn is_stale(lock: Option<SystemTime>, installed: Option<SystemTime>) -> bool {
    match (lock, installed) {
        (Some(lock), Some(installed)) => lock > installed,
        _ => true,
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|data| data.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn versions_are_read() {
        for (text, expected) in [("v20.20.2\n", Some(20)), ("v8.0.0", Some(8)), ("oops", None)] {
            assert_eq!(major(text), expected, "{text}");
        }
    }

    #[test]
    fn packages_are_fetched_when_absent_unfinished_or_older_than_the_lock() {
        let early = SystemTime::UNIX_EPOCH;
        let late = early + Duration::from_secs(1);
        assert!(is_stale(Some(early), None));
        assert!(is_stale(Some(late), Some(early)));
        assert!(!is_stale(Some(early), Some(late)));
    }
}
