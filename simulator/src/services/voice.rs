//! srv=9, 10 and 11: voice menus, playback and meeting rooms (document 000, sections of these numbers).

use crate::codes::Cause;
use crate::model::exchange::Exchange;
use crate::model::room::RoomPlan;
use crate::query::{Query, digits};
use crate::result_code::ResultCode;
use crate::switches::voice::PlaybackCallId;

/// srv=9.
///
/// # Errors
/// The causes `Ivr...`.
pub fn set_ivr_mode(exchange: &mut Exchange, query: &Query) -> Result<String, ResultCode> {
    const TIME_BANDS: u8 = 1;
    let mode = match query.value("mode") {
        None => Some(TIME_BANDS),
        Some(_) => query.small("mode").filter(|mode| (0..=5).contains(mode)),
    };
    let mode = mode.ok_or_else(|| exchange.codes().of(Cause::IvrBadMode))?;
    exchange.set_ivr_mode(query.text("id"), mode)?;
    Ok(ok())
}

/// srv=10.
///
/// # Errors
/// 3 without the `call_id` that the switch wants, 5 when it is no number, and those of [`Exchange::play`].
pub fn play(exchange: &mut Exchange, query: &Query, now_ms: u64) -> Result<String, ResultCode> {
    let call_id = query.value("call_id");
    if call_id.is_none() && exchange.voice().playback_call_id == PlaybackCallId::Mandatory {
        return Err(ResultCode::MISSING_CALL_ID);
    }
    let value = query.value("value").ok_or(ResultCode::MISSING_VALUE)?;
    if call_id.is_some_and(|id| digits(id).is_none()) {
        return Err(ResultCode::INVALID_CALL_ID);
    }
    let looped = match query.value("loop") {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => return Err(exchange.codes().of(Cause::PlaybackBadLoop)),
    };
    exchange.play(call_id, value, looped, now_ms)?;
    Ok(ok())
}

/// srv=11; the answer to `add` is `result=0;id=0003`.
///
/// # Errors
/// The causes `Room...`.
pub fn administer_room(exchange: &mut Exchange, query: &Query) -> Result<String, ResultCode> {
    let given = |name| query.value(name).map(str::to_owned);
    let plan = RoomPlan {
        desc: given("desc"),
        meet_start: given("meet_start"),
        meet_end: given("meet_end"),
    };
    match query.text("act") {
        "add" => Ok(format!("{};id={}", ok(), exchange.add_room(plan)?)),
        "edit" => exchange.edit_room(query.text("ind"), plan).map(|()| ok()),
        "del" => exchange.remove_room(query.text("ind")).map(|()| ok()),
        _ => Err(exchange.codes().of(Cause::RoomBadAction)),
    }
}

fn ok() -> String {
    format!("result={}", ResultCode::OK)
}
