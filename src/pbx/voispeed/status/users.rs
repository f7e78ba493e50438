//! What the PBX lists of its users: info=0, 2, 4 and 5.
//!
//! ```text
//! info=0   200=1;201=2;202=2;
//! info=2   AdminOffice=200,300; SalesOffice=201,202,203;
//! info=4   201=Coppola Jenny;202=Macintosh Peter
//! info=5   200=3600/800/7;201=7450/1230/14;
//! ```

use super::super::grammar::{Answer, Listed, Misread, count, label, members, pair_rows};
use super::numbered;
use crate::event::{Extension, Presence};

/// info=0: what a user's phone does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserState {
    /// Whose.
    pub ext: Extension,
    /// What it does.
    pub status: UserStatus,
}

numbered! {
    /// The states of info=0 and info=6.
    UserStatus {
        /// Logged off.
        Offline = 0 "OFFLINE",
        /// Free.
        Free = 1 "FREE",
        /// Rings.
        Ringing = 2 "RINGING",
        /// In a call.
        Busy = 3 "BUSY",
        /// Paused by the person.
        Paused = 4 "PAUSED",
        /// Busy with what a call left to do.
        AfterCallWork = 5 "AFTER_CALL_WORK",
    }
}

/// info=2: a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name, as `filter` of info=0 takes it.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<Extension>,
}

/// info=4: a user's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserName {
    /// Whose.
    pub ext: Extension,
    /// "surname name". Not to be taken apart: surnames may contain blanks.
    pub display: String,
}

/// info=5: what a user has done since logging in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStatistics {
    /// Whose.
    pub ext: Extension,
    /// Seconds since login; the unit is inferred (docs/voispeed.md).
    pub login_time: u32,
    /// Seconds of conversation; the unit is inferred.
    pub conversation_time: u32,
    /// Calls received.
    pub received_calls: u32,
}

impl From<UserStatus> for Presence {
    fn from(status: UserStatus) -> Self {
        match status {
            UserStatus::Offline => Self::Offline,
            UserStatus::Free => Self::Free,
            UserStatus::Ringing => Self::Ringing,
            UserStatus::Busy => Self::Busy,
            UserStatus::Paused => Self::Paused,
            UserStatus::AfterCallWork => Self::AfterCall,
            UserStatus::Other(_) => Self::Other,
        }
    }
}

impl Answer for Listed<UserState> {
    fn read(text: &str) -> Result<Self, Misread> {
        pair_rows(text, |ext, status| {
            let status = UserStatus::of(count(status)?);
            Some(UserState { ext: Extension::new(ext).ok()?, status })
        })
    }
}

impl Answer for Listed<Group> {
    fn read(text: &str) -> Result<Self, Misread> {
        pair_rows(text, |name, list| {
            let members: Result<Vec<_>, _> = members(list).map(Extension::new).collect();
            Some(Group { name: label(name), members: members.ok()? })
        })
    }
}

impl Answer for Listed<UserName> {
    fn read(text: &str) -> Result<Self, Misread> {
        pair_rows(text, |ext, display| {
            Some(UserName { ext: Extension::new(ext).ok()?, display: label(display) })
        })
    }
}

impl Answer for Listed<UserStatistics> {
    fn read(text: &str) -> Result<Self, Misread> {
        pair_rows(text, |ext, numbers| {
            let ext = Extension::new(ext).ok()?;
            let mut numbers = numbers.split('/').map(count);
            let mut next = || numbers.next().flatten();
            let (login_time, conversation_time, received_calls) = (next()?, next()?, next()?);
            let whole = numbers.next().is_none();
            whole.then_some(UserStatistics { ext, login_time, conversation_time, received_calls })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_an_extension_and_a_number() {
        let states =
            Listed::<UserState>::read("0003=1;201=6;202=;203=busy;x=1;*72=0;").expect("a list");
        let rows: Vec<_> = states.rows.iter().map(|row| (row.ext.as_str(), row.status)).collect();
        let expected = [
            ("0003", UserStatus::Free),
            ("201", UserStatus::Other(6)),
            ("*72", UserStatus::Offline),
        ];
        assert_eq!(rows, expected);
        assert_eq!(states.unparsed, ["202=", "203=busy", "x=1"]);
    }

    #[test]
    fn a_name_cannot_rename_another() {
        let names = Listed::<UserName>::read("201=Smith;202=x;201=Boss").expect("a list");
        let rows: Vec<_> = names.rows.iter().map(|row| row.display.as_str()).collect();
        assert_eq!(rows, ["Smith", "x"]);
    }

    #[test]
    fn groups_may_be_empty_and_keep_only_extensions() {
        let groups = Listed::<Group>::read("A=; B = 200 , 300 ;C=200,bob").expect("a list");
        let sizes: Vec<_> =
            groups.rows.iter().map(|row| (row.name.as_str(), row.members.len())).collect();
        assert_eq!(sizes, [("A", 0), ("B", 2)]);
        assert_eq!(groups.unparsed, ["C=200,bob"]);
    }

    #[test]
    fn statistics_are_three_numbers() {
        for (text, good) in
            [("200=1/2/3", true), ("200=1/2", false), ("200=1/2/3/4", false), ("200=1//3", false)]
        {
            assert_eq!(Listed::<UserStatistics>::read(text).is_ok(), good, "{text}");
        }
    }
}
