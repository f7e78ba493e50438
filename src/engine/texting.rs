//! Text messages: what a draft would be is said while it is written, and what is sent is sent once.

use super::{Effect, Engine, Now, Purpose};
use crate::dial::Target;
use crate::dial::guard::{self, Policy};
use crate::event::Extension;
use crate::pbx::{HttpRequest, HttpResponse, NetError, TextMessage, WORDS_MAX, Words, texted};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

impl Engine {
    /// Who would get it, how much of it is used, and why it could not be sent.
    pub(super) fn text_draft(&self, to: &str, words: &str) -> Reply {
        let settings = &self.loaded.settings;
        let used = Words::used(words, settings);
        let target = self.text_to(to);
        let problem = match &target {
            Err(_) if to.trim().is_empty() && used <= WORDS_MAX => None,
            Ok(_) if used == 0 => None,
            Ok(target) => self.texting("draft", target, words).err(),
            Err(_) if used > WORDS_MAX => Some(Code::TextTooLong.into()),
            Err(problem) => Some(problem.clone()),
        };
        let target = target.ok();
        Reply::Draft {
            to: target.as_ref().and_then(|target| self.dialled(target).ok()),
            name: target.as_ref().and_then(|target| self.name_at(target)).map(str::to_owned),
            used: used as u32,
            most: WORDS_MAX as u32,
            problem,
        }
    }

    /// The person wants it sent. Nothing when the answer comes later.
    pub(super) fn send_text(
        &mut self,
        reply_to: u32,
        (to, digits): (&str, &str),
        words: &str,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        let id = self.fresh_id(now);
        let shown = |target: Target| match self.plan.digits(&target)?.as_str() == digits {
            true => Ok(target),
            false => Err(Code::DigitsChanged.into()),
        };
        let target = self.text_to(to).and_then(shown);
        match target.and_then(|target| self.texting(&id, &target, words)) {
            Ok(http) => {
                self.send(Purpose::Text { reply_to }, http, out);
                None
            }
            Err(problem) => Some(Reply::Done { problem: Some(problem) }),
        }
    }

    /// The PBX has, or has not, taken it; or nobody can say. It is not sent again.
    pub(super) fn text_sent(
        &mut self,
        reply_to: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let problem = texted(self.driver(), answer).err();
        out.push(Effect::Reply { reply_to, reply: Reply::Done { problem } });
    }

    /// A colleague whom the PBX itself names is one, whatever the office's masks say.
    fn text_to(&self, typed: &str) -> Result<Target, Problem> {
        let typed = typed.trim();
        let named = Extension::new(typed).is_ok_and(|ext| self.directory.has(&ext));
        if named { self.plan.read_extension(typed) } else { self.plan.read(typed) }
    }

    fn texting(&self, id: &str, to: &Target, words: &str) -> Result<HttpRequest, Problem> {
        if !self.capabilities().text {
            return Err(Code::NotSupported.into());
        }
        let settings = &self.loaded.settings;
        guard::unasked(to, &Policy::new(settings, &self.past.countries))?;
        let own = Extension::new(settings.extension.as_str()).ok();
        let message = TextMessage {
            id,
            to,
            digits: &self.plan.digits(to)?,
            words: &Words::new(words, settings)?,
            name: own.as_ref().and_then(|own| self.directory.name(own)),
        };
        self.driver().text(&message, settings)
    }

    /// A colleague's name, where the directory has it.
    pub(super) fn name_at(&self, target: &Target) -> Option<&str> {
        let Target::Inside { keys } = target else { return None };
        self.directory.name(&Extension::new(keys.as_str()).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use crate::dial::{DialString, Target};
    use crate::pbx::{TextMessage, Words};
    use crate::settings::Stored;
    use crate::wire::Trust;

    fn desk(more: &[(&str, &str)]) -> Desk {
        let mut settings = settings();
        settings.insert("text_messages".to_owned(), serde_json::Value::Bool(true).into());
        for (key, value) in more {
            settings.insert((*key).to_owned(), (*value).into());
        }
        Desk::with(settings, Stored::new())
    }

    fn text(to: &str, digits: &str, words: &str) -> Request {
        let [to, digits, words] = [to, digits, words].map(str::to_owned);
        Request::UiBgText { to, digits, words }
    }

    /// What a person is told; `sent` when all is well.
    fn told(reply: Option<Reply>) -> String {
        match reply {
            Some(Reply::Done { problem: None }) => "sent".to_owned(),
            Some(Reply::Done { problem: Some(problem) } | Reply::Refused { problem }) => {
                format!("{problem:?}")
            }
            other => panic!("{other:?}"),
        }
    }

    fn reply(desk: &Desk) -> Option<Reply> {
        desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply, .. } => Some(reply.clone()),
            _ => None,
        })
    }

    #[test]
    fn a_text_message_goes_once_and_each_answer_has_its_sentence() {
        for (answer, expected) in [
            (Ok("result=0"), "sent"),
            (Ok("result=24"), "problem_pbx_result_24: 24"),
            (Ok("<html>"), "problem_text_unsure"),
            (Ok(""), "problem_text_unsure"),
            (Err(NetError::Broken), "problem_text_unsure"),
            (Err(NetError::TimedOut), "problem_text_unsure"),
            (Err(NetError::ConnectionRefused), "problem_connection_refused"),
            (Err(NetError::NotPermitted), "problem_not_permitted"),
        ] {
            let mut desk = desk(&[]);
            assert_eq!(
                desk.asks(Trust::Own, text("203", "203", "hello Jenny!")),
                None,
                "it is waited for"
            );
            let [(request, query)] = &desk.sent()[..] else { panic!("one request") };
            let body = "body=hello%20Jenny!&sender=201&info=201";
            assert_eq!(query, &format!("srv=5&recipient=203&{body}"));
            match answer {
                Ok(answer) => desk.hears(*request, answer),
                Err(error) => desk.loses(*request, error),
            }
            assert_eq!(told(reply(&desk)), expected, "{answer:?}");
            assert!(desk.sent().is_empty());
            assert!(desk.after(60_000).sent().is_empty(), "not again by itself");
        }
    }

    #[test]
    fn the_recipient_is_written_as_the_office_says_and_never_costs_more_than_expected() {
        for (to, digits, number, recipient) in [
            ("340 1122333", "03401122333", "dialled", Ok("03401122333")),
            ("340 1122333", "03401122333", "international", Ok("%2B393401122333")),
            ("+49 1512 3456789", "0004915123456789", "dialled", Ok("0004915123456789")),
            ("203", "203", "international", Ok("203")),
            ("203", "0203", "dialled", Err("problem_digits_changed")),
            ("899 123456", "0899123456", "dialled", Err("problem_refused_by_policy")),
            ("112", "0112", "dialled", Err("problem_refused_by_policy")),
            ("Jenny", "", "dialled", Err("problem_not_a_number: Jenny")),
        ] {
            let mut desk = desk(&[("text_number", number)]);
            let reply = desk.asks(Trust::Own, text(to, digits, "x"));
            let sent = desk.sent();
            match recipient {
                Ok(recipient) => {
                    let start = format!("srv=5&recipient={recipient}&");
                    assert!(sent[0].1.starts_with(&start), "{to}: {sent:?}");
                }
                Err(problem) => assert_eq!((told(reply).as_str(), sent.len()), (problem, 0)),
            }
        }
    }

    #[test]
    fn a_name_that_cannot_be_written_keeps_no_message_back() {
        for (name, words, expected) in [
            ("Jenny", "x", Ok("info=Jenny")),
            ("Łukasz", "x", Ok("info=201")),
            ("Jen\tny", "x", Ok("info=201")),
            ("Łukasz", "ł", Err("problem_text_letter: ł")),
        ] {
            let desk = desk(&[("query_charset", "windows-1252")]);
            let settings = &desk.engine.loaded.settings;
            let digits = DialString::new("203").unwrap();
            let to = Target::Inside { keys: digits.clone() };
            let words = Words::new(words, settings).unwrap();
            let message =
                TextMessage { id: "t", to: &to, digits: &digits, words: &words, name: Some(name) };
            let http = crate::pbx::driver(settings).text(&message, settings);
            match expected {
                Ok(info) => assert!(http.unwrap().url.ends_with(info), "{name}"),
                Err(problem) => assert_eq!(format!("{:?}", http.unwrap_err()), problem),
            }
        }
    }

    #[test]
    fn a_draft_says_who_gets_it_how_much_is_used_and_what_is_wrong() {
        let long = "x".repeat(161);
        for (to, words, more, shown, used, problem) in [
            ("", "", ("", ""), None, 0, None),
            ("", "hello", ("", ""), None, 5, None),
            ("203", "", ("", ""), Some("203"), 0, None),
            ("340 1122333", "città", ("", ""), Some("+39 340 112 2333"), 5, None),
            ("203", "città", ("text_counts", "octets"), Some("203"), 6, None),
            ("203", &long, ("", ""), Some("203"), 161, Some("problem_text_too_long")),
            ("", &long, ("", ""), None, 161, Some("problem_text_too_long")),
            ("20", "x", ("", ""), None, 1, Some("problem_not_a_number: 20")),
            ("203", "👍", ("query_charset", "windows-1252"), Some("203"), 1, {
                Some("problem_text_letter: 👍")
            }),
        ] {
            let mut desk = desk(&[more]);
            let (to, words) = (to.to_owned(), words.to_owned());
            let draft = desk.own_asks(Request::UiBgTextDraft { to, words });
            let Reply::Draft { to, used: counted, most, problem: wrong, .. } = draft else {
                panic!("{draft:?}")
            };
            assert_eq!(to.as_ref().map(|to| to.shown.as_str()), shown);
            assert_eq!((counted, most), (used, 160));
            let wrong = wrong.map(|problem| format!("{problem:?}"));
            assert_eq!(wrong.as_deref(), problem);
            assert!(desk.sent().is_empty());
        }
    }

    #[test]
    fn nothing_is_sent_for_a_page_or_where_it_is_not_allowed() {
        let mut desk = desk(&[]);
        let refused = desk.page_asks(text("203", "203", "x"));
        assert_eq!(told(Some(refused)), "problem_message_refused");
        let mut phone = settings();
        phone.insert("pbx".to_owned(), "dial_url".into());
        phone.insert("text_messages".to_owned(), serde_json::Value::Bool(true).into());
        for settings in [settings(), phone] {
            let mut desk = Desk::with(settings, Stored::new());
            let refused = desk.own_asks(text("203", "203", "x"));
            assert_eq!(told(Some(refused)), "problem_not_supported");
            assert!(desk.sent().is_empty());
        }
    }
}
