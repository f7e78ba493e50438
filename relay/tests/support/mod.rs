//! A relay in the test's own process, on a free port before the simulated PBX, and clients of a
//! few lines: what the socket really carries.

// Each test binary uses its own part.
#![allow(dead_code)]

pub mod process;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pronto::settings::{FirstInterface, Keys};
use pronto_relay::bounds::Bounds;
use pronto_relay::config::Config;
use pronto_relay::people::PersonId;
use pronto_relay::streams::Streams;
use pronto_relay::{serve, users};
use pronto_simulator::server;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// Longest time that a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Relay {
    pub address: SocketAddr,
    /// Where it listens for the PBX, if that is another place.
    pub pbx_address: Option<SocketAddr>,
    /// Where it tells what it counts, if that is another place.
    pub metrics_address: Option<SocketAddr>,
    pub config: PathBuf,
    pub streams: Streams,
    folder: Folder,
    bounds: Bounds,
    end: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

/// A folder that is gone with its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let name = format!("pronto-relay-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub fn config_at(path: &Path) -> Config {
    Config::read(path).expect("a good configuration")
}

pub fn added(config: &Config, name: &str, extension: &str) -> String {
    let id = PersonId::new(name).expect("a name");
    let extension = Keys::try_from(extension.to_owned()).expect("an extension");
    let token = match users::again(config, &id, Some(extension.clone()), None, None) {
        Err(_) => users::add(config, id, extension, FirstInterface::Sip, None),
        again => again,
    };
    token.expect("a token").reveal().to_owned()
}

/// What a relay is set up with besides the PBX.
pub struct Setup {
    pub name: &'static str,
    /// Lines of relay.toml.
    pub toml: &'static str,
    /// Lines of its section `[office]`.
    pub office: &'static str,
    pub bounds: Bounds,
    /// Files beside relay.toml.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl Setup {
    pub fn new(name: &'static str) -> Self {
        // What changes on disk is seen soon.
        let bounds = Bounds { look_every: Duration::from_millis(20), ..Bounds::default() };
        Self { name, toml: "", office: "", bounds, files: vec![] }
    }

    pub async fn start(self, pbx: u16) -> Relay {
        let bounds = self.bounds;
        Relay::run(self.folder(pbx), bounds, |_| ()).await.0
    }

    fn folder(self, pbx: u16) -> Folder {
        let folder = Folder::new(self.name);
        let text = format!(
            "listen = \"127.0.0.1:0\"\nstate = \"state\"\n{}\n[office]\npbx_address = \"http://127.0.0.1:{pbx}\"\ncountry = \"IT\"\noutside_prefix = \"0\"\n{}\n",
            self.toml, self.office
        );
        folder.write("relay.toml", text);
        self.files.iter().for_each(|(path, bytes)| folder.write(path, bytes));
        folder
    }
}

impl Relay {
    pub async fn start(name: &'static str, pbx: u16) -> Self {
        Setup::new(name).start(pbx).await
    }

    /// Starts it with somebody who is added the moment it listens, and gives that token.
    pub async fn start_and_add(name: &'static str, pbx: u16) -> (Self, String) {
        let Setup { bounds, .. } = Setup::new(name);
        Self::run(Setup::new(name).folder(pbx), bounds, |config| added(config, "anna", "201")).await
    }

    async fn run<T: Send + 'static>(
        folder: Folder,
        bounds: Bounds,
        at_once: impl FnOnce(&Config) -> T + Send + 'static,
    ) -> (Self, T) {
        let config = folder.0.join("relay.toml");
        let (end, told) = oneshot::channel::<()>();
        let (ready, listens) = oneshot::channel();
        let (read, path) = (config_at(&config), config.clone());
        let ended = tokio::spawn(async move {
            let also = config_at(&path);
            let ready = move |is| drop(ready.send((is, at_once(&also))));
            serve::serve(&read, bounds, ready, async { drop(told.await) }).await.expect("it runs");
        });
        let (serve::Ready { address, pbx_address, metrics_address, streams }, done) =
            listens.await.expect("it listens");
        (
            Self {
                address,
                pbx_address,
                metrics_address,
                config,
                streams,
                folder,
                bounds,
                end,
                ended,
            },
            done,
        )
    }

    pub async fn restart(self) -> Self {
        self.end.send(()).expect("it listens");
        self.ended.await.expect("it ended");
        Self::run(self.folder, self.bounds, |_| ()).await.0
    }

    /// Tells it to end, and waits until it has.
    pub async fn end(self) {
        self.end.send(()).expect("it listens");
        tokio::time::timeout(PATIENCE, self.ended).await.expect("it ends").expect("it ended");
    }

    pub fn token(&self, name: &str, extension: &str) -> String {
        added(&config_at(&self.config), name, extension)
    }

    /// Waits until the relay that runs has seen the token.
    pub async fn accepts(&self, token: &str) {
        let asking = async { while self.ask("GET", "/api/me", token, "", "").await.0 == 401 {} };
        tokio::time::timeout(PATIENCE, asking).await.expect("it looks at its people");
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }

    /// Status, head and body.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        more: &str,
        body: &str,
    ) -> (u16, String, String) {
        self.ask_at(self.address, method, path, token, more, body).await
    }

    /// Status, head and body of another of its listeners.
    pub async fn ask_at(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        token: &str,
        more: &str,
        body: &str,
    ) -> (u16, String, String) {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let host =
            if more.contains("Host:") { String::new() } else { format!("Host: {address}\r\n") };
        let authorization = if token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {token}\r\n")
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{host}{authorization}{more}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("it reads");
        let (status, head, body) = answer(stream).await;
        (status, head, String::from_utf8_lossy(&body).into_owned())
    }

    pub async fn call(&self, token: &str, order: Json) -> (u16, Json) {
        let json = "Content-Type: application/json\r\n";
        let (status, _, body) =
            self.ask("POST", "/api/calls", token, json, &order.to_string()).await;
        (status, serde_json::from_str(&body).unwrap_or(Json::String(body)))
    }

    pub async fn events(&self, token: &str) -> Events {
        Events::of(self.address, token, None).await
    }
}

/// Sends what a PBX sends, which says the name that it was told.
pub async fn push(address: SocketAddr, method: &str, target: &str, body: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: some.other.name\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let (status, _, body) = answer(stream).await;
    (status, body)
}

/// Status, head in lower case and body of what comes until the connection ends.
pub async fn answer(mut stream: impl tokio::io::AsyncRead + Unpin) -> (u16, String, Vec<u8>) {
    let mut bytes = Vec::new();
    let whole = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
    whole.await.expect("it answers").expect("it answers");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    (status, head, bytes[end + 4..].to_vec())
}

pub struct Events {
    stream: BufReader<TcpStream>,
    /// The id of the last event that had one.
    pub last_id: Option<String>,
}

impl Events {
    /// The stream, as of the event with this id.
    pub async fn of(address: SocketAddr, token: &str, after: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let after = after.map_or(String::new(), |id| format!("Last-Event-ID: {id}\r\n"));
        let head = format!(
            "GET /api/events HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n{after}\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("it reads");
        Self { stream: BufReader::new(stream), last_id: None }
    }

    /// The next event; nothing when the stream ends.
    pub async fn next(&mut self) -> Option<Json> {
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(PATIENCE, self.stream.read_line(&mut line));
            // The last chunk of an answer is the empty one.
            if read.await.expect("an event comes").ok()? == 0 || line == "0\r\n" {
                return None;
            }
            if let Some(id) = line.strip_prefix("id: ") {
                self.last_id = Some(id.trim().to_owned());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).ok();
            }
        }
    }

    /// The next list of calls.
    pub async fn next_calls(&mut self) -> Json {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event["event"] == "calls" {
                return event["calls"].clone();
            }
        }
    }

    /// The next list of what the PBX reports of the phone.
    pub async fn next_phone(&mut self) -> Json {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event["event"] == "phone" {
                return event["calls"].clone();
            }
        }
    }

    /// Waits until the last call is in this state.
    pub async fn until(&mut self, state: &str) -> Json {
        loop {
            let event = self.next().await.expect("the stream goes on");
            let call = event["calls"].as_array().and_then(|calls| calls.last().cloned());
            if call.as_ref().is_some_and(|call| call["state"] == state) {
                return call.expect("just seen");
            }
        }
    }
}

pub async fn pbx() -> server::Server {
    let mut config = server::Config::any_port();
    config.options.auto_lift_ms = None;
    server::Server::start(config).await.expect("a free port")
}

/// Something done or asked at the simulated PBX by hand.
pub async fn control(pbx: &server::Server, method: &str, path: &str, body: &Json) -> Json {
    let body = body.to_string();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", pbx.control_port)).await.expect("it listens");
    stream.write_all(head.as_bytes()).await.expect("it reads");
    let (status, _, body) = answer(stream).await;
    let text = String::from_utf8_lossy(&body);
    assert!(status < 300, "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

pub fn order(intent: &str) -> Json {
    json!({ "intent": intent, "number": "+39 02 189655", "digits": "002189655" })
}
