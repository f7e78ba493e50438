//! The PBX's own port: a request becomes an entry of the journal and an answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use hyper::{Request, Response, StatusCode};

use super::body::Body;
use super::listen::NoAnswer;
use super::shared::Shared;
use crate::answer::{Answer, Delivery};
use crate::journal;

/// Hears a request and waits for its answer, if it has to.
pub async fn hear(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Body>, NoAnswer> {
    let heard = journal::Request {
        method: request.method().to_string(),
        target: request.uri().to_string(),
        headers: plain(request.headers()),
    };
    let keep_alive = shared.keep_alive();
    // Nobody answers the requests of before a reset. Closing would make a browser
    // send them again, into the journal of the next test.
    let answer =
        shared.hear(&heard).await.unwrap_or_else(|| Answer::http(503, "the PBX was reset"));
    if answer.delivery == Delivery::Closed {
        return Err(NoAnswer);
    }
    Ok(response(answer, keep_alive))
}

fn response(answer: Answer, keep_alive: bool) -> Response<Body> {
    let mut response = Response::new(Body::new(answer.body, answer.delivery));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            response.headers_mut().insert(name, value);
        }
    };
    set(CONTENT_TYPE, &answer.content_type);
    if let Some(location) = &answer.location {
        set(LOCATION, location);
    }
    if !keep_alive {
        set(CONNECTION, "close");
    }
    response
}

fn plain(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut plain: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        plain
            .entry(name.to_string())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    plain
}
