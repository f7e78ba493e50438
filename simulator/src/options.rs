//! The switches of a simulated PBX: what the document leaves open, and the office.

use serde::{Deserialize, Serialize};

use crate::charset::Charset;
use crate::codes::Codes;
use crate::model::behaviour::NumberRule;
use crate::model::office::{Group, IsdnLines, Lines, Office};
use crate::model::room::Room;
use crate::model::user::{Interface, User};
use crate::switches::ans::Ans;
use crate::switches::call_control::CallControl;
use crate::switches::life::Life;
use crate::switches::messaging::Messaging;
use crate::switches::people::People;
use crate::switches::reporting::Reporting;
use crate::switches::voice::Voice;

/// All switches. In JSON, as `POST /reset` takes them, each may be left out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// When srv=0 answers.
    pub answer: Answering,
    /// A user's phone lifts by itself after this many milliseconds; none: only by control.
    pub auto_lift_ms: Option<u64>,
    /// An outside number answers after this many milliseconds.
    pub answer_ms: u64,
    /// Charset of parameters and answers.
    pub charset: Charset,
    /// The `Content-Type` of every answer; the document names none.
    pub content_type: String,
    /// Whether a POST with the parameters in the query is taken like a GET; every example is a GET.
    pub post: bool,
    /// Whether a connection lives on after an answer; the document says nothing.
    pub keep_alive: bool,
    /// Blanks around the commas of info=7 and info=8, as the format lines print them.
    pub csv_blanks: bool,
    /// The network by which outside numbers are called.
    pub outside: Interface,
    /// Calls that are up: second calls, transfer, conference, park, pick, recording.
    pub call_control: CallControl,
    /// Users and groups: what srv=4, 6, 12 and 18 want and answer.
    pub people: People,
    /// Text and voice messages.
    pub messaging: Messaging,
    /// The call report.
    pub reporting: Reporting,
    /// Voice menus, playback and meeting rooms.
    pub voice: Voice,
    /// The events that are pushed.
    pub ans: Ans,
    /// What people do unasked.
    pub life: Life,
    /// Other numbers than the usual ones for causes of a refusal.
    pub codes: Codes,
    /// Seed of the status numbers; none: from the operating system.
    pub seed: Option<u64>,
    /// The id of the first call; none: drawn.
    pub first_call_id: Option<u64>,
    /// Rules for dialled numbers, over the built-in ones.
    pub numbers: Vec<NumberRule>,
    /// Users.
    pub users: Vec<User>,
    /// Groups.
    pub groups: Vec<Group>,
    /// ISDN controllers.
    pub isdn: Vec<IsdnLines>,
    /// WAN lines.
    pub wan: Lines,
    /// Meeting rooms.
    pub rooms: Vec<Room>,
}

/// When srv=0 answers; the document does not say, so both must be lived with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answering {
    /// As soon as the call is set up.
    #[default]
    AtOnce,
    /// When the second party has answered; result 8 when the call ends before.
    WhenConnected,
}

impl Default for Options {
    fn default() -> Options {
        Options::with_office(Office::demo())
    }
}

impl Options {
    /// The defaults with another office.
    pub fn with_office(office: Office) -> Options {
        Options {
            answer: Answering::AtOnce,
            auto_lift_ms: Some(2000),
            answer_ms: 3000,
            charset: Charset::Utf8,
            content_type: "text/html".to_owned(),
            post: false,
            keep_alive: true,
            csv_blanks: false,
            outside: Interface::Isdn,
            call_control: CallControl::default(),
            people: People::default(),
            messaging: Messaging::default(),
            reporting: Reporting::default(),
            voice: Voice::default(),
            ans: Ans::default(),
            life: Life::default(),
            codes: Codes::default(),
            seed: None,
            first_call_id: None,
            numbers: Vec::new(),
            users: office.users,
            groups: office.groups,
            isdn: office.isdn,
            wan: office.wan,
            rooms: office.rooms,
        }
    }

    /// The office that these options describe.
    pub fn office(&self) -> Office {
        Office {
            users: self.users.clone(),
            groups: self.groups.clone(),
            isdn: self.isdn.clone(),
            wan: self.wan,
            rooms: self.rooms.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_json() {
        let read = |text: &str| serde_json::from_str::<Options>(text);
        let options =
            read(r#"{"answer":"when_connected","auto_lift_ms":null,"charset":"windows-1252"}"#)
                .expect("three switches");
        assert_eq!(options.answer, Answering::WhenConnected);
        assert_eq!(options.auto_lift_ms, None);
        assert_eq!(options.charset, Charset::Windows1252);
        assert_eq!(options.answer_ms, 3000);
        assert_eq!(read("{}").expect("all defaults").auto_lift_ms, Some(2000));
        assert!(read(r#"{"answers":"at_once"}"#).is_err());
    }
}
