//! What outlives the process, as a journal: a line of JSON for each change, so that one call costs
//! the same however many others there are. Lines that later ones replace are left out from time to
//! time, and at the start.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::files;
use crate::office::Change;

/// Lines that later ones have replaced, before the file is written anew.
const REPLACED_MAX: usize = 4_096;

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// The last line of everything that is not gone.
    live: BTreeMap<String, Vec<u8>>,
    lines: usize,
    torn: bool,
}

impl Journal {
    /// Opens it, and what stands in it.
    ///
    /// # Errors
    /// When the disk refuses. A line that is damaged is said and left out.
    pub fn open(path: &Path) -> io::Result<(Self, Vec<Change>)> {
        let bytes = match files::named(path, fs::read(path)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut live = BTreeMap::new();
        let mut changes = BTreeMap::new();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice::<Change>(line) {
                Ok(change) => {
                    note(&mut live, &change, line);
                    changes.insert(change.key(), change);
                }
                // The relay died while it wrote: nothing was sent after half a line.
                Err(error) => tracing::error!(%error, "a line of {} is damaged", path.display()),
            }
        }
        let kept = changes.into_values().filter(|change| !change.is_end()).collect();
        files::replace(path, &joined(&live))?;
        let file = files::to_append(path, 0o600)?;
        let lines = live.len();
        Ok((Self { path: path.to_owned(), file, live, lines, torn: false }, kept))
    }

    /// Writes what changed.
    ///
    /// # Errors
    /// When the disk refuses; then none of it counts.
    pub fn write(&mut self, changes: &[Change]) -> io::Result<()> {
        if self.lines > self.live.len() * 2 + REPLACED_MAX {
            self.rewrite()?;
        }
        let mut block = if self.torn { b"\n".to_vec() } else { Vec::new() };
        for change in changes {
            let line = serde_json::to_vec(change)?;
            block.extend_from_slice(&line);
            block.push(b'\n');
            note(&mut self.live, change, &line);
        }
        self.lines += changes.len();
        // Half a line may have been written: the next one starts on its own.
        self.torn = true;
        self.file.write_all(&block)?;
        self.torn = false;
        Ok(())
    }

    /// Waits until the disk has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn rewrite(&mut self) -> io::Result<()> {
        files::replace(&self.path, &joined(&self.live))?;
        self.file = files::to_append(&self.path, 0o600)?;
        self.lines = self.live.len();
        self.torn = false;
        Ok(())
    }
}

fn note(live: &mut BTreeMap<String, Vec<u8>>, change: &Change, line: &[u8]) {
    if change.is_end() {
        live.remove(&change.key());
    } else {
        live.insert(change.key(), line.to_vec());
    }
}

fn joined(live: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    live.values().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::PersonId;
    use pronto::number::Region;

    fn called(person: &str, region: &str) -> Change {
        Change::Country {
            person: PersonId::new(person).expect("a name"),
            region: Region::new(region).expect("a region"),
        }
    }

    fn gone(person: &str, intent: &str) -> Change {
        let person = PersonId::new(person).expect("a name");
        Change::Gone { person, intent: intent.to_owned() }
    }

    #[test]
    fn what_was_written_is_there_at_the_next_start_and_half_a_line_is_not() {
        let folder = files::Folder::temporary("journal");
        let path = folder.join("calls.jsonl");
        let (mut journal, kept) = Journal::open(&path).expect("a journal");
        assert_eq!(kept, []);
        journal.write(&[called("anna", "DE"), gone("anna", "i1")]).expect("written");
        journal.write(&[called("anna", "DE"), called("berta", "GB")]).expect("written");
        drop(journal);
        let mut bytes = fs::read(&path).expect("a file");
        bytes.extend_from_slice(b"{\"what\":\"country\",\"per");
        fs::write(&path, bytes).expect("torn");
        let (mut journal, kept) = Journal::open(&path).expect("a journal");
        assert_eq!(kept, [called("anna", "DE"), called("berta", "GB")]);
        journal.write(&[called("anna", "FR")]).expect("written");
        let text = fs::read_to_string(&path).expect("a file");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    #[test]
    fn a_relay_that_runs_for_years_does_not_fill_the_disk() {
        let folder = files::Folder::temporary("journal-long");
        let path = folder.join("calls.jsonl");
        let (mut journal, _) = Journal::open(&path).expect("a journal");
        for _ in 0..3 * REPLACED_MAX {
            journal.write(&[called("anna", "DE")]).expect("written");
        }
        let lines = fs::read_to_string(&path).expect("a file").lines().count();
        assert!(lines <= REPLACED_MAX + 4, "{lines}");
        let (_, kept) = Journal::open(&path).expect("a journal");
        assert_eq!(kept, [called("anna", "DE")]);
    }
}
