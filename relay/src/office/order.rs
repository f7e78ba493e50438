//! From the wish to call to the request: the same wish again, limits, guard, the kept intent.

use pronto::call::{Call, Intent};
use pronto::dial::Target;
use pronto::dial::guard::{self, Policy, Reason, Verdict};
use pronto::event::Extension;
use pronto::pbx;
use pronto::problem::{Code, Problem};

use super::{Answer, Effect, KeptCall, Now, Office, Order, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::Person;

const MINUTE_MS: u64 = 60_000;

impl Office {
    /// Calls, asks or refuses. A wish that was heard before is the call that it became.
    pub(super) fn order(
        &mut self,
        person: &Person,
        order: Order,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Answer {
        let before = self.calls(&person.id);
        if let Some(same) = before.into_iter().find(|view| view.id == order.intent.as_str()) {
            return Answer::Call(Box::new(same));
        }
        let (target, answer) = match self.consider(person, &order, now) {
            Ok((target, verdict)) => (Some(target), verdict),
            Err(problem) => (None, Some(Answer::Refused(problem))),
        };
        if let Some(answer) = answer {
            out.push(Effect::Audit(Record::new(person, &order, now.ms, outcome(&answer))));
            return answer;
        }
        let Some(target) = target else { return Answer::Refused(Code::NotANumber.into()) };
        self.place(person, order, target, now, out)
    }

    /// Whom, and what is answered in place of a call, if anything.
    fn consider(
        &self,
        person: &Person,
        order: &Order,
        now: Now,
    ) -> Result<(Target, Option<Answer>), Problem> {
        let target = self.plan.read(&order.number)?;
        if self.plan.digits(&target)? != order.digits {
            return Err(Code::DigitsChanged.into());
        }
        // Help is never refused or delayed.
        if !matches!(target, Target::Emergency { .. }) {
            self.within_limits(person, now)?;
        }
        let policy = Policy::new(&self.settings, &self.countries);
        let request = guard::Request { target: &target, text: order.text.as_deref() };
        let answer = match guard::judge(&request, &policy) {
            Verdict::Refuse(reason) => Some(Answer::Refused(refusal(&reason))),
            Verdict::Ask(reasons) if !order.confirmed => Some(Answer::Ask(reasons)),
            Verdict::Ask(_) | Verdict::Call => None,
        };
        Ok((target, answer))
    }

    fn within_limits(&self, person: &Person, now: Now) -> Result<(), Problem> {
        let Some(desk) = self.desks.get(&person.id) else { return Ok(()) };
        if desk.calls.iter().any(|kept| !kept.call.over()) {
            return Err(Code::CallInProgress.into());
        }
        let recent = desk.placed_ms.iter().filter(|at| **at + MINUTE_MS > now.ms).count();
        if recent >= usize::from(self.limits.calls_per_minute) {
            return Err(Code::TooSoon.into());
        }
        Ok(())
    }

    fn place(
        &mut self,
        person: &Person,
        order: Order,
        target: Target,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Answer {
        let driver = self.driver();
        let wanted = pbx::Order {
            intent: order.intent.as_str(),
            target: &target,
            digits: &order.digits,
            text: order.text.as_deref(),
            confirmed: true,
            private: order.private,
        };
        let http = match driver.place(&wanted, &self.settings_of(person)) {
            Ok(http) => http,
            Err(problem) => return Answer::Refused(problem),
        };
        let counts = !matches!(target, Target::Emergency { .. });
        if let Target::Outside { number } = &target {
            self.countries.extend(number.region);
        }
        out.push(Effect::Audit(Record::new(person, &order, now.ms, Outcome::Placed)));
        let call = Call::new(Intent {
            id: order.intent.as_str().to_owned(),
            shown: self.plan.shown(&target),
            target,
            digits: order.digits,
            extension: Extension::new(person.extension.as_str()).ok(),
            at_ms: now.ms,
            private: order.private,
            reports: driver.capabilities().reports,
        });
        let can_hang_up = driver.capabilities().hang_up;
        let view = call.view(can_hang_up);
        let intent = call.intent.id.clone();
        let desk = self.desks.entry(person.id.clone()).or_default();
        desk.calls.push(KeptCall { person: person.clone(), call, audited: false });
        if counts {
            desk.placed_ms.retain(|at| at + MINUTE_MS > now.ms);
            desk.placed_ms.push_back(now.ms);
        }
        self.send(Purpose::Place { person: person.id.clone(), intent }, http, out);
        Answer::Call(Box::new(view))
    }
}

fn outcome(answer: &Answer) -> Outcome {
    match answer {
        Answer::Ask(_) => Outcome::Asked,
        Answer::Refused(problem) => Outcome::Refused { why: problem.message.clone() },
        Answer::Call(_) | Answer::Done => Outcome::Placed,
    }
}

fn refusal(reason: &Reason) -> Problem {
    let problem = Problem::new(Code::RefusedByPolicy);
    match reason.detail() {
        Some(detail) => problem.detail(&detail),
        None => problem,
    }
}
