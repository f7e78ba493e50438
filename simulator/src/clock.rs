//! The PBX's clock: the real one, or one that only moves when it is told to.
//!
//! Times are milliseconds since the Unix epoch, in the PBX's own local time,
//! which is UTC. With the manual clock a test decides when things happen, and
//! nothing has to sleep.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Which clock the PBX goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockKind {
    /// It goes by itself.
    #[default]
    Real,
    /// It stands until it is stepped.
    Manual,
}

/// A running or standing clock.
#[derive(Debug)]
pub enum Clock {
    /// Goes by itself; never backwards, whatever happens to the machine's time.
    Real {
        /// The time when it was made.
        start_ms: u64,
        /// The same moment for the monotonic clock.
        since: Instant,
    },
    /// Stands until it is stepped.
    Manual {
        /// The time that it shows.
        now_ms: u64,
    },
}

/// The clock goes by itself, so it cannot be stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotManual;

impl Clock {
    /// The manual clock starts on 2 March 2010, 09:30, a date of the document's examples.
    pub const MANUAL_START_MS: u64 = 1_267_522_200_000;

    /// A clock of this kind, from now or from [`Clock::MANUAL_START_MS`].
    pub fn new(kind: ClockKind) -> Clock {
        match kind {
            ClockKind::Manual => Clock::Manual { now_ms: Clock::MANUAL_START_MS },
            ClockKind::Real => Clock::Real {
                start_ms: SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .map_or(0, |since| whole_ms(since.as_millis())),
                since: Instant::now(),
            },
        }
    }

    /// The time in milliseconds.
    pub fn now_ms(&self) -> u64 {
        match self {
            Clock::Manual { now_ms } => *now_ms,
            Clock::Real { start_ms, since } => {
                start_ms.saturating_add(whole_ms(since.elapsed().as_millis()))
            }
        }
    }

    /// Moves a manual clock by `ms` milliseconds and tells the new time.
    ///
    /// # Errors
    /// [`NotManual`] when the clock goes by itself.
    pub fn step(&mut self, ms: u64) -> Result<u64, NotManual> {
        match self {
            Clock::Manual { now_ms } => {
                *now_ms = now_ms.saturating_add(ms);
                Ok(*now_ms)
            }
            Clock::Real { .. } => Err(NotManual),
        }
    }

    /// Which kind it is.
    pub fn kind(&self) -> ClockKind {
        match self {
            Clock::Manual { .. } => ClockKind::Manual,
            Clock::Real { .. } => ClockKind::Real,
        }
    }
}

fn whole_ms(ms: u128) -> u64 {
    u64::try_from(ms).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_manual_clock_can_be_stepped() {
        let mut manual = Clock::new(ClockKind::Manual);
        assert_eq!(manual.step(1500), Ok(Clock::MANUAL_START_MS + 1500));
        assert_eq!(manual.now_ms(), Clock::MANUAL_START_MS + 1500);
        assert_eq!(Clock::new(ClockKind::Real).step(1), Err(NotManual));
    }
}
