//! The answers. `first_number` and interface come from the token's person, never from a request.

use std::convert::Infallible;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use http_body_util::StreamBody;
use hyper::body::Frame;
use pronto::call::CallView;
use pronto::dial::DialString;
use pronto::dial::guard::Reason;
use pronto::problem::{Code, Problem};
use pronto::settings::Stored;
use serde::{Deserialize, Serialize};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::App;
use super::auth::Caller;
use crate::house::Closed;
use crate::office::{Answer, Order};
use crate::people::IntentId;

/// Body of `POST /api/calls`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBody {
    /// The client's own name for the call; the same again is the same call.
    intent: String,
    /// E.164, or keys as on the phone.
    number: String,
    /// The digits that the person was shown.
    digits: DialString,
    /// The different number that the link's text named.
    #[serde(default)]
    text: Option<String>,
    /// The person has answered what was asked.
    #[serde(default)]
    confirmed: bool,
}

/// Answers to orders.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CallBody {
    /// The call.
    Call {
        /// As on the card.
        call: Box<CallView>,
    },
    /// Asked first: send the order again with `confirmed`.
    Ask {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// Nothing was done.
    Refused {
        /// Why, and what to do.
        problem: Problem,
    },
    /// It was done.
    Done,
}

/// Answer to `GET /api/me`.
#[derive(Debug, Serialize)]
pub struct MeBody {
    person: String,
    extension: String,
    settings: Stored,
}

/// Longest number or text, in characters.
const TEXT_MAX: usize = 200;

pub(super) async fn me(Caller(person): Caller, State(app): State<App>) -> Json<MeBody> {
    Json(MeBody {
        person: person.name,
        extension: person.extension.as_str().to_owned(),
        settings: (*app.office).clone(),
    })
}

pub(super) async fn place(
    Caller(person): Caller,
    State(app): State<App>,
    body: Result<Json<OrderBody>, JsonRejection>,
) -> Result<Response, Closed> {
    let Some(order) = body.ok().and_then(|Json(body)| body.into_order()) else {
        return Ok(CallBody::Refused { problem: Code::MessageRefused.into() }.into_response());
    };
    Ok(CallBody::from(app.door.order(person, order).await?).into_response())
}

pub(super) async fn hang_up(
    Caller(person): Caller,
    State(app): State<App>,
    Path(intent): Path<String>,
) -> Result<Response, Closed> {
    let Ok(intent) = IntentId::new(&intent) else {
        return Ok(CallBody::Refused { problem: Code::NoSuchCall.into() }.into_response());
    };
    Ok(CallBody::from(app.door.hang_up(person.id, intent).await?).into_response())
}

pub(super) async fn events(
    Caller(person): Caller,
    State(app): State<App>,
) -> Result<Response, Closed> {
    let events = app.door.listen(person.id).await?;
    let frames =
        ReceiverStream::new(events).map(|bytes: Bytes| Ok::<_, Infallible>(Frame::data(bytes)));
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        // A proxy that collects would hold events back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::new(StreamBody::new(frames))).into_response())
}

impl OrderBody {
    fn into_order(self) -> Option<Order> {
        let short = |text: &str| text.chars().count() <= TEXT_MAX;
        let fits = short(&self.number) && self.text.as_deref().is_none_or(short);
        let intent = IntentId::new(&self.intent).ok().filter(|_| fits)?;
        let Self { number, digits, text, confirmed, .. } = self;
        Some(Order { intent, number, digits, text, confirmed })
    }
}

impl From<Answer> for CallBody {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Call(call) => Self::Call { call },
            Answer::Ask(reasons) => Self::Ask { reasons },
            Answer::Refused(problem) => Self::Refused { problem },
            Answer::Done => Self::Done,
        }
    }
}

impl IntoResponse for CallBody {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Call { .. } | Self::Ask { .. } | Self::Done => StatusCode::OK,
            Self::Refused { problem } if problem.is(Code::TooSoon) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused { problem } if problem.is(Code::NoSuchCall) => StatusCode::NOT_FOUND,
            Self::Refused { problem } if problem.is(Code::MessageRefused) => {
                StatusCode::BAD_REQUEST
            }
            Self::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(self)).into_response()
    }
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, "the relay is ending; come back in a moment\n")
            .into_response()
    }
}
