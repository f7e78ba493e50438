//! What follows after every input, whatever it was, for the desks that it touched: hanging up,
//! what is written down, forgotten, looked at, kept and told; kept always first.

use std::collections::BTreeSet;

use pronto::call::{EndedWhy, HangUp, State};
use pronto::event::{CallId, Capabilities};
use pronto::pbx::{self, Due};

use super::board::Wanted;
use super::{Change, Desk, Effect, KeptCall, Now, Office, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::PersonId;

/// How long a call that is over is still told, and a repeated wish still finds it, in milliseconds.
const REMEMBERED_MS: u64 = 10 * 60 * 1_000;
/// How long a call of which nothing is known is looked for.
const LOOKED_FOR_MS: u64 = 4 * 60 * 60 * 1_000;
/// Milliseconds until it is tried again to look, when the settings do not say how.
const AGAIN_MS: u64 = 3_000;
/// Everybody's calls are one listener: the PBX hears the same whoever waits.
const LISTENER: u64 = 0;

impl Office {
    pub(super) fn settle(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.forget_old(now);
        self.report(now, out);
        for person in self.touched.clone() {
            self.settle_pairs(&person, None, now);
            self.ask_to_hang_up(&person, out);
            self.ask_for_the_rest(&person, out);
            self.note_ended(&person, now, out);
            self.set_pace(&person, now);
        }
        let look_at = self.look(now, out);
        let colleagues_at = self.ask_for_colleagues(now, out);
        let mut changes = Vec::new();
        for person in std::mem::take(&mut self.touched) {
            let can = self.capabilities();
            let Some(desk) = self.desks.get_mut(&person) else { continue };
            desk.keep(&person, &mut changes);
            desk.tell(&person, can, out);
        }
        if !changes.is_empty() {
            out.insert(0, Effect::Keep(changes));
        }
        let forget_at = self.ended.front().map(|(at, _)| at + REMEMBERED_MS);
        let age_at = self.board.ages_at();
        let next = [look_at, colleagues_at, forget_at, age_at].into_iter().flatten().min();
        out.extend(next.map(Effect::Wake));
    }

    fn ask_to_hang_up(&mut self, person: &PersonId, out: &mut Vec<Effect>) {
        let driver = self.driver();
        let Some(desk) = self.desks.get(person) else { return };
        let wanted: Vec<(String, CallId)> = desk
            .calls
            .iter()
            .map(|kept| &kept.call)
            .filter(|call| call.hang_up == HangUp::Wanted && !call.over())
            .filter_map(|call| Some((call.intent.id.clone(), call.pbx_call.clone()?)))
            .collect();
        for (intent, pbx_call) in wanted {
            let request = driver.hang_up(&pbx_call, &self.settings);
            let Some(call) = self.call_mut(person, &intent) else { continue };
            match request {
                Ok(http) => {
                    call.hang_up = HangUp::Asked;
                    self.send(Purpose::HangUp { person: person.clone(), intent }, http, out);
                }
                Err(problem) => call.not_hung_up(problem),
            }
        }
    }

    /// What else is wanted of the calls.
    fn ask_for_the_rest(&mut self, person: &PersonId, out: &mut Vec<Effect>) {
        let (driver, settings) = (self.driver(), &self.settings);
        let Some(desk) = self.desks.get_mut(person) else { return };
        let ask = |kept: &mut KeptCall| {
            let (control, http) = pbx::ask(driver, &mut kept.call, settings)?;
            Some((kept.call.intent.id.clone(), control, http))
        };
        let asked: Vec<_> = desk.calls.iter_mut().filter_map(ask).collect();
        for (intent, control, http) in asked {
            self.send(Purpose::Control { person: person.clone(), intent, control }, http, out);
        }
    }

    /// Writes down what has come to its end.
    fn note_ended(&mut self, person: &PersonId, now: Now, out: &mut Vec<Effect>) {
        let Some(desk) = self.desks.get_mut(person) else { return };
        for kept in desk.calls.iter_mut().filter(|kept| !kept.audited && kept.call.over()) {
            kept.audited = true;
            let outcome = match &kept.call.state {
                State::Ended(ended) => Outcome::Ended {
                    why: ended.why.key().to_owned(),
                    talked_s: talked_s(kept, ended.at_ms, ended.why),
                },
                State::Failed(failed) => Outcome::Failed { why: failed.why.key().to_owned() },
                _ => Outcome::Sent,
            };
            out.push(Effect::Audit(Record::of_call(&kept.person, &kept.call, now.ms, outcome)));
            self.ended.push_back((now.ms, person.clone()));
        }
    }

    fn forget_old(&mut self, now: Now) {
        let old = |at: u64| at + REMEMBERED_MS <= now.ms;
        while let Some((_, person)) = self.ended.pop_front_if(|(at, _)| old(*at)) {
            if let Some(desk) = self.desks.get_mut(&person) {
                desk.calls.retain(|kept| over_at(&kept.call.state).is_none_or(|at| !old(at)));
                self.touched.insert(person);
            }
        }
    }

    fn set_pace(&mut self, person: &PersonId, now: Now) {
        let Some(desk) = self.desks.get_mut(person) else { return };
        let calls = desk.calls.iter().map(|kept| &kept.call);
        // What the board looks after asks for looks there.
        let alone = calls.filter(|call| {
            let there = call.pbx_call.as_ref().is_some_and(|id| self.board.looks_after(id));
            !there || call.is_left_to_looks()
        });
        let paces = alone.filter_map(|call| call.pace(LOOKED_FOR_MS, now.ms));
        let before = std::mem::replace(&mut desk.pace, paces.min());
        if let Some(count) = before.and_then(|pace| self.paces.get_mut(&pace)) {
            *count -= 1;
        }
        if let Some(pace) = desk.pace {
            *self.paces.entry(pace).or_default() += 1;
        }
    }

    /// Looks if it is time; returns when to come back.
    fn look(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        let of_desks = self.paces.iter().find(|(_, desks)| **desks > 0).map(|(pace, _)| *pace);
        let (of_board, rests_until) = match self.board.wants(now.ms) {
            Wanted::Every(pace) => (Some(pace), None),
            Wanted::At(at) => (None, Some(at)),
            Wanted::Never => (None, None),
        };
        match of_desks.into_iter().chain(of_board).min() {
            Some(pace) => self.hub.listen(LISTENER, pace),
            None => self.hub.leave(LISTENER),
        }
        let due = self.look_when_due(now, out);
        due.into_iter().chain(rests_until).min()
    }

    fn look_when_due(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.hub.due(now.ms) {
            Due::Look => self.send_looks(now, out),
            Due::At(at) => Some(at),
            Due::Nothing => None,
        }
    }

    fn send_looks(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.driver().look(&self.settings) {
            Ok(looks) => {
                self.board.asked(now.ms);
                let send = |(look, http)| (self.send(Purpose::Look { look }, http, out), look);
                let sent: Vec<_> = looks.into_iter().map(send).collect();
                self.hub.sent(sent);
                None
            }
            Err(problem) => {
                self.nothing_seen(&problem, now);
                Some(now.ms + AGAIN_MS)
            }
        }
    }
}

impl Desk {
    /// What is not kept as it is now.
    fn keep(&mut self, person: &PersonId, changes: &mut Vec<Change>) {
        let new = self.new_countries.drain(..);
        changes.extend(new.map(|region| Change::Country { person: person.clone(), region }));
        if self.kept == self.calls {
            return;
        }
        let changed = self.calls.iter().filter(|call| !self.kept.contains(call));
        changes.extend(changed.map(|kept| Change::Call(Box::new(kept.clone()))));
        let left: BTreeSet<&str> = self.calls.iter().map(KeptCall::intent).collect();
        let gone = self.kept.iter().map(KeptCall::intent).filter(|intent| !left.contains(intent));
        changes.extend(
            gone.map(|intent| Change::Gone { person: person.clone(), intent: intent.to_owned() }),
        );
        self.kept.clone_from(&self.calls);
    }

    fn tell(&mut self, person: &PersonId, can: Capabilities, out: &mut Vec<Effect>) {
        let calls = self.views(can);
        if calls != self.told {
            self.told.clone_from(&calls);
            out.push(Effect::Tell { person: person.clone(), calls });
        }
    }
}

impl KeptCall {
    fn intent(&self) -> &str {
        &self.call.intent.id
    }
}

fn over_at(state: &State) -> Option<u64> {
    match state {
        State::Ended(ended) => Some(ended.at_ms),
        State::Failed(failed) => Some(failed.at_ms),
        State::Sent { at_ms } => Some(*at_ms),
        _ => None,
    }
}

/// How long both talked before the PBX fell silent, nobody can say.
fn talked_s(kept: &KeptCall, at_ms: u64, why: EndedWhy) -> Option<u64> {
    let since = kept.call.talk_since_ms.filter(|_| why != EndedWhy::WhileAway)?;
    Some(at_ms.saturating_sub(since) / 1_000)
}
