//! Ports and connections.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::body::Body;
use super::shared::Shared;

/// The connection is to be closed without an answer.
#[derive(Debug)]
pub struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no answer, as was asked for")
    }
}

impl std::error::Error for NoAnswer {}

impl From<Infallible> for NoAnswer {
    fn from(never: Infallible) -> NoAnswer {
        match never {}
    }
}

/// Listens on all `hosts` with one port: this one, or the next that is free on all of them.
/// A host that the machine does not have (no IPv6) is left out, but not the first.
pub async fn bind(hosts: &[IpAddr], port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    const TRIES: u16 = 100;
    let mut refusal = io::Error::from(io::ErrorKind::AddrInUse);
    for step in 0..TRIES {
        // Port 0 stays 0: the system offers another each time.
        let wanted = if port == 0 {
            0
        } else {
            match port.checked_add(step) {
                Some(port) => port,
                None => break,
            }
        };
        match bind_all(hosts, wanted).await {
            Ok(listeners) => {
                let port = listeners[0].local_addr()?.port();
                return Ok((port, listeners));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => refusal = error,
            Err(error) => return Err(error),
        }
    }
    Err(refusal)
}

/// Answers every connection of a listener by `hear`, until the task is dropped.
pub async fn serve<F, R>(listener: TcpListener, shared: Arc<Shared>, hear: F)
where
    F: Fn(Arc<Shared>, Request<Incoming>) -> R + Copy + Send + Sync + 'static,
    R: Future<Output = Result<Response<Body>, NoAnswer>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that died before it was accepted concerns nobody.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(talk(stream, Arc::clone(&shared), hear));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn bind_all(hosts: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    for &host in hosts {
        let port = match listeners.first() {
            Some(first) => first.local_addr()?.port(),
            None => port,
        };
        match TcpListener::bind(SocketAddr::new(host, port)).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse || listeners.is_empty() => {
                return Err(error);
            }
            Err(_) => {}
        }
    }
    Ok(listeners)
}

async fn talk<F, R>(stream: TcpStream, shared: Arc<Shared>, hear: F)
where
    F: Fn(Arc<Shared>, Request<Incoming>) -> R,
    R: Future<Output = Result<Response<Body>, NoAnswer>>,
{
    let service = service_fn(|request| hear(Arc::clone(&shared), request));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    // An error is a client that left, or a fault that was asked for.
    drop(connection.await);
}
