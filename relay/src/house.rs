//! Carries out what the office wants: one task owns the office, so that everything happens in one
//! order. What must be kept is written by a thread of its own ([`crate::keeper`]); what follows it
//! waits, and the office goes on meanwhile.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use pronto::call::{CallView, Control};
use pronto::event::{Extension, Pushed, StateWish};
use pronto::pbx::{HttpResponse, NetError, RequestKind};
use pronto::wire::relay::{Event, Me, PhoneCall};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::ans::Intake;
use crate::config::Config;
use crate::keeper::{Batch, Keeper, Written};
use crate::office::{self, Answer, Effect, Input, Now, Office, Order};
use crate::pbx_client::PbxClient;
use crate::people::{IntentId, Person, PersonId};
use crate::streams::{self, Listening, Streams, Topic};

/// A way to the house; cheap to copy.
#[derive(Clone, Debug)]
pub struct Door(mpsc::Sender<Wish>);

/// The house has ended: the relay is shutting down.
#[derive(Clone, Copy, Debug)]
pub struct Closed;

#[derive(Debug)]
enum Wish {
    Order {
        person: Person,
        order: Order,
        answer: oneshot::Sender<Answer>,
    },
    HangUp {
        person: PersonId,
        intent: IntentId,
        answer: oneshot::Sender<Answer>,
    },
    Control {
        person: PersonId,
        intent: IntentId,
        control: Control,
        answer: oneshot::Sender<Answer>,
    },
    Calls {
        person: PersonId,
        answer: oneshot::Sender<Vec<CallView>>,
    },
    Colleagues {
        answer: oneshot::Sender<Answer>,
    },
    MyState {
        person: Box<Person>,
        wish: Option<StateWish>,
        answer: oneshot::Sender<Answer>,
    },
    Listen {
        person: Box<Person>,
        me: Box<Me>,
        answer: oneshot::Sender<Listening>,
    },
    Told {
        pushed: Vec<Pushed>,
    },
    Forget {
        persons: Vec<PersonId>,
    },
    Came {
        request: u32,
        answer: Result<HttpResponse, NetError>,
    },
    End {
        done: oneshot::Sender<()>,
    },
}

/// Wishes that may wait.
const WISHES_MAX: usize = 1024;

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

    /// A person wants something else done with a call.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn control(
        &self,
        person: PersonId,
        intent: IntentId,
        control: Control,
    ) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Control { person, intent, control, answer }, heard).await
    }

    /// A person's calls, newest last.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn calls(&self, person: PersonId) -> Result<Vec<CallView>, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Calls { person, answer }, heard).await
    }

    /// Who works in the office, or why that is not known.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn colleagues(&self) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::Colleagues { answer }, heard).await
    }

    /// What becomes of a person's calls; with a wish, whether it is so now.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn my_state(
        &self,
        person: Person,
        wish: Option<StateWish>,
    ) -> Result<Answer, Closed> {
        let (answer, heard) = oneshot::channel();
        self.ask(Wish::MyState { person: Box::new(person), wish, answer }, heard).await
    }

    /// The stream of a person's calls; the first events are who listens and how things stand.
    ///
    /// # Errors
    /// When the relay is ending.
    pub async fn listen(&self, person: Person, me: Me) -> Result<Listening, Closed> {
        let (answer, heard) = oneshot::channel();
        let (person, me) = (Box::new(person), Box::new(me));
        self.ask(Wish::Listen { person, me, answer }, heard).await
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
pub fn open(
    config: &Config,
    streams: Streams,
) -> io::Result<(Door, Option<Intake>, impl Future<Output = ()> + use<>)> {
    let (keeper, written, kept) = Keeper::open(&config.state)?;
    let (sender, wishes) = mpsc::channel(WISHES_MAX);
    let (intake, told) = listen_to_pbx(config, sender.clone())?;
    let (office, first) = Office::start(config.settings.clone(), config.limits, kept, told, now());
    let house = House {
        office,
        keeper,
        waiting: VecDeque::new(),
        client: PbxClient::trusting_this_machine(),
        streams,
        door: sender.clone(),
        answers: HashMap::new(),
        next_answer: 0,
        wake: None,
        hears_pbx: config.ans.is_some(),
    };
    Ok((Door(sender), intake, house.live(first, wishes, written)))
}

/// What the PBX pushes becomes a wish like every other, in the order of its log.
fn listen_to_pbx(
    config: &Config,
    door: mpsc::Sender<Wish>,
) -> io::Result<(Option<Intake>, office::Told)> {
    let Some(ans) = &config.ans else {
        return Ok((None, office::Told { silence_ms: 0, before: Vec::new() }));
    };
    // A house that has ended finds them in the log when it begins again.
    let tell = move |pushed| drop(door.blocking_send(Wish::Told { pushed }));
    let (intake, before) = Intake::open(ans, &config.state, tell)?;
    Ok((Some(intake), office::Told { silence_ms: ans.silence_ms, before }))
}

struct House {
    office: Office,
    keeper: Keeper,
    waiting: VecDeque<Waiting>,
    client: PbxClient,
    streams: Streams,
    door: mpsc::Sender<Wish>,
    answers: HashMap<u64, oneshot::Sender<Answer>>,
    next_answer: u64,
    wake: Option<Instant>,
    /// Whether the PBX pushes its events.
    hears_pbx: bool,
}

/// What follows from one input, and stands behind what follows from those before.
struct Waiting {
    effects: Vec<Effect>,
    /// Whether its files were written; not known yet.
    written: Option<bool>,
}

impl House {
    async fn live(
        mut self,
        first: Vec<Effect>,
        mut wishes: mpsc::Receiver<Wish>,
        mut written: Written,
    ) {
        let beat = tokio::spawn(self.streams.clone().beat());
        self.carry_out(first);
        loop {
            let wake = self.wake;
            let input = tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(Wish::End { done }) => {
                        beat.abort();
                        self.end(written).await;
                        let _ = done.send(());
                        return;
                    }
                    Some(wish) => self.input(wish),
                    None => return,
                },
                good = written.recv() => {
                    self.written(good.unwrap_or(false));
                    None
                }
                () = until(wake) => {
                    self.wake = None;
                    Some(Input::Tick)
                }
            };
            if let Some(input) = input {
                let effects = self.office.handle(input, now());
                self.carry_out(effects);
            }
        }
    }

    /// Tells every listener, and leaves whole files behind. What was to be sent is not: the next
    /// office finds it among what was kept.
    async fn end(self, mut written: Written) {
        self.streams.tell_all(&streams::bytes(&Event::Goodbye)).await;
        self.streams.close_all();
        drop(self.keeper);
        while written.recv().await.is_some() {}
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
            Wish::Control { person, intent, control, answer } => {
                let reply_to = self.expect(answer);
                Some(Input::Control { reply_to, person, intent, control })
            }
            Wish::Calls { person, answer } => {
                drop(answer.send(self.office.calls(&person)));
                None
            }
            Wish::Colleagues { answer } => {
                let reply_to = self.expect(answer);
                Some(Input::Colleagues { reply_to })
            }
            Wish::MyState { person, wish, answer } => {
                let (reply_to, person) = (self.expect(answer), *person);
                Some(match wish {
                    Some(wish) => Input::SetMyState { reply_to, person, wish },
                    None => Input::MyState { reply_to, person },
                })
            }
            Wish::Listen { person, me, answer } => {
                let mut first = Vec::from(streams::bytes(&Event::Office { me: *me }));
                first.extend(told(self.office.calls(&person.id)));
                let phone = Extension::new(person.extension.as_str()).ok();
                // Where nothing is pushed, nobody is told that there is nothing.
                let phone = phone.filter(|_| self.hears_pbx);
                if let Some(phone) = &phone {
                    first.extend(told_of_phone(self.office.phone_calls(phone, now().ms)));
                }
                drop(answer.send(self.streams.open(person.id, phone, first.into())));
                None
            }
            Wish::Told { pushed } => Some(Input::Told(pushed)),
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

    /// What is to be kept goes to the files at once, everything else in its turn.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut batch = Batch::default();
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::Keep(changes) => batch.changes.extend(changes),
                Effect::Audit(record) => batch.records.push(record),
                other => {
                    batch.sync |= places(&other);
                    others.push(other);
                }
            }
        }
        let nothing = batch.changes.is_empty() && batch.records.is_empty();
        if !nothing {
            self.keeper.write(batch);
        }
        self.waiting.push_back(Waiting { effects: others, written: nothing.then_some(true) });
        self.go_on();
    }

    /// The files have, or have not, what the first that waits for them wanted kept.
    fn written(&mut self, good: bool) {
        if let Some(first) = self.waiting.iter_mut().find(|waiting| waiting.written.is_none()) {
            first.written = Some(good);
        }
        self.go_on();
    }

    fn go_on(&mut self) {
        while let Some(Waiting { effects, written: Some(written) }) =
            self.waiting.pop_front_if(|waiting| waiting.written.is_some())
        {
            effects.into_iter().for_each(|effect| self.act(effect, written));
        }
    }

    fn act(&mut self, effect: Effect, kept: bool) {
        match effect {
            Effect::Send { request, http } => self.send(request, http, kept),
            Effect::Reply { reply_to, answer } => {
                if let Some(waiting) = self.answers.remove(&reply_to) {
                    drop(waiting.send(answer));
                }
            }
            Effect::Tell { person, calls } => {
                self.streams.tell(&Topic::Person(person), &told(calls));
            }
            Effect::TellPhone { phone, calls } => {
                let topic = Topic::Phone(phone);
                if self.streams.has(&topic) {
                    self.streams.tell(&topic, &told_of_phone(calls));
                }
            }
            Effect::Wake(at_ms) => {
                let wait = at_ms.saturating_sub(now().ms);
                self.wake = Some(Instant::now() + Duration::from_millis(wait));
            }
            Effect::Keep(_) | Effect::Audit(_) => {}
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

fn told_of_phone(calls: Vec<PhoneCall>) -> Bytes {
    streams::bytes(&Event::Phone { calls, now_ms: now().ms })
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Whether it calls somebody: only what the disk has is called.
fn places(effect: &Effect) -> bool {
    matches!(effect, Effect::Send { http, .. } if http.kind == RequestKind::Place)
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
