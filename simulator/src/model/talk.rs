//! Who talks since when, and what info=5 makes of it; how one leaves a conference.

use super::call::{End, Party, Progress, State};
use super::exchange::Exchange;

impl Exchange {
    /// All whose handset is up talk from now on.
    pub(super) fn begin_talk(&mut self, index: usize, now_ms: u64) {
        let call = &mut self.calls[index];
        let legs = [&mut call.first, &mut call.second].into_iter().chain(&mut call.others);
        for leg in legs.filter(|leg| leg.progress == Progress::Up && leg.is_busy()) {
            leg.talks_since_ms.get_or_insert(now_ms);
        }
    }

    /// The talk of this call is over, or its parties change: its seconds are counted.
    pub(super) fn stop_talk(&mut self, index: usize, now_ms: u64) {
        let call = &mut self.calls[index];
        let legs = [&mut call.first, &mut call.second].into_iter().chain(&mut call.others);
        for leg in legs {
            if let Some(since_ms) = leg.talks_since_ms.take()
                && let Some(user) = self.office.user_mut(&leg.party)
                && let Some(statistics) = &mut user.statistics
            {
                statistics.conversation_s += now_ms.saturating_sub(since_ms) / 1000;
            }
        }
    }

    /// The party in this place hangs up: a conference goes on without it, any other call ends.
    pub(super) fn take_leave(&mut self, index: usize, party: Party, now_ms: u64) {
        let call = &mut self.calls[index];
        let name = call.leg(party).party.clone();
        if !call.is_conference() {
            let end = match party {
                Party::First => End::FirstHungUp,
                Party::Second => End::SecondHungUp,
            };
            return self.end(index, end, &format!("{name} hung up"), now_ms);
        }
        self.stop_talk(index, now_ms);
        let call = &mut self.calls[index];
        call.unplan(party);
        *call.leg_mut(party) = call.others.remove(0);
        self.begin_talk(index, now_ms);
        self.tell(index, now_ms, State::Connected, format!("{name} left the conference"));
    }

    /// Whoever has this number hangs up. False when there is no live call of this id with it.
    pub fn hang_up_by_number(&mut self, call_id: &str, number: &str, now_ms: u64) -> bool {
        let Some(index) = self.live_index(call_id) else {
            return false;
        };
        let call = &self.calls[index];
        if let Some(party) = call.place_of(number) {
            self.take_leave(index, party, now_ms);
            return true;
        }
        let Some(place) = call.others.iter().position(|leg| leg.party == number) else {
            return false;
        };
        self.stop_talk(index, now_ms);
        self.calls[index].others.remove(place);
        self.begin_talk(index, now_ms);
        self.tell(index, now_ms, State::Connected, format!("{number} left the conference"));
        true
    }
}
