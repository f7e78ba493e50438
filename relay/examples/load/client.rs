//! Opens the streams, counts what comes and how late it is. A process of its own, so that its
//! work is not the server's.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hdrhistogram::Histogram;
use serde_json::{Value as Json, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore};

use crate::{Outcome, commands, say, token};

/// Connections under way at once.
const OPENING: usize = 128;
/// How long what is missing may still come.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Heard {
    open: usize,
    one: Vec<u64>,
    all: Vec<u64>,
}

#[derive(Clone, Default)]
struct Shared {
    heard: Arc<Mutex<Heard>>,
    more: Arc<Notify>,
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut Heard)) {
        change(&mut self.heard.lock().expect("nobody panics while holding it"));
        self.more.notify_one();
    }

    async fn until(&self, enough: impl Fn(&Heard) -> bool) {
        while !enough(&self.heard.lock().expect("nobody panics while holding it")) {
            self.more.notified().await;
        }
    }
}

/// Says when all are open; after `stop ONE ALL`, how many are awaited, what was heard.
pub async fn run(port: u16, streams: usize) -> Outcome<()> {
    let shared = Shared::default();
    let room = Arc::new(Semaphore::new(OPENING));
    for n in 0..streams {
        let place = Arc::clone(&room).acquire_owned().await?;
        let shared = shared.clone();
        tokio::spawn(async move {
            let stream = open(port, n).await;
            if let Ok(stream) = stream {
                listen(stream, shared, place).await;
            }
        });
    }
    shared.until(|heard| heard.open == streams).await;
    say(&json!({ "open": streams }));
    let line = commands().next_line().await?.ok_or("nobody says stop")?;
    let counts: Vec<usize> = line.split(' ').skip(1).filter_map(|n| n.parse().ok()).collect();
    let all_there =
        shared.until(|heard| heard.one.len() >= counts[0] && heard.all.len() >= counts[1]);
    // What does not come is lost, and told as such.
    let _ = tokio::time::timeout(PATIENCE, all_there).await;
    let heard = shared.heard.lock().expect("nobody panics while holding it");
    say(&json!({ "one": told(&heard.one)?, "all": told(&heard.all)? }));
    Ok(())
}

async fn open(port: u16, n: usize) -> Outcome<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let token = token(n);
    let token = token.reveal();
    let head = format!(
        "GET /api/events?n={n} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

async fn listen(stream: TcpStream, shared: Shared, place: tokio::sync::OwnedSemaphorePermit) {
    let mut place = Some(place);
    let mut half: Vec<u8> = Vec::new();
    while stream.readable().await.is_ok() {
        let mut bytes = [0; 4096];
        let read = match stream.try_read(&mut bytes) {
            Ok(read @ 1..) => &bytes[..read],
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            _ => return,
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        half.extend_from_slice(read);
        let end = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let text = String::from_utf8_lossy(&half[..end]);
        if place.is_some() && text.contains("data: ") {
            place = None;
            shared.change(|heard| heard.open += 1);
        }
        for line in text.lines() {
            if let Some((kind, late)) = late(line, now) {
                shared.change(|heard| match kind {
                    "one" => heard.one.push(late),
                    _ => heard.all.push(late),
                });
            }
        }
        half.drain(..end);
    }
}

/// By how many microseconds an event is late.
fn late(line: &str, now: u128) -> Option<(&str, u64)> {
    let rest = line.strip_prefix("data: {\"")?;
    let (kind, rest) = rest.split_once("\":").filter(|(kind, _)| ["one", "all"].contains(kind))?;
    let due: u128 = rest.split(',').next()?.parse().ok()?;
    Some((kind, u64::try_from(now.saturating_sub(due)).unwrap_or(u64::MAX)))
}

fn told(late: &[u64]) -> Outcome<Json> {
    let mut histogram = Histogram::<u64>::new(3)?;
    late.iter().try_for_each(|late| histogram.record(*late))?;
    let quantile = |part| histogram.value_at_quantile(part);
    Ok(json!({
        "count": late.len(), "p50_us": quantile(0.5), "p99_us": quantile(0.99), "max_us": histogram.max(),
    }))
}
