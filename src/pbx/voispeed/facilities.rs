//! Lines (info=1 and 3) and meeting rooms (info=8), put together for people.

use super::grammar::Listed;
use super::status::{Controller, Lines, MeetingRoom, RoomStatus, StatusRequest};
use super::{ask, read};
use crate::event::{FACILITIES_MAX, Facilities, Room, RoomState, Trunk, TrunkKind};
use crate::pbx::{HttpRequest, HttpResponse, NetError};
use crate::problem::{Code, Problem};
use crate::settings::Settings;

/// What is asked, one after the other.
const ASKED: [StatusRequest; 3] =
    [StatusRequest::IsdnLines, StatusRequest::WanLines, StatusRequest::MeetingRooms];

pub(super) fn requests(settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
    ASKED.iter().map(|status| ask(status, settings)).collect()
}

/// What the answer to the request at this place adds.
pub(super) fn seen(
    at: usize,
    answer: Result<HttpResponse, NetError>,
    known: &mut Facilities,
    settings: &Settings,
) {
    let charset = settings.query_charset;
    let answer = answer.map_err(NetError::problem);
    let trunk = |kind, name, Lines { busy, total }| Trunk { kind, name, busy, total };
    let (failed, problem) = match ASKED.get(at) {
        Some(StatusRequest::IsdnLines) => {
            let listed = answer.and_then(|answer| read::<Listed<Controller>>(&answer, charset));
            let of = |row: Controller| trunk(TrunkKind::Isdn, row.ctrl, row.lines);
            let taken = listed.and_then(|listed| {
                known.trunks.extend(listed.rows.into_iter().take(FACILITIES_MAX).map(of));
                whole(&listed.unparsed)
            });
            (taken, &mut known.trunks_problem)
        }
        Some(StatusRequest::WanLines) => {
            let lines = answer.and_then(|answer| read::<Lines>(&answer, charset));
            let taken = lines.map(|lines| trunk(TrunkKind::Wan, String::new(), lines));
            (taken.map(|trunk| known.trunks.push(trunk)), &mut known.trunks_problem)
        }
        _ => {
            let listed = answer.and_then(|answer| read::<Listed<MeetingRoom>>(&answer, charset));
            let taken = listed.and_then(|listed| {
                known.rooms.extend(listed.rows.into_iter().take(FACILITIES_MAX).map(room));
                whole(&listed.unparsed)
            });
            (taken, &mut known.rooms_problem)
        }
    };
    if let Err(why) = failed {
        *problem = Some(why);
    }
}

/// Whether every row could be read: what is missing is said.
fn whole(unparsed: &[String]) -> Result<(), Problem> {
    if unparsed.is_empty() { Ok(()) } else { Err(Code::AnswerUnreadable.into()) }
}

fn room(row: MeetingRoom) -> Room {
    let time = |time: super::dates::PbxTime| time.moment.and_then(|moment| moment.local_ms());
    Room {
        description: row.description,
        state: match row.status {
            RoomStatus::Scheduled => Some(RoomState::Scheduled),
            RoomStatus::Running => Some(RoomState::Running),
            RoomStatus::Expired => Some(RoomState::Over),
            RoomStatus::Other(_) => None,
        },
        creator: row.creator,
        start_ms: time(row.start_time),
        end_ms: time(row.end_time),
        people: u32::try_from(row.members.len()).unwrap_or(u32::MAX),
        members: row.members,
        code: Some(row.access_code),
    }
}
