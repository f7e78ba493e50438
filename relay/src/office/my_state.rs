//! What becomes of a person's own calls: told and set for the phone of the token, and for no other.

use pronto::dial::DialString;
use pronto::dial::guard::{self, Policy};
use pronto::event::StateWish;
use pronto::pbx::{HttpRequest, HttpResponse, NetError, SetMyState};
use pronto::problem::{Code, Problem};
use pronto::settings::Settings;
use pronto::small::SmallSet;

use super::{Answer, Effect, Office, Purpose};
use crate::people::Person;

impl Office {
    /// The PBX is asked; its answer is the person's.
    pub(super) fn my_state(&mut self, reply_to: u64, person: &Person, out: &mut Vec<Effect>) {
        let request = self
            .can_state()
            .and_then(|()| self.driver().my_state(&person.at_their_phone(&self.settings)));
        self.ask_state(Purpose::MyState { reply_to }, reply_to, request, out);
    }

    /// The PBX is told; whether it did is the person's answer.
    pub(super) fn set_my_state(
        &mut self,
        reply_to: u64,
        person: &Person,
        wish: &StateWish,
        out: &mut Vec<Effect>,
    ) {
        let request = self.can_state().and_then(|()| {
            let divert_to = match wish {
                StateWish::Divert { to } => Some(self.divert_to(person, to)?),
                _ => None,
            };
            let wanted = SetMyState { wish, divert_to: divert_to.as_ref() };
            self.driver().set_my_state(&wanted, &person.at_their_phone(&self.settings))
        });
        self.ask_state(Purpose::SetMyState { reply_to }, reply_to, request, out);
    }

    /// An answer of the PBX.
    pub(super) fn my_state_came(
        &mut self,
        reply_to: u64,
        is_set: bool,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let (driver, settings): (_, &Settings) = (self.driver(), &self.settings);
        let answer = answer.map_err(NetError::problem).and_then(|answer| match is_set {
            true => driver.done(&answer).map(|()| Answer::Done),
            false => driver.my_state_seen(&answer, settings).map(|s| Answer::MyState(Box::new(s))),
        });
        out.push(Effect::Reply { reply_to, answer: answer.unwrap_or_else(Answer::Refused) });
    }

    fn can_state(&self) -> Result<(), Problem> {
        if self.capabilities().my_state { Ok(()) } else { Err(Code::NotSupported.into()) }
    }

    fn ask_state(
        &mut self,
        purpose: Purpose,
        reply_to: u64,
        request: Result<HttpRequest, Problem>,
        out: &mut Vec<Effect>,
    ) {
        match request {
            Ok(http) => drop(self.send(purpose, http, out)),
            Err(problem) => out.push(Effect::Reply { reply_to, answer: Answer::Refused(problem) }),
        }
    }

    fn divert_to(&self, person: &Person, typed: &str) -> Result<DialString, Problem> {
        let target = self.plan.read(typed)?;
        let none = SmallSet::new();
        let called = self.desks.get(&person.id).map_or(&none, |desk| &desk.countries);
        guard::unasked(&target, &Policy::new(&self.settings, called))?;
        self.plan.digits(&target)
    }
}

#[cfg(test)]
mod tests {
    use pronto::event::{Mode, Presence};

    use super::super::tests::{House, person};
    use super::super::*;
    use super::*;

    fn replies(house: &House) -> Vec<Answer> {
        let reply = |effect: &Effect| match effect {
            Effect::Reply { answer, .. } => Some(answer.clone()),
            _ => None,
        };
        house.effects.iter().filter_map(reply).collect()
    }

    fn wants(house: &mut House, wish: StateWish) -> Vec<String> {
        let person = person("anna", "201");
        house.input(Input::SetMyState { reply_to: 1, person, wish });
        house.sent().into_iter().map(|(_, query)| query).collect()
    }

    #[test]
    fn the_phone_of_the_token_is_told_and_set_and_no_other() {
        let mut house = House::new();
        house.input(Input::MyState { reply_to: 1, person: person("anna", "201") });
        house.hears(
            "srv=3&info=6&ext=201",
            "userext=201; vcb_code=1234; status=1; mode=2;divNr=204;",
        );
        let [Answer::MyState(state)] = &replies(&house)[..] else { panic!("a state") };
        assert_eq!(state.presence, Some(Presence::Free));
        assert_eq!(state.mode, Some(Mode::Divert { to: "204".to_owned() }));
        assert_eq!(wants(&mut house, StateWish::Pause {}), ["srv=4&ext=201&prty=2&value=3"]);
        house.hears("srv=4", "result=0");
        assert_eq!(replies(&house), [Answer::Done]);
        let to = "+39 02 189655".to_owned();
        let sent = wants(&mut house, StateWish::Divert { to });
        assert_eq!(sent, ["srv=4&ext=201&prty=2&value=2&number=002189655"]);
        house.hears("srv=4", "result=25");
        assert!(matches!(&replies(&house)[..], [Answer::Refused(one)] if one.is(Code::PbxResult)));
    }

    #[test]
    fn what_the_office_does_not_call_is_not_diverted_to() {
        let mut house = House::new();
        for (to, code) in [
            ("899 123 456", Code::RefusedByPolicy),
            ("112", Code::RefusedByPolicy),
            ("nobody", Code::NotANumber),
        ] {
            let sent = wants(&mut house, StateWish::Divert { to: to.to_owned() });
            assert_eq!(sent, [""; 0], "{to}");
            assert!(matches!(&replies(&house)[..], [Answer::Refused(one)] if one.is(code)), "{to}");
        }
    }
}
