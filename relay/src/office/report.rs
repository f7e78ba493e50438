//! What the PBX tells by itself, brought to the desks of those whose calls it is, and to the phones
//! that these have to do with.

use pronto::call::Call;
use pronto::event::{CallId, Extension, Happening, Pushed};
use pronto::wire::relay::PhoneCall;

use super::{Effect, Now, Office, phone};
use crate::people::PersonId;

impl Office {
    /// The calls of a phone that Pronto did not place, as the PBX tells of them; oldest first.
    #[must_use]
    pub fn phone_calls(&self, phone: &Extension, now_ms: u64) -> Vec<PhoneCall> {
        let is_ours = |id: &CallId| {
            let desks = self.named.get(id).into_iter().flatten();
            let desks = desks.filter_map(|person| self.desks.get(person));
            let at_phone = desks.filter(|desk| desk.phone.as_ref() == Some(phone));
            let calls = at_phone.flat_map(|desk| &desk.calls).map(|kept| &kept.call);
            let mut named = calls.filter(|call| call.pbx_call.as_ref() == Some(id));
            // What was taken up is still the phone's, until it is known here that it is over.
            named.any(|call| !call.is_of_phone() || call.over())
        };
        let mut calls = self.board.calls_of(phone, is_ours, now_ms);
        if self.awaits_name(phone) {
            let told = self.phones_told.get(phone).map_or(&[][..], Vec::as_slice);
            let is_older = |call: &PhoneCall| told.iter().any(|before| before.id == call.id);
            calls.retain(|call| call.incoming || is_older(call));
        }
        calls
    }

    /// Whether what this phone calls may be a call of ours that the PBX has not named yet.
    fn awaits_name(&self, phone: &Extension) -> bool {
        let persons = self.at_phone.get(phone).into_iter().flatten();
        let desks = persons.filter_map(|person| self.desks.get(person));
        let mut calls = desks.flat_map(|desk| &desk.calls).map(|kept| &kept.call);
        calls.any(|call| !call.over() && call.pbx_call.is_none())
    }

    /// The PBX told something by itself.
    pub(super) fn told(&mut self, pushed: &Pushed, now: Now, out: &mut Vec<Effect>) {
        self.board.told(pushed, now.ms);
        self.phones.told(pushed, self.board.silence_ms(), now.ms);
        match &pushed.what {
            Happening::People => self.directory.people_changed(),
            Happening::Text(text) => {
                out.push(Effect::TellText { text: text.clone(), at_ms: now.ms });
            }
            _ => {}
        }
    }

    /// What has changed on the board, brought to everybody whom it concerns.
    pub(super) fn report(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.board.age(now.ms);
        let mut changed = self.board.take_changed();
        for id in &changed.calls {
            for person in self.owners(id) {
                self.tell_desk(&person, id, now);
            }
        }
        for person in self.touched.clone() {
            for id in self.index(&person) {
                self.tell_desk(&person, &id, now);
            }
        }
        self.phones.touch(&changed.phones);
        self.tell_colleagues(now, out);
        let desks = self.touched.iter().filter_map(|person| self.desks.get(person));
        changed.phones.extend(desks.filter_map(|desk| desk.phone.clone()));
        for phone in changed.phones {
            let calls = self.phone_calls(&phone, now.ms);
            let before = self.phones_told.get(&phone).map_or(&[][..], Vec::as_slice);
            if before != calls {
                if calls.is_empty() {
                    self.phones_told.remove(&phone);
                } else {
                    self.phones_told.insert(phone.clone(), calls.clone());
                }
                out.push(Effect::TellPhone { phone, calls });
            }
        }
    }

    /// Whose call of ours this is: by its name, else the only one between its parties.
    fn owners(&self, id: &CallId) -> Vec<PersonId> {
        match self.named.get(id) {
            Some(persons) => persons.iter().cloned().collect(),
            None => self.owner_by_parties(id).into_iter().collect(),
        }
    }

    fn owner_by_parties(&self, id: &CallId) -> Option<PersonId> {
        let known = &self.board.entry(id)?.known;
        let persons = self.board.phones(id).filter_map(|phone| self.at_phone.get(phone)).flatten();
        let has = |person: &&PersonId| {
            let calls = self.desks.get(*person).map(|desk| &desk.calls);
            calls.is_some_and(|calls| calls.iter().any(|kept| kept.call.may_be(id, known)))
        };
        let mut owners = persons.filter(has);
        let first = owners.next()?;
        // Two alike: nobody can tell whose it is.
        owners.all(|other| other == first).then(|| first.clone())
    }

    fn tell_desk(&mut self, person: &PersonId, id: &CallId, now: Now) {
        let Some(entry) = self.board.entry(id) else { return };
        let Some(desk) = self.desks.get_mut(person) else { return };
        self.touched.insert(person.clone());
        let speaks = entry.is_over() || self.board.speaks_for(id, now.ms);
        let mut calls = desk.calls.iter_mut().map(|kept| &mut kept.call);
        let call: Option<&mut Call> = calls.find(|call| call.may_be(id, &entry.known));
        // Some PBX may tell the end of a call when it is parked; one that was taken back goes on.
        let is_past = |call: &Call| {
            entry.is_over() && call.taken_back_ms.is_some_and(|at| !entry.was_told_since(at))
        };
        if let Some(call) = call.filter(|call| speaks && !is_past(call)) {
            let phone = call.intent.extension.as_ref().filter(|_| call.is_of_phone());
            match phone.map(|phone| phone::view(id, entry, phone, now.ms)) {
                Some(told) => told.iter().for_each(|told| call.on_phone(told.on_phone())),
                None => call.reported(id, entry.stage(), entry.known.last_rung(), now.ms),
            }
            self.named.entry(id.clone()).or_default().insert(person.clone());
            desk.named.insert(id.clone());
        }
    }

    /// Puts a desk into the tables; the PBX's names for its calls.
    fn index(&mut self, person: &PersonId) -> Vec<CallId> {
        let Some(desk) = self.desks.get_mut(person) else { return Vec::new() };
        let calls = desk.calls.iter().map(|kept| &kept.call);
        let named: Vec<CallId> = calls.clone().filter_map(|call| call.pbx_call.clone()).collect();
        for gone in desk.named.iter().filter(|id| !named.contains(id)) {
            let persons = self.named.get_mut(gone);
            if persons.is_some_and(|persons| persons.remove(person) && persons.is_empty()) {
                self.named.remove(gone);
            }
        }
        desk.named = named.iter().cloned().collect();
        for id in &named {
            self.named.entry(id.clone()).or_default().insert(person.clone());
        }
        let phone = calls.filter_map(|call| call.intent.extension.clone()).next_back();
        if phone != desk.phone {
            if let Some(persons) = desk.phone.as_ref().and_then(|old| self.at_phone.get_mut(old)) {
                persons.remove(person);
            }
            if let Some(new) = &phone {
                self.at_phone.entry(new.clone()).or_default().insert(person.clone());
            }
            desk.phone = phone;
        }
        named
    }
}
