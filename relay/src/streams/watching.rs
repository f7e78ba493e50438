//! Which streams tell of which colleagues. What changes is told in batches, at most one a second for
//! each stream, of the newest alone: however often a phone changes in between, and however slowly
//! somebody reads, there is one state of each that waits.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::task::Waker;
use std::time::Duration;

use axum::body::Bytes;
use pronto::event::Extension;
use pronto::json;
use pronto::wire::relay::Watched;
use slab::Slab;
use tokio::time::Instant;

use super::{CHUNK, Streams, Table, Topic, wake};
use crate::people::PersonId;

/// Shortest time from one batch of a stream to its next.
pub(super) const BATCH_EVERY: Duration = Duration::from_secs(1);

/// A stream's name, which no other stream of this process has had: `7-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamName {
    pub(super) key: usize,
    pub(super) serial: u64,
}

/// The phones that are watched.
#[derive(Debug, Default)]
pub(super) struct Watching {
    keys: HashMap<Extension, usize>,
    phones: Slab<Phone>,
    /// Counts changes.
    changes: u64,
    /// When which listener's batch is due.
    due: BTreeSet<(Instant, usize)>,
    /// Phones that are watched and were not when this was asked last, or the other way round.
    turned: HashMap<Extension, bool>,
}

#[derive(Debug)]
struct Phone {
    extension: Extension,
    /// The newest, in JSON, and the change that it came with.
    told: Option<(u64, Box<str>)>,
    watchers: HashSet<usize>,
}

/// What a listener watches.
#[derive(Debug, Default)]
pub(super) struct Watches {
    phones: Box<[usize]>,
    /// The change up to which it has been told.
    told: u64,
    /// Its last batch, and when the next is due.
    batch: Option<Instant>,
    due: Option<Instant>,
}

/// Phones of which somebody listens for what they do, and those of which nobody does any more.
pub type Turned = (Vec<Extension>, Vec<Extension>);

impl Streams {
    /// Has a stream tell of these phones and of no others. False when this person has no such
    /// stream.
    #[must_use]
    pub fn watch(&self, person: &PersonId, stream: StreamName, phones: &[Extension]) -> bool {
        let mut table = self.lock();
        let is_theirs = |listener: &super::Listener| {
            let whose = Topic::Person(person.clone());
            !listener.ended
                && listener.serial == stream.serial
                && listener.topics.first() == Some(&whose)
        };
        if !table.listeners.get(stream.key).is_some_and(is_theirs) {
            return false;
        }
        table.unwatch(stream.key);
        let phones: BTreeSet<&Extension> = phones.iter().collect();
        let phones =
            phones.into_iter().map(|phone| table.watching.begin(phone, stream.key)).collect();
        let watches = &mut table.listeners[stream.key].watches;
        (watches.phones, watches.told) = (phones, 0);
        if !watches.phones.is_empty() {
            table.schedule(stream.key);
        }
        drop(table);
        self.1.turned.notify_one();
        self.1.due.notify_one();
        true
    }

    /// The newest of a phone, for all who watch it.
    pub fn tell_colleague(&self, watched: &Watched) {
        let text = json::to_text(watched);
        let mut table = self.lock();
        let Some(&key) = table.watching.keys.get(&watched.extension) else { return };
        table.watching.changes += 1;
        let change = table.watching.changes;
        let phone = &mut table.watching.phones[key];
        phone.told = Some((change, text.into()));
        let watchers = std::mem::take(&mut phone.watchers);
        for listener in &watchers {
            table.schedule(*listener);
        }
        table.watching.phones[key].watchers = watchers;
        drop(table);
        self.1.due.notify_one();
    }

    /// What has turned since this was asked last; resolves when something has.
    pub async fn turned(&self) -> Turned {
        loop {
            let turned = std::mem::take(&mut self.lock().watching.turned);
            if !turned.is_empty() {
                let (begun, ended): (Vec<_>, Vec<_>) = turned.into_iter().partition(|turn| turn.1);
                let phones =
                    |turns: Vec<(Extension, bool)>| turns.into_iter().map(|turn| turn.0).collect();
                return (phones(begun), phones(ended));
            }
            self.1.turned.notified().await;
        }
    }

    /// Sends batches as they become due.
    pub async fn batches(self) {
        loop {
            let first = self.lock().watching.due.first().map(|(at, _)| *at);
            let due = async {
                match first {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => self.send_batches(Instant::now()),
                () = self.1.due.notified() => {}
            }
            // What one person hears does not wait until thousands have been served.
            tokio::task::yield_now().await;
        }
    }

    fn send_batches(&self, now: Instant) {
        let mut table = self.lock();
        let mut wakers = Vec::with_capacity(CHUNK);
        for _ in 0..CHUNK {
            let Some((at, key)) = table.watching.due.pop_first() else { break };
            if at > now {
                table.watching.due.insert((at, key));
                break;
            }
            table.listeners[key].watches.due = None;
            wakers.extend(table.send_batch(key, now));
        }
        drop(table);
        wake(wakers);
    }
}

impl Table {
    /// Its next batch is due as soon as may be.
    fn schedule(&mut self, key: usize) {
        let watches = &mut self.listeners[key].watches;
        if watches.due.is_none() {
            let now = Instant::now();
            let due = watches.batch.map_or(now, |batch| (batch + BATCH_EVERY).max(now));
            watches.due = Some(due);
            self.watching.due.insert((due, key));
        }
    }

    fn send_batch(&mut self, key: usize, now: Instant) -> Option<Waker> {
        let listener = &mut self.listeners[key];
        listener.watches.batch = Some(now);
        if !listener.waiting.is_empty() {
            // Who has not read the last does not need the next; the newest waits here.
            self.schedule(key);
            return None;
        }
        let told = listener.watches.told;
        let phones = listener.watches.phones.iter().map(|phone| &self.watching.phones[*phone]);
        let new = phones.filter_map(|phone| phone.told.as_ref()).filter(|(at, _)| *at > told);
        let new: Vec<&str> = new.map(|(_, text)| &**text).collect();
        listener.watches.told = self.watching.changes;
        if new.is_empty() {
            return None;
        }
        let batch =
            format!("data: {{\"event\":\"colleagues\",\"colleagues\":[{}]}}\n\n", new.join(","));
        self.tell(key, &Bytes::from(batch))
    }

    /// It tells of no phone any more.
    pub(super) fn unwatch(&mut self, key: usize) {
        let watches = &mut self.listeners[key].watches;
        let phones = std::mem::take(&mut watches.phones);
        if let Some(due) = watches.due.take() {
            self.watching.due.remove(&(due, key));
        }
        for phone in phones {
            self.watching.end(phone, key);
        }
    }

    /// Whether somebody has to hear that phones have turned.
    pub(super) fn has_turned(&self) -> bool {
        !self.watching.turned.is_empty()
    }
}

impl Watching {
    fn begin(&mut self, extension: &Extension, listener: usize) -> usize {
        let key = match self.keys.get(extension) {
            Some(key) => *key,
            None => {
                let new =
                    Phone { extension: extension.clone(), told: None, watchers: HashSet::new() };
                let key = self.phones.insert(new);
                self.keys.insert(extension.clone(), key);
                self.turn(extension, true);
                key
            }
        };
        self.phones[key].watchers.insert(listener);
        key
    }

    fn end(&mut self, key: usize, listener: usize) {
        let phone = &mut self.phones[key];
        phone.watchers.remove(&listener);
        if phone.watchers.is_empty() {
            let extension = self.phones.remove(key).extension;
            self.keys.remove(&extension);
            self.turn(&extension, false);
        }
    }

    /// There and back is worth a word too: what was told of it has been forgotten here.
    fn turn(&mut self, extension: &Extension, is_watched: bool) {
        self.turned.insert(extension.clone(), is_watched);
    }
}

#[cfg(test)]
mod tests {
    use pronto::event::Presence;
    use pronto::json;
    use pronto::wire::relay::Event;

    use super::super::topics;
    use super::*;

    fn phone(number: &str) -> Extension {
        Extension::new(number).expect("an extension")
    }

    fn person(name: &str) -> PersonId {
        PersonId::new(name).expect("a name")
    }

    fn told(streams: &Streams, number: &str, presence: Presence) {
        let (extension, presence) = (phone(number), Some(presence));
        streams.tell_colleague(&Watched { extension, presence, calls: vec![] });
    }

    struct Client(super::super::Listening, StreamName);

    impl Client {
        async fn open(streams: &Streams, name: &str) -> Self {
            let mut named = None;
            let mut listening = streams.open(topics(&person(name), None), |stream| {
                named = Some(stream);
                Bytes::from_static(b"first")
            });
            listening.next().await;
            Self(listening, named.expect("a name"))
        }

        /// The next batch, as `201 Busy`.
        async fn batch(&mut self) -> Vec<String> {
            let bytes = self.0.next().await.expect("the stream goes on");
            let text = std::str::from_utf8(&bytes).expect("text");
            let data = text.strip_prefix("data: ").expect("data").trim_end();
            let Ok(Event::Colleagues { colleagues }) = json::from_text(data) else {
                panic!("{text}")
            };
            let shown = |one: Watched| {
                format!("{} {:?}", one.extension.as_str(), one.presence.expect("one"))
            };
            colleagues.into_iter().map(shown).collect()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_newest_of_each_at_once_and_then_once_a_second() {
        use Presence::{Busy, Free, Ringing};
        let streams = Streams::default();
        let flushing = tokio::spawn(streams.clone().batches());
        let mut anna = Client::open(&streams, "anna").await;
        assert!(streams.watch(
            &person("anna"),
            anna.1,
            &[phone("202"), phone("203"), phone("202")]
        ));
        let (mut begun, ended) = streams.turned().await;
        begun.sort();
        assert_eq!((begun, ended), (vec![phone("202"), phone("203")], vec![]));
        let began = Instant::now();
        told(&streams, "202", Free);
        told(&streams, "204", Busy);
        assert_eq!(anna.batch().await, ["202 Free"]);
        assert_eq!(began.elapsed(), Duration::ZERO, "the first at once");
        for presence in [Ringing, Busy, Free, Ringing] {
            told(&streams, "202", presence);
            told(&streams, "203", presence);
        }
        assert_eq!(anna.batch().await, ["202 Ringing", "203 Ringing"]);
        assert_eq!(began.elapsed().as_secs(), 1);
        told(&streams, "203", Busy);
        // Own calls do not wait, and who does not read gets no second batch.
        streams.tell(&Topic::Person(person("anna")), &Bytes::from_static(b"own"));
        assert_eq!(began.elapsed().as_secs(), 1);
        tokio::time::advance(BATCH_EVERY * 3).await;
        tokio::task::yield_now().await;
        told(&streams, "203", Free);
        assert_eq!(anna.0.next().await.as_deref(), Some(&b"own"[..]));
        assert_eq!(anna.batch().await, ["203 Free"]);
        flushing.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_tells_its_own_person_of_what_it_was_asked_for_last() {
        let streams = Streams::default();
        tokio::spawn(streams.clone().batches());
        let (mut anna, mut berta) =
            (Client::open(&streams, "anna").await, Client::open(&streams, "berta").await);
        let gone = StreamName { serial: 99, ..anna.1 };
        let nowhere = StreamName { key: 77, ..anna.1 };
        for (name, stream, may) in [
            ("anna", anna.1, true),
            ("berta", anna.1, false),
            ("anna", gone, false),
            ("anna", nowhere, false),
            ("berta", berta.1, true),
        ] {
            assert_eq!(
                streams.watch(&person(name), stream, &[phone("202")]),
                may,
                "{name} {stream:?}"
            );
        }
        told(&streams, "202", Presence::Free);
        assert_eq!(anna.batch().await, ["202 Free"]);
        assert_eq!(berta.batch().await, ["202 Free"]);
        // Who asks anew hears all of it anew, as far as it is known.
        assert!(streams.watch(&person("anna"), anna.1, &[phone("203"), phone("202")]));
        assert_eq!(anna.batch().await, ["202 Free"]);
        assert!(streams.watch(&person("anna"), anna.1, &[]));
        drop(berta);
        let (mut begun, mut ended) = streams.turned().await;
        begun.sort();
        ended.sort();
        assert_eq!((begun, ended), (vec![], vec![phone("202"), phone("203")]));
        let table = streams.lock();
        let left =
            (table.watching.keys.len(), table.watching.phones.len(), table.watching.due.len());
        assert_eq!(left, (0, 0, 0));
    }
}
