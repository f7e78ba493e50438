//! One thread that tells people what is theirs: each event goes into the log, gets its place there,
//! and then to the streams. Streams are opened here too, so that nothing falls between what a stream
//! begins with and what it is told next.

use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use pronto::event::Extension;
use pronto::json;
use pronto::wire::relay::{Event, Me};
use tokio::sync::oneshot;

use super::log::{Log, Row};
use super::{Listening, Position, Resuming, StreamName, Streams, Topic};
use crate::house;
use crate::metrics::Metrics;
use crate::people::PersonId;
use crate::sqlite::{self, Limits};

/// The way to the thread; it ends when this is dropped.
#[derive(Debug)]
pub struct Teller(Sender<Wish>);

/// A stream that is to be opened.
#[derive(Debug)]
pub struct Opening {
    /// Who listens.
    pub person: PersonId,
    /// Whose calls they hear of besides those that Pronto placed.
    pub phone: Option<Extension>,
    /// What it begins with.
    pub me: Box<Me>,
    /// How things stand.
    pub now: Vec<Event>,
    /// What the listener has heard last.
    pub after: Option<Resuming>,
    /// Hears of the stream.
    pub answer: oneshot::Sender<Listening>,
}

#[derive(Debug)]
enum Wish {
    Tell(Topic, Event),
    Heard(i64, Instant),
    Open(Opening),
    Done(oneshot::Sender<()>),
}

/// Wishes that are fulfilled together.
const TOGETHER_MAX: usize = 1_024;
/// More that was missed is not told one by one.
const MISSED_MAX: usize = 200;
/// How often what is old is deleted.
const PRUNE_EVERY: Duration = Duration::from_secs(60);
const PRUNE_AFTER: usize = 2_000;

impl Teller {
    /// Opens the log of this folder; also which event of the PBX people were told of last.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn open(
        folder: &Path,
        limits: Limits,
        streams: Streams,
        metrics: Metrics,
    ) -> io::Result<(Self, Option<i64>)> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let tag = format!("{:016x}", u64::from_le_bytes(random));
        let open = |path: &Path| Log::open(path, limits, &tag);
        let log = sqlite::or_anew(&folder.join("streams.sqlite"), open)?;
        let heard = log.heard().map_err(io::Error::other)?;
        let (sender, wishes) = mpsc::channel();
        let thread = Thread { told: log.last(), gap: None, log, streams, metrics, written: 0 };
        thread::Builder::new().name("teller".to_owned()).spawn(move || thread.run(&wishes))?;
        Ok((Self(sender), heard))
    }

    /// Tells everybody who listens for this, now or later.
    pub fn tell(&self, topic: Topic, event: Event) {
        self.wish(Wish::Tell(topic, event));
    }

    /// Everybody has been told all that follows from the PBX's events up to this one; `came` is when
    /// its request came.
    pub fn heard(&self, event: i64, came: Instant) {
        self.wish(Wish::Heard(event, came));
    }

    /// Opens a stream.
    pub fn open_stream(&self, opening: Opening) {
        self.wish(Wish::Open(opening));
    }

    /// Resolves when all that was wished before has been done.
    pub async fn done(&self) {
        let (done, heard) = oneshot::channel();
        self.wish(Wish::Done(done));
        drop(heard.await);
    }

    fn wish(&self, wish: Wish) {
        self.0.send(wish).expect("the thread lives as long as this");
    }
}

struct Thread {
    log: Log,
    streams: Streams,
    metrics: Metrics,
    /// Where the newest stands that the streams were told.
    told: Position,
    /// What came after this place is not all in the log.
    gap: Option<Position>,
    /// Rows since old ones were deleted.
    written: usize,
}

impl Thread {
    fn run(mut self, wishes: &Receiver<Wish>) {
        let mut pruned = Instant::now();
        loop {
            match wishes.recv_timeout(PRUNE_EVERY) {
                Ok(first) => {
                    let more = wishes.try_iter().take(TOGETHER_MAX);
                    self.fulfil(std::iter::once(first).chain(more).collect());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.written >= PRUNE_AFTER || pruned.elapsed() >= PRUNE_EVERY {
                pruned = Instant::now();
                self.written = 0;
                if let Err(error) = self.log.prune(house::now().ms) {
                    tracing::error!(%error, "what streams were told cannot be deleted");
                }
            }
        }
    }

    fn fulfil(&mut self, wishes: Vec<Wish>) {
        let (mut events, mut heard) = (Vec::new(), None);
        for wish in &wishes {
            match wish {
                Wish::Tell(topic, event) => events.push((topic.clone(), text(event))),
                Wish::Heard(event, _) => heard = Some(*event),
                Wish::Open(_) | Wish::Done(_) => {}
            }
        }
        let nothing = events.is_empty() && heard.is_none();
        let places = if nothing { Vec::new() } else { self.write(&events, heard) };
        let mut told = events.into_iter().zip(places);
        for wish in wishes {
            match wish {
                Wish::Tell(..) => {
                    let Some(((topic, event), at)) = told.next() else { continue };
                    self.streams.tell(&topic, &bytes(at.as_ref(), &event));
                    self.told = at.unwrap_or_else(|| self.told.clone());
                }
                Wish::Heard(_, came) => self.metrics.told(came.elapsed()),
                Wish::Open(opening) => self.open(opening),
                // Who no longer waits need not know.
                Wish::Done(done) => drop(done.send(())),
            }
        }
    }

    /// Their places; none, should the log refuse, for then nobody can come back to them.
    fn write(&mut self, events: &[(Topic, String)], heard: Option<i64>) -> Vec<Option<Position>> {
        match self.log.write(house::now().ms, events, heard) {
            Ok(places) => {
                self.written += places.len();
                places.into_iter().map(Some).collect()
            }
            Err(error) => {
                tracing::error!(%error, "the log of the streams cannot be written");
                self.gap = Some(self.log.last());
                vec![None; events.len()]
            }
        }
    }

    fn open(&self, opening: Opening) {
        let Opening { person, phone, me, now, after, answer } = opening;
        let topics = super::topics(&person, phone.as_ref());
        let missed = after.and_then(|after| self.missed(&after, &topics));
        let resumed = missed.is_some();
        let mut rest = Vec::new();
        for row in missed.into_iter().flatten() {
            if let Some(event) = then(&row) {
                rest.extend(bytes(Some(&row.at), &text(&event)));
            }
        }
        for event in now {
            rest.extend(bytes(Some(&self.told), &text(&event)));
        }
        let first = |stream: StreamName| {
            let office = Event::Office { me: *me, resumed, stream: stream.to_string() };
            [Vec::from(bytes_of(&office)), rest].concat().into()
        };
        // Who no longer waits leaves its place at once.
        drop(answer.send(self.streams.open(topics, first)));
    }

    /// What was told meanwhile; nothing when that cannot be said.
    fn missed(&self, after: &Resuming, topics: &[Topic]) -> Option<Vec<Row>> {
        let Resuming { at: after, since_ms } = after;
        if self.gap.as_ref().is_some_and(|gap| after.id <= gap.id) {
            return None;
        }
        match self.log.since(after, &self.told, topics, MISSED_MAX) {
            Ok(rows) => {
                rows.map(|rows| rows.into_iter().filter(|row| row.at_ms >= *since_ms).collect())
            }
            Err(error) => {
                tracing::error!(%error, "the log of the streams cannot be read");
                None
            }
        }
    }
}

/// The event of a row, with when it was so.
fn then(row: &Row) -> Option<Event> {
    let now = house::now().ms;
    Some(match json::from_text(&row.event).ok()? {
        Event::Calls { calls, .. } => Event::Calls { calls, now_ms: now, at_ms: Some(row.at_ms) },
        Event::Phone { calls, .. } => Event::Phone { calls, now_ms: now, at_ms: Some(row.at_ms) },
        Event::Text { id, from, words, at_ms, .. } => {
            Event::Text { id, from, words, at_ms, now_ms: now }
        }
        Event::Office { .. } | Event::Colleagues { .. } | Event::Goodbye => return None,
    })
}

/// An event that nobody comes back to, as it travels.
#[must_use]
pub fn bytes_of(event: &Event) -> Bytes {
    bytes(None, &text(event))
}

fn text(event: &Event) -> String {
    serde_json::to_string(event).expect("an event is JSON")
}

/// An event as it travels.
fn bytes(at: Option<&Position>, event: &str) -> Bytes {
    let id = at.map_or(String::new(), |at| format!("id: {at}\n"));
    Bytes::from(format!("{id}data: {event}\n\n"))
}
