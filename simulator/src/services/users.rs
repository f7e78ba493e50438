//! srv=4 and srv=12: a user's properties, and users themselves (document 000, sections "4" and "12").

use crate::codes::Cause;
use crate::date_time;
use crate::model::exchange::Exchange;
use crate::model::user_admin::Given;
use crate::model::user_properties::{Mode, Outlook, Property};
use crate::query::{Query, dial_string, digits};
use crate::result_code::ResultCode;
use crate::switches::people::Starred;

/// srv=4.
///
/// # Errors
/// The causes `Property...`.
pub fn set_property(exchange: &mut Exchange, query: &Query) -> Result<String, ResultCode> {
    let ext = query.text("ext");
    let refuse = |cause| Err(exchange.codes().of(cause));
    if exchange.office.user(ext).is_none() {
        return refuse(Cause::PropertyUserUnknown);
    }
    let property = match query.text("prty") {
        "0" => switch(query.text("value")).map(Property::Outgoing),
        "1" => in_groups(query),
        "2" => mode(query, exchange.people().mode_locked).map(Property::Mode),
        "3" => outlook(query).map(Property::Outlook),
        _ => return refuse(Cause::PropertyUnknown),
    };
    let property = property.map_err(|cause| exchange.codes().of(cause))?;
    exchange.set_property(ext, property)?;
    Ok(format!("result={}", ResultCode::OK))
}

fn in_groups(query: &Query) -> Result<Property, Cause> {
    let enabled = switch(query.text("value"))?;
    let groups = match query.value("filter").ok_or(Cause::PropertyNoFilter)? {
        "*" => None,
        names => Some(names.split(',').map(|name| name.trim().to_owned()).collect()),
    };
    Ok(Property::InGroups { enabled, groups })
}

fn mode(query: &Query, locked: bool) -> Result<Mode, Cause> {
    let last = if locked { 4 } else { 3 };
    let number = query.small("value").filter(|mode| (0..=last).contains(mode));
    let number = number.ok_or(Cause::PropertyBadValue)?;
    let divert_to = match (number, query.value("number")) {
        (2, None) => return Err(Cause::PropertyNoNumber),
        (2, Some(target)) => dial_string(target).ok_or(Cause::PropertyBadValue)?.to_owned(),
        _ => String::new(),
    };
    let seconds = |text| digits(text).and_then(|text| text.parse().ok());
    Ok(Mode {
        number,
        divert_to,
        delay_s: query
            .value("time")
            .map(|time| seconds(time).ok_or(Cause::PropertyBadValue))
            .transpose()?,
        by_mail: query.value("voiMail").map(switch).transpose()?,
        email: query.value("email").map(str::to_owned),
    })
}

fn outlook(query: &Query) -> Result<Outlook, Cause> {
    let status = query.small("value").filter(|status| (0..=3).contains(status));
    let status = status.ok_or(Cause::PropertyBadValue)?;
    if status < 2 {
        return Ok(Outlook { status, ..Outlook::default() });
    }
    let text = |key| query.value(key).map(str::to_owned).ok_or(Cause::PropertyNoAppointment);
    let outlook = Outlook {
        status,
        subject: text("subject")?,
        location: text("location")?,
        date_time_start: text("date_time_start")?,
        date_time_end: text("date_time_end")?,
    };
    let at = |text| date_time::appointment(text).ok_or(Cause::PropertyBadDates);
    if at(&outlook.date_time_start)? > at(&outlook.date_time_end)? {
        return Err(Cause::PropertyBadDates);
    }
    Ok(outlook)
}

/// 0 or 1.
fn switch(text: &str) -> Result<bool, Cause> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Cause::PropertyBadValue),
    }
}

/// srv=12.
///
/// # Errors
/// The causes `User...`.
pub fn administer(
    exchange: &mut Exchange,
    query: &Query,
    now_ms: u64,
) -> Result<String, ResultCode> {
    let (act, ext) = (query.text("act"), query.text("ext"));
    if !["add", "edit", "del"].contains(&act) {
        return Err(exchange.codes().of(Cause::UserBadAction));
    }
    let given = given(query, FIELDS);
    if !complete(&given, exchange.people().starred, act, ESSENTIAL, FIELDS) {
        return Err(exchange.codes().of(Cause::UserIncomplete));
    }
    let gone = exchange.office.user(ext).cloned();
    let new_ext = match act {
        "add" => Some(exchange.add_user(&given)?),
        "edit" => exchange.edit_user(ext, &given).map(|()| None)?,
        _ => exchange.remove_user(ext).map(|()| None)?,
    };
    let (reason, user) = match act {
        "add" | "edit" => {
            let ext = given.get("userext").map_or(ext, String::as_str);
            let reason = if act == "add" { "add" } else { "update" };
            (reason, exchange.office.user(ext).cloned())
        }
        _ => ("delete", gone),
    };
    if let Some(user) = user {
        exchange.user_listed(&user, reason, now_ms);
    }
    Ok(exchange.people().answer.text(new_ext.as_deref()))
}

/// The starred parameters of srv=12 but `act` and `ext`.
const FIELDS: &[&str] = &[
    "name",
    "sur",
    "userext",
    "tel_hom",
    "tel_mob",
    "tel_oth",
    "email",
    "usr_",
    "pwd_",
    "vcb_code",
    "predefined",
];
const ESSENTIAL: &[&str] = &["name", "sur", "userext", "usr_", "pwd_"];

/// Those of the parameters `names` that are there.
pub(super) fn given(query: &Query, names: &[&'static str]) -> Given {
    names.iter().filter_map(|&name| Some((name, query.value(name)?.to_owned()))).collect()
}

/// Whether all are there that the switch wants for this action.
pub(super) fn complete(
    given: &Given,
    starred: Starred,
    act: &str,
    essential: &[&str],
    all: &[&str],
) -> bool {
    let wanted = match (starred, act) {
        (Starred::Essential, "add" | "edit") | (Starred::AddOnly, "add") => essential,
        (Starred::Written, "add" | "edit") | (Starred::Always, _) => all,
        _ => &[],
    };
    wanted.iter().all(|name| given.contains_key(name))
}
