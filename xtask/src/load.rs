//! The relay crate's example `load`: a server and those who load it, a process each.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::process;

/// Builds it; the program.
pub(crate) fn build(context: &Context) -> Result<PathBuf> {
    let mut cargo = process::cargo(context);
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--package",
        "pronto-relay",
        "--example",
        "load",
    ]);
    process::aside(context, "load-build", &mut cargo)?.expect_success("building the load")?;
    Ok(context.target.join("release/examples/load"))
}

/// One of our processes; it ends with this.
pub(crate) struct Running {
    child: Child,
    says: BufReader<ChildStdout>,
    /// Until it is to end.
    hears: Option<ChildStdin>,
}

impl Running {
    pub(crate) fn start(load: &Path, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(load);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("cannot run the load")?;
        let says = BufReader::new(child.stdout.take().context("it has a standard output")?);
        let hears = child.stdin.take();
        Ok(Self { child, says, hears })
    }

    pub(crate) fn tell(&mut self, command: &str) -> Result<()> {
        let hears = self.hears.as_mut().context("it has a standard input")?;
        writeln!(hears, "{command}").context("the load has ended")
    }

    pub(crate) fn hear<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut line = String::new();
        self.says.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the load said {line:?}"))
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, command: &str) -> Result<T> {
        self.tell(command)?;
        self.hear()
    }

    /// Has it end by itself and clean up behind itself.
    pub(crate) fn end(mut self) -> Result<()> {
        drop(self.hears.take());
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a process has taken of the machine.
#[derive(Deserialize)]
pub(crate) struct Usage {
    pub(crate) rss_kib: u64,
    pub(crate) cpu_ms: u64,
    pub(crate) written_kib: u64,
}

/// How late events were.
#[derive(Deserialize, Serialize)]
pub(crate) struct Late {
    pub(crate) count: u64,
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    pub(crate) max_us: u64,
}

impl Late {
    /// Median, 99th percentile and longest.
    pub(crate) fn cells(&self) -> String {
        let ms = |us: u64| format!("{:.1} ms", us as f64 / 1_000.0);
        [ms(self.p50_us), ms(self.p99_us), ms(self.max_us)].join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_milliseconds() {
        let late = Late { count: 3, p50_us: 140, p99_us: 12_345, max_us: 99_960 };
        assert_eq!(late.cells(), "0.1 ms | 12.3 ms | 100.0 ms");
    }
}
