//! A client of a few lines: what the socket really carries, with nothing in between.

use std::time::Duration;

use pronto_simulator::server::{Config, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A PBX on any free port, and its control address.
pub async fn start(config: Config) -> Server {
    Server::start(config).await.expect("a free port")
}

/// What came over the connection until it was closed.
pub struct Received {
    pub head: String,
    pub body: Vec<u8>,
}

impl Received {
    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// One request on a connection of its own.
pub async fn request(port: u16, method: &str, target: &str, headers: &str, body: &str) -> Received {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the simulator listens");
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    receive(stream).await
}

/// Reads to the end; a connection that breaks has ended too.
pub async fn receive(mut stream: TcpStream) -> Received {
    let mut octets = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    let all = async {
        while let Ok(n @ 1..) = stream.read(&mut chunk).await {
            octets.extend_from_slice(&chunk[..n]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("the connection ends");
    let end = octets.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.map_or(octets.len(), |end| end + 4);
    Received {
        head: String::from_utf8_lossy(&octets[..end]).into_owned(),
        body: octets[end..].to_vec(),
    }
}

/// GET from the PBX.
pub async fn get(server: &Server, query: &str) -> Received {
    request(server.port, "GET", &format!("/services.cgi?{query}"), "", "").await
}

/// GET from the control address.
pub async fn look(server: &Server, target: &str) -> Value {
    let received = request(server.control_port, "GET", target, "", "").await;
    assert_eq!(received.status(), 200, "{target}: {}", received.text());
    received.json()
}

/// POST to the control address.
pub async fn tell(server: &Server, path: &str, body: Value) -> Value {
    let received = request(server.control_port, "POST", path, "", &body.to_string()).await;
    assert_eq!(received.status(), 200, "{path}: {}", received.text());
    received.json()
}
