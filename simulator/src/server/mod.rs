//! The PBX on a socket, and its control address on another.
//!
//! Both listen on loopback. Nothing is encrypted, as with the real PBX, and no
//! answer carries a CORS header.

pub(crate) mod body;
pub(crate) mod listen;
mod pbx_port;
mod pusher;
mod shared;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::task::JoinSet;

use crate::clock::ClockKind;
use crate::options::Options;
use crate::services;

pub use shared::Shared;

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port of the PBX; 0 takes any, a taken one the next that is free.
    pub port: u16,
    /// Port of the control address, likewise.
    pub control_port: u16,
    /// Where the PBX listens; none: on both loopback addresses.
    pub listen: Option<IpAddr>,
    /// The clock.
    pub clock: ClockKind,
    /// The switches of the PBX.
    pub options: Options,
    /// Gets a readable line for every request and every change of a call.
    pub lines: Option<UnboundedSender<String>>,
}

/// A running PBX. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Port of the PBX.
    pub port: u16,
    /// Port of the control address.
    pub control_port: u16,
    host: IpAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

impl Config {
    /// Any free ports, the real clock, the demo office, no lines.
    pub fn any_port() -> Config {
        Config {
            port: 0,
            control_port: 0,
            listen: None,
            clock: ClockKind::Real,
            options: Options::default(),
            lines: None,
        }
    }
}

impl Server {
    /// The port of the real PBX, and the default of the command.
    pub const USUAL_PORT: u16 = 3541;

    /// Starts both addresses.
    ///
    /// # Errors
    /// When no port could be had.
    pub async fn start(config: Config) -> io::Result<Server> {
        let hosts = config.listen.map_or_else(
            || vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            |host| vec![host],
        );
        let (port, listeners) = listen::bind(&hosts, config.port).await?;
        let (control_port, control) =
            listen::bind(&[IpAddr::V4(Ipv4Addr::LOCALHOST)], config.control_port).await?;
        let (pushes, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::new(config.options, config.clock, config.lines, pushes));
        let mut tasks = JoinSet::new();
        for listener in listeners {
            tasks.spawn(listen::serve(listener, Arc::clone(&shared), pbx_port::hear));
        }
        for listener in control {
            tasks.spawn(listen::serve(listener, Arc::clone(&shared), crate::control::hear));
        }
        let clock = Arc::clone(&shared);
        tasks.spawn(async move { clock.keep_time().await });
        tasks.spawn(pusher::run(queue, Arc::clone(&shared)));
        Ok(Server { port, control_port, host: hosts[0], shared, _tasks: tasks })
    }

    /// `http://127.0.0.1:3541/services.cgi`
    pub fn pbx_url(&self) -> String {
        let host = match self.host {
            IpAddr::V4(host) => host.to_string(),
            IpAddr::V6(host) => format!("[{host}]"),
        };
        format!("http://{host}:{}{}", self.port, services::PATH)
    }

    /// `http://127.0.0.1:4001`
    pub fn control_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.control_port)
    }

    /// The PBX itself, for tests in the same process.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}
