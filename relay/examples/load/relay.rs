//! The relay itself: its sockets, limits, HTTP and streams. Only what the streams are told does
//! not come from calls.

use std::path::PathBuf;

use axum::body::Bytes;
use pronto::settings::{FirstInterface, Keys};
use pronto_relay::bounds::Bounds;
use pronto_relay::config::Config;
use pronto_relay::people::{People, Person, PersonId};
use pronto_relay::serve;
use pronto_relay::streams::{Streams, Topic};
use tokio::sync::oneshot;

use crate::publish::{Server, obey};
use crate::{Outcome, token};

#[derive(Clone)]
struct Relay {
    streams: Streams,
    people: std::sync::Arc<Vec<Topic>>,
}

impl Server for Relay {
    fn tell(&self, stream: usize, event: Bytes) {
        self.streams.tell(&self.people[stream], &event);
    }

    async fn tell_all(&self, event: Bytes) {
        self.streams.tell_all(&event).await;
    }
}

/// Starts it with so many people in a folder of its own.
pub async fn run(streams: usize) -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("pronto-relay-load-{}", std::process::id()));
    let outcome = in_folder(&folder, streams).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn in_folder(folder: &PathBuf, streams: usize) -> Outcome<()> {
    std::fs::create_dir_all(folder)?;
    let ids: Vec<Topic> = (0..streams).map(|n| Topic::Person(id(n))).collect();
    let mut people = People::default();
    people.add_all((0..streams).map(|n| (person(n), token(n))), 0);
    people.write(folder)?;
    let text =
        "listen = \"127.0.0.1:0\"\nstate = \".\"\n[office]\npbx_address = \"http://127.0.0.1:9\"\n";
    let config = Config::parse(text, folder).map_err(|faults| format!("{faults:?}"))?;
    let (ready, listens) = oneshot::channel();
    let (end, told) = oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        let ready = |is| drop(ready.send(is));
        serve::serve(&config, Bounds::default(), ready, async { drop(told.await) }).await
    });
    let ready = listens.await?;
    let relay = Relay { streams: ready.streams, people: ids.into() };
    obey(relay, ready.address.port(), streams).await?;
    drop(end);
    Ok(serving.await??)
}

fn id(n: usize) -> PersonId {
    PersonId::new(&format!("p{n}")).expect("a name")
}

fn person(n: usize) -> Person {
    Person {
        id: id(n),
        name: format!("p{n}"),
        extension: Keys::try_from("201".to_owned()).expect("an extension"),
        interface: FirstInterface::Sip,
    }
}
