//! A call as the card, the popup and the badge show it.

use super::{Call, Control, HangUp, Origin, State};
use crate::event::Capabilities;
use crate::json::{Read, Write};
use crate::problem::Problem;

/// What there is to see of a call.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallView {
    /// Our id.
    pub id: String,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
    /// The number as the person read it; empty where a caller's is not known.
    pub shown: String,
    /// The digits that went to the PBX; empty where `shown` is.
    pub digits: String,
    /// A colleague's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub name: Option<String>,
    /// The state's name; its words are `state_…` in `_locales`.
    pub state: CallState,
    /// How it ended or why it failed: a key of `_locales`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub reason: Option<String>,
    /// Since when this state is known, in milliseconds since 1970.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub since_ms: u64,
    /// From when the timer counts, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub talk_since_ms: Option<u64>,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub problem: Option<Problem>,
    /// Whether "hang up" can be offered.
    pub can_hang_up: bool,
    /// Whether hanging up is under way.
    pub hanging_up: bool,
    /// Whether recording can be switched on or off.
    #[serde(default)]
    pub can_record: bool,
    /// Whether it is recorded, or may be.
    #[serde(default)]
    pub recording: bool,
    /// Whether it can be parked, or fetched back where it is parked.
    #[serde(default)]
    pub can_park: bool,
    /// The line on which it is parked, where the PBX told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub park_line: Option<String>,
    /// Whether a second call can be placed beside it.
    #[serde(default)]
    pub can_consult: bool,
    /// The call beside which it was placed, while that is up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub beside: Option<String>,
    /// Whether the call beside it can be put through to whom this one called.
    #[serde(default)]
    pub can_transfer: bool,
    /// Whether it and the call beside it can become one.
    #[serde(default)]
    pub can_join: bool,
    /// What is being asked of the PBX: meanwhile nothing else is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub asking: Option<Control>,
    /// Whether nothing more can happen.
    pub over: bool,
    /// Whether it was placed from a private window, and leaves no trace once it is over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<bool>"))]
    pub private: bool,
}

/// Names of the states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallState {
    /// The request is on its way.
    Dialling,
    /// The person's phone rings.
    RingingYou,
    /// The other phone rings.
    RingingThem,
    /// Both talk.
    Connected,
    /// The person's phone is lifted.
    OnTheLine,
    /// It waits on a park line; the person's phone is free.
    Parked,
    /// Nobody can say.
    Unknown,
    /// It is over.
    Ended,
    /// It never came to be.
    Failed,
    /// The phone took it and does not report.
    Sent,
}

/// What there is to see of one person's calls.
pub fn views<'a>(calls: impl Iterator<Item = &'a Call>, can: Capabilities) -> Vec<CallView> {
    let calls: Vec<_> = calls.collect();
    let only = calls.iter().filter(|call| call.takes_phone()).count() == 1;
    let view = |call: &&Call| {
        let view = call.view(can);
        CallView { can_consult: view.can_consult && only, ..view }
    };
    calls.iter().map(view).collect()
}

impl Call {
    /// What there is to see. `can` is what the PBX can do for this person.
    #[must_use]
    pub fn view(&self, can: Capabilities) -> CallView {
        let (state, since_ms) = self.named();
        let reason = match &self.state {
            State::Ended(ended) => Some(ended.why.key().to_owned()),
            State::Failed(failed) => Some(failed.why.key().to_owned()),
            _ => None,
        };
        let problem = match &self.state {
            State::Failed(failed) => failed.problem.clone(),
            _ => self.refusal.clone().or(self.problem.clone()),
        };
        let parked = state == CallState::Parked;
        CallView {
            id: self.intent.id.clone(),
            origin: self.intent.origin,
            shown: self.intent.shown.clone(),
            digits: self.intent.digits.as_ref().map_or("", |digits| digits.as_str()).to_owned(),
            name: self.name.clone(),
            state,
            reason,
            since_ms,
            talk_since_ms: self.talk_since_ms.filter(|_| !parked && state != CallState::RingingYou),
            problem,
            can_hang_up: can.hang_up && !self.over(),
            hanging_up: self.hang_up != HangUp::No && !self.over(),
            // A recording that runs can be stopped also by whoever may start none any more.
            can_record: self.allows(Control::RecordOff)
                || can.record && self.allows(Control::RecordOn),
            recording: self.recording && !self.over(),
            can_park: can.park && (self.allows(Control::Park) || self.allows(Control::Unpark)),
            park_line: self.park_line().filter(|_| parked).map(|line| line.as_str().to_owned()),
            can_consult: can.transfer && self.on_the_line() && self.parked.is_none(),
            beside: self.beside.as_ref().map(|first| first.call.clone()),
            can_transfer: can.transfer && self.allows(Control::Transfer),
            can_join: can.conference && self.allows(Control::Conference),
            asking: self.wanted.as_ref().filter(|_| !self.over()).map(|wanted| wanted.control),
            over: self.over(),
            private: self.intent.private,
        }
    }

    fn named(&self) -> (CallState, u64) {
        match &self.state {
            State::OnTheLine { .. } | State::Connected { .. } if self.is_parked() => {
                (CallState::Parked, self.parked.as_ref().map_or(0, |parked| parked.since_ms))
            }
            State::Dialling { since_ms } => (CallState::Dialling, *since_ms),
            State::RingingYou { since_ms } => (CallState::RingingYou, *since_ms),
            State::RingingThem { since_ms } => (CallState::RingingThem, *since_ms),
            State::Connected { since_ms } => (CallState::Connected, *since_ms),
            State::OnTheLine { since_ms } => (CallState::OnTheLine, *since_ms),
            State::Unknown(unknown) => (CallState::Unknown, unknown.since_ms),
            State::Ended(ended) => (CallState::Ended, ended.at_ms),
            State::Failed(failed) => (CallState::Failed, failed.at_ms),
            State::Sent { at_ms } => (CallState::Sent, *at_ms),
        }
    }
}
