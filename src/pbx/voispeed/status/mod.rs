//! Service 3: what the PBX shows of itself (document 000).
//!
//! `services.cgi?srv=3&info=N`, with `filter` (a group) for info=0 and `ext` for info=6 and 7.
//! Answers are data without a `result`; a bare `result=NN` is a refusal.
//!
//! | info | content | answer |
//! |---|---|---|
//! | 0 | states of users | `Listed<`[`UserState`]`>` |
//! | 1 | ISDN lines | `Listed<`[`Controller`]`>` |
//! | 2 | groups | `Listed<`[`Group`]`>` |
//! | 3 | WAN lines | [`Lines`] |
//! | 4 | names of users | `Listed<`[`UserName`]`>` |
//! | 5 | statistics of the users who are logged in | `Listed<`[`UserStatistics`]`>` |
//! | 6 | one user | [`UserCard`] |
//! | 7 | current calls | `Listed<`[`CurrentCall`]`>` |
//! | 8 | meeting rooms | `Listed<`[`MeetingRoom`]`>` |

mod card;
mod current_calls;
mod lines;
mod rooms;
mod users;

pub use card::{Endpoint, OutlookStatus, UserCard, UserMode};
pub use current_calls::CurrentCall;
pub use lines::{Controller, Lines};
pub use rooms::{MeetingRoom, RoomStatus};
pub use users::{Group, UserName, UserState, UserStatistics, UserStatus};

use super::query::Query;
use crate::event::Extension;

/// srv=3, a variant for each `info`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusRequest {
    /// info=0: states of users.
    UserStates {
        /// Only the members of this group.
        filter: Option<String>,
    },
    /// info=1: ISDN lines.
    IsdnLines,
    /// info=2: groups and their members.
    Groups,
    /// info=3: WAN lines.
    WanLines,
    /// info=4: names of users.
    UserNames,
    /// info=5: statistics of the users who are logged in.
    UserStatistics,
    /// info=6: one user. The answer holds the person's voicemail PIN, which is never kept.
    User {
        /// Whose card.
        ext: Extension,
    },
    /// info=7: current calls.
    CurrentCalls {
        /// Only this user's calls.
        ext: Option<Extension>,
    },
    /// info=8: meeting rooms.
    MeetingRooms,
}

impl StatusRequest {
    /// The number of the information.
    #[must_use]
    pub fn info(&self) -> u8 {
        match self {
            Self::UserStates { .. } => 0,
            Self::IsdnLines => 1,
            Self::Groups => 2,
            Self::WanLines => 3,
            Self::UserNames => 4,
            Self::UserStatistics => 5,
            Self::User { .. } => 6,
            Self::CurrentCalls { .. } => 7,
            Self::MeetingRooms => 8,
        }
    }

    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(3).with("info", self.info().to_string());
        match self {
            Self::UserStates { filter: Some(group) } => query.with("filter", group.as_str()),
            Self::User { ext } | Self::CurrentCalls { ext: Some(ext) } => {
                query.with("ext", ext.as_str())
            }
            _ => query,
        }
    }
}

/// An enumeration of the document: its numbers, our words for them, and room for the numbers
/// that no document names.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A number that the document does not name.
            Other(u32),
        }

        impl $name {
            /// The meaning of a number.
            #[must_use]
            pub fn of(number: u32) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    other => Self::Other(other),
                }
            }

            /// The number.
            #[must_use]
            pub fn number(self) -> u32 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::Other(number) => number,
                }
            }

            /// What it is called.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(_) => "UNKNOWN",
                }
            }
        }
    };
}
use numbered;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Address, QueryCharset};

    #[test]
    fn each_info_has_its_request() {
        let pbx = Address::try_from("http://pbx:3541".to_owned()).expect("a good address");
        let ext = Extension::new("201").expect("keys");
        for (request, expected) in [
            (StatusRequest::UserStates { filter: None }, "info=0"),
            (
                StatusRequest::UserStates { filter: Some("A & B".to_owned()) },
                "info=0&filter=A%20%26%20B",
            ),
            (StatusRequest::IsdnLines, "info=1"),
            (StatusRequest::Groups, "info=2"),
            (StatusRequest::WanLines, "info=3"),
            (StatusRequest::UserNames, "info=4"),
            (StatusRequest::UserStatistics, "info=5"),
            (StatusRequest::User { ext: ext.clone() }, "info=6&ext=201"),
            (StatusRequest::CurrentCalls { ext: None }, "info=7"),
            (StatusRequest::CurrentCalls { ext: Some(ext) }, "info=7&ext=201"),
            (StatusRequest::MeetingRooms, "info=8"),
        ] {
            let url = request.query().url(&pbx, QueryCharset::Utf8).expect("encodable");
            assert_eq!(url, format!("http://pbx:3541/services.cgi?srv=3&{expected}"));
        }
    }
}
