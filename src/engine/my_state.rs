//! The person's own state: shown as the PBX says it is, set as the person wants it.

use super::{Effect, Engine, Purpose};
use crate::dial::DialString;
use crate::dial::guard::{self, Policy};
use crate::event::StateWish;
use crate::pbx::{HttpRequest, HttpResponse, NetError, SetMyState};
use crate::problem::{Code, Problem};
use crate::wire::Reply;

impl Engine {
    /// The state: at once as it is known, or when the PBX has told it anew. Nothing when the answer
    /// comes later.
    pub(super) fn my_state(
        &mut self,
        reply_to: u32,
        known: bool,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        if !self.capabilities().my_state {
            return Some(Reply::Refused { problem: Code::NotSupported.into() });
        }
        if known {
            return Some(self.my_state_known(None));
        }
        self.ask_my_state(reply_to, out).err().map(|problem| self.my_state_known(Some(problem)))
    }

    /// The person wants to be something else; told is what that has come to.
    pub(super) fn set_my_state(
        &mut self,
        reply_to: u32,
        wish: &StateWish,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        match self.setting_my_state(wish) {
            Ok(http) => {
                self.send(Purpose::SetMyState { reply_to }, http, out);
                None
            }
            Err(problem) => Some(self.my_state_known(Some(problem))),
        }
    }

    /// The PBX has, or has not, done what was wanted; how it is now, it is asked.
    pub(super) fn my_state_set(
        &mut self,
        reply_to: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let done = answer.map_err(NetError::problem).and_then(|answer| self.driver().done(&answer));
        if let Err(problem) = done.and_then(|()| self.ask_my_state(reply_to, out)) {
            let reply = self.my_state_known(Some(problem));
            out.push(Effect::Reply { reply_to, reply });
        }
    }

    /// The PBX has told how it is.
    pub(super) fn my_state_came(
        &mut self,
        reply_to: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        let settings = &self.loaded.settings;
        let seen = answer
            .map_err(NetError::problem)
            .and_then(|answer| self.driver().my_state_seen(&answer, settings));
        let problem = match seen {
            Ok(state) => {
                self.my_state = Some(state);
                None
            }
            Err(problem) => Some(problem),
        };
        let reply = self.my_state_known(problem);
        out.push(Effect::Reply { reply_to, reply });
    }

    fn setting_my_state(&self, wish: &StateWish) -> Result<HttpRequest, Problem> {
        if !self.capabilities().my_state {
            return Err(Code::NotSupported.into());
        }
        let divert_to = match wish {
            StateWish::Divert { to } => Some(self.divert_to(to)?),
            _ => None,
        };
        let wanted = SetMyState { wish, divert_to: divert_to.as_ref() };
        self.driver().set_my_state(&wanted, &self.loaded.settings)
    }

    fn divert_to(&self, typed: &str) -> Result<DialString, Problem> {
        let target = self.plan.read(typed)?;
        let policy = Policy::new(&self.loaded.settings, &self.past.countries);
        guard::unasked(&target, &policy)?;
        self.plan.digits(&target)
    }

    fn ask_my_state(&mut self, reply_to: u32, out: &mut Vec<Effect>) -> Result<(), Problem> {
        let http = self.driver().my_state(&self.loaded.settings)?;
        self.send(Purpose::MyState { reply_to }, http, out);
        Ok(())
    }

    fn my_state_known(&self, problem: Option<Problem>) -> Reply {
        Reply::MyState { state: self.my_state.clone(), problem }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use super::*;
    use crate::event::{LocalMinute, Mode, MyState};
    use crate::wire::Trust;

    const CARD: &str = "userext=201; vcb_code=987650; status=1; mode=0;divNr=; outlook_status=2;\
        subject=x; mode=3; date_time_end=22,11,2026,15,5;";
    const ASK: &str = "srv=3&info=6&ext=201";

    fn sets(desk: &mut Desk, wish: StateWish) -> Vec<String> {
        let reply = desk.asks(Trust::Own, Request::UiBgSetMyState { wish });
        let sent: Vec<_> = desk.sent().into_iter().map(|(_, query)| query).collect();
        assert_eq!(reply.is_none(), !sent.is_empty());
        sent
    }

    fn reply(desk: &Desk) -> (Option<MyState>, Option<String>) {
        let reply = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply: Reply::MyState { state, problem }, .. } => {
                Some((state.clone(), problem.as_ref().map(|problem| problem.message.clone())))
            }
            _ => None,
        });
        reply.expect("a state is told")
    }

    fn to(number: &str) -> StateWish {
        StateWish::Divert { to: number.to_owned() }
    }

    fn busy(from: &str, until: &str) -> StateWish {
        let minute = |text| LocalMinute::new(text).expect("a minute");
        StateWish::Busy { subject: "Sales".to_owned(), from: minute(from), until: minute(until) }
    }

    #[test]
    fn what_the_pbx_says_of_me_is_told_and_the_pin_is_not() {
        let mut desk = Desk::new();
        assert_eq!(desk.asks(Trust::Own, Request::UiBgMyState { known: false }), None);
        desk.hears(desk.request(ASK), CARD);
        let state = reply(&desk).0.expect("known");
        assert_eq!(state.mode, Some(Mode::Normal), "a subject cannot forge it");
        let until = state.away.as_ref().and_then(|away| away.until.as_ref());
        assert_eq!(until.map(LocalMinute::as_str), Some("2026-11-22T15:05"));
        assert_eq!(state.offered.len(), 5);
        assert!(!serde_json::to_string(&state).expect("JSON").contains("987650"));
        let known = desk.own_asks(Request::UiBgMyState { known: true });
        assert_eq!(known, Reply::MyState { state: Some(state), problem: None });
    }

    #[test]
    fn each_wish_is_one_request_and_then_the_pbx_is_asked_how_it_is() {
        for (wish, query) in [
            (StateWish::Normal {}, "prty=2&value=0"),
            (StateWish::Voicemail {}, "prty=2&value=1"),
            (to("+39 02 189655"), "prty=2&value=2&number=002189655"),
            (to("204"), "prty=2&value=2&number=204"),
            (StateWish::Pause {}, "prty=2&value=3"),
            (StateWish::NotBusy {}, "prty=3&value=1"),
            (
                busy("2026-11-22T14:00", "2026-11-22T15:05"),
                "prty=3&value=2&subject=Sales&location=-&date_time_start=22,11,2026,14,00&date_time_end=22,11,2026,15,05",
            ),
        ] {
            let mut desk = Desk::new();
            assert_eq!(sets(&mut desk, wish), [format!("srv=4&ext=201&{query}")]);
            desk.hears(desk.request("srv=4"), "result=0");
            desk.hears(desk.request(ASK), CARD);
            assert!(matches!(reply(&desk), (Some(_), None)), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_is_said_and_what_was_known_stays() {
        let mut desk = Desk::new();
        desk.asks(Trust::Own, Request::UiBgMyState { known: false });
        desk.hears(desk.request(ASK), CARD);
        for (wish, problem) in [
            (to("nobody"), "problem_not_a_number"),
            (to("112"), "problem_refused_by_policy"),
            (to("899 123 456"), "problem_refused_by_policy"),
            (busy("2026-11-22T15:05", "2026-11-22T15:05"), "problem_time_invalid"),
            (busy("2026-11-22T15:05", "2026-02-30T15:06"), "problem_time_invalid"),
        ] {
            assert_eq!(sets(&mut desk, wish.clone()), [""; 0], "{wish:?}");
            let (state, said) = reply(&desk);
            assert_eq!((state.is_some(), said.as_deref()), (true, Some(problem)), "{wish:?}");
        }
        sets(&mut desk, StateWish::Pause {});
        desk.hears(desk.request("srv=4"), "result=25");
        assert_eq!(reply(&desk).1.as_deref(), Some("problem_pbx_result_25"));
        sets(&mut desk, StateWish::Pause {});
        desk.loses(desk.request("srv=4"), NetError::TimedOut);
        assert_eq!(reply(&desk).1.as_deref(), Some("problem_timed_out"));
        let mut phone = settings();
        phone.insert("pbx".to_owned(), "dial_url".into());
        let mut desk = Desk::with(phone, Stored::new());
        let refused = Reply::Refused { problem: Code::NotSupported.into() };
        assert_eq!(desk.own_asks(Request::UiBgMyState { known: false }), refused);
    }
}
