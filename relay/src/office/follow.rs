//! What the PBX says, handed to the calls that wait for it.

use pronto::call::{Call, Control, Other};
use pronto::event::Picture;
use pronto::pbx::{self, HttpResponse, Look, NetError};
use pronto::problem::{Code, Problem};

use super::{Answer, Effect, KeptCall, Now, Office, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::{IntentId, PersonId};

impl Office {
    pub(super) fn wants_to_hang_up(&mut self, person: &PersonId, intent: &IntentId) -> Answer {
        self.wants_of(person, intent, self.capabilities().hang_up, Call::want_hang_up)
    }

    pub(super) fn wants(
        &mut self,
        person: &PersonId,
        intent: &IntentId,
        control: Control,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Answer {
        let can = pbx::can(self.capabilities(), control);
        let answer = self.wants_of(person, intent, can, |call| call.want(control));
        let on = control == Control::RecordOn;
        if answer == Answer::Done && (on || control == Control::RecordOff) {
            let calls = self.desks.get(person).into_iter().flat_map(|desk| &desk.calls);
            let recorded = calls.filter(|kept| kept.call.intent.id == intent.as_str());
            let outcome = Outcome::Recording { on };
            let line = |kept: &KeptCall| {
                Record::of_call(&kept.person, &kept.call, now.ms, outcome.clone())
            };
            out.extend(recorded.map(line).map(Effect::Audit));
        }
        answer
    }

    fn wants_of(
        &mut self,
        person: &PersonId,
        intent: &IntentId,
        can: bool,
        want: impl FnOnce(&mut Call) -> Result<(), Problem>,
    ) -> Answer {
        if !can {
            return Answer::Refused(Code::NotSupported.into());
        }
        let call = self.call_mut(person, intent.as_str());
        match call.ok_or_else(|| Problem::new(Code::NoSuchCall)).and_then(want) {
            Ok(()) => Answer::Done,
            Err(problem) => Answer::Refused(problem),
        }
    }

    pub(super) fn answered(
        &mut self,
        request: u32,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let Some(purpose) = self.requests.end(request) else { return };
        let driver = self.driver();
        match purpose {
            Purpose::Place { person, intent } => {
                let Some(call) = self.call_mut(&person, &intent) else { return };
                if pbx::placed(driver, answer, call, now.ms).is_some() {
                    // Nobody can answer the guard of a relay that stands behind this one.
                    call.refused(Code::RefusedByPolicy.into(), now.ms);
                }
            }
            Purpose::HangUp { person, intent } => {
                let Some(call) = self.call_mut(&person, &intent) else { return };
                pbx::hung_up(driver, answer, call, now.ms);
            }
            Purpose::Control { person, intent, control } => {
                let Some(call) = self.call_mut(&person, &intent) else { return };
                pbx::controlled(driver, control, answer, call, now.ms);
            }
            Purpose::Look { look } => self.looked(request, look, answer, now),
            Purpose::MyState { reply_to } => self.my_state_came(reply_to, false, answer, out),
            Purpose::SetMyState { reply_to } => self.my_state_came(reply_to, true, answer, out),
            Purpose::Ringing { reply_to, person, wish, about } => {
                self.rung(reply_to, (&person, *wish, &about), answer, now, out);
            }
            Purpose::Text { reply_to, person, text } => {
                self.texted(reply_to, &person, &text, answer, now, out);
            }
            Purpose::Colleagues { look } => self.colleagues_came(request, look, answer, now, out),
        }
    }

    fn looked(
        &mut self,
        request: u32,
        look: Look,
        answer: Result<HttpResponse, NetError>,
        now: Now,
    ) {
        let driver = self.driver();
        let seen = answer
            .map_err(NetError::problem)
            .and_then(|response| driver.seen(look, &response, &self.settings));
        let round = self.hub.answered(request, seen, now.ms, now.entropy);
        match round {
            Some(Ok(picture)) => self.seen(&picture, now),
            Some(Err(problem)) => self.nothing_seen(&problem, now),
            None => {}
        }
    }

    fn seen(&mut self, picture: &Picture, now: Now) {
        if let Some(people) = picture.people.as_ref().filter(|_| self.phones.is_watched()) {
            self.directory.seen(people.clone(), self.board.asked_ms(), now.ms);
            self.phones.listed(&self.directory);
        }
        if let Some(calls) = &picture.calls {
            self.board.seen(calls, now.ms);
        }
        let all = self.desks.values().flat_map(|desk| &desk.calls);
        // A call whose own name is among them has found its row by it already.
        let owned: Vec<Other> = all.filter_map(|kept| kept.call.other()).collect();
        self.followed(now, |call| call.seen(picture, &owned, now.ms));
    }

    /// Nothing could be seen of any call, for this reason.
    pub(super) fn nothing_seen(&mut self, problem: &Problem, now: Now) {
        self.board.not_seen(now.ms);
        self.followed(now, |call| call.not_seen(problem, now.ms));
    }

    /// Every call that may still change, but for those of which an event has just told.
    fn followed(&mut self, now: Now, mut change: impl FnMut(&mut Call)) {
        let Self { desks, board, touched, .. } = self;
        let told = |call: &Call| {
            let by_event = call.pbx_call.as_ref().is_some_and(|id| board.speaks_for(id, now.ms));
            by_event && !call.is_left_to_looks()
        };
        for (person, desk) in desks {
            let calls = desk.calls.iter_mut().map(|kept| &mut kept.call);
            for call in calls.filter(|call| !call.over() && !told(call)) {
                change(call);
                touched.insert(person.clone());
            }
        }
    }
}
