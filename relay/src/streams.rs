//! Who listens for whose calls. A listener that reads too slowly is dropped: it comes back and
//! hears first how things stand.
//!
//! All listeners share one copy of an event. What everybody hears goes out in chunks, so that
//! what one person hears does not wait until thousands have been served.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame};
use pronto::wire::relay::Event;
use slab::Slab;
use tokio::sync::mpsc;

use crate::people::PersonId;

/// Events that may wait for one listener.
const WAITING_MAX: usize = 64;
/// Listeners that are told without a pause for others.
const CHUNK: usize = 64;
/// Streams of one person; one more ends the oldest.
const EACH_MAX: usize = 64;
/// A stream says something at least this often, so that proxies and clients know it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// All open streams; cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<Open>>);

/// One open stream, as the body of an answer. It leaves when it is dropped.
#[derive(Debug)]
pub struct Listening {
    events: mpsc::Receiver<Bytes>,
    streams: Streams,
    place: Place,
}

#[derive(Debug, Default)]
struct Open {
    listeners: Slab<Listener>,
    /// Oldest first.
    of: HashMap<PersonId, Vec<usize>>,
    next: u64,
}

#[derive(Debug)]
struct Listener {
    number: u64,
    person: PersonId,
    sender: mpsc::Sender<Bytes>,
}

/// Places are used again, numbers are not.
#[derive(Clone, Copy, Debug)]
struct Place {
    key: usize,
    number: u64,
}

/// An event as it travels.
#[must_use]
pub fn bytes(event: &Event) -> Bytes {
    let data = serde_json::to_string(event).expect("an event is JSON");
    Bytes::from(format!("data: {data}\n\n"))
}

impl Streams {
    /// A new listener for this person, which hears `first` at once.
    #[must_use]
    pub fn open(&self, person: PersonId, first: Bytes) -> Listening {
        let (sender, events) = mpsc::channel(WAITING_MAX);
        // The channel is new and empty.
        drop(sender.try_send(first));
        let place = self.lock().enter(person, sender);
        Listening { events, streams: self.clone(), place }
    }

    /// Tells everybody who listens for this person.
    pub fn tell(&self, person: &PersonId, event: &Bytes) {
        let Open { listeners, of, .. } = &mut *self.lock();
        let Some(keys) = of.get_mut(person) else { return };
        keys.retain(|key| {
            let hears = listeners[*key].sender.try_send(event.clone()).is_ok();
            if !hears {
                listeners.remove(*key);
            }
            hears
        });
        if keys.is_empty() {
            of.remove(person);
        }
    }

    /// Tells everybody, a chunk at a time.
    pub async fn tell_all(&self, event: &Bytes) {
        let mut from = 0;
        while let Some(next) = self.tell_chunk(from, event) {
            from = next;
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
        let Open { listeners, of, .. } = &mut *self.lock();
        for key in of.remove(person).unwrap_or_default() {
            listeners.remove(key);
        }
    }

    /// Ends all.
    pub fn close_all(&self) {
        let mut open = self.lock();
        open.listeners.clear();
        open.of.clear();
    }

    /// How many are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().listeners.len()
    }

    /// Where the next chunk begins, if there is one.
    fn tell_chunk(&self, from: usize, event: &Bytes) -> Option<usize> {
        let mut open = self.lock();
        let end = from + CHUNK;
        for key in from..end {
            let Some(listener) = open.listeners.get(key) else { continue };
            if listener.sender.try_send(event.clone()).is_err() {
                open.remove(key);
            }
        }
        (end < open.listeners.capacity()).then_some(end)
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().expect("nobody panics while holding it")
    }
}

impl Open {
    fn enter(&mut self, person: PersonId, sender: mpsc::Sender<Bytes>) -> Place {
        self.next += 1;
        let number = self.next;
        let key = self.listeners.insert(Listener { number, person: person.clone(), sender });
        let keys = self.of.entry(person).or_default();
        keys.push(key);
        let oldest = (keys.len() > EACH_MAX).then(|| keys.remove(0));
        if let Some(oldest) = oldest {
            self.listeners.remove(oldest);
        }
        Place { key, number }
    }

    fn remove(&mut self, key: usize) {
        let Some(listener) = self.listeners.try_remove(key) else { return };
        let Some(keys) = self.of.get_mut(&listener.person) else { return };
        keys.retain(|other| *other != key);
        if keys.is_empty() {
            self.of.remove(&listener.person);
        }
    }
}

impl Listening {
    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Bytes> {
        self.events.recv().await
    }
}

impl Body for Listening {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.events.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        let ours = open.listeners.get(self.place.key);
        if ours.is_some_and(|listener| listener.number == self.place.number) {
            open.remove(self.place.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: usize) -> PersonId {
        PersonId::new(&format!("p{n}")).expect("a name")
    }

    const FIRST: Bytes = Bytes::from_static(b"first");
    const NEWS: Bytes = Bytes::from_static(b"news");

    #[tokio::test]
    async fn one_hears_what_is_told_to_one_and_all_hear_what_is_told_to_all() {
        let streams = Streams::default();
        let mut open: Vec<_> = (0..200).map(|n| streams.open(person(n), FIRST)).collect();
        streams.tell(&person(7), &NEWS);
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
    async fn what_one_hears_does_not_wait_for_what_all_hear() {
        let streams = Streams::default();
        let mut open: Vec<_> = (0..CHUNK * 4).map(|n| streams.open(person(n), FIRST)).collect();
        let (everybody, last) = (streams.clone(), CHUNK * 4 - 1);
        // Each yields to the other after a step.
        tokio::join!(async { everybody.tell_all(&Bytes::from_static(b"all")).await }, async {
            streams.tell(&person(last), &NEWS)
        },);
        open[last].next().await;
        assert_eq!(open[last].next().await, Some(NEWS));
    }

    #[tokio::test]
    async fn who_does_not_read_is_dropped_and_others_are_not() {
        let streams = Streams::default();
        let mut slow = streams.open(person(1), FIRST);
        let mut good = streams.open(person(1), FIRST);
        for _ in 0..WAITING_MAX {
            streams.tell(&person(1), &NEWS);
            good.next().await;
        }
        assert_eq!(streams.count(), 1);
        let mut heard = 0;
        while slow.next().await.is_some() {
            heard += 1;
        }
        assert_eq!(heard, WAITING_MAX, "what it was told before, then the end");
    }

    #[test]
    fn a_place_that_is_used_again_is_not_freed_by_who_had_it_before() {
        let streams = Streams::default();
        let before = streams.open(person(1), FIRST);
        streams.close(&person(1));
        let after = streams.open(person(2), FIRST);
        assert_eq!(before.place.key, after.place.key);
        drop(before);
        assert_eq!(streams.count(), 1);
        drop(after);
        assert_eq!(streams.count(), 0);
    }

    #[test]
    fn one_person_does_not_take_all_the_room() {
        let streams = Streams::default();
        let open: Vec<_> = (0..EACH_MAX + 10).map(|_| streams.open(person(1), FIRST)).collect();
        assert_eq!((streams.count(), open.len()), (EACH_MAX, EACH_MAX + 10));
    }
}
