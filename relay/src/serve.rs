//! Listens, with a bound on everything: connections, header size and time, requests in the open.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutWriter;

use crate::bounds::{self, Bounds, room};
use crate::config::Config;
use crate::house;
use crate::http::ans::Peer;
use crate::http::{self, App, router};
use crate::metrics::Metrics;
use crate::people::{self, People};
use crate::streams::Streams;
use crate::tls::Certificate;
use crate::watch::Watch;

/// Largest head of a request, in bytes.
const HEAD_MAX: usize = 16 * 1024;
/// Connections at once of the PBX, and of who asks what is counted, on a listener of their own.
const PBX_CONNECTIONS: usize = 256;

/// What a relay that listens tells its starter.
#[derive(Debug)]
pub struct Ready {
    /// Where it really listens.
    pub address: SocketAddr,
    /// Where it listens for the PBX, if that is another place.
    pub pbx_address: Option<SocketAddr>,
    /// Where it tells what it counts, if that is another place.
    pub metrics_address: Option<SocketAddr>,
    /// Everybody who listens to it.
    pub streams: Streams,
}

/// Runs until `ended` resolves, then tells every listener and ends.
///
/// # Errors
/// When a file cannot be read or the address is taken.
pub async fn serve(
    config: &Config,
    bounds: Bounds,
    ready: impl FnOnce(Ready),
    ended: impl Future<Output = ()>,
) -> io::Result<()> {
    let streams = Streams::default();
    let written = Watch::begin([people::file(&config.state)]);
    let people = People::read(&config.state)?;
    let metrics = Metrics::default();
    let (door, intake, house) =
        house::open(config, streams.clone(), people.phones(), metrics.clone())?;
    let house = tokio::spawn(house);
    let renewed = config.tls.as_ref().map(|tls| (Certificate::watch(tls), tls.clone()));
    let certificate = config.tls.as_ref().map(Certificate::read).transpose()?;
    let bounds = Bounds { connections: room(bounds.connections), ..bounds };
    let listener = bounds::listen(config.listen, &bounds)?;
    let address = listener.local_addr()?;
    let app = App::new(config, address, door.clone(), people);
    let pushed =
        config.ans.as_ref().zip(intake).map(|(ans, intake)| http::ans::routes(ans, intake));
    let own = config.ans.as_ref().and_then(|ans| ans.listen);
    let own = own.map(|address| bounds::listen(address, &bounds)).transpose()?;
    let pbx_address = own.as_ref().map(TcpListener::local_addr).transpose()?;
    let counted = config
        .metrics
        .as_ref()
        .map(|exposed| http::metrics::routes(metrics, streams.clone(), exposed.secret.clone()));
    let watched = config.metrics.as_ref().and_then(|exposed| exposed.listen);
    let watched = watched.map(|address| bounds::listen(address, &bounds)).transpose()?;
    let metrics_address = watched.as_ref().map(TcpListener::local_addr).transpose()?;
    ready(Ready { address, pbx_address, metrics_address, streams });
    let mut aside = JoinSet::new();
    if let (Some(certificate), Some((watch, tls))) = (&certificate, renewed) {
        aside.spawn(certificate.clone().follow(tls, watch, bounds.look_every));
    }
    aside.spawn(follow_people(app.clone(), config.state.clone(), written, bounds.look_every));
    let (ending, _) = watch::channel(false);
    let (of_all, of_pbx) = if own.is_some() { (None, pushed) } else { (pushed, None) };
    let (to_all, aside_of_all) = if watched.is_some() { (None, counted) } else { (counted, None) };
    for (listener, router) in own.zip(of_pbx).into_iter().chain(watched.zip(aside_of_all)) {
        let few = Bounds { connections: bounds.connections.min(PBX_CONNECTIONS), ..bounds };
        aside.spawn(accept(listener, few, None, router, ending.clone()));
    }
    let others = of_all.into_iter().chain(to_all).fold(Router::new(), Router::merge);
    let accepting = accept(listener, bounds, certificate, router(app, others), ending.clone());
    tokio::select! {
        () = accepting => {}
        () = ended => {}
    }
    ending.send_replace(true);
    door.end().await;
    drop(tokio::time::timeout(bounds.end_within, ending.closed()).await);
    drop(house.await);
    Ok(())
}

async fn accept(
    listener: TcpListener,
    bounds: Bounds,
    certificate: Option<Certificate>,
    router: Router,
    ending: watch::Sender<bool>,
) {
    let room = Arc::new(Semaphore::new(bounds.connections));
    loop {
        let place = Arc::clone(&room).acquire_owned().await.expect("never closed");
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of files, most likely: let some connections end.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Events are small and wanted now.
        drop(stream.set_nodelay(true));
        let (router, ending) = (router.clone(), ending.subscribe());
        let Some(certificate) = &certificate else {
            let requests = requests(stream, peer, bounds, router, ending);
            tokio::spawn(async move {
                requests.await;
                drop(place);
            });
            continue;
        };
        let acceptor = certificate.acceptor();
        tokio::spawn(async move {
            let handshake = Box::pin(acceptor.accept(stream));
            if let Ok(Ok(stream)) = tokio::time::timeout(bounds.head_within, handshake).await {
                Box::pin(requests(stream, peer, bounds, router, ending)).await;
            }
            drop(place);
        });
    }
}

/// Answers on one connection until it ends. No `async fn`, which would keep its arguments besides
/// what it makes of them: thousands of these are open.
fn requests<S>(
    stream: S,
    peer: SocketAddr,
    bounds: Bounds,
    router: Router,
    mut ending: watch::Receiver<bool>,
) -> impl Future<Output = ()>
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(bounds.write_within));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head_within)
        .max_buf_size(HEAD_MAX)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            From { peer, router: TowerToHyperService::new(router) },
        );
    async move {
        tokio::pin!(connection);
        tokio::select! {
            // Who breaks off is nobody's fault.
            _ = connection.as_mut() => {}
            () = async { drop(ending.wait_for(|ending| *ending).await) } => {
                connection.as_mut().graceful_shutdown();
                drop(connection.await);
            }
        }
    }
}

/// Tells the router who asks.
struct From<Router> {
    peer: SocketAddr,
    router: Router,
}

impl<Router: Service<Request<Incoming>>> Service<Request<Incoming>> for From<Router> {
    type Response = Router::Response;
    type Error = Router::Error;
    type Future = Router::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(Peer(self.peer));
        self.router.call(request)
    }
}

/// `pronto-relay user` changes the file; the relay that runs follows it, and ends the streams of
/// those whose token is good no more.
async fn follow_people(app: App, folder: PathBuf, mut written: Watch, look_every: Duration) {
    let mut before = app.people();
    loop {
        tokio::time::sleep(look_every).await;
        if written.has_changed() {
            match People::read(&folder) {
                Ok(people) => {
                    app.door.phones(people.phones()).await;
                    app.set_people(people);
                }
                Err(error) => {
                    tracing::error!(%error, "people.json cannot be read: the people before stay")
                }
            }
        }
        let people = app.people();
        let gone = before.lost(&people, house::now().ms);
        before = people;
        if !gone.is_empty() {
            app.door.forget(gone).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::AsyncWriteExt as _;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn who_does_not_ask_or_does_not_read_is_let_go_in_time() {
        let bounds = Bounds::default();
        let large = vec![0_u8; 1 << 20];
        let router = Router::new()
            .route("/large", get(move || std::future::ready(large.clone())))
            .route("/small", get(|| async { "ok" }));
        for (said, within) in [
            ("", bounds.head_within),
            ("GET /sm", bounds.head_within),
            ("GET /small HTTP/1.1\r\nHost: h\r\n\r\n", bounds.head_within),
            ("GET /large HTTP/1.1\r\nHost: h\r\n\r\n", bounds.write_within),
        ] {
            let (mut client, server) = tokio::io::duplex(4096);
            client.write_all(said.as_bytes()).await.expect("there is room");
            let (_ending, told) = watch::channel(false);
            let started = Instant::now();
            let peer = ([127, 0, 0, 1], 1).into();
            requests(server, peer, bounds, router.clone(), told).await;
            let took = started.elapsed();
            assert!(took >= within && took < within * 2, "{said:?} took {took:?}");
        }
    }
}
