//! What an exchange is told to do, and what it tells.

use serde::{Deserialize, Serialize};

use super::call::State;
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
