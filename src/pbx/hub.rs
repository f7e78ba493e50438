//! One PBX and everybody who wants to know of it: when to look, and what the looks showed.
//!
//! However many listen, the PBX hears one round of looks: as fast as the most eager listener
//! asks, slower and with jitter while it fails, none when nobody listens. No I/O: the house asks
//! [`Hub::due`], sends, and hands the answers to [`Hub::answered`].

use super::{Look, Seen};
use crate::event::Picture;
use crate::json::{Read, Write};
use crate::problem::Problem;
use crate::small::SmallMap;

/// Polls of one PBX.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    listeners: SmallMap<u64, u32>,
    last: Option<Last>,
    failures: u32,
    round: Option<Round>,
}

/// When the last round came back, and its share of chance.
#[derive(Clone, Copy, Debug)]
struct Last {
    at_ms: u64,
    entropy: u64,
}

/// What survives the death of the worker. Answers under way do not: their round starts anew.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
pub struct HubSnapshot {
    failures: u32,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send a round of looks and tell [`Hub::sent`].
    Look,
    /// Ask again at this time, in milliseconds since 1970.
    At(u64),
    /// Nothing until an answer comes or somebody listens.
    Nothing,
}

#[derive(Clone, Debug, Default)]
struct Round {
    waiting: SmallMap<u32, Look>,
    picture: Picture,
    problem: Option<Problem>,
}

/// Longest pause between looks while the PBX fails, in milliseconds, before jitter.
pub const BACK_OFF_MAX_MS: u64 = 30_000;

impl Hub {
    /// What was kept, without listeners.
    #[must_use]
    pub fn restore(snapshot: &HubSnapshot) -> Self {
        Self { failures: snapshot.failures, ..Self::default() }
    }

    /// What to keep.
    #[must_use]
    pub fn snapshot(&self) -> HubSnapshot {
        HubSnapshot { failures: self.failures }
    }

    /// This listener wants a look at least every `pace_ms` milliseconds; a new one is served at
    /// once, unless the PBX is failing.
    pub fn listen(&mut self, listener: u64, pace_ms: u32) {
        let new = self.listeners.insert(listener, pace_ms).is_none();
        if new && self.failures == 0 {
            self.last = None;
        }
    }

    /// This listener has heard enough.
    pub fn leave(&mut self, listener: u64) {
        self.listeners.remove(&listener);
        if self.listeners.is_empty() {
            *self = Self::default();
        }
    }

    /// What to do now.
    #[must_use]
    pub fn due(&self, now_ms: u64) -> Due {
        if self.listeners.is_empty() || self.round.is_some() {
            return Due::Nothing;
        }
        match self.last.map(|last| last.at_ms + self.pause(last.entropy)) {
            Some(next) if next > now_ms => Due::At(next),
            _ => Due::Look,
        }
    }

    /// These looks are on their way, each under the house's number for its request.
    pub fn sent(&mut self, looks: impl IntoIterator<Item = (u32, Look)>) {
        self.round = Some(Round { waiting: looks.into_iter().collect(), ..Round::default() });
    }

    /// A look came back. With the last one of the round: what the round showed.
    ///
    /// `entropy` spreads the next look of a failing PBX over half its pause, so that an office
    /// does not come back all at once.
    pub fn answered(
        &mut self,
        request: u32,
        seen: Result<Seen, Problem>,
        now_ms: u64,
        entropy: u64,
    ) -> Option<Result<Picture, Problem>> {
        let round = self.round.as_mut()?;
        round.waiting.remove(&request)?;
        match seen {
            Ok(Seen::Calls(calls)) => round.picture.calls = Some(calls),
            Ok(Seen::People(people)) => round.picture.people = Some(people),
            // None is a picture of calls that has to be put together.
            Ok(Seen::Names(_) | Seen::Groups(_) | Seen::Colleagues(_) | Seen::Told { .. }) => {}
            Err(problem) => round.problem = Some(problem),
        }
        if !round.waiting.is_empty() {
            return None;
        }
        let round = self.round.take()?;
        self.failures = if round.problem.is_some() { self.failures.saturating_add(1) } else { 0 };
        self.last = Some(Last { at_ms: now_ms, entropy });
        Some(match round.problem {
            Some(problem) => Err(problem),
            None => Ok(round.picture),
        })
    }

    fn pause(&self, entropy: u64) -> u64 {
        let eager =
            self.listeners.iter().map(|(_, pace)| *pace).min().map_or(BACK_OFF_MAX_MS, u64::from);
        if self.failures == 0 {
            return eager;
        }
        let doubled = eager.saturating_mul(1 << self.failures.min(5)).min(BACK_OFF_MAX_MS);
        // From three quarters to five quarters.
        doubled * 3 / 4 + entropy % (doubled / 2).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Calls;
    use crate::problem::Code;

    fn round(
        hub: &mut Hub,
        now: u64,
        answer: Result<(), Code>,
    ) -> Option<Result<Picture, Problem>> {
        hub.sent([(1, Look::Calls), (2, Look::People)]);
        assert_eq!(hub.due(now), Due::Nothing, "one round at a time");
        assert_eq!(hub.answered(1, Ok(Seen::Calls(Calls::default())), now, 0), None);
        hub.answered(2, answer.map(|()| Seen::People(vec![])).map_err(Problem::new), now, 0)
    }

    #[test]
    fn the_most_eager_listener_sets_the_pace() {
        let mut hub = Hub::default();
        assert_eq!(hub.due(0), Due::Nothing);
        hub.listen(1, 3000);
        assert_eq!(hub.due(0), Due::Look);
        assert!(round(&mut hub, 100, Ok(())).expect("whole").is_ok());
        assert_eq!(hub.due(100), Due::At(3100));
        hub.listen(2, 1000);
        assert_eq!(hub.due(200), Due::Look, "a new listener is served at once");
        round(&mut hub, 300, Ok(()));
        assert_eq!(hub.due(300), Due::At(1300));
        hub.leave(1);
        hub.leave(2);
        assert_eq!(hub.due(9999), Due::Nothing);
    }

    #[test]
    fn a_thousand_listeners_are_one_round() {
        let mut hub = Hub::default();
        for listener in 0..1000 {
            hub.listen(listener, 1000);
        }
        assert_eq!(hub.due(0), Due::Look);
        round(&mut hub, 10, Ok(()));
        assert_eq!(hub.due(10), Due::At(1010));
    }

    #[test]
    fn failing_looks_come_slower_and_a_good_one_mends_it() {
        let mut hub = Hub::default();
        hub.listen(1, 1000);
        let mut now = 0;
        let mut pauses = vec![];
        for _ in 0..7 {
            assert!(round(&mut hub, now, Err(Code::Unreachable)).expect("whole").is_err());
            let Due::At(next) = hub.due(now) else { panic!("a pause follows") };
            pauses.push(next - now);
            now = next;
        }
        assert_eq!(pauses, [1500, 3000, 6000, 12000, 22500, 22500, 22500]);
        round(&mut hub, now, Ok(()));
        assert_eq!(hub.due(now), Due::At(now + 1000));
    }

    #[test]
    fn jitter_stays_within_a_quarter() {
        for entropy in [0, 1, 999, u64::MAX] {
            let mut hub = Hub { failures: 4, ..Hub::default() };
            hub.listen(1, 1000);
            let pause = hub.pause(entropy);
            assert!((12_000..20_000).contains(&pause), "{pause}");
        }
    }

    #[test]
    fn an_answer_of_a_round_that_died_with_the_worker_is_nobodys() {
        let mut hub = Hub::restore(&HubSnapshot::default());
        hub.listen(1, 1000);
        assert_eq!(hub.answered(7, Ok(Seen::People(vec![])), 5, 0), None);
        assert_eq!(hub.due(5), Due::Look);
    }
}
