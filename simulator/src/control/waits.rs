//! Waiting for something to happen, so that no test has to sleep.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Answered, Refusal};
use crate::ans::Push;
use crate::journal::Filter;
use crate::model::call::{Call, State};
use crate::query::Query;
use crate::server::Shared;

/// `GET /heard/wait`: all matching requests, when there are `count` of them.
pub(super) async fn heard(shared: &Shared, query: &Query) -> Answered {
    only(query, &["srv", "info", "after", "count", "timeout_ms"])?;
    let filter = Filter {
        srv: small(query, "srv")?,
        info: small(query, "info")?,
        after: number(query, "after", 0)?,
    };
    let count = number(query, "count", 1)?;
    wait(shared, query, |pbx| {
        let heard = pbx.journal.select(filter);
        (heard.len() as u64 >= count).then(|| json!(heard))
    })
    .await
}

/// `GET /calls/wait`: all calls that are or were in a state, when there are `count` of them.
pub(super) async fn calls(shared: &Shared, query: &Query) -> Answered {
    only(query, &["state", "call_id", "count", "timeout_ms"])?;
    let state: State = word(query, "state")?;
    let count = number(query, "count", 1)?;
    let id = query.value("call_id");
    wait(shared, query, |pbx| {
        let fits = |call: &&Call| call.has_reached(state) && id.is_none_or(|id| id == call.id());
        let calls: Vec<&Call> = pbx.calls().iter().filter(fits).collect();
        (calls.len() as u64 >= count).then(|| json!(calls))
    })
    .await
}

/// `GET /pushed/wait`: all pushes of an event that were answered, when there are `count` of them.
pub(super) async fn pushed(shared: &Shared, query: &Query) -> Answered {
    only(query, &["event", "count", "timeout_ms"])?;
    let event = small(query, "event")?;
    let count = number(query, "count", 1)?;
    wait(shared, query, |pbx| {
        let fits =
            |push: &&Push| push.status.is_some() && event.is_none_or(|event| event == push.event);
        let pushed: Vec<&Push> = pbx.notifier().sent().iter().filter(fits).collect();
        (pushed.len() as u64 >= count).then(|| json!(pushed))
    })
    .await
}

async fn wait(
    shared: &Shared,
    query: &Query,
    look: impl Fn(&crate::pbx::Pbx) -> Option<Value>,
) -> Answered {
    const USUAL_MS: u64 = 10_000;
    const LONGEST_MS: u64 = 120_000;
    let ms = number(query, "timeout_ms", USUAL_MS)?.min(LONGEST_MS);
    shared
        .wait(Duration::from_millis(ms), look)
        .await
        .ok_or_else(|| Refusal(504, format!("waited {ms} ms in vain")))
}

fn only(query: &Query, known: &[&str]) -> Result<(), Refusal> {
    match query.pairs().iter().find(|(key, _)| !known.contains(&key.as_str())) {
        Some((key, _)) => Err(Refusal::bad(format!("unknown parameter {key}"))),
        None => Ok(()),
    }
}

fn number(query: &Query, key: &str, default: u64) -> Result<u64, Refusal> {
    query.value(key).map_or(Ok(default), |text| {
        text.parse().map_err(|_| Refusal::bad(format!("{key} is not a number")))
    })
}

fn small(query: &Query, key: &str) -> Result<Option<u8>, Refusal> {
    match (query.value(key), query.small(key)) {
        (Some(_), None) => Err(Refusal::bad(format!("{key} is not a small number"))),
        (_, number) => Ok(number),
    }
}

fn word<T: DeserializeOwned>(query: &Query, key: &str) -> Result<T, Refusal> {
    let text = query.value(key).ok_or_else(|| Refusal::bad(format!("{key} is missing")))?;
    serde_json::from_value(json!(text)).map_err(Refusal::bad)
}
