//! What moves a call from one state to the next.

use super::{
    ABSENT_LOOKS, Call, Control, Ended, EndedWhy, Failed, FailedWhy, HangUp, Other, SILENT_LOOKS,
    State, Step, Unknown,
};
use crate::event::{CallId, Calls, LiveCall, Picture, Presence};
use crate::problem::{Code, Problem};
use crate::settings::StatusMeaning;

impl Call {
    /// The PBX took the call. It may say so at once or only when both are connected, so a state
    /// that was seen meanwhile stays.
    pub fn accepted(&mut self, pbx_call: Option<CallId>, now_ms: u64) {
        if self.over() {
            return;
        }
        self.pbx_call = pbx_call.or(self.pbx_call.take());
        if !self.intent.reports {
            self.state = State::Sent { at_ms: now_ms };
        } else if self.waiting() {
            self.state = State::RingingYou { since_ms: now_ms };
        }
    }

    /// The PBX said no.
    pub fn refused(&mut self, problem: Problem, now_ms: u64) {
        if self.over() {
            return;
        }
        // A PBX that answers only when connected says no when our own hanging up ended it.
        if self.hang_up != HangUp::No {
            self.end(EndedWhy::ByYou, now_ms);
        } else {
            self.fail(FailedWhy::Refused, Some(problem), now_ms);
        }
    }

    /// The request provably never left.
    pub fn not_sent(&mut self, problem: Problem, now_ms: u64) {
        if !self.over() {
            self.fail(FailedWhy::NotSent, Some(problem), now_ms);
        }
    }

    /// The answer was lost or says nothing: the PBX may or may not have called.
    pub fn unclear(&mut self, problem: Problem, now_ms: u64) {
        if self.over() || !self.waiting() {
            return;
        }
        self.problem = Some(problem);
        if self.intent.reports {
            self.doubt(now_ms);
        } else {
            // Nobody will ever tell; what is known is that it may have been sent.
            self.state = State::Sent { at_ms: now_ms };
        }
    }

    /// The worker died and woke again: an answer that was awaited is lost.
    pub fn woken(&mut self, now_ms: u64) {
        if matches!(self.state, State::Dialling { .. }) {
            self.doubt(now_ms);
        }
        // The answer to hanging up may be lost too; asking twice does no harm.
        if self.hang_up == HangUp::Asked && !self.over() {
            self.hang_up = HangUp::Wanted;
        }
        if let Some(wanted) = self.wanted.as_mut().filter(|wanted| wanted.step == Step::Asked) {
            (wanted.step, wanted.again) = (Step::Wanted, true);
        }
    }

    /// What a look at the PBX showed.
    pub fn seen(&mut self, picture: &Picture, others: &[Other], now_ms: u64) {
        if self.over() || !self.intent.reports {
            return;
        }
        self.silent = 0;
        let presence = self.intent.extension.as_ref().and_then(|ext| picture.presence(ext));
        let calls = picture.calls.as_ref();
        let row = calls.and_then(|calls| self.row(calls, others));
        if let Some(row) = row {
            self.listed = true;
            self.pbx_call.get_or_insert_with(|| row.id.clone());
            self.wait_no_longer();
        }
        let alone = calls.is_some_and(|calls| self.alone(calls, others));
        // Whether a PBX lists what it has just parked, nobody knows.
        let complete = calls.is_some_and(|calls| calls.complete) && !self.wants(Control::Park);
        let listed = (row.is_some() || complete).then_some(row.is_some());
        if self.seen_parked(listed, presence, alone, now_ms) {
            return;
        }
        if row.is_some_and(|row| self.left_by_us(row)) {
            self.end(EndedWhy::Transferred, now_ms);
            return;
        }
        if presence == Some(Presence::Ringing) && alone && !self.on_the_line() {
            self.rang = true;
        }
        match (row, row.and_then(|row| row.meaning)) {
            (Some(_), Some(meaning)) => self.means(meaning, now_ms),
            (Some(_), None) => self.listed_with(presence, alone, now_ms),
            (None, _) if complete => self.unlisted(presence, alone, now_ms),
            (None, _) => {}
        }
    }

    /// A look failed.
    pub fn not_seen(&mut self, problem: &Problem, now_ms: u64) {
        if self.over() || !self.intent.reports {
            return;
        }
        self.silent = self.silent.saturating_add(1);
        let waits_for_answer = matches!(self.state, State::Dialling { .. });
        if self.silent >= SILENT_LOOKS && !waits_for_answer {
            self.problem = Some(problem.clone());
            if !matches!(self.state, State::Unknown(_)) {
                self.state = State::Unknown(Unknown { since_ms: now_ms, placed_in_doubt: false });
            }
        }
    }

    /// The PBX confirmed that the call is gone.
    pub fn hung_up(&mut self, now_ms: u64) {
        if !self.over() {
            self.end(EndedWhy::ByYou, now_ms);
        }
    }

    /// Hanging up was refused or its answer lost: the call goes on and says why.
    pub fn not_hung_up(&mut self, problem: Problem) {
        if !self.over() {
            self.hang_up = HangUp::No;
            self.refusal = Some(problem);
        }
    }

    /// Whether it still waits for a first proof.
    pub(super) fn waiting(&self) -> bool {
        match &self.state {
            State::Dialling { .. } => true,
            State::Unknown(unknown) => unknown.placed_in_doubt,
            _ => false,
        }
    }

    fn doubt(&mut self, now_ms: u64) {
        self.state = State::Unknown(Unknown { since_ms: now_ms, placed_in_doubt: true });
    }

    /// The row of this call: by the PBX's name, else the only one between these two parties
    /// that no other call of ours owns.
    fn row<'a>(&self, calls: &'a Calls, others: &[Other]) -> Option<&'a LiveCall> {
        if let Some(id) = &self.pbx_call {
            return calls.rows.iter().find(|row| row.id == *id);
        }
        let ours = self.intent.extension.as_ref()?.as_str();
        let theirs = self.intent.digits.as_ref()?.as_str();
        let between = |row: &&LiveCall| {
            let pair = (row.calling.as_str(), row.called.as_str());
            let owned = others.iter().any(|other| other.pbx_call == row.id);
            (pair == (ours, theirs) || pair == (theirs, ours)) && !owned
        };
        let mut candidates = calls.rows.iter().filter(between);
        let first = candidates.next();
        // Two alike: nobody can tell which is ours.
        first.filter(|_| candidates.next().is_none())
    }

    /// Whether the list has no other call of this person but parked ones and the one beside it, so
    /// that a busy phone is busy with ours.
    fn alone(&self, calls: &Calls, others: &[Other]) -> bool {
        let Some(ours) = self.intent.extension.as_ref().map(|ext| ext.as_str()) else {
            return false;
        };
        let other = |row: &LiveCall| {
            let parked = || others.iter().any(|other| other.parked && other.pbx_call == row.id);
            let is_ours = row.calling == ours || row.called == ours;
            let known = [self.pbx_call.as_ref(), self.pbx_call_beside()];
            !known.contains(&Some(&row.id)) && is_ours && !parked()
        };
        !calls.rows.iter().any(other)
    }

    fn means(&mut self, meaning: StatusMeaning, now_ms: u64) {
        self.trace_found();
        let same = matches!(
            (meaning, &self.state),
            (StatusMeaning::RingingYou, State::RingingYou { .. })
                | (StatusMeaning::RingingThem, State::RingingThem { .. })
                | (StatusMeaning::Connected, State::Connected { .. })
        );
        if same {
            return;
        }
        self.state = match meaning {
            StatusMeaning::RingingYou => State::RingingYou { since_ms: now_ms },
            StatusMeaning::RingingThem => State::RingingThem { since_ms: now_ms },
            StatusMeaning::Connected => {
                self.talk_since_ms.get_or_insert(now_ms);
                State::Connected { since_ms: now_ms }
            }
        };
    }

    fn listed_with(&mut self, presence: Option<Presence>, alone: bool, now_ms: u64) {
        self.trace_found();
        if self.on_the_line() {
            return;
        }
        // A phone that was on this call before the PBX fell silent, and is still listed, is on it.
        let was_on_it = matches!(self.state, State::Unknown(_)) && self.talk_since_ms.is_some();
        // A phone that is busy with the call beside it proves this one only after it has rung.
        let proves = alone && (self.beside.is_none() || self.rang);
        if was_on_it || (presence == Some(Presence::Busy) && proves) {
            self.lift(now_ms);
        } else if !matches!(self.state, State::RingingYou { .. }) {
            self.state = State::RingingYou { since_ms: now_ms };
        }
    }

    fn unlisted(&mut self, presence: Option<Presence>, alone: bool, now_ms: u64) {
        if self.listed {
            self.end(self.how_it_ended(), now_ms);
            return;
        }
        match presence {
            // A PBX may list a call only once it is through; the phone itself is the witness.
            Some(Presence::Ringing) if self.rang => {
                self.trace_found();
                if self.waiting() {
                    self.state = State::RingingYou { since_ms: now_ms };
                }
            }
            Some(Presence::Busy) if self.rang && alone => {
                self.trace_found();
                if !self.on_the_line() {
                    self.lift(now_ms);
                }
            }
            Some(Presence::Busy) if self.beside.is_none() || !self.waiting() => {}
            _ if matches!(self.state, State::Dialling { .. }) => {}
            _ => {
                self.absent = self.absent.saturating_add(1);
                if self.absent >= ABSENT_LOOKS {
                    self.give_up(now_ms);
                }
            }
        }
    }

    pub(super) fn trace_found(&mut self) {
        self.absent = 0;
        self.problem = None;
    }

    pub(super) fn lift(&mut self, now_ms: u64) {
        let since_ms = *self.talk_since_ms.get_or_insert(now_ms);
        self.state = State::OnTheLine { since_ms };
    }

    pub(super) fn give_up(&mut self, now_ms: u64) {
        if self.waiting() && !self.rang {
            let problem = self.problem.take();
            let said_no = problem.as_ref().is_some_and(|problem| problem.is(Code::PbxResult));
            let why = if said_no { FailedWhy::Refused } else { FailedWhy::NotSeen };
            self.fail(why, problem, now_ms);
        } else {
            self.end(self.how_it_ended(), now_ms);
        }
    }

    pub(super) fn how_it_ended(&self) -> EndedWhy {
        if self.hang_up != HangUp::No {
            return EndedWhy::ByYou;
        }
        match self.state {
            State::RingingYou { .. } | State::Dialling { .. } => EndedWhy::NotLifted,
            State::RingingThem { .. } => EndedWhy::NoAnswer,
            State::Unknown(_) => EndedWhy::WhileAway,
            _ => EndedWhy::HungUp,
        }
    }

    pub(super) fn end(&mut self, why: EndedWhy, now_ms: u64) {
        self.problem = None;
        self.refusal = None;
        self.state = State::Ended(Ended { at_ms: now_ms, why });
    }

    pub(super) fn fail(&mut self, why: FailedWhy, problem: Option<Problem>, now_ms: u64) {
        self.problem = None;
        self.refusal = None;
        self.state = State::Failed(Failed { at_ms: now_ms, why, problem });
    }
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
