//! A phone that rings: a colleague's, whose call the person takes over, or their own, whose call a
//! colleague is given or nobody.

use super::{Effect, Engine, Now, Purpose};
use crate::event::RingingWish;
use crate::pbx::{self, HttpRequest, HttpResponse, NetError};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

impl Engine {
    /// The person wants that. Nothing when the answer comes later.
    pub(super) fn ringing(
        &mut self,
        reply_to: u32,
        wish: RingingWish,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        match self.wished(&wish) {
            Ok(http) => {
                self.settles(&wish, true);
                self.send(Purpose::Ringing { reply_to, wish }, http, out);
                None
            }
            Err(problem) => Some(Reply::Done { problem: Some(problem) }),
        }
    }

    /// The PBX has done it, or has not.
    pub(super) fn rung(
        &mut self,
        reply_to: u32,
        wish: &RingingWish,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let done = answer.map_err(NetError::problem);
        let done = done.and_then(|answer| self.driver().rung(wish, &answer));
        match (&done, wish) {
            (Ok(()), RingingWish::Divert { extension, .. }) => self.mate_given(extension, now),
            (Ok(()), _) => {}
            (Err(_), _) => self.settles(wish, false),
        }
        out.push(Effect::Reply { reply_to, reply: Reply::Done { problem: done.err() } });
    }

    fn settles(&mut self, wish: &RingingWish, settled: bool) {
        if let RingingWish::Divert { call, .. } | RingingWish::Refuse { call } = wish {
            self.caller_settled(call, settled);
        }
    }

    fn wished(&self, wish: &RingingWish) -> Result<HttpRequest, Problem> {
        if !pbx::can_wish(self.capabilities(), wish) {
            return Err(Code::NotSupported.into());
        }
        self.driver().ringing(wish, &self.loaded.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use crate::event::{CallId, Extension, RingingWish};
    use crate::settings::Stored;
    use crate::wire::Trust;

    fn wish(wish: RingingWish) -> Request {
        Request::UiBgRinging { wish }
    }

    fn pick() -> Request {
        wish(RingingWish::Pick { extension: Extension::new("203").expect("an extension") })
    }

    #[test]
    fn the_pbx_is_asked_and_every_refusal_has_its_sentence() {
        let call = CallId::new("12345").expect("a name");
        let extension = Extension::new("203").expect("an extension");
        let refuse = || wish(RingingWish::Refuse { call: call.clone() });
        let divert = wish(RingingWish::Divert { call: call.clone(), extension });
        for (request, query, answer, expected) in [
            (pick(), "srv=14&ext=201&picked_ext=203", "result=0", None),
            (pick(), "srv=14&ext=201&picked_ext=203", "result=29", Some("problem_pbx_result_29")),
            (pick(), "srv=14&ext=201&picked_ext=203", "hello", Some("problem_answer_unreadable")),
            (divert.clone(), "srv=14&ext=203&picked_ext=201", "result=0", None),
            (divert, "srv=14&ext=203&picked_ext=201", "result=31", Some("problem_not_diverted")),
            (refuse(), "srv=1&call_id=12345", "result=0", None),
            (refuse(), "srv=1&call_id=12345", "result=7", None),
            (refuse(), "srv=1&call_id=12345", "result=15", Some("problem_not_refused")),
        ] {
            let mut desk = Desk::with(refusing(), Stored::new());
            assert_eq!(desk.asks(Trust::Own, request), None, "the PBX is waited for");
            let [(request, asked)] = &desk.sent()[..] else { panic!("one request") };
            assert_eq!(asked, query);
            desk.hears(*request, answer);
            assert_eq!(refusal(&told(&desk)).as_deref(), expected, "{query} {answer}");
        }
        let mut desk = Desk::new();
        desk.asks(Trust::Own, pick());
        desk.loses(desk.request("srv=14"), NetError::ConnectionRefused);
        assert_eq!(refusal(&told(&desk)).as_deref(), Some("problem_connection_refused"));
        let unwanted = Desk::new().own_asks(refuse());
        assert_eq!(refusal(&unwanted).as_deref(), Some("problem_not_supported"), "a default");
    }

    fn refusing() -> Stored {
        let mut settings = settings();
        settings.insert("refuse_ringing".to_owned(), serde_json::Value::Bool(true).into());
        settings
    }

    #[test]
    fn nothing_is_sent_for_a_page_without_an_extension_or_by_a_phone_that_cannot() {
        let mut desk = Desk::new();
        assert_eq!(refusal(&desk.page_asks(pick())).as_deref(), Some("problem_message_refused"));
        let mut bare = settings();
        bare.remove("extension");
        let mut phone = settings();
        phone.insert("pbx".to_owned(), "dial_url".into());
        for (settings, expected) in
            [(bare, "problem_extension_missing"), (phone, "problem_not_supported")]
        {
            let mut desk = Desk::with(settings, Stored::new());
            assert_eq!(refusal(&desk.own_asks(pick())).as_deref(), Some(expected));
            assert!(desk.sent().is_empty());
        }
    }

    /// Nothing when it was done.
    fn refusal(reply: &Reply) -> Option<String> {
        match reply {
            Reply::Done { problem } => problem.as_ref().map(|problem| problem.message.clone()),
            Reply::Refused { problem } => Some(problem.message.clone()),
            other => panic!("{other:?}"),
        }
    }

    fn told(desk: &Desk) -> Reply {
        let reply = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply, .. } => Some(reply.clone()),
            _ => None,
        });
        reply.expect("a reply")
    }
}
