//! The people: each has a stream open and watches colleagues.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::heard::Heard;
use super::plan::{Presence, Step, WATCHED, extension, person_at, watched_by};
use crate::{Outcome, token};

/// Streams that are being opened at once.
const OPENING: usize = 64;
/// From one look whether all is there to the next.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// All of them.
pub struct People {
    shared: Shared,
}

/// What is heard, and from when it counts.
type Shared = Arc<Mutex<Option<(Heard, Instant)>>>;

impl People {
    /// When each stream has told of all whom it watches.
    pub async fn open(port: u16, streams: usize) -> Outcome<Self> {
        let shared = Shared::default();
        let room = Arc::new(Semaphore::new(OPENING));
        for n in 0..streams {
            let place = Arc::clone(&room).acquire_owned().await?;
            let person = Person { n, streams, port, shared: Arc::clone(&shared) };
            tokio::spawn(person.listen(place));
        }
        // All places are free again.
        let all = tokio::time::timeout(Duration::from_secs(60), room.acquire_many(OPENING as u32));
        let _ = all.await.map_err(|_| "not every stream tells of those whom it watches")??;
        Ok(Self { shared })
    }

    /// What is heard from now on counts.
    pub fn begin(&self, heard: Heard, began: Instant) {
        *self.shared.lock().expect("nobody panics while holding it") = Some((heard, began));
    }

    /// Waits until nothing is missing, or no longer.
    pub async fn settle(&self, patience: Duration) {
        let until = Instant::now() + patience;
        while Instant::now() < until && !self.look(Heard::is_all) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub fn told(&self) -> Outcome<Json> {
        self.look(Heard::told)
    }

    fn look<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        let shared = self.shared.lock().expect("nobody panics while holding it");
        look(&shared.as_ref().expect("it has begun").0)
    }
}

struct Person {
    n: usize,
    streams: usize,
    port: u16,
    shared: Shared,
}

/// An event, as far as it matters here.
#[derive(Deserialize)]
struct Told<'a> {
    event: &'a str,
    stream: Option<&'a str>,
    #[serde(default, borrow)]
    calls: Vec<Call<'a>>,
    #[serde(default, borrow)]
    colleagues: Vec<Colleague<'a>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    id: &'a str,
    state: &'a str,
}

#[derive(Deserialize)]
struct Colleague<'a> {
    extension: &'a str,
    presence: Option<&'a str>,
}

impl Person {
    /// A stream that ends early is lost, and told as such.
    async fn listen(self, place: OwnedSemaphorePermit) -> Outcome<()> {
        let mut place = Some(place);
        let mut unknown = WATCHED;
        let stream = self.connect("GET", "/api/events", "").await?;
        let mut half: Vec<u8> = Vec::new();
        loop {
            stream.readable().await?;
            let mut bytes = [0; 4096];
            let read = match stream.try_read(&mut bytes) {
                Ok(read @ 1..) => &bytes[..read],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
                _ => return Ok(()),
            };
            let at = Instant::now();
            half.extend_from_slice(read);
            let end = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let text = std::str::from_utf8(&half[..end])?;
            for line in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
                let told: Told = serde_json::from_str(line)?;
                if let Some(name) = told.stream {
                    self.watch(name).await?;
                }
                unknown = unknown.saturating_sub(told.colleagues.len());
                self.heard(&told, at);
            }
            half.drain(..end);
            if unknown == 0 {
                drop(place.take());
            }
        }
    }

    async fn watch(&self, stream: &str) -> Outcome<()> {
        let all: Vec<String> =
            watched_by(self.n, self.streams).map(|one| extension(one).to_string()).collect();
        let body = serde_json::json!({ "colleagues": all }).to_string();
        let path = format!("/api/events/{stream}/colleagues");
        let mut answering = self.connect("POST", &path, &body).await?;
        let mut answer = Vec::new();
        answering.read_to_end(&mut answer).await?;
        let is_good = answer.starts_with(b"HTTP/1.1 200 ");
        is_good.then_some(()).ok_or_else(|| String::from_utf8_lossy(&answer).into_owned().into())
    }

    async fn connect(&self, method: &str, path: &str, body: &str) -> Outcome<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        let token = token(self.n);
        let (port, token, length) = (self.port, token.reveal(), body.len());
        let closes = if body.is_empty() { "" } else { "Connection: close\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n{closes}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await?;
        Ok(stream)
    }

    fn heard(&self, told: &Told<'_>, at: Instant) {
        let mut shared = self.shared.lock().expect("nobody panics while holding it");
        let Some((heard, began)) = shared.as_mut() else { return };
        let at = at.duration_since(*began);
        match told.event {
            "phone" => {
                for call in &told.calls {
                    if let Some((id, step)) = call.id.parse::<usize>().ok().zip(step(call.state)) {
                        heard.own(self.n, id - 1, step, at);
                    }
                }
            }
            "colleagues" => {
                let all = told.colleagues.iter();
                let known = all
                    .filter_map(|one| Some((person_at(one.extension)?, presence(one.presence?)?)));
                heard.batch(self.n, known, at);
            }
            _ => {}
        }
    }
}

fn step(state: &str) -> Option<Step> {
    match state {
        "ringing_you" | "ringing_them" => Some(Step::Rings),
        "connected" => Some(Step::Answered),
        "ended" => Some(Step::Over),
        _ => None,
    }
}

fn presence(word: &str) -> Option<Presence> {
    match word {
        "free" => Some(Presence::Free),
        "ringing" => Some(Presence::Ringing),
        "busy" => Some(Presence::Busy),
        _ => None,
    }
}
