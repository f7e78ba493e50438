//! What the PBX pushed, in SQLite: what has been acknowledged outlives the process. It is read when
//! the relay starts anew, so that duplicates stay duplicates and calls that are up are known at once.
//!
//! A row is an event's query without what is secret.

use std::path::Path;

use rusqlite::{Connection, Result, params};

use crate::sqlite::{self, Limits, signed};

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

const VERSION: i64 = 1;
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        query TEXT NOT NULL
    ) STRICT;";

impl Log {
    /// Opens it, or makes a new one.
    ///
    /// # Errors
    /// When the disk refuses, or the file is damaged or from a newer version.
    pub fn open(path: &Path, limits: Limits) -> Result<Self> {
        Ok(Self { db: sqlite::open(path, VERSION, TABLES)?, limits })
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

    /// Those since this time, and those after this number, oldest first.
    ///
    /// # Errors
    /// When the disk refuses or the file is damaged.
    pub fn since(&self, at_ms: u64, after: i64) -> Result<Vec<Row>> {
        let mut wanted = self.db.prepare(
            "SELECT id, at_ms, query FROM events WHERE at_ms >= ?1 OR id > ?2 ORDER BY id",
        )?;
        let row = |row: &rusqlite::Row<'_>| {
            let at_ms: i64 = row.get(1)?;
            Ok(Row { id: row.get(0)?, at_ms: at_ms.unsigned_abs(), query: row.get(2)? })
        };
        wanted.query_map(params![signed(at_ms), after], row)?.collect()
    }

    /// Deletes what is older or more than is kept.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prune(&mut self, now_ms: u64) -> Result<()> {
        sqlite::prune(&self.db, "events", self.limits, now_ms)
    }
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
        assert_eq!(
            texts(log.since(0, i64::MAX).expect("rows")),
            ["1 1000 a", "2 1000 b", "3 2000 c"]
        );
        assert_eq!(texts(log.since(1_001, i64::MAX).expect("rows")), ["3 2000 c"]);
        assert_eq!(texts(log.since(9_999, 1).expect("rows")), ["2 1000 b", "3 2000 c"]);
        log.prune(2_001).expect("pruned");
        assert_eq!(texts(log.since(0, i64::MAX).expect("rows")), ["3 2000 c"]);
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
        assert!(sqlite::bytes(&log.db).expect("a number") <= LIMITS.bytes);
        let kept = log.since(0, i64::MAX).expect("rows");
        assert!(
            kept.len() > 500 && kept.last().is_some_and(|row| row.id == 4_000),
            "{}",
            kept.len()
        );
        let size = std::fs::metadata(folder.join("events.sqlite")).expect("a file").len();
        assert!(size < 2 * LIMITS.bytes, "{size}");
    }
}
