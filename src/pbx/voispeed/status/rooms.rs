//! The meeting rooms: info=8.
//!
//! ```text
//! 0003,Marketing Meeting,1,201,20100302093000000,20100302123000000,12345;201,202,203
//! ```
//!
//! The format line of document 000 puts `;` before the members, its note says `,`: both are read
//! (docs/voispeed.md).

use super::super::dates::PbxTime;
use super::super::grammar::{Answer, Listed, Misread, count, csv_rows, fields, label, members};
use super::numbered;
use crate::event::CallId;

/// info=8: one room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRoom {
    /// What is dialled to enter. Text: `0003` keeps its zeros.
    pub access_code: String,
    /// What it is about.
    pub description: String,
    /// Whether it is on.
    pub status: RoomStatus,
    /// Who made it.
    pub creator: String,
    /// When it begins.
    pub start_time: PbxTime,
    /// When it ends.
    pub end_time: PbxTime,
    /// The call, while the room is running; the PBX prints `0` otherwise.
    pub call_id: Option<CallId>,
    /// Who is invited.
    pub members: Vec<String>,
}

numbered! {
    /// The states of info=8.
    RoomStatus {
        /// Not yet.
        Scheduled = 0 "SCHEDULED",
        /// Now.
        Running = 1 "RUNNING",
        /// Over.
        Expired = 2 "EXPIRED",
    }
}

impl MeetingRoom {
    /// The columns before the members, as document 000 names them.
    pub const COLUMNS: [&str; 7] =
        ["access_code", "description", "status", "creator", "start_time", "end_time", "call_id"];

    fn of(line: &str) -> Option<Self> {
        let (room, invited) = match line.split_once(';') {
            Some((room, invited)) => {
                (fields(room), members(invited.trim_end_matches([';', ' '])).collect())
            }
            None => {
                let mut room = fields(line);
                let rest = room.split_off(room.len().min(Self::COLUMNS.len()));
                (room, rest.into_iter().filter(|entry| !entry.is_empty()).collect::<Vec<_>>())
            }
        };
        // A description may have commas, which nothing escapes.
        let [code, ref description @ .., status, creator, start, end, call_id] = room[..] else {
            return None;
        };
        if description.is_empty() {
            return None;
        }
        Some(Self {
            access_code: label(code),
            description: label(&description.join(", ")),
            status: RoomStatus::of(count(status)?),
            creator: label(creator),
            start_time: PbxTime::seventeen(&label(start)),
            end_time: PbxTime::seventeen(&label(end)),
            call_id: if call_id == "0" { None } else { Some(CallId::new(call_id).ok()?) },
            members: invited.into_iter().map(label).collect(),
        })
    }
}

impl Answer for Listed<MeetingRoom> {
    fn read(text: &str) -> Result<Self, Misread> {
        csv_rows(text, MeetingRoom::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_after_a_semicolon_or_a_comma() {
        let times = "20100302093000000,20100302123000000";
        for (row, members) in [
            (format!("0003,Sales,1,201,{times},12345;201,202"), Some(vec!["201", "202"])),
            (format!("0003,Sales,1,201,{times},12345; 201 , 202 ;"), Some(vec!["201", "202"])),
            (format!("0003,Sales,1,201,{times},12345,201,202"), Some(vec!["201", "202"])),
            (format!("0003,Sales,0,201,{times},0;"), Some(vec![])),
            (format!("0003,Sales,0,201,{times},0"), Some(vec![])),
            (format!("0003,Sales, Rome,0,201,{times},0;"), Some(vec![])),
            (format!("0003,0,201,{times},0;"), None),
            (format!("0003,Sales,soon,201,{times},0;"), None),
            (format!("0003,Sales,1,201,{times},;201"), None),
        ] {
            let rooms = Listed::<MeetingRoom>::read(&row).expect("rows");
            let read = rooms.rows.first().map(|room| room.members.clone());
            let expected =
                members.map(|list| list.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(read, expected, "{row}");
        }
    }
}
