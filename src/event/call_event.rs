//! What one report proves of one call, whoever reports: an event that the PBX pushes, or a row of
//! a poll's answer.

use super::{CallId, Extension, LiveCall, ReceivedText, Stamp};
use crate::settings::StatusMeaning;

/// What one report proves of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    /// Which call.
    pub call: CallId,
    /// Who called, as printed, where the report says it.
    pub calling: Option<String>,
    /// Who was called, as printed, where the report says it.
    pub called: Option<String>,
    /// What it proves.
    pub step: Step,
}

/// What a report proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The call is there.
    There,
    /// A phone rings: this one, where the report says it.
    Rings(Option<String>),
    /// Somebody answered, and no machine for the time being: who, where the report says it.
    Answered(Option<String>),
    /// It waits in a queue, at an operator or in a park.
    Held,
    /// Its numbers are other ones now.
    Renumbered,
    /// Something happened after which only a look tells how it goes on.
    Unclear,
    /// It was put through elsewhere; who hangs up behind that does not end it.
    PutThrough,
    /// Who called hung up.
    CallerHungUp,
    /// Who was called hung up, or one of them.
    CalledHungUp,
}

/// Something that the PBX told by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// When, by the PBX.
    pub stamp: Stamp,
    /// How far behind the newest that was told before, in milliseconds by the PBX's clock; what
    /// does not say when is as far behind as can be.
    pub behind_ms: u64,
    /// What.
    pub what: Happening,
}

/// What the PBX told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Something of a call.
    Call(CallEvent),
    /// This phone was logged in or off.
    Logged {
        /// Which.
        phone: Extension,
        /// Whether it is in now.
        is_in: bool,
    },
    /// Who works in the office, or in which group, is another now.
    People,
    /// A text message came to a phone.
    Text(Box<ReceivedText>),
    /// The PBX began or ended: what it had told before may not hold.
    Restart,
    /// Something else, which shows that it speaks.
    Other,
}

impl From<&LiveCall> for CallEvent {
    /// A row whose status nobody has explained proves that the call is there.
    fn from(row: &LiveCall) -> Self {
        let step = match row.meaning {
            None => Step::There,
            Some(StatusMeaning::RingingYou | StatusMeaning::RingingThem) => Step::Rings(None),
            Some(StatusMeaning::Connected) => Step::Answered(None),
        };
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (calling, called) = (said(&row.calling), said(&row.called));
        Self { call: row.id.clone(), calling, called, step }
    }
}
