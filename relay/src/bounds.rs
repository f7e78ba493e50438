//! What a connection may cost, and what the system grants.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};

/// Bounds on everything that a client could do without end.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Connections at once; one more waits until one ends.
    pub connections: usize,
    /// Longest time for the handshake of TLS and for the head of a request.
    pub head_within: Duration,
    /// Longest time in which a client takes nothing of what is written to it.
    pub write_within: Duration,
    /// How often people.json and the certificate are looked at.
    pub look_every: Duration,
    /// Open requests have so long when the relay ends.
    pub end_within: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 16_384,
            head_within: Duration::from_secs(10),
            write_within: Duration::from_secs(30),
            look_every: Duration::from_secs(2),
            end_within: Duration::from_secs(5),
        }
    }
}

/// Bytes that the system may hold for a client that does not read.
const SEND_BUFFER: u32 = 64 * 1024;
/// Connections that may wait to be accepted: a whole office comes back at once.
const BACKLOG: u32 = 1_024;
/// Files that are open besides connections.
const OTHER_FILES: usize = 256;

/// Listens so that what is accepted has the bounds of a socket: a small buffer, and an end when
/// the other side is gone without a word.
///
/// # Errors
/// When the address is taken.
pub fn listen(address: SocketAddr, bounds: &Bounds) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    give_up_after(&socket, bounds.write_within)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What is sent and not acknowledged ends the connection after so long; accepted sockets inherit
/// it.
#[cfg(target_os = "linux")]
fn give_up_after(socket: &TcpSocket, limit: Duration) -> io::Result<()> {
    use nix::sys::socket::{setsockopt, sockopt::TcpUserTimeout};
    let ms = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
    Ok(setsockopt(socket, TcpUserTimeout, &ms)?)
}

#[cfg(not(target_os = "linux"))]
fn give_up_after(_: &TcpSocket, _: Duration) -> io::Result<()> {
    Ok(())
}

/// Asks the system for as many open files as it grants at all; how many connections fit.
#[cfg(target_os = "linux")]
#[must_use]
pub fn room(wanted: usize) -> usize {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return wanted };
    let granted = match setrlimit(Resource::RLIMIT_NOFILE, hard, hard) {
        Ok(()) => hard,
        Err(_) => soft,
    };
    let granted = usize::try_from(granted).unwrap_or(usize::MAX);
    wanted.min(granted.saturating_sub(OTHER_FILES)).max(1)
}

/// How many connections fit.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn room(wanted: usize) -> usize {
    wanted.min(1_024 - OTHER_FILES)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use nix::sys::socket::{getsockopt, sockopt};

    #[tokio::test]
    async fn what_is_accepted_has_the_bounds() {
        let bounds = Bounds::default();
        let listener = listen(([127, 0, 0, 1], 0).into(), &bounds).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (_client, accepted) =
            tokio::join!(tokio::net::TcpStream::connect(address), listener.accept());
        let (stream, _) = accepted.expect("a connection");
        let timeout = getsockopt(&stream, sockopt::TcpUserTimeout).expect("an option");
        assert_eq!(timeout, 30_000);
        // Linux doubles what is asked for.
        let buffer = getsockopt(&stream, sockopt::SndBuf).expect("an option");
        assert!(buffer <= 2 * SEND_BUFFER as usize, "{buffer}");
    }

    #[test]
    fn there_is_room_for_what_is_wanted_or_what_is_granted() {
        assert_eq!(room(1), 1);
        assert!(room(usize::MAX) >= 1);
    }
}
