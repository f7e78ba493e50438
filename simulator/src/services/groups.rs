//! srv=6 and srv=18: a group's members, and groups themselves (document 000, sections "6" and "18").

use super::users::{complete, given};
use crate::codes::Cause;
use crate::model::exchange::Exchange;
use crate::query::{Query, digits};
use crate::result_code::ResultCode;

/// srv=6.
///
/// # Errors
/// The causes `Group...`.
pub fn set_members(
    exchange: &mut Exchange,
    query: &Query,
    now_ms: u64,
) -> Result<String, ResultCode> {
    if query.text("prty") != "0" {
        return Err(exchange.codes().of(Cause::GroupPropertyUnknown));
    }
    let members = extensions(exchange, query.text("value"))?;
    exchange.set_members(query.text("name"), members)?;
    listed(exchange, query.text("name"), "update", now_ms);
    Ok(format!("result={}", ResultCode::OK))
}

/// srv=18.
///
/// # Errors
/// The causes `Group...`.
pub fn administer(
    exchange: &mut Exchange,
    query: &Query,
    now_ms: u64,
) -> Result<String, ResultCode> {
    let (act, name) = (query.text("act"), query.text("name"));
    if !["add", "edit", "del"].contains(&act) {
        return Err(exchange.codes().of(Cause::GroupBadAction));
    }
    let given = given(query, FIELDS);
    if !complete(&given, exchange.people().starred, act, &["desc"], FIELDS) {
        return Err(exchange.codes().of(Cause::GroupIncomplete));
    }
    let members = match query.value("grpext") {
        None => Vec::new(),
        Some(list) => extensions(exchange, list)?,
    };
    let new_name = match act {
        "add" => Some(exchange.add_group(&given, members)?),
        "edit" => exchange.edit_group(name, &given, members).map(|()| None)?,
        _ => exchange.remove_group(name).map(|()| None)?,
    };
    let now = given.get("desc").map_or(name, String::as_str);
    match act {
        "add" => listed(exchange, now, "add", now_ms),
        "edit" => listed(exchange, now, "update", now_ms),
        _ => exchange.group_listed(name, &[], "delete", now_ms),
    }
    Ok(exchange.people().answer.text(new_name.as_deref()))
}

fn listed(exchange: &mut Exchange, name: &str, reason: &str, now_ms: u64) {
    let members = exchange.office.group(name).map(|group| group.members.clone());
    exchange.group_listed(name, &members.unwrap_or_default(), reason, now_ms);
}

/// `200,201`
fn extensions(exchange: &Exchange, list: &str) -> Result<Vec<String>, ResultCode> {
    let extension = |text: &str| digits(text.trim()).map(str::to_owned);
    let extensions: Option<Vec<String>> = list.split(',').map(extension).collect();
    extensions.ok_or_else(|| exchange.codes().of(Cause::GroupBadMembers))
}

/// The starred parameters of srv=18 but `act` and `name`.
const FIELDS: &[&str] = &[
    "desc", "usr_", "pwd_", "vcb_code", "grpnum", "grpext", "grpvbox", "ring", "ringtm", "sliptm",
    "waitEn", "waitDly", "waitmsg", "busyact", "busymsg", "busyfwd", "unract", "unrmsg", "unrfwd",
    "maxact", "maxmsg", "maxfwd",
];
