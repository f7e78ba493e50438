//! Saying what is done and how long it took.
//!
//! ```text
//!   building the wasm ... 41.2 s
//! ```

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use anyhow::Result;

/// Does `work` on one line: its name at the start, its time at the end.
///
/// For work that prints nothing itself; see [`stage`] for work that does.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print!("  {what} ... ");
    flush();
    let start = Instant::now();
    let outcome = work();
    match &outcome {
        Ok(_) => println!("{}", seconds(start.elapsed())),
        Err(_) => println!("failed after {}", seconds(start.elapsed())),
    }
    outcome
}

/// Does `work`, which prints lines or steps of its own, between two lines.
pub fn stage<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("{what}");
    let start = Instant::now();
    let outcome = work();
    match &outcome {
        Ok(_) => println!("{what}: {}", seconds(start.elapsed())),
        Err(_) => println!("{what}: failed after {}", seconds(start.elapsed())),
    }
    outcome
}

/// Minutes only where they help: `0.3 s`, `59.9 s`, `2 min 5 s`.
fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// The name of a step is to be seen while it runs. A terminal that is gone is no reason to stop.
fn flush() {
    drop(io::stdout().flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        for (milliseconds, text) in [(0, "0.0 s"), (41_230, "41.2 s"), (125_999, "2 min 5 s")] {
            assert_eq!(seconds(Duration::from_millis(milliseconds)), text);
        }
    }

    #[test]
    fn the_outcome_passes_through() {
        assert_eq!(step("adding", || Ok(1 + 1)).unwrap(), 2);
        assert!(stage("failing", || anyhow::bail!("no")).map(|()| 0).is_err());
    }
}
