//! Carries out what the office wants: one task owns the office, its files and the streams, so
//! that nothing needs a lock and everything happens in one order.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use pronto::call::CallView;
use pronto::pbx::{HttpResponse, NetError};
use pronto::wire::relay::Event;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::audit::Log;
use crate::config::Config;
use crate::office::{Answer, Effect, Input, Kept, Now, Office, Order};
use crate::pbx_client::PbxClient;
use crate::people::{IntentId, Person, PersonId};
use crate::streams::{self, Streams};

/// A way to the house; cheap to copy.
#[derive(Clone, Debug)]
pub struct Door(mpsc::Sender<Wish>);

/// The house has ended: the relay is shutting down.
#[derive(Clone, Copy, Debug)]
pub struct Closed;

#[derive(Debug)]
enum Wish {
    Order { person: Person, order: Order, answer: oneshot::Sender<Answer> },
    HangUp { person: PersonId, intent: IntentId, answer: oneshot::Sender<Answer> },
    Calls { person: PersonId, answer: oneshot::Sender<Vec<CallView>> },
    Listen { person: PersonId, answer: oneshot::Sender<mpsc::Receiver<Bytes>> },
    Forget { persons: Vec<PersonId> },
    Came { request: u32, answer: Result<HttpResponse, NetError> },
    End { done: oneshot::Sender<()> },
}

/// Wishes that may wait.
const WISHES_MAX: usize = 1024;
/// A stream says something at least this often, so that proxies and clients know it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

impl Door {
    /// A person wants a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn order(&self, person: Person, order: Order) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Order { person, order, answer }, heard).await
    }

    /// A person wants to end a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn hang_up(&self, person: PersonId, intent: IntentId) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::HangUp { person, intent, answer }, heard).await
    }

    /// A person's calls, newest last.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn calls(&self, person: PersonId) -> Result<Vec<CallView>, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Calls { person, answer }, heard).await
    }

    /// The stream of a person's calls; the first event is how things stand.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn listen(&self, person: PersonId) -> Result<mpsc::Receiver<Bytes>, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Listen { person, answer }, heard).await
    }

    /// Ends the streams of people who may no longer listen.
    pub async fn forget(&self, persons: Vec<PersonId>) {
        drop(self.0.send(Wish::Forget { persons }).await);
    }

    /// Tells every listener that the relay ends, and ends.
    pub async fn end(&self) {
        let (done, heard) = oneshot::channel();
        // Already ended is ended too.
        let _ = self.ask(Wish::End { done }, heard).await;
    }

    async fn ask<T>(&self, wish: Wish, heard: oneshot::Receiver<T>) -> Result<T, Closed> {
        self.0.send(wish).await.map_err(|_| Closed)?;
        heard.await.map_err(|_| Closed)
    }
}

/// Opens the house. The task ends when it is told to.
///
/// # Errors
/// When its files cannot be read.
pub fn open(config: &Config) -> io::Result<(Door, impl Future<Output = ()> + use<>)> {
    std::fs::create_dir_all(&config.state)?;
    let kept = read_kept(&config.state)?;
    let log = Log::open(&config.state.join("audit.jsonl"))?;
    let (office, first) = Office::start(config.settings.clone(), config.limits, kept, now());
    let (sender, wishes) = mpsc::channel(WISHES_MAX);
    let house = House {
        office,
        log,
        state: config.state.clone(),
        client: PbxClient::trusting_this_machine(),
        streams: Streams::default(),
        door: sender.clone(),
        answers: HashMap::new(),
        next_answer: 0,
        wake: None,
    };
    Ok((Door(sender), house.live(first, wishes)))
}

struct House {
    office: Office,
    log: Log,
    state: PathBuf,
    client: PbxClient,
    streams: Streams,
    door: mpsc::Sender<Wish>,
    answers: HashMap<u64, oneshot::Sender<Answer>>,
    next_answer: u64,
    wake: Option<Instant>,
}

impl House {
    async fn live(mut self, first: Vec<Effect>, mut wishes: mpsc::Receiver<Wish>) {
        self.carry_out(first);
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        loop {
            let wake = self.wake;
            let input = tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(Wish::End { done }) => {
                        self.streams.tell_all(&streams::bytes(&Event::Goodbye));
                        self.streams.close_all();
                        let _ = done.send(());
                        return;
                    }
                    Some(wish) => self.input(wish),
                    None => return,
                },
                () = until(wake) => {
                    self.wake = None;
                    Some(Input::Tick)
                }
                _ = heartbeat.tick() => {
                    self.streams.tell_all(&Bytes::from_static(b":\n\n"));
                    None
                }
            };
            if let Some(input) = input {
                let effects = self.office.handle(input, now());
                self.carry_out(effects);
            }
        }
    }

    /// What it means for the office, if anything.
    fn input(&mut self, wish: Wish) -> Option<Input> {
        match wish {
            Wish::Order { person, order, answer } => {
                let reply_to = self.expect(answer);
                Some(Input::Order { reply_to, person, order })
            }
            Wish::HangUp { person, intent, answer } => {
                let reply_to = self.expect(answer);
                Some(Input::HangUp { reply_to, person, intent })
            }
            Wish::Calls { person, answer } => {
                drop(answer.send(self.office.calls(&person)));
                None
            }
            Wish::Listen { person, answer } => {
                let first = told(self.office.calls(&person));
                drop(answer.send(self.streams.open(person, first)));
                None
            }
            Wish::Forget { persons } => {
                persons.iter().for_each(|person| self.streams.close(person));
                None
            }
            Wish::Came { request, answer } => Some(Input::Answered { request, answer }),
            Wish::End { .. } => None,
        }
    }

    fn expect(&mut self, answer: oneshot::Sender<Answer>) -> u64 {
        self.next_answer += 1;
        self.answers.insert(self.next_answer, answer);
        self.next_answer
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut kept = true;
        for effect in effects {
            match effect {
                Effect::Keep(what) => {
                    if let Err(error) = write_kept(&self.state, &what) {
                        tracing::error!(%error, "calls cannot be kept: nothing is placed");
                        kept = false;
                    }
                }
                Effect::Send { request, http } => self.send(request, http, kept),
                Effect::Reply { reply_to, answer } => {
                    if let Some(waiting) = self.answers.remove(&reply_to) {
                        drop(waiting.send(answer));
                    }
                }
                Effect::Tell { person, calls } => {
                    self.streams.tell(&person, &told(calls));
                }
                Effect::Audit(record) => {
                    // What cannot be written down is not placed either.
                    if let Err(error) = self.log.write(&record) {
                        tracing::error!(%error, "the audit log cannot be written");
                        kept = false;
                    }
                }
                Effect::Wake(at_ms) => {
                    let wait = at_ms.saturating_sub(now().ms);
                    self.wake = Some(Instant::now() + Duration::from_millis(wait));
                }
            }
        }
    }

    fn send(&self, request: u32, http: pronto::pbx::HttpRequest, kept: bool) {
        let (client, door) = (self.client.clone(), self.door.clone());
        tokio::spawn(async move {
            let answer = if kept { client.send(http).await } else { Err(NetError::NotStored) };
            drop(door.send(Wish::Came { request, answer }).await);
        });
    }
}

fn told(calls: Vec<CallView>) -> Bytes {
    streams::bytes(&Event::Calls { calls, now_ms: now().ms })
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn read_kept(folder: &Path) -> io::Result<Kept> {
    match std::fs::read(folder.join("calls.json")) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::error!(%error, "calls.json is damaged: calls that were up are forgotten");
            Kept::default()
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error),
    }
}

fn write_kept(folder: &Path, kept: &Kept) -> io::Result<()> {
    crate::files::replace(&folder.join("calls.json"), &serde_json::to_vec(kept)?)
}

/// The clock and chance of this machine.
#[must_use]
pub fn now() -> Now {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut entropy = [0; 8];
    // Only spreads the looks at a failing PBX.
    let _ = getrandom::fill(&mut entropy);
    Now {
        ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
        entropy: u64::from_le_bytes(entropy),
    }
}
