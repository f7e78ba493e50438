//! Calls that the person's phone has without our having placed them: once the phone is on one, it is
//! on the card like any other. An office's relay tells of them, and takes one up when something is
//! wanted of it, to tell of it as of every call from then on. A PBX that is asked without a relay lists
//! them beside a call of ours, and they are followed as that is.

use super::{Engine, Now, Tracked};
use crate::call::{Ahead, Call, CallState, Intent, OnPhone, Origin, State};
use crate::dial::DialString;
use crate::event::{CallId, Calls, Extension, LiveCall};
use crate::settings::{SecondCall, StatusMeaning};
use crate::wire::relay::PhoneCall;

impl Engine {
    /// All calls of the person's phone, as they are now.
    pub(super) fn phone_has(&mut self, calls: &[PhoneCall], ahead: Ahead, now: Now) {
        for told in calls {
            let Some(id) = told.intent() else { continue };
            let on_phone = OnPhone {
                since_ms: ahead.ours(told.since_ms).min(now.ms),
                talk_since_ms: told.talk_since_ms.map(|since| ahead.ours(since)),
                ..told.on_phone()
            };
            match self.call_mut(&id) {
                Some(call) if is_of_phone_alone(call) => call.on_phone(on_phone),
                Some(_) => {}
                None => {
                    let call = self.taken_up(id, told, on_phone);
                    self.enter(call);
                }
            }
        }
        self.dismissed.retain(|id| {
            let of_phone = PhoneCall::id_in(id);
            of_phone.is_none_or(|of_phone| calls.iter().any(|told| told.id == of_phone.as_str()))
        });
        for tracked in &mut self.calls {
            let call = &mut tracked.call;
            let is_told = calls.iter().any(|told| told.intent().as_ref() == Some(&call.intent.id));
            if is_of_phone_alone(call) && !is_told {
                call.untold(now.ms);
            }
        }
    }

    /// Nobody knows how a phone's calls go on when the relay has been away for a while.
    pub(super) fn doubt_calls_of_phone(&mut self, now: Now) {
        let unknown = OnPhone::unknown(now.ms);
        let calls = self.calls.iter_mut().map(|tracked| &mut tracked.call);
        let believed = |call: &&mut Call| !matches!(call.state, State::Unknown(_));
        let calls = calls.filter(|call| is_of_phone_alone(call)).filter(believed);
        calls.for_each(|call| call.on_phone(unknown));
    }

    /// What a PBX lists while a call of ours is looked after: what else the phone is on can be the
    /// second call.
    pub(super) fn listed_beside(&mut self, calls: &Calls, now: Now) {
        let is_listed = |id: &CallId| calls.rows.iter().any(|row| row.id == *id);
        self.dismissed
            .retain(|id| PhoneCall::id_in(id).is_none_or(|id| !calls.complete || is_listed(&id)));
        let own = self.loaded.settings.extension.as_str();
        let placed = self.calls.iter().map(|tracked| &tracked.call);
        // What may be a call of ours that the PBX has not named yet is none of the phone's.
        let awaits_name = placed.clone().any(|call| !call.over() && call.pbx_call.is_none());
        if self.loaded.settings.second_call != SecondCall::Any || awaits_name {
            return;
        }
        let known =
            |row: &LiveCall| placed.clone().any(|call| call.pbx_call.as_ref() == Some(&row.id));
        let of_phone = |row: &&LiveCall| {
            let is_up = row.meaning == Some(StatusMeaning::Connected);
            is_up && !known(row) && (row.calling == own || row.called == own)
        };
        let new: Vec<PhoneCall> = calls
            .rows
            .iter()
            .filter(of_phone)
            .map(|row| {
                let incoming = row.calling != own;
                PhoneCall {
                    id: row.id.as_str().to_owned(),
                    incoming,
                    other: if incoming { row.calling.clone() } else { row.called.clone() },
                    state: CallState::Connected,
                    held: false,
                    elsewhere: false,
                    since_ms: now.ms,
                    talk_since_ms: None,
                }
            })
            .collect();
        for told in new {
            let Some(id) = told.intent() else { continue };
            let pbx_call = CallId::new(&told.id).ok();
            let call = self.taken_up(id, &told, told.on_phone());
            self.enter(call.map(|call| Call { pbx_call, listed: true, ..call }));
        }
    }

    fn taken_up(&self, id: String, told: &PhoneCall, on_phone: OnPhone) -> Option<Call> {
        if !self.loaded.settings.phone_calls || self.dismissed.contains(&id) {
            return None;
        }
        let pbx_call = CallId::new(&id).ok();
        let intent = Intent {
            id,
            origin: if told.incoming { Origin::CameIn } else { Origin::Dialled },
            target: self.plan.read(&told.other).ok(),
            shown: self.who(&told.other),
            digits: DialString::new(&told.other).ok(),
            extension: Extension::new(self.loaded.settings.extension.as_str()).ok(),
            at_ms: on_phone.since_ms,
            private: false,
            reports: true,
        };
        let name = self.name_of_caller(&told.other).map(str::to_owned);
        Call::of_phone(intent, on_phone).map(|call| Call { pbx_call, name, ..call })
    }

    /// Nothing of it will be entered into the past: the PBX lists it among the calls of its phone.
    fn enter(&mut self, call: Option<Call>) {
        self.calls.extend(call.map(|call| Tracked { call, recorded: true }));
    }
}

/// Whether what the relay tells of the phone is all that is known of it: it has not been taken up there.
pub(super) fn is_of_phone_alone(call: &Call) -> bool {
    call.is_of_phone() && !call.listed
}
