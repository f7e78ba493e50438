//! What happens when: one event each millisecond, of calls between two people of the office that
//! ring, are answered and end.

use std::time::Duration;

/// Colleagues whom each person watches, and who watch each.
pub const WATCHED: usize = 20;
/// Events a second.
pub const RATE: usize = 1_000;

/// How many calls later a call is answered, and ends, than it rings.
const LATER: [usize; 3] = [0, 100, 300];
/// Slots until there is something in each: not measured.
const WARM: usize = 3 * LATER[2];
/// From one whom somebody watches to the next: far in number is far in memory.
const STRIDE: usize = 37;
const FIRST_EXTENSION: usize = 10_000;

/// A plan for an office of so many people.
#[derive(Clone, Debug)]
pub struct Plan {
    people: usize,
    slots: usize,
}

/// How far a call comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Rings,
    Answered,
    Over,
}

/// What a phone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Free,
    Ringing,
    Busy,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place, and the millisecond at which it is due.
    pub slot: usize,
    pub call: usize,
    pub step: Step,
    /// Who calls, and who is called.
    pub persons: [usize; 2],
}

pub fn extension(person: usize) -> usize {
    FIRST_EXTENSION + person
}

pub fn person_at(extension: &str) -> Option<usize> {
    extension.parse::<usize>().ok()?.checked_sub(FIRST_EXTENSION)
}

pub fn due(slot: usize) -> Duration {
    Duration::from_millis((slot * 1_000 / RATE) as u64)
}

/// Whom a person watches.
pub fn watched_by(person: usize, people: usize) -> impl Iterator<Item = usize> {
    (1..=WATCHED).map(move |n| (person + n * STRIDE) % people)
}

impl Plan {
    pub fn new(people: usize, seconds: usize) -> Self {
        Self { people, slots: WARM + seconds * RATE }
    }

    pub fn people(&self) -> usize {
        self.people
    }

    /// Each event in its order; those before all kinds come are not measured.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        (0..self.slots).filter_map(|slot| self.event(slot))
    }

    pub fn is_measured(slot: usize) -> bool {
        slot >= WARM
    }

    fn event(&self, slot: usize) -> Option<Event> {
        let call = (slot / 3).checked_sub(LATER[slot % 3])?;
        let step = [Step::Rings, Step::Answered, Step::Over][slot % 3];
        let pairs = self.people / 2;
        let first = (call * 7_919) % pairs;
        Some(Event { slot, call, step, persons: [first, first + pairs] })
    }

    /// The place of the event that brought a call so far, if there is one.
    pub fn slot_of(&self, call: usize, step: Step) -> Option<usize> {
        let slot = (call + LATER[step as usize]) * 3 + step as usize;
        Some(slot).filter(|slot| *slot < self.slots)
    }
}

impl Event {
    /// As the PBX's query.
    pub fn query(&self) -> String {
        let [calling, called] = self.persons.map(extension);
        let (number, rest) = match self.step {
            Step::Rings => (
                4,
                format!("&calling={calling}&called={called}&act_called={called}&result=0&info=1"),
            ),
            Step::Answered => (5, format!("&result=0&final=1&info=1&connected_number={called}")),
            Step::Over => (6, format!("&number={calling}&info=1")),
        };
        let (s, ms) = (self.slot / 1_000, self.slot % 1_000);
        let (key, call) = (self.slot + 1, self.call + 1);
        format!(
            "pbx_id=load&key={key}&event={number}&datetime=202602011200{s:02}{ms:03}&interface=SIP&call_id={call}{rest}"
        )
    }

    /// What the two phones do after it.
    pub fn presences(&self) -> [Presence; 2] {
        match self.step {
            Step::Rings => [Presence::Busy, Presence::Ringing],
            Step::Answered => [Presence::Busy; 2],
            Step::Over => [Presence::Free; 2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_rings_is_answered_and_ends_before_its_people_have_the_next() {
        for people in [1_000, 10_000] {
            let plan = Plan::new(people, 10);
            let mut calls = vec![(None, Step::Over); people];
            let mut measured = 0;
            for event in plan.events() {
                assert_eq!(plan.slot_of(event.call, event.step), Some(event.slot));
                measured += usize::from(Plan::is_measured(event.slot));
                for person in event.persons {
                    let (before, follows) = match event.step {
                        Step::Rings => (calls[person].0, Step::Over),
                        Step::Answered => (Some(event.call), Step::Rings),
                        Step::Over => (Some(event.call), Step::Answered),
                    };
                    assert_eq!(calls[person], (before, follows), "{event:?}");
                    calls[person] = (Some(event.call), event.step);
                }
            }
            assert_eq!(measured, 10 * RATE, "one each millisecond");
        }
    }

    #[test]
    fn everybody_is_watched_by_twenty_and_who_calls_and_who_is_called_by_others() {
        for people in [1_000, 2_000, 4_000, 8_000, 10_000] {
            let mut watchers = vec![Vec::new(); people];
            for person in 0..people {
                watched_by(person, people).for_each(|watched| watchers[watched].push(person));
            }
            assert!(watchers.iter().all(|all| all.len() == WATCHED));
            let [caller, called] = [&watchers[0], &watchers[people / 2]];
            assert!(caller.iter().all(|one| !called.contains(one)), "{people}");
        }
    }
}
