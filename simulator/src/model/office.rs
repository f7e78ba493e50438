//! The standing part of a PBX: users, groups, lines and meeting rooms.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::room::Room;
use super::user::{Card, Endpoint, Interface, Statistics, Status, User};

/// Everything that info=0 to info=8 tell, except the calls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// In the order of the answers.
    pub users: Vec<User>,
    /// In the order of info=2.
    pub groups: Vec<Group>,
    /// ISDN controllers, in the order of info=1.
    pub isdn: Vec<IsdnLines>,
    /// Lines to the internet, info=3.
    pub wan: Lines,
    /// Meeting rooms, info=8.
    pub rooms: Vec<Room>,
}

/// A group; it may name extensions that are no users, as the document's example does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The name, which is its description as well.
    pub name: String,
    /// Extensions.
    pub members: Vec<String>,
    /// Members whom srv=4 disabled here.
    #[serde(default)]
    pub disabled: Vec<String>,
    /// What srv=18 sets besides, by the document's names (`grpnum`, `ring`, ...).
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

impl Group {
    /// A group in which nobody is disabled.
    pub fn new(name: &str, members: &[&str]) -> Group {
        Group {
            name: name.to_owned(),
            members: members.iter().map(|&member| member.to_owned()).collect(),
            disabled: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// The same with a number.
    pub fn numbered(mut self, grpnum: &str) -> Group {
        self.properties.insert("grpnum".to_owned(), grpnum.to_owned());
        self
    }

    /// Whether calls of the group reach this extension.
    pub fn reaches(&self, ext: &str) -> bool {
        self.members.iter().any(|member| member == ext)
            && !self.disabled.iter().any(|member| member == ext)
    }
}

/// `busy/total`; the calls of the simulator come on top of `busy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Lines {
    pub busy: u32,
    pub total: u32,
}

/// The lines of one ISDN controller.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct IsdnLines {
    pub ctrl: String,
    #[serde(flatten)]
    pub lines: Lines,
}

impl Office {
    /// The user of this extension.
    pub fn user(&self, ext: &str) -> Option<&User> {
        self.users.iter().find(|user| user.ext == ext)
    }

    /// The same, to change.
    pub fn user_mut(&mut self, ext: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.ext == ext)
    }

    /// The user of this `usr_`.
    pub fn user_by_name(&self, usr: &str) -> Option<&User> {
        self.users.iter().find(|user| user.card.usr_ == usr)
    }

    /// The group of this name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// Digits only, and not longer than the longest extension of a user.
    pub fn looks_internal(&self, number: &str) -> bool {
        let longest = self.users.iter().map(|user| user.ext.len()).max();
        crate::query::digits(number).is_some() && longest.is_some_and(|len| number.len() <= len)
    }

    /// The office of the demo and of most tests: users 201 to 210.
    ///
    /// 205 may be called on LAN only, 206 is offline, 207 may not pick, 208 is
    /// paused, 209 does after-call work; the others are free and may do all.
    pub fn demo() -> Office {
        let mut users: Vec<User> = [
            ("201", "Coppola", "Jenny"),
            ("202", "Macintosh", "Peter"),
            ("203", "Smith", "John"),
            ("204", "Müller", "Jürgen"),
            ("205", "Lefèvre", "Zoë"),
            ("206", "Ørsted", "Søren"),
            ("207", "de la Peña", "María José"),
            ("208", "D'Angelo", "Niccolò"),
            ("209", "Wałęsa", "Łucja"),
            ("210", "Παπαδοπούλου", "Ελένη"),
        ]
        .into_iter()
        .zip(10..)
        .map(|((ext, sur, name), place)| User {
            card: demo_card(ext),
            endpoints: endpoints(place),
            statistics: Some(Statistics { login_s: 3600, conversation_s: 0, received: 0 }),
            ..User::new(ext).named(sur, name)
        })
        .collect();
        for user in &mut users {
            match user.ext.as_str() {
                "205" => user.interfaces = vec![Interface::Lan],
                "206" => user.status = Status::Offline,
                "207" => user.pick = false,
                "208" => {
                    user.status = Status::Paused;
                    user.card.mode = 3;
                }
                "209" => user.status = Status::AfterCallWork,
                _ => {}
            }
        }
        Office {
            users,
            groups: vec![
                Group::new("AdminOffice", &["209", "210"]).numbered("301"),
                Group::new("SalesOffice", &["201", "202", "203"]).numbered("315"),
                Group::new("TechOffice", &["204", "205", "206", "207"]).numbered("302"),
            ],
            isdn: vec![isdn("1", 0, 30), isdn("2", 0, 30)],
            wan: Lines { busy: 0, total: 16 },
            rooms: vec![Room {
                access_code: "0004".to_owned(),
                description: "Board".to_owned(),
                status: None,
                creator: "209".to_owned(),
                start_time: "20990305090000000".to_owned(),
                end_time: "20990305100000000".to_owned(),
                call_id: "0".to_owned(),
                members: Vec::new(),
            }],
        }
    }

    /// The office of the document's examples of info=0 to info=5, which agree with each other.
    ///
    /// Its example of info=6 does not: there 201 is another person in another state,
    /// so it is [`Office::of_the_document_john_smith`].
    pub fn of_the_document() -> Office {
        let statistics = |login_s, conversation_s, received| {
            Some(Statistics { login_s, conversation_s, received })
        };
        let user = |ext: &str, status| User::new(ext).in_status(status);
        let mut users = vec![
            user("200", Status::Free),
            user("201", Status::Ringing).named("Coppola", "Jenny"),
            user("202", Status::Ringing).named("Macintosh", "Peter"),
            user("203", Status::Busy).named("Smith", "John"),
            user("204", Status::Free),
            user("205", Status::Busy),
            user("206", Status::Offline),
            user("207", Status::Paused),
            user("208", Status::Offline),
            user("209", Status::Free),
        ];
        users[0].statistics = statistics(3600, 800, 7);
        users[1].statistics = statistics(7450, 1230, 14);
        users[2].statistics = statistics(2780, 354, 3);
        users[3].statistics = statistics(4520, 980, 12);
        Office {
            users,
            groups: vec![
                Group::new("AdminOffice", &["200", "300"]),
                Group::new("SalesOffice", &["201", "202", "203"]).numbered("315"),
                Group::new("TechOffice", &["214", "215", "216", "217"]),
            ],
            isdn: vec![isdn("1", 30, 30), isdn("2", 8, 30), isdn("3", 0, 30)],
            wan: Lines { busy: 7, total: 16 },
            rooms: Vec::new(),
        }
    }

    /// The office of the document's example of info=6, where 201 is John Smith, free.
    pub fn of_the_document_john_smith() -> Office {
        let mut office = Office::of_the_document();
        office.users = vec![User {
            card: Card {
                tel_hom: "02112233".to_owned(),
                tel_mob: "3401122333".to_owned(),
                tel_oth: "06554433".to_owned(),
                email: "john.smith@mycompany.com".to_owned(),
                usr_: "john201".to_owned(),
                vcb_code: "1234".to_owned(),
                outlook_status: 2,
                subject: "meeting".to_owned(),
                location: "meeting room".to_owned(),
                date_time_start: "2,3,2010,9,30".to_owned(),
                date_time_end: "2,3,2010,12,30".to_owned(),
                ..Card::default()
            },
            endpoints: endpoints(10),
            ..User::new("201").named("Smith", "John")
        }];
        office
    }
}

fn demo_card(ext: &str) -> Card {
    Card {
        tel_mob: format!("3401122{ext}"),
        email: format!("user{ext}@example.com"),
        usr_: format!("user{ext}"),
        // A voicemail PIN: no client has any business to keep or show it.
        vcb_code: format!("9{ext}"),
        ..Card::default()
    }
}

fn endpoints(place: u8) -> Vec<Endpoint> {
    vec![
        Endpoint { net: Interface::Lan, ip: format!("192.168.0.{place}"), port: 52001 },
        Endpoint { net: Interface::Sip, ip: format!("192.168.0.{}", place + 10), port: 5060 },
    ]
}

fn isdn(ctrl: &str, busy: u32, total: u32) -> IsdnLines {
    IsdnLines { ctrl: ctrl.to_owned(), lines: Lines { busy, total } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_an_extension() {
        let office = Office::demo();
        let row = |number: &str, internal: bool| {
            assert_eq!(office.looks_internal(number), internal, "{number}");
        };
        row("201", true);
        row("999", true);
        row("9", true);
        row("2010", false);
        row("*21", false);
        row("", false);
    }

    #[test]
    fn an_office_survives_json() {
        for office in [Office::demo(), Office::of_the_document_john_smith()] {
            let text = serde_json::to_string(&office).expect("an office is plain data");
            assert_eq!(serde_json::from_str::<Office>(&text).expect("the same"), office);
        }
    }
}
