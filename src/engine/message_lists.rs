//! The person's text messages and voicemail, as a relay has them from the PBX. What was listed last shows at
//! once; it is kept in no store.

use super::call_log::{Clock, no_such_zone};
use super::{Effect, Engine, Now, Purpose};
use crate::event::{MessageLists, PbxLines};
use crate::pbx::{HttpRequest, HttpResponse, NetError};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

/// What the PBX listed last.
#[derive(Debug, Default)]
pub(super) struct Lists {
    known: Option<MessageLists>,
    /// Goes up with the settings: an answer from before may be another person's.
    turn: u32,
}

impl Engine {
    /// The lists: at once as they are known, or when the PBX has listed them anew. Nothing when the answer
    /// comes later.
    pub(super) fn messages(
        &mut self,
        reply_to: u32,
        known: bool,
        shows_ms: u64,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        if !self.capabilities().messages {
            return Some(Reply::Refused { problem: Code::NotSupported.into() });
        }
        if known {
            return Some(self.lists.reply(None));
        }
        match self.asking_messages(shows_ms, now) {
            Ok(http) => {
                self.send(Purpose::Messages { reply_to, turn: self.lists.turn }, http, out);
                None
            }
            Err(problem) => Some(self.lists.reply(Some(problem))),
        }
    }

    /// The PBX has listed them.
    pub(super) fn messages_listed(
        &mut self,
        reply_to: u32,
        turn: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let driver = self.driver();
        let listed =
            answer.map_err(NetError::problem).and_then(|answer| driver.messages_listed(&answer));
        let problem = match listed {
            // What was asked for with other settings is nobody's.
            _ if turn != self.lists.turn => None,
            Ok(lists) => {
                self.lists.take(lists);
                None
            }
            Err(problem) => Some(problem),
        };
        out.push(Effect::Reply { reply_to, reply: self.lists.reply(problem) });
    }

    fn asking_messages(&self, shows_ms: u64, now: Now) -> Result<HttpRequest, Problem> {
        let settings = &self.loaded.settings;
        let clock = Clock::new(shows_ms, shows_ms, 0, now.ms).ok_or_else(no_such_zone)?;
        self.driver().messages(&clock.days(settings.call_log_days.0), settings)
    }
}

impl Lists {
    /// What was listed, and what is under way, is another person's from now on.
    pub(super) fn leave(&mut self) {
        *self = Self { known: None, turn: self.turn.wrapping_add(1) };
    }

    /// Of a list that could not be had now, what it was stands.
    fn take(&mut self, mut lists: MessageLists) {
        let before = self.known.take().unwrap_or_default();
        for (list, before) in
            [(&mut lists.texts, before.texts), (&mut lists.voicemail, before.voicemail)]
        {
            if let Some(problem) = list.problem.take() {
                *list = PbxLines { problem: Some(problem), ..before };
            }
        }
        self.known = Some(lists);
    }

    fn reply(&self, problem: Option<Problem>) -> Reply {
        Reply::Messages { lists: self.known.clone(), problem }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use super::*;

    /// 22 November 2026, 23:30, and half past midnight of the next day.
    const NOW_MS: u64 = 1_795_390_200_000;
    const IN_ROME_MS: u64 = NOW_MS + 3_600_000;
    const ASK: Request = Request::UiBgMessages { known: false, shows_ms: IN_ROME_MS };
    const KNOWN: Request = Request::UiBgMessages { known: true, shows_ms: 0 };

    /// A desk with a relay that has told that its PBX lists messages, or does not.
    fn desk(lists: bool) -> Desk {
        let mut desk = relay_tests::desk();
        desk.ms = NOW_MS;
        let mut office = relay_tests::office();
        office["capabilities"]["messages"] = lists.into();
        desk.tells(&office);
        desk
    }

    fn sent(desk: &Desk) -> Vec<(u32, String)> {
        let sent = desk.effects.iter().filter_map(|effect| match effect {
            Effect::Send { request, http } => Some((*request, http.url.clone())),
            _ => None,
        });
        sent.collect()
    }

    /// Asks, and the relay says this.
    fn hears(desk: &mut Desk, status: u16, body: &Value) -> Reply {
        assert_eq!(desk.asks(Trust::Own, ASK), None, "answered later");
        let request = sent(desk)[0].0;
        answer(desk, request, status, body)
    }

    fn answer(desk: &mut Desk, request: u32, status: u16, body: &Value) -> Reply {
        let answer = HttpResponse { status, body: body.to_string().into_bytes() };
        desk.input(Input::Answered { request, answer: Ok(answer) });
        reply(desk)
    }

    fn reply(desk: &Desk) -> Reply {
        let reply = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply, .. } => Some(reply.clone()),
            _ => None,
        });
        reply.expect("an answer")
    }

    /// The lines of both lists, and what is wrong with each and the whole.
    fn shown(reply: &Reply) -> [String; 2] {
        let Reply::Messages { lists, problem } = reply else { panic!("{reply:?}") };
        let lists = lists.clone().unwrap_or_default();
        let of = |problem: &Option<Problem>| {
            problem.as_ref().map_or("-".to_owned(), |problem| problem.message.clone())
        };
        let both = [lists.texts, lists.voicemail];
        let wrong = [of(&both[0].problem), of(&both[1].problem), of(problem)];
        [both.map(|list| list.lines.join("+")).join(" | "), wrong.join(" ")]
    }

    #[test]
    fn the_relay_is_asked_for_the_pbxs_days_and_never_for_a_name() {
        let mut desk = desk(true);
        assert_eq!(desk.own_asks(KNOWN), Reply::Messages { lists: None, problem: None });
        assert_eq!(desk.asks(Trust::Own, ASK), None, "answered later");
        let asked = sent(&desk);
        assert_eq!(asked[0].1, "https://relay.example:8460/api/messages/2026-11-16/2026-11-23");
        let body = json!({
            "texts": { "lines": ["1,ciao"] }, "voicemail": { "lines": ["7,3471234567"] },
        });
        let told = answer(&mut desk, asked[0].0, 200, &body);
        assert_eq!(shown(&told), ["1,ciao | 7,3471234567", "- - -"]);
        assert_eq!(desk.own_asks(KNOWN), told, "at once from now on");
        let kept = format!("{:?}{:?}", desk.kept, desk.lasting);
        assert!(!kept.contains("ciao") && !kept.contains("3471234567"), "{kept}");
    }

    #[test]
    fn what_fails_is_said_of_each_list_and_what_was_known_stands() {
        let mut desk = desk(true);
        let whole = json!({ "texts": { "lines": ["1"] }, "voicemail": { "lines": ["7"] } });
        let half = json!({
            "texts": { "lines": [], "problem": { "message": "problem_pbx_result_1" } },
            "voicemail": { "lines": [] },
        });
        let refused =
            json!({ "kind": "refused", "problem": { "message": "problem_owner_unknown" } });
        let long = json!({
            "texts": { "lines": vec!["x"; 400] }, "voicemail": { "lines": ["x".repeat(501)] },
        });
        for (status, body, lines, wrong) in [
            (200, &half, " | ".to_owned(), "problem_pbx_result_1 - -"),
            (200, &whole, "1 | 7".to_owned(), "- - -"),
            (422, &refused, "1 | 7".to_owned(), "- - problem_owner_unknown"),
            (200, &half, "1 | ".to_owned(), "problem_pbx_result_1 - -"),
            (502, &json!("?"), "1 | ".to_owned(), "problem_pbx_result_1 - problem_http_status"),
            (200, &long, format!("{} | ", ["x"; 300].join("+")), "- - -"),
        ] {
            let told = hears(&mut desk, status, body);
            assert_eq!(shown(&told), [lines, wrong.to_owned()], "{status} {body}");
        }
        desk.asks(Trust::Own, ASK);
        let request = sent(&desk)[0].0;
        desk.loses(request, NetError::ConnectionRefused);
        assert!(shown(&reply(&desk))[1].ends_with(" problem_connection_refused"));
        for shows_ms in [0, u64::MAX] {
            let said = desk.own_asks(Request::UiBgMessages { known: false, shows_ms });
            assert!(shown(&said)[1].ends_with(" problem_option_invalid"), "no such zone");
        }
    }

    #[test]
    fn they_are_nobodys_but_ones_own() {
        let mut desk = desk(true);
        let refused = Reply::Refused { problem: Code::MessageRefused.into() };
        assert_eq!(desk.page_asks(ASK), refused);
        assert_eq!(desk.page_asks(KNOWN), refused);
        let lists = json!({ "texts": { "lines": ["1,ciao"] }, "voicemail": { "lines": [] } });
        hears(&mut desk, 200, &lists);
        desk.asks(Trust::Own, ASK);
        let old = sent(&desk)[0].0;
        let mut changes = Stored::new();
        changes.insert("call_log_days".to_owned(), crate::json::Json::Whole(3));
        desk.own_asks(Request::UiBgSave { changes });
        let nothing = Reply::Messages { lists: None, problem: None };
        assert_eq!(desk.own_asks(KNOWN), nothing);
        assert_eq!(
            answer(&mut desk, old, 200, &lists),
            nothing,
            "asked for by who was here before"
        );
        assert_eq!(desk.own_asks(KNOWN), nothing);
    }

    #[test]
    fn nothing_is_asked_where_a_browser_would_have_to_name_the_owner() {
        let not_supported = Reply::Refused { problem: Code::NotSupported.into() };
        let mut direct = Desk::with(settings(), Stored::new());
        let mut without = desk(false);
        for desk in [&mut direct, &mut without] {
            assert_eq!(desk.own_asks(ASK), not_supported);
            assert!(sent(desk).is_empty() && !desk.engine.capabilities().messages);
        }
    }
}
