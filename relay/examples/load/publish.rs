//! What both servers do alike: events at a fixed rate, with the time at which they were due.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use serde_json::json;
use tokio::time::{Instant, interval_at};

use crate::usage::usage;
use crate::{Outcome, commands, say};

/// Pause between events to single people.
const SINGLE_EVERY: Duration = Duration::from_millis(1);
/// Pause between events to all.
const ALL_EVERY: Duration = Duration::from_millis(200);
/// A call's view is about as long.
const FILLER: usize = 320;

/// A server under load.
pub trait Server: Clone + Send + Sync + 'static {
    /// Tells one stream.
    fn tell(&self, stream: usize, event: Bytes);
    /// Tells all.
    fn tell_all(&self, event: Bytes) -> impl Future<Output = ()> + Send;
}

/// Obeys until it is told to end: `usage`, `go SECONDS`, `end`.
pub async fn obey(server: impl Server, port: u16, streams: usize) -> Outcome<()> {
    say(&json!({ "port": port }));
    let mut commands = commands();
    while let Some(line) = commands.next_line().await? {
        match line.split_once(' ') {
            Some(("go", seconds)) => {
                let time = Duration::from_secs(seconds.parse()?);
                let single = tokio::spawn(singles(server.clone(), streams, time));
                let all = everybody(&server, time).await;
                say(&json!({ "single": single.await?, "all": all * streams }));
            }
            _ if line == "usage" => say(&usage()?),
            _ => break,
        }
    }
    Ok(())
}

async fn singles(server: impl Server, streams: usize, time: Duration) -> usize {
    let (mut ticks, start) = ticks(SINGLE_EVERY);
    let mut sent = 0;
    while start.0.elapsed() < time {
        let due = start.due(ticks.tick().await);
        // Near in number is near in memory: go far.
        server.tell((sent * 7_919) % streams, event("one", due));
        sent += 1;
    }
    sent
}

async fn everybody(server: &impl Server, time: Duration) -> usize {
    let (mut ticks, start) = ticks(ALL_EVERY);
    let mut sent = 0;
    while start.0.elapsed() < time {
        let due = start.due(ticks.tick().await);
        server.tell_all(event("all", due)).await;
        sent += 1;
    }
    sent
}

struct Start(Instant, SystemTime);

impl Start {
    /// When an event was due, in microseconds since 1970: being late counts too.
    fn due(&self, at: Instant) -> u128 {
        let due = self.1 + at.duration_since(self.0);
        due.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros()
    }
}

fn ticks(every: Duration) -> (tokio::time::Interval, Start) {
    let start = Start(Instant::now(), SystemTime::now());
    (interval_at(start.0 + every, every), start)
}

fn event(kind: &str, due: u128) -> Bytes {
    let filler = ".".repeat(FILLER);
    Bytes::from(format!("data: {{\"{kind}\":{due},\"filler\":\"{filler}\"}}\n\n"))
}
