//! Calls: services 0 (place), 1 (disconnect), 2 (record), 7 (transfer), 8 (conference), 13 (park and
//! retrieve) and 14 (pick) of document 000.
//!
//! ```text
//! services.cgi?srv=0&first_number=201&second_number=002189655&first_interface=SIP&timeout=60
//! result=0;call_id=12345
//! services.cgi?srv=1&call_id=12345
//! result=0
//! services.cgi?srv=13&action=11&ext=201&call_id=12345
//! result=0;line_id=1
//! ```
//!
//! The PBX calls the first party and, once that is connected, the second. Document 000's own
//! example begins with the customer; click-to-call begins with the person's own phone.

use super::grammar::{Answer, CommandAnswer, Misread, command};
use super::query::Query;
use super::result::ResultCode;
use crate::dial::DialString;
use crate::event::{CallId, Extension, ParkLine};
pub use crate::settings::{ConferenceParameter, Party};
use crate::settings::{FilePrefix, FirstInterface};

/// srv=0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCall {
    /// Who is called first: the person's own extension.
    pub first_number: DialString,
    /// Who is called once the first party is connected, as the PBX's routing takes it.
    pub second_number: DialString,
    /// Where the first number is reached. Always sent: left out, the PBX takes `IVR`, which calls
    /// the second party without anybody having lifted a handset.
    pub first_interface: Interface,
    /// Seconds that the PBX waits for the call to be connected.
    pub timeout: u32,
}

/// srv=1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnect {
    /// The call, by the name that srv=0 or info=7 gave it.
    pub call_id: CallId,
}

/// srv=2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The call.
    pub call_id: CallId,
    /// Whether recording begins or ends.
    pub enable: bool,
    /// What the file's name begins with ([`super::recording`]); not sent when it is empty.
    pub info: FilePrefix,
}

/// srv=7: one party of each of two calls is put through to the other. What is left is `call_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The call to be transferred, which must be connected (`busy`).
    pub call_id: CallId,
    /// The call that it is transferred to. Where that only rings (`early connect`), the transfer is blind.
    pub xfer_id: CallId,
    /// Who of the first call is put through; the PBX's default is `calling`.
    pub call_party: Party,
    /// Who of the second call gets the first; must be `called` while that only rings.
    pub xfer_party: Party,
}

/// srv=8: two connected calls become one. What is left is `call_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conference {
    /// The call that hosts the others.
    pub call_id: CallId,
    /// The call that joins it.
    pub conf_id: CallId,
    /// What this PBX calls the second: the document's table and its example differ.
    pub parameter: ConferenceParameter,
}

/// srv=13 with `action=11`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Park {
    /// Who parks.
    pub ext: Extension,
    /// What is parked.
    pub call_id: CallId,
}

/// srv=13 with `action=12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpark {
    /// Who takes it up again.
    pub ext: Extension,
    /// Where it was parked.
    pub line_id: ParkLine,
}

/// srv=14: the call that rings at a colleague's phone rings here instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Who picks; must be logged in.
    pub ext: Extension,
    /// Whose phone rings; must be logged in too.
    pub picked_ext: Extension,
}

/// A physical interface of the PBX (docs/voispeed.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interface {
    /// The PBX's voice menus.
    Ivr,
    /// VOIspeed's own client.
    Lan,
    /// A SIP phone.
    Sip,
    /// Another PBX.
    Wan,
    /// An outside line.
    Isdn,
    /// The fax.
    Fax,
}

/// The answer to srv=0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCallAnswer {
    /// Whether the PBX took the call.
    pub result: ResultCode,
    /// The PBX's name for it; missing when it is refused, and where it is no name at all.
    pub call_id: Option<CallId>,
}

/// The answer to srv=13: where a call was parked, which only parking tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkAnswer {
    /// Whether it was.
    pub result: ResultCode,
    /// The line.
    pub line_id: Option<ParkLine>,
}

impl PlaceCall {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(0)
            .with("first_number", self.first_number.as_str())
            .with("second_number", self.second_number.as_str())
            .with("first_interface", self.first_interface.word())
            .with("timeout", self.timeout.to_string())
    }
}

impl Disconnect {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(1).with("call_id", self.call_id.as_str())
    }
}

impl Record {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(2)
            .with("call_id", self.call_id.as_str())
            .with("enable", if self.enable { "1" } else { "0" })
            .with_any("info", Some(self.info.as_str()).filter(|info| !info.is_empty()))
    }
}

impl Transfer {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(7)
            .with("call_id", self.call_id.as_str())
            .with("xfer_id", self.xfer_id.as_str())
            .with("call_party", self.call_party.word())
            .with("xfer_party", self.xfer_party.word())
    }
}

impl Conference {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(8).with("call_id", self.call_id.as_str());
        let conf_id = self.conf_id.as_str();
        match self.parameter {
            ConferenceParameter::ConfId => query.with("conf_id", conf_id),
            ConferenceParameter::XferId => query.with("xfer_id", conf_id),
            ConferenceParameter::Both => query.with("conf_id", conf_id).with("xfer_id", conf_id),
        }
    }
}

impl Park {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(13).with("action", "11").with("ext", self.ext.as_str());
        query.with("call_id", self.call_id.as_str())
    }
}

impl Unpark {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(13).with("action", "12").with("ext", self.ext.as_str());
        query.with("line_id", self.line_id.as_str())
    }
}

impl Pick {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(14).with("ext", self.ext.as_str());
        query.with("picked_ext", self.picked_ext.as_str())
    }
}

impl Interface {
    /// Every interface, as the document lists them.
    pub const ALL: [Self; 6] = [Self::Ivr, Self::Lan, Self::Sip, Self::Wan, Self::Isdn, Self::Fax];

    /// The interface that the person has chosen, if any.
    #[must_use]
    pub fn chosen(choice: FirstInterface) -> Option<Self> {
        match choice {
            FirstInterface::NotChosen => None,
            FirstInterface::Lan => Some(Self::Lan),
            FirstInterface::Sip => Some(Self::Sip),
            FirstInterface::Wan => Some(Self::Wan),
            FirstInterface::Isdn => Some(Self::Isdn),
        }
    }

    /// As written in a query.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ivr => "IVR",
            Self::Lan => "LAN",
            Self::Sip => "SIP",
            Self::Wan => "WAN",
            Self::Isdn => "ISDN",
            Self::Fax => "FAX",
        }
    }
}

impl Disconnect {
    /// Whether the call is gone, by this request or before it.
    #[must_use]
    pub fn gone(answer: CommandAnswer) -> bool {
        matches!(answer.result, ResultCode::OK | ResultCode::CALL_ID_NOT_FOUND)
    }
}

impl Answer for PlaceCallAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        let (result, pairs) = command(text)?;
        // The call stands even when its name is broken; it is then looked for by its numbers.
        let call_id = pairs.get("call_id").and_then(|id| CallId::new(id).ok());
        Ok(Self { result, call_id })
    }
}

impl Answer for ParkAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        let (result, pairs) = command(text)?;
        // The call is parked even when the line's name is broken.
        let line_id = pairs.get("line_id").and_then(|line| ParkLine::new(line).ok());
        Ok(Self { result, line_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Address, QueryCharset};

    fn url(query: &Query) -> String {
        let pbx = Address::try_from("http://pbx:3541".to_owned()).expect("a good address");
        query.url(&pbx, QueryCharset::Utf8).expect("only ASCII")
    }

    #[test]
    fn every_parameter_of_a_call_is_sent() {
        let keys = |text| DialString::new(text).expect("keys");
        for interface in Interface::ALL {
            let call = PlaceCall {
                first_number: keys("201"),
                second_number: keys("*72#"),
                first_interface: interface,
                timeout: 60,
            };
            let expected = format!(
                "http://pbx:3541/services.cgi?srv=0&first_number=201&second_number=*72%23\
                 &first_interface={}&timeout=60",
                interface.word()
            );
            assert_eq!(url(&call.query()), expected);
        }
    }

    #[test]
    fn a_call_id_cannot_bring_a_parameter_along() {
        let call_id = CallId::new("1&srv=0").expect("visible characters");
        let query = Disconnect { call_id }.query();
        assert_eq!(url(&query), "http://pbx:3541/services.cgi?srv=1&call_id=1%26srv%3D0");
    }

    #[test]
    fn a_call_without_a_name_is_a_call() {
        for (text, call_id) in [
            ("result=0;call_id=12345", Some("12345")),
            ("result=0;call_id=007", Some("007")),
            ("result=0", None),
            ("result=0;call_id=", None),
            ("result=0;call_id=1 2", None),
            ("result=0;call_id=\u{fffd}", None),
        ] {
            let answer = PlaceCallAnswer::read(text).expect("an answer");
            assert_eq!(answer.result, ResultCode::OK);
            assert_eq!(answer.call_id.as_ref().map(CallId::as_str), call_id, "{text}");
        }
    }

    #[test]
    fn a_call_that_is_gone_already_is_gone() {
        for (text, gone) in [("result=0", true), ("result=7", true), ("result=5", false)] {
            let answer = CommandAnswer::read(text).expect("an answer");
            assert_eq!(Disconnect::gone(answer), gone, "{text}");
        }
    }
}
