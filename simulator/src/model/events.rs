//! Which events a call, a list and a message make (document 000, "A.N.S.").

use super::call::{Call, End, Leg, Party, Progress};
use super::exchange::Exchange;
use super::user::{Interface, Status, User};
use crate::ans::Event;

impl Exchange {
    /// What has happened since this was last asked, with its time.
    pub fn take_events(&mut self) -> Vec<(u64, Event)> {
        std::mem::take(&mut self.events)
    }

    pub(super) fn happened(
        &mut self,
        now_ms: u64,
        event: u8,
        interface: Option<Interface>,
        parameters: &[(&str, &str)],
    ) {
        self.events.push((now_ms, Event::new(event, interface, parameters)));
    }

    /// 19, and 21 and 22 for all users and groups: the PBX has started.
    pub fn tell_start(&mut self, now_ms: u64) {
        let started = [
            ("host", "PLATFORM-SERVER"),
            ("ver", "4.5.13"),
            ("user", "super"),
            ("pwd", "voispeed"),
            ("status", "1"),
        ];
        self.happened(now_ms, 19, None, &started);
        for user in self.office.users.clone() {
            self.user_listed(&user, "load", now_ms);
        }
        for group in self.office.groups.clone() {
            self.group_listed(&group.name, &group.members, "load", now_ms);
        }
    }

    /// 21: a user was loaded, added, updated or deleted.
    pub fn user_listed(&mut self, user: &User, reason: &str, now_ms: u64) {
        let name = format!("{} {}", user.sur, user.name);
        let parameters = [("info", reason), ("ext", &user.ext), ("name", name.trim())];
        self.happened(now_ms, 21, None, &parameters);
    }

    /// 22: the same of a group.
    pub fn group_listed(&mut self, name: &str, members: &[String], reason: &str, now_ms: u64) {
        let ext = members.join(";");
        self.happened(now_ms, 22, None, &[("info", reason), ("name", name), ("ext", &ext)]);
    }

    /// 0 or 1: a user has logged in or out.
    pub fn logged(&mut self, before: Option<Status>, user: &User, now_ms: u64) {
        let (was, is) = (before.unwrap_or(Status::Offline), user.status);
        if (was == Status::Offline) == (is == Status::Offline) {
            return;
        }
        let endpoint = user.endpoints.first();
        let interface = endpoint.map(|endpoint| endpoint.net);
        let ip = endpoint.map_or("", |endpoint| endpoint.ip.as_str());
        if is == Status::Offline {
            let statistics = user.statistics.as_ref();
            let [login, talk, calls] = statistics
                .map_or([0, 0, 0], |row| [row.login_s, row.conversation_s, row.received])
                .map(|number| number.to_string());
            let parameters = [
                ("ext", &*user.ext),
                ("login_time", &login),
                ("conv_time", &talk),
                ("calls", &calls),
            ];
            self.happened(now_ms, 1, interface, &parameters);
        } else {
            let parameters = [("ext", &*user.ext), ("info", ip), ("host", "MyComputer")];
            self.happened(now_ms, 0, interface, &parameters);
        }
    }

    /// 2: somebody calls.
    pub(super) fn call_comes_in(&mut self, index: usize, now_ms: u64) {
        let call = self.calls[index].clone();
        let info = self.line_of(&call.first);
        let parameters = [
            ("call_id", call.id()),
            ("calling", call.first()),
            ("called", call.second()),
            ("info", &info),
        ];
        self.happened(now_ms, 2, Some(call.first.network), &parameters);
    }

    /// 3: where the second party is, or why it is not reached.
    pub(super) fn call_is_routed(
        &mut self,
        index: usize,
        result: &str,
        service: &str,
        now_ms: u64,
    ) {
        let call = self.calls[index].clone();
        let info = if !service.is_empty() {
            format!("SERVICE/{service}")
        } else if !call.group.is_empty() {
            format!("GROUP/{}", call.group)
        } else if let Some(user) = self.office.user(call.second()) {
            format!("USER/{}", format!("{} {}", user.sur, user.name).trim())
        } else {
            format!("LCR/{}", self.reporting.carrier)
        };
        let parameters = [("call_id", call.id()), ("result", result), ("info", &info)];
        self.happened(now_ms, 3, None, &parameters);
    }

    /// 4: the phone of a party is called.
    pub(super) fn party_is_called(&mut self, index: usize, place: Party, now_ms: u64) {
        let call = self.calls[index].clone();
        let leg = call.leg(place);
        let info = self.line_of(leg);
        let parameters = [
            ("call_id", call.id()),
            ("calling", call.first()),
            ("called", call.second()),
            ("act_called", &leg.party),
            ("result", "0"),
            ("info", &info),
        ];
        self.happened(now_ms, 4, Some(leg.network), &parameters);
    }

    /// 18: the call goes to another number.
    pub(super) fn number_changes(&mut self, index: usize, now_ms: u64) {
        let call = self.calls[index].clone();
        let parameters = [
            ("call_id", call.id()),
            ("info", "dialing"),
            ("calling", call.first()),
            ("called", call.second()),
        ];
        self.happened(now_ms, 18, None, &parameters);
    }

    /// 8: `call_party` of a call is given to the party in this place of another one.
    pub(super) fn call_is_transferred(
        &mut self,
        [index, from]: [usize; 2],
        xfer_party: Party,
        now_ms: u64,
    ) {
        let (call, giving) = (self.calls[index].clone(), self.calls[from].clone());
        let leg = giving.leg(xfer_party);
        let supervised = leg.progress == Progress::Up;
        let info = match self.office.user(&leg.party) {
            Some(user) => format!("USER/{}", format!("{} {}", user.sur, user.name).trim()),
            None => format!("LCR/{}", self.reporting.carrier),
        };
        let mut parameters = vec![
            ("call_id", call.id()),
            ("calling", call.first()),
            ("called", call.second()),
            ("act_called", &leg.party),
            ("xfer_id", giving.id()),
            ("mode", if supervised { "1" } else { "0" }),
            ("xfer_info", &info),
        ];
        if supervised {
            parameters.push(("xfer_interface", leg.network.name()));
        }
        self.happened(now_ms, 8, None, &parameters);
    }

    /// 5: a party has lifted.
    pub(super) fn party_answers(&mut self, index: usize, place: Party, now_ms: u64) {
        let call = self.calls[index].clone();
        let leg = call.leg(place);
        let info =
            if leg.box_since_ms.is_some() { "vocalbox".to_owned() } else { self.line_of(leg) };
        let parameters = [
            ("call_id", call.id()),
            ("result", "0"),
            ("final", "1"),
            ("connected_number", &leg.party),
            ("info", &info),
        ];
        self.happened(now_ms, 5, Some(leg.network), &parameters);
    }

    /// 12 when nobody answered in time; then 7 for each leg that the PBX called, 6 for a caller's own.
    pub(super) fn legs_are_released(&mut self, before: &Call, end: End, now_ms: u64) {
        if end == End::Forgotten {
            return;
        }
        if end == End::TimedOut {
            let parameters = [("call_id", before.id()), ("info", "1")];
            self.happened(now_ms, 12, Some(before.second.network), &parameters);
        }
        let number = match end {
            End::FirstHungUp => before.first(),
            End::SecondHungUp => before.second(),
            _ => "",
        };
        for (place, leg) in [&before.second, &before.first].into_iter().enumerate() {
            if leg.progress != Progress::Idle {
                let info = self.line_of(leg);
                let event = if place == 1 && !before.ours { 6 } else { 7 };
                let parameters = [("call_id", before.id()), ("number", number), ("info", &info)];
                self.happened(now_ms, event, Some(leg.network), &parameters);
            }
        }
    }

    /// Table "Additional information": an address, or a line and its carrier.
    fn line_of(&self, leg: &Leg) -> String {
        match self.office.user(&leg.party) {
            Some(user) => {
                let endpoint = user.endpoints.iter().find(|endpoint| endpoint.net == leg.network);
                endpoint.map_or_else(String::new, |endpoint| endpoint.ip.clone())
            }
            None if leg.network == Interface::Fax => String::new(),
            None => format!("1/{}", self.reporting.carrier),
        }
    }
}
