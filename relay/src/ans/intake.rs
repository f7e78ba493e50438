//! One thread that takes what the PBX pushes: reads it, drops what came twice, brings the rest into
//! the log, answers, and hands it to the house in that order. What comes within a few milliseconds is
//! committed together; what comes after a quiet time, at once.

use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use pronto::event::Pushed;
use pronto::pbx::voispeed::ans::sequence::SAME_WITHIN_MS;
use pronto::pbx::voispeed::ans::{NoEvent, Notification, Repair, Sequence};
use tokio::sync::oneshot;

use super::config::Ans;
use super::log::Log;
use crate::house;
use crate::metrics::{Event, Metrics};
use crate::sqlite;

/// What became of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The log has it, or it is nothing that the log would have.
    Taken,
    /// The log could not be written: it is as if it had not come.
    NotKept,
}

/// The way to the thread; cheap to copy. The thread ends when the last is dropped.
#[derive(Clone, Debug)]
pub struct Intake(Sender<Came>);

#[derive(Debug)]
struct Came {
    query: String,
    at: Instant,
    answer: oneshot::Sender<Outcome>,
}

/// What was brought into the log together.
#[derive(Debug)]
pub struct Committed {
    /// Each new.
    pub pushed: Vec<Pushed>,
    /// The log's number of the last.
    pub last: i64,
    /// When the first came.
    pub came: Instant,
}

/// Something that the PBX told before this relay began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its number in the log.
    pub id: i64,
    /// When it was heard, in milliseconds since 1970.
    pub at_ms: u64,
    /// What it said.
    pub pushed: Pushed,
}

/// Shortest time from one commit to the next: what comes in between waits so long at most.
const COMMIT_EVERY: Duration = Duration::from_millis(10);
/// Events of one commit.
const TOGETHER_MAX: usize = 1_024;
/// How much of the log is read when the relay starts: calls that are up longer are found by polls.
const BEFORE_MS: u64 = 2 * SAME_WITHIN_MS;
/// How often what is old is deleted.
const PRUNE_EVERY: Duration = Duration::from_secs(60);
const PRUNE_AFTER: usize = 20_000;

impl Intake {
    /// Opens the log of this folder and begins to take; hands each commit to `tell`. Of what was told before, the latest, and all after number `heard`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn open(
        ans: &Ans,
        folder: &Path,
        heard: i64,
        metrics: Metrics,
        tell: impl FnMut(Committed) + Send + 'static,
    ) -> io::Result<(Self, Vec<Before>)> {
        let path = folder.join("events.sqlite");
        let log = sqlite::or_anew(&path, |path| Log::open(path, ans.log))?;
        let mut sequence = Sequence::default();
        let now_ms = house::now().ms;
        let rows = log.since(now_ms.saturating_sub(BEFORE_MS), heard).map_err(io::Error::other)?;
        let before = rows.iter().filter_map(|row| {
            let told = Notification::read(&row.query, Repair::Off).ok()?;
            let pushed = sequence.take(&told, row.at_ms)?;
            Some(Before { id: row.id, at_ms: row.at_ms, pushed })
        });
        let before = before.collect();
        let (sender, came) = mpsc::channel();
        let thread = Thread {
            log,
            sequence,
            repair: ans.repair,
            metrics,
            tell,
            written: 0,
            faults: Faults::default(),
        };
        thread::Builder::new().name("events".to_owned()).spawn(move || thread.run(&came))?;
        Ok((Self(sender), before))
    }

    /// Takes a query; resolves when it is committed.
    pub async fn take(&self, query: String) -> Outcome {
        let (answer, heard) = oneshot::channel();
        match self.0.send(Came { query, at: Instant::now(), answer }) {
            Ok(()) => heard.await.unwrap_or(Outcome::NotKept),
            Err(_) => Outcome::NotKept,
        }
    }
}

struct Thread<Tell> {
    log: Log,
    sequence: Sequence,
    repair: Repair,
    metrics: Metrics,
    tell: Tell,
    /// Rows since old ones were deleted.
    written: usize,
    faults: Faults,
}

impl<Tell: FnMut(Committed)> Thread<Tell> {
    fn run(mut self, came: &Receiver<Came>) {
        let mut pruned = Instant::now();
        let mut committed: Option<Instant> = None;
        loop {
            let first = match came.recv_timeout(PRUNE_EVERY) {
                Ok(first) => Some(first),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Some(first) = first {
                let until = committed.map_or_else(Instant::now, |at| at + COMMIT_EVERY);
                let all = gathered(first, came, until);
                committed = Some(Instant::now());
                self.commit(all);
            }
            if self.written >= PRUNE_AFTER || pruned.elapsed() >= PRUNE_EVERY {
                pruned = Instant::now();
                self.written = 0;
                if let Err(error) = self.log.prune(house::now().ms) {
                    tracing::error!(%error, "old events cannot be deleted");
                }
            }
        }
    }

    fn commit(&mut self, all: Vec<Came>) {
        let now_ms = house::now().ms;
        let (mut told, mut pushed) = (Vec::new(), Vec::new());
        for came in &all {
            match Notification::read(&came.query, self.repair) {
                Ok(one) => {
                    self.faults.note_pieces(&one);
                    let new = self.sequence.take(&one, now_ms);
                    if new.is_none() {
                        self.metrics.event(Event::Duplicate);
                    }
                    if let Some(new) = new {
                        told.push(one);
                        pushed.push(new);
                    }
                }
                Err(why) => {
                    self.metrics.event(Event::Unreadable);
                    self.faults.note(why);
                }
            }
        }
        self.faults.say();
        let queries: Vec<String> = told.iter().map(Notification::query).collect();
        let last = if queries.is_empty() { Some(0) } else { self.write(now_ms, &queries) };
        let outcome = if last.is_some() { Outcome::Taken } else { Outcome::NotKept };
        if last.is_some() {
            self.written += queries.len();
        } else {
            // Should they come again, they are new.
            told.iter().for_each(|one| self.sequence.take_back(one));
        }
        let event = if last.is_some() { Event::Taken } else { Event::NotKept };
        for one in &pushed {
            self.metrics.event(event);
            if one.behind_ms > 0 {
                self.metrics.late();
            }
        }
        let came = all.first().map_or_else(Instant::now, |first| first.at);
        for came in all {
            // Who no longer waits needs no answer.
            let _ = came.answer.send(outcome);
        }
        if let Some(last) = last.filter(|_| !pushed.is_empty()) {
            (self.tell)(Committed { pushed, last, came });
        }
    }

    /// The number of the last.
    fn write(&mut self, now_ms: u64, queries: &[String]) -> Option<i64> {
        let written = self.log.write(now_ms, queries);
        let failed = |error| {
            tracing::error!(%error, "the log of events cannot be written: the PBX is told so");
        };
        written.map_err(failed).ok()
    }
}

/// What comes until then.
fn gathered(first: Came, came: &Receiver<Came>, until: Instant) -> Vec<Came> {
    let mut all = vec![first];
    while all.len() < TOGETHER_MAX {
        let left = until.saturating_duration_since(Instant::now());
        let next = if left.is_zero() { came.try_recv().ok() } else { came.recv_timeout(left).ok() };
        let Some(next) = next else { break };
        all.push(next);
    }
    all
}

/// What could not be read, counted: none of it is ever logged.
#[derive(Default)]
struct Faults {
    count: u64,
    pieces: u64,
    why: Option<NoEvent>,
    said: Option<Instant>,
}

impl Faults {
    fn note(&mut self, why: NoEvent) {
        self.count += 1;
        self.why = Some(why);
    }

    fn note_pieces(&mut self, told: &Notification) {
        self.pieces += told.malformed.len() as u64;
    }

    /// At most once a minute.
    fn say(&mut self) {
        let lately = self.said.is_some_and(|at| at.elapsed() < PRUNE_EVERY);
        if lately || self.count + self.pieces == 0 {
            return;
        }
        if let Some(why) = self.why.take() {
            tracing::warn!(count = self.count, "events of the PBX could not be read: {why:?}");
        }
        if self.pieces > 0 {
            tracing::warn!(
                pieces = self.pieces,
                "events of the PBX have pieces without `=`: repair in [ans] mends them"
            );
        }
        *self = Self { said: Some(Instant::now()), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ans::config::Section;
    use crate::files::Folder;

    fn ans() -> Ans {
        let text = "secret = \"0123456789abcdef0123456789abcdef\"";
        let section: Section = toml::from_str(text).expect("a section");
        section.read().expect("good")
    }

    fn event(key: u32) -> String {
        format!(
            "key={key}&event=10&datetime=20260201120000{key:03}&interface=SIP&call_id={key}&info=x"
        )
    }

    #[tokio::test]
    async fn each_is_told_once_in_the_order_of_the_log_also_by_the_next_relay() {
        let folder = Folder::temporary("intake");
        let (sender, told) = mpsc::channel();
        let tell = move |told: Committed| sender.send(told.pushed).expect("somebody hears");
        let (intake, before) =
            Intake::open(&ans(), &folder, i64::MAX, Metrics::default(), tell).expect("a log");
        assert_eq!(before, []);
        for query in [event(1), event(2), event(1), "nonsense".to_owned(), event(3)] {
            assert_eq!(intake.take(query).await, Outcome::Taken);
        }
        drop(intake);
        let keys = |pushed: Vec<Pushed>| {
            pushed.into_iter().map(|pushed| pushed.stamp.key).collect::<Vec<_>>()
        };
        let heard: Vec<Pushed> = told.iter().flatten().collect();
        assert_eq!(keys(heard), [Some(1), Some(2), Some(3)]);
        let (sender, told) = mpsc::channel();
        let tell = move |told: Committed| sender.send(told.pushed).expect("somebody hears");
        let (intake, before) =
            Intake::open(&ans(), &folder, i64::MAX, Metrics::default(), tell).expect("a log");
        let before = before.into_iter().map(|before| before.pushed).collect();
        assert_eq!(keys(before), [Some(1), Some(2), Some(3)]);
        intake.take(event(2)).await;
        intake.take(event(4)).await;
        drop(intake);
        assert_eq!(keys(told.iter().flatten().collect()), [Some(4)]);
    }

    #[tokio::test]
    async fn what_comes_together_is_committed_together() {
        let folder = Folder::temporary("intake-group");
        let (sender, told) = mpsc::channel();
        let tell = move |told: Committed| sender.send(told.pushed.len()).expect("somebody hears");
        let (intake, _) =
            Intake::open(&ans(), &folder, i64::MAX, Metrics::default(), tell).expect("a log");
        let all = (1..=200).map(|key| intake.take(event(key)));
        let waiting: Vec<_> = all.map(Box::pin).collect();
        for one in waiting {
            assert_eq!(one.await, Outcome::Taken);
        }
        drop(intake);
        assert_eq!(told.iter().sum::<usize>(), 200);
    }

    #[test]
    fn a_damaged_log_is_put_aside() {
        let folder = Folder::temporary("intake-damaged");
        let path = folder.join("events.sqlite");
        std::fs::write(&path, "this is no database, and long enough to be seen as none".repeat(20))
            .expect("a file");
        let (_, before) =
            Intake::open(&ans(), &folder, i64::MAX, Metrics::default(), drop).expect("a new log");
        assert_eq!(before, []);
        assert!(folder.join("events.damaged").exists());
    }
}
