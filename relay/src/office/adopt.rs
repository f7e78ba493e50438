//! Calls that a person's phone has without our having placed them. They are told as the phone's
//! ([`super::phone`]) until the person wants something of one; from then on it is a call on their desk
//! like any other.

use pronto::call::{self, Call, Control, Intent, Origin};
use pronto::dial::DialString;
use pronto::event::{CallId, Extension};
use pronto::settings::SecondCall;
use pronto::wire::relay::PhoneCall;

use super::{KeptCall, Now, Office, phone};
use crate::people::{Person, PersonId};

impl Office {
    /// Puts the call of this name on the person's desk, if their phone has it and is on it; with all
    /// others that their phone is on, where `control` is about two.
    pub(super) fn adopt(
        &mut self,
        person: &Person,
        intent: &str,
        control: Option<Control>,
        now: Now,
    ) {
        let Ok(phone) = Extension::new(person.extension.as_str()) else { return };
        if control.is_some_and(Control::needs_first) {
            for call in self.phone_calls(&phone, now.ms) {
                CallId::new(&call.id).iter().for_each(|id| self.take_up(person, &phone, id, now));
            }
            self.settle_pairs(&person.id, Some(intent), now);
        } else if let Some(id) = PhoneCall::id_in(intent) {
            let told = self.phone_calls(&phone, now.ms);
            if told.iter().any(|call| call.id == id.as_str()) {
                self.take_up(person, &phone, &id, now);
            }
        }
    }

    /// What becomes of a person's calls by those beside them; which one the person wants to be the
    /// second, if somebody has said so.
    pub(super) fn settle_pairs(&mut self, person: &PersonId, seen_second: Option<&str>, now: Now) {
        let Some(desk) = self.desks.get_mut(person) else { return };
        let mut calls: Vec<_> = desk.calls.iter_mut().map(|kept| &mut kept.call).collect();
        if self.settings.second_call == SecondCall::Any {
            call::pair(&mut calls, seen_second);
        }
        call::settle_pairs(&mut calls, now.ms);
    }

    fn take_up(&mut self, person: &Person, phone: &Extension, id: &CallId, now: Now) {
        let told = self.board.entry(id).and_then(|entry| phone::view(id, entry, phone, now.ms));
        let Some(told) = told else { return };
        let Some(name) = told.intent() else { return };
        let has = |call: &Call| !call.over() && call.pbx_call.as_ref() == Some(id);
        let desk = self.desks.get(&person.id);
        if desk.is_some_and(|desk| desk.calls.iter().any(|kept| has(&kept.call))) {
            return;
        }
        let target = self.plan.read(&told.other).ok();
        let shown = target.as_ref().map(|target| self.plan.shown(target));
        let intent = Intent {
            id: name,
            origin: if told.incoming { Origin::CameIn } else { Origin::Dialled },
            target,
            shown: shown.unwrap_or_else(|| told.other.clone()),
            digits: DialString::new(&told.other).ok(),
            extension: Some(phone.clone()),
            at_ms: told.since_ms,
            private: false,
            reports: true,
        };
        if let Some(call) = Call::of_phone(intent, told.on_phone()) {
            let call = Call { pbx_call: Some(id.clone()), ..call };
            let kept = KeptCall { person: person.clone(), call, audited: false };
            let desk = self.desks.entry(person.id.clone()).or_default();
            // A PBX may give a name again once its call is over.
            desk.calls.retain(|before| before.call.intent.id != kept.call.intent.id);
            desk.calls.push(kept);
            self.touched.insert(person.id.clone());
        }
    }
}
