//! Carries out effects, one list after the other and each in order, so that nothing is sent
//! before it is stored and no older state is stored over a newer one.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::edge::to_js;
use super::host::Host;
use super::stream::Streams;
use super::{fetch, stream};
use crate::engine::{Effect, Engine, Input, Now};
use crate::pbx::NetError;
use crate::problem::Code;
use crate::small::SmallMap;
use crate::wire::Reply;

/// One background with its engine.
pub struct House {
    pub host: Host,
    engine: RefCell<Engine>,
    queue: RefCell<VecDeque<Vec<Effect>>>,
    working: Cell<bool>,
    waiting: RefCell<SmallMap<u32, js_sys::Function>>,
    next_reply: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
    pub streams: Streams,
}

impl House {
    /// Reads what was kept and starts the engine with it.
    pub async fn open(host: Host) -> Result<Rc<Self>, JsValue> {
        let stores = host.stores().await?;
        let kept = host.kept().await?;
        let (engine, effects) = Engine::start(kept, stores, secret(), now());
        let house = Rc::new(Self {
            host,
            engine: RefCell::new(engine),
            queue: RefCell::default(),
            working: Cell::new(false),
            waiting: RefCell::default(),
            next_reply: Cell::new(1),
            timer: RefCell::default(),
            streams: Streams::default(),
        });
        house.enqueue(effects);
        Ok(house)
    }

    /// Tells the engine what happened and does what follows.
    pub fn input(self: &Rc<Self>, input: Input) {
        let effects = self.engine.borrow_mut().handle(input, now());
        self.enqueue(effects);
    }

    /// An input that is answered: the promise resolves with the [`Reply`].
    pub fn ask(self: &Rc<Self>, input: impl FnOnce(u32) -> Input) -> js_sys::Promise {
        let reply_to = self.next_reply.replace(self.next_reply.get().wrapping_add(1));
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            self.waiting.borrow_mut().insert(reply_to, resolve);
        });
        self.input(input(reply_to));
        promise
    }

    fn enqueue(self: &Rc<Self>, effects: Vec<Effect>) {
        self.queue.borrow_mut().push_back(effects);
        if !self.working.replace(true) {
            let house = Rc::clone(self);
            spawn_local(async move {
                loop {
                    let next = house.queue.borrow_mut().pop_front();
                    let Some(effects) = next else { break };
                    house.carry_out(effects).await;
                }
                house.working.set(false);
            });
        }
    }

    async fn carry_out(self: &Rc<Self>, effects: Vec<Effect>) {
        let mut stored = true;
        for effect in effects {
            match effect {
                Effect::Keep(snapshot) => stored &= self.host.keep(&snapshot).await.is_ok(),
                Effect::KeepLasting(snapshot) => {
                    stored &= self.host.keep_for_restart(&snapshot).await.is_ok();
                }
                Effect::KeepPast(past) => stored &= self.host.keep_calls(&past).await.is_ok(),
                // A list that is not kept is asked for again.
                Effect::KeepDirectory(kept) => drop(self.host.keep_people(&kept).await),
                Effect::WriteSettings(split) => stored &= self.host.write(&split).await.is_ok(),
                Effect::Send { request, http } if stored => {
                    let house = Rc::clone(self);
                    spawn_local(async move {
                        let answer = fetch::send(&house.host, &http).await;
                        house.input(Input::Answered { request, answer });
                    });
                }
                Effect::Send { request, .. } => {
                    self.input(Input::Answered { request, answer: Err(NetError::NotStored) });
                }
                Effect::Listen { stream, http } => stream::open(self, stream, http),
                Effect::Unlisten { stream } => self.streams.close(stream),
                Effect::Reply { reply_to, reply } => {
                    let refused = Reply::Refused { problem: Code::NotStored.into() };
                    self.reply(reply_to, if stored { &reply } else { &refused });
                }
                Effect::Show(calls) => self.host.show(to_js(&calls)),
                Effect::Incoming(calls) => self.host.incoming(to_js(&calls)),
                Effect::Open(url) => self.host.open(&url),
                Effect::Ask(question) => self.host.ask(&question),
                Effect::AskWhom => self.host.ask_whom(),
                Effect::Sites(sites) => self.host.sites(to_js(&sites)),
                Effect::Again => self.host.again(),
                Effect::Wake(at_ms) => self.wake_at(at_ms),
                Effect::Pulse(on) => self.host.pulse(on),
            }
        }
    }

    fn reply(&self, reply_to: u32, reply: &Reply) {
        if let Some(resolve) = self.waiting.borrow_mut().remove(&reply_to) {
            // A resolver of a promise does not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, &to_js(reply));
        }
    }

    fn wake_at(self: &Rc<Self>, at_ms: u64) {
        let pause = at_ms.saturating_sub(now().ms).min(60_000);
        let house = Rc::clone(self);
        let timer = Timeout::new(u32::try_from(pause).unwrap_or(60_000), move || {
            house.input(Input::Tick);
        });
        // Dropping the earlier timer cancels it.
        self.timer.replace(Some(timer));
    }
}

fn now() -> Now {
    let bits = |n: f64| (n * f64::from(u32::MAX)) as u64;
    let mut entropy = [0; 8];
    fill(&mut entropy);
    let mixed = u64::from_le_bytes(entropy) ^ bits(js_sys::Math::random());
    Now { ms: js_sys::Date::now() as u64, entropy: mixed }
}

fn secret() -> [u8; 32] {
    let mut secret = [0; 32];
    fill(&mut secret);
    secret
}

/// Random bytes of the browser. Without them there is nothing that a ticket could be sealed
/// with, so that a browser which has none gets no engine.
fn fill(bytes: &mut [u8]) {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let crypto = js_sys::Reflect::get(&scope, &"crypto".into()).unwrap_or(JsValue::UNDEFINED);
    let crypto: web_sys::Crypto = crypto.unchecked_into();
    crypto
        .get_random_values_with_u8_array(bytes)
        .expect("every browser with wasm has getRandomValues");
}
