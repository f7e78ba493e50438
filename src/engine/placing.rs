//! From the wish to call to the request: limits, guard, the stored intent.
//!
//! The order is the promise: first the limits and the guard, then the intent is stored, then the
//! request leaves, once. A question that is still open holds no intent; its answer runs through
//! all of this again.

use super::{BETWEEN_CALLS_MS, Effect, Engine, KeptText, Now, Purpose, Tracked};
use crate::call::{self, Beside, Call, Intent, Origin, State};
use crate::dial::guard::{self, Policy, Reason, Verdict};
use crate::dial::{DialString, Target};
use crate::event::Extension;
use crate::json::{Read, Write};
use crate::number::Class;
use crate::pbx::Order;
use crate::problem::{Code, Problem};
use crate::wire::relay::PhoneCall;
use crate::wire::{Dialled, Outcome};

/// Whom a person wants to call, and what was shown before.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub(super) struct Wish {
    pub target: Target,
    /// The digits that were shown; when they no longer are what would be dialled, nothing is.
    pub digits: DialString,
    /// The different number that the link's text named.
    pub text: Option<String>,
    pub private: bool,
    /// The call beside which it is to be placed.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// A question that one of our windows asks.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub(super) struct Question {
    pub wish: Wish,
    pub reasons: Vec<Reason>,
    pub at_ms: u64,
}

/// How long a question stays open, in milliseconds.
const QUESTION_OPEN_MS: u64 = 10 * 60 * 1000;
/// Most questions open at once; the oldest goes first.
const QUESTIONS_MAX: usize = 5;

impl Engine {
    /// Calls, asks or refuses.
    pub(super) fn wish(&mut self, mut wish: Wish, now: Now, out: &mut Vec<Effect>) -> Outcome {
        // What is placed beside a private call leaves no trace either.
        let first = wish.beside.as_ref().and_then(|beside| self.call_mut(&beside.call));
        wish.private |= first.is_some_and(|first| first.intent.private);
        if let Err(problem) = self.may_call(&wish, now) {
            return Outcome::NotCalled { problem: Some(problem) };
        }
        match self.judge(&wish) {
            Verdict::Refuse(reason) => Outcome::NotCalled { problem: Some(reason.refusal()) },
            Verdict::Ask(reasons) => {
                let question = self.open_question(Question { wish, reasons, at_ms: now.ms }, now);
                out.push(Effect::Ask(question.clone()));
                Outcome::Asking { question }
            }
            Verdict::Call => self.place(wish, false, now, out),
        }
    }

    /// The person answered a question of ours.
    pub(super) fn answer(
        &mut self,
        question: &str,
        call: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        self.close_old_questions(now);
        let Some(Question { wish, .. }) = self.questions.remove(question) else {
            return Outcome::NotCalled { problem: Some(Code::NoSuchQuestion.into()) };
        };
        if !call {
            return Outcome::NotCalled { problem: None };
        }
        if let Err(problem) = self.may_call(&wish, now) {
            return Outcome::NotCalled { problem: Some(problem) };
        }
        match self.judge(&wish) {
            Verdict::Refuse(reason) => Outcome::NotCalled { problem: Some(reason.refusal()) },
            Verdict::Ask(_) | Verdict::Call => self.place(wish, true, now, out),
        }
    }

    /// An open question, for the window that asks it.
    pub(super) fn question(&mut self, question: &str, now: Now) -> Option<&Question> {
        self.close_old_questions(now);
        self.questions.get(question)
    }

    /// A target as people read it and as it is dialled here.
    pub(super) fn dialled(&self, target: &Target) -> Result<Dialled, Problem> {
        let digits = self.plan.digits(target)?;
        let class = match target {
            Target::Outside { number } => number.class,
            Target::Inside { .. } | Target::Emergency { .. } => Class::Unknown,
        };
        Ok(Dialled { shown: self.plan.shown(target), digits: digits.as_str().to_owned(), class })
    }

    /// What must be set before any call can be placed.
    pub(super) fn missing(&self) -> Option<Problem> {
        let elsewhere = |problem: &&Problem| problem.is(Code::SecretForOtherAddress);
        let probe = || Order::probe(|order| self.driver().place(order, &self.loaded.settings));
        let given_for_other = self.loaded.problems.iter().find(elsewhere).cloned();
        probe().err().map(|missing| given_for_other.unwrap_or(missing)).or(self.refused.clone())
    }

    fn may_call(&self, wish: &Wish, now: Now) -> Result<(), Problem> {
        if self.plan.digits(&wish.target)? != wish.digits {
            return Err(Code::DigitsChanged.into());
        }
        // Help is never delayed.
        if matches!(wish.target, Target::Emergency { .. }) {
            return Ok(());
        }
        self.has_room(wish.beside.as_ref().map(|beside| beside.call.as_str()))?;
        let since = self.last_placed_ms.map(|last| now.ms.saturating_sub(last));
        // A clock that was set back must not lock the phone.
        let set_back = self.last_placed_ms.is_some_and(|last| last > now.ms);
        match since {
            Some(since) if since < BETWEEN_CALLS_MS && !set_back => Err(Code::TooSoon.into()),
            _ => Ok(()),
        }
    }

    /// The person wants a second call beside this one, and will say whom.
    pub(super) fn ask_whom(&self, call: &str, out: &mut Vec<Effect>) -> Result<(), Problem> {
        self.has_room(Some(call))?;
        out.push(Effect::AskWhom);
        Ok(())
    }

    fn has_room(&self, beside: Option<&str>) -> Result<(), Problem> {
        if beside.is_some() && !self.capabilities().transfer {
            return Err(Code::NotSupported.into());
        }
        call::room_beside(self.calls.iter().map(|tracked| &tracked.call), beside)
    }

    fn judge(&self, wish: &Wish) -> Verdict {
        let policy = Policy::new(&self.loaded.settings, &self.past.countries);
        let request = guard::Request { target: &wish.target, text: wish.text.as_deref() };
        guard::judge(&request, &policy)
    }

    fn place(&mut self, wish: Wish, confirmed: bool, now: Now, out: &mut Vec<Effect>) -> Outcome {
        let driver = self.driver();
        let id = self.fresh_id(now);
        let order = Order {
            intent: &id,
            target: &wish.target,
            digits: &wish.digits,
            text: wish.text.as_deref(),
            confirmed,
            private: wish.private,
            beside: wish.beside.as_ref().map(|beside| beside.call.as_str()),
        };
        let http = match driver.place(&order, &self.loaded.settings) {
            Ok(http) => http,
            Err(problem) => return Outcome::NotCalled { problem: Some(problem) },
        };
        let mut call = Call::new(Intent {
            id: id.clone(),
            origin: Origin::Placed,
            shown: self.plan.shown(&wish.target),
            target: Some(wish.target),
            digits: Some(wish.digits),
            extension: Extension::new(self.loaded.settings.extension.as_str()).ok(),
            at_ms: now.ms,
            private: wish.private,
            reports: self.capabilities().reports,
        });
        if let Some(beside) = wish.beside {
            call = call.beside(beside);
        }
        // What is over makes room at once: one call at a time on the card.
        self.record_ended(out);
        self.calls.retain(|tracked| !tracked.call.over());
        self.remember_country(&call, out);
        let inside = matches!(call.intent.target, Some(Target::Inside { .. }));
        let name = call.intent.target.as_ref().and_then(|target| self.name_at(target));
        call.name = name.map(str::to_owned);
        let unnamed = inside && call.name.is_none();
        self.calls.push(Tracked { call, recorded: false });
        self.last_placed_ms = Some(now.ms);
        self.send(Purpose::Place { call: id.clone() }, http, out);
        if let (true, Some(Ok(http))) = (unnamed, driver.names(&self.loaded.settings)) {
            self.send(Purpose::Names { call: id.clone() }, http, out);
        }
        Outcome::Calling { call: id }
    }

    /// The other side's guard asks where ours did not: nothing was called, and the person is asked.
    pub(super) fn asked_back(
        &mut self,
        id: &str,
        reasons: Vec<Reason>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let Some(at) = self.calls.iter().position(|tracked| tracked.call.intent.id == id) else {
            return;
        };
        let call = self.calls.remove(at).call;
        let beside = call.wish_beside();
        let Intent { target: Some(target), digits: Some(digits), private, .. } = call.intent else {
            return;
        };
        // A call that never was does not delay the next one.
        self.last_placed_ms = None;
        let wish = Wish { target, digits, text: None, private, beside };
        let question = self.open_question(Question { wish, reasons, at_ms: now.ms }, now);
        out.push(Effect::Ask(question));
    }

    fn remember_country(&mut self, call: &Call, out: &mut Vec<Effect>) {
        let Some(Target::Outside { number }) = &call.intent.target else { return };
        let Some(region) = number.region else { return };
        if !call.intent.private && self.past.countries.insert(region) {
            out.push(Effect::KeepPast(KeptText::of(&self.past)));
        }
    }

    fn open_question(&mut self, question: Question, now: Now) -> String {
        self.close_old_questions(now);
        while self.questions.len() >= QUESTIONS_MAX {
            let oldest = self.questions.iter().min_by_key(|(_, q)| q.at_ms);
            let Some(id) = oldest.map(|(id, _)| id.clone()) else { break };
            self.questions.remove(&id);
        }
        let id = self.fresh_id(now);
        self.questions.insert(id.clone(), question);
        id
    }

    fn close_old_questions(&mut self, now: Now) {
        self.questions.retain(|_, question| question.at_ms + QUESTION_OPEN_MS > now.ms);
    }

    pub(super) fn fresh_id(&self, now: Now) -> String {
        format!("{:016x}{:x}", now.entropy, now.ms)
    }

    /// Takes a call off the screen that is over or parked, or of which nothing is known.
    pub(super) fn dismiss(&mut self, id: &str, out: &mut Vec<Effect>) -> Result<(), Problem> {
        let at = self.calls.iter().position(|tracked| tracked.call.intent.id == id);
        let at = at.ok_or_else(|| Problem::new(Code::NoSuchCall))?;
        let call = &self.calls[at].call;
        if call.takes_phone() && !matches!(call.state, State::Unknown(_)) {
            return Err(Code::CallInProgress.into());
        }
        // Nor as a call that the phone has by itself.
        let of_phone = call.pbx_call.as_ref().and_then(PhoneCall::intent_of);
        self.record(at, out);
        self.calls.remove(at);
        self.keep_off_screen(id);
        of_phone.iter().for_each(|id| self.keep_off_screen(id));
        Ok(())
    }
}
