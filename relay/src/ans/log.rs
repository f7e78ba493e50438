//! What the PBX pushed, in SQLite: what has been acknowledged outlives the process. It is read when
//! the relay starts anew, so that duplicates stay duplicates and calls that are up are known at once.
//!
//! A row is an event's query without what is secret. Committed rows survive the end of the process
//! in any way; of a power cut the last moments may be lost, for the disk is not waited for.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Result, params};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds until an event is deleted.
    pub age_ms: u64,
    /// Bytes of the file; beyond them the oldest tenth is deleted.
    pub bytes: u64,
}

/// The open log.
#[derive(Debug)]
pub struct Log {
    db: Connection,
    limits: Limits,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Counts up and is never used again.
    pub id: i64,
    /// When it was heard, in milliseconds since 1970.
    pub at_ms: u64,
    /// What it said.
    pub query: String,
}

/// What the tables look like; written into the file.
const VERSION: i64 = 1;

impl Log {
    /// Opens it, or makes a new one.
    ///
    /// # Errors
    /// When the disk refuses, or the file is damaged or from a newer version.
    pub fn open(path: &Path, limits: Limits) -> Result<Self> {
        let db = Connection::open(path)?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is the system's once it is made: no end of this process takes it back.
        db.pragma_update(None, "synchronous", "NORMAL")?;
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version > VERSION {
            return Err(rusqlite::Error::IntegralValueOutOfRange(0, version));
        }
        db.execute_batch(
            "CREATE TABLE IF NOT EXISTS events (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at_ms INTEGER NOT NULL,
                 query TEXT NOT NULL
             ) STRICT;",
        )?;
        db.pragma_update(None, "user_version", VERSION)?;
        Ok(Self { db, limits })
    }

    /// Writes these as one; returns the number of the last.
    ///
    /// # Errors
    /// When the disk refuses; then none of them is there.
    pub fn write(&mut self, at_ms: u64, queries: &[String]) -> Result<i64> {
        let all = self.db.transaction()?;
        {
            let mut insert = all.prepare("INSERT INTO events (at_ms, query) VALUES (?1, ?2)")?;
            for query in queries {
                insert.execute(params![signed(at_ms), query])?;
            }
        }
        let last = all.last_insert_rowid();
        all.commit()?;
        Ok(last)
    }

    /// Those since this time, oldest first.
    ///
    /// # Errors
    /// When the disk refuses or the file is damaged.
    pub fn since(&self, at_ms: u64) -> Result<Vec<Row>> {
        let mut wanted =
            self.db.prepare("SELECT id, at_ms, query FROM events WHERE at_ms >= ?1 ORDER BY id")?;
        let row = |row: &rusqlite::Row<'_>| {
            let at_ms: i64 = row.get(1)?;
            Ok(Row { id: row.get(0)?, at_ms: at_ms.unsigned_abs(), query: row.get(2)? })
        };
        wanted.query_map(params![signed(at_ms)], row)?.collect()
    }

    /// Deletes what is older or more than is kept.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prune(&mut self, now_ms: u64) -> Result<()> {
        let oldest = signed(now_ms.saturating_sub(self.limits.age_ms));
        self.db.execute("DELETE FROM events WHERE at_ms < ?1", params![oldest])?;
        if self.bytes()? > self.limits.bytes {
            self.db.execute(
                "DELETE FROM events WHERE id <= (SELECT MIN(id) + (MAX(id) - MIN(id)) / 10 FROM events)",
                [],
            )?;
        }
        Ok(())
    }

    /// Bytes in use. Pages of deleted rows are used again.
    fn bytes(&self) -> Result<u64> {
        let number = |name| self.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let pages = number("page_count")? - number("freelist_count")?;
        Ok((pages * number("page_size")?).unsigned_abs())
    }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Folder;

    const LIMITS: Limits = Limits { age_ms: 1_000, bytes: 1 << 20 };

    fn texts(rows: Vec<Row>) -> Vec<String> {
        rows.into_iter().map(|row| format!("{} {} {}", row.id, row.at_ms, row.query)).collect()
    }

    #[test]
    fn what_was_written_is_there_and_what_is_old_goes() {
        let folder = Folder::temporary("ans-log");
        let path = folder.join("events.sqlite");
        let mut log = Log::open(&path, LIMITS).expect("a file");
        let write = |log: &mut Log, at, all: &[&str]| {
            let all: Vec<String> = all.iter().map(|text| (*text).to_owned()).collect();
            log.write(at, &all).expect("written")
        };
        assert_eq!(write(&mut log, 1_000, &["a", "b"]), 2);
        drop(log);
        let mut log = Log::open(&path, LIMITS).expect("a file");
        assert_eq!(write(&mut log, 2_000, &["c"]), 3);
        assert_eq!(texts(log.since(0).expect("rows")), ["1 1000 a", "2 1000 b", "3 2000 c"]);
        assert_eq!(texts(log.since(1_001).expect("rows")), ["3 2000 c"]);
        log.prune(2_001).expect("pruned");
        assert_eq!(texts(log.since(0).expect("rows")), ["3 2000 c"]);
        log.prune(9_000).expect("pruned");
        assert_eq!(write(&mut log, 9_000, &["d"]), 4, "a number is never used again");
    }

    #[test]
    fn it_does_not_grow_beyond_its_bytes() {
        let folder = Folder::temporary("ans-log-size");
        let mut log = Log::open(&folder.join("events.sqlite"), LIMITS).expect("a file");
        let rows: Vec<String> = (0..100).map(|n| format!("{n} {}", "x".repeat(1_000))).collect();
        for _ in 0..40 {
            log.write(1, &rows).expect("written");
            log.prune(1).expect("pruned");
        }
        assert!(log.bytes().expect("a number") <= LIMITS.bytes + 110_000);
        let kept = log.since(0).expect("rows");
        assert!(
            kept.len() > 500 && kept.last().is_some_and(|row| row.id == 4_000),
            "{}",
            kept.len()
        );
        let size = std::fs::metadata(folder.join("events.sqlite")).expect("a file").len();
        assert!(size < 2 * LIMITS.bytes, "{size}");
    }
}
