//! Who listens for whose calls. A listener that reads too slowly is dropped: it comes back and
//! hears first how things stand.

use std::collections::HashMap;

use axum::body::Bytes;
use pronto::wire::relay::Event;
use tokio::sync::mpsc;

use crate::people::PersonId;

/// Events that may wait for one listener.
const WAITING_MAX: usize = 64;

/// All open streams.
#[derive(Debug, Default)]
pub struct Streams {
    open: HashMap<PersonId, Vec<(u64, mpsc::Sender<Bytes>)>>,
    next: u64,
}

/// An event as it travels.
#[must_use]
pub fn bytes(event: &Event) -> Bytes {
    let data = serde_json::to_string(event).expect("an event is JSON");
    Bytes::from(format!("data: {data}\n\n"))
}

impl Streams {
    /// A new listener for this person, which hears `first` at once.
    pub fn open(&mut self, person: PersonId, first: Bytes) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        // The channel is new and empty.
        drop(sender.try_send(first));
        self.next += 1;
        self.open.entry(person).or_default().push((self.next, sender));
        receiver
    }

    /// Tells everybody who listens for this person.
    pub fn tell(&mut self, person: &PersonId, event: &Bytes) {
        let Some(listeners) = self.open.get_mut(person) else { return };
        listeners.retain(|(_, sender)| sender.try_send(event.clone()).is_ok());
        if listeners.is_empty() {
            self.open.remove(person);
        }
    }

    /// Tells everybody.
    pub fn tell_all(&mut self, event: &Bytes) {
        self.open.retain(|_, listeners| {
            listeners.retain(|(_, sender)| sender.try_send(event.clone()).is_ok());
            !listeners.is_empty()
        });
    }

    /// Ends every stream of a person whose token is good no more.
    pub fn close(&mut self, person: &PersonId) {
        self.open.remove(person);
    }

    /// Ends all.
    pub fn close_all(&mut self) {
        self.open.clear();
    }

    /// Persons with a stream.
    pub fn persons(&self) -> impl Iterator<Item = &PersonId> {
        self.open.keys()
    }
}
