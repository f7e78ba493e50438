//! Ends what a run of tests has left behind.
//!
//! A test that is given up may leave its browser running. Browsers start in a process group of
//! their own and outlive whoever started them; what they do not lose is their environment, so that
//! each run marks it.

use std::collections::BTreeSet;
use std::fs;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// The variable that all processes of a run carry.
const VARIABLE: &str = "PRONTO_RUN";

/// What tells the processes of one run from all others.
pub struct Run {
    mark: String,
}

impl Run {
    /// Marks a command and all that it will start.
    pub fn of(command: &mut Command) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let value = format!("{}-{count}", process::id());
        command.env(VARIABLE, &value);
        Self { mark: format!("{VARIABLE}={value}") }
    }

    /// Kills what still runs, and says how many those were. Where there is no `/proc`, none.
    pub fn end(&self) -> usize {
        let mut ended = BTreeSet::new();
        loop {
            // One that was starting another meanwhile is found in the next look.
            let found = self.processes();
            if found.is_empty() {
                return ended.len();
            }
            for id in found {
                if kill(id, Signal::SIGKILL).is_ok() {
                    ended.insert(id);
                }
            }
        }
    }

    fn processes(&self) -> Vec<Pid> {
        let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
        all.flatten()
            .filter(|entry| {
                // Gone meanwhile, or somebody else's: not ours in either case.
                let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
                environment.split(|byte| *byte == 0).any(|one| one == self.mark.as_bytes())
            })
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Pid::from_raw))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::Stdio;

    use super::*;

    #[test]
    fn who_outlives_the_parent_is_found_and_ended() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "setsid sh -c 'echo up; sleep 20 > /dev/null & wait' & wait"])
            .stdout(Stdio::piped());
        let run = Run::of(&mut command);
        let mut other = Command::new("cat");
        other.stdin(Stdio::piped());
        let _mark_of_its_own = Run::of(&mut other);
        let (mut child, mut other) = (command.spawn().unwrap(), other.spawn().unwrap());
        let mut output = child.stdout.take().unwrap();
        output.read_exact(&mut [0; 3]).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        assert!(run.end() > 0);
        // Nobody holds the other end any more.
        assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0);
        assert!(other.try_wait().unwrap().is_none(), "another run's goes on");
        drop(other.stdin.take());
        assert!(other.wait().unwrap().success());
    }
}
