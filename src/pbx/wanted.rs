//! What a driver makes requests of: a call, something to be done with one, a state.

use crate::call::{Control, Origin};
use crate::dial::{DialString, Target};
use crate::event::{CallId, Extension, ParkLine, StateWish};
use crate::problem::Problem;

/// A call to be placed.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Our own name for it, unique: what has one hears the same order twice as one.
    pub intent: &'a str,
    /// Whom.
    pub target: &'a Target,
    /// The digits that go out.
    pub digits: &'a DialString,
    /// The different number that the text of the link named.
    pub text: Option<&'a str>,
    /// Whether the person has answered what the guard asks.
    pub confirmed: bool,
    /// Whether it comes from a private window.
    pub private: bool,
    /// Our own name for the call of the same phone beside which it is placed.
    pub beside: Option<&'a str>,
}

impl Order<'_> {
    /// An order that is only made, never sent: what is missing for a call is found out by it.
    ///
    /// # Errors
    /// What `made` says.
    pub fn probe<T>(made: impl FnOnce(&Order<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        Self::of_keys(&DialString::new("0").expect("a digit is a dial string"), made)
    }

    /// An order of nothing but keys, for `made`.
    pub(crate) fn of_keys<T>(digits: &DialString, made: impl FnOnce(&Order<'_>) -> T) -> T {
        let target = Target::Inside { keys: digits.clone() };
        let (target, intent) = (&target, "probe");
        let order = Order {
            intent,
            target,
            digits,
            text: None,
            confirmed: false,
            private: false,
            beside: None,
        };
        made(&order)
    }
}

/// What is to be done with a call.
#[derive(Clone, Copy, Debug)]
pub struct Controlling<'a> {
    /// What.
    pub control: Control,
    /// The PBX's name for the call.
    pub call: &'a CallId,
    /// Whose call it is.
    pub extension: Option<&'a Extension>,
    /// Where it comes from.
    pub origin: Origin,
    /// The PBX's name for the call beside it, while that is on the line, and where that comes from.
    pub beside: Option<(&'a CallId, Origin)>,
    /// Where it is parked, if it is.
    pub line: Option<&'a ParkLine>,
}

/// What a person wants to be.
#[derive(Clone, Copy, Debug)]
pub struct SetMyState<'a> {
    /// As the person said it.
    pub wish: &'a StateWish,
    /// For [`StateWish::Divert`] the digits that this office dials.
    pub divert_to: Option<&'a DialString>,
}
