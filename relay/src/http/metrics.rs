//! `/metrics`, where the office has asked for it: on an address of its own, or for who knows the
//! secret.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::timeout::TimeoutLayer;

use crate::metrics::{self, Metrics};
use crate::secret::Secret;
use crate::streams::Streams;

#[derive(Clone)]
struct Counted {
    metrics: Metrics,
    streams: Streams,
    secret: Option<Arc<Secret>>,
}

/// Where Prometheus asks.
pub fn routes(metrics: Metrics, streams: Streams, secret: Option<Secret>) -> Router {
    let counted = Counted { metrics, streams, secret: secret.map(Arc::new) };
    Router::new()
        .route("/metrics", get(tell))
        .with_state(counted)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, super::ANSWER_WITHIN))
}

async fn tell(State(counted): State<Counted>, headers: HeaderMap) -> Response {
    let said = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let said = said.and_then(|value| value.strip_prefix("Bearer "));
    let may = |secret: &Arc<Secret>| said.is_some_and(|said| secret.is(said));
    if !counted.secret.as_ref().is_none_or(may) {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let text = counted.metrics.text(&counted.streams);
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()
}
