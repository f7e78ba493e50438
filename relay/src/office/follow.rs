//! What the PBX says, handed to the calls that wait for it; and what follows after every input:
//! looks, hanging up, what is kept and told.

use pronto::call::{EndedWhy, HangUp, State};
use pronto::event::CallId;
use pronto::pbx::{Due, HttpResponse, HungUp, NetError, Placed};
use pronto::problem::{Code, Problem};

use super::{Answer, Effect, Kept, KeptCall, Now, Office, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::{IntentId, PersonId};

/// Milliseconds between looks until a phone is lifted.
const EAGER_MS: u32 = 1_000;
/// Milliseconds between looks while everybody talks.
const CALM_MS: u32 = 3_000;
/// How long a call that is over is still told, and a repeated wish still finds it, in milliseconds.
const REMEMBERED_MS: u64 = 10 * 60 * 1_000;
/// How long a call of which nothing is known is looked for.
const LOOKED_FOR_MS: u64 = 4 * 60 * 60 * 1_000;
/// Everybody's calls are one listener: the PBX hears the same whoever waits.
const LISTENER: u64 = 0;

impl Office {
    pub(super) fn wants_to_hang_up(&mut self, person: &PersonId, intent: &IntentId) -> Answer {
        if !self.driver().capabilities().hang_up {
            return Answer::Refused(Code::NotSupported.into());
        }
        match self.call_mut(person, intent.as_str()) {
            Some(call) if !call.over() => {
                if call.hang_up == HangUp::No {
                    call.hang_up = HangUp::Wanted;
                    call.problem = None;
                }
                Answer::Done
            }
            _ => Answer::Refused(Code::NoSuchCall.into()),
        }
    }

    pub(super) fn answered(
        &mut self,
        request: u32,
        answer: Result<HttpResponse, NetError>,
        now: Now,
    ) {
        let Some(purpose) = self.requests.remove(&request) else { return };
        let driver = self.driver();
        match purpose {
            Purpose::Place { person, intent } => {
                let Some(call) = self.call_mut(&person, &intent) else { return };
                match answer.map(|response| driver.placed(&response)) {
                    Ok(Placed::Accepted(pbx_call)) => call.accepted(pbx_call, now.ms),
                    Ok(Placed::Refused(problem)) => call.refused(problem, now.ms),
                    // Whoever reaches the PBX through another relay is asked by that relay's guard.
                    Ok(Placed::Asks(_)) => call.refused(Code::RefusedByPolicy.into(), now.ms),
                    Ok(Placed::Unclear(problem)) => call.unclear(problem, now.ms),
                    Err(error) if error.proves_unsent() => call.not_sent(error.problem(), now.ms),
                    Err(error) => call.unclear(error.problem(), now.ms),
                }
            }
            Purpose::HangUp { person, intent } => {
                let Some(call) = self.call_mut(&person, &intent) else { return };
                let gone = answer.map_err(NetError::problem);
                match gone.and_then(|response| driver.hung_up(&response)) {
                    Ok(HungUp::Gone) => call.hung_up(now.ms),
                    Ok(HungUp::UnderWay) => {}
                    Err(problem) => call.not_hung_up(problem),
                }
            }
            Purpose::Look { look } => {
                let seen = answer
                    .map_err(NetError::problem)
                    .and_then(|response| driver.seen(look, &response, &self.settings));
                let Some(round) = self.hub.answered(request, seen, now.ms, now.entropy) else {
                    return;
                };
                let ids: Vec<CallId> =
                    self.all().filter_map(|kept| kept.call.pbx_call.clone()).collect();
                for kept in self.desks.values_mut().flat_map(|desk| &mut desk.calls) {
                    match &round {
                        Ok(picture) => {
                            let ours = kept.call.pbx_call.as_ref();
                            let others: Vec<CallId> =
                                ids.iter().filter(|id| Some(*id) != ours).cloned().collect();
                            kept.call.seen(picture, &others, now.ms);
                        }
                        Err(problem) => kept.call.not_seen(problem, now.ms),
                    }
                }
            }
        }
    }

    /// What follows after every input, whatever it was.
    pub(super) fn settle(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.ask_to_hang_up(out);
        self.audit_ended(now, out);
        self.forget_old(now);
        let next = self.look(now, out);
        self.keep(out);
        self.tell(out);
        if let Some(at) = next {
            out.push(Effect::Wake(at));
        }
    }

    fn all(&self) -> impl Iterator<Item = &KeptCall> {
        self.desks.values().flat_map(|desk| &desk.calls)
    }

    fn ask_to_hang_up(&mut self, out: &mut Vec<Effect>) {
        let driver = self.driver();
        let wanted: Vec<(PersonId, String, CallId)> = self
            .all()
            .filter(|kept| kept.call.hang_up == HangUp::Wanted && !kept.call.over())
            .filter_map(|kept| {
                let pbx_call = kept.call.pbx_call.clone()?;
                Some((kept.person.id.clone(), kept.call.intent.id.clone(), pbx_call))
            })
            .collect();
        for (person, intent, pbx_call) in wanted {
            let request = driver.hang_up(&pbx_call, &self.settings);
            let Some(call) = self.call_mut(&person, &intent) else { continue };
            match request {
                Ok(http) => {
                    call.hang_up = HangUp::Asked;
                    self.send(Purpose::HangUp { person, intent }, http, out);
                }
                Err(problem) => call.not_hung_up(problem),
            }
        }
    }

    fn audit_ended(&mut self, now: Now, out: &mut Vec<Effect>) {
        for kept in self.desks.values_mut().flat_map(|desk| &mut desk.calls) {
            if kept.audited || !kept.call.over() {
                continue;
            }
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
        }
    }

    fn forget_old(&mut self, now: Now) {
        for desk in self.desks.values_mut() {
            desk.calls.retain(|kept| {
                over_at(&kept.call.state).is_none_or(|at| at + REMEMBERED_MS > now.ms)
            });
        }
    }

    fn look(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.pace(now) {
            Some(pace) => self.hub.listen(LISTENER, pace),
            None => self.hub.leave(LISTENER),
        }
        match self.hub.due(now.ms) {
            Due::Look => self.send_looks(now, out),
            Due::At(at) => Some(at),
            Due::Nothing => None,
        }
    }

    fn send_looks(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.driver().look(&self.settings) {
            Ok(looks) => {
                let mut sent = Vec::new();
                for (look, http) in looks {
                    sent.push((self.send(Purpose::Look { look }, http, out), look));
                }
                self.hub.sent(sent);
                None
            }
            Err(problem) => {
                self.nothing_seen(&problem, now);
                Some(now.ms + u64::from(CALM_MS))
            }
        }
    }

    fn nothing_seen(&mut self, problem: &Problem, now: Now) {
        for kept in self.desks.values_mut().flat_map(|desk| &mut desk.calls) {
            kept.call.not_seen(problem, now.ms);
        }
    }

    fn pace(&self, now: Now) -> Option<u32> {
        let followed = self.all().map(|kept| &kept.call).filter(|call| {
            let lost = matches!(&call.state, State::Unknown(unknown)
                if unknown.since_ms + LOOKED_FOR_MS < now.ms);
            !call.over() && call.intent.reports && !lost
        });
        followed.map(|call| if call.on_the_line() { CALM_MS } else { EAGER_MS }).min()
    }

    /// Kept first, so that nothing is sent that a restart would forget.
    fn keep(&mut self, out: &mut Vec<Effect>) {
        let kept = Kept {
            calls: self.all().map(|kept| (kept.person.id.clone(), kept.clone())).collect(),
            countries: self.countries.clone(),
        };
        if self.kept.as_ref() != Some(&kept) {
            out.insert(0, Effect::Keep(kept.clone()));
            self.kept = Some(kept);
        }
    }

    fn tell(&mut self, out: &mut Vec<Effect>) {
        let can = self.driver().capabilities().hang_up;
        for (person, desk) in &mut self.desks {
            let calls: Vec<_> = desk.calls.iter().map(|kept| kept.call.view(can)).collect();
            if calls != desk.told {
                desk.told.clone_from(&calls);
                out.push(Effect::Tell { person: person.clone(), calls });
            }
        }
        self.desks.retain(|_, desk| !desk.calls.is_empty() || !desk.placed_ms.is_empty());
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
