//! A second call of the same person, placed beside one that is up: to ask, to put the first one
//! through, or to talk as three.
//!
//! ```text
//! first   on the line ------------------------------------> put through, or with one more in it
//! second      dialling, ringing, on the line -- transfer or conference --> over
//! ```
//!
//! What is wanted of both is wanted of the second ([`super::Control::Transfer`],
//! [`super::Control::Conference`]), which knows the first. When a PBX is ready for it, it alone
//! knows: one that says "not yet" is asked again after the next look, until the second call is over.

use super::{Call, Control, EndedWhy, Origin, State, Step, Wanted};
use crate::event::{CallId, LiveCall};
use crate::json::{Read, Write};
use crate::problem::{Code, Problem};

/// The wish for a second call beside one that is up.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Beside {
    /// Our name for the call that is up.
    pub call: String,
    /// Whether that is put through as soon as the PBX can, without asking first.
    pub transfer: bool,
}

/// The first call, as the second knows it.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct First {
    /// Our name for it.
    pub call: String,
    /// The PBX's name for it, while it is on the line.
    pub pbx_call: Option<CallId>,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
}

/// Whether a person's calls leave room for one more: for any while the phone is free, for a second
/// one beside the only call, which is on the line.
///
/// # Errors
/// When they do not.
pub fn room_beside<'a>(
    calls: impl Iterator<Item = &'a Call>,
    beside: Option<&str>,
) -> Result<(), Problem> {
    let mut first = None;
    for call in calls.filter(|call| call.takes_phone()) {
        if first.replace(call).is_some() {
            return Err(Code::CallInProgress.into());
        }
    }
    match (first, beside) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Code::CallInProgress.into()),
        (Some(first), Some(id)) if first.intent.id == id && first.on_the_line() => Ok(()),
        (_, Some(_)) => Err(Code::NoCallBeside.into()),
    }
}

/// What becomes of one person's calls by what has become of those beside them.
pub fn settle_pairs(calls: &mut [&mut Call], now_ms: u64) {
    for at in 0..calls.len() {
        let Some(First { call, .. }) = calls[at].beside.clone() else { continue };
        let first = calls.iter().position(|other| other.intent.id == call);
        let transferred = |call: &Call| call.ended_because(EndedWhy::Transferred);
        if let Some(first) = first.filter(|_| transferred(calls[at]))
            && !calls[first].over()
        {
            calls[first].end(EndedWhy::Transferred, now_ms);
        }
        if calls[at].over() {
            continue;
        }
        match first.map(|first| &*calls[first]) {
            Some(first) if !first.over() => {
                let up = first.on_the_line() && first.parked.is_none();
                let pbx_call = first.pbx_call.clone().filter(|_| up);
                let origin = first.intent.origin;
                calls[at].beside = Some(First { call, pbx_call, origin });
            }
            Some(first) if transferred(first) && calls[at].wants(Control::Transfer) => {
                calls[at].end(EndedWhy::Transferred, now_ms);
            }
            _ => calls[at].left_alone(),
        }
    }
}

impl Call {
    /// The same, placed beside another.
    #[must_use]
    pub fn beside(self, Beside { call, transfer }: Beside) -> Self {
        let waits = Wanted { control: Control::Transfer, step: Step::Waits, again: false };
        let beside = Some(First { call, pbx_call: None, origin: Origin::Placed });
        Self { beside, wanted: transfer.then_some(waits), ..self }
    }

    /// The wish beside which call it was placed.
    #[must_use]
    pub fn wish_beside(&self) -> Option<Beside> {
        let call = self.beside.as_ref()?.call.clone();
        Some(Beside { call, transfer: self.wants(Control::Transfer) })
    }

    /// The PBX's name for the call beside which this one was placed, while that is on the line.
    #[must_use]
    pub fn pbx_call_beside(&self) -> Option<&CallId> {
        self.beside.as_ref()?.pbx_call.as_ref()
    }

    /// Whether the PBX was not ready for what is wanted.
    pub(super) fn waits(&self) -> bool {
        self.wanted.as_ref().is_some_and(|wanted| wanted.step == Step::Waits)
    }

    /// What may be possible now that could not be done before.
    pub(super) fn wait_no_longer(&mut self) {
        if let Some(wanted) = self.wanted.as_mut().filter(|wanted| wanted.step == Step::Waits) {
            wanted.step = Step::Wanted;
        }
    }

    /// Whether the person has left the call that this row shows, which goes on without them.
    pub(super) fn left_by_us(&mut self, row: &LiveCall) -> bool {
        let Some(ours) = self.intent.extension.as_ref().map(|ext| ext.as_str()) else {
            return false;
        };
        let with_us = row.calling == ours || row.called == ours;
        let left = self.with_us && !with_us;
        self.with_us |= with_us;
        left && self.on_the_line() && !self.wants(Control::Park)
    }

    fn ended_because(&self, why: EndedWhy) -> bool {
        matches!(&self.state, State::Ended(ended) if ended.why == why)
    }

    /// The call beside it is over: this one is a call like any other.
    fn left_alone(&mut self) {
        self.beside = None;
        if self.wanted.take_if(|wanted| wanted.control.needs_first()).is_some() {
            self.refusal = Some(Code::NoCallBeside.into());
        }
    }
}

impl Control {
    /// Whether it is about the call beside which the call was placed, too.
    #[must_use]
    pub fn needs_first(self) -> bool {
        matches!(self, Self::Transfer | Self::Conference)
    }
}

#[cfg(test)]
#[path = "beside_tests.rs"]
mod tests;
