//! What an exchange is told to do, and what it tells.

use serde::{Deserialize, Serialize};

use super::call::{Leg, Party, Progress, State};
use super::exchange::Exchange;
use super::user::Interface;

/// What srv=0 asks for.
#[derive(Clone, Debug)]
pub struct Order {
    /// Called first, by `first_interface`.
    pub first_number: String,
    /// Called second, by the routing.
    pub second_number: String,
    /// Where the first number is.
    pub first_interface: Interface,
    /// Seconds until the call must be connected.
    pub timeout_s: u64,
}

/// A call that nobody asked for by srv=0. It stays as it is until control changes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherCall {
    /// Calling party.
    pub first: String,
    /// Called party.
    pub second: String,
    /// Its network; default: by routing.
    pub first_network: Option<Interface>,
    /// Its network; default: by routing.
    pub second_network: Option<Interface>,
    /// Called group.
    #[serde(default)]
    pub group: String,
    /// Default: connected.
    pub state: Option<State>,
}

/// A change in the life of a call.
#[derive(Clone, Debug, Serialize)]
pub struct News {
    /// When.
    pub at_ms: u64,
    /// Whose.
    pub call_id: String,
    /// The state that began.
    pub state: State,
    /// For a person who watches.
    pub text: String,
}

impl Exchange {
    /// Sets up somebody else's call and tells its id.
    pub fn place_other(&mut self, other: &OtherCall, now_ms: u64) -> String {
        let network =
            |party: &str, given: Option<Interface>| given.unwrap_or_else(|| self.network_of(party));
        let mut call = self.new_call(
            Leg::new(&other.first, network(&other.first, other.first_network)),
            Leg::new(&other.second, network(&other.second, other.second_network)),
            now_ms,
        );
        call.group.clone_from(&other.group);
        call.state = other.state.unwrap_or(State::Connected);
        let (first, second) = match call.state {
            State::RingingFirst => (Progress::Ringing, Progress::Idle),
            State::RingingSecond => (Progress::Up, Progress::Ringing),
            // Only srv=13 parks.
            State::Connected | State::Parked => (Progress::Up, Progress::Up),
            State::Ended => (Progress::Idle, Progress::Idle),
        };
        call.first.progress = first;
        call.second.progress = second;
        call.lifted_ms = (first == Progress::Up).then_some(now_ms);
        call.connected_ms = (second == Progress::Up).then_some(now_ms);
        call.ended_ms = (call.state == State::Ended).then_some(now_ms);
        let (id, state) = (call.call_id.clone(), call.state);
        let text = format!("somebody else's call: {} and {}", other.first, other.second);
        self.calls.push(call);
        let index = self.calls.len() - 1;
        if second == Progress::Up {
            self.begin_talk(index, now_ms);
        }
        self.tell(index, now_ms, state, text);
        if state != State::Ended {
            self.call_comes_in(index, now_ms);
        }
        if second != Progress::Idle {
            self.call_is_routed(index, "0", "", now_ms);
            self.party_is_called(index, Party::Second, now_ms);
        }
        if second == Progress::Up {
            self.party_answers(index, Party::Second, now_ms);
        }
        id
    }
}
