//! The stream of a PBX that tells by itself: when it is open, and what follows from what it tells.
//!
//! A relay tells the office's settings first, which lie between the administrator's and the
//! person's, and then this person's calls, also those that were placed on another screen.

use super::letters::{Letter, Letters};
use super::of_phone::is_of_phone_alone;
use super::{Effect, Engine, KeptText, Now, Stores, Tracked};
use crate::call::{Ahead, Call, CallView};
use crate::dial::{DialString, Plan, Target};
use crate::event::{Capabilities, Extension};
use crate::json::{Read, Write};
use crate::pbx::{HttpRequest, Listening, StreamEnd, Told, driver};
use crate::problem::{Code, Problem};
use crate::settings::{Loaded, Settings, Spec, Stored};
use crate::wire::relay::Me;

/// What an office's relay has said of itself.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub struct Office {
    /// The relay that said it: it counts while that relay is the one that is set.
    from: String,
    /// What the office's PBX can do.
    pub(super) capabilities: Capabilities,
    /// Options that hold for this person.
    settings: Stored,
}

/// Ids of calls that were taken off the screen while their end was not known.
const DISMISSED_MAX: usize = 20;

impl Engine {
    /// Bytes of the stream came.
    pub(super) fn heard(&mut self, stream: u32, bytes: &[u8], now: Now, out: &mut Vec<Effect>) {
        for event in self.stream.heard(stream, bytes, now.ms) {
            self.refused = None;
            match self.driver().told(&event) {
                Some(Told::Office { me, stream }) => {
                    self.office_told(*me, out);
                    self.stream_named(stream);
                }
                Some(Told::Colleagues(states)) => self.colleagues_told(states, now, out),
                Some(Told::Calls { calls, now_ms }) => {
                    self.calls_told(&calls, Ahead::of(now_ms, now.ms), now);
                }
                Some(Told::Phone { calls, now_ms, past }) => {
                    self.phone_told(&calls, Ahead::of(now_ms, now.ms), past, now, out);
                }
                Some(Told::Text { id, from, words, at_ms, now_ms }) => {
                    let since_ms = Ahead::of(now_ms, now.ms).ours(at_ms).min(now.ms);
                    self.letter_came(Letter { id, from, words, since_ms });
                }
                Some(Told::Missed { calls, now_ms }) => {
                    self.calls_missed(&calls, Ahead::of(now_ms, now.ms));
                }
                Some(Told::Goodbye) | None => {}
            }
        }
    }

    /// The stream ended.
    pub(super) fn stream_ended(
        &mut self,
        stream: u32,
        end: StreamEnd,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if !self.stream.ended(stream, end, now.ms, now.entropy) {
            return;
        }
        let refused = match end {
            StreamEnd::Status(401) => Some(Problem::new(Code::TokenUnknown).field("relay_token")),
            StreamEnd::Status(_) | StreamEnd::Lost => None,
        };
        if refused.is_some() && self.refused != refused {
            self.refused = refused;
            // The icon says it: every call would fail.
            out.push(Effect::Again);
        }
    }

    /// Opens, closes or leaves the stream; returns when to come back.
    pub(super) fn listen(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        let wanted = self.driver().stream(&self.loaded.settings).filter(|_| self.attends);
        self.stream.want(wanted);
        loop {
            match self.stream.due(now.ms) {
                Listening::Open(stream, http) => out.push(Effect::Listen { stream, http }),
                Listening::Close(stream) => out.push(Effect::Unlisten { stream }),
                Listening::At(at) => return Some(at),
                Listening::Nothing => return None,
            }
        }
    }

    fn office_told(&mut self, me: Me, out: &mut Vec<Effect>) {
        let Some(from) = self.driver().origins(&self.loaded.settings).into_iter().next() else {
            return;
        };
        let mut settings: Stored = Settings::table()
            .into_iter()
            .filter(Spec::is_told)
            .filter_map(|spec| Some((spec.key.to_owned(), me.settings.get(spec.key)?.clone())))
            .collect();
        settings.insert("extension".to_owned(), me.extension.into());
        let office = Office { from, capabilities: me.capabilities, settings };
        if self.office.as_ref() != Some(&office) {
            self.office = Some(office);
            self.load(out);
        }
    }

    /// All calls of this person as the relay knows them.
    pub(super) fn calls_told(&mut self, views: &[CallView], ahead: Ahead, now: Now) {
        for view in views {
            if let Some(call) = self.call_mut(&view.id) {
                call.told(view, ahead);
            } else if !view.over && !self.dismissed.contains(&view.id) {
                self.adopt(view, ahead);
            }
        }
        for tracked in &mut self.calls {
            let call = &mut tracked.call;
            let is_told = views.iter().any(|view| view.id == call.intent.id);
            // What the phone has is told of the phone, until that falls silent.
            if !is_told && (!is_of_phone_alone(call) || call.in_doubt()) {
                call.untold(now.ms);
            }
        }
    }

    /// How calls were that are on the screen; what they were not among then proves nothing of now.
    fn calls_missed(&mut self, views: &[CallView], ahead: Ahead) {
        for view in views {
            if let Some(call) = self.call_mut(&view.id) {
                call.told(view, ahead);
            }
        }
    }

    /// A call of this person that was placed on another screen.
    fn adopt(&mut self, view: &CallView, ahead: Ahead) {
        let inside = || Some(Target::Inside { keys: DialString::new(&view.digits).ok()? });
        let target = self.plan.read(&view.shown).ok().or_else(inside);
        let extension = Extension::new(self.loaded.settings.extension.as_str()).ok();
        let call = Call::elsewhere(view, target, extension, ahead);
        let recorded = call.is_of_phone();
        self.calls.push(Tracked { call, recorded });
    }

    /// This call shall not come back to the screen.
    pub(super) fn keep_off_screen(&mut self, id: &str) {
        self.dismissed.push(id.to_owned());
        let surplus = self.dismissed.len().saturating_sub(DISMISSED_MAX);
        self.dismissed.drain(..surplus);
    }

    /// Settings changed: everything that follows from them is made anew.
    pub(super) fn load(&mut self, out: &mut Vec<Effect>) {
        let (from, phone) = (self.directory_from(), self.own_phone());
        self.loaded = loaded(&self.stores, self.office.as_ref());
        self.my_state = None;
        if from != self.directory_from() {
            self.leave_directory();
        }
        if phone != self.own_phone() {
            self.callers.clear();
            self.letters = Letters::default();
        }
        self.plan = Plan::from(&self.loaded.settings);
        self.leave_log(out);
        self.lists.leave();
        self.facilities.leave();
        if !self.loaded.settings.keep_history {
            self.past.forget_calls();
            out.push(Effect::KeepPast(KeptText::of(&self.past)));
        }
        out.push(Effect::Sites(self.site_patterns()));
        out.push(Effect::Again);
    }

    /// Whose phone that is of which a stream tells.
    fn own_phone(&self) -> (Option<HttpRequest>, String) {
        let settings = &self.loaded.settings;
        (self.driver().stream(settings), settings.extension.as_str().to_owned())
    }

    /// What this PBX can do for this person.
    pub(super) fn capabilities(&self) -> Capabilities {
        let most = self.driver().capabilities(&self.loaded.settings);
        match in_force(self.office.as_ref(), &self.loaded.settings) {
            Some(office) => most.and(office.capabilities),
            // Whose messages those are, a relay knows; a browser that named the owner could name another.
            None => Capabilities { messages: false, ..most },
        }
    }
}

/// The administrator's word over the office's over the person's.
pub(super) fn loaded(stores: &Stores, office: Option<&Office>) -> Loaded {
    let without = Settings::load(&stores.managed, &stores.person);
    let Some(office) = in_force(office, &without.settings) else { return without };
    let mut set = office.settings.clone();
    set.extend(stores.managed.clone());
    Settings::load(&set, &stores.person)
}

fn in_force<'a>(office: Option<&'a Office>, settings: &Settings) -> Option<&'a Office> {
    let origins = driver(settings).origins(settings);
    let streams = driver(settings).stream(settings).is_some();
    office.filter(|office| streams && origins.contains(&office.from))
}
