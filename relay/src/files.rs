//! Files that survive a crash: replaced whole, so that the old one or the new one is there and
//! never half of either, or written at their end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes beside the file, then puts it in its place. Readable by its owner alone, who is the
/// folder's: root, who adds a person, must not lock the relay out.
///
/// # Errors
/// When the disk refuses; names the file.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    named(path, replace_whole(path, bytes))
}

fn replace_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    let mut file = with_mode(&mut options, 0o600).open(&beside)?;
    give_to_owner_of_folder(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// An error that says which file it is about.
///
/// # Errors
/// The one that it was given.
pub fn named<T>(path: &Path, outcome: io::Result<T>) -> io::Result<T> {
    outcome.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

#[cfg(unix)]
fn give_to_owner_of_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let Some(folder) = path.parent() else { return Ok(()) };
    let (folder, file) = (fs::metadata(folder)?, fs::metadata(path)?);
    if (folder.uid(), folder.gid()) == (file.uid(), file.gid()) {
        return Ok(());
    }
    match chown(path, Some(folder.uid()), Some(folder.gid())) {
        // Only root can give away; anybody else who may write here is who reads it too.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        outcome => outcome,
    }
}

#[cfg(not(unix))]
fn give_to_owner_of_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file to write at its end.
///
/// # Errors
/// When the disk refuses.
pub fn to_append(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    let file = named(path, with_mode(&mut options, mode).open(path))?;
    named(path, give_to_owner_of_folder(path))?;
    Ok(file)
}

/// Whether this open file is the one that lies there; false when it was moved or taken away.
#[cfg(unix)]
#[must_use]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(ours), Ok(there)) = (file.metadata(), fs::metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

/// Whether this open file is the one that lies there. Where open files cannot be moved it is.
#[cfg(not(unix))]
#[must_use]
pub fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn with_mode(options: &mut OpenOptions, mode: u32) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt as _, chown};

    #[test]
    fn what_root_writes_belongs_to_the_owner_of_the_folder() {
        let folder = Folder::temporary("owner");
        // Only root can play this through; for others the folder is their own anyway.
        let given = chown(&*folder, Some(65_534), Some(65_534)).is_ok();
        replace(&folder.join("people.json"), b"{}").expect("written");
        drop(to_append(&folder.join("audit.jsonl"), 0o600).expect("opened"));
        for file in ["people.json", "audit.jsonl"] {
            let owner = fs::metadata(folder.join(file)).expect("it is there").uid();
            let expected =
                if given { 65_534 } else { fs::metadata(&*folder).expect("there").uid() };
            assert_eq!(owner, expected, "{file}");
        }
    }

    #[test]
    fn an_error_names_its_file() {
        let folder = Folder::temporary("named");
        let error = replace(&folder.join("no/people.json"), b"{}").expect_err("no such folder");
        assert!(error.to_string().contains("no/people.json"), "{error}");
    }
}

/// A folder for one test, gone with it.
#[cfg(test)]
pub(crate) struct Folder(std::path::PathBuf);

#[cfg(test)]
impl Folder {
    pub(crate) fn temporary(name: &str) -> Self {
        let name = format!("pronto-relay-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

#[cfg(test)]
impl std::ops::Deref for Folder {
    type Target = Path;
    fn deref(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
