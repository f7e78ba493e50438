//! The relay itself: its sockets, limits, HTTP and streams. Only what the streams are told does
//! not come from calls.

use std::sync::Arc;

use axum::body::Bytes;
use pronto_relay::streams::{Streams, Topic};

use crate::publish::{Server, obey};
use crate::{Outcome, running};

#[derive(Clone)]
struct Relay {
    streams: Streams,
    people: Arc<[Topic]>,
}

impl Server for Relay {
    fn tell(&self, stream: usize, event: Bytes) {
        self.streams.tell(&self.people[stream], &event);
    }

    async fn tell_all(&self, event: Bytes) {
        self.streams.tell_all(&event).await;
    }
}

/// Starts it with so many people and no PBX.
pub async fn run(streams: usize) -> Outcome<()> {
    let people = (0..streams).map(|n| Topic::Person(running::id(n))).collect();
    let extensions = std::iter::repeat_n(201, streams);
    running::relay(extensions, 9, "", async |ready| {
        let relay = Relay { streams: ready.streams, people };
        obey(relay, ready.address.port(), streams).await
    })
    .await
}
