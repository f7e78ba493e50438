//! Packages with every byte fixed: entries sorted, one time for all, no machine in them.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::context::{Context, walk};
use crate::process;

/// A file of a package.
pub struct Entry {
    /// Its path in the package, with forward slashes.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it is to be run.
    pub executable: bool,
}

/// Writes a package, and returns the SHA-256 of its bytes in hexadecimal.
pub fn pack(mut entries: Vec<Entry>, package: &Path) -> Result<String> {
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let file =
        File::create(package).with_context(|| format!("cannot write {}", package.display()))?;
    let mut zip = ZipWriter::new(file);
    for entry in &entries {
        let mode = if entry.executable { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            // 1980-01-01, the first day that a zip can name.
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        zip.start_file(entry.name.as_str(), options)?;
        zip.write_all(&entry.bytes)?;
    }
    zip.finish()?;
    Ok(format!("{:x}", Sha256::digest(fs::read(package)?)))
}

/// Every file below a folder.
pub fn folder(folder: &Path) -> Result<Vec<Entry>> {
    let mut files = Vec::new();
    walk(folder, Path::new(""), &mut files)?;
    files.iter().map(|file| entry(folder, file, false)).collect()
}

/// The source as committed to git, with a note on how to get the other packages from it.
pub fn source(context: &Context, note: String) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for file in context.tracked()? {
        let executable = is_executable(&context.root.join(&file))?;
        entries.push(entry(&context.root, &file, executable)?);
    }
    entries.push(Entry { name: NOTE.to_owned(), bytes: note.into_bytes(), executable: false });
    Ok(entries)
}

/// The build note of the source package.
pub const NOTE: &str = "BUILD.md";

/// What the note says. `packages` are names and SHA-256 sums.
pub fn note(rust: &str, packages: &[(String, String)]) -> Result<String> {
    let node = process::capture(process::tool("node").arg("--version"))?;
    let sums: String = packages.iter().map(|(name, sum)| format!("    {sum}  {name}\n")).collect();
    Ok(format!(
        "# Building Pronto {version} from this source\n\n\
         On Debian 12 with cargo, Node 20 or newer, and root or sudo:\n\n    \
         cargo xtask dist --yes\n\n\
         It fetches the crates of Cargo.lock and the npm packages of package-lock.json, installs \
         the Debian packages that are missing, and leaves in `dist/`:\n\n{sums}\n\
         These SHA-256 sums were made with `{rust}` for the wasm and Node {node}; the same \
         versions give the same bytes from any folder.\n\n\
         Nothing is minified: `content.js` is `page/` and `extension/content.js` joined by \
         esbuild, `core/` is made from `src/` by rustc, wasm-bindgen and wasm-opt, and \
         everything else is copied as it stands.\n",
        version = Context::VERSION,
        node = node.trim(),
    ))
}

fn entry(root: &Path, file: &Path, executable: bool) -> Result<Entry> {
    let place = root.join(file);
    let bytes = fs::read(&place).with_context(|| format!("cannot read {}", place.display()))?;
    let words: Vec<_> = file.iter().map(|word| word.to_string_lossy()).collect();
    Ok(Entry { name: words.join("/"), bytes, executable })
}

/// The owner's bit is the one that git keeps; the others follow the machine's umask.
fn is_executable(file: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(file)?.permissions().mode() & 0o100 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(name: &str) -> Entry {
        Entry { name: name.to_owned(), bytes: name.repeat(50).into_bytes(), executable: false }
    }

    #[test]
    fn the_order_of_finding_does_not_change_the_bytes() {
        let context = Context::find(false).unwrap();
        let folder = context.scratch("unit-test-archive").unwrap();
        let one = pack(vec![some("a"), some("b/c")], &folder.join("one.zip")).unwrap();
        let two = pack(vec![some("b/c"), some("a")], &folder.join("two.zip")).unwrap();
        assert_eq!(one, two);
        let other = pack(vec![some("a"), some("b/d")], &folder.join("other.zip")).unwrap();
        assert_ne!(one, other);
    }

    #[test]
    fn two_folders_with_the_same_files_give_the_same_bytes() {
        let context = Context::find(false).unwrap();
        let sums = ["here", "there/deeper"].map(|place| {
            let files = context.scratch(&format!("unit-test-archive/{place}")).unwrap();
            fs::create_dir_all(files.join("sub")).unwrap();
            fs::write(files.join("sub/file.js"), "text").unwrap();
            fs::write(files.join("manifest.json"), "{}").unwrap();
            pack(folder(&files).unwrap(), &files.with_extension("zip")).unwrap()
        });
        assert_eq!(sums[0], sums[1]);
    }

    #[test]
    fn the_note_names_command_versions_and_sums() {
        let note = note("rustc 1.96.0", &[("a.zip".to_owned(), "ff".to_owned())]).unwrap();
        for part in ["cargo xtask dist", "rustc 1.96.0", "    ff  a.zip", Context::VERSION] {
            assert!(note.contains(part), "{part} in {note}");
        }
    }
}
