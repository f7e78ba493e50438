//! One call as all reports of it show it together, in whatever order they came.
//!
//! Of each kind of report the newest by the PBX's own order is kept, and the stage follows from
//! these: a late report never takes the place of a newer one, and nothing waits for one that is
//! missing. Who called and who rang is learned from late ones too.

use super::stamp::{First, Newest};
use super::{CallEvent, Stamp, Step};

/// One call, as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownCall {
    first: Numbers<First<String>>,
    renumbered: Numbers<Newest<String>>,
    rung: Vec<(String, Newest<()>)>,
    rings: Newest<Option<String>>,
    answered: Newest<Option<String>>,
    held: Newest<()>,
    unclear: Newest<()>,
    hung_up: Newest<By>,
    put_through: Newest<()>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Numbers<T> {
    calling: T,
    called: T,
}

/// Who hung up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Caller,
    Called,
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage<'a> {
    /// It is there; no more is known.
    There,
    /// A phone rings: this one, where it is known which.
    Ringing(Option<&'a str>),
    /// Somebody answered, where it is known who.
    Talking(Option<&'a str>),
    /// It waits.
    Held,
    /// It is over.
    Over,
}

/// Most phones of one call that are remembered.
const RUNG_MAX: usize = 64;

impl KnownCall {
    /// Learns from a report.
    pub fn take(&mut self, event: &CallEvent, stamp: Stamp) {
        self.take_numbers(event, stamp);
        match &event.step {
            Step::There | Step::Renumbered => {}
            Step::Rings(whom) => {
                if let Some(whom) = whom {
                    self.take_rung(whom, stamp);
                }
                self.rings.take(stamp, whom.clone());
            }
            Step::Answered(by) => self.answered.take(stamp, by.clone()),
            Step::Held => self.held.take(stamp, ()),
            Step::Unclear => self.unclear.take(stamp, ()),
            Step::PutThrough => {
                self.put_through.take(stamp, ());
                self.unclear.take(stamp, ());
            }
            Step::CallerHungUp => self.hung_up.take(stamp, By::Caller),
            Step::CalledHungUp => self.hung_up.take(stamp, By::Called),
        }
    }

    fn take_rung(&mut self, whom: &str, stamp: Stamp) {
        if let Some((_, newest)) = self.rung.iter_mut().find(|(number, _)| number == whom) {
            newest.take(stamp, ());
        } else if self.rung.len() < RUNG_MAX {
            let mut newest = Newest::default();
            newest.take(stamp, ());
            self.rung.push((whom.to_owned(), newest));
        }
    }

    /// The numbers that a call began with are its own, until it is said to have others: a later
    /// leg is reported with those of the leg.
    fn take_numbers(&mut self, event: &CallEvent, stamp: Stamp) {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (calling, called) = (said(&event.calling), said(&event.called));
        if event.step == Step::Renumbered {
            calling.into_iter().for_each(|text| self.renumbered.calling.take(stamp, text));
            called.into_iter().for_each(|text| self.renumbered.called.take(stamp, text));
        } else {
            calling.into_iter().for_each(|text| self.first.calling.take(stamp, text));
            called.into_iter().for_each(|text| self.first.called.take(stamp, text));
        }
    }

    /// Who called, as printed.
    #[must_use]
    pub fn calling(&self) -> Option<&str> {
        let text = self.renumbered.calling.value().or_else(|| self.first.calling.value());
        text.map(String::as_str)
    }

    /// Who was called, as printed.
    #[must_use]
    pub fn called(&self) -> Option<&str> {
        let text = self.renumbered.called.value().or_else(|| self.first.called.value());
        text.map(String::as_str)
    }

    /// The phone that rang last, as printed.
    #[must_use]
    pub fn last_rung(&self) -> Option<&str> {
        self.rings.value().and_then(Option::as_deref)
    }

    /// Who answered, as printed, of those of whom it was said the newest.
    #[must_use]
    pub fn answered_by(&self) -> Option<&str> {
        self.answered.value().and_then(Option::as_deref)
    }

    /// Whether it was put through, so that one of those who had it may have left.
    #[must_use]
    pub fn is_put_through(&self) -> bool {
        self.put_through.stamp().is_some()
    }

    /// Whether nobody has answered since it was put through: who is in it, no report tells.
    #[must_use]
    pub fn is_open_who_stayed(&self) -> bool {
        self.is_put_through() && !is_newer(self.answered.stamp(), self.put_through.stamp())
    }

    /// Whether this phone has rung for it.
    #[must_use]
    pub fn has_rung(&self, number: &str) -> bool {
        self.rung.iter().any(|(rung, _)| rung == number)
    }

    /// Whether this phone rings for it, and nothing newer may have ended that.
    #[must_use]
    pub fn rings_at(&self, number: &str) -> bool {
        let rung = self.rung.iter().find(|(rung, _)| rung == number);
        let since = rung.and_then(|(_, newest)| newest.stamp());
        let answered = self.answered.stamp().filter(|_| self.answered_by() == Some(number));
        let ends = [self.unclear.stamp(), self.hung_up.stamp(), answered];
        matches!(self.stage(), Stage::Ringing(_))
            && since.is_some()
            && ends.into_iter().flatten().all(|end| !is_newer(Some(end), since))
    }

    /// Every number that has to do with it, now or before.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let (first, now) = (&self.first, &self.renumbered);
        let first = first.calling.value().into_iter().chain(first.called.value());
        let now = now.calling.value().into_iter().chain(now.called.value());
        let rung = self.rung.iter().map(|(number, _)| number);
        first.chain(now).chain(rung).map(String::as_str)
    }

    /// How far it has come.
    #[must_use]
    pub fn stage(&self) -> Stage<'_> {
        let (active, at) = self.active();
        let Some(by) = self.hung_up.value() else { return active };
        let went_on = is_newer(at, self.hung_up.stamp());
        // Of those called, the one that hangs up while a phone rings may be one of many.
        let ends = match by {
            By::Caller => true,
            By::Called => matches!(active, Stage::Talking(_) | Stage::Held),
        };
        if ends && !went_on && self.put_through.stamp().is_none() { Stage::Over } else { active }
    }

    /// Whether the newest report leaves open how it goes on: a look at the PBX tells.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        let (_, at) = self.active();
        let doubt = [self.unclear.stamp(), self.hung_up.stamp()].into_iter().flatten();
        let unanswered = |doubt: Stamp| !is_newer(at, Some(doubt));
        self.stage() != Stage::Over && doubt.into_iter().any(unanswered)
    }

    /// What it is doing, whoever may have hung up, and since when.
    fn active(&self) -> (Stage<'_>, Option<Stamp>) {
        let ringing = Stage::Ringing(self.rings.value().and_then(Option::as_deref));
        let talking = Stage::Talking(self.answered.value().and_then(Option::as_deref));
        let all = [
            (ringing, self.rings.stamp()),
            (talking, self.answered.stamp()),
            (Stage::Held, self.held.stamp()),
        ];
        all.into_iter().fold((Stage::There, None), |newest, next| match (newest.1, next.1) {
            (_, None) => newest,
            (Some(before), Some(at)) if at.is_before(&before) => newest,
            _ => next,
        })
    }
}

/// Whether there is one, and it is not before the other.
fn is_newer(one: Option<Stamp>, other: Option<Stamp>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => other.is_before(&one),
        (one, _) => one.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::CallId;

    fn of(steps: &[(u64, Step)]) -> KnownCall {
        let mut known = KnownCall::default();
        for (key, step) in steps {
            let leg = |n: u64| Some(format!("{n}"));
            let call = CallId::new("12345").expect("a name");
            let event = CallEvent {
                call,
                calling: leg(200 + key),
                called: leg(300 + key),
                step: step.clone(),
            };
            known.take(&event, Stamp { epoch: 0, key: Some(*key), clock_ms: None });
        }
        known
    }

    fn rings(whom: &str) -> Step {
        Step::Rings(Some(whom.to_owned()))
    }

    fn answered(by: &str) -> Step {
        Step::Answered(Some(by.to_owned()))
    }

    /// Every order of these.
    fn orders<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
        if all.is_empty() {
            return vec![vec![]];
        }
        let mut orders = Vec::new();
        for at in 0..all.len() {
            let mut rest = all.to_vec();
            let first = rest.remove(at);
            orders.extend(orders_with(&first, &rest));
        }
        orders
    }

    fn orders_with<T: Clone>(first: &T, rest: &[T]) -> Vec<Vec<T>> {
        let begun = |rest: Vec<T>| std::iter::once(first.clone()).chain(rest).collect();
        orders(rest).into_iter().map(begun).collect()
    }

    #[test]
    fn whatever_the_order_the_newest_counts() {
        use Stage::{Held, Over, Ringing, Talking, There};
        for (steps, stage, doubt) in [
            (vec![(1, Step::There)], There, false),
            (vec![(1, Step::There), (2, rings("201"))], Ringing(Some("201")), false),
            (vec![(2, rings("201")), (3, rings("202"))], Ringing(Some("202")), false),
            (vec![(2, rings("201")), (3, answered("201"))], Talking(Some("201")), false),
            (vec![(2, rings("201")), (3, Step::Unclear)], Ringing(Some("201")), true),
            (vec![(2, Step::Unclear), (3, rings("202"))], Ringing(Some("202")), false),
            (
                vec![(2, rings("201")), (3, answered("201")), (4, rings("315"))],
                Ringing(Some("315")),
                false,
            ),
            (vec![(3, answered("201")), (4, Step::Held), (5, Step::CallerHungUp)], Over, false),
            (vec![(3, answered("201")), (4, Step::Held)], Held, false),
            (vec![(2, rings("201")), (3, Step::CallerHungUp)], Over, false),
            (vec![(2, rings("201")), (3, Step::CalledHungUp)], Ringing(Some("201")), true),
            (vec![(2, rings("201")), (3, answered("201")), (4, Step::CalledHungUp)], Over, false),
            (
                vec![(3, answered("201")), (4, Step::PutThrough), (5, Step::CallerHungUp)],
                Talking(Some("201")),
                true,
            ),
            (vec![(3, Step::CalledHungUp), (4, rings("202"))], Ringing(Some("202")), false),
            (vec![(3, Step::CalledHungUp)], There, true),
        ] {
            for order in orders(&steps) {
                let known = of(&order);
                assert_eq!((known.stage(), known.is_in_doubt()), (stage, doubt), "{order:?}");
            }
        }
    }

    #[test]
    fn a_phone_rings_until_something_newer_may_have_ended_it() {
        let hunt = [(1, rings("201")), (2, Step::Unclear), (3, rings("202"))];
        for order in orders(&hunt) {
            let known = of(&order);
            assert_eq!((known.rings_at("201"), known.rings_at("202")), (false, true), "{order:?}");
            assert!(known.has_rung("201") && !known.rings_at("203"), "{order:?}");
        }
        let group = of(&[(1, rings("201")), (2, rings("202"))]);
        assert!(group.rings_at("201") && group.rings_at("202"));
    }

    #[test]
    fn its_numbers_are_those_that_it_began_with_until_it_gets_others() {
        for order in orders(&[(1, Step::There), (2, rings("201")), (3, answered("201"))]) {
            let known = of(&order);
            assert_eq!((known.calling(), known.called()), (Some("201"), Some("301")), "{order:?}");
        }
        for order in orders(&[(1, Step::There), (2, Step::Renumbered), (3, rings("201"))]) {
            let known = of(&order);
            assert_eq!((known.calling(), known.called()), (Some("202"), Some("302")), "{order:?}");
        }
    }
}
