//! The control address: how tests and the demo play the people of the office.
//!
//! JSON in, JSON out, loopback only. The table of routes is in `README.md`; an
//! error is `{"error": "..."}` with status 400 (bad request), 404 (no such route,
//! call or user), 409 (the clock goes by itself) or 504 (waited in vain).

mod commands;
mod waits;

use std::sync::Arc;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::charset::Charset;
use crate::journal;
use crate::query::Query;
use crate::server::Shared;
use crate::server::body::Body;
use crate::server::listen::NoAnswer;

/// Hears a request to the control address.
pub async fn hear(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Body>, NoAnswer> {
    let method = request.method().clone();
    let query = Query::parse(&request.uri().to_string(), Charset::Utf8);
    let body = Limited::new(request.into_body(), LONGEST_BODY).collect();
    let (status, answer) = match body.await {
        Ok(body) => match route(&shared, &method, &query, &body.to_bytes()).await {
            Ok(answer) => (200, answer),
            Err(Refusal(status, text)) => (status, json!({ "error": text })),
        },
        Err(_) => (400, json!({ "error": "the body is too long or broken" })),
    };
    let mut response = Response::new(Body::whole(answer.to_string().into_bytes()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Why a request is not carried out: HTTP status and a sentence.
#[derive(Debug, PartialEq, Eq)]
struct Refusal(u16, String);

type Answered = Result<Value, Refusal>;

impl Refusal {
    fn bad(text: impl ToString) -> Refusal {
        Refusal(400, text.to_string())
    }

    fn unknown(text: impl ToString) -> Refusal {
        Refusal(404, text.to_string())
    }
}

const LONGEST_BODY: usize = 1024 * 1024;

const ROUTES: &[&str] = &[
    "GET /heard",
    "GET /heard/wait?srv=0&info=7&count=1&after=0&timeout_ms=10000",
    "GET /calls",
    "GET /calls/wait?state=connected&call_id=1&count=1&timeout_ms=10000",
    "GET /history",
    "GET /office",
    "GET /pushed",
    "GET /pushed/wait?event=5&count=1&timeout_ms=10000",
    "GET /reports",
    "GET /messages",
    "GET /playbacks",
    "GET /ivrs",
    "GET /recordings",
    "GET /status_numbers",
    "GET /outcome_numbers",
    "GET /faults",
    "POST /reset {clock, answer, auto_lift_ms, ...}",
    "POST /step {ms}",
    "POST /lift {call_id | ext}",
    "POST /answer {call_id}",
    "POST /hangup {call_id, party | ext}",
    "POST /place {first, second, first_network, second_network, group, state}",
    "POST /user {ext, status, ...}",
    "POST /event {event, interface, parameters}",
    "POST /sms {recipient, body, sender, info}",
    "POST /voice_message {owner, caller, seconds}",
    "POST /number {suffix, behaviour}",
    "POST /fault {kind, srv, info, count, effect, ...}",
    "POST /faults/clear",
    "POST /release",
    "POST /forget {call_id}",
];

async fn route(shared: &Shared, method: &Method, query: &Query, body: &[u8]) -> Answered {
    match (method.as_str(), query.path()) {
        ("GET", "/") => Ok(json!(ROUTES)),
        ("GET", "/heard") => {
            let all = journal::Filter::default();
            Ok(json!(shared.with(|pbx, _| pbx.journal.select(all))))
        }
        ("GET", "/heard/wait") => waits::heard(shared, query).await,
        ("GET", "/calls") => Ok(shared.with(|pbx, _| json!(pbx.calls()))),
        ("GET", "/calls/wait") => waits::calls(shared, query).await,
        ("GET", "/history") => Ok(shared.with(|pbx, _| json!(pbx.history().collect::<Vec<_>>()))),
        ("GET", "/office") => Ok(shared.with(|pbx, _| json!(pbx.exchange().office))),
        ("GET", "/pushed") => Ok(shared.with(|pbx, _| json!(pbx.notifier().sent()))),
        ("GET", "/pushed/wait") => waits::pushed(shared, query).await,
        ("GET", "/reports") => Ok(shared.with(|pbx, _| json!(pbx.exchange().reports()))),
        ("GET", "/messages") => Ok(shared.with(|pbx, _| {
            let exchange = pbx.exchange();
            json!({ "sms": exchange.sms(), "voice_messages": exchange.voice_messages() })
        })),
        ("GET", "/playbacks") => Ok(shared.with(|pbx, _| json!(pbx.exchange().playbacks()))),
        ("GET", "/ivrs") => Ok(shared.with(|pbx, _| json!(pbx.exchange().ivrs()))),
        ("GET", "/outcome_numbers") => Ok(shared.with(|pbx, _| json!(pbx.outcome_numbers()))),
        ("GET", "/recordings") => Ok(shared.with(|pbx, _| json!(pbx.exchange().recordings()))),
        ("GET", "/status_numbers") => Ok(shared.with(|pbx, _| json!(pbx.status_numbers()))),
        ("GET", "/faults") => Ok(shared.with(|pbx, _| json!(pbx.faults.waiting()))),
        ("POST", path) => commands::carry_out(shared, path, &object(body)?),
        (method, path) => Err(Refusal::unknown(format!("no route {method} {path}"))),
    }
}

/// A JSON object; nothing at all counts as an empty one.
fn object(body: &[u8]) -> Answered {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(json!({}));
    }
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(Refusal::bad("the body is not a JSON object")),
        Err(error) => Err(Refusal::bad(error)),
    }
}
