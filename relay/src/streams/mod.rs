//! Who listens for whose calls. A listener that reads too slowly is dropped: it comes back and
//! hears what it missed, and how things stand.
//!
//! What is a person's own goes through the [`teller`], which brings it into the [`log`] first; what
//! colleagues do through [`watching`], which collects it.
//!
//! All listeners share one copy of an event, and wait in one table, so that a stream costs little
//! more than its socket. What everybody hears goes out in chunks with pauses, so that what one
//! person hears does not wait until thousands have been served.

pub mod log;
pub mod teller;
pub mod watching;

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use pronto::event::Extension;
use slab::Slab;

use crate::people::PersonId;
pub use teller::{Opening, Teller};
use tokio::sync::Notify;
pub use watching::StreamName;
use watching::{Watches, Watching};

/// Events that may wait for one listener.
const WAITING_MAX: usize = 64;
/// Listeners that are told without a pause for others, and the pause.
const CHUNK: usize = 64;
const PAUSE: Duration = Duration::from_millis(1);
/// Streams of one person; one more ends the oldest.
const EACH_MAX: usize = 64;
/// A stream says something at least this often, so that proxies and clients know it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// All open streams; cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<Table>>, Arc<News>);

/// What tasks of the streams wait for.
#[derive(Debug, Default)]
struct News {
    /// A batch is due earlier than all others.
    due: Notify,
    /// Somebody watches a phone that nobody watched, or the other way round.
    turned: Notify,
}

/// One open stream, as the body of an answer. It leaves when it is dropped.
#[derive(Debug)]
pub struct Listening {
    streams: Streams,
    key: usize,
}

/// What a listener hears of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The calls that Pronto placed for a person.
    Person(PersonId),
    /// The calls that the PBX reports of a phone.
    Phone(Extension),
}

/// A place in the log: the `id` of an event, by which a listener says what it has heard last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    tag: String,
    id: i64,
}

/// What a listener has heard before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resuming {
    /// The last of it.
    pub at: Position,
    /// When its token was given, in milliseconds since 1970: what was told before was another's.
    pub since_ms: u64,
}

#[derive(Debug, Default)]
struct Table {
    listeners: Slab<Listener>,
    /// Those that are told, oldest first.
    of: HashMap<Topic, Vec<usize>>,
    watching: Watching,
    /// Listeners so far.
    serials: u64,
}

#[derive(Debug)]
struct Listener {
    topics: Box<[Topic]>,
    waiting: VecDeque<Bytes>,
    /// Hears what waits, and nothing more.
    ended: bool,
    waker: Option<Waker>,
    serial: u64,
    watches: Watches,
}

/// What a person with this phone listens for.
#[must_use]
pub fn topics(person: &PersonId, phone: Option<&Extension>) -> Vec<Topic> {
    let phone = phone.cloned().map(Topic::Phone);
    std::iter::once(Topic::Person(person.clone())).chain(phone).collect()
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person {}", person.as_str()),
            Self::Phone(phone) => write!(f, "phone {}", phone.as_str()),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.tag, self.id)
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.key, self.serial)
    }
}

impl FromStr for StreamName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, serial) = text.split_once('-').ok_or(())?;
        let (key, serial) = (key.parse().map_err(|_| ())?, serial.parse().map_err(|_| ())?);
        Ok(Self { key, serial })
    }
}

impl FromStr for Position {
    type Err = ();

    /// Whatever was never an `id` of ours is none.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (tag, id) = text.split_once('-').ok_or(())?;
        let id = id.parse().map_err(|_| ())?;
        Ok(Self { tag: tag.to_owned(), id })
    }
}

impl Streams {
    /// A new listener for these, which hears at once what `first` makes of its name. The first of
    /// them is whose it is.
    #[must_use]
    pub fn open(&self, topics: Vec<Topic>, first: impl FnOnce(StreamName) -> Bytes) -> Listening {
        let mut table = self.lock();
        table.serials += 1;
        let serial = table.serials;
        let key = table.listeners.vacant_key();
        let waiting = VecDeque::from([first(StreamName { key, serial })]);
        let topics = topics.into_boxed_slice();
        let (ended, waker, watches) = (false, None, Watches::default());
        let listener = Listener { topics: topics.clone(), waiting, ended, waker, serial, watches };
        table.listeners.insert(listener);
        for topic in &topics {
            table.of.entry(topic.clone()).or_default().push(key);
        }
        let keys = topics.first().map_or(&[][..], |topic| &table.of[topic]);
        let oldest = (keys.len() > EACH_MAX).then(|| keys[0]);
        let waker = oldest.and_then(|oldest| table.end(oldest));
        drop(table);
        wake(waker);
        Listening { streams: self.clone(), key }
    }

    /// Tells everybody who listens for this.
    pub fn tell(&self, topic: &Topic, event: &Bytes) {
        let mut table = self.lock();
        let Some(keys) = table.of.get(topic).cloned() else { return };
        let wakers: Vec<Waker> = keys.iter().filter_map(|key| table.tell(*key, event)).collect();
        drop(table);
        wake(wakers);
    }

    /// Tells everybody, a chunk at a time.
    pub async fn tell_all(&self, event: &Bytes) {
        let mut pauses = tokio::time::interval(PAUSE);
        let mut from = 0;
        loop {
            pauses.tick().await;
            let Some(next) = self.tell_chunk(from, event) else { return };
            from = next;
            // A pause that is over before it began is made up for, but not without others.
            tokio::task::yield_now().await;
        }
    }

    /// Tells everybody from time to time that the stream lives.
    pub async fn beat(self) {
        let mut beats = tokio::time::interval(HEARTBEAT);
        loop {
            beats.tick().await;
            self.tell_all(&Bytes::from_static(b":\n\n")).await;
        }
    }

    /// Ends every stream of a person whose token is good no more.
    pub fn close(&self, person: &PersonId) {
        let mut table = self.lock();
        let keys = table.of.get(&Topic::Person(person.clone())).cloned().unwrap_or_default();
        let wakers: Vec<Waker> = keys.into_iter().filter_map(|key| table.end(key)).collect();
        drop(table);
        wake(wakers);
    }

    /// Ends all.
    pub fn close_all(&self) {
        let mut table = self.lock();
        table.of.clear();
        let keys: Vec<usize> = table.listeners.iter().map(|(key, _)| key).collect();
        let wakers: Vec<Waker> = keys.into_iter().filter_map(|key| table.end(key)).collect();
        drop(table);
        wake(wakers);
    }

    /// How many are told.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().listeners.iter().filter(|(_, listener)| !listener.ended).count()
    }

    /// Where the next chunk begins, if there is one.
    fn tell_chunk(&self, from: usize, event: &Bytes) -> Option<usize> {
        let mut table = self.lock();
        let mut wakers = Vec::with_capacity(CHUNK);
        let mut told = 0;
        let places = from..table.listeners.capacity();
        let next = places.into_iter().find(|key| {
            let there = table.listeners.contains(*key);
            if there && told < CHUNK {
                wakers.extend(table.tell(*key, event));
                told += 1;
                return false;
            }
            there
        });
        drop(table);
        wake(wakers);
        next
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

/// Not while the table is locked: who is woken wants it.
fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

impl Table {
    fn tell(&mut self, key: usize, event: &Bytes) -> Option<Waker> {
        let listener = &mut self.listeners[key];
        if listener.ended {
            return None;
        }
        if listener.waiting.len() == WAITING_MAX {
            return self.end(key);
        }
        listener.waiting.push_back(event.clone());
        listener.waker.take()
    }

    fn end(&mut self, key: usize) -> Option<Waker> {
        self.unwatch(key);
        let listener = &mut self.listeners[key];
        listener.ended = true;
        for topic in &listener.topics {
            if let Some(keys) = self.of.get_mut(topic) {
                keys.retain(|other| *other != key);
                if keys.is_empty() {
                    self.of.remove(topic);
                }
            }
        }
        self.listeners[key].waker.take()
    }
}

impl Listening {
    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Bytes> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let mut table = self.streams.lock();
        let listener = &mut table.listeners[self.key];
        match listener.waiting.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if listener.ended => Poll::Ready(None),
            None => {
                listener.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Body for Listening {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.poll(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut table = self.streams.lock();
        table.end(self.key);
        table.listeners.remove(self.key);
        let has_turned = table.has_turned();
        drop(table);
        if has_turned {
            self.streams.1.turned.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: usize) -> PersonId {
        PersonId::new(&format!("p{n}")).expect("a name")
    }

    fn of(n: usize) -> Topic {
        Topic::Person(person(n))
    }

    const FIRST: Bytes = Bytes::from_static(b"first");
    const NEWS: Bytes = Bytes::from_static(b"news");

    #[tokio::test]
    async fn one_hears_what_is_told_to_one_and_all_hear_what_is_told_to_all() {
        let streams = Streams::default();
        let mut open: Vec<_> = (0..200).map(|n| streams.open(vec![of(n)], |_| FIRST)).collect();
        streams.tell(&of(7), &NEWS);
        streams.tell_all(&Bytes::from_static(b"all")).await;
        for (n, listening) in open.iter_mut().enumerate() {
            assert_eq!(listening.next().await, Some(FIRST));
            if n == 7 {
                assert_eq!(listening.next().await, Some(NEWS));
            }
            assert_eq!(listening.next().await.as_deref(), Some(&b"all"[..]));
        }
    }

    #[tokio::test]
    async fn a_phone_is_heard_by_all_who_have_it_and_by_nobody_once_they_left() {
        let streams = Streams::default();
        let phone = |number| Extension::new(number).expect("an extension");
        let mut open = [(1, "201"), (2, "201"), (3, "202")]
            .map(|(n, number)| streams.open(topics(&person(n), Some(&phone(number))), |_| FIRST));
        streams.tell(&Topic::Phone(phone("201")), &NEWS);
        streams.close_all();
        for (listening, hears) in open.iter_mut().zip([Some(NEWS), Some(NEWS), None]) {
            assert_eq!((listening.next().await, listening.next().await), (Some(FIRST), hears));
        }
        assert!(streams.lock().of.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_one_hears_does_not_wait_for_what_all_hear() {
        let streams = Streams::default();
        let count = CHUNK * 4;
        let mut open: Vec<_> = (0..count).map(|n| streams.open(vec![of(n)], |_| FIRST)).collect();
        let all = Bytes::from_static(b"all");
        assert_eq!(streams.tell_chunk(0, &all), Some(CHUNK));
        streams.tell(&of(count - 1), &NEWS);
        let started = tokio::time::Instant::now();
        streams.tell_all(&all).await;
        assert_eq!(started.elapsed(), PAUSE * 3, "between chunks, not before or after");
        let last = &mut open[count - 1];
        last.next().await;
        assert_eq!((last.next().await, last.next().await), (Some(NEWS), Some(all)));
    }

    #[tokio::test]
    async fn who_does_not_read_is_dropped_and_others_are_not() {
        let streams = Streams::default();
        let mut slow = streams.open(vec![of(1)], |_| FIRST);
        let mut good = streams.open(vec![of(1)], |_| FIRST);
        for _ in 0..WAITING_MAX {
            streams.tell(&of(1), &NEWS);
            good.next().await;
        }
        assert_eq!(streams.count(), 1);
        let mut heard = 0;
        while slow.next().await.is_some() {
            heard += 1;
        }
        assert_eq!(heard, WAITING_MAX, "what it was told before, then the end");
    }

    #[tokio::test]
    async fn who_is_ended_hears_what_waits_and_leaves_its_place_when_it_goes() {
        let streams = Streams::default();
        let mut ended = streams.open(vec![of(1)], |_| FIRST);
        streams.tell(&of(1), &NEWS);
        streams.close(&person(1));
        streams.tell(&of(1), &NEWS);
        let other = streams.open(vec![of(1)], |_| FIRST);
        assert_eq!(streams.count(), 1);
        assert_eq!((ended.next().await, ended.next().await), (Some(FIRST), Some(NEWS)));
        assert_eq!(ended.next().await, None);
        drop(ended);
        assert_eq!((streams.count(), streams.lock().listeners.len()), (1, 1));
        drop(other);
        assert_eq!((streams.count(), streams.lock().listeners.len()), (0, 0));
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_news_and_by_the_end() {
        let streams = Streams::default();
        let mut listening = streams.open(vec![of(1)], |_| FIRST);
        listening.next().await;
        let told = tokio::join!(listening.next(), async { streams.tell(&of(1), &NEWS) }).0;
        assert_eq!(told, Some(NEWS));
        let told = tokio::join!(listening.next(), async { streams.close_all() }).0;
        assert_eq!(told, None);
    }

    #[test]
    fn one_person_does_not_take_all_the_room() {
        let streams = Streams::default();
        let open: Vec<_> =
            (0..EACH_MAX + 10).map(|_| streams.open(vec![of(1)], |_| FIRST)).collect();
        assert_eq!((streams.count(), open.len()), (EACH_MAX, EACH_MAX + 10));
    }
}
