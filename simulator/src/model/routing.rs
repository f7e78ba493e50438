//! The PBX's routing: where a number is reached, who is busy, and what happens when it rings.

use super::behaviour::Behaviour;
use super::call::{Call, Progress, State};
use super::exchange::Exchange;
use super::user::{Interface, Status};
use crate::switches::call_control::SecondCall;

/// Whether a user can take a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fitness {
    /// No call is up.
    Free,
    /// Rings, or has as many calls as fit.
    Full,
    /// Logged off.
    Offline,
    /// One call is up, a second one fits.
    Talks,
}

impl Exchange {
    /// The state that info=0 shows for a user; none when there is no such user.
    pub fn status_of(&self, ext: &str) -> Option<Status> {
        let user = self.office.user(ext)?;
        let mine = || self.live().flat_map(Call::legs).filter(|leg| leg.party == ext);
        Some(if let Some(shown) = user.show {
            shown
        } else if mine().any(|leg| leg.progress == Progress::Up && leg.is_busy()) {
            Status::Busy
        } else if mine().any(|leg| leg.progress == Progress::Ringing) {
            Status::Ringing
        } else {
            user.status
        })
    }

    /// How many lines of a network the calls take.
    pub fn lines_in_use(&self, network: Interface) -> u32 {
        let legs = self.live().flat_map(Call::legs);
        let busy = legs.filter(|leg| leg.network == network && leg.progress != Progress::Idle);
        u32::try_from(busy.count()).unwrap_or(u32::MAX)
    }

    /// A user is reached on the first network where he is logged in, everybody else outside.
    pub(super) fn network_of(&self, number: &str) -> Interface {
        self.office
            .user(number)
            .map_or(self.outside, |user| user.endpoints.first().map_or(Interface::Lan, |e| e.net))
    }

    pub(super) fn behaviour_of(&self, number: &str) -> Behaviour {
        const NETWORK_MS: u64 = 1000;
        match self.status_of(number) {
            None => self.numbers.of_number(number),
            Some(Status::Offline) => Behaviour::Unreachable { after_ms: NETWORK_MS },
            Some(Status::Ringing | Status::Busy) => Behaviour::Busy { after_ms: NETWORK_MS },
            Some(_) => self.behaviour_when_rung(number),
        }
    }

    /// What an extension does when its phone rings, whatever else it is at.
    pub(super) fn behaviour_when_rung(&self, ext: &str) -> Behaviour {
        self.numbers.of_extension(ext).unwrap_or_else(|| {
            self.auto_lift_ms.map_or(Behaviour::Never, |after_ms| Behaviour::Answers { after_ms })
        })
    }

    /// Whether a user can take a call now: nobody's phone takes a third one, and a
    /// second one only while the first is connected and the switch allows it.
    pub(super) fn fitness(&self, ext: &str) -> Fitness {
        let mut own =
            self.live().filter(|call| call.legs().any(|leg| leg.party == ext && leg.is_busy()));
        match self.status_of(ext) {
            None | Some(Status::Offline) => Fitness::Offline,
            Some(Status::Free | Status::Paused | Status::AfterCallWork) => Fitness::Free,
            Some(Status::Ringing) => Fitness::Full,
            Some(Status::Busy) => match (own.next(), own.next()) {
                (Some(call), None)
                    if call.state() == State::Connected
                        && self.control.second_call != SecondCall::Refused =>
                {
                    Fitness::Talks
                }
                _ => Fitness::Full,
            },
        }
    }
}
