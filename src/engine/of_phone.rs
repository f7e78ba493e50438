//! Calls that the person's phone has without our having placed them, as an office's relay tells of
//! them: once the phone is on one, it is on the card like any other. Nothing is asked of the relay
//! for them; it takes one up when something is wanted of it, and then tells of it as of every call.

use super::{Engine, Now, Tracked};
use crate::call::{Ahead, Call, Intent, OnPhone, Origin};
use crate::dial::DialString;
use crate::event::{CallId, Extension};
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
                None => self.take_up(id, told, on_phone),
            }
        }
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
        calls.filter(|call| is_of_phone_alone(call)).for_each(|call| call.on_phone(unknown));
    }

    fn take_up(&mut self, id: String, told: &PhoneCall, on_phone: OnPhone) {
        if !self.loaded.settings.phone_calls || self.dismissed.contains(&id) {
            return;
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
        if let Some(call) = Call::of_phone(intent, on_phone) {
            let name = self.name_of_caller(&told.other).map(str::to_owned);
            // Nothing of it is entered into the past: the PBX lists it among the calls of its phone.
            self.calls.push(Tracked { call: Call { pbx_call, name, ..call }, recorded: true });
        }
    }
}

/// Whether what the relay tells of the phone is all that is known of it: it has not been taken up there.
pub(super) fn is_of_phone_alone(call: &Call) -> bool {
    call.is_of_phone() && !call.listed
}
