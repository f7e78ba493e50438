//! `cargo xtask bench relay`: how many streams the relay holds and how late events are, beside a
//! bare socket server that does the same on the same machine in the same run; and then the PBX's
//! events on their whole way ([`bench_ans`]). The tables are for docs/relay-load.md.

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::bench_ans;
use crate::context::Context;
use crate::load::{self, Late, Running, Usage};
use crate::step::step;

/// Open streams, row by row.
pub(crate) const STREAMS: [u64; 5] = [1_000, 2_000, 4_000, 8_000, 10_000];
/// Seconds of events for each row.
pub(crate) const SECONDS: u64 = 10;

/// Prints the tables.
pub fn run(context: &Context) -> Result<()> {
    let load = step("building the load", || load::build(context))?;
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
    bench_ans::run(context, &load)
}

const HEAD: &str = "| streams | server | single p50 | p99 | longest | to all p50 | p99 | longest | lost | processor | memory a stream |\n\
     |---|---|---|---|---|---|---|---|---|---|---|";

#[derive(Deserialize)]
struct Port {
    port: u16,
}

#[derive(Deserialize)]
struct Open {
    open: u64,
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
    drop(client);
    server.end()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_as_many_heads_as_cells() {
        let lines: Vec<usize> = HEAD.lines().map(|line| line.matches('|').count()).collect();
        assert_eq!(lines, [12, 12]);
    }
}
