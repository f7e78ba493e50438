//! A phone that rings: what rings at a colleague's is given to the phone of the token, and what rings
//! at the phone of the token to a colleague's, or to nobody. Nobody's wish is about two other phones.

use pronto::call::CallState;
use pronto::event::{CallId, Extension, RingingWish};
use pronto::pbx::{self, HttpRequest, HttpResponse, NetError};
use pronto::problem::{Code, Problem};

use super::{Answer, Effect, Now, Office, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::Person;

impl Office {
    /// The PBX is asked; its answer is the person's.
    pub(super) fn ringing(
        &mut self,
        reply_to: u64,
        person: Person,
        wish: RingingWish,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        match self.wished(&person, &wish, now) {
            Ok((about, http)) => {
                self.settle_call(&wish, Extension::new(person.extension.as_str()).ok());
                let (person, wish) = (Box::new(person), Box::new(wish));
                self.send(Purpose::Ringing { reply_to, person, wish, about }, http, out);
            }
            Err(problem) => out.push(Effect::Reply { reply_to, answer: Answer::Refused(problem) }),
        }
    }

    /// An answer of the PBX.
    pub(super) fn rung(
        &mut self,
        reply_to: u64,
        (person, wish, about): (&Person, RingingWish, &str),
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let lost = answer.as_ref().is_err_and(|error| !error.proves_unsent());
        let done = answer.map_err(NetError::problem);
        let done = done.and_then(|answer| self.driver().rung(&wish, &answer));
        if done.is_err() {
            self.settle_call(&wish, None);
        }
        if done.is_ok() || lost {
            let sure = !lost;
            let outcome = match wish {
                RingingWish::Pick { .. } => Outcome::Picked { sure },
                RingingWish::Divert { extension, .. } => {
                    Outcome::Diverted { to: extension.as_str().to_owned(), sure }
                }
                RingingWish::Refuse { .. } => Outcome::TurnedAway { sure },
            };
            out.push(Effect::Audit(Record::of_ringing(person, about, now.ms, outcome)));
        }
        let answer = done.map_or_else(Answer::Refused, |()| Answer::Done);
        out.push(Effect::Reply { reply_to, answer });
    }

    /// Its end is no news at this phone, in none of its person's browsers. It may be told before the PBX
    /// answers.
    fn settle_call(&mut self, wish: &RingingWish, phone: Option<Extension>) {
        if let RingingWish::Divert { call, .. } | RingingWish::Refuse { call } = wish {
            self.board.settle(call, phone);
        }
    }

    /// Whom or what the wish is about, for the audit log, and what is sent.
    fn wished(
        &self,
        person: &Person,
        wish: &RingingWish,
        now: Now,
    ) -> Result<(String, HttpRequest), Problem> {
        if !pbx::can_wish(self.capabilities(), wish) {
            return Err(Code::NotSupported.into());
        }
        let about = match wish {
            RingingWish::Pick { extension } => extension.as_str().to_owned(),
            RingingWish::Divert { call, .. } => {
                self.rings_alone(person, now)?;
                self.caller(person, call, now)?
            }
            RingingWish::Refuse { call } => self.caller(person, call, now)?,
        };
        let http = self.driver().ringing(wish, &person.at_their_phone(&self.settings))?;
        Ok((about, http))
    }

    /// Who calls the phone of the token, which rings with this call: a wish that comes late, or names
    /// somebody else's call, is none.
    fn caller(&self, person: &Person, call: &CallId, now: Now) -> Result<String, Problem> {
        let phone = Extension::new(person.extension.as_str()).ok();
        let calls = phone.map_or_else(Vec::new, |phone| self.phone_calls(&phone, now.ms));
        let rings = calls.into_iter().find(|one| {
            one.incoming && one.state == CallState::RingingYou && one.id == call.as_str()
        });
        rings.map(|one| one.other).ok_or_else(|| Code::NotRinging.into())
    }

    /// Which of two calls that ring srv=14 takes, nobody says: it names none.
    fn rings_alone(&self, person: &Person, now: Now) -> Result<(), Problem> {
        let phone = Extension::new(person.extension.as_str()).ok();
        let calls =
            phone.map_or_else(Vec::new, |phone| self.board.calls_of(&phone, |_| false, now.ms));
        let ringing = calls.iter().filter(|call| call.state == CallState::RingingYou).count();
        let desk = self.desks.get(&person.id).into_iter().flat_map(|desk| &desk.calls);
        let own = desk.map(|kept| &kept.call).filter(|call| call.rings_own_phone()).count();
        if ringing.max(own + 1) > 1 { Err(Code::TwoRing.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge_tests::Told;
    use super::super::tests::{House, person, settings};
    use super::super::*;
    use super::*;

    /// 039 calls 201, whose phone rings; 038 calls 202, whose does not yet; 201 calls 315.
    const RINGING: [&str; 3] = [
        "1 4 7 calling=039 called=201 result=0",
        "2 2 8 calling=038",
        "3 4 9 calling=201 called=315 result=0",
    ];

    fn pick() -> RingingWish {
        RingingWish::Pick { extension: extension("203") }
    }

    fn divert(call: &str) -> RingingWish {
        RingingWish::Divert { call: name(call), extension: extension("203") }
    }

    fn refuse(call: &str) -> RingingWish {
        RingingWish::Refuse { call: name(call) }
    }

    fn name(call: &str) -> CallId {
        CallId::new(call).expect("a name")
    }

    fn extension(text: &str) -> Extension {
        Extension::new(text).expect("an extension")
    }

    fn rings() -> Told {
        let mut told = Told::with(Settings { refuse_ringing: true, ..settings() });
        RINGING.iter().for_each(|event| told.event(event));
        told
    }

    fn wants(house: &mut House, (who, phone): (&str, &str), wish: RingingWish) {
        house.input(Input::Ringing { reply_to: 1, person: person(who, phone), wish });
    }

    fn said(house: &House) -> Vec<String> {
        let word = |effect: &Effect| match effect {
            Effect::Reply { answer: Answer::Refused(problem), .. } => Some(problem.message.clone()),
            Effect::Reply { answer, .. } => Some(format!("{answer:?}")),
            Effect::Audit(Record { person, extension, number, outcome, .. }) => {
                Some(format!("{person} {extension} {number} {outcome:?}"))
            }
            _ => None,
        };
        house.effects.iter().filter_map(word).collect()
    }

    #[test]
    fn the_phone_of_the_token_gets_or_loses_the_call_and_the_audit_log_says_so_once_it_has() {
        let diverts = r#"anna 201 039 Diverted { to: "203", sure: true }"#;
        for (wish, query, answer, expected) in [
            (
                pick(),
                "srv=14&ext=201&picked_ext=203",
                "result=0",
                vec!["anna 201 203 Picked { sure: true }", "Done"],
            ),
            (pick(), "srv=14&ext=201&picked_ext=203", "result=29", vec!["problem_pbx_result_29"]),
            (divert("7"), "srv=14&ext=203&picked_ext=201", "result=0", vec![diverts, "Done"]),
            (
                divert("7"),
                "srv=14&ext=203&picked_ext=201",
                "result=31",
                vec!["problem_not_diverted"],
            ),
            (
                refuse("7"),
                "srv=1&call_id=7",
                "result=0",
                vec!["anna 201 039 TurnedAway { sure: true }", "Done"],
            ),
            (refuse("7"), "srv=1&call_id=7", "result=15", vec!["problem_not_refused"]),
        ] {
            let mut house = rings().house;
            wants(&mut house, ("anna", "201"), wish);
            let sent = house.sent().into_iter().map(|(_, query)| query);
            let sent: Vec<_> = sent.filter(|query| !query.starts_with("srv=3")).collect();
            assert_eq!(sent, [query]);
            house.hears(query.split('&').next().expect("a service"), answer);
            assert_eq!(said(&house), expected, "{query} {answer}");
        }
        for (error, expected) in [
            (NetError::TimedOut, vec!["anna 201 203 Picked { sure: false }", "problem_timed_out"]),
            (NetError::ConnectionRefused, vec!["problem_connection_refused"]),
        ] {
            let mut house = House::new();
            wants(&mut house, ("anna", "201"), pick());
            let request = house.sent()[0].0;
            house.input(Input::Answered { request, answer: Err(error) });
            assert_eq!(said(&house), expected);
        }
    }

    #[test]
    fn what_was_refused_ends_as_no_missed_call_at_the_phone_whose_person_did() {
        for (answer, first, end) in [
            ("result=0", false, "Ended elsewhere"),
            ("result=0", true, "Ended elsewhere"),
            ("result=15", false, "Ended"),
        ] {
            let mut told = rings();
            wants(&mut told.house, ("anna", "201"), refuse("7"));
            let sent = told.house.sent();
            let (request, _) =
                sent.iter().find(|(_, query)| query.starts_with("srv=1&")).expect("sent");
            let over = "4 6 7 final=1";
            if first {
                told.event(over);
            }
            let body = answer.as_bytes().to_vec();
            let answer = Ok(HttpResponse { status: 200, body });
            told.house.input(Input::Answered { request: *request, answer });
            if !first {
                told.event(over);
            }
            let calls = told.house.office.phone_calls(&extension("201"), told.house.ms);
            let seven = calls.iter().find(|call| call.id == "7").expect("told");
            let elsewhere = if seven.elsewhere { " elsewhere" } else { "" };
            assert_eq!(format!("{:?}{elsewhere}", seven.state), end);
        }
    }

    #[test]
    fn what_was_given_away_and_comes_back_can_be_missed() {
        let mut told = rings();
        wants(&mut told.house, ("anna", "201"), divert("7"));
        told.house.hears("srv=14", "result=0");
        told.event("4 4 7 calling=039 called=203 act_called=203 result=0");
        told.event("5 4 7 calling=039 called=201 act_called=201 result=0");
        told.event("6 6 7 final=1");
        let calls = told.house.office.phone_calls(&extension("201"), told.house.ms);
        let seven = calls.iter().find(|call| call.id == "7").expect("told");
        assert_eq!((seven.state, seven.elsewhere), (CallState::Ended, false));
    }

    #[test]
    fn nothing_is_asked_of_a_call_that_does_not_ring_at_the_phone_of_the_token() {
        for (who, wish, expected) in [
            (("berta", "202"), refuse("7"), "problem_not_ringing"),
            (("berta", "202"), divert("7"), "problem_not_ringing"),
            (("berta", "202"), refuse("8"), "problem_not_ringing"),
            (("anna", "201"), refuse("9"), "problem_not_ringing"),
            (("anna", "201"), divert("10"), "problem_not_ringing"),
        ] {
            let mut house = rings().house;
            house.effects.clear();
            wants(&mut house, who, wish);
            assert_eq!((said(&house), house.sent()), (vec![expected.to_owned()], vec![]));
        }
        let mut told = rings();
        told.event("4 4 10 calling=038 called=201 result=0");
        told.house.effects.clear();
        wants(&mut told.house, ("anna", "201"), divert("7"));
        assert_eq!(said(&told.house), ["problem_two_ring"], "which one goes nobody says");
        let mut told = rings();
        told.event("4 5 7 result=0 final=1 connected_number=201");
        wants(&mut told.house, ("anna", "201"), refuse("7"));
        assert_eq!(said(&told.house), ["problem_not_ringing"], "it is answered");
        let mut told = Told::with(Settings { divert_ringing: false, ..settings() });
        told.event(RINGING[0]);
        for wish in [refuse("7"), divert("7")] {
            wants(&mut told.house, ("anna", "201"), wish);
            assert_eq!(said(&told.house), ["problem_not_supported"], "the office does not want it");
        }
    }
}
