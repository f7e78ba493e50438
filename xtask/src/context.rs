//! Where the checkout is, where output goes, and whether a person may be asked.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::process;

/// What every command is given.
pub struct Context {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target folder; everything that is built on the way lies below.
    pub target: PathBuf,
    /// Packages are installed without a question.
    pub yes: bool,
}

impl Context {
    /// The version of all parts, from the workspace's Cargo.toml.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    /// Reads the surroundings once; nothing later looks at the environment for these.
    pub fn find(yes: bool) -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().context("xtask lies in the checkout")?.canonicalize()?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        fs::create_dir_all(&target)?;
        let target = target.canonicalize()?;
        let automatic = env::var("CI").is_ok_and(|value| value == "true" || value == "1");
        Ok(Self { root, target, yes: yes || automatic })
    }

    /// The folder of finished extensions and packages.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A folder of xtask's own under the target folder, made when absent.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join("xtask").join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// Every file of the source, committed or about to be; relative and sorted.
    pub fn sources(&self) -> Result<Vec<PathBuf>> {
        self.listed(&["--cached", "--others", "--exclude-standard"])
    }

    /// The files that are committed or staged, and so belong to what is published.
    pub fn tracked(&self) -> Result<Vec<PathBuf>> {
        self.listed(&["--cached"])
    }

    /// Asks git. The unpacked source package has none; there, it is everything that is not built.
    fn listed(&self, which: &[&str]) -> Result<Vec<PathBuf>> {
        let mut files: Vec<PathBuf> = if self.root.join(".git").exists() {
            let mut git = process::tool("git");
            git.current_dir(&self.root).args(["ls-files", "-z"]).args(which);
            let listed = process::capture(&mut git)?;
            listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect()
        } else {
            let mut found = Vec::new();
            walk(&self.root, Path::new(""), &mut found)?;
            found.retain(|file| file != Path::new(crate::archive::NOTE));
            found
        };
        // A file that was deleted but not yet committed is listed by git and is not there.
        files.retain(|file| self.root.join(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }
}

/// Every file below `root/folder`, relative to `root`, without what is built or fetched.
pub fn walk(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let place = root.join(folder);
    let entries =
        fs::read_dir(&place).with_context(|| format!("cannot list {}", place.display()))?;
    for entry in entries {
        let entry = entry?;
        let relative = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if !BUILT.iter().any(|built| Path::new(built) == relative) {
                walk(root, &relative, found)?;
            }
        } else {
            found.push(relative);
        }
    }
    found.sort();
    Ok(())
}

/// Folders at the top of the checkout that hold no source; the same as .gitignore, and git's own.
const BUILT: [&str; 4] = [".git", "dist", "node_modules", "target"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_found_and_its_sources_leave_out_what_is_built() {
        let context = Context::find(false).unwrap();
        let sources = context.sources().unwrap();
        assert!(sources.contains(&PathBuf::from("Cargo.toml")));
        assert!(sources.contains(&PathBuf::from("xtask/src/context.rs")));
        assert!(sources.iter().all(|file| !file.starts_with("target")));
        assert!(sources.is_sorted());
    }

    #[test]
    fn a_walk_without_git_finds_the_same_kind_of_list() {
        let context = Context::find(false).unwrap();
        let mut found = Vec::new();
        walk(&context.root, Path::new(""), &mut found).unwrap();
        assert!(found.contains(&PathBuf::from("xtask/src/context.rs")));
        assert!(found.iter().all(|file| !file.starts_with("node_modules")));
    }
}
