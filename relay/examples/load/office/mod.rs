//! The whole way of the PBX's events: the relay as `pronto-relay` runs it, a PBX that lists the
//! office and pushes 1,000 events a second, and the office's people, each with a stream that watches
//! 20 colleagues.

mod heard;
mod pbx;
mod people;
mod plan;

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use self::heard::Heard;
use self::plan::Plan;
use crate::usage::usage;
use crate::{Outcome, commands, running, say};

/// Where the PBX pushes its events.
const SECRET: &str = "00000000000000000000000000000000";
/// How long what is missing may still come.
const PATIENCE: Duration = Duration::from_secs(10);

/// The relay with so many people, and a PBX that listens at this port; says where it listens
/// itself, obeys `usage` until it is told to end.
pub async fn serve(streams: usize, pbx_port: u16) -> Outcome<()> {
    let ans = format!("[ans]\nsecret = \"{SECRET}\"\nlisten = \"127.0.0.1:0\"\n");
    let extensions = (0..streams).map(plan::extension);
    running::relay(extensions, pbx_port, &ans, async |ready| {
        let ans_port = ready.pbx_address.ok_or("it listens for the PBX")?.port();
        say(&json!({ "port": ready.address.port(), "ans_port": ans_port }));
        let mut commands = commands();
        while commands.next_line().await?.as_deref() == Some("usage") {
            say(&usage()?);
        }
        Ok(())
    })
    .await
}

/// The PBX and the people. Says where the PBX listens; after `open PORT ANS_PORT`, when all streams
/// are open and have heard of all whom they watch; after `go SECONDS`, when all events are sent,
/// and then what was heard of them.
pub async fn load(streams: usize) -> Outcome<()> {
    let pbx = pbx::Pbx::start(streams).await?;
    say(&json!({ "port": pbx.port }));
    let mut commands = commands();
    let [port, ans_port] = numbers(commands.next_line().await?)?;
    let began = Instant::now();
    let people = people::People::open(u16::try_from(port)?, streams).await?;
    say(&json!({ "open": streams, "within_ms": began.elapsed().as_millis() }));
    let [seconds] = numbers(commands.next_line().await?)?;
    let asked = pbx.asked();
    let plan = Plan::new(streams, seconds);
    let began = Instant::now();
    people.begin(Heard::new(plan.clone()), began);
    let answers = pbx::push(&plan, u16::try_from(ans_port)?, began).await?;
    say(&json!({ "sent": answers.count() }));
    people.settle(PATIENCE).await;
    let mut told = people.told()?;
    told["answered"] = answers.told()?;
    told["pbx_asked"] = (pbx.asked() - asked).into();
    say(&told);
    Ok(())
}

/// What follows the word of a command.
fn numbers<const N: usize>(line: Option<String>) -> Outcome<[usize; N]> {
    let line = line.ok_or("nobody says how to go on")?;
    let numbers: Vec<usize> =
        line.split(' ').skip(1).filter_map(|word| word.parse().ok()).collect();
    Ok(numbers.try_into().map_err(|_| format!("no such command: {line:?}"))?)
}
