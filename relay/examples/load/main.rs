//! Load on the relay's streams, for `cargo xtask bench relay`: the relay behind its real sockets
//! and HTTP, a bare socket server that does the same, and a client that counts and times.
//!
//! ```text
//! load relay STREAMS | load bare STREAMS     a server; commands on its standard input
//! load client PORT STREAMS                   opens the streams; counts until it is told to stop
//! load people STREAMS                        a PBX and its office, each with a stream
//! load office STREAMS PBX_PORT               the relay between these two
//! ```
//!
//! Everything is said in lines of JSON on standard output.

mod bare;
mod client;
mod office;
mod publish;
mod relay;
mod running;
mod usage;

use std::error::Error;
use std::io::Write as _;

use serde_json::Value as Json;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    // As many open files as the system grants.
    let _ = pronto_relay::bounds::room(usize::MAX);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["relay", streams] => relay::run(streams.parse()?).await,
        ["bare", streams] => bare::run(streams.parse()?).await,
        ["client", port, streams] => client::run(port.parse()?, streams.parse()?).await,
        ["people", streams] => office::load(streams.parse()?).await,
        ["office", streams, pbx_port] => office::serve(streams.parse()?, pbx_port.parse()?).await,
        _ => Err("see the first lines of examples/load/main.rs".into()),
    }
}

/// Whose stream this is; the client makes the same token.
fn token(n: usize) -> pronto_relay::people::Token {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
    pronto_relay::people::Token::from_random(&bytes)
}

fn commands() -> Lines<BufReader<Stdin>> {
    BufReader::new(tokio::io::stdin()).lines()
}

fn say(line: &Json) {
    println!("{line}");
    // Nobody left to read is nobody left to serve.
    drop(std::io::stdout().flush());
}
