//! A program that runs beside the demo and is ended with it.
//!
//! Each part ends by itself when its stdin closes, so even a demo that is killed leaves none
//! behind. It gets a process group of its own: a Ctrl-C reaches the demo alone, which then ends
//! the parts in order.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// What happens while the demo runs. Parts are told apart by their names.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody wants it to end.
    Stop,
    /// A part printed a line.
    Said(&'static str, String),
    /// A part closed its output, which it does by ending.
    Ended(&'static str),
}

/// A running part.
pub struct Part {
    name: &'static str,
    child: Child,
    input: Option<ChildStdin>,
}

impl Part {
    /// Starts it; each of its lines, and its end, becomes an event.
    pub fn start(name: &'static str, mut command: Command, events: Sender<Event>) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start the {name}"))?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("the part was given a pipe")?;
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                drop(events.send(Event::Said(name, line)));
            }
            drop(events.send(Event::Ended(name)));
        });
        Ok(Self { name, child, input })
    }

    /// Ends it: first by closing its stdin, after [`PATIENCE`] by force.
    pub fn end(mut self, events: &Receiver<Event>) {
        drop(self.input.take());
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match events.recv_timeout(left) {
                Ok(Event::Ended(name)) if name == self.name => break,
                Ok(_) => {}
                Err(_) => {
                    drop(self.child.kill());
                    break;
                }
            }
        }
        drop(self.child.wait());
    }
}

/// A browser needs a moment to close its windows and remove its profile.
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process;
    use std::sync::mpsc;

    #[test]
    fn lines_and_the_end_become_events() {
        let (sender, events) = mpsc::channel();
        let mut command = process::tool("sh");
        command.args(["-c", "echo hello; cat"]);
        let part = Part::start("greeter", command, sender).unwrap();
        assert_eq!(events.recv().unwrap(), Event::Said("greeter", "hello".to_owned()));
        // `cat` ends because its stdin closes.
        let start = Instant::now();
        part.end(&events);
        assert!(start.elapsed() < PATIENCE);
    }

    #[test]
    fn a_part_that_ended_by_itself_is_told() {
        let (sender, events) = mpsc::channel();
        let part = Part::start("short", process::tool("true"), sender).unwrap();
        assert_eq!(events.recv().unwrap(), Event::Ended("short"));
        drop(part);
    }
}
