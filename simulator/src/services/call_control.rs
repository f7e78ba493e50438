//! srv=2, 7, 8, 13 and 14: what can be done with calls that are up (document 000, sections of these numbers).

use crate::codes::Cause;
use crate::model::call::Party;
use crate::model::exchange::Exchange;
use crate::model::transfer::Transfer;
use crate::query::{Query, digits};
use crate::result_code::ResultCode;
use crate::switches::call_control::ConferenceId;

/// What follows `result=0`: nothing, or `;line_id=1` of a parked call.
///
/// # Errors
/// 5 for an id that is no number, 18 without the id of the joining call, 1 for any
/// other service, and those of the command itself.
pub fn carry_out(
    srv: u8,
    exchange: &mut Exchange,
    query: &Query,
    now_ms: u64,
) -> Result<String, ResultCode> {
    match srv {
        2 => record(exchange, query, now_ms)?,
        7 => transfer(exchange, query, now_ms)?,
        8 => join(exchange, query, now_ms)?,
        13 => return park(exchange, query, now_ms),
        14 => exchange.pick(query.text("ext"), query.text("picked_ext"), now_ms)?,
        _ => return Err(ResultCode::UNKNOWN_SERVICE),
    }
    Ok(String::new())
}

fn record(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<(), ResultCode> {
    let call_id = id(query, "call_id")?;
    match query.text("enable") {
        "0" => exchange.end_recording(call_id, now_ms),
        "1" => exchange.begin_recording(call_id, query.value("info"), now_ms),
        _ => Err(exchange.codes().of(Cause::RecordBadEnable)),
    }
}

fn transfer(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<(), ResultCode> {
    let party = |key, default| match query.value(key) {
        None => Ok(default),
        Some("calling") => Ok(Party::First),
        Some("called") => Ok(Party::Second),
        Some(_) => Err(exchange.codes().of(Cause::TransferBadParty)),
    };
    let transfer = Transfer {
        call_id: id(query, "call_id")?.to_owned(),
        xfer_id: id(query, "xfer_id")?.to_owned(),
        call_party: party("call_party", Party::First)?,
        xfer_party: party("xfer_party", Party::Second)?,
    };
    exchange.transfer(&transfer, now_ms)
}

fn join(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<(), ResultCode> {
    let names: &[&str] = match exchange.control().conference_id {
        ConferenceId::ConfId => &["conf_id"],
        ConferenceId::XferId => &["xfer_id"],
        ConferenceId::Either => &["conf_id", "xfer_id"],
    };
    let name = names.iter().find(|name| query.value(name).is_some());
    let joining = id(query, name.ok_or(ResultCode::MISSING_CONF_ID)?)?;
    exchange.join(id(query, "call_id")?, joining, now_ms)
}

fn park(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<String, ResultCode> {
    let ext = query.text("ext");
    match query.text("action") {
        "11" => {
            let line = exchange.park(ext, id(query, "call_id")?, now_ms)?;
            Ok(format!(";line_id={line}"))
        }
        "12" => {
            exchange.unpark(ext, query.text("line_id"), now_ms)?;
            Ok(String::new())
        }
        _ => Err(exchange.codes().of(Cause::ParkBadAction)),
    }
}

fn id<'a>(query: &'a Query, key: &str) -> Result<&'a str, ResultCode> {
    digits(query.text(key)).ok_or(ResultCode::INVALID_CALL_ID)
}
