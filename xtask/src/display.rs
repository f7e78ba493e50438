//! A display that nobody sees, for the browser tests that need a window.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::context::Context;
use crate::process;

/// A running Xvfb; ends when dropped.
pub struct Display {
    /// The value for `DISPLAY`.
    pub name: String,
    server: Child,
}

impl Display {
    /// Starts one on a number that is free, and waits until it is ready.
    pub fn start(context: &Context, name: &str) -> Result<Self> {
        let log = context.scratch("logs")?.join(format!("xvfb-{name}.log"));
        let said = std::fs::File::create(&log)?;
        let mut server = process::tool("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .context("cannot run Xvfb")?;
        let output = server.stdout.take().context("Xvfb was given a pipe")?;
        let mut display = Self { name: String::new(), server };
        // It says its number when it takes connections, and nothing when it gives up.
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        let number = number.trim();
        if number.is_empty() {
            bail!("Xvfb did not start; see {}", log.display());
        }
        display.name = format!(":{number}");
        Ok(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Asked to end, it takes its lock and socket away; killed, it would leave them.
        if let Ok(id) = i32::try_from(self.server.id()) {
            let _gone_already = kill(Pid::from_raw(id), Signal::SIGTERM);
        }
        drop(self.server.wait());
    }
}
