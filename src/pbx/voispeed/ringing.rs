//! What a person wants of a phone that rings, in the services that VOIspeed has for calls: no service
//! answers, diverts or refuses a call that rings at the own phone. srv=14 is for who picks, and nothing in
//! the document ties its `ext` to who asks; srv=1 disconnects a call, and the document does not say which.

use super::calls::{Disconnect, Pick};
use super::grammar::CommandAnswer;
use super::query::Query;
use super::result::ResultCode;
use crate::event::{Extension, RingingWish};
use crate::problem::{Code, Problem};

/// The request of whom `own` is the phone of.
#[must_use]
pub fn request(wish: &RingingWish, own: Extension) -> Query {
    match wish.clone() {
        RingingWish::Pick { extension } => Pick { ext: own, picked_ext: extension }.query(),
        RingingWish::Divert { extension, .. } => Pick { ext: extension, picked_ext: own }.query(),
        RingingWish::Refuse { call } => Disconnect { call_id: call }.query(),
    }
}

/// What the answer says.
///
/// # Errors
/// The PBX's refusal. What srv=14 says of who picks is said of the colleague when a call is diverted.
pub fn done(wish: &RingingWish, answer: CommandAnswer) -> Result<(), Problem> {
    let result = answer.result;
    match wish {
        _ if result == ResultCode::OK => Ok(()),
        RingingWish::Refuse { .. } if Disconnect::gone(answer) => Ok(()),
        RingingWish::Divert { .. } if PICKERS.contains(&result.number()) => {
            Err(Problem::new(Code::NotDiverted).detail(&result.number().to_string()))
        }
        RingingWish::Refuse { .. } if result == ResultCode::INVALID_CALL_STATUS => {
            Err(Problem::new(Code::NotRefused).detail(&result.number().to_string()))
        }
        _ => Err(result.problem()),
    }
}

/// Results that speak of who picks: they may not, are offline, are rung by this call, or it cannot be
/// brought to them.
const PICKERS: [u16; 4] = [29, 31, 32, 33];
