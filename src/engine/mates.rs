//! Colleagues of the person's own groups whose phones ring: who sits near them can pick the call up, if
//! nobody else does. The office's relay tells, whether or not the list of colleagues is in sight.

use super::{Effect, Engine, Now};
use crate::event::{Colleague, Extension, Presence};
use crate::wire::{Incoming, Rings};

/// Whose phones ring.
#[derive(Debug, Default)]
pub(super) struct Mates {
    /// Since when, in the order in which it was told.
    ringing: Vec<(Extension, u64)>,
    /// Of these a notification tells.
    told: Vec<(Extension, u64)>,
    /// To whom the person gave a call last, and when.
    given: Option<(Extension, u64)>,
    /// The stream during which who there is was asked for.
    listed_for: String,
}

/// So long a colleague has to answer, in milliseconds, before others are told.
const TO_ANSWER_MS: u64 = 5_000;
/// So long a phone to which the person gave a call is taken to ring with that.
const GIVEN_MS: u64 = 60_000;
/// Of no more phones is told at once: what rings everywhere is for everybody.
const TOLD_MAX: usize = 3;

impl Engine {
    /// Those of whom notifications shall tell.
    pub(super) fn mates(&self) -> Vec<Extension> {
        if !self.loaded.settings.notify_colleagues || !self.capabilities().pick {
            return Vec::new();
        }
        let own = self.loaded.settings.extension.as_str();
        let is_own = |one: &&Colleague| one.extension.as_str() == own;
        let groups = self.directory.iter().find(is_own).map_or(&[][..], |one| &one.groups);
        let shares = |one: &&Colleague| one.groups.iter().any(|group| groups.contains(group));
        let mates = self.directory.iter().filter(|one| !is_own(one) && shares(one));
        mates.map(|one| one.extension.clone()).collect()
    }

    /// The stream has told what these phones do.
    pub(super) fn mates_told(&mut self, states: &[(Extension, Option<Presence>)], now: Now) {
        let mates = self.mates();
        let ringing = &mut self.mates.ringing;
        for (phone, presence) in states {
            let known = ringing.iter().position(|(mate, _)| mate == phone);
            match (*presence == Some(Presence::Ringing), known) {
                (true, None) if mates.contains(phone) => ringing.push((phone.clone(), now.ms)),
                (false, Some(at)) => drop(ringing.remove(at)),
                _ => {}
            }
        }
    }

    /// The person has given a call to this phone, which may ring with it.
    pub(super) fn mate_given(&mut self, phone: &Extension, now: Now) {
        self.mates.given = Some((phone.clone(), now.ms));
    }

    /// Settles of whom is told now; returns when that changes by itself.
    pub(super) fn tell_of_mates(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        self.mates.told.clear();
        if !self.is_told_of_some() || !self.loaded.settings.notify_colleagues {
            self.mates.ringing.clear();
        }
        self.list_mates(now, out);
        let is_rung = self.callers.iter().any(super::incoming::Caller::rings);
        let target = |one: &Extension| {
            let mut calls =
                self.calls.iter().map(|tracked| &tracked.call).filter(|call| !call.over());
            calls.any(|call| {
                call.intent.digits.as_ref().is_some_and(|to| to.as_str() == one.as_str())
            })
        };
        let given = |one: &Extension| {
            let given = self.mates.given.as_ref();
            given.is_some_and(|(to, at)| to == one && at + GIVEN_MS > now.ms)
        };
        // What the person's own phone has, or rings there by the person's own wish, is theirs already.
        let others = self.mates.ringing.iter();
        let others = others.filter(|(mate, _)| !is_rung && !target(mate) && !given(mate));
        let (told, later): (Vec<_>, Vec<_>) =
            others.cloned().partition(|(_, since)| since + TO_ANSWER_MS <= now.ms);
        let next = later.iter().map(|(_, since)| since + TO_ANSWER_MS).min();
        self.mates.told = told.into_iter().take(TOLD_MAX).collect();
        next
    }

    /// What notifications tell of them.
    pub(super) fn mates_ring(&self) -> impl Iterator<Item = Incoming> {
        self.mates.told.iter().map(|(mate, since)| Incoming {
            id: mate.as_str().to_owned(),
            who: mate.as_str().to_owned(),
            name: self.directory.name(mate).map(str::to_owned),
            at: Rings::Colleague,
            since_ms: *since,
            words: None,
            notify: true,
            can_divert: false,
            can_refuse: false,
        })
    }

    /// Who shares a group is asked for once a stream: what was kept may be old.
    fn list_mates(&mut self, now: Now, out: &mut Vec<Effect>) {
        let stream = self.stream_name();
        let wanted = self.loaded.settings.notify_colleagues && self.capabilities().pick;
        if wanted && !stream.is_empty() && stream != self.mates.listed_for {
            self.mates.listed_for = stream.to_owned();
            // What the PBX refuses here the list says when it is looked at.
            let _ = self.ask_directory(now, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::relay_tests::{desk_with, office};
    use super::super::test_desk::Desk;
    use super::super::*;
    use super::*;

    /// 201 is the person's own; 202 and 203 share a group with it, 204 does not.
    const LIST: &str = r#"{"colleagues":[
        {"extension":"201","groups":["Sales","All"]},{"extension":"202","name":"Neri","groups":["Sales"]},
        {"extension":"203","groups":["All","Lab"]},{"extension":"204","groups":["Lab"]}]}"#;

    /// A desk whose relay has said who there is, and tells what phones do.
    fn told() -> Desk {
        let mut desk = desk_with(json!({"notify_colleagues": true}));
        opens(&mut desk, "7-1");
        assert_eq!(desk.urls(), ["/api/colleagues"], "nobody has looked at the list yet");
        desk.hears(desk.sent()[0].0, LIST);
        let (request, order) = desk.sends();
        assert_eq!(order, json!({ "colleagues": ["202", "203"] }));
        desk.hears(request, r#"{"kind":"done"}"#);
        desk
    }

    fn opens(desk: &mut Desk, stream: &str) {
        let mut office = office();
        office["stream"] = json!(stream);
        office["capabilities"]["colleagues"] = json!(true);
        office["capabilities"]["pick"] = json!(true);
        desk.tells(&office);
    }

    fn phones(desk: &mut Desk, states: &[(&str, &str)]) {
        let states = states.iter().map(|(at, does)| json!({"extension": at, "presence": does}));
        let states: Vec<Json> = states.collect();
        desk.tells(&json!({"event": "colleagues", "colleagues": states}));
    }

    fn rings_here(desk: &mut Desk, state: &str) {
        let call =
            json!({"id": "7", "incoming": true, "other": "039", "state": state, "since_ms": 4});
        desk.tells(&json!({"event": "phone", "calls": [call], "now_ms": 5}));
    }

    fn notes(desk: &Desk) -> Vec<String> {
        let mates = desk.engine.incoming().into_iter().filter(|one| one.at == Rings::Colleague);
        mates.map(|one| format!("{} {}", one.id, one.name.unwrap_or_default())).collect()
    }

    #[test]
    fn a_colleague_of_the_own_group_has_time_to_answer_before_others_are_told() {
        let mut desk = told();
        phones(&mut desk, &[("202", "ringing"), ("204", "ringing")]);
        assert_eq!((notes(&desk), desk.wake()), (vec![], Some(TO_ANSWER_MS)));
        desk.after(TO_ANSWER_MS - 1);
        phones(&mut desk, &[("203", "ringing")]);
        assert_eq!(notes(&desk), [""; 0]);
        desk.after(1);
        assert_eq!(notes(&desk), ["202 Neri"]);
        desk.after(TO_ANSWER_MS);
        assert_eq!(notes(&desk), ["202 Neri", "203 "]);
        phones(&mut desk, &[("202", "busy")]);
        assert_eq!(notes(&desk), ["203 "]);
        let stream = desk.engine.stream.number().expect("open");
        desk.input(Input::StreamEnded { stream, end: StreamEnd::Lost });
        assert_eq!(notes(&desk), [""; 0], "nobody knows");
    }

    #[test]
    fn what_the_own_phone_has_or_calls_is_not_told_of_as_a_colleagues() {
        let mut desk = told();
        phones(&mut desk, &[("202", "ringing"), ("203", "ringing")]);
        desk.after(TO_ANSWER_MS);
        assert_eq!(notes(&desk), ["202 Neri", "203 "]);
        rings_here(&mut desk, "ringing_you");
        assert_eq!(notes(&desk), [""; 0], "it rings for the whole group");
        rings_here(&mut desk, "ended");
        assert_eq!(notes(&desk), ["202 Neri", "203 "]);
        desk.own_asks(Request::UiBgCallColleague {
            extension: Extension::new("203").expect("an extension"),
            private: false,
            beside: None,
        });
        assert_eq!(notes(&desk), ["202 Neri"], "the person calls there");
    }

    #[test]
    fn the_list_in_sight_is_asked_for_whole_and_goes_back_to_the_group() {
        let mut desk = told();
        let ask = Request::UiBgColleagues { known: false };
        desk.ms += 2_000;
        assert_eq!(desk.asks(Trust::Own, ask), None);
        let both = ["/api/colleagues", "/api/events/7-1/colleagues"];
        assert_eq!(desk.urls(), both, "of the others nobody tells yet");
        let [(list, _), (watch, _)] = desk.sent()[..] else { panic!("two requests") };
        let (_, order) = desk.sends();
        assert_eq!(order, json!({ "colleagues": ["201", "202", "203", "204"] }));
        desk.hears(list, LIST);
        desk.hears(watch, r#"{"kind":"done"}"#);
        desk.after(10_000);
        let (_, order) = desk.sends();
        assert_eq!(order, json!({ "colleagues": ["202", "203"] }));
    }

    #[test]
    fn what_is_told_before_the_answer_counts_and_the_list_in_sight_takes_nothing_away() {
        let mut desk = desk_with(json!({"notify_colleagues": true}));
        opens(&mut desk, "7-1");
        desk.hears(desk.sent()[0].0, LIST);
        let (request, _) = desk.sends();
        phones(&mut desk, &[("202", "ringing")]);
        desk.hears(request, r#"{"kind":"done"}"#);
        desk.after(TO_ANSWER_MS);
        assert_eq!(notes(&desk), ["202 Neri"]);
        desk.asks(Trust::Own, Request::UiBgColleagues { known: false });
        assert_eq!(notes(&desk), ["202 Neri"], "the whole list is asked for");
        let mut desk = told();
        phones(&mut desk, &[("203", "ringing")]);
        desk.engine.mate_given(
            &Extension::new("203").expect("an extension"),
            Now { ms: desk.ms, entropy: 0 },
        );
        desk.after(TO_ANSWER_MS);
        assert_eq!(notes(&desk), [""; 0], "it rings with what the person gave away");
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_a_refusal_is_not() {
        for (status, again) in [(502, true), (429, true), (404, false)] {
            let mut desk = desk_with(json!({"notify_colleagues": true}));
            opens(&mut desk, "7-1");
            desk.hears(desk.sent()[0].0, LIST);
            let (request, _) = desk.sends();
            desk.input(Input::Answered {
                request,
                answer: Ok(HttpResponse { status, body: vec![] }),
            });
            let stream = desk.engine.stream.number().expect("open");
            for _ in 0..3 {
                desk.ms += 19_999;
                desk.input(Input::Heard { stream, bytes: b": heartbeat\n\n".to_vec() });
                assert_eq!(desk.urls(), [""; 0], "{status}");
            }
            desk.after(3);
            assert_eq!(!desk.urls().is_empty(), again, "{status}");
        }
    }

    #[test]
    fn nobody_is_asked_for_unless_the_person_wants_it_and_the_pbx_can_pick() {
        for (wanted, picks) in [(false, true), (true, false)] {
            let mut desk = desk_with(json!({ "notify_colleagues": wanted }));
            let mut office = office();
            office["stream"] = json!("7-1");
            office["capabilities"]["colleagues"] = json!(true);
            office["capabilities"]["pick"] = json!(picks);
            desk.tells(&office);
            assert_eq!(desk.urls(), [""; 0], "{wanted} {picks}");
        }
    }
}
