//! What is new, what is late and what came twice.
//!
//! The PBX counts its events (`key`) and says when they were (`datetime`); what its count does when
//! it starts anew, no document says. So an epoch begins with event 19, and with a `key` that falls
//! while `datetime` rises. Within an epoch the key gives the order, and where there is none the time.

use std::cmp::Ordering;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Event, Notification};
use crate::event::{CallId, Pushed, Stamp};

/// How long one with the same `key`, `event`, `datetime` and `call_id` is the same, in milliseconds.
pub const SAME_WITHIN_MS: u64 = 10 * 60 * 1_000;
/// How long after a new epoch began those of the last may come, in milliseconds of the PBX's clock.
const STRAGGLER_MS: u64 = 10 * 60 * 1_000;
/// Most events that are remembered for that.
const REMEMBERED_MAX: usize = 1 << 20;

/// One PBX's count.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    epoch: u32,
    first: Place,
    last: Place,
    seen: HashSet<u64>,
    /// When each was heard, oldest first.
    heard: VecDeque<(u64, u64)>,
}

/// A place in the count.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    key: Option<u64>,
    clock_ms: Option<u64>,
}

impl Sequence {
    /// What this tells, and when it was; nothing when it was told before.
    ///
    /// `now_ms` is our own clock, in milliseconds since 1970.
    pub fn take(&mut self, told: &Notification, now_ms: u64) -> Option<Pushed> {
        if !self.is_new(told, now_ms) {
            return None;
        }
        let clock_ms = told.datetime.moment.map(|moment| moment.ms());
        let place = Place { key: told.key, clock_ms };
        let is_start = matches!(told.event, Event::PbxStatus { .. });
        let (stamp, is_newest) = self.place(place, is_start);
        let behind_ms = if is_newest { 0 } else { self.behind(stamp) };
        Some(Pushed { stamp, behind_ms, what: told.event.happening() })
    }

    /// This was not kept: should it come again, it is new.
    pub fn take_back(&mut self, told: &Notification) {
        self.seen.remove(&print(told));
    }

    fn is_new(&mut self, told: &Notification, now_ms: u64) -> bool {
        while let Some((_, old)) = self.heard.pop_front_if(|(at, _)| *at + SAME_WITHIN_MS <= now_ms)
        {
            self.seen.remove(&old);
        }
        let print = print(told);
        if !self.seen.insert(print) {
            return false;
        }
        self.heard.push_back((now_ms, print));
        if self.heard.len() > REMEMBERED_MAX
            && let Some((_, oldest)) = self.heard.pop_front()
        {
            self.seen.remove(&oldest);
        }
        true
    }

    /// Its place, and whether nothing newer has been told.
    fn place(&mut self, at: Place, is_start: bool) -> (Stamp, bool) {
        let stamp = |epoch: u32| Stamp { epoch, key: at.key, clock_ms: at.clock_ms };
        if self.epoch > 0 && at.straggles_behind(&self.first) {
            return (stamp(self.epoch - 1), false);
        }
        let by_clock = order(at.clock_ms, self.last.clock_ms);
        let by_key = order(at.key, self.last.key).filter(|order| order.is_ne());
        let is_newest = match by_key.or(by_clock) {
            Some(order) => order.is_ge(),
            None => !self.last.is_known() && at.is_known(),
        };
        let counts_anew = by_key == Some(Ordering::Less) && by_clock == Some(Ordering::Greater);
        if counts_anew || (is_start && is_newest && self.last.is_known()) {
            self.epoch += 1;
            (self.first, self.last) = (at, at);
        } else if is_newest {
            if !self.last.is_known() {
                self.first = at;
            }
            self.last = Place {
                key: at.key.or(self.last.key),
                clock_ms: at.clock_ms.or(self.last.clock_ms),
            };
        }
        (stamp(self.epoch), is_newest || counts_anew)
    }

    /// By the PBX's clock.
    fn behind(&self, stamp: Stamp) -> u64 {
        let known = stamp.clock_ms.zip(self.last.clock_ms);
        known.map_or(u64::MAX, |(at, last)| last.saturating_sub(at))
    }
}

fn print(told: &Notification) -> u64 {
    let mut hasher = DefaultHasher::new();
    let call = told.event.call_id().map(CallId::as_str);
    (told.key, told.event.number(), &told.datetime.raw, call).hash(&mut hasher);
    hasher.finish()
}

impl Place {
    fn is_known(&self) -> bool {
        self.key.is_some() || self.clock_ms.is_some()
    }

    /// Whether it was just before this: much earlier is a clock that was put back.
    fn straggles_behind(&self, first: &Self) -> bool {
        let known = self.clock_ms.zip(first.clock_ms);
        known.is_some_and(|(at, first)| at < first && first - at <= STRAGGLER_MS)
    }
}

fn order(one: Option<u64>, other: Option<u64>) -> Option<Ordering> {
    one.zip(other).map(|(one, other)| one.cmp(&other))
}

#[cfg(test)]
mod tests {
    use super::super::Repair;
    use super::*;

    /// What one event was taken for: epoch and how far behind, or that it came twice.
    fn taken(sequence: &mut Sequence, query: &str, now_ms: u64) -> String {
        let told = Notification::read(query, Repair::Off).expect("an event");
        match sequence.take(&told, now_ms) {
            None => "twice".to_owned(),
            Some(Pushed { stamp, behind_ms: u64::MAX, .. }) => format!("{} ?", stamp.epoch),
            Some(pushed) => format!("{} {}", pushed.stamp.epoch, pushed.behind_ms),
        }
    }

    /// An event of a call, with a key and seconds after noon.
    fn event(key: &str, seconds: u32, call: u32) -> String {
        let (minute, second) = (seconds / 60, seconds % 60);
        format!("key={key}&event=10&datetime=2026020112{minute:02}{second:02}000&call_id={call}")
    }

    fn start(key: &str, seconds: u32) -> String {
        event(key, seconds, 0).replace("event=10", "event=19&status=1")
    }

    #[test]
    fn late_ones_stay_in_their_epoch() {
        let steps = [
            (event("10", 10, 1), "0 0"),
            (event("12", 12, 1), "0 0"),
            (event("11", 11, 1), "0 1000"),
            (event("11", 11, 2), "0 1000"),
            (event("13", 13, 1), "0 0"),
            // Counts anew without a word.
            (event("1", 20, 1), "1 0"),
            (event("2", 21, 1), "1 0"),
            (event("9", 9, 1), "0 12000"),
            (event("3", 22, 1), "1 0"),
            // Says that it starts.
            (start("4", 30), "2 0"),
            (event("5", 31, 1), "2 0"),
            (start("1", 40), "3 0"),
            (start("6", 32), "2 8000"),
            (event("2", 41, 1), "3 0"),
            // Its clock is put back by an hour: the key goes on.
            (event("7", 42, 1).replace("2026020112", "2026020111"), "3 0"),
            (event("8", 43, 1).replace("2026020112", "2026020111"), "3 0"),
            (event("9", 50, 1), "3 0"),
        ];
        let mut sequence = Sequence::default();
        for (at, (query, expected)) in steps.iter().enumerate() {
            assert_eq!(taken(&mut sequence, query, 0), *expected, "step {at}: {query}");
        }
    }

    #[test]
    fn a_pbx_that_does_not_count_is_ordered_by_its_clock() {
        for keys in [["", "", "", ""], ["8765"; 4]] {
            let mut sequence = Sequence::default();
            for (key, (seconds, expected)) in
                keys.iter().zip([(10, "0 0"), (12, "0 0"), (11, "0 1000"), (13, "0 0")])
            {
                let told = taken(&mut sequence, &event(key, seconds, 1), 0);
                assert_eq!(told, expected, "{key} {seconds}");
            }
        }
        let mut sequence = Sequence::default();
        assert_eq!(taken(&mut sequence, "event=10&call_id=1", 0), "0 ?");
        assert_eq!(taken(&mut sequence, "key=5&event=10&call_id=1", 0), "0 0");
        assert_eq!(taken(&mut sequence, "key=4&event=10&call_id=1", 0), "0 ?");
    }

    #[test]
    fn the_same_within_ten_minutes_is_one() {
        let mut sequence = Sequence::default();
        let one = event("10", 10, 1);
        let other_order: Vec<_> = one.split('&').rev().collect();
        assert_eq!(taken(&mut sequence, &one, 0), "0 0");
        assert_eq!(taken(&mut sequence, &other_order.join("&"), SAME_WITHIN_MS - 1), "twice");
        for other in [
            event("11", 10, 1),
            event("11", 11, 1),
            event("11", 11, 2),
            one.replace("event=10", "event=6"),
        ] {
            assert_ne!(taken(&mut sequence, &other, SAME_WITHIN_MS - 1), "twice", "{other}");
        }
        assert_ne!(taken(&mut sequence, &one, SAME_WITHIN_MS), "twice");
        sequence.take_back(&Notification::read(&one, Repair::Off).expect("an event"));
        assert_ne!(taken(&mut sequence, &one, SAME_WITHIN_MS), "twice");
        assert_eq!(sequence.heard.len(), 6);
    }
}
