//! What the machine itself costs: sockets, a queue for each, and nothing else. To all it speaks in
//! the same chunks with the same pauses as the relay.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::Outcome;
use crate::publish::{Server, obey};

const WAITING_MAX: usize = 64;
const CHUNK: usize = 64;
const PAUSE: Duration = Duration::from_millis(1);

#[derive(Clone)]
struct Bare(Arc<Mutex<Vec<Option<mpsc::Sender<Bytes>>>>>);

impl Bare {
    fn try_send(&self, stream: usize, event: &Bytes) {
        let open = self.0.lock().expect("nobody panics while holding it");
        if let Some(sender) = &open[stream] {
            // A full queue shows as lost.
            drop(sender.try_send(event.clone()));
        }
    }
}

impl Server for Bare {
    fn tell(&self, stream: usize, event: Bytes) {
        self.try_send(stream, &event);
    }

    async fn tell_all(&self, event: Bytes) {
        let count = self.0.lock().expect("nobody panics while holding it").len();
        let mut pauses = tokio::time::interval(PAUSE);
        for start in (0..count).step_by(CHUNK) {
            pauses.tick().await;
            (start..count.min(start + CHUNK)).for_each(|stream| self.try_send(stream, &event));
            tokio::task::yield_now().await;
        }
    }
}

/// Listens for so many streams; the n-th asks for `/n`.
pub async fn run(streams: usize) -> Outcome<()> {
    let listener = tokio::net::TcpSocket::new_v4()?;
    listener.bind(([127, 0, 0, 1], 0).into())?;
    let listener = listener.listen(1_024)?;
    let port = listener.local_addr()?.port();
    let bare = Bare(Arc::new(Mutex::new(vec![None; streams])));
    tokio::spawn(accept(listener, bare.clone()));
    obey(bare, port, streams).await
}

async fn accept(listener: TcpListener, bare: Bare) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, bare.clone()));
    }
}

async fn serve(mut stream: TcpStream, bare: Bare) -> Outcome<()> {
    stream.set_nodelay(true)?;
    let n = asked_for(&mut stream).await?;
    let (sender, mut events) = mpsc::channel::<Bytes>(WAITING_MAX);
    bare.0.lock().expect("nobody panics while holding it")[n] = Some(sender);
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\ndata: {}\n\n").await?;
    while let Some(event) = events.recv().await {
        stream.write_all(&event).await?;
    }
    Ok(())
}

async fn asked_for(stream: &mut TcpStream) -> Outcome<usize> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_buf(&mut head).await?;
    }
    let head = String::from_utf8(head)?;
    let word = head.split(' ').nth(1).and_then(|path| path.split('=').nth(1));
    Ok(word.ok_or("no number")?.parse()?)
}
