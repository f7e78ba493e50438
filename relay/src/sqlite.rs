//! The relay's logs in SQLite: how they are opened. What is committed is the system's: no end of
//! this process takes it back. The disk is not waited for, so a power cut may take the last moments.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Error, Result};

/// How much a log keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds until a row is deleted.
    pub age_ms: u64,
    /// Bytes of the file; beyond them the oldest rows are deleted.
    pub bytes: u64,
}

/// Opens the file, or makes a new one; `tables` make what is not there yet.
///
/// # Errors
/// When the disk refuses, or the file is damaged or from a newer version.
pub fn open(path: &Path, version: i64, tables: &str) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > version {
        return Err(Error::IntegralValueOutOfRange(0, found));
    }
    db.execute_batch(tables)?;
    db.pragma_update(None, "user_version", version)?;
    Ok(db)
}

/// A log that is damaged is put aside: the relay is worth more than what was logged lately.
///
/// # Errors
/// When the disk refuses.
pub fn or_anew<T>(path: &Path, open: impl Fn(&Path) -> Result<T>) -> io::Result<T> {
    let error = match open(path) {
        Ok(log) => return Ok(log),
        Err(error) => error,
    };
    tracing::error!(%error, "{} cannot be used and is put aside", path.display());
    for ending in ["", "-wal", "-shm"] {
        let from = path.with_extension(format!("sqlite{ending}"));
        let to = path.with_extension(format!("damaged{ending}"));
        match std::fs::rename(from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    open(path).map_err(io::Error::other)
}

/// Deletes what is older or more than is kept, from a table of rows that count up in `id` and were
/// written at `at_ms`. What is left has no gap.
///
/// # Errors
/// When the disk refuses.
pub fn prune(db: &Connection, table: &str, limits: Limits, now_ms: u64) -> Result<()> {
    let oldest = signed(now_ms.saturating_sub(limits.age_ms));
    let old =
        format!("DELETE FROM {table} WHERE id <= (SELECT MAX(id) FROM {table} WHERE at_ms < ?1)");
    db.execute(&old, [oldest])?;
    let part = format!(
        "DELETE FROM {table} WHERE id <= (SELECT MIN(id) + (MAX(id) - MIN(id)) / 50 FROM {table})"
    );
    while bytes(db)? > limits.bytes && db.execute(&part, [])? > 0 {}
    Ok(())
}

/// Bytes in use. Pages of deleted rows are used again.
///
/// # Errors
/// When the disk refuses.
pub fn bytes(db: &Connection) -> Result<u64> {
    let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = number("page_count")? - number("freelist_count")?;
    Ok((pages * number("page_size")?).unsigned_abs())
}

/// A time as SQLite counts.
#[must_use]
pub fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
