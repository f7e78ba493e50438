//! All about one user: info=6.
//!
//! ```text
//! name=John; sur=Smith; userext=201; tel_hom=02112233; …; status=1; mode=0;divNr=; …; net1=LAN;
//! ```
//!
//! The answer holds the user's voicemail PIN in `vcb_code`. It is dropped here and there is no
//! place for it in any type; keys that are not named here are passed over for the same reason.
//! Names and an appointment's subject are other people's text and `;` cannot be escaped, so the
//! first of equal keys wins, and [`UserCard::in_order`] tells whether the keys came as documented.

use super::super::dates::PbxTime;
use super::super::grammar::{Answer, Misread, Pairs, count, data, label, pair, pieces, trim};
use super::{UserStatus, numbered};

/// info=6. Fields are named as the document names them; nothing where the answer has no such key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserCard {
    /// First name.
    pub name: Option<String>,
    /// Surname.
    pub sur: Option<String>,
    /// Extension.
    pub userext: Option<String>,
    /// Phone at home.
    pub tel_hom: Option<String>,
    /// Mobile phone.
    pub tel_mob: Option<String>,
    /// Another phone.
    pub tel_oth: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// User name. Nothing where the answer has several: by it messages are asked for, and a value before it
    /// may have brought another's along.
    pub usr_: Option<String>,
    /// Profile.
    pub predefined: Option<String>,
    /// What the phone does.
    pub status: Option<UserStatus>,
    /// What happens to calls.
    pub mode: Option<UserMode>,
    /// `divNr`: where calls are diverted to, possibly empty.
    pub div_nr: Option<String>,
    /// The person's calendar, as last seen.
    pub outlook_status: Option<OutlookStatus>,
    /// What the appointment is about.
    pub subject: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// When it begins.
    pub date_time_start: Option<PbxTime>,
    /// When it ends.
    pub date_time_end: Option<PbxTime>,
    /// Where the person is logged in; none for a person who is not.
    pub endpoints: Vec<Endpoint>,
    /// Whether every key came once and in the documented order. If not, a value may have
    /// brought keys of its own along (docs/voispeed.md).
    pub in_order: bool,
}

/// `netN`, `ipN`, `portN`: a client or phone on which the person is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The interface, such as `SIP`.
    pub net: String,
    /// Its address.
    pub ip: String,
    /// Its port.
    pub port: Option<u16>,
}

numbered! {
    /// What happens to a user's calls.
    UserMode {
        /// They ring.
        Normal = 0 "NORMAL",
        /// They go to the voicemail.
        Vocalbox = 1 "VOCALBOX",
        /// They are diverted.
        Divert = 2 "DIVERT",
        /// The person pauses.
        Pause = 3 "PAUSE",
        /// The user is locked.
        Locked = 4 "LOCKED",
    }
}

numbered! {
    /// The person's calendar.
    OutlookStatus {
        /// Free, as read.
        Free = 0 "FREE",
        /// Free, as srv=4 writes it; read too.
        FreeAsWritten = 1 "FREE",
        /// In an appointment.
        Busy = 2 "BUSY",
        /// Away.
        OutOfOffice = 3 "OUT_OF_OFFICE",
    }
}

impl Answer for UserCard {
    fn read(text: &str) -> Result<Self, Misread> {
        let pairs: Pairs<'_> =
            pieces(data(text)?).flat_map(split_commas).filter_map(pair).collect();
        let ranks: Vec<usize> = pairs.keys().filter_map(rank).collect();
        if ranks.is_empty() {
            return Err(Misread::Unreadable);
        }
        let text = |key| pairs.get(key).map(label);
        let number = |key| pairs.get(key).and_then(count);
        Ok(Self {
            name: text("name"),
            sur: text("sur"),
            userext: text("userext"),
            tel_hom: text("tel_hom"),
            tel_mob: text("tel_mob"),
            tel_oth: text("tel_oth"),
            email: text("email"),
            usr_: text("usr_").filter(|_| pairs.keys().filter(|key| *key == "usr_").count() == 1),
            predefined: text("predefined"),
            status: number("status").map(UserStatus::of),
            mode: number("mode").map(UserMode::of),
            div_nr: text("divNr"),
            outlook_status: number("outlook_status").map(OutlookStatus::of),
            subject: text("subject"),
            location: text("location"),
            date_time_start: text("date_time_start").as_deref().map(PbxTime::outlook),
            date_time_end: text("date_time_end").as_deref().map(PbxTime::outlook),
            endpoints: endpoints(&pairs),
            in_order: ranks.is_sorted_by(|a, b| a < b),
        })
    }
}

/// The keys in the document's order, but for the endpoints, which end it.
const KEYS: [&str; 18] = [
    "name",
    "sur",
    "userext",
    "tel_hom",
    "tel_mob",
    "tel_oth",
    "email",
    "usr_",
    "vcb_code",
    "predefined",
    "status",
    "mode",
    "divNr",
    "outlook_status",
    "subject",
    "location",
    "date_time_start",
    "date_time_end",
];

/// The keys of an endpoint, before its number.
const ENDPOINT_KEYS: [&str; 3] = ["net", "ip", "port"];

/// The example has two; more are not documented, and not excluded.
const ENDPOINTS_MAX: usize = 16;

/// The place of a key in the documented order.
fn rank(key: &str) -> Option<usize> {
    let plain = KEYS.iter().position(|k| *k == key);
    plain.or_else(|| {
        let at = ENDPOINT_KEYS.iter().position(|k| key.starts_with(k))?;
        let digits = &key[ENDPOINT_KEYS[at].len()..];
        // `net01` would be a second name for `net1`.
        let number = count(digits).filter(|n| n.to_string() == digits)?;
        let number = usize::try_from(number).ok().filter(|n| (1..=ENDPOINTS_MAX).contains(n))?;
        Some(KEYS.len() + number * ENDPOINT_KEYS.len() + at)
    })
}

fn endpoints(pairs: &Pairs<'_>) -> Vec<Endpoint> {
    let endpoint = |number: usize| {
        let value = |key: &str| pairs.get(&format!("{key}{number}"));
        let net = label(value("net")?);
        let ip = label(value("ip").unwrap_or_default());
        let port = value("port").and_then(count).and_then(|port| u16::try_from(port).ok());
        Some(Endpoint { net, ip, port })
    };
    (1..=ENDPOINTS_MAX).filter_map(endpoint).collect()
}

/// The document's table ends `tel_mob` and `divNr` with a comma where the example has `;`.
/// A comma separates only when blanks, a known key and `=` follow; other commas belong to dates
/// and subjects.
fn split_commas(piece: &str) -> impl Iterator<Item = &str> {
    let starts_pair = |rest: &str| {
        // The longest key has 15 letters, so a long tail is not searched again for each comma.
        let rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let equals = rest.bytes().take(KEY_MAX + 1).position(|b| b == b'=');
        equals.is_some_and(|at| rank(&rest[..at]).is_some())
    };
    let mut ends: Vec<usize> = piece
        .match_indices(',')
        .map(|(at, _)| at)
        .filter(|at| starts_pair(&piece[at + 1..]))
        .collect();
    ends.push(piece.len());
    let mut from = 0;
    ends.into_iter().map(move |to| {
        let part = trim(&piece[from..to]);
        from = to + 1;
        part
    })
}

const KEY_MAX: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> UserCard {
        UserCard::read(text).expect("a card")
    }

    #[test]
    fn the_pin_is_nowhere() {
        assert!(KEYS.iter().all(|key| key.len() <= KEY_MAX));
        for separator in ["; ", ";", ", ", ",\r\n", ";vcb_code=987650;"] {
            let text = ["usr_=john201", "vcb_code=987650", "predefined=normal"].join(separator);
            let card = card(&format!("{text}; pwd_=987650; VCB_CODE=987650"));
            assert_eq!(card.usr_.as_deref(), Some("john201"), "{separator:?}");
            assert!(!format!("{card:?}").contains("987650"), "{separator:?}");
        }
    }

    #[test]
    fn nobody_brings_another_users_name_along() {
        for (text, name) in [
            ("userext=201; tel_mob=1; usr_=john201; subject=x", Some("john201")),
            ("userext=201; tel_mob=1;usr_=boss; usr_=john201", None),
            ("userext=201; tel_mob=1, usr_=boss; usr_=john201", None),
            ("userext=201; usr_=john201; subject=x;usr_=boss", None),
        ] {
            assert_eq!(card(text).usr_.as_deref(), name, "{text}");
        }
    }

    #[test]
    fn a_comma_separates_only_before_a_known_key() {
        for (text, subject, location) in [
            (
                "subject=Lunch, with Ann;location=Rome, Italy",
                Some("Lunch, with Ann"),
                Some("Rome, Italy"),
            ),
            ("subject=a, colour=b;location=c", Some("a, colour=b"), Some("c")),
            ("subject=a,location=c", Some("a"), Some("c")),
            ("subject=a,  location =c", Some("a,  location =c"), None),
            ("subject=,;location=,", Some(","), Some(",")),
            ("subject=é,é,location=ü", Some("é,é"), Some("ü")),
        ] {
            let card = card(text);
            assert_eq!(
                (card.subject.as_deref(), card.location.as_deref()),
                (subject, location),
                "{text}"
            );
        }
        assert_eq!(card("tel_mob=1, net1=SIP,port1=5060").endpoints.len(), 1);
    }

    #[test]
    fn a_subject_cannot_overwrite_and_what_it_brings_is_noticed() {
        let honest =
            "status=1; subject=meeting; location=Rome; net1=LAN; ip1=10.0.0.1; port1=52001";
        assert!(card(honest).in_order);
        for subject in ["x; status=3", "x; net1=SIP", "x, net1=SIP", "x; subject=y"] {
            let forged = card(&honest.replace("meeting", subject));
            assert_eq!(forged.status, Some(UserStatus::Free));
            assert_eq!(forged.subject.as_deref(), Some("x"));
            assert!(!forged.in_order, "{subject}");
        }
    }

    #[test]
    fn any_number_of_endpoints_is_read() {
        let text = "userext=201; net1=LAN; ip1=10.0.0.1; port1=52001; net3=SIP; port3=99999; net03=x; ip9=y";
        let endpoint =
            |net: &str, ip: &str, port| Endpoint { net: net.to_owned(), ip: ip.to_owned(), port };
        let expected = [endpoint("LAN", "10.0.0.1", Some(52001)), endpoint("SIP", "", None)];
        assert_eq!(card(text).endpoints, expected);
        assert_eq!(card("userext=201").endpoints, []);
    }

    #[test]
    fn what_names_no_known_key_is_no_card() {
        for text in ["", "garbage", "colour=red", "<html name=x>", "result=0"] {
            assert_eq!(UserCard::read(text), Err(Misread::Unreadable), "{text}");
        }
        let code = UserCard::read("result=24;").expect_err("a refusal");
        assert_eq!(format!("{code:?}"), "Refused(24 USER_NOT_FOUND)");
    }
}
