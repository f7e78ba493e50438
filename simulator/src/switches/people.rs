//! The switches of users and groups, srv=4, 6, 12 and 18.

use serde::{Deserialize, Serialize};

use super::confirmation::Confirmation;

/// A switch each. In JSON they are the object `people` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct People {
    /// The answer to srv=12 and srv=18.
    pub answer: Confirmation,
    /// Which of the starred parameters of srv=12 and srv=18 must really be there.
    pub starred: Starred,
    /// What srv=6 does with the members that a group has.
    pub members: Members,
    /// Whether an extension of nobody may be in a group, as in the document's example of info=2.
    pub unknown_members: bool,
    /// What info=2, and info=0 with `filter`, show of a member that srv=4 disabled.
    pub disabled_member: DisabledMember,
    /// Whether srv=4 can set the mode 4 (locked), which only info=6 lists.
    pub mode_locked: bool,
    /// Which calls srv=4 with `prty=0` forbids.
    pub outgoing: Outgoing,
    /// The profiles that there are.
    pub profiles: Vec<String>,
}

/// Which of the starred parameters must be there. The essential ones are `name`, `sur`, `userext`,
/// `usr_` and `pwd_` of a user and `desc` of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Starred {
    /// The essential ones, on `add` and `edit`.
    #[default]
    Essential,
    /// The essential ones on `add`; `edit` changes what it names.
    AddOnly,
    /// All, on `add` and `edit`.
    Written,
    /// All, on `del` as well, as the stars say.
    Always,
}

/// What srv=6 does with the members that a group has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Members {
    /// The new ones take their place.
    #[default]
    Replaced,
    /// The new ones come to them.
    Added,
}

/// What is shown of a member that srv=4 disabled in its group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledMember {
    /// It is a member like the others.
    #[default]
    Shown,
    /// It is left out.
    Hidden,
}

/// Which calls of a user the property 0 forbids: the document has lost the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    /// Those that leave the office.
    #[default]
    Outside,
    /// All that the user places.
    Every,
}

impl Default for People {
    fn default() -> People {
        People {
            answer: Confirmation::default(),
            starred: Starred::default(),
            members: Members::default(),
            unknown_members: true,
            disabled_member: DisabledMember::default(),
            mode_locked: false,
            outgoing: Outgoing::default(),
            profiles: vec!["normal".to_owned(), "operator".to_owned()],
        }
    }
}
