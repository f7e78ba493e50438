//! srv=0, place a call, and srv=1, disconnect it (document 000, sections "0" and "1").

use super::Habits;
use crate::answer::Answer;
use crate::model::exchange::Exchange;
use crate::model::order::Order;
use crate::model::user::Interface;
use crate::query::{Query, dial_string, digits};
use crate::result_code::ResultCode;

/// srv=0: sets up the call and tells its id.
///
/// # Errors
/// 44 without `first_number` or `second_number`; 2 for a number that is none, an
/// unknown interface or a timeout that is no number of seconds; and those of
/// [`Exchange::place`].
pub fn place(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<String, ResultCode> {
    let order = Order {
        first_number: number(query, "first_number")?,
        second_number: number(query, "second_number")?,
        first_interface: match query.value("first_interface") {
            None => Interface::Ivr,
            Some(name) => Interface::parse(name).ok_or(ResultCode::BAD_CGI_PARAMS)?,
        },
        timeout_s: match query.value("timeout") {
            None => DEFAULT_TIMEOUT_S,
            Some(text) => seconds(text).ok_or(ResultCode::BAD_CGI_PARAMS)?,
        },
    };
    exchange.place(&order, now_ms)
}

/// The answer to a call that was set up: `result=0;call_id=12345`, without a `;` at the end.
pub fn placed(habits: &Habits, call_id: &str) -> Answer {
    Answer::new(&habits.content_type, format!("result={};call_id={call_id}", ResultCode::OK))
}

/// srv=1: 3 without `call_id`, 5 when it is no number, 7 when no call has it, 15 for one that rings at the
/// other side where the switch says so.
pub fn disconnect(exchange: &mut Exchange, query: &Query, now_ms: u64) -> ResultCode {
    match query.value("call_id") {
        None => ResultCode::MISSING_CALL_ID,
        Some(id) if digits(id).is_none() => ResultCode::INVALID_CALL_ID,
        Some(id) if exchange.refuses_to_disconnect(id) => ResultCode::INVALID_CALL_STATUS,
        Some(id) if exchange.disconnect(id, now_ms) => ResultCode::OK,
        Some(_) => ResultCode::CALL_ID_NOT_FOUND,
    }
}

const DEFAULT_TIMEOUT_S: u64 = 60;
const LONGEST_TIMEOUT_S: u64 = 3600;

fn number(query: &Query, key: &str) -> Result<String, ResultCode> {
    let text = query.value(key).ok_or(ResultCode::MISSING_NUMBER)?;
    dial_string(text).map(str::to_owned).ok_or(ResultCode::BAD_CGI_PARAMS)
}

fn seconds(text: &str) -> Option<u64> {
    let seconds = digits(text)?.parse().ok()?;
    (1..=LONGEST_TIMEOUT_S).contains(&seconds).then_some(seconds)
}
