//! Carries out what the office wants: one task owns the office, so that everything happens in one
//! order. What must be kept is written by a thread of its own ([`crate::keeper`]); what follows it
//! waits, and the office goes on meanwhile.

mod door;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pronto::event::{Extension, ReceivedText};
use pronto::pbx::{NetError, RequestKind};
use pronto::wire::relay::Event;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::ans::{Before, Committed, Intake};
use crate::config::Config;
use crate::keeper::{Batch, Keeper, Written};
use crate::metrics::Metrics;
use crate::office::{self, Answer, Effect, Input, Now, Office};
use crate::pbx_client::PbxClient;
use crate::streams::{Opening, Streams, Teller, Topic, teller};
pub use door::{Closed, Door};
use door::{WISHES_MAX, Wish};

/// Opens the house. The task ends when it is told to.
///
/// # Errors
/// When its files cannot be read.
pub fn open(
    config: &Config,
    streams: Streams,
    phones: BTreeSet<Extension>,
    metrics: Metrics,
) -> io::Result<(Door, Option<Intake>, impl Future<Output = ()> + use<>)> {
    let (keeper, written, kept) = Keeper::open(&config.state)?;
    let (teller, heard) =
        Teller::open(&config.state, config.streams, streams.clone(), metrics.clone())?;
    let (sender, wishes) = mpsc::channel(WISHES_MAX);
    let (intake, told, last) = listen_to_pbx(config, heard, metrics.clone(), sender.clone())?;
    let (office, first) = Office::start(config.settings.clone(), config.limits, kept, told, now());
    let house = House {
        office,
        keeper,
        waiting: VecDeque::new(),
        client: PbxClient::trusting_this_machine(),
        teller,
        streams,
        phones,
        heard: last.map(|last| (last, Instant::now().into_std())),
        metrics,
        door: sender.clone(),
        answers: HashMap::new(),
        next_answer: 0,
        wake: None,
        hears_pbx: config.ans.is_some(),
    };
    Ok((Door(sender), intake, house.live(first, wishes, written)))
}

/// What the PBX pushes becomes a wish like every other, in the order of its log. `heard` is the last
/// of which people have been told, by its number there; also the number of the last of all.
fn listen_to_pbx(
    config: &Config,
    heard: Option<i64>,
    metrics: Metrics,
    door: mpsc::Sender<Wish>,
) -> io::Result<(Option<Intake>, office::Told, Option<i64>)> {
    let Some(ans) = &config.ans else {
        return Ok((None, office::Told::default(), None));
    };
    // A house that has ended finds them in the log when it begins again.
    let tell = move |told| drop(door.blocking_send(Wish::Told(told)));
    let heard = heard.unwrap_or(i64::MAX);
    let (intake, all) = Intake::open(ans, &config.state, heard, metrics, tell)?;
    let last = all.last().map(|before| before.id);
    let (before, untold): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.id <= heard);
    let told = |all: Vec<Before>| all.into_iter().map(|one| (one.at_ms, one.pushed)).collect();
    let (before, untold) = (told(before), told(untold));
    Ok((Some(intake), office::Told { silence_ms: ans.silence_ms, before, untold }, last))
}

struct House {
    office: Office,
    keeper: Keeper,
    waiting: VecDeque<Waiting>,
    client: PbxClient,
    teller: Teller,
    streams: Streams,
    /// Whose calls somebody may want to hear of.
    phones: BTreeSet<Extension>,
    metrics: Metrics,
    /// The last event of the PBX that the office has heard and people are not told of yet.
    heard: Option<Heard>,
    door: mpsc::Sender<Wish>,
    answers: HashMap<u64, oneshot::Sender<Answer>>,
    next_answer: u64,
    wake: Option<Instant>,
    /// Whether the PBX pushes its events.
    hears_pbx: bool,
}

/// An event of the PBX by its number, and when the first came that was committed with it.
type Heard = (i64, std::time::Instant);

/// What follows from one input, and stands behind what follows from those before.
struct Waiting {
    effects: Vec<Effect>,
    /// Whether its files were written; not known yet.
    written: Option<bool>,
    /// The last event of the PBX from which it follows.
    heard: Option<Heard>,
}

impl House {
    async fn live(
        mut self,
        first: Vec<Effect>,
        mut wishes: mpsc::Receiver<Wish>,
        mut written: Written,
    ) {
        let beat = tokio::spawn(self.streams.clone().beat());
        let batches = tokio::spawn(self.streams.clone().batches());
        self.carry_out(first);
        loop {
            let wake = self.wake;
            let input = tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(Wish::End { done }) => {
                        beat.abort();
                        batches.abort();
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
                (begun, ended) = self.streams.turned() => {
                    Some(Input::Watching { begun, ended })
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
        self.teller.done().await;
        self.streams.tell_all(&teller::bytes_of(&Event::Goodbye)).await;
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
                let (reply_to, person) = (self.expect(answer), *person);
                Some(Input::HangUp { reply_to, person, intent })
            }
            Wish::Control { person, intent, control, answer } => {
                let (reply_to, person) = (self.expect(answer), *person);
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
            Wish::Ringing { person, wish, answer } => {
                let (reply_to, person) = (self.expect(answer), *person);
                Some(Input::Ringing { reply_to, person, wish })
            }
            Wish::Text { person, text, answer } => {
                let (reply_to, person) = (self.expect(answer), *person);
                Some(Input::Text { reply_to, person, text })
            }
            Wish::Listen { person, me, after, answer } => {
                let phone = Extension::new(person.extension.as_str()).ok();
                // Where nothing is pushed, nobody is told that there is nothing.
                let phone = phone.filter(|_| self.hears_pbx);
                let now_ms = now().ms;
                let calls = self.office.calls(&person.id);
                let of_phone = phone.iter().map(|phone| {
                    let calls = self.office.phone_calls(phone, now_ms);
                    Event::Phone { calls, now_ms, at_ms: None }
                });
                let calls = Event::Calls { calls, now_ms, at_ms: None };
                let now = std::iter::once(calls).chain(of_phone).collect();
                let person = person.id;
                self.teller.open_stream(Opening { person, phone, me, now, after, answer });
                None
            }
            Wish::Watch { person, stream, phones, answer } => {
                // Who no longer waits needs no answer.
                let _ = answer.send(self.streams.watch(&person, stream, &phones));
                None
            }
            Wish::Told(Committed { pushed, last, came }) => {
                self.heard = Some((last, came));
                Some(Input::Told(pushed))
            }
            Wish::Phones { phones } => {
                self.phones = phones;
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

    /// What is to be kept goes to the files at once, everything else in its turn.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut batch = Batch::default();
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::Keep(changes) => batch.changes.extend(changes),
                Effect::Audit(record) => {
                    self.metrics.wish(&record.outcome);
                    batch.records.push(record);
                }
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
        let (written, heard) = (nothing.then_some(true), self.heard.take());
        self.waiting.push_back(Waiting { effects: others, written, heard });
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
        while let Some(Waiting { effects, written: Some(written), heard }) =
            self.waiting.pop_front_if(|waiting| waiting.written.is_some())
        {
            effects.into_iter().for_each(|effect| self.act(effect, written));
            if let Some((last, came)) = heard {
                self.teller.heard(last, came);
            }
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
                let event = Event::Calls { calls, now_ms: now().ms, at_ms: None };
                self.teller.tell(Topic::Person(person), event);
            }
            // The PBX tells of customers' phones too.
            Effect::TellPhone { phone, calls } if self.phones.contains(&phone) => {
                let event = Event::Phone { calls, now_ms: now().ms, at_ms: None };
                self.teller.tell(Topic::Phone(phone), event);
            }
            Effect::TellText { text, at_ms } if self.phones.contains(&text.phone) => {
                let ReceivedText { id, phone, from, words } = *text;
                let event = Event::Text { id, from, words, at_ms, now_ms: now().ms };
                self.teller.tell(Topic::Phone(phone), event);
            }
            Effect::TellPhone { .. } | Effect::TellText { .. } => {}
            Effect::TellColleague(watched) => self.streams.tell_colleague(&watched),
            Effect::Wake(at_ms) => {
                let wait = at_ms.saturating_sub(now().ms);
                self.wake = Some(Instant::now() + Duration::from_millis(wait));
            }
            Effect::Keep(_) | Effect::Audit(_) => {}
        }
    }

    fn send(&self, request: u32, http: pronto::pbx::HttpRequest, kept: bool) {
        let (client, door) = (self.client.clone(), self.door.clone());
        let (metrics, kind) = (self.metrics.clone(), http.kind);
        metrics.asked(kind);
        tokio::spawn(async move {
            let answer = if kept { client.send(http).await } else { Err(NetError::NotStored) };
            if let Err(error) = &answer {
                metrics.failed(kind, *error);
            }
            drop(door.send(Wish::Came { request, answer }).await);
        });
    }
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Whether it calls somebody: only what the disk has is called.
fn places(effect: &Effect) -> bool {
    let kinds = [RequestKind::Place, RequestKind::Text];
    matches!(effect, Effect::Send { http, .. } if kinds.contains(&http.kind))
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
