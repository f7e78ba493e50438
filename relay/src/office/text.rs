//! Text messages in the name of the token's phone, and of no other: so many a minute, each once, each in
//! the audit log before it is sent, without its words.

use pronto::dial::DialString;
use pronto::dial::guard::{self, Policy};
use pronto::event::Extension;
use pronto::pbx::{self, HttpRequest, HttpResponse, NetError, TextMessage, Words};
use pronto::problem::{Code, Problem};
use pronto::small::SmallSet;

use super::order::MINUTE_MS;
use super::{Answer, Effect, Now, Office, Purpose};
use crate::audit::{Outcome, Record};
use crate::people::{IntentId, Person};

/// What a person wants to be sent. Its words are not printed.
#[derive(Clone)]
pub struct Text {
    /// The client's own name for it: the same one again is the same message.
    pub id: IntentId,
    /// The number in E.164, or keys as on the phone.
    pub number: String,
    /// The digits that the person was shown.
    pub digits: DialString,
    /// The message.
    pub words: String,
}

/// One of the last minute.
#[derive(Debug)]
pub(super) struct Sent {
    at_ms: u64,
    id: IntentId,
    /// What the person was told, once the PBX had answered.
    answer: Option<Answer>,
}

impl Office {
    /// The PBX is asked; its answer is the person's.
    pub(super) fn text(
        &mut self,
        reply_to: u64,
        person: Person,
        text: Box<Text>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if let Some(answer) = self.texted_before(&person, &text, now) {
            out.push(Effect::Reply { reply_to, answer });
            return;
        }
        match self.texting(&person, &text) {
            Ok(http) => {
                let desk = self.desks.entry(person.id.clone()).or_default();
                desk.texts.push_back(Sent { at_ms: now.ms, id: text.id.clone(), answer: None });
                out.push(Effect::Audit(Record::of_text(&person, &text, now.ms, Outcome::Text)));
                let person = Box::new(person);
                self.send(Purpose::Text { reply_to, person, text }, http, out);
            }
            Err(problem) => {
                let outcome = Outcome::TextFailed { why: problem.message.clone() };
                out.push(Effect::Audit(Record::of_text(&person, &text, now.ms, outcome)));
                out.push(Effect::Reply { reply_to, answer: Answer::Refused(problem) });
            }
        }
    }

    /// An answer of the PBX, or none.
    pub(super) fn texted(
        &mut self,
        reply_to: u64,
        person: &Person,
        text: &Text,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let answer = match pbx::texted(self.driver(), answer) {
            Ok(()) => Answer::Done,
            Err(problem) => {
                let outcome = Outcome::TextFailed { why: problem.message.clone() };
                out.push(Effect::Audit(Record::of_text(person, text, now.ms, outcome)));
                Answer::Refused(problem)
            }
        };
        let desk = self.desks.get_mut(&person.id);
        let sent = desk.and_then(|desk| desk.texts.iter_mut().find(|sent| sent.id == text.id));
        if let Some(sent) = sent {
            sent.answer = Some(answer.clone());
        }
        out.push(Effect::Reply { reply_to, answer });
    }

    /// What is said to a message that was heard before: browsers send some requests twice by themselves.
    fn texted_before(&mut self, person: &Person, text: &Text, now: Now) -> Option<Answer> {
        let desk = self.desks.get_mut(&person.id)?;
        desk.texts.retain(|sent| sent.at_ms + MINUTE_MS > now.ms);
        let sent = desk.texts.iter().find(|sent| sent.id == text.id)?;
        let unsure = || Answer::Refused(Code::TextUnsure.into());
        Some(sent.answer.clone().unwrap_or_else(unsure))
    }

    fn texting(&self, person: &Person, text: &Text) -> Result<HttpRequest, Problem> {
        if !self.capabilities().text {
            return Err(Code::NotSupported.into());
        }
        let desk = self.desks.get(&person.id);
        let recent = desk.map_or(0, |desk| desk.texts.len());
        if recent >= usize::from(self.limits.calls_per_minute) {
            return Err(Code::TextTooMany.into());
        }
        let to = self.target(&text.number, &text.digits)?;
        let none = SmallSet::new();
        let called = desk.map_or(&none, |desk| &desk.countries);
        guard::unasked(&to, &Policy::new(&self.settings, called))?;
        let own = Extension::new(person.extension.as_str()).ok();
        let name = own.as_ref().and_then(|own| self.directory.name(own));
        let message = TextMessage {
            id: text.id.as_str(),
            to: &to,
            digits: &text.digits,
            words: &Words::new(&text.words, &self.settings)?,
            name: Some(name.unwrap_or(&person.name)),
        };
        self.driver().text(&message, &person.at_their_phone(&self.settings))
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use pronto::settings::Settings;

    use super::super::tests::{House, person, settings};
    use super::super::*;
    use super::*;

    fn house() -> House {
        House::with(Settings { text_messages: true, ..settings() })
    }

    fn wants(house: &mut House, id: &str, number: &str, digits: &str, words: &str) {
        let text = Box::new(Text {
            id: IntentId::new(id).expect("a name"),
            number: number.to_owned(),
            digits: DialString::new(digits).expect("digits"),
            words: words.to_owned(),
        });
        house.input(Input::Text { reply_to: 1, person: person("anna", "201"), text });
    }

    /// What was said and written down, in order, and whether the words were.
    fn told(house: &House) -> Vec<String> {
        let word = |effect: &Effect| match effect {
            Effect::Reply { answer: Answer::Refused(problem), .. } => Some(problem.message.clone()),
            Effect::Reply { answer, .. } => Some(format!("{answer:?}")),
            Effect::Audit(record) => {
                let line = serde_json::to_string(record).expect("JSON");
                assert!(!line.contains("secret"), "{line}");
                let Record { person, extension, number, digits, outcome, .. } = record;
                Some(format!("{person} {extension} {number} {digits} {outcome:?}"))
            }
            Effect::Send { http, .. } => Some(http.url.split('?').nth(1)?.to_owned()),
            _ => None,
        };
        house.effects.iter().filter_map(word).collect()
    }

    #[test]
    fn it_is_written_down_then_sent_once_in_the_name_of_the_token_s_phone() {
        let sent = "srv=5&recipient=203&body=secret&sender=201&info=anna";
        for (answer, line, said) in [
            (Ok("result=0"), None, "Done"),
            (Ok("result=24"), Some("problem_pbx_result_24"), "problem_pbx_result_24"),
            (Err(NetError::TimedOut), Some("problem_text_unsure"), "problem_text_unsure"),
        ] {
            let mut house = house();
            wants(&mut house, "t1", "203", "203", "secret");
            assert_eq!(told(&house), ["anna 201 203 203 Text", sent]);
            let (request, _) = house.sent()[0];
            // A browser that repeats itself while the PBX has not answered yet.
            wants(&mut house, "t1", "203", "203", "secret");
            assert_eq!(told(&house), ["problem_text_unsure"]);
            let body = |text: &str| HttpResponse { status: 200, body: text.as_bytes().to_vec() };
            house.input(Input::Answered { request, answer: answer.map(body) });
            let line = line.map(|why| format!("anna 201 203 203 TextFailed {{ why: {why:?} }}"));
            let expected: Vec<_> = line.into_iter().chain([said.to_owned()]).collect();
            assert_eq!(told(&house), expected);
            wants(&mut house, "t1", "203", "203", "secret");
            assert_eq!(told(&house), [said], "and after it has");
        }
    }

    #[test]
    fn what_the_office_does_not_send_is_refused_and_so_is_more_than_its_share() {
        let long = "x".repeat(161);
        for (number, digits, words, why) in [
            ("203", "203", long.as_str(), "problem_text_too_long"),
            ("203", "203", " ", "problem_message_refused"),
            ("203", "204", "x", "problem_digits_changed"),
            ("+39899123456", "0899123456", "x", "problem_refused_by_policy"),
            ("112", "0112", "x", "problem_refused_by_policy"),
        ] {
            let mut house = house();
            wants(&mut house, "t1", number, digits, words);
            let line = format!("anna 201 {number} {digits} TextFailed {{ why: {why:?} }}");
            assert_eq!(told(&house), [line.as_str(), why]);
        }
        let mut house = House::new();
        wants(&mut house, "t1", "203", "203", "x");
        assert_eq!(told(&house).last().map(String::as_str), Some("problem_not_supported"));
        let mut house = self::house();
        for (id, sent) in [("t1", 1), ("t2", 1), ("t3", 1), ("t4", 0)] {
            wants(&mut house, id, "203", "203", "x");
            assert_eq!(house.sent().len(), sent, "{id}");
        }
        assert_eq!(told(&house).last().map(String::as_str), Some("problem_text_too_many"));
        house.ms += 60_000;
        wants(&mut house, "t5", "203", "203", "x");
        assert_eq!(house.sent().len(), 1);
    }
}
