//! The PBX: lists who works in the office, and pushes its events at their time, each on a connection
//! of its own.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at};

use super::SECRET;
use super::heard::summary;
use super::plan::{Plan, due, extension};
use crate::Outcome;

/// The one that lists.
pub struct Pbx {
    /// Where it listens.
    pub port: u16,
    asked: Arc<AtomicUsize>,
}

/// How long after their time events were acknowledged, in microseconds.
pub struct Answers(Vec<u64>);

impl Pbx {
    /// Of so many users, all free.
    pub async fn start(users: usize) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let answer = move |RawQuery(query): RawQuery| {
            counted.fetch_add(1, Ordering::Relaxed);
            std::future::ready(list(&query.unwrap_or_default(), users))
        };
        let router = Router::new().route("/services.cgi", get(answer));
        tokio::spawn(async { axum::serve(listener, router).await });
        Ok(Self { port, asked })
    }

    /// How many requests it has heard.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn list(query: &str, users: usize) -> String {
    let each = |value: &dyn Fn(usize) -> String| {
        (0..users).fold(String::new(), |mut list, user| {
            let _ = write!(list, "{}={};", extension(user), value(user));
            list
        })
    };
    match query {
        "srv=3&info=0" => each(&|_| "1".to_owned()),
        "srv=3&info=4" => each(&|user| format!("Rossi P{user}")),
        "srv=3&info=2" => "Office=10000,10001;".to_owned(),
        // No document says how a list of calls that are up looks when there is none.
        "srv=3&info=7" => String::new(),
        _ => "result=1;".to_owned(),
    }
}

/// Pushes all of the plan. Who is late begins the next at once: what is late counts from its time.
pub async fn push(plan: &Plan, port: u16, began: Instant) -> Outcome<Answers> {
    let mut under_way = JoinSet::new();
    let mut ticks = interval_at(began, Duration::from_millis(1));
    let mut answers = Answers(Vec::new());
    for event in plan.events() {
        let at = began + due(event.slot);
        while ticks.tick().await < at {}
        let head = format!(
            "GET /in/{SECRET}/ans?{} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n",
            event.query()
        );
        under_way.spawn(async move {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.write_all(head.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            let late = u64::try_from(at.elapsed().as_micros())?;
            if !answer.starts_with(b"HTTP/1.1 200 ") {
                return Err(String::from_utf8_lossy(&answer).into_owned().into());
            }
            Outcome::Ok((event.slot, late))
        });
        while let Some(answer) = under_way.try_join_next() {
            answers.take(answer??);
        }
    }
    while let Some(answer) = under_way.join_next().await {
        answers.take(answer??);
    }
    Ok(answers)
}

impl Answers {
    fn take(&mut self, (slot, late): (usize, u64)) {
        if Plan::is_measured(slot) {
            self.0.push(late);
        }
    }

    /// How many were measured.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn told(&self) -> Outcome<Json> {
        summary(self.0.iter().copied())
    }
}
