//! The relay as people run it: a process that can be killed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The relay as a process, and what it said.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    said: BufReader<tokio::process::ChildStderr>,
    text: String,
}

impl Process {
    pub async fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pronto-relay"))
            .arg("--config")
            .arg(folder.join("relay.toml"))
            // As much as it would ever say.
            .env("RUST_LOG", "trace")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut text = String::new();
        let address = loop {
            let from = text.len();
            assert_ne!(said.read_line(&mut text).await.expect("text"), 0, "{text}");
            let address = text[from..].split_once("address=").map(|(_, address)| address.trim());
            if let Some(address) = address {
                break address.parse().expect("an address");
            }
        };
        Self { child, address, said, text }
    }

    /// SIGKILL; all that it said.
    pub async fn kill(mut self) -> String {
        self.child.kill().await.expect("it was alive");
        while self.said.read_line(&mut self.text).await.expect("text") > 0 {}
        self.text
    }
}
