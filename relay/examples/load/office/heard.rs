//! What the streams tell, held against the plan: how late, and whether anything is missing.
//!
//! Of a person's own calls each state is told, but for one that the next has overtaken before it was
//! told: what does not come is lost. Of colleagues the newest is told, and at the end everybody has
//! to know how things stand.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value as Json, json};

use super::plan::{Event, Plan, Presence, Step, WATCHED, due, watched_by};
use crate::Outcome;

/// What was heard so far.
#[derive(Debug)]
pub struct Heard {
    plan: Plan,
    /// Of each person, what the phone does after which event.
    changes: Vec<Vec<(usize, Presence)>>,
    /// Of each event, how late each of its two people heard of it, in microseconds.
    own: Vec<[Option<u64>; 2]>,
    /// Of each event, how late the last heard who watches one of the two; none when nobody did.
    last: Vec<Option<u64>>,
    /// Of each who watches and each whom they watch: up to which change they know.
    known: Vec<[u32; WATCHED]>,
    /// How late each state was told.
    each: Vec<u64>,
    batches: u64,
}

impl Heard {
    pub fn new(plan: Plan) -> Self {
        let mut changes = vec![vec![(0, Presence::Free)]; plan.people()];
        let mut slots = 0;
        for event in plan.events() {
            slots = event.slot + 1;
            for (person, presence) in event.persons.into_iter().zip(event.presences()) {
                if changes[person].last().is_none_or(|(_, before)| *before != presence) {
                    changes[person].push((event.slot, presence));
                }
            }
        }
        Self {
            own: vec![[None; 2]; slots],
            last: vec![None; slots],
            known: vec![[0; WATCHED]; plan.people()],
            each: Vec::new(),
            batches: 0,
            changes,
            plan,
        }
    }

    /// A person's stream tells of an own call.
    pub fn own(&mut self, person: usize, call: usize, step: Step, at: Duration) {
        let Some(slot) = self.plan.slot_of(call, step) else { return };
        let side = usize::from(person >= self.plan.people() / 2);
        self.own[slot][side].get_or_insert(late(slot, at));
    }

    /// A stream tells what colleagues do.
    pub fn batch(
        &mut self,
        watcher: usize,
        told: impl Iterator<Item = (usize, Presence)>,
        at: Duration,
    ) {
        self.batches += 1;
        let watched: Vec<usize> = watched_by(watcher, self.plan.people()).collect();
        for (person, presence) in told {
            let Some(place) = watched.iter().position(|one| *one == person) else { continue };
            let known = &mut self.known[watcher][place];
            let changes = &self.changes[person];
            let until = changes.partition_point(|(slot, _)| due(*slot) <= at);
            // The newest that it can be: a state comes again after a second and a half at the
            // earliest, and is told within little more than one.
            let newest = (*known as usize + 1..until).rfind(|n| changes[*n].1 == presence);
            if let Some(newest) = newest {
                *known = newest as u32;
                let slot = changes[newest].0;
                let late = late(slot, at);
                if Plan::is_measured(slot) {
                    self.each.push(late);
                    self.last[slot] = self.last[slot].max(Some(late));
                }
            }
        }
    }

    /// Whether nothing is missing.
    pub fn is_all(&self) -> bool {
        self.lost() == 0 && self.wrong() == 0
    }

    /// States of own calls that somebody was told of neither when they came nor by the next.
    fn lost(&self) -> usize {
        self.missing().filter(|(event, side)| !self.is_overtaken(event, *side)).count()
    }

    fn missing(&self) -> impl Iterator<Item = (Event, usize)> {
        let both = self.plan.events().flat_map(|event| [(event, 0), (event, 1)]);
        both.filter(|(event, side)| self.own[event.slot][*side].is_none())
    }

    fn is_overtaken(&self, event: &Event, side: usize) -> bool {
        let told = |step| {
            let slot = self.plan.slot_of(event.call, step);
            slot.is_some_and(|slot| slot > event.slot && self.own[slot][side].is_some())
        };
        told(Step::Answered) || told(Step::Over)
    }

    /// Colleagues of whom somebody does not know how things stand.
    fn wrong(&self) -> usize {
        let people = self.plan.people();
        let wrong = |watcher: &usize| {
            let known = watched_by(*watcher, people).zip(self.known[*watcher]);
            known.filter(|(one, known)| *known as usize + 1 != self.changes[*one].len()).count()
        };
        (0..people).map(|watcher| wrong(&watcher)).sum()
    }

    pub fn told(&self) -> Outcome<Json> {
        let measured =
            || self.plan.events().map(|event| event.slot).filter(|n| Plan::is_measured(*n));
        let own = measured().filter_map(|slot| self.own[slot].into_iter().flatten().max());
        Ok(json!({
            "own": summary(own)?,
            "own_lost": self.lost(),
            "own_overtaken": self.missing().count() - self.lost(),
            "own_awaited": self.plan.events().count() * 2,
            "watchers": summary(measured().filter_map(|slot| self.last[slot]))?,
            "states": summary(self.each.iter().copied())?,
            "batches": self.batches,
            "wrong": self.wrong(),
            "watched": self.plan.people() * WATCHED,
        }))
    }
}

fn late(slot: usize, at: Duration) -> u64 {
    u64::try_from(at.saturating_sub(due(slot)).as_micros()).unwrap_or(u64::MAX)
}

/// Times in microseconds.
pub fn summary(late: impl Iterator<Item = u64>) -> Outcome<Json> {
    let mut histogram = Histogram::<u64>::new(3)?;
    let mut late = late;
    late.try_for_each(|late| histogram.record(late))?;
    let quantile = |part| histogram.value_at_quantile(part);
    Ok(json!({
        "count": histogram.len(), "p50_us": quantile(0.5), "p99_us": quantile(0.99), "max_us": histogram.max(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells everybody all, so many milliseconds late, but for what is left out.
    fn heard(late_ms: u64, leave_out: impl Fn(usize, usize) -> bool) -> Heard {
        let plan = Plan::new(1_000, 2);
        let mut heard = Heard::new(plan.clone());
        for event in plan.events() {
            let at = due(event.slot) + Duration::from_millis(late_ms);
            let told = event.persons.into_iter().zip(event.presences());
            for (person, presence) in told.filter(|(person, _)| !leave_out(event.slot, *person)) {
                heard.own(person, event.call, event.step, at);
                for n in 1..=WATCHED {
                    let watcher = (person + 1_000 - n * 37) % 1_000;
                    heard.batch(watcher, std::iter::once((person, presence)), at);
                }
            }
        }
        heard
    }

    #[test]
    fn all_that_is_told_is_as_late_as_it_is() {
        let told = heard(7, |_, _| false);
        assert!(told.is_all());
        let told = told.told().expect("times");
        for row in ["own", "watchers", "states"] {
            assert_eq!(
                (&told[row]["p50_us"], &told[row]["max_us"]),
                (&7_003.into(), &7_003.into())
            );
        }
        assert_eq!(told["own"]["count"], 2_000);
    }

    #[test]
    fn the_last_that_is_not_told_is_lost_and_one_before_it_is_overtaken() {
        let plan = Plan::new(1_000, 2);
        let last = plan.events().last().expect("events");
        let one = heard(7, |slot, person| slot == last.slot && person == last.persons[1]);
        assert_eq!((one.lost(), one.wrong(), one.is_all()), (1, WATCHED, false));
        let early = plan.events().next().expect("events");
        let one = heard(7, |slot, person| slot == early.slot && person == early.persons[1]);
        assert_eq!((one.lost(), one.missing().count(), one.wrong()), (0, 1, 0));
    }
}
