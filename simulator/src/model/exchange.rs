//! Where calls live: ring, lift, connect, end, each at its own time.
//!
//! Life of a call of srv=0 (document 000, section "0"): the PBX rings the first
//! party; when it lifts, the PBX rings the second by its routing; when that
//! answers, both talk; when either hangs up, the row is gone. A first party on
//! the interface `IVR` counts as lifted at once, so the SECOND is rung without
//! anybody having touched a handset.

use super::behaviour::{Behaviour, Numbers};
use super::call::{Call, End, Leg, Party, Progress, State, Step};
use super::office::Office;
use super::order::{News, Order};
use super::playback::Playback;
use super::recording::Recording;
use super::report::Report;
use super::routing::Fitness;
use super::sms::Sms;
use super::user::Interface;
use super::vocalbox::VoiceMessage;
use crate::ans::Event;
use crate::charset::Charset;
use crate::codes::{Cause, Codes};
use crate::options::Options;
use crate::result_code::ResultCode;
use crate::switches::call_control::{CallControl, DisconnectRinging, SecondCall};
use crate::switches::messaging::Messaging;
use crate::switches::people::{Outgoing, People};
use crate::switches::reporting::Reporting;
use crate::switches::voice::Voice;

/// The office with its calls.
#[derive(Debug)]
pub struct Exchange {
    /// Users, groups, lines, rooms.
    pub office: Office,
    /// What dialled numbers do.
    pub numbers: Numbers,
    pub(super) auto_lift_ms: Option<u64>,
    pub(super) outside: Interface,
    pub(super) control: CallControl,
    pub(super) people: People,
    pub(super) messaging: Messaging,
    pub(super) reporting: Reporting,
    pub(super) voice: Voice,
    pub(super) charset: Charset,
    pub(super) codes: Codes,
    pub(super) calls: Vec<Call>,
    pub(super) recordings: Vec<Recording>,
    pub(super) playbacks: Vec<Playback>,
    pub(super) reports: Vec<Report>,
    pub(super) sms: Vec<Sms>,
    pub(super) voice_messages: Vec<VoiceMessage>,
    next_id: u64,
    news: Vec<News>,
    pub(super) events: Vec<(u64, Event)>,
}

impl Exchange {
    /// A quiet exchange; the first call gets the id `first_id`.
    pub fn new(options: &Options, first_id: u64) -> Exchange {
        Exchange {
            office: options.office(),
            numbers: Numbers::new(&options.numbers, options.answer_ms),
            auto_lift_ms: options.auto_lift_ms,
            outside: options.outside,
            control: options.call_control.clone(),
            people: options.people.clone(),
            messaging: options.messaging.clone(),
            reporting: options.reporting.clone(),
            voice: options.voice.clone(),
            charset: options.charset,
            codes: options.codes.clone(),
            calls: Vec::new(),
            recordings: Vec::new(),
            playbacks: Vec::new(),
            reports: Vec::new(),
            sms: Vec::new(),
            voice_messages: Vec::new(),
            next_id: first_id,
            news: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Sets up a call and tells its id.
    ///
    /// # Errors
    /// 24 when the first number looks like an extension, or is called on LAN, and
    /// is no user's; 45 when the user may not use the interface; else the causes
    /// `FirstParty...`: 8 ("check Log files") by default, because 15 speaks of a call's status.
    pub fn place(&mut self, order: &Order, now_ms: u64) -> Result<String, ResultCode> {
        let first = &order.first_number;
        let mut talks = false;
        match self.office.user(first) {
            None => {
                let internal = order.first_interface == Interface::Lan;
                if internal || self.office.looks_internal(first) {
                    return Err(ResultCode::USER_NOT_FOUND);
                }
            }
            Some(user) => {
                if !user.interfaces.contains(&order.first_interface) {
                    return Err(ResultCode::NO_INTERFACE_CAPABILITY);
                }
                let leaves = !self.office.looks_internal(&order.second_number)
                    || self.people.outgoing == Outgoing::Every;
                if !user.outgoing && leaves {
                    return Err(self.codes.of(Cause::OutgoingForbidden));
                }
                match self.fitness(first) {
                    Fitness::Offline => return Err(self.codes.of(Cause::FirstPartyOffline)),
                    Fitness::Full => return Err(self.codes.of(Cause::FirstPartyBusy)),
                    Fitness::Free => {}
                    Fitness::Talks => talks = true,
                }
            }
        }
        let mut call = self.new_call(
            Leg::new(first, order.first_interface),
            Leg::new(&order.second_number, self.network_of(&order.second_number)),
            now_ms,
        );
        call.ours = true;
        call.timeout_s = order.timeout_s;
        call.plan(now_ms.saturating_add(order.timeout_s.saturating_mul(1000)), Step::TimesOut);
        let index = self.calls.len();
        let id = call.call_id.clone();
        let at_once = talks && self.control.second_call == SecondCall::AtOnce;
        if order.first_interface == Interface::Ivr || at_once {
            self.calls.push(call);
            self.lift(index, Party::First, now_ms);
        } else {
            let behaviour =
                if talks { self.behaviour_when_rung(first) } else { self.behaviour_of(first) };
            self.calls.push(call);
            self.tell(index, now_ms, State::RingingFirst, format!("{first} rings"));
            self.party_is_called(index, Party::First, now_ms);
            self.ring(index, Party::First, behaviour, now_ms);
        }
        Ok(id)
    }

    /// Whether a call rings at its second party that srv=1 does not end.
    #[must_use]
    pub fn refuses_to_disconnect(&self, call_id: &str) -> bool {
        let rings = |index: usize| self.calls[index].state() == State::RingingSecond;
        self.control.disconnect_ringing == DisconnectRinging::Refused
            && self.live_index(call_id).is_some_and(rings)
    }

    /// `srv=1`: ends a live call. False when there is none of this id.
    pub fn disconnect(&mut self, call_id: &str, now_ms: u64) -> bool {
        self.end_live(call_id, End::Disconnected, "disconnected by srv=1", now_ms)
    }

    /// A party hangs up. False when there is no live call of this id.
    pub fn hang_up(&mut self, call_id: &str, party: Party, now_ms: u64) -> bool {
        let Some(index) = self.live_index(call_id) else {
            return false;
        };
        self.take_step(index, Step::HangsUp(party), now_ms);
        true
    }

    /// The handset of the party that rings is lifted. False when it does not ring.
    pub fn lift_by_hand(&mut self, call_id: &str, party: Party, now_ms: u64) -> bool {
        let Some(index) = self.live_index(call_id) else {
            return false;
        };
        let awaited = match party {
            Party::First => State::RingingFirst,
            Party::Second => State::RingingSecond,
        };
        let rings = self.calls[index].state == awaited;
        if rings {
            self.lift(index, party, now_ms);
        }
        rings
    }

    /// The row of this call, or of all, vanishes without a hang-up, and its users are free.
    pub fn forget(&mut self, call_id: Option<&str>, now_ms: u64) {
        for index in 0..self.calls.len() {
            let call = &self.calls[index];
            if call.is_live() && call_id.is_none_or(|id| id == call.call_id) {
                self.end(index, End::Forgotten, "forgotten by the PBX", now_ms);
            }
        }
    }

    /// When something happens next, if nobody does anything.
    pub fn next_due(&self) -> Option<u64> {
        self.next_step().map(|(at_ms, _, _)| at_ms)
    }

    /// Carries out the next planned step.
    pub fn take_next_step(&mut self) {
        if let Some((at_ms, index, step)) = self.next_step() {
            self.calls[index]
                .planned
                .retain(|planned| planned.at_ms != at_ms || planned.step != step);
            self.take_step(index, step, at_ms);
        }
    }

    /// All calls, past and current, oldest first.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The calls that have a row.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter().filter(|call| call.is_live())
    }

    /// Its switches of calls that are up.
    pub fn control(&self) -> &CallControl {
        &self.control
    }

    /// Its switches of users and groups.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Its switches of messages.
    pub fn messaging(&self) -> &Messaging {
        &self.messaging
    }

    /// Its switches of reports.
    pub fn reporting(&self) -> &Reporting {
        &self.reporting
    }

    /// Its switches of voice menus, playback and rooms, and the menus themselves.
    pub fn voice(&self) -> &Voice {
        &self.voice
    }

    /// Its result codes.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// What changed since this was last asked.
    pub fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    pub(super) fn new_call(&mut self, first: Leg, second: Leg, now_ms: u64) -> Call {
        let call_id = self.next_id.to_string();
        self.next_id += 1;
        self.drop_oldest_past_calls();
        Call::new(call_id, first, second, now_ms)
    }

    fn drop_oldest_past_calls(&mut self) {
        const KEPT: usize = 1000;
        if self.calls.len() >= KEPT
            && let Some(oldest) = self.calls.iter().position(|call| !call.is_live())
        {
            self.calls.remove(oldest);
        }
    }

    pub(super) fn ring(&mut self, index: usize, party: Party, behaviour: Behaviour, now_ms: u64) {
        let call = &mut self.calls[index];
        let (after_ms, step) = match behaviour {
            Behaviour::Answers { after_ms } => (after_ms, Step::Lifts(party)),
            Behaviour::AnswersThenHangsUp { after_ms, talk_ms } => {
                call.leg_mut(party).talk_ms = Some(talk_ms);
                (after_ms, Step::Lifts(party))
            }
            Behaviour::Busy { after_ms } => (after_ms, Step::Fails(party, End::Busy)),
            Behaviour::Unreachable { after_ms } => (after_ms, Step::Fails(party, End::Unreachable)),
            Behaviour::Never => {
                call.leg_mut(party).progress = Progress::Ringing;
                return;
            }
        };
        if matches!(step, Step::Lifts(_)) {
            call.leg_mut(party).progress = Progress::Ringing;
        }
        call.plan(now_ms.saturating_add(after_ms), step);
    }

    fn take_step(&mut self, index: usize, step: Step, now_ms: u64) {
        let call = &self.calls[index];
        let name = |party| call.leg(party).party.clone();
        match step {
            Step::Lifts(party) => self.lift(index, party, now_ms),
            Step::Fails(party, end) => {
                let why = if end == End::Busy { "is busy" } else { "cannot be reached" };
                let text = format!("{} {why}", name(party));
                self.end(index, end, &text, now_ms);
            }
            Step::BoxAnswers(party) => self.box_answers(index, party, now_ms),
            Step::HangsUp(party) => self.take_leave(index, party, now_ms),
            Step::PlaybackEnds => self.stop_playback(index, now_ms),
            Step::TimesOut => {
                let text = format!("not connected within {} s", call.timeout_s);
                self.end(index, End::TimedOut, &text, now_ms);
            }
        }
    }

    pub(super) fn lift(&mut self, index: usize, party: Party, now_ms: u64) {
        let call = &mut self.calls[index];
        call.planned.retain(|planned| !planned.step.is_answer_of(party));
        call.leg_mut(party).progress = Progress::Up;
        if let Some(talk_ms) = call.leg(party).talk_ms {
            call.plan(now_ms.saturating_add(talk_ms), Step::HangsUp(party));
        }
        self.party_answers(index, party, now_ms);
        let call = &mut self.calls[index];
        if call.leg(party.other()).progress == Progress::Up {
            self.connect(index, party, now_ms);
        } else if party == Party::First {
            call.lifted_ms = Some(now_ms);
            let how = if call.first.network == Interface::Ivr {
                "taken as connected, nobody lifted (IVR)"
            } else {
                "lifted"
            };
            let second = call.second.party.clone();
            let text = format!("{} {how}, ringing {second}", call.first.party);
            self.tell(index, now_ms, State::RingingSecond, text);
            self.ring_second(index, now_ms);
        }
    }

    /// The last of the two has lifted.
    fn connect(&mut self, index: usize, last: Party, now_ms: u64) {
        let call = &mut self.calls[index];
        call.connected_ms.get_or_insert(now_ms);
        call.planned.retain(|planned| planned.step != Step::TimesOut);
        let leg = call.leg(last);
        let answered = leg.party.clone();
        if leg.box_since_ms.is_none()
            && let Some(user) = self.office.user_mut(&answered)
            && let Some(statistics) = &mut user.statistics
        {
            statistics.received += 1;
        }
        self.begin_talk(index, now_ms);
        self.tell(index, now_ms, State::Connected, "connected".to_owned());
    }

    fn end_live(&mut self, call_id: &str, end: End, text: &str, now_ms: u64) -> bool {
        let index = self.live_index(call_id);
        if let Some(index) = index {
            self.end(index, end, text, now_ms);
        }
        index.is_some()
    }

    pub(super) fn end(&mut self, index: usize, end: End, text: &str, now_ms: u64) {
        let before = self.calls[index].clone();
        self.stop_talk(index, now_ms);
        self.stop_playback(index, now_ms);
        self.close_box(index, now_ms);
        let call = &mut self.calls[index];
        call.end = Some(end);
        call.ended_ms = Some(now_ms);
        call.line = None;
        call.planned.clear();
        call.first.progress = Progress::Idle;
        call.second.progress = Progress::Idle;
        call.others.clear();
        let call_id = call.call_id.clone();
        self.close_recording(&call_id, now_ms);
        self.report(index);
        self.legs_are_released(&before, end, now_ms);
        self.tell(index, now_ms, State::Ended, format!("ended: {text}"));
    }

    pub(super) fn tell(&mut self, index: usize, at_ms: u64, state: State, text: String) {
        let call = &mut self.calls[index];
        call.state = state;
        self.news.push(News { at_ms, call_id: call.call_id.clone(), state, text });
    }

    pub(super) fn live_index(&self, call_id: &str) -> Option<usize> {
        self.calls.iter().position(|call| call.is_live() && call.call_id == call_id)
    }

    fn next_step(&self) -> Option<(u64, usize, Step)> {
        self.calls
            .iter()
            .enumerate()
            .flat_map(|(index, call)| {
                call.planned.iter().map(move |planned| (planned.at_ms, index, planned.step))
            })
            .min_by_key(|&(at_ms, index, step)| (at_ms, step.rank(), index))
    }
}
