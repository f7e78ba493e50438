//! A user of the PBX: extension, name, state, and the card that info=6 prints.

use serde::{Deserialize, Serialize};

/// Where a number is reached (document 000, srv=0, `first_interface`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Interface {
    /// Fax.
    Fax,
    /// ISDN line.
    Isdn,
    /// Voice menu. The PBX's default, and nobody has to lift a handset for it.
    Ivr,
    /// VOIspeed client in the local network.
    Lan,
    /// SIP phone or provider.
    Sip,
    /// VOIspeed over the internet.
    Wan,
}

impl Interface {
    /// All of them, in the document's order.
    pub const ALL: [Interface; 6] = [
        Interface::Ivr,
        Interface::Lan,
        Interface::Sip,
        Interface::Wan,
        Interface::Isdn,
        Interface::Fax,
    ];

    /// The document's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Interface::Fax => "FAX",
            Interface::Isdn => "ISDN",
            Interface::Ivr => "IVR",
            Interface::Lan => "LAN",
            Interface::Sip => "SIP",
            Interface::Wan => "WAN",
        }
    }

    /// Reads the document's spelling, and no other.
    pub fn parse(text: &str) -> Option<Interface> {
        Interface::ALL.into_iter().find(|i| i.name() == text)
    }
}

/// The state of a user (document 000, status table of info=0). In JSON it is the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Status {
    /// 0, logged off.
    Offline,
    /// 1.
    #[default]
    Free,
    /// 2.
    Ringing,
    /// 3.
    Busy,
    /// 4.
    Paused,
    /// 5, after a call of a queue.
    AfterCallWork,
}

impl From<Status> for u8 {
    fn from(status: Status) -> u8 {
        match status {
            Status::Offline => 0,
            Status::Free => 1,
            Status::Ringing => 2,
            Status::Busy => 3,
            Status::Paused => 4,
            Status::AfterCallWork => 5,
        }
    }
}

impl TryFrom<u8> for Status {
    type Error = String;

    fn try_from(number: u8) -> Result<Status, String> {
        Ok(match number {
            0 => Status::Offline,
            1 => Status::Free,
            2 => Status::Ringing,
            3 => Status::Busy,
            4 => Status::Paused,
            5 => Status::AfterCallWork,
            other => return Err(format!("status is 0 to 5, not {other}")),
        })
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Extension number.
    pub ext: String,
    /// First name.
    #[serde(default)]
    pub name: String,
    /// Surname. A user with neither name is left out of info=4.
    #[serde(default)]
    pub sur: String,
    /// The state while no call is up.
    #[serde(default)]
    pub status: Status,
    /// A state that is shown whatever the calls say, to contradict them.
    #[serde(default)]
    pub show: Option<Status>,
    /// Interfaces that srv=0 may use for this user; any other is answered with 45.
    #[serde(default = "all_interfaces")]
    pub interfaces: Vec<Interface>,
    /// May pick other people's calls.
    #[serde(default = "yes")]
    pub pick: bool,
    /// May place calls.
    #[serde(default = "yes")]
    pub outgoing: bool,
    /// What info=6 prints besides.
    #[serde(default)]
    pub card: Card,
    /// How the vocalbox answers for the user, when `mode` is 1.
    #[serde(default)]
    pub vocalbox: Vocalbox,
    /// Where the user is logged in; none is printed for a user who is offline.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
    /// What info=5 prints; without it the user has no row there.
    #[serde(default)]
    pub statistics: Option<Statistics>,
}

impl User {
    /// A free user who may do everything and has no name.
    pub fn new(ext: &str) -> User {
        User {
            ext: ext.to_owned(),
            name: String::new(),
            sur: String::new(),
            status: Status::Free,
            show: None,
            interfaces: all_interfaces(),
            pick: true,
            outgoing: true,
            card: Card::default(),
            vocalbox: Vocalbox::default(),
            endpoints: Vec::new(),
            statistics: None,
        }
    }

    /// The same with a name.
    pub fn named(self, sur: &str, name: &str) -> User {
        User { sur: sur.to_owned(), name: name.to_owned(), ..self }
    }

    /// The same in another state.
    pub fn in_status(self, status: Status) -> User {
        User { status, ..self }
    }
}

/// The fields of info=6 that only info=6 prints, spelled as there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct Card {
    pub tel_hom: String,
    pub tel_mob: String,
    pub tel_oth: String,
    pub email: String,
    pub usr_: String,
    pub vcb_code: String,
    pub predefined: String,
    pub mode: u8,
    #[serde(rename = "divNr")]
    pub div_nr: String,
    pub outlook_status: u8,
    pub subject: String,
    pub location: String,
    pub date_time_start: String,
    pub date_time_end: String,
}

impl Default for Card {
    fn default() -> Card {
        Card {
            tel_hom: String::new(),
            tel_mob: String::new(),
            tel_oth: String::new(),
            email: String::new(),
            usr_: String::new(),
            vcb_code: String::new(),
            predefined: "normal".to_owned(),
            mode: 0,
            div_nr: String::new(),
            outlook_status: 0,
            subject: String::new(),
            location: String::new(),
            date_time_start: String::new(),
            date_time_end: String::new(),
        }
    }
}

/// `time`, `voiMail` and `email` of srv=4, which no service prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vocalbox {
    /// Seconds that the phone rings before the vocalbox answers.
    pub delay_s: u64,
    /// Messages are sent by mail.
    pub by_mail: bool,
    /// Where to.
    pub email: String,
}

/// `netN`, `ipN`, `portN` of info=6.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct Endpoint {
    pub net: Interface,
    pub ip: String,
    pub port: u16,
}

/// A row of info=5: `login time/conversation time/received calls`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Statistics {
    /// Seconds since the login. It stands still here.
    pub login_s: u64,
    /// Seconds of conversation; grows when a call ends.
    pub conversation_s: u64,
    /// Received calls; grows when the user answers one.
    pub received: u64,
}

fn all_interfaces() -> Vec<Interface> {
    Interface::ALL.to_vec()
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interfaces_are_spelled_as_in_the_document() {
        for interface in Interface::ALL {
            assert_eq!(Interface::parse(interface.name()), Some(interface));
        }
        assert_eq!(Interface::parse("sip"), None);
    }

    #[test]
    fn a_user_of_json_needs_an_extension_only() {
        let user: User = serde_json::from_str(r#"{"ext":"7"}"#).expect("a user");
        assert_eq!(user, User::new("7"));
        assert!(serde_json::from_str::<User>(r#"{"ext":"7","status":6}"#).is_err());
        assert!(serde_json::from_str::<User>(r#"{"ext":"7","colour":6}"#).is_err());
    }
}
