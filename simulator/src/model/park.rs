//! srv=13: a call waits on a line until somebody fetches it (document 000, section "13").

use super::call::{Party, Progress, State};
use super::exchange::Exchange;
use super::routing::Fitness;
use crate::codes::Cause;
use crate::result_code::ResultCode;

impl Exchange {
    /// `ext` leaves its call, which waits on the first free line; tells that line.
    ///
    /// # Errors
    /// The causes `Park...`.
    pub fn park(&mut self, ext: &str, call_id: &str, now_ms: u64) -> Result<u32, ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        if self.office.user(ext).is_none() {
            return refuse(Cause::ParkSenderUnknown);
        }
        let Some(index) = self.live_index(call_id) else {
            return refuse(Cause::ParkCallNotFound);
        };
        let call = &self.calls[index];
        if !call.involves(ext) {
            return refuse(Cause::ParkNotOwnCall);
        }
        let place = call.place_of(ext).filter(|_| !call.is_conference());
        let Some(place) = place.filter(|_| call.state == State::Connected) else {
            return refuse(Cause::ParkNotConnected);
        };
        let taken = |line: &u32| self.live().any(|call| call.line == Some(*line));
        let Some(line) = (1..=self.control.park_lines).find(|line| !taken(line)) else {
            return refuse(Cause::ParkLinesTaken);
        };
        self.stop_talk(index, now_ms);
        let call = &mut self.calls[index];
        call.unplan(place);
        call.leg_mut(place).progress = Progress::Idle;
        call.line = Some(line);
        call.parked_ms = Some(now_ms);
        self.tell(index, now_ms, State::Parked, format!("{ext} parked it on line {line}"));
        let parameters = [("call_id", call_id), ("number", ext), ("info", "park")];
        self.happened(now_ms, 17, None, &parameters);
        Ok(line)
    }

    /// `ext` fetches the call from a line, in the place of whoever parked it.
    ///
    /// # Errors
    /// The causes `Unpark...`.
    pub fn unpark(&mut self, ext: &str, line: &str, now_ms: u64) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        if self.office.user(ext).is_none() {
            return refuse(Cause::UnparkSenderUnknown);
        }
        match self.fitness(ext) {
            Fitness::Offline => return refuse(Cause::UnparkSenderOffline),
            Fitness::Full => return refuse(Cause::UnparkSenderBusy),
            Fitness::Free | Fitness::Talks => {}
        }
        let line = line.parse().ok().filter(|line| (1..=self.control.park_lines).contains(line));
        let Some(line) = line else {
            return refuse(Cause::UnparkNoSuchLine);
        };
        let parked = |call: &super::call::Call| call.is_live() && call.line == Some(line);
        let Some(index) = self.calls.iter().position(parked) else {
            return refuse(Cause::UnparkLineEmpty);
        };
        let call = &mut self.calls[index];
        call.line = None;
        let place = if call.first.progress == Progress::Up { Party::Second } else { Party::First };
        self.call_is_routed(index, "0", "park", now_ms);
        self.fetch(index, place, ext, &format!("{ext} fetches it from line {line}"), now_ms);
        Ok(())
    }
}
