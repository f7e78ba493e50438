//! Services 0 and 1: place a call between two numbers, disconnect a call (document 000).
//!
//! ```text
//! services.cgi?srv=0&first_number=201&second_number=002189655&first_interface=SIP&timeout=60
//! result=0;call_id=12345
//! services.cgi?srv=1&call_id=12345
//! result=0
//! ```
//!
//! The PBX calls the first party and, once that is connected, the second. Document 000's own
//! example begins with the customer; click-to-call begins with the person's own phone.

use super::grammar::{Answer, Misread, command};
use super::query::Query;
use super::result::ResultCode;
use crate::dial::DialString;
use crate::event::CallId;
use crate::settings::FirstInterface;

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

/// The answer to srv=1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisconnectAnswer {
    /// Whether the PBX ended the call.
    pub result: ResultCode,
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

impl DisconnectAnswer {
    /// Whether the call is gone, by this request or before it.
    #[must_use]
    pub fn gone(&self) -> bool {
        matches!(self.result, ResultCode::OK | ResultCode::CALL_ID_NOT_FOUND)
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

impl Answer for DisconnectAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        command(text).map(|(result, _)| Self { result })
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
            let answer = DisconnectAnswer::read(text).expect("an answer");
            assert_eq!(answer.gone(), gone, "{text}");
        }
    }
}
