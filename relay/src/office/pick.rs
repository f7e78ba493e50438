//! A call that rings at a colleague's phone is given to the phone of the token, and to no other.

use pronto::event::Extension;
use pronto::pbx::{HttpResponse, NetError};
use pronto::problem::Code;

use super::{Answer, Effect, Now, Office, Purpose};
use crate::audit::Record;
use crate::people::Person;

impl Office {
    /// The PBX is asked; its answer is the person's.
    pub(super) fn pick(
        &mut self,
        reply_to: u64,
        person: Person,
        colleague: Extension,
        out: &mut Vec<Effect>,
    ) {
        let request = match self.capabilities().pick {
            true => self.driver().pick(&colleague, &person.at_their_phone(&self.settings)),
            false => Err(Code::NotSupported.into()),
        };
        match request {
            Ok(http) => {
                let person = Box::new(person);
                self.send(Purpose::Pick { reply_to, person, colleague }, http, out);
            }
            Err(problem) => out.push(Effect::Reply { reply_to, answer: Answer::Refused(problem) }),
        }
    }

    /// An answer of the PBX.
    pub(super) fn picked(
        &mut self,
        reply_to: u64,
        person: &Person,
        colleague: &Extension,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let lost = answer.as_ref().is_err_and(|error| !error.proves_unsent());
        let done = answer.map_err(NetError::problem).and_then(|answer| self.driver().done(&answer));
        if done.is_ok() || lost {
            out.push(Effect::Audit(Record::picked(person, colleague, now.ms, !lost)));
        }
        let answer = done.map_or_else(Answer::Refused, |()| Answer::Done);
        out.push(Effect::Reply { reply_to, answer });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{House, person};
    use super::super::*;
    use super::*;
    use crate::audit::Outcome;

    fn wants(house: &mut House) {
        let colleague = Extension::new("203").expect("an extension");
        house.input(Input::Pick { reply_to: 1, person: person("anna", "201"), colleague });
    }

    fn said(house: &House) -> Vec<String> {
        let word = |effect: &Effect| match effect {
            Effect::Reply { answer: Answer::Refused(problem), .. } => Some(problem.message.clone()),
            Effect::Reply { answer, .. } => Some(format!("{answer:?}")),
            Effect::Audit(Record { person, extension, number, outcome, .. }) => match outcome {
                Outcome::Picked { sure: true } => {
                    Some(format!("{person} {extension} picks {number}"))
                }
                other => Some(format!("{other:?}")),
            },
            _ => None,
        };
        house.effects.iter().filter_map(word).collect()
    }

    #[test]
    fn the_phone_of_the_token_gets_the_call_and_the_audit_log_says_so_once_it_has_it() {
        for (answer, expected) in [
            ("result=0", vec!["anna 201 picks 203", "Done"]),
            ("result=29", vec!["problem_pbx_result_29"]),
        ] {
            let mut house = House::new();
            wants(&mut house);
            assert_eq!(house.sent()[0].1, "srv=14&ext=201&picked_ext=203");
            house.hears("srv=14", answer);
            assert_eq!(said(&house), expected);
        }
        for (error, expected) in [
            (NetError::TimedOut, vec!["Picked { sure: false }", "problem_timed_out"]),
            (NetError::ConnectionRefused, vec!["problem_connection_refused"]),
        ] {
            let mut house = House::new();
            wants(&mut house);
            let request = house.sent()[0].0;
            house.input(Input::Answered { request, answer: Err(error) });
            assert_eq!(said(&house), expected);
        }
    }
}
