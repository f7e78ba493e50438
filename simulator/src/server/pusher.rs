//! Sends the events to the URL of the switch `ans`, one after another.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, StatusCode, Uri, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;

use super::shared::Shared;
use crate::ans::Push;
use crate::switches::ans::Method;

/// A push on its way.
#[derive(Debug)]
pub struct Outgoing {
    /// Of which PBX: a reset begins another run, and what the one before had to tell is dropped.
    pub run: u64,
    /// Where to, an `http://` address.
    pub url: String,
    /// How.
    pub method: Method,
    /// What.
    pub push: Push,
}

/// Sends until nobody can want anything sent any more. An event that does not get
/// through is lost: the document knows no second try.
pub async fn run(mut queue: UnboundedReceiver<Outgoing>, shared: Arc<Shared>) {
    const LONGEST: Duration = Duration::from_secs(5);
    while let Some(outgoing) = queue.recv().await {
        if outgoing.run != shared.run() {
            continue;
        }
        let Ok(Some(status)) = tokio::time::timeout(LONGEST, send(&outgoing)).await else {
            continue;
        };
        if outgoing.run == shared.run() {
            shared.with(|pbx, _| pbx.push_answered(outgoing.push.n, status.as_u16()));
        }
    }
}

/// The status that came back.
async fn send(outgoing: &Outgoing) -> Option<StatusCode> {
    let uri: Uri = outgoing.url.parse().ok()?;
    let authority = uri.authority()?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let query = &outgoing.push.query;
    let request = match outgoing.method {
        Method::Get => Request::get(format!("{}?{query}", uri.path())).body(Full::default()),
        Method::Post => Request::post(uri.path()).body(Full::new(Bytes::from(query.clone()))),
    };
    let mut request = request.ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_str(authority.as_str()).ok()?);
    if outgoing.method == Method::Post {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, form);
    }
    let answer = async { sender.send_request(request).await.ok().map(|answer| answer.status()) };
    // The connection may be over before its answer was taken; without one `answer` ends too.
    let drive = async {
        drop(connection.await);
        std::future::pending().await
    };
    tokio::select! {
        status = answer => status,
        status = drive => status,
    }
}
