//! What an office has in common: its lines and its meeting rooms.

use super::Extension;
use crate::json::{Read, Write};
use crate::problem::Problem;

/// Lines and meeting rooms as they are now, each list or why it could not be had.
#[derive(Clone, Debug, Default, PartialEq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facilities {
    /// In the PBX's order.
    pub trunks: Vec<Trunk>,
    /// Why they are missing or old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub trunks_problem: Option<Problem>,
    /// In the PBX's order.
    pub rooms: Vec<Room>,
    /// Why they are missing or old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub rooms_problem: Option<Problem>,
}

/// Lines to the outside.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trunk {
    /// Of what kind.
    pub kind: TrunkKind,
    /// The PBX's name for it; empty where it has none.
    pub name: String,
    /// How many lines are taken.
    pub busy: u32,
    /// How many there are.
    pub total: u32,
}

/// Kinds of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TrunkKind {
    /// An ISDN controller's.
    Isdn,
    /// To other PBXs and carriers by IP.
    Wan,
}

/// A meeting room.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Room {
    /// What it is about.
    pub description: String,
    /// Whether it is on; nothing where the PBX says what no document explains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub state: Option<RoomState>,
    /// Who made it, as the PBX prints it.
    pub creator: String,
    /// When it begins, in milliseconds since 1970 by the PBX's clock as if it showed UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub start_ms: Option<u64>,
    /// When it ends, by the same clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub end_ms: Option<u64>,
    /// How many are invited.
    pub people: u32,
    /// Who they are; only for who is among them, or made the room.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<Vec<String>>"))]
    pub members: Vec<String>,
    /// What is dialled to enter, such as `0003`; only for who is invited, or made the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub code: Option<String>,
}

/// The states of a meeting room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RoomState {
    /// Not yet.
    Scheduled,
    /// Now.
    Running,
    /// Over.
    Over,
}

/// Most of each list that is shown.
pub const FACILITIES_MAX: usize = 200;

impl Facilities {
    /// Neither list could be had.
    #[must_use]
    pub fn failed(problem: &Problem) -> Self {
        let failed = || Some(problem.clone());
        Self { trunks_problem: failed(), rooms_problem: failed(), ..Self::default() }
    }

    /// What the person with this extension may know of it.
    #[must_use]
    pub fn seen_by(mut self, extension: Option<&Extension>) -> Self {
        for room in &mut self.rooms {
            let is_own = |name: &String| extension.is_some_and(|own| own.as_str() == name);
            if !is_own(&room.creator) && !room.members.iter().any(is_own) {
                room.code = None;
                room.members.clear();
            }
        }
        self
    }

    /// The same after another look: what could not be had now stays as it was.
    #[must_use]
    pub fn then(self, mut next: Self) -> Self {
        if next.trunks_problem.is_some() {
            let told = |old: &Trunk| next.trunks.iter().any(|new| new.kind == old.kind);
            let old: Vec<Trunk> = self.trunks.into_iter().filter(|old| !told(old)).collect();
            next.trunks.extend(old);
        }
        if next.rooms_problem.is_some() && next.rooms.is_empty() {
            next.rooms = self.rooms;
        }
        next
    }
}
