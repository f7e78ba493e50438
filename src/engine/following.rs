//! What comes back from the PBX, handed to the call, the hub or the test that waits for it.

use super::{Effect, Engine, Now, Purpose};
use crate::call::{Ahead, Control, Other};
use crate::event::Picture;
use crate::pbx::{self, HttpResponse, Look, NetError, Seen};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

impl Engine {
    pub(super) fn answered(
        &mut self,
        request: u32,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let Some(purpose) = self.requests.end(request) else { return };
        match purpose {
            Purpose::Place { call } => self.placed(&call, answer, now, out),
            Purpose::HangUp { call } => {
                let driver = self.driver();
                if let Some(call) = self.call_mut(&call) {
                    pbx::hung_up(driver, answer, call, now.ms);
                }
            }
            Purpose::Control { call, control } => {
                let driver = self.driver();
                if let Some(call) = self.call_mut(&call) {
                    pbx::controlled(driver, control, answer, call, now.ms);
                }
            }
            Purpose::Look { look } => self.looked(request, look, answer, now),
            Purpose::Names { call } => self.named(&call, answer),
            Purpose::Colleagues { look } => self.colleagues_came(request, look, answer, now, out),
            Purpose::Watch { stream } => self.watch_answered(&stream, &answer, now),
            Purpose::MyState { reply_to } => self.my_state_came(reply_to, answer, out),
            Purpose::SetMyState { reply_to } => self.my_state_set(reply_to, answer, out),
            Purpose::Ringing { reply_to, wish } => self.rung(reply_to, &wish, answer, now, out),
            Purpose::Text { reply_to } => self.text_sent(reply_to, answer, out),
            Purpose::Log { turn } => self.logged(turn, answer, out),
            Purpose::Messages { reply_to, turn } => {
                self.messages_listed(reply_to, turn, answer, out);
            }
            Purpose::Facilities { reply_to, turn, round } => {
                self.facilities_came((reply_to, turn), round, answer, out);
            }
            Purpose::Test { reply_to } => self.tested(reply_to, answer, out),
        }
    }

    /// A person wants to end a call.
    pub(super) fn wants_to_hang_up(&mut self, id: &str) -> Result<(), Problem> {
        if !self.capabilities().hang_up {
            return Err(Code::NotSupported.into());
        }
        self.call_mut(id).ok_or_else(|| Problem::new(Code::NoSuchCall))?.want_hang_up()
    }

    /// A person wants something done with a call.
    pub(super) fn wants(&mut self, id: &str, control: Control) -> Result<(), Problem> {
        if !pbx::can(self.capabilities(), control) {
            return Err(Code::NotSupported.into());
        }
        self.call_mut(id).ok_or_else(|| Problem::new(Code::NoSuchCall))?.want(control)
    }

    fn placed(
        &mut self,
        id: &str,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let driver = self.driver();
        let Some(call) = self.call_mut(id) else { return };
        if let Some(reasons) = pbx::placed(driver, answer, call, now.ms) {
            self.asked_back(id, reasons, now, out);
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
            .and_then(|answer| driver.seen(look, &answer, &self.loaded.settings));
        if let Ok(Seen::Told { calls, now_ms }) = &seen {
            self.calls_told(calls, Ahead::of(*now_ms, now.ms), now);
        }
        let Some(round) = self.hub.answered(request, seen, now.ms, now.entropy) else { return };
        let all: Vec<_> = self.calls.iter().map(|tracked| tracked.call.other()).collect();
        for (at, tracked) in self.calls.iter_mut().enumerate() {
            match &round {
                Ok(picture) => {
                    let others = all.iter().enumerate().filter(|(other, _)| *other != at);
                    let others: Vec<Other> = others.filter_map(|(_, call)| call.clone()).collect();
                    tracked.call.seen(picture, &others, now.ms);
                }
                Err(problem) => tracked.call.not_seen(problem, now.ms),
            }
        }
        if let Ok(Picture { calls: Some(calls), .. }) = &round {
            self.listed_beside(calls, now);
        }
    }

    fn named(&mut self, id: &str, answer: Result<HttpResponse, NetError>) {
        // A name is a kindness: where it cannot be had, the number stands alone.
        let Ok(response) = answer else { return };
        let seen = self.driver().seen(Look::Names, &response, &self.loaded.settings);
        let Ok(Seen::Names(names)) = seen else { return };
        let Some(call) = self.call_mut(id) else { return };
        let Some(digits) = &call.intent.digits else { return };
        let name = names.into_iter().find(|(name, _)| name.as_str() == digits.as_str());
        call.name = name.map(|(_, name)| name);
    }

    fn tested(
        &mut self,
        reply_to: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let Some(mut testing) = self.tests.remove(&reply_to) else { return };
        let driver = crate::pbx::driver(&testing.settings);
        let verdict = match answer {
            Ok(answer) => driver.checked(testing.step, &answer, &testing.settings),
            Err(error) => driver.check_failed(testing.step, error),
        };
        testing.step += 1;
        let next = testing.checks.get(testing.step).cloned();
        match (verdict, next) {
            (Err(problem), _) => {
                out.push(Effect::Reply {
                    reply_to,
                    reply: Reply::Tested { problem: Some(problem) },
                });
            }
            (Ok(()), Some(http)) => {
                self.tests.insert(reply_to, testing);
                self.send(Purpose::Test { reply_to }, http, out);
            }
            (Ok(()), None) => {
                out.push(Effect::Reply { reply_to, reply: Reply::Tested { problem: None } });
            }
        }
    }
}
