//! `cargo xtask bench relay`: how many streams the relay holds and how late events are, beside a
//! bare socket server that does the same on the same machine in the same run.
//!
//! Server and client are the relay crate's example `load`, a process each. The table is for
//! docs/relay-load.md.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::process;
use crate::step::step;

/// Open streams, row by row.
const STREAMS: [u64; 5] = [1_000, 2_000, 4_000, 8_000, 10_000];
/// Seconds of events for each row.
const SECONDS: u64 = 10;

/// Prints the table.
pub fn run(context: &Context) -> Result<()> {
    let load = step("building the load", || build(context))?;
    println!(
        "\n1,000 events a second to single people and 5 a second to all, for {SECONDS} s; {} processors\n",
        std::thread::available_parallelism()?
    );
    println!("{HEAD}");
    for streams in STREAMS {
        for server in ["relay", "bare"] {
            println!("{}", measure(&load, server, streams)?);
        }
    }
    Ok(())
}

const HEAD: &str = "| streams | server | single p50 | p99 | longest | to all p50 | p99 | longest | lost | processor | memory a stream |\n\
     |---|---|---|---|---|---|---|---|---|---|---|";

fn build(context: &Context) -> Result<PathBuf> {
    let mut cargo = process::cargo(context);
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--package",
        "pronto-relay",
        "--example",
        "load",
    ]);
    process::aside(context, "load-build", &mut cargo)?.expect_success("building the load")?;
    Ok(context.target.join("release/examples/load"))
}

/// One of our processes; it ends with this.
struct Running {
    child: Child,
    says: BufReader<ChildStdout>,
    hears: ChildStdin,
}

impl Running {
    fn start(load: &Path, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(load);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("cannot run the load")?;
        let says = BufReader::new(child.stdout.take().context("it has a standard output")?);
        let hears = child.stdin.take().context("it has a standard input")?;
        Ok(Self { child, says, hears })
    }

    fn tell(&mut self, command: &str) -> Result<()> {
        writeln!(self.hears, "{command}").context("the load has ended")
    }

    fn hear<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the load said {line:?}"))
    }

    fn ask<T: DeserializeOwned>(&mut self, command: &str) -> Result<T> {
        self.tell(command)?;
        self.hear()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[derive(Deserialize)]
struct Port {
    port: u16,
}

#[derive(Deserialize)]
struct Open {
    open: u64,
}

#[derive(Deserialize)]
struct Usage {
    rss_kib: u64,
    cpu_ms: u64,
}

#[derive(Deserialize)]
struct Sent {
    single: u64,
    all: u64,
}

#[derive(Deserialize)]
struct Heard {
    one: Late,
    all: Late,
}

#[derive(Deserialize)]
struct Late {
    count: u64,
    p50_us: u64,
    p99_us: u64,
    max_us: u64,
}

fn measure(load: &Path, name: &str, streams: u64) -> Result<String> {
    let count = streams.to_string();
    let mut server = Running::start(load, &[name, &count])?;
    let port = server.hear::<Port>()?.port.to_string();
    let empty: Usage = server.ask("usage")?;
    let mut client = Running::start(load, &["client", &port, &count])?;
    let open = client.hear::<Open>()?.open;
    let before: Usage = server.ask("usage")?;
    let sent: Sent = server.ask(&format!("go {SECONDS}"))?;
    let after: Usage = server.ask("usage")?;
    let heard: Heard = client.ask(&format!("stop {} {}", sent.single, sent.all))?;
    let lost = (sent.single + sent.all).saturating_sub(heard.one.count + heard.all.count);
    let percent = (after.cpu_ms - before.cpu_ms) / (SECONDS * 10);
    // What load leaves behind counts too.
    let grown = after.rss_kib.max(before.rss_kib).saturating_sub(empty.rss_kib);
    Ok(format!(
        "| {open} | {name} | {} | {lost} of {} | {percent} % | {:.1} KiB |",
        [heard.one.cells(), heard.all.cells()].join(" | "),
        sent.single + sent.all,
        grown as f64 / open as f64,
    ))
}

impl Late {
    fn cells(&self) -> String {
        let ms = |us: u64| format!("{:.1} ms", us as f64 / 1_000.0);
        [ms(self.p50_us), ms(self.p99_us), ms(self.max_us)].join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_milliseconds() {
        let late = Late { count: 3, p50_us: 140, p99_us: 12_345, max_us: 99_960 };
        assert_eq!(late.cells(), "0.1 ms | 12.3 ms | 100.0 ms");
    }

    #[test]
    fn the_table_has_as_many_heads_as_cells() {
        let lines: Vec<usize> = HEAD.lines().map(|line| line.matches('|').count()).collect();
        assert_eq!(lines, [12, 12]);
    }
}
