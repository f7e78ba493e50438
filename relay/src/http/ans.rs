//! `/in/{secret}/ans`: where the PBX pushes its events. One answer whatever was sent, so that nobody
//! learns anything from it; who does not know the secret, or is not among those who may send, finds
//! nothing there. Neither path nor query is written anywhere.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::routing::any;
use pronto::pbx::voispeed::ans::QUERY_MAX;
use tower_http::timeout::TimeoutLayer;

use crate::ans::{Ans, Intake, Outcome};

/// Who asks; put into every request where the socket is known.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

#[derive(Clone)]
struct Taking {
    ans: Arc<Ans>,
    intake: Intake,
}

/// Where the PBX pushes its events.
pub fn routes(ans: &Ans, intake: Intake) -> Router {
    let taking = Taking { ans: Arc::new(ans.clone()), intake };
    Router::new()
        .route("/in/{secret}/ans", any(take))
        .with_state(taking)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, super::ANSWER_WITHIN))
}

/// Whether a path is the PBX's, which calls us by whatever name it was told.
pub fn is_for_pbx(path: &str) -> bool {
    path.starts_with("/in/")
}

async fn take(
    State(taking): State<Taking>,
    Path(secret): Path<String>,
    request: Request,
) -> StatusCode {
    let may_send = |peer: &Peer| taking.ans.may_send(peer.0.ip());
    let is_known = taking.ans.secret.is(&secret);
    if !is_known || !request.extensions().get::<Peer>().is_some_and(may_send) {
        return StatusCode::NOT_FOUND;
    }
    if ![Method::GET, Method::POST].contains(request.method()) {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let Some(query) = whole_query(request).await else { return StatusCode::OK };
    match taking.intake.take(query).await {
        Outcome::Taken => StatusCode::OK,
        Outcome::NotKept => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What stands in the address, and in the body of a form.
async fn whole_query(request: Request) -> Option<String> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let room = QUERY_MAX.checked_sub(query.len())?;
    let body = to_bytes(request.into_body(), room).await.ok()?;
    let body = String::from_utf8_lossy(&body);
    let both = [query.as_str(), body.trim()].into_iter().filter(|part| !part.is_empty());
    Some(both.collect::<Vec<_>>().join("&")).filter(|query| query.len() <= QUERY_MAX)
}
