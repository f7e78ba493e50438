//! From the wish to call to the request: the same wish again, limits, guard, the kept intent.

use pronto::call::{self, Beside, Call, CallView, Intent, Origin};
use pronto::dial::guard::{self, Policy, Verdict};
use pronto::dial::{DialString, Target};
use pronto::event::Extension;
use pronto::pbx::{self, HttpRequest};
use pronto::problem::{Code, Problem};
use pronto::small::SmallSet;
use pronto::wire::relay::PhoneCall;

use super::{Answer, Effect, KeptCall, Now, Office, Order, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::{IntentId, Person};

pub(super) const MINUTE_MS: u64 = 60_000;

impl Office {
    /// Calls, asks or refuses. A wish that was heard before is the call that it became.
    pub(super) fn order(
        &mut self,
        person: &Person,
        order: Order,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Answer {
        // Such a name is that of a call which the phone has by itself.
        if PhoneCall::id_in(order.intent.as_str()).is_some() {
            return Answer::Refused(Code::MessageRefused.into());
        }
        let before = self.calls(&person.id);
        if let Some(same) = before.into_iter().find(|view| view.id == order.intent.as_str()) {
            return Answer::Call(Box::new(same));
        }
        if let Some(first) = &order.beside {
            self.adopt(person, first.as_str(), None, now);
        }
        let considered = self.consider(person, &order, now);
        let placed = match considered {
            Ok((target, None)) => self.place(person, &order, target, now),
            Ok((_, Some(answer))) => Err(answer),
            Err(problem) => Err(Answer::Refused(problem)),
        };
        match placed {
            Ok((view, http)) => {
                out.push(Effect::Audit(Record::new(person, &order, now.ms, Outcome::Placed)));
                let (person, intent) = (person.id.clone(), view.id.clone());
                self.send(Purpose::Place { person, intent }, http, out);
                Answer::Call(Box::new(view))
            }
            Err(answer) => {
                out.push(Effect::Audit(Record::new(person, &order, now.ms, outcome(&answer))));
                answer
            }
        }
    }

    /// Whom, and what is answered in place of a call, if anything.
    fn consider(
        &self,
        person: &Person,
        order: &Order,
        now: Now,
    ) -> Result<(Target, Option<Answer>), Problem> {
        let target = self.target(&order.number, &order.digits)?;
        // Help is never refused or delayed.
        if !matches!(target, Target::Emergency { .. }) {
            self.within_limits(person, order.beside.as_ref(), now)?;
        }
        let none = SmallSet::new();
        let called = self.desks.get(&person.id).map_or(&none, |desk| &desk.countries);
        let policy = Policy::new(&self.settings, called);
        let request = guard::Request { target: &target, text: order.text.as_deref() };
        let answer = match guard::judge(&request, &policy) {
            Verdict::Refuse(reason) => Some(Answer::Refused(reason.refusal())),
            Verdict::Ask(reasons) if !order.confirmed => Some(Answer::Ask(reasons)),
            Verdict::Ask(_) | Verdict::Call => None,
        };
        Ok((target, answer))
    }

    /// Whom a client means, if this office dials what the person was shown.
    pub(super) fn target(&self, number: &str, digits: &DialString) -> Result<Target, Problem> {
        let agreed = |target: Target| match self.plan.digits(&target)? == *digits {
            true => Ok(target),
            false => Err(Code::DigitsChanged.into()),
        };
        let read = self.plan.read(number).and_then(agreed);
        // A colleague whom the PBX itself names is one, whatever the office's masks say.
        let named = Extension::new(number).is_ok_and(|ext| self.directory.has(&ext));
        match read {
            Err(_) if named => self.plan.read_extension(number).and_then(agreed),
            read => read,
        }
    }

    fn within_limits(
        &self,
        person: &Person,
        beside: Option<&IntentId>,
        now: Now,
    ) -> Result<(), Problem> {
        if beside.is_some() && !self.capabilities().transfer {
            return Err(Code::NotSupported.into());
        }
        let desk = self.desks.get(&person.id);
        let calls = desk.into_iter().flat_map(|desk| &desk.calls).map(|kept| &kept.call);
        call::room_beside(calls, beside.map(IntentId::as_str))?;
        let Some(desk) = desk else { return Ok(()) };
        let recent = desk.placed_ms.iter().filter(|at| **at + MINUTE_MS > now.ms).count();
        if recent >= usize::from(self.limits.calls_per_minute) {
            return Err(Code::TooSoon.into());
        }
        Ok(())
    }

    /// Puts the call on the person's desk; what is to be sent for it.
    fn place(
        &mut self,
        person: &Person,
        order: &Order,
        target: Target,
        now: Now,
    ) -> Result<(CallView, HttpRequest), Answer> {
        let (driver, can) = (self.driver(), self.capabilities());
        let wanted = pbx::Order {
            intent: order.intent.as_str(),
            target: &target,
            digits: &order.digits,
            text: order.text.as_deref(),
            confirmed: true,
            private: order.private,
            beside: order.beside.as_ref().map(IntentId::as_str),
        };
        let http = driver.place(&wanted, &person.at_their_phone(&self.settings));
        let http = http.map_err(Answer::Refused)?;
        let counts = !matches!(target, Target::Emergency { .. });
        let desk = self.desks.entry(person.id.clone()).or_default();
        self.touched.insert(person.id.clone());
        if let (Target::Outside { number }, false) = (&target, order.private) {
            let new = number.region.filter(|region| desk.countries.insert(*region));
            desk.new_countries.extend(new);
        }
        let mut call = Call::new(Intent {
            id: order.intent.as_str().to_owned(),
            origin: Origin::Placed,
            shown: self.plan.shown(&target),
            target: Some(target),
            digits: Some(order.digits.clone()),
            extension: Extension::new(person.extension.as_str()).ok(),
            at_ms: now.ms,
            private: order.private,
            reports: can.reports,
        });
        if let Some(first) = &order.beside {
            call = call.beside(Beside { call: first.as_str().to_owned(), transfer: false });
        }
        let view = call.view(can);
        desk.calls.push(KeptCall { person: person.clone(), call, audited: false });
        if counts {
            desk.placed_ms.retain(|at| at + MINUTE_MS > now.ms);
            desk.placed_ms.push_back(now.ms);
        }
        Ok((view, http))
    }
}

fn outcome(answer: &Answer) -> Outcome {
    match answer {
        Answer::Ask(_) => Outcome::Asked,
        Answer::Refused(problem) => Outcome::Refused { why: problem.message.clone() },
        Answer::Call(_) | Answer::Done | Answer::Colleagues(_) | Answer::MyState(_) => {
            Outcome::Placed
        }
    }
}
