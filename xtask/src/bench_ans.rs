//! The PBX's events on their whole way: it pushes 1,000 a second to the relay, each of a call between
//! two people with a stream each, and of each of the two 20 others watch what the phone does.
//!
//! PBX and people are one process, the relay another; both are the example [`load`](crate::load).

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::bench_relay::{SECONDS, STREAMS};
use crate::context::Context;
use crate::load::{Late, Running, Usage};

const HEAD: &str = "| streams | acknowledged p50 | p99 | longest | own calls p50 | p99 | longest | lost | colleagues p50 | p99 | longest | wrong at the end | processor | memory a stream | written |\n\
     |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

#[derive(Deserialize)]
struct Pbx {
    port: u16,
}

#[derive(Deserialize)]
struct Relay {
    port: u16,
    ans_port: u16,
}

#[derive(Deserialize)]
struct Open {
    open: u64,
    within_ms: u64,
}

#[derive(Deserialize)]
struct Sent {
    sent: u64,
}

/// What was heard; each as the example says.
#[derive(Deserialize, Serialize)]
struct Heard {
    /// When the PBX had its answer.
    answered: Late,
    /// When the last of the two people had heard.
    own: Late,
    own_lost: u64,
    /// States of calls that had changed again before they were told.
    own_overtaken: u64,
    own_awaited: u64,
    /// When the last of those who watch had heard.
    watchers: Late,
    /// The same for each who watches.
    states: Late,
    batches: u64,
    /// Colleagues of whom somebody does not know at the end what they do.
    wrong: u64,
    watched: u64,
    /// What the PBX was asked meanwhile.
    pbx_asked: u64,
}

#[derive(Serialize)]
struct Row {
    streams: u64,
    /// Until all were open and each had heard of all whom it watches.
    opened_ms: u64,
    /// Events, without those before the first calls ended.
    sent: u64,
    #[serde(flatten)]
    heard: Heard,
    /// Of one processor.
    processor_percent: u64,
    memory_kib_a_stream: f64,
    written_kib: u64,
}

/// Prints the table, and keeps it as JSON.
pub(crate) fn run(context: &Context, load: &Path) -> Result<()> {
    println!("\n1,000 events a second from the PBX, each of two people, for {SECONDS} s\n\n{HEAD}");
    let mut rows = Vec::new();
    for streams in STREAMS {
        let row = measure(load, streams)?;
        println!("{}", row.line());
        rows.push(row);
    }
    let file = context.scratch("bench")?.join("relay.json");
    fs::write(&file, serde_json::to_string_pretty(&rows)? + "\n")?;
    println!("\nas JSON: target/xtask/bench/relay.json");
    Ok(())
}

fn measure(load: &Path, streams: u64) -> Result<Row> {
    let count = streams.to_string();
    let mut people = Running::start(load, &["people", &count])?;
    let pbx = people.hear::<Pbx>()?.port.to_string();
    let mut relay = Running::start(load, &["office", &count, &pbx])?;
    let Relay { port, ans_port } = relay.hear()?;
    let empty: Usage = relay.ask("usage")?;
    let Open { open: streams, within_ms } = people.ask(&format!("open {port} {ans_port}"))?;
    let before: Usage = relay.ask("usage")?;
    let sent = people.ask::<Sent>(&format!("go {SECONDS}"))?.sent;
    let after: Usage = relay.ask("usage")?;
    let heard: Heard = people.hear()?;
    drop(people);
    relay.end()?;
    // What load leaves behind counts too.
    let grown = after.rss_kib.max(before.rss_kib).saturating_sub(empty.rss_kib);
    Ok(Row {
        streams,
        opened_ms: within_ms,
        sent,
        heard,
        processor_percent: (after.cpu_ms - before.cpu_ms) / (SECONDS * 10),
        memory_kib_a_stream: grown as f64 / streams as f64,
        written_kib: after.written_kib - before.written_kib,
    })
}

impl Row {
    fn line(&self) -> String {
        let Heard { answered, own, own_lost, own_awaited, watchers, wrong, watched, .. } =
            &self.heard;
        format!(
            "| {} | {} | {} | {own_lost} of {own_awaited} | {} | {wrong} of {watched} | {} % | {:.1} KiB | {:.1} MB |",
            self.streams,
            answered.cells(),
            own.cells(),
            watchers.cells(),
            self.processor_percent,
            self.memory_kib_a_stream,
            self.written_kib as f64 * 1.024 / 1_000.0,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_as_many_heads_as_cells() {
        let late = || Late { count: 1, p50_us: 1, p99_us: 1, max_us: 1 };
        let heard = Heard {
            answered: late(),
            own: late(),
            own_lost: 0,
            own_overtaken: 0,
            own_awaited: 2,
            watchers: late(),
            states: late(),
            batches: 1,
            wrong: 0,
            watched: 40,
            pbx_asked: 0,
        };
        let row = Row {
            streams: 2,
            opened_ms: 1,
            sent: 1,
            heard,
            processor_percent: 1,
            memory_kib_a_stream: 1.0,
            written_kib: 1,
        };
        let lines: Vec<usize> = HEAD.lines().map(|line| line.matches('|').count()).collect();
        assert_eq!(lines, [row.line().matches('|').count(); 2]);
    }
}
