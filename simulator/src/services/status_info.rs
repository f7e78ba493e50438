//! srv=3, the state of the PBX: info=0 to info=8 (document 000, section "3").
//!
//! The separators are the document's own, down to the blanks and to the `;` that
//! some answers end with and others do not. An error of a data service is not
//! documented; `result=N` is assumed (docs/voispeed.md).

use super::Habits;
use crate::date_time;
use crate::model::call::{Call, State};
use crate::model::exchange::Exchange;
use crate::model::office::{Group, Lines};
use crate::model::room::Room;
use crate::model::user::{Interface, Status, User};
use crate::query::Query;
use crate::result_code::ResultCode;
use crate::switches::call_control::ParkedRow;
use crate::switches::people::DisabledMember;

/// The text of an answer.
///
/// # Errors
/// 2 for an `info` that is missing or unknown, 43 for an unknown group, 4 when
/// info=6 has no `ext`, 24 when that is nobody's.
pub fn ask(
    exchange: &Exchange,
    habits: &Habits,
    query: &Query,
    now_ms: u64,
) -> Result<String, ResultCode> {
    match query.small("info") {
        Some(0) => user_states(exchange, query.value("filter")),
        Some(1) => Ok(isdn_lines(exchange)),
        Some(2) => Ok(groups(exchange)),
        Some(3) => {
            let wan = exchange.office.wan;
            Ok(lines(wan, exchange.lines_in_use(Interface::Wan)))
        }
        Some(4) => Ok(user_names(exchange)),
        Some(5) => Ok(statistics(exchange)),
        Some(6) => {
            let ext = query.value("ext").ok_or(ResultCode::MISSING_EXT)?;
            one_user(exchange, ext).ok_or(ResultCode::USER_NOT_FOUND)
        }
        Some(7) => Ok(current_calls(exchange, habits, query.value("ext"))),
        Some(8) => Ok(meeting_rooms(exchange, habits, now_ms)),
        _ => Err(ResultCode::BAD_CGI_PARAMS),
    }
}

/// `200=1;201=2;`
fn user_states(exchange: &Exchange, group: Option<&str>) -> Result<String, ResultCode> {
    let group = match group {
        None => None,
        Some(name) => Some(exchange.office.group(name).ok_or(ResultCode::GROUP_NOT_FOUND)?),
    };
    let members = group.map(|group| shown_members(exchange, group));
    Ok(exchange
        .office
        .users
        .iter()
        .filter(|user| members.as_ref().is_none_or(|members| members.contains(&user.ext.as_str())))
        .map(|user| format!("{}={};", user.ext, u8::from(status(exchange, user))))
        .collect())
}

/// `1=30/30;2=8/30;`; the calls fill the controllers in their order.
fn isdn_lines(exchange: &Exchange) -> String {
    let mut in_use = exchange.lines_in_use(Interface::Isdn);
    let controllers = exchange.office.isdn.iter().map(|controller| {
        let free = controller.lines.total.saturating_sub(controller.lines.busy);
        let here = in_use.min(free);
        in_use -= here;
        format!("{}={};", controller.ctrl, lines(controller.lines, here))
    });
    controllers.collect()
}

/// `AdminOffice=200,300; SalesOffice=201,202,203;`
fn groups(exchange: &Exchange) -> String {
    let groups = exchange.office.groups.iter();
    let pieces: Vec<String> =
        groups.map(|g| format!("{}={};", g.name, shown_members(exchange, g).join(","))).collect();
    pieces.join(" ")
}

fn shown_members<'a>(exchange: &Exchange, group: &'a Group) -> Vec<&'a str> {
    let all = exchange.people().disabled_member == DisabledMember::Shown;
    let members = group.members.iter().map(String::as_str);
    members.filter(|ext| all || group.reaches(ext)).collect()
}

/// `7/16`
fn lines(lines: Lines, in_use: u32) -> String {
    let busy = lines.busy.saturating_add(in_use).min(lines.total);
    format!("{busy}/{}", lines.total)
}

/// `201=Coppola Jenny;202=Macintosh Peter`, without a `;` at the end.
fn user_names(exchange: &Exchange) -> String {
    let users = exchange.office.users.iter();
    let pieces: Vec<String> = users
        .filter(|user| !(user.sur.is_empty() && user.name.is_empty()))
        .map(|user| format!("{}={}", user.ext, format!("{} {}", user.sur, user.name).trim()))
        .collect();
    pieces.join(";")
}

/// `200=3600/800/7;`, for those who are logged in.
fn statistics(exchange: &Exchange) -> String {
    let logged_in =
        exchange.office.users.iter().filter(|user| status(exchange, user) != Status::Offline);
    let rows = logged_in.filter_map(|user| {
        let row = user.statistics.as_ref()?;
        Some(format!("{}={}/{}/{};", user.ext, row.login_s, row.conversation_s, row.received))
    });
    rows.collect()
}

/// `name=John; sur=Smith; ...; mode=0;divNr=; ...; port2=5060;`: the one `;` without a blank is the document's.
fn one_user(exchange: &Exchange, ext: &str) -> Option<String> {
    let user = exchange.office.user(ext)?;
    let status = status(exchange, user);
    let card = &user.card;
    let mut text = format!(
        "name={}; sur={}; userext={}; tel_hom={}; tel_mob={}; tel_oth={}; email={}; usr_={}; vcb_code={}; \
         predefined={}; status={}; mode={};divNr={}; outlook_status={}; subject={}; location={}; \
         date_time_start={}; date_time_end={};",
        user.name,
        user.sur,
        user.ext,
        card.tel_hom,
        card.tel_mob,
        card.tel_oth,
        card.email,
        card.usr_,
        card.vcb_code,
        card.predefined,
        u8::from(status),
        card.mode,
        card.div_nr,
        card.outlook_status,
        card.subject,
        card.location,
        card.date_time_start,
        card.date_time_end,
    );
    if status != Status::Offline {
        for (endpoint, n) in user.endpoints.iter().zip(1..) {
            let net = endpoint.net.name();
            text += &format!(" net{n}={net}; ip{n}={}; port{n}={};", endpoint.ip, endpoint.port);
        }
    }
    Some(text)
}

/// A row a call: `id,date_time,status,calling_network,called_network,calling_party,called_party,called_group`.
fn current_calls(exchange: &Exchange, habits: &Habits, ext: Option<&str>) -> String {
    let hidden =
        |call: &&Call| call.state() == State::Parked && habits.parked_row == ParkedRow::None;
    let calls =
        exchange.live().filter(|call| !hidden(call) && ext.is_none_or(|ext| call.involves(ext)));
    calls.map(|call| call_row(call, habits)).collect()
}

fn call_row(call: &Call, habits: &Habits) -> String {
    let numbers = habits.status_numbers;
    let status = match call.state() {
        State::RingingFirst => numbers.ringing_first,
        State::RingingSecond => numbers.ringing_second,
        State::Parked if habits.parked_row == ParkedRow::OwnNumber => numbers.parked,
        // An ended call has no row.
        State::Connected | State::Parked | State::Ended => numbers.connected,
    };
    habits.row(&[
        call.id(),
        &date_time::stamp(call.placed_ms()),
        &status.to_string(),
        call.first_network().name(),
        call.second_network().name(),
        call.first(),
        call.second(),
        call.group(),
    ])
}

/// A row a room: seven fields, `;`, the members.
fn meeting_rooms(exchange: &Exchange, habits: &Habits, now_ms: u64) -> String {
    let rooms = exchange.office.rooms.iter();
    rooms.map(|room| room_row(room, habits, now_ms)).collect()
}

fn room_row(room: &Room, habits: &Habits, now_ms: u64) -> String {
    let fields = habits.fields(&[
        &room.access_code,
        &room.description,
        &room.status_at(now_ms).to_string(),
        &room.creator,
        &room.start_time,
        &room.end_time,
        &room.call_id,
    ]);
    format!("{fields};{}\r\n", room.members.join(","))
}

fn status(exchange: &Exchange, user: &User) -> Status {
    exchange.status_of(&user.ext).unwrap_or(user.status)
}
