//! What follows after every input, whatever it was: ended calls are entered into the past and
//! leave the screen in time, the hub looks when it should, and what changed is kept and shown,
//! kept always first.

use super::of_phone::is_of_phone_alone;
use super::{Effect, Engine, KeptText, LISTENER, Now, Purpose};
use crate::call::{self, HangUp, State};
use crate::pbx::{self, Due};
use crate::settings::SecondCall;

/// What was kept and shown last, so that only changes are.
#[derive(Debug, Default)]
pub(super) struct LastKept {
    session: Option<KeptText>,
    session_ms: u64,
    lasting: Option<KeptText>,
    shown: Option<KeptText>,
    incoming: Option<KeptText>,
    pulse: Option<bool>,
}

/// Milliseconds until it is tried again to look, when the settings do not say how.
const AGAIN_MS: u64 = 3_000;
/// How long the end of a call stays on the screen.
const ENDED_SHOWN_MS: u64 = 10_000;
/// How long a failure stays on the screen.
const FAILED_SHOWN_MS: u64 = 60_000;
/// How long a call of which nothing is known is looked for.
const LOOKED_FOR_MS: u64 = 30 * 60 * 1000;
/// While a call is up or a stream is open something is stored at least this often, as soon as
/// anything happens (a stream says something every 15 s): it keeps the worker awake
/// (ARCHITECTURE.md, "Staying awake").
const HEARTBEAT_MS: u64 = 10_000;

impl Engine {
    /// `out` holds what the input itself asked for; what must be kept goes before it.
    pub(super) fn settle(&mut self, now: Now, out: &mut Vec<Effect>) {
        let mut calls: Vec<_> = self.calls.iter_mut().map(|tracked| &mut tracked.call).collect();
        if self.loaded.settings.second_call == SecondCall::Any {
            call::pair(&mut calls, None);
        }
        call::settle_pairs(&mut calls, now.ms);
        self.record_ended(out);
        self.take_off_screen(now);
        self.ask_to_hang_up(out);
        self.ask_for_the_rest(out);
        let next_look = self.look(now, out);
        let next_listen = self.listen(now, out);
        let next_watch = self.watch(now, out);
        self.forget_unheard_callers(now);
        let next_mate = self.tell_of_mates(now, out);
        let wake = [next_look, next_listen, next_watch, next_mate].into_iter().flatten().min();
        self.keep(now, out);
        self.show(out);
        if let Some(at) = wake {
            out.push(Effect::Wake(at));
        }
    }

    /// Enters every call that is over and not entered yet.
    pub(super) fn record_ended(&mut self, out: &mut Vec<Effect>) {
        for at in 0..self.calls.len() {
            if self.calls[at].call.over() {
                self.record(at, out);
            }
        }
    }

    pub(super) fn record(&mut self, at: usize, out: &mut Vec<Effect>) {
        let tracked = &mut self.calls[at];
        if std::mem::replace(&mut tracked.recorded, true) {
            return;
        }
        if self.loaded.settings.keep_history && !tracked.call.intent.private {
            let limit = self.loaded.settings.history_length.0 as usize;
            self.past.enter(&tracked.call, limit);
            out.push(Effect::KeepPast(KeptText::of(&self.past)));
        }
    }

    fn take_off_screen(&mut self, now: Now) {
        self.calls
            .retain(|tracked| shown_until(&tracked.call.state).is_none_or(|end| end > now.ms));
    }

    fn ask_to_hang_up(&mut self, out: &mut Vec<Effect>) {
        let driver = self.driver();
        for at in 0..self.calls.len() {
            let call = &mut self.calls[at].call;
            if call.hang_up != HangUp::Wanted || call.over() {
                continue;
            }
            let Some(pbx_call) = call.pbx_call.clone() else { continue };
            match driver.hang_up(&pbx_call, &self.loaded.settings) {
                Ok(http) => {
                    call.hang_up = HangUp::Asked;
                    let id = call.intent.id.clone();
                    self.send(Purpose::HangUp { call: id }, http, out);
                }
                Err(problem) => call.not_hung_up(problem),
            }
        }
    }

    /// What else is wanted of the calls.
    fn ask_for_the_rest(&mut self, out: &mut Vec<Effect>) {
        let driver = self.driver();
        for at in 0..self.calls.len() {
            let call = &mut self.calls[at].call;
            if let Some((control, http)) = pbx::ask(driver, call, &self.loaded.settings) {
                let call = call.intent.id.clone();
                self.send(Purpose::Control { call, control }, http, out);
            }
        }
    }

    /// Looks if it is time; returns when to come back.
    fn look(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.pace(now) {
            Some(pace) => self.hub.listen(LISTENER, pace),
            None => self.hub.leave(LISTENER),
        }
        let next_look = match self.hub.due(now.ms) {
            Due::Look => self.send_looks(now, out),
            Due::At(at) => Some(at),
            Due::Nothing => None,
        };
        let off_screen = self.calls.iter().filter_map(|tracked| shown_until(&tracked.call.state));
        off_screen.chain(next_look).min()
    }

    fn send_looks(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        match self.driver().look(&self.loaded.settings) {
            Ok(looks) => {
                let send = |(look, http)| (self.send(Purpose::Look { look }, http, out), look);
                let sent: Vec<_> = looks.into_iter().map(send).collect();
                self.hub.sent(sent);
                None
            }
            // Settings were taken away while a call is up: nothing can be asked, so say it.
            Err(problem) => {
                for tracked in &mut self.calls {
                    tracked.call.not_seen(&problem, now.ms);
                }
                Some(now.ms + AGAIN_MS)
            }
        }
    }

    fn pace(&self, now: Now) -> Option<u32> {
        // What is told by itself is not asked for.
        let told = self.stream.is_live();
        let calls = self.calls.iter().map(|tracked| &tracked.call);
        // Of what the phone has by itself, a relay that does not tell by itself tells nothing.
        let followed = calls.filter(|call| call.in_doubt() || !told && !is_of_phone_alone(call));
        followed.filter_map(|call| call.pace(LOOKED_FOR_MS, now.ms)).min()
    }

    fn keep(&mut self, now: Now, out: &mut Vec<Effect>) {
        let mut first = Vec::new();
        let session = KeptText::of(&self.snapshot());
        let heartbeat = self.stays_awake() && self.kept.session_ms + HEARTBEAT_MS <= now.ms;
        if heartbeat || self.kept.session.as_ref() != Some(&session) {
            first.push(Effect::Keep(session.clone()));
            self.kept.session = Some(session);
            self.kept.session_ms = now.ms;
        }
        let lasting = KeptText::of(&self.lasting_snapshot());
        if self.kept.lasting.as_ref() != Some(&lasting) {
            first.push(Effect::KeepLasting(lasting.clone()));
            self.kept.lasting = Some(lasting);
        }
        out.splice(0..0, first);
    }

    /// While a call is up, and while a stream is open or to be opened.
    fn stays_awake(&self) -> bool {
        self.stream.is_wanted() || self.calls.iter().any(|tracked| !tracked.call.over())
    }

    fn show(&mut self, out: &mut Vec<Effect>) {
        let views = self.views();
        let shown = Some(KeptText::of(&views));
        if self.kept.shown != shown {
            out.push(Effect::Show(views));
            self.kept.shown = shown;
        }
        let callers = self.incoming();
        let incoming = Some(KeptText::of(&callers));
        if self.kept.incoming != incoming {
            out.push(Effect::Incoming(callers));
            self.kept.incoming = incoming;
        }
        let pulse = self.stays_awake();
        if self.kept.pulse != Some(pulse) {
            out.push(Effect::Pulse(pulse));
            self.kept.pulse = Some(pulse);
        }
    }
}

fn shown_until(state: &State) -> Option<u64> {
    match state {
        State::Ended(ended) => Some(ended.at_ms + ENDED_SHOWN_MS),
        State::Failed(failed) => Some(failed.at_ms + FAILED_SHOWN_MS),
        State::Sent { at_ms } => Some(at_ms + ENDED_SHOWN_MS),
        _ => None,
    }
}
