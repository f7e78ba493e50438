//! What the PBX says, handed to the calls that wait for it.

use pronto::call::Call;
use pronto::event::{CallId, Picture};
use pronto::pbx::{self, HttpResponse, Look, NetError};
use pronto::problem::{Code, Problem};

use super::{Answer, Now, Office, Purpose};
use crate::people::{IntentId, PersonId};

impl Office {
    pub(super) fn wants_to_hang_up(&mut self, person: &PersonId, intent: &IntentId) -> Answer {
        if !self.driver().capabilities().hang_up {
            return Answer::Refused(Code::NotSupported.into());
        }
        let call = self.call_mut(person, intent.as_str());
        let wanted =
            call.ok_or_else(|| Problem::new(Code::NoSuchCall)).and_then(|call| call.want_hang_up());
        match wanted {
            Ok(()) => Answer::Done,
            Err(problem) => Answer::Refused(problem),
        }
    }

    pub(super) fn answered(
        &mut self,
        request: u32,
        answer: Result<HttpResponse, NetError>,
        now: Now,
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
            Purpose::Look { look } => self.looked(request, look, answer, now),
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
        let all = self.desks.values().flat_map(|desk| &desk.calls);
        // A call whose own name is among them has found its row by it already.
        let owned: Vec<CallId> = all.filter_map(|kept| kept.call.pbx_call.clone()).collect();
        self.followed(|call| call.seen(picture, &owned, now.ms));
    }

    /// Nothing could be seen of any call, for this reason.
    pub(super) fn nothing_seen(&mut self, problem: &Problem, now: Now) {
        self.followed(|call| call.not_seen(problem, now.ms));
    }

    /// Every call that may still change.
    fn followed(&mut self, mut change: impl FnMut(&mut Call)) {
        for (person, desk) in &mut self.desks {
            for kept in desk.calls.iter_mut().filter(|kept| !kept.call.over()) {
                change(&mut kept.call);
                self.touched.insert(person.clone());
            }
        }
    }
}
