//! Who works in the office: however many people have the list open, the PBX is asked once a second.

use pronto::event::Colleague;
use pronto::pbx::{HttpResponse, Look, NetError};
use pronto::problem::Code;

use super::{Answer, Effect, Now, Office, Purpose};

impl Office {
    /// The list is wanted. Nothing when the answer comes with the PBX's.
    pub(super) fn colleagues(
        &mut self,
        reply_to: u64,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Answer> {
        if !self.capabilities().colleagues {
            return Some(Answer::Refused(Code::NotSupported.into()));
        }
        match self.directory.due(self.driver(), &self.settings, now.ms) {
            Err(problem) => return Some(Answer::Refused(problem)),
            Ok(looks) if looks.is_empty() && !self.directory.is_asking() => {
                return Some(self.colleagues_known());
            }
            Ok(looks) if looks.is_empty() => {}
            Ok(looks) => {
                let send =
                    |(look, http)| (self.send(Purpose::Colleagues { look }, http, out), look);
                let sent: Vec<_> = looks.into_iter().map(send).collect();
                self.directory.sent(sent);
            }
        }
        self.want_colleagues.push(reply_to);
        None
    }

    /// An answer for the list; with the last one all who wait have it.
    pub(super) fn colleagues_came(
        &mut self,
        request: u32,
        look: Look,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let seen = answer
            .map_err(NetError::problem)
            .and_then(|answer| self.driver().seen(look, &answer, &self.settings));
        if self.directory.answered(request, seen, now.ms) {
            let answer = self.colleagues_known();
            for reply_to in std::mem::take(&mut self.want_colleagues) {
                out.push(Effect::Reply { reply_to, answer: answer.clone() });
            }
        }
    }

    fn colleagues_known(&self) -> Answer {
        match self.directory.problem() {
            Some(problem) => Answer::Refused(problem.clone()),
            None => Answer::Colleagues(self.directory.iter().map(Colleague::clone).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use pronto::event::Presence;
    use pronto::problem::{Code, Problem};

    use super::super::tests::House;
    use super::super::*;

    fn asks(house: &mut House, reply_to: u64) -> Vec<String> {
        house.input(Input::Colleagues { reply_to });
        house.sent().into_iter().map(|(_, query)| query).collect()
    }

    fn replies(house: &House) -> Vec<(u64, Answer)> {
        let reply = |effect: &Effect| match effect {
            Effect::Reply { reply_to, answer } => Some((*reply_to, answer.clone())),
            _ => None,
        };
        house.effects.iter().filter_map(reply).collect()
    }

    #[test]
    fn the_pbx_is_asked_once_for_all_who_want_it_within_a_second() {
        let mut house = House::new();
        let whole = ["srv=3&info=0", "srv=3&info=4", "srv=3&info=2"];
        assert_eq!(asks(&mut house, 1), whole);
        let first = house.effects.clone();
        for reply_to in 2..500 {
            assert_eq!(asks(&mut house, reply_to), [""; 0]);
        }
        house.effects = first;
        house.hears("srv=3&info=0", "201=1;202=2;");
        house.hears("srv=3&info=4", "201=Coppola Jenny;202=Macintosh Peter");
        assert_eq!(replies(&house), []);
        house.hears("srv=3&info=2", "SalesOffice=201,202;");
        let told = replies(&house);
        assert_eq!(told.len(), 499);
        assert!(told.iter().all(|(_, answer)| *answer == told[0].1));
        let Answer::Colleagues(list) = &told[0].1 else { panic!("{:?}", told[0]) };
        assert_eq!(list[1].name.as_deref(), Some("Macintosh Peter"));
        assert_eq!(list[1].presence, Some(Presence::Ringing));
        assert_eq!(list[1].groups, ["SalesOffice"]);
        assert_eq!(asks(&mut house, 501), [""; 0], "what came just now is told");
        assert_eq!(replies(&house).len(), 1);
        house.after(1_000);
        assert_eq!(asks(&mut house, 502), ["srv=3&info=0"]);
    }

    #[test]
    fn a_pbx_that_is_away_is_said_to_all_who_wait() {
        let mut house = House::new();
        asks(&mut house, 1);
        for (request, _) in house.sent() {
            let answer = Err(NetError::ConnectionRefused);
            house.input(Input::Answered { request, answer });
        }
        let refused = Answer::Refused(Problem::new(Code::ConnectionRefused));
        assert_eq!(replies(&house), [(1, refused.clone())]);
        asks(&mut house, 2);
        assert_eq!(replies(&house), [(2, refused)], "and not asked again at once");
    }
}
