//! Writes the description of the relay's HTTP interface: `cargo xtask codegen` keeps it in
//! `generated/relay-api.json`, `cargo xtask check` compares.
//!
//! ```text
//! cargo run -p pronto-relay --features openapi --example openapi -- FILE
//! ```

use std::{env, fs, io};

fn main() -> io::Result<()> {
    let file = env::args().nth(1).ok_or_else(|| io::Error::other("names no file to write"))?;
    fs::write(file, pronto_relay::http::described::json())
}
