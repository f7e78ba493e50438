//! Listens, with a bound on everything: connections, header size and time, requests in the open.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::config::Config;
use crate::house;
use crate::http::{App, router};
use crate::people::People;
use crate::tls::Certificate;

/// Connections at once; one more waits until one ends.
const CONNECTIONS_MAX: usize = 16_384;
/// Longest time for the handshake of TLS and for the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes.
const HEAD_MAX: usize = 16 * 1024;
/// How often people.json is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Open requests have so long to end.
const END_WITHIN: Duration = Duration::from_secs(5);

/// Runs until `ended` resolves, then tells every listener and ends.
///
/// # Errors
/// When a file cannot be read or the address is taken.
pub async fn serve(
    config: &Config,
    ready: impl FnOnce(std::net::SocketAddr),
    ended: impl Future<Output = ()>,
) -> io::Result<()> {
    let (door, house) = house::open(config)?;
    let house = tokio::spawn(house);
    let people = People::read(&config.state)?;
    let certificate = config.tls.as_ref().map(Certificate::read).transpose()?;
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let app = App::new(config, address, door.clone(), people);
    ready(address);
    let mut aside = JoinSet::new();
    if let (Some(certificate), Some(tls)) = (&certificate, &config.tls) {
        aside.spawn(certificate.clone().follow(tls.clone()));
    }
    aside.spawn(follow_people(app.clone(), config.state.clone()));
    let (ending, _) = watch::channel(false);
    let accepting = accept(listener, certificate, router(app), ending.clone());
    tokio::select! {
        () = accepting => {}
        () = ended => {}
    }
    ending.send_replace(true);
    door.end().await;
    drop(tokio::time::timeout(END_WITHIN, ending.closed()).await);
    drop(house.await);
    Ok(())
}

async fn accept(
    listener: TcpListener,
    certificate: Option<Certificate>,
    router: Router,
    ending: watch::Sender<bool>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let place = Arc::clone(&room).acquire_owned().await.expect("never closed");
        let Ok((stream, _)) = listener.accept().await else {
            // Out of files, most likely: let some connections end.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (router, certificate, ending) =
            (router.clone(), certificate.clone(), ending.subscribe());
        tokio::spawn(async move {
            connection(stream, certificate, router, ending).await;
            drop(place);
        });
    }
}

async fn connection(
    stream: TcpStream,
    certificate: Option<Certificate>,
    router: Router,
    ending: watch::Receiver<bool>,
) {
    // Events are small and wanted now.
    drop(stream.set_nodelay(true));
    let Some(certificate) = certificate else {
        return requests(stream, router, ending).await;
    };
    let handshake = certificate.acceptor().accept(stream);
    if let Ok(Ok(stream)) = tokio::time::timeout(HEAD_WITHIN, handshake).await {
        requests(stream, router, ending).await;
    }
}

async fn requests<S>(stream: S, router: Router, mut ending: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_MAX)
        .serve_connection(TokioIo::new(stream), service);
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

/// `pronto-relay user` changes the file; the relay that runs follows it, and ends the streams of
/// those whose token is good no more.
async fn follow_people(app: App, folder: std::path::PathBuf) {
    let changed = |folder: &std::path::Path| -> Option<SystemTime> {
        std::fs::metadata(folder.join("people.json")).and_then(|data| data.modified()).ok()
    };
    let mut seen = changed(&folder);
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = changed(&folder);
        if now != seen {
            seen = now;
            match People::read(&folder) {
                Ok(people) => *app.people.write().expect("nobody panics while holding it") = people,
                Err(error) => {
                    tracing::error!(%error, "people.json cannot be read: the people before stay")
                }
            }
        }
        let now_ms = house::now().ms;
        let gone: Vec<_> = {
            let people = app.people.read().expect("nobody panics while holding it");
            people
                .entries()
                .iter()
                .filter(|entry| !entry.is_good(now_ms))
                .map(|entry| entry.person.id.clone())
                .collect()
        };
        if !gone.is_empty() {
            app.door.forget(gone).await;
        }
    }
}
