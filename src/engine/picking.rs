//! A call that rings at a colleague's phone, taken over.

use super::{Effect, Engine, Purpose};
use crate::event::Extension;
use crate::pbx::{HttpRequest, HttpResponse, NetError};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

impl Engine {
    /// The person wants the call. Nothing when the answer comes later.
    pub(super) fn pick(
        &mut self,
        reply_to: u32,
        colleague: &Extension,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        match self.picking(colleague) {
            Ok(http) => {
                self.send(Purpose::Pick { reply_to }, http, out);
                None
            }
            Err(problem) => Some(Reply::Done { problem: Some(problem) }),
        }
    }

    /// The PBX has, or has not, given it to the person's phone.
    pub(super) fn picked(
        &mut self,
        reply_to: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let done = answer.map_err(NetError::problem).and_then(|answer| self.driver().done(&answer));
        out.push(Effect::Reply { reply_to, reply: Reply::Done { problem: done.err() } });
    }

    fn picking(&self, colleague: &Extension) -> Result<HttpRequest, Problem> {
        if !self.capabilities().pick {
            return Err(Code::NotSupported.into());
        }
        self.driver().pick(colleague, &self.loaded.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use crate::event::Extension;
    use crate::settings::Stored;
    use crate::wire::Trust;

    fn pick() -> Request {
        Request::UiBgPick { extension: Extension::new("203").expect("an extension") }
    }

    #[test]
    fn the_own_phone_gets_the_call_and_every_refusal_has_its_sentence() {
        for (answer, expected) in [
            ("result=0", None),
            ("result=29", Some("problem_pbx_result_29")),
            ("result=15", Some("problem_pbx_result_15")),
            ("hello", Some("problem_answer_unreadable")),
        ] {
            let mut desk = Desk::new();
            assert_eq!(desk.asks(Trust::Own, pick()), None, "the PBX is waited for");
            let [(request, query)] = &desk.sent()[..] else { panic!("one request") };
            assert_eq!(query, "srv=14&ext=201&picked_ext=203");
            desk.hears(*request, answer);
            assert_eq!(refusal(&told(&desk)).as_deref(), expected, "{answer}");
        }
        let mut desk = Desk::new();
        desk.asks(Trust::Own, pick());
        desk.loses(desk.request("srv=14"), NetError::ConnectionRefused);
        assert_eq!(refusal(&told(&desk)).as_deref(), Some("problem_connection_refused"));
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
