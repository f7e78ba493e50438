//! srv=7 and srv=8: two calls become one (document 000, sections "7" and "8").

use super::call::{End, Leg, Party, Planned, Progress, State, Step};
use super::exchange::Exchange;
use crate::codes::Cause;
use crate::result_code::ResultCode;
use crate::switches::call_control::TransferPlaces;

/// What srv=7 asks for: `call_party` of `call_id` shall talk to `xfer_party` of `xfer_id`.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The call that lives on; it must be connected.
    pub call_id: String,
    /// The call that gives a party away and ends.
    pub xfer_id: String,
    /// The party of `call_id` that stays.
    pub call_party: Party,
    /// The party of `xfer_id` that it gets; while that one rings the transfer is blind.
    pub xfer_party: Party,
}

impl Exchange {
    /// Transfers; the other two parties are free.
    ///
    /// # Errors
    /// 7 and 17 when there is no such call, else the causes `Transfer...`.
    pub fn transfer(&mut self, transfer: &Transfer, now_ms: u64) -> Result<(), ResultCode> {
        let Transfer { call_id, xfer_id, call_party, xfer_party } = transfer;
        let refuse = |cause| Err(self.codes.of(cause));
        let index = self.live_index(call_id).ok_or(ResultCode::CALL_ID_NOT_FOUND)?;
        let from = self.live_index(xfer_id).ok_or(ResultCode::XFER_ID_NOT_FOUND)?;
        if index == from {
            return refuse(Cause::TransferIntoItself);
        }
        let (call, giving) = (&self.calls[index], &self.calls[from]);
        if call.state != State::Connected || call.is_conference() {
            return refuse(Cause::TransferNotBusy);
        }
        match giving.state {
            State::Connected if !giving.is_conference() => {}
            State::RingingSecond if *xfer_party == Party::First => {
                return refuse(Cause::TransferPartyNotUp);
            }
            State::RingingSecond => {}
            _ => return refuse(Cause::TransferTooEarly),
        }
        if call.leg(*call_party).party == giving.leg(*xfer_party).party {
            return refuse(Cause::TransferSameParty);
        }
        self.call_is_transferred([index, from], *xfer_party, now_ms);
        self.stop_talk(index, now_ms);
        self.stop_talk(from, now_ms);
        let (leg, steps) = self.take_leg(from, *xfer_party);
        self.end(from, End::Transferred, &format!("transferred into call {call_id}"), now_ms);
        self.put_leg(index, call_party.other(), leg, steps);
        if self.control.transfer_places == TransferPlaces::TransferredFirst
            && *call_party == Party::Second
        {
            self.swap_legs(index);
        }
        self.go_on(index, now_ms);
        Ok(())
    }

    /// srv=8: the parties of `joining` talk in `host`, whoever is in both once.
    ///
    /// # Errors
    /// 7 when there is no call `host`, else the causes `Conference...`.
    pub fn join(&mut self, host: &str, joining: &str, now_ms: u64) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let index = self.live_index(host).ok_or(ResultCode::CALL_ID_NOT_FOUND)?;
        let Some(from) = self.live_index(joining) else {
            return refuse(Cause::ConferenceNotFound);
        };
        if index == from {
            return refuse(Cause::ConferenceWithItself);
        }
        if [index, from].iter().any(|&at| self.calls[at].state != State::Connected) {
            return refuse(Cause::ConferenceNotBusy);
        }
        self.stop_talk(from, now_ms);
        let legs: Vec<Leg> = self.calls[from].legs().cloned().collect();
        self.end(from, End::Joined, &format!("joined into call {host}"), now_ms);
        for leg in legs {
            if !self.calls[index].involves(&leg.party) {
                self.calls[index].others.push(leg);
            }
        }
        self.begin_talk(index, now_ms);
        let all: Vec<&str> = self.calls[index].legs().map(|leg| leg.party.as_str()).collect();
        let text = format!("a conference of {}", all.join(", "));
        self.tell(index, now_ms, State::Connected, text);
        Ok(())
    }

    /// A leg and what was to happen to it; with a phone that rings, the timeout too.
    fn take_leg(&self, from: usize, place: Party) -> (Leg, Vec<Planned>) {
        let call = &self.calls[from];
        let rings = call.state != State::Connected;
        let fits = |planned: &&Planned| match planned.step.party() {
            Some(party) => party == place,
            None => rings && planned.step == Step::TimesOut,
        };
        (call.leg(place).clone(), call.planned.iter().filter(fits).copied().collect())
    }

    fn put_leg(&mut self, index: usize, place: Party, leg: Leg, steps: Vec<Planned>) {
        let call = &mut self.calls[index];
        call.unplan(place);
        *call.leg_mut(place) = leg;
        for Planned { at_ms, step } in steps {
            call.plan(at_ms, step.moved_to(place));
        }
    }

    fn swap_legs(&mut self, index: usize) {
        let call = &mut self.calls[index];
        std::mem::swap(&mut call.first, &mut call.second);
        for planned in &mut call.planned {
            if let Some(party) = planned.step.party() {
                planned.step = planned.step.moved_to(party.other());
            }
        }
    }

    /// Both talk, or the one that is not up is rung.
    fn go_on(&mut self, index: usize, now_ms: u64) {
        let call = &self.calls[index];
        let text = format!("transferred: {} and {}", call.first(), call.second());
        let rung = [Party::First, Party::Second]
            .into_iter()
            .find(|&place| call.leg(place).progress != Progress::Up);
        if rung.is_none() {
            self.calls[index].planned.retain(|planned| planned.step != Step::TimesOut);
            self.begin_talk(index, now_ms);
        }
        self.tell(index, now_ms, rung.map_or(State::Connected, Party::rung), text);
    }
}
