//! srv=11: meeting rooms (document 000, section "11", and info=8).

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;
use crate::codes::Cause;
use crate::date_time;
use crate::result_code::ResultCode;

/// A row of info=8; all fields as they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct Room {
    pub access_code: String,
    #[serde(default)]
    pub description: String,
    /// 0 scheduled, 1 running, 2 expired; none: what the clock says.
    #[serde(default)]
    pub status: Option<u8>,
    #[serde(default)]
    pub creator: String,
    /// 17 characters.
    #[serde(default)]
    pub start_time: String,
    /// 17 characters.
    #[serde(default)]
    pub end_time: String,
    /// Other than 0 only while the room is running.
    #[serde(default = "no_call")]
    pub call_id: String,
    #[serde(default)]
    pub members: Vec<String>,
}

/// What srv=11 sets; what is none stays as it is.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct RoomPlan {
    pub desc: Option<String>,
    pub meet_start: Option<String>,
    pub meet_end: Option<String>,
}

impl Exchange {
    /// A new room; its access code is the lowest of four digits that is free.
    ///
    /// # Errors
    /// The causes `RoomBadTimes` and `RoomsAllTaken`.
    pub fn add_room(&mut self, plan: RoomPlan) -> Result<String, ResultCode> {
        let rooms = &self.office.rooms;
        let full = self.voice.most_rooms.is_some_and(|most| rooms.len() >= most);
        let free = |code: &String| !full && rooms.iter().all(|room| room.access_code != *code);
        let code = (1..=9999).map(|code| format!("{code:04}")).find(free);
        let room = Room { call_id: no_call(), ..Room::default() };
        let mut room = self.planned(room, plan)?;
        room.access_code = code.ok_or_else(|| self.codes.of(Cause::RoomsAllTaken))?;
        let code = room.access_code.clone();
        self.office.rooms.push(room);
        Ok(code)
    }

    /// Changes a room.
    ///
    /// # Errors
    /// The causes `RoomUnknown` and `RoomBadTimes`.
    pub fn edit_room(&mut self, code: &str, plan: RoomPlan) -> Result<(), ResultCode> {
        let place = self.place_of_room(code)?;
        self.office.rooms[place] = self.planned(self.office.rooms[place].clone(), plan)?;
        Ok(())
    }

    /// Takes a room away.
    ///
    /// # Errors
    /// The cause `RoomUnknown`.
    pub fn remove_room(&mut self, code: &str) -> Result<(), ResultCode> {
        let place = self.place_of_room(code)?;
        self.office.rooms.remove(place);
        Ok(())
    }

    fn place_of_room(&self, code: &str) -> Result<usize, ResultCode> {
        let place = self.office.rooms.iter().position(|room| room.access_code == code);
        place.ok_or_else(|| self.codes.of(Cause::RoomUnknown))
    }

    fn planned(&self, mut room: Room, plan: RoomPlan) -> Result<Room, ResultCode> {
        room.description = plan.desc.unwrap_or(room.description);
        room.start_time = plan.meet_start.unwrap_or(room.start_time);
        room.end_time = plan.meet_end.unwrap_or(room.end_time);
        let times = [&room.start_time, &room.end_time];
        let known = |time: &str| time.is_empty() || date_time::parse_stamp(time).is_some();
        let reversed = times.iter().all(|time| !time.is_empty()) && times[0] > times[1];
        if reversed || !times.iter().all(|time| known(time)) {
            return Err(self.codes.of(Cause::RoomBadTimes));
        }
        Ok(room)
    }
}

impl Room {
    /// 0 scheduled, 1 running, 2 expired. A room without times is scheduled for ever.
    pub fn status_at(&self, now_ms: u64) -> u8 {
        let now = date_time::stamp(now_ms);
        let by_the_clock = || match (self.start_time.as_str(), self.end_time.as_str()) {
            (_, end) if !end.is_empty() && *end <= *now => 2,
            (start, _) if !start.is_empty() && *start <= *now => 1,
            _ => 0,
        };
        self.status.unwrap_or_else(by_the_clock)
    }
}

fn no_call() -> String {
    "0".to_owned()
}
