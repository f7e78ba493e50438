//! The office's lines and meeting rooms: what was known last at once, and anew when the PBX has told.

use super::{Effect, Engine, Purpose};
use crate::event::{Extension, Facilities};
use crate::pbx::{FacilitiesRound, HttpResponse, NetError};
use crate::problem::Code;
use crate::wire::Reply;

/// What the PBX told last.
#[derive(Debug, Default)]
pub(super) struct Known {
    seen: Option<Facilities>,
    /// Goes up with the settings: what is told of before may be another office's.
    turn: u32,
}

impl Engine {
    /// Nothing when the answer comes later.
    pub(super) fn facilities(
        &mut self,
        reply_to: u32,
        known: bool,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        if !self.capabilities().facilities {
            return Some(Reply::Refused { problem: Code::NotSupported.into() });
        }
        if known {
            return Some(self.facilities.reply());
        }
        match FacilitiesRound::begin(self.driver(), &self.loaded.settings) {
            Ok(round) => {
                self.ask_for_facilities((reply_to, self.facilities.turn), Box::new(round), out);
                None
            }
            Err(problem) => {
                self.facilities.take(Facilities::failed(&problem));
                Some(self.facilities.reply())
            }
        }
    }

    /// The PBX has told a part of it.
    pub(super) fn facilities_came(
        &mut self,
        asked: (u32, u32),
        mut round: Box<FacilitiesRound>,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        round.heard(self.driver(), answer, &self.loaded.settings);
        self.ask_for_facilities(asked, round, out);
    }

    fn ask_for_facilities(
        &mut self,
        (reply_to, turn): (u32, u32),
        mut round: Box<FacilitiesRound>,
        out: &mut Vec<Effect>,
    ) {
        let is_now = turn == self.facilities.turn;
        if let Some(http) = round.due().filter(|_| is_now) {
            self.send(Purpose::Facilities { reply_to, turn, round }, http, out);
            return;
        }
        let own = Extension::new(self.loaded.settings.extension.as_str()).ok();
        if is_now {
            self.facilities.take(round.end().seen_by(own.as_ref()));
        }
        out.push(Effect::Reply { reply_to, reply: self.facilities.reply() });
    }
}

impl Known {
    /// What was told, and what is under way, is another office's from now on.
    pub(super) fn leave(&mut self) {
        *self = Self { seen: None, turn: self.turn.wrapping_add(1) };
    }

    fn take(&mut self, next: Facilities) {
        self.seen = Some(self.seen.take().unwrap_or_default().then(next));
    }

    fn reply(&self) -> Reply {
        Reply::Facilities { facilities: self.seen.clone() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::test_desk::{Desk, settings};
    use super::super::*;
    use super::*;

    const ASK: Request = Request::UiBgFacilities { known: false };
    const KNOWN: Request = Request::UiBgFacilities { known: true };
    const ROOMS: &str = "0003,Sales,1,202,20261123093000000,20261123103000000,12345;203,204\r\n\
        0004,Board,0,209,20261124090000000,20261124100000000,0;201,202\r\n";

    /// The PBX answers these in their order; what is told then, in short.
    fn told(desk: &mut Desk, answers: [(u16, &str); 3]) -> (Vec<String>, Vec<String>) {
        assert_eq!(desk.asks(Trust::Own, ASK), None, "answered later");
        for (info, (status, body)) in [1, 3, 8].into_iter().zip(answers) {
            let request = desk.request(&format!("srv=3&info={info}"));
            let answer = HttpResponse { status, body: body.as_bytes().to_vec() };
            desk.input(Input::Answered { request, answer: Ok(answer) });
        }
        let reply = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply: Reply::Facilities { facilities }, .. } => facilities.clone(),
            _ => None,
        });
        let seen = reply.expect("told");
        let wrong = |problem: &Option<Problem>| problem.as_ref().map(|it| it.message.clone());
        let trunk = |one: &crate::event::Trunk| {
            format!("{:?} {} {}/{}", one.kind, one.name, one.busy, one.total)
        };
        let room = |one: &crate::event::Room| {
            let code = one.code.as_deref().unwrap_or("-");
            format!(
                "{} {:?} {} {code} {}",
                one.description,
                one.state,
                one.people,
                one.members.len()
            )
        };
        let trunks = seen.trunks.iter().map(trunk).chain(wrong(&seen.trunks_problem));
        let rooms = seen.rooms.iter().map(room).chain(wrong(&seen.rooms_problem));
        (trunks.collect(), rooms.collect())
    }

    #[test]
    fn each_list_is_told_or_why_it_is_missing_and_what_was_known_stands() {
        let mut desk = Desk::with(settings(), Stored::new());
        let (trunks, rooms) =
            told(&mut desk, [(200, "1=8/30;2=0/30;"), (200, "7/16"), (200, ROOMS)]);
        let lines = ["Isdn 1 8/30", "Isdn 2 0/30", "Wan  7/16"];
        assert_eq!(trunks, lines);
        let invited = ["Sales Some(Running) 2 - 0", "Board Some(Scheduled) 2 0004 2"];
        assert_eq!(rooms, invited, "codes for who is invited alone");
        let (trunks, rooms) = told(&mut desk, [(200, "1=9/30"), (500, ""), (200, "result=1")]);
        assert_eq!(trunks, ["Isdn 1 9/30", "Wan  7/16", "problem_http_status"]);
        assert_eq!(rooms, [&invited[..], &["problem_pbx_result_1"]].concat());
        let Reply::Facilities { facilities: Some(known) } = desk.own_asks(KNOWN) else {
            panic!("known")
        };
        assert_eq!(known.trunks.len(), 2);
        let rows = [(200, "1=8/30;2=0/30;"), (200, "7/16"), (200, "0003,half a row\r\n")];
        let (trunks, rooms) = told(&mut desk, rows);
        assert_eq!(trunks, lines);
        assert_eq!(rooms, [&invited[..], &["problem_answer_unreadable"]].concat());
        let (trunks, rooms) = told(&mut desk, [(200, ""), (200, "0/0"), (200, "")]);
        assert_eq!((trunks, rooms), (vec!["Wan  0/0".to_owned()], vec![]));
    }

    #[test]
    fn what_is_told_of_another_office_is_nobodys() {
        let mut desk = Desk::with(settings(), Stored::new());
        desk.asks(Trust::Own, ASK);
        let request = desk.request("srv=3&info=1");
        let changes = json!({ "pbx_address": "http://other:3541" });
        let changes = changes.as_object().cloned().expect("an object").into();
        desk.asks(Trust::Own, Request::UiBgSave { changes });
        let mut person = settings();
        person.insert("pbx_address".to_owned(), json!("http://other:3541").into());
        desk.input(Input::Stores(Stores { managed: Stored::new(), person }));
        let answer = HttpResponse { status: 200, body: b"1=8/30".to_vec() };
        desk.input(Input::Answered { request, answer: Ok(answer) });
        let nothing = Reply::Facilities { facilities: None };
        assert!(
            desk.effects
                .iter()
                .any(|effect| matches!(effect, Effect::Reply { reply, .. } if *reply == nothing))
        );
        assert_eq!(desk.own_asks(KNOWN), nothing);
    }
}
