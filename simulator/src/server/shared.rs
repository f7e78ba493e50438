//! The one PBX behind both ports: its lock, its clock, and who waits for what.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, oneshot, watch};

use super::pusher::Outgoing;
use crate::answer::Answer;
use crate::clock::{Clock, ClockKind};
use crate::journal::Request;
use crate::options::Options;
use crate::pbx::{Pbx, Reply};
use crate::pending::Token;
use crate::switches::ans::Ans;

/// A PBX that several tasks use.
#[derive(Debug)]
pub struct Shared {
    inner: Mutex<Inner>,
    /// As the simulator was started; a reset goes back to it.
    start: Options,
    start_clock: ClockKind,
    /// Goes up whenever something may have changed.
    changes: watch::Sender<u64>,
    /// The clock's task looks again when the next event is due.
    reckon: Notify,
    lines: Option<UnboundedSender<String>>,
    /// Goes up with each reset.
    run: AtomicU64,
    pushes: UnboundedSender<Outgoing>,
}

#[derive(Debug)]
struct Inner {
    pbx: Pbx,
    clock: Clock,
    keep_alive: bool,
    waiting: HashMap<Token, oneshot::Sender<Answer>>,
}

impl Shared {
    /// A fresh PBX.
    pub fn new(
        start: Options,
        clock: ClockKind,
        lines: Option<UnboundedSender<String>>,
        pushes: UnboundedSender<Outgoing>,
    ) -> Shared {
        Shared {
            inner: Mutex::new(Inner::new(start.clone(), clock)),
            start,
            start_clock: clock,
            changes: watch::Sender::new(0),
            reckon: Notify::new(),
            lines,
            run: AtomicU64::new(0),
            pushes,
        }
    }

    /// Uses the PBX; `act` gets the time as well.
    pub fn with<T>(&self, act: impl FnOnce(&mut Pbx, u64) -> T) -> T {
        let mut inner = self.lock();
        let now_ms = inner.clock.now_ms();
        let outcome = act(&mut inner.pbx, now_ms);
        self.publish(inner);
        self.reckon.notify_one();
        outcome
    }

    /// Hears a request. None when its answer will never come, because the PBX was reset.
    pub async fn hear(&self, request: &Request) -> Option<Answer> {
        let receiver = {
            let mut inner = self.lock();
            let now_ms = inner.clock.now_ms();
            let receiver = match inner.pbx.hear(request, now_ms).reply {
                Reply::Now(answer) => Err(answer),
                Reply::Later(token) => {
                    let (sender, receiver) = oneshot::channel();
                    inner.waiting.insert(token, sender);
                    Ok(receiver)
                }
            };
            self.publish(inner);
            self.reckon.notify_one();
            receiver
        };
        match receiver {
            Ok(receiver) => receiver.await.ok(),
            Err(answer) => Some(answer),
        }
    }

    /// Waits until `look` finds what it looks for, or the time is over.
    pub async fn wait<T>(&self, limit: Duration, look: impl Fn(&Pbx) -> Option<T>) -> Option<T> {
        let mut changes = self.changes.subscribe();
        let found = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = look(&self.lock().pbx) {
                    return Some(found);
                }
                if changes.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(limit, found).await.unwrap_or(None)
    }

    /// Moves a manual clock and tells the new time; none when the clock goes by itself.
    pub fn step(&self, ms: u64) -> Option<u64> {
        let mut inner = self.lock();
        let now_ms = inner.clock.step(ms).ok()?;
        self.publish(inner);
        Some(now_ms)
    }

    /// A fresh PBX in the place of this one; who waits for an answer gets none from it.
    pub fn reset(&self, options: Options, clock: ClockKind) {
        let mut inner = self.lock();
        *inner = Inner::new(options, clock);
        self.run.fetch_add(1, Ordering::SeqCst);
        self.publish(inner);
        self.reckon.notify_one();
    }

    /// The options that the simulator was started with.
    pub fn start_options(&self) -> &Options {
        &self.start
    }

    /// The clock that the simulator was started with.
    pub fn start_clock(&self) -> ClockKind {
        self.start_clock
    }

    /// How often there was a reset.
    pub fn run(&self) -> u64 {
        self.run.load(Ordering::SeqCst)
    }

    /// Whether connections live on after an answer.
    pub fn keep_alive(&self) -> bool {
        self.lock().keep_alive
    }

    /// Lets things happen when they are due, for as long as it is polled. A manual
    /// clock needs this too, for the moment when a reset makes it a real one.
    pub async fn keep_time(&self) {
        loop {
            self.publish(self.lock());
            match self.until_next_due() {
                Some(wait) => {
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = self.reckon.notified() => {}
                    }
                }
                None => self.reckon.notified().await,
            }
        }
    }

    fn until_next_due(&self) -> Option<Duration> {
        let inner = self.lock();
        if inner.clock.kind() == ClockKind::Manual {
            return None;
        }
        let due_ms = inner.pbx.next_due()?;
        Some(Duration::from_millis(due_ms.saturating_sub(inner.clock.now_ms())))
    }

    /// Lets time pass, hands out the answers and lines that there are, and says that something may have changed.
    fn publish(&self, mut inner: MutexGuard<'_, Inner>) {
        let now_ms = inner.clock.now_ms();
        for settled in inner.pbx.advance(now_ms) {
            if let Some(sender) = inner.waiting.remove(&settled.token) {
                // A client that did not wait for its answer is no concern of the PBX.
                drop(sender.send(settled.answer));
            }
        }
        let Ans { url, method, .. } = inner.pbx.notifier().switches().clone();
        for push in inner.pbx.take_pushes() {
            if let Some(url) = url.clone() {
                // Nobody sends any more: the server has stopped.
                drop(self.pushes.send(Outgoing { run: self.run(), url, method, push }));
            }
        }
        let lines = inner.pbx.take_lines();
        drop(inner);
        if let Some(sink) = &self.lines {
            for line in lines {
                drop(sink.send(line));
            }
        }
        self.changes.send_modify(|change| *change += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it holds the PBX")
    }
}

impl Inner {
    fn new(options: Options, clock: ClockKind) -> Inner {
        let clock = Clock::new(clock);
        let keep_alive = options.keep_alive;
        let mut pbx = Pbx::new(options);
        pbx.advance(clock.now_ms());
        Inner { pbx, clock, keep_alive, waiting: HashMap::new() }
    }
}
