//! srv=14: somebody takes the call that rings at a colleague's (document 000, section "14").

use super::call::{Call, Leg, Party, Progress};
use super::exchange::Exchange;
use super::routing::Fitness;
use crate::codes::Cause;
use crate::result_code::ResultCode;
use crate::switches::call_control::Fetch;

impl Exchange {
    /// `ext` takes the oldest call that rings at `picked_ext`.
    ///
    /// # Errors
    /// The causes `Pick...`.
    pub fn pick(&mut self, ext: &str, picked_ext: &str, now_ms: u64) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let (Some(picker), Some(_)) = (self.office.user(ext), self.office.user(picked_ext)) else {
            return refuse(Cause::PickNotUsers);
        };
        if !picker.pick {
            return refuse(Cause::PickNotAllowed);
        }
        let fitness = self.fitness(ext);
        if fitness == Fitness::Offline {
            return refuse(Cause::PickerOffline);
        }
        if self.fitness(picked_ext) == Fitness::Offline {
            return refuse(Cause::PickedOffline);
        }
        let ringing = |(index, call): (usize, &Call)| {
            let place = call.place_of(picked_ext)?;
            let rings = call.is_live() && call.leg(place).progress == Progress::Ringing;
            rings.then_some((index, place))
        };
        let Some((index, place)) = self.calls.iter().enumerate().find_map(ringing) else {
            return refuse(Cause::PickNothingRings);
        };
        let group = self.office.group(self.calls[index].group());
        if group.is_some_and(|group| group.reaches(ext)) || ext == picked_ext {
            return refuse(Cause::PickerInRingingGroup);
        }
        if fitness == Fitness::Full {
            return refuse(Cause::PickerBusy);
        }
        self.call_is_routed(index, "0", "pick", now_ms);
        self.fetch(index, place, ext, &format!("{ext} picks it from {picked_ext}"), now_ms);
        Ok(())
    }

    /// The phone of `ext` gets the call, in this place of it.
    pub(super) fn fetch(&mut self, index: usize, place: Party, ext: &str, text: &str, now_ms: u64) {
        let network = self.network_of(ext);
        let call = &mut self.calls[index];
        call.unplan(place);
        *call.leg_mut(place) = Leg::new(ext, network);
        self.tell(index, now_ms, place.rung(), text.to_owned());
        match self.control.fetch {
            Fetch::AtOnce => self.lift(index, place, now_ms),
            Fetch::Rings => {
                self.party_is_called(index, place, now_ms);
                self.ring(index, place, self.behaviour_when_rung(ext), now_ms);
            }
        }
    }
}
