//! Who else works in the office, for the popup, which asks again and again while it is open: nothing
//! is asked of the PBX when nobody looks.

use super::placing::Wish;
use super::{Effect, Engine, KeptText, Now, Purpose};
use crate::call::Beside;
use crate::event::{Colleague, Extension};
use crate::pbx::{Directory, HttpResponse, KeptDirectory, Look, NetError, driver};
use crate::problem::{Code, Problem};
use crate::small::sort_by;
use crate::wire::{Outcome, Reply};

/// Most colleagues that stand before all others because they are called most often.
const OFTEN_MAX: usize = 5;

impl Engine {
    /// The list: at once as it is known, or when the PBX has told it anew. Nothing when the answer
    /// comes later.
    pub(super) fn colleagues(
        &mut self,
        reply_to: u32,
        known: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        if !self.capabilities().colleagues {
            return Some(Reply::Refused { problem: Code::NotSupported.into() });
        }
        if known {
            return Some(self.colleagues_known(None, now));
        }
        self.colleagues_wanted(now);
        let hold_ms = self.states_hold_ms();
        let Self { directory, requests, loaded, .. } = self;
        let settings = &loaded.settings;
        let send = |look, http| {
            let request = requests.begin(Purpose::Colleagues { look });
            out.push(Effect::Send { request, http });
            request
        };
        match directory.want(reply_to, (driver(settings), settings), hold_ms, now.ms, send)? {
            Err(problem) => Some(self.colleagues_known(Some(problem), now)),
            Ok(()) if self.waits_for_news(reply_to, now) => None,
            Ok(()) => Some(self.colleagues_known(None, now)),
        }
    }

    /// Asks the PBX what of the list is due; nobody waits for it.
    pub(super) fn ask_directory(&mut self, now: Now, out: &mut Vec<Effect>) -> Result<(), Problem> {
        let hold_ms = self.states_hold_ms();
        let Self { directory, requests, loaded, .. } = self;
        let settings = &loaded.settings;
        directory.ask((driver(settings), settings), hold_ms, now.ms, |look, http| {
            let request = requests.begin(Purpose::Colleagues { look });
            out.push(Effect::Send { request, http });
            request
        })
    }

    /// An answer for the list; with the last one everybody is told who waits.
    pub(super) fn colleagues_came(
        &mut self,
        request: u32,
        look: Look,
        answer: Result<HttpResponse, NetError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let Self { directory, loaded, .. } = self;
        let pbx = (driver(&loaded.settings), &loaded.settings);
        let told = directory.answered((request, look), answer, pbx, now.ms);
        if let Some(waiting) = told {
            self.keep_directory(out);
            self.tell_colleagues(waiting, now, out);
        }
    }

    /// Tells these how the list is now.
    pub(super) fn tell_colleagues(&self, waiting: Vec<u32>, now: Now, out: &mut Vec<Effect>) {
        for reply_to in waiting {
            out.push(Effect::Reply { reply_to, reply: self.colleagues_known(None, now) });
        }
    }

    /// A person chose this colleague in our own list.
    pub(super) fn call_colleague(
        &mut self,
        extension: &Extension,
        private: bool,
        beside: Option<Beside>,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Outcome {
        let read = self.plan.read_extension(extension.as_str());
        let wish = read.and_then(|target| {
            let digits = self.plan.digits(&target)?;
            Ok(Wish { target, digits, text: None, beside, private })
        });
        match wish {
            Ok(wish) => self.wish(wish, now, out),
            Err(problem) => Outcome::NotCalled { problem: Some(problem) },
        }
    }

    /// What was kept, if it is of the PBX that is set.
    pub(super) fn restore_directory(&mut self, kept: Option<KeptDirectory>) {
        if let Some(kept) = kept.filter(|kept| Some(&kept.from) == self.directory_from().as_ref()) {
            self.directory = Directory::restore(kept);
        }
    }

    /// Another PBX has other people.
    pub(super) fn leave_directory(&mut self) {
        let waiting = std::mem::take(&mut self.directory).nobody_waits();
        self.nobody_tells(waiting);
    }

    /// Where people come from that are asked for now.
    pub(super) fn directory_from(&self) -> Option<String> {
        self.driver().origins(&self.loaded.settings).into_iter().next()
    }

    fn keep_directory(&mut self, out: &mut Vec<Effect>) {
        let Some(from) = self.directory_from() else { return };
        let stateless = |one: &Colleague| Colleague { presence: None, ..one.clone() };
        let kept =
            KeptDirectory { from, colleagues: self.directory.iter().map(stateless).collect() };
        if self.kept_directory.as_ref() != Some(&kept) {
            out.push(Effect::KeepDirectory(KeptText::of(&kept)));
            self.kept_directory = Some(kept);
        }
    }

    fn colleagues_known(&self, problem: Option<Problem>, now: Now) -> Reply {
        let own = self.loaded.settings.extension.as_str();
        let told = self.is_told_of_colleagues();
        let others = self.directory.iter().filter(|one| one.extension.as_str() != own);
        Reply::Colleagues {
            colleagues: others.cloned().collect(),
            often: self.called_often(),
            seen_ms: Some(now.ms).filter(|_| told).or(self.directory.seen_ms()),
            told,
            problem: problem.or_else(|| self.directory.problem().cloned()),
        }
    }

    /// Those whom the past calls name most often; of two alike the one who was called later.
    fn called_often(&self) -> Vec<Extension> {
        let mut counted: Vec<(Extension, usize)> = Vec::new();
        for past in &self.past.calls {
            let Ok(extension) = Extension::new(&past.shown) else { continue };
            match counted.iter_mut().find(|(counted, _)| *counted == extension) {
                Some((_, count)) => *count += 1,
                None if self.directory.has(&extension) => counted.push((extension, 1)),
                None => {}
            }
        }
        sort_by(&mut counted, |one, other| other.1.cmp(&one.1));
        counted.into_iter().take(OFTEN_MAX).map(|(extension, _)| extension).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_desk::{Desk, refused, settings};
    use super::super::*;
    use super::*;
    use crate::settings::Stored;
    use crate::wire::Trust;

    const ASK: Request = Request::UiBgColleagues { known: false };
    const KNOWN: Request = Request::UiBgColleagues { known: true };
    const WHOLE: [&str; 3] = ["srv=3&info=0", "srv=3&info=4", "srv=3&info=2"];

    /// Each as `extension name groups state`, those who are called often before a bar.
    fn shown(reply: &Reply) -> String {
        let Reply::Colleagues { colleagues, often, .. } = reply else { panic!("{reply:?}") };
        let often: Vec<_> = often.iter().map(Extension::as_str).collect();
        let each = colleagues.iter().map(|one| {
            let name = one.name.as_deref().unwrap_or("-");
            let state = one.presence.map(|presence| format!("{presence:?}")).unwrap_or_default();
            format!("{} {name} {} {state}", one.extension.as_str(), one.groups.join("+"))
        });
        format!("{} | {}", often.join(" "), each.collect::<Vec<_>>().join(", "))
    }

    fn problem(reply: &Reply) -> Option<&str> {
        let Reply::Colleagues { problem, .. } = reply else { panic!("{reply:?}") };
        problem.as_ref().map(|problem| problem.message.as_str())
    }

    fn queries(desk: &Desk) -> Vec<String> {
        desk.sent().into_iter().map(|(_, query)| query).collect()
    }

    /// Answers whatever was asked for the list, and gives what who waits is told.
    fn told(desk: &mut Desk) -> Reply {
        for (request, query) in desk.sent() {
            desk.hears(
                request,
                match query.as_str() {
                    "srv=3&info=0" => "201=1;202=3;206=0;",
                    "srv=3&info=4" => "201=Smith John;202=Macintosh Peter;206=<b>Łącki",
                    _ => "AdminOffice=206; SalesOffice=201,202;",
                },
            );
        }
        let reply = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply { reply, .. } => Some(reply.clone()),
            _ => None,
        });
        reply.expect("with the last answer")
    }

    #[test]
    fn the_list_is_told_at_once_as_it_is_known_and_asked_only_when_wanted() {
        let mut desk = Desk::new();
        let known = desk.own_asks(KNOWN);
        assert_eq!((shown(&known).as_str(), queries(&desk)), (" | ", vec![]));
        assert_eq!(desk.asks(Trust::Own, ASK), None, "the PBX is waited for");
        assert_eq!(queries(&desk), WHOLE);
        let list = " | 202 Macintosh Peter SalesOffice Busy, 206 <b>Łącki AdminOffice Offline";
        assert_eq!(shown(&told(&mut desk)), list);
        assert_eq!(shown(&desk.own_asks(ASK)), list, "what came just now is new");
        desk.after(60_000);
        assert_eq!(queries(&desk), [""; 0], "nobody asks");
        assert_eq!(shown(&desk.own_asks(KNOWN)), list);
        desk.asks(Trust::Own, ASK);
        assert_eq!(queries(&desk), WHOLE[..1]);
    }

    #[test]
    fn everybody_who_asks_meanwhile_is_told_with_the_same_answer() {
        let mut desk = Desk::new();
        desk.asks(Trust::Own, ASK);
        let sent = desk.effects.clone();
        assert_eq!(desk.asks(Trust::Own, ASK), None);
        assert_eq!(queries(&desk), [""; 0]);
        desk.effects = sent;
        told(&mut desk);
        let replies = desk.effects.iter().filter(|effect| matches!(effect, Effect::Reply { .. }));
        assert_eq!(replies.count(), 2);
    }

    #[test]
    fn names_and_groups_outlive_the_worker_states_do_not_and_another_pbx_has_other_people() {
        let mut desk = Desk::new();
        desk.asks(Trust::Own, ASK);
        told(&mut desk);
        let kept = desk.effects.iter().filter(|one| matches!(one, Effect::KeepDirectory(_)));
        assert_eq!(kept.count(), 1);
        desk.after(2_000);
        desk.asks(Trust::Own, ASK);
        told(&mut desk);
        let kept = desk.effects.iter().any(|one| matches!(one, Effect::KeepDirectory(_)));
        assert!(!kept, "nothing but states has changed");
        let mut desk = desk.dies();
        let list = " | 202 Macintosh Peter SalesOffice , 206 <b>Łącki AdminOffice ";
        assert_eq!(shown(&desk.own_asks(KNOWN)), list);
        let mut changes = Stored::new();
        changes.insert("pbx_address".to_owned(), "http://other:3541".into());
        desk.own_asks(Request::UiBgSave { changes: changes.clone() });
        assert_eq!(shown(&desk.own_asks(KNOWN)), " | ");
        let mut desk = desk.dies();
        assert_eq!(shown(&desk.own_asks(KNOWN)), " | ", "what was kept is another PBX's");
    }

    #[test]
    fn a_pbx_that_is_away_is_said_and_the_list_stays() {
        let mut desk = Desk::new();
        desk.asks(Trust::Own, ASK);
        let before = shown(&told(&mut desk));
        desk.after(2_000);
        desk.asks(Trust::Own, ASK);
        desk.loses(desk.request("srv=3&info=0"), NetError::ConnectionRefused);
        let reply = desk.own_asks(KNOWN);
        assert_eq!(shown(&reply), before);
        assert_eq!(problem(&reply), Some("problem_connection_refused"));
        let mut bare = Desk::with(Stored::new(), Stored::new());
        assert_eq!(problem(&bare.own_asks(ASK)), Some("problem_address_missing"));
        let mut phone = settings();
        phone.insert("pbx".to_owned(), "dial_url".into());
        let answer = Desk::with(phone, Stored::new()).own_asks(ASK);
        assert_eq!(answer, Reply::Refused { problem: Code::NotSupported.into() });
    }

    #[test]
    fn a_colleague_is_called_by_extension_with_the_known_name_and_stands_first_next_time() {
        // The office's masks know none of them.
        let mut person = settings();
        person.insert("internal_extensions".to_owned(), Vec::<String>::new().into_iter().collect());
        let mut desk = Desk::with(person, Stored::new());
        desk.asks(Trust::Own, ASK);
        told(&mut desk);
        let calls = |extension: &str| Request::UiBgCallColleague {
            extension: Extension::new(extension).expect("keys"),
            private: false,
            beside: None,
        };
        let reply = desk.own_asks(calls("206"));
        assert!(matches!(reply, Reply::Placed { outcome: Outcome::Calling { .. } }), "{reply:?}");
        let place = "srv=0&first_number=201&second_number=206&first_interface=SIP&timeout=60";
        let sent = [place, "srv=3&info=7", "srv=3&info=0"];
        assert_eq!(queries(&desk), sent, "the name need not be asked for");
        assert_eq!(desk.engine.views()[0].name.as_deref(), Some("<b>Łącki"));
        let again = desk.own_asks(calls("202"));
        assert_eq!(again, Reply::Placed { outcome: refused(Code::CallInProgress) });
        desk.effects = vec![];
        desk.engine.calls.clear();
        desk.engine.past.calls = ["202", "+39 02 189655", "206", "206", "299"]
            .map(|shown| crate::wire::Past {
                shown: shown.to_owned(),
                outcome: "ended_hung_up".to_owned(),
                ..crate::wire::Past::default()
            })
            .into();
        assert!(shown(&desk.own_asks(KNOWN)).starts_with("206 202 | "));
        let help = desk.own_asks(calls("112"));
        assert!(matches!(help, Reply::Placed { outcome: Outcome::Asking { .. } }), "{help:?}");
    }

    #[test]
    fn pages_are_told_of_nobody() {
        let mut desk = Desk::new();
        let request = Request::UiBgCallColleague {
            extension: Extension::new("206").expect("keys"),
            private: false,
            beside: None,
        };
        for request in [ASK, KNOWN, request] {
            let refused = Reply::Refused { problem: Code::MessageRefused.into() };
            assert_eq!(desk.page_asks(request), refused);
            assert_eq!(queries(&desk), [""; 0]);
        }
    }
}
