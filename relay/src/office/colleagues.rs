//! Who works in the office and what their phones do: one directory for everybody who looks at it. The
//! PBX lists them when somebody asks or watches; what its events prove of a phone counts at once, and
//! while they come, polls rest.

use pronto::event::Colleague;
use pronto::pbx::{FRESH_MS, HttpResponse, Look, NetError};
use pronto::problem::Code;
use pronto::wire::relay::Watched;

use super::{Answer, Effect, Now, Office, Purpose, driver};

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
        self.phones.look_at_all(&self.board, now.ms);
        let hold_ms = if self.phones.any_doubt() { FRESH_MS } else { self.states_hold_ms(now) };
        let Self { directory, requests, settings, .. } = self;
        let send = |look, http| {
            let request = requests.begin(Purpose::Colleagues { look });
            out.push(Effect::Send { request, http });
            request
        };
        match directory.want(reply_to, (driver(settings), settings), hold_ms, now.ms, send)? {
            Err(problem) => Some(Answer::Refused(problem)),
            Ok(()) => Some(self.colleagues_known()),
        }
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
        let before = self.directory.of_ms();
        let Self { directory, settings, .. } = self;
        let pbx = (driver(settings), &*settings);
        let told = directory.answered((request, look), answer, pbx, now.ms);
        let Some(waiting) = told else { return };
        if self.directory.of_ms() == before {
            self.phones.not_listed();
        } else {
            self.phones.listed(&self.directory);
        }
        self.tell_colleagues(now, out);
        if !waiting.is_empty() {
            self.phones.look_at_all(&self.board, now.ms);
            let answer = self.colleagues_known();
            for reply_to in waiting {
                out.push(Effect::Reply { reply_to, answer: answer.clone() });
            }
        }
    }

    /// Tells those who watch what phones do now.
    pub(super) fn tell_colleagues(&mut self, now: Now, out: &mut Vec<Effect>) {
        let until_ms = self.directory.seen_ms().map_or(0, |seen| seen + self.states_hold_ms(now));
        let asked_ms = self.directory.under_way();
        for (extension, (presence, calls)) in
            self.phones.changed(&self.board, asked_ms, until_ms > now.ms, now.ms)
        {
            out.push(Effect::TellColleague(Watched { extension, presence, calls }));
        }
    }

    /// Asks what phones do that somebody watches, if it is time; returns when to come back.
    pub(super) fn ask_for_colleagues(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        if !self.phones.is_watched() || !self.capabilities().colleagues {
            return None;
        }
        let hold_ms = if self.phones.is_urgent() { FRESH_MS } else { self.states_hold_ms(now) };
        let Self { directory, requests, settings, .. } = self;
        let send = |look, http| {
            let request = requests.begin(Purpose::Colleagues { look });
            out.push(Effect::Send { request, http });
            request
        };
        let asked = directory.ask((driver(settings), settings), hold_ms, now.ms, send);
        let next = match (asked, directory.under_way()) {
            (Ok(()), Some(_)) => None,
            (Ok(()), None) => Some(directory.due_at(hold_ms, now.ms)),
            (Err(_), _) => Some(now.ms + FRESH_MS),
        };
        let silent_at = self.board.heard_until(now.ms);
        next.into_iter().chain(silent_at).chain(self.phones.next_at()).min()
    }

    /// How long states do that a poll brought: while the PBX tells what happens, as long as that holds.
    fn states_hold_ms(&self, now: Now) -> u64 {
        let silence_ms = self.board.heard_until(now.ms).map(|_| self.board.silence_ms());
        silence_ms.unwrap_or_default().max(FRESH_MS)
    }

    fn colleagues_known(&self) -> Answer {
        if let Some(problem) = self.directory.problem() {
            return Answer::Refused(problem.clone());
        }
        let now = |one: &Colleague| Colleague {
            presence: self.phones.presence(&one.extension),
            ..one.clone()
        };
        Answer::Colleagues(self.directory.iter().map(now).collect())
    }
}
