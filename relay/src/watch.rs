//! Notices that a file has been written or replaced.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

/// Files, and how they were when somebody looked last.
pub struct Watch {
    files: Vec<(PathBuf, Option<Stamp>)>,
}

/// What changes with a file's content; the inode with one that is put in its place.
#[derive(PartialEq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    inode: u64,
}

impl Watch {
    /// Begins before the files are read, so that what is written meanwhile is a change.
    #[must_use]
    pub fn begin<const COUNT: usize>(paths: [PathBuf; COUNT]) -> Self {
        let files = paths.map(|path| {
            let stamp = stamp(&path);
            (path, stamp)
        });
        Self { files: files.into() }
    }

    /// Whether one of them has changed since the last look.
    pub fn has_changed(&mut self) -> bool {
        let mut changed = false;
        for (path, seen) in &mut self.files {
            let now = stamp(path);
            changed |= *seen != now;
            *seen = now;
        }
        changed
    }
}

fn stamp(path: &std::path::Path) -> Option<Stamp> {
    let data = fs::metadata(path).ok()?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&data);
    #[cfg(not(unix))]
    let inode = 0;
    Some(Stamp { modified: data.modified().ok(), bytes: data.len(), inode })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Folder, replace};

    #[test]
    fn each_change_is_noticed_once() {
        let folder = Folder::temporary("watch");
        let [one, other] = ["one", "other"].map(|name| folder.join(name));
        let mut watch = Watch::begin([one.clone(), other.clone()]);
        assert!(!watch.has_changed(), "neither is there yet");
        replace(&one, b"1").expect("written");
        assert!(watch.has_changed(), "it came");
        assert!(!watch.has_changed());
        // As long and, on a coarse clock, as old as the one before.
        replace(&one, b"2").expect("written");
        assert!(watch.has_changed(), "another lies in its place");
        replace(&other, b"1").expect("written");
        fs::remove_file(&one).expect("taken away");
        assert!(watch.has_changed());
        assert!(!watch.has_changed());
    }
}
