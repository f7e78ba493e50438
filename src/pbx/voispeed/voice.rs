//! Voice: services 9 (the mode of a voice menu), 10 (play an audio file into a call) and 11 (meeting rooms)
//! of document 000. All of them are for administrators.
//!
//! ```text
//! services.cgi?srv=9&id=42&mode=2
//! result=0
//! services.cgi?srv=11&act=add&desc=Marketing%20Meeting
//! result=0;id=0003
//! ```

use super::dates::Moment;
use super::grammar::{Answer, Misread, command};
use super::query::Query;
use super::result::ResultCode;
use super::values::{AccessCode, IvrId, Text};
use crate::event::CallId;

/// srv=9.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetIvrMode {
    /// The menu, by the PBX's name for it: digits.
    pub id: IvrId,
    /// What it does from now on.
    pub mode: IvrMode,
}

/// `mode` of srv=9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IvrMode {
    /// 0.
    Off,
    /// 1: as the time of the day says; the PBX's default.
    TimeBands,
    /// 2.
    Day,
    /// 3.
    Night,
    /// 4.
    Custom1,
    /// 5, the number that the document's last row lacks.
    Custom2,
}

/// srv=10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playback {
    /// Who hears it. Mandatory in the document's table, and missing in its example.
    pub call_id: Option<CallId>,
    /// A file on the PBX. "It depends on the mode parameter", which the document does not list.
    pub value: Text<200>,
    /// Whether it begins anew at its end.
    pub repeat: bool,
}

/// srv=11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeRoom {
    /// A new one; the answer names it.
    Add(RoomData),
    /// Another content for one that is there.
    Edit(AccessCode, RoomData),
    /// One less.
    Delete(AccessCode),
}

/// What srv=11 says of a meeting room; nothing of it is mandatory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomData {
    /// For people.
    pub desc: Option<Text<100>>,
    /// From, by the PBX's clock.
    pub meet_start: Option<Moment>,
    /// Until.
    pub meet_end: Option<Moment>,
}

/// The answer to srv=11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomAnswer {
    /// Whether it was done.
    pub result: ResultCode,
    /// The new room.
    pub id: Option<AccessCode>,
}

impl SetIvrMode {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(9).with("id", self.id.as_str()).with("mode", self.mode.number().to_string())
    }
}

impl IvrMode {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Off, Self::TimeBands, Self::Day, Self::Night, Self::Custom1, Self::Custom2];

    /// As written in a query.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::TimeBands => 1,
            Self::Day => 2,
            Self::Night => 3,
            Self::Custom1 => 4,
            Self::Custom2 => 5,
        }
    }
}

impl Playback {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(10)
            .with_any("call_id", self.call_id.as_ref().map(CallId::as_str))
            .with("value", self.value.as_str())
            .with("loop", if self.repeat { "1" } else { "0" })
    }
}

impl ChangeRoom {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let act = |act: &str| Query::service(11).with("act", act);
        match self {
            Self::Add(data) => data.on(act("add")),
            Self::Edit(ind, data) => data.on(act("edit").with("ind", ind.as_str())),
            Self::Delete(ind) => act("del").with("ind", ind.as_str()),
        }
    }
}

impl RoomData {
    fn on(&self, query: Query) -> Query {
        let digits = |moment: &Option<Moment>| moment.map(|moment| moment.seventeen_digits());
        query
            .with_any("desc", self.desc.as_ref().map(Text::as_str))
            .with_any("meet_start", digits(&self.meet_start).as_deref())
            .with_any("meet_end", digits(&self.meet_end).as_deref())
    }
}

impl Answer for RoomAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        let (result, pairs) = command(text)?;
        let id = pairs.get("id").and_then(|id| AccessCode::new(id).ok());
        Ok(Self { result, id })
    }
}
