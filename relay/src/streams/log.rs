//! What people's streams were told, in SQLite: who comes back is told what they missed, also by the
//! next process. It holds only what is a person's own, for a while and up to a size.
//!
//! A row says which one is before it for the same listeners, and where each of these chains begins is
//! known here: with an index almost every row would have a page of its own written.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::{Position, Topic};
use crate::sqlite::{self, Limits, signed};

/// The open log.
#[derive(Debug)]
pub struct Log {
    db: Connection,
    limits: Limits,
    tag: String,
    last: i64,
    /// The newest row of each topic, as it is written there.
    newest: HashMap<String, i64>,
}

/// Something that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub at: Position,
    /// When it was told, in milliseconds since 1970.
    pub at_ms: u64,
    /// The event in JSON.
    pub event: String,
}

const VERSION: i64 = 2;
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS told (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        topic TEXT NOT NULL,
        event TEXT NOT NULL,
        before INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS mark (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        tag TEXT NOT NULL,
        heard INTEGER
    ) STRICT;";
/// From version 1, whose rows know none before them: what they told is gone, and who comes back
/// begins anew. Numbers go on.
const FROM_1: &str = "
    DROP INDEX IF EXISTS told_of;
    DELETE FROM told;
    ALTER TABLE told ADD COLUMN before INTEGER;";

impl Log {
    /// Opens it, or makes a new one; `tag` is then its name, which no other log has had.
    ///
    /// # Errors
    /// When the disk refuses, or the file is damaged or from a newer version.
    pub fn open(path: &Path, limits: Limits, tag: &str) -> Result<Self> {
        let db = sqlite::open(path, VERSION, TABLES)?;
        if !db.prepare("SELECT * FROM told")?.column_names().any(|name| name == "before") {
            db.execute_batch(FROM_1)?;
        }
        db.execute("INSERT OR IGNORE INTO mark (one, tag) VALUES (1, ?1)", params![tag])?;
        let tag = db.query_row("SELECT tag FROM mark", [], |row| row.get(0))?;
        let last = db
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'told'", [], |row| row.get(0));
        let last = last.optional()?.unwrap_or(0);
        let newest = db
            .prepare("SELECT topic, MAX(id) FROM told GROUP BY topic")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_>>()?;
        Ok(Self { db, limits, tag, last, newest })
    }

    /// The last event of the PBX of which everybody has been told, by its number in its own log.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn heard(&self) -> Result<Option<i64>> {
        self.db.query_row("SELECT heard FROM mark", [], |row| row.get(0))
    }

    /// Where the newest stands.
    #[must_use]
    pub fn last(&self) -> Position {
        self.position(self.last)
    }

    /// Writes these as one, and what of the PBX they are told of; each has its place then.
    ///
    /// # Errors
    /// When the disk refuses; then none of them is there.
    pub fn write(
        &mut self,
        at_ms: u64,
        told: &[(Topic, String)],
        heard: Option<i64>,
    ) -> Result<Vec<Position>> {
        let all = self.db.transaction()?;
        let mut ids = Vec::with_capacity(told.len());
        let mut newest: HashMap<String, i64> = HashMap::new();
        {
            let mut insert = all.prepare(
                "INSERT INTO told (at_ms, topic, event, before) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for (topic, event) in told {
                let topic = topic.to_string();
                let before = newest.get(&topic).or_else(|| self.newest.get(&topic));
                let id = insert.insert(params![signed(at_ms), topic, event, before])?;
                ids.push(id);
                newest.insert(topic, id);
            }
            if let Some(heard) = heard {
                all.prepare("UPDATE mark SET heard = ?1")?.execute(params![heard])?;
            }
        }
        all.commit()?;
        self.last = ids.last().copied().unwrap_or(self.last);
        self.newest.extend(newest);
        Ok(ids.into_iter().map(|id| self.position(id)).collect())
    }

    /// What these were told after a place, up to another, oldest first. Nothing when some of it is
    /// gone, the place is another log's, or there are more than `most`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn since(
        &self,
        after: &Position,
        until: &Position,
        topics: &[Topic],
        most: usize,
    ) -> Result<Option<Vec<Row>>> {
        let from = self.first()?.map_or(self.last, |first| first - 1);
        if after.tag != self.tag || !(from..=self.last).contains(&after.id) {
            return Ok(None);
        }
        let mut rows = Vec::new();
        let mut wanted = self.db.prepare("SELECT at_ms, event, before FROM told WHERE id = ?1")?;
        for topic in topics {
            let mut next = self.newest.get(&topic.to_string()).copied();
            while let Some(id) = next.filter(|id| *id > after.id) {
                let row = wanted.query_row([id], |row| {
                    let at_ms: i64 = row.get(0)?;
                    next = row.get(2)?;
                    let at = self.position(id);
                    Ok(Row { at, at_ms: at_ms.unsigned_abs(), event: row.get(1)? })
                })?;
                rows.extend(Some(row).filter(|row| row.at.id <= until.id));
                if rows.len() > most {
                    return Ok(None);
                }
            }
        }
        rows.sort_by_key(|row| row.at.id);
        Ok(Some(rows))
    }

    /// Deletes what is older or more than is kept.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prune(&mut self, now_ms: u64) -> Result<()> {
        sqlite::prune(&self.db, "told", self.limits, now_ms)?;
        let first = self.first()?.unwrap_or(i64::MAX);
        self.newest.retain(|_, id| *id >= first);
        Ok(())
    }

    fn first(&self) -> Result<Option<i64>> {
        self.db.query_row("SELECT MIN(id) FROM told", [], |row| row.get(0))
    }

    fn position(&self, id: i64) -> Position {
        Position { tag: self.tag.clone(), id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Folder;
    use crate::people::PersonId;

    const LIMITS: Limits = Limits { age_ms: 1_000, bytes: 1 << 20 };

    fn of(name: &str) -> Topic {
        Topic::Person(PersonId::new(name).expect("a name"))
    }

    fn told(log: &mut Log, at_ms: u64, all: &[(&str, &str)]) {
        let all: Vec<_> = all.iter().map(|(name, event)| (of(name), (*event).to_owned())).collect();
        log.write(at_ms, &all, None).expect("written");
    }

    /// What these missed, as text; `-` when nobody can say.
    fn missed(log: &Log, after: (&str, i64), names: &[&str], most: usize) -> String {
        let after = Position { tag: after.0.to_owned(), id: after.1 };
        let topics: Vec<Topic> = names.iter().map(|name| of(name)).collect();
        let rows = log.since(&after, &log.last(), &topics, most).expect("rows");
        let row = |row: Row| format!("{} {} {}", row.at.id, row.at_ms, row.event);
        let text = |rows: Vec<Row>| rows.into_iter().map(row).collect::<Vec<_>>().join(", ");
        rows.map_or("-".to_owned(), text)
    }

    #[test]
    fn who_comes_back_hears_their_own_or_that_it_is_gone() {
        let folder = Folder::temporary("streams-log");
        let path = folder.join("streams.sqlite");
        let mut log = Log::open(&path, LIMITS, "a").expect("a file");
        assert_eq!(missed(&log, ("a", 0), &["anna"], 9), "", "new, and nothing was missed");
        told(&mut log, 1_000, &[("anna", "x"), ("berta", "y"), ("anna", "z")]);
        log.write(1_500, &[], Some(77)).expect("written");
        drop(log);
        let mut log = Log::open(&path, LIMITS, "b").expect("a file");
        assert_eq!(log.heard().expect("a number"), Some(77));
        told(&mut log, 2_000, &[("berta", "w")]);
        for (after, names, most, expected) in [
            (("a", 0), vec!["anna"], 9, "1 1000 x, 3 1000 z"),
            (("a", 1), vec!["anna", "berta"], 9, "2 1000 y, 3 1000 z, 4 2000 w"),
            (("a", 3), vec!["anna"], 9, ""),
            (("a", 4), vec!["anna"], 9, ""),
            (("a", 0), vec!["anna"], 1, "-"),
            (("a", 5), vec!["anna"], 9, "-"),
            (("b", 3), vec!["anna"], 9, "-"),
        ] {
            assert_eq!(missed(&log, after, &names, most), expected, "{after:?} {names:?}");
        }
        log.prune(2_001).expect("pruned");
        assert_eq!(missed(&log, ("a", 2), &["anna", "berta"], 9), "-", "3 is gone");
        assert_eq!(missed(&log, ("a", 3), &["anna", "berta"], 9), "4 2000 w");
        log.prune(9_000).expect("pruned");
        assert_eq!(missed(&log, ("a", 3), &["anna"], 9), "-");
        assert_eq!(missed(&log, ("a", 4), &["anna"], 9), "");
    }

    #[test]
    fn what_is_told_to_many_takes_the_disk_no_more_than_what_is_told_to_one() {
        let folder = Folder::temporary("streams-log-pages");
        let path = folder.join("streams.sqlite");
        let mut log = Log::open(&path, LIMITS, "a").expect("a file");
        let names: Vec<String> = (0..1_000).map(|n| format!("p{n}")).collect();
        let event = "x".repeat(200);
        let rows: Vec<_> = names.iter().map(|name| (name.as_str(), event.as_str())).collect();
        told(&mut log, 1, &rows);
        log.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("written back");
        let far: Vec<_> = rows.iter().copied().step_by(50).collect();
        told(&mut log, 1, &far);
        let wal = std::fs::metadata(path.with_extension("sqlite-wal")).expect("a file");
        assert!(wal.len() < 6 * 4_200, "{} rows of 200 bytes: {} bytes", far.len(), wal.len());
    }

    #[test]
    fn with_a_log_of_version_1_everybody_begins_anew_and_numbers_go_on() {
        let folder = Folder::temporary("streams-log-old");
        let path = folder.join("streams.sqlite");
        let old = "
            CREATE TABLE told (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at_ms INTEGER NOT NULL,
                topic TEXT NOT NULL,
                event TEXT NOT NULL
            ) STRICT;
            CREATE INDEX told_of ON told (topic, id);
            CREATE TABLE mark (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                tag TEXT NOT NULL,
                heard INTEGER
            ) STRICT;
            INSERT INTO mark VALUES (1, 'a', 77);
            INSERT INTO told (at_ms, topic, event) VALUES (1, 'person anna', 'x'), (1, 'person anna', 'y');";
        sqlite::open(&path, 1, old).expect("a file");
        let mut log = Log::open(&path, LIMITS, "b").expect("a file");
        told(&mut log, 2_000, &[("anna", "z")]);
        assert_eq!(log.heard().expect("a number"), Some(77));
        assert_eq!(missed(&log, ("a", 1), &["anna"], 9), "-");
        assert_eq!(missed(&log, ("a", 2), &["anna"], 9), "3 2000 z");
    }

    #[test]
    fn it_does_not_grow_beyond_its_bytes() {
        let folder = Folder::temporary("streams-log-size");
        let path = folder.join("streams.sqlite");
        let mut log = Log::open(&path, LIMITS, "a").expect("a file");
        let event = "x".repeat(1_000);
        let rows = vec![("anna", event.as_str()); 100];
        for _ in 0..40 {
            told(&mut log, 1, &rows);
            log.prune(1).expect("pruned");
        }
        assert!(sqlite::bytes(&log.db).expect("a number") <= LIMITS.bytes);
        assert_eq!(missed(&log, ("a", 3_999), &["anna"], 9), format!("4000 1 {event}"));
        assert!(std::fs::metadata(path).expect("a file").len() < 2 * LIMITS.bytes);
    }
}
