//! Calls that reach the person's phone, as an office's relay tells of them: rung in, answered here
//! or elsewhere, or missed. One notification tells of each, and the page that belongs to the caller
//! opens once.

use super::{Effect, Engine, Now};
use crate::call::{Ahead, CallState};
use crate::dial::Target;
use crate::event::{CallId, Extension};
use crate::json::{Read, Write};
use crate::settings::{PopWhen, Popped};
use crate::wire::relay::PhoneCall;
use crate::wire::{Incoming, Rings};

/// A call to the person's phone.
#[derive(Clone, Debug, PartialEq, Read, Write)]
pub(super) struct Caller {
    /// The PBX's name for the call.
    id: String,
    /// Who calls, as the PBX prints it.
    other: String,
    stage: Stage,
    /// Since when, by our clock, in milliseconds since 1970.
    since_ms: u64,
    /// Whether its page was opened.
    popped: bool,
    /// Whether the person has refused it or given it away: its end is no news.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    settled: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Ringing,
    /// It rang, and may still.
    Unsure,
    Answered,
    Missed,
}

/// Missed calls that are told of at once; the oldest gives way.
const MISSED_MAX: usize = 5;
/// Between two pages that open by themselves, in milliseconds: who is rung by a machine keeps
/// their screen.
const BETWEEN_PAGES_MS: u64 = 3_000;
/// How long a phone is believed to ring while the relay cannot be heard.
const UNHEARD_MS: u64 = 10_000;

impl Caller {
    /// What was wanted of it may not have been done.
    pub(super) fn doubt_wish(&mut self) {
        self.settled = false;
    }

    /// Whether the phone rings with it.
    pub(super) fn rings(&self) -> bool {
        self.stage == Stage::Ringing
    }
}

impl Engine {
    /// All calls of the person's phone, as the relay knows them. Of a `past` list no page opens: the
    /// moment for it has gone.
    pub(super) fn phone_told(
        &mut self,
        calls: &[PhoneCall],
        ahead: Ahead,
        past: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.callers.retain(|caller| {
            let told = calls.iter().any(|call| call.id == caller.id);
            told || caller.stage == Stage::Missed
        });
        for call in calls.iter().filter(|call| call.incoming) {
            let known = self.callers.iter().position(|caller| caller.id == call.id);
            let before = known.map(|at| self.callers[at].stage);
            let settled = known.is_some_and(|at| self.callers[at].settled);
            // What is told late happened when it did, and nothing happens tomorrow.
            let since_ms = ahead.ours(call.since_ms).min(now.ms);
            match (stage(call, before).filter(|stage| *stage != Stage::Missed || !settled), known) {
                (Some(stage), Some(at)) if before != Some(stage) => {
                    // It has come back: what becomes of it now is news.
                    self.callers[at].settled &= stage != Stage::Ringing;
                    self.callers[at].stage = stage;
                    self.callers[at].since_ms = since_ms;
                }
                (Some(stage), None) => self.callers.push(Caller {
                    id: call.id.clone(),
                    other: call.other.clone(),
                    stage,
                    since_ms,
                    popped: false,
                    settled: false,
                }),
                (None, Some(at)) => drop(self.callers.remove(at)),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        let missed = self.callers.iter().filter(|caller| caller.stage == Stage::Missed).count();
        for _ in MISSED_MAX..missed {
            let oldest = self.callers.iter().position(|caller| caller.stage == Stage::Missed);
            oldest.map(|at| self.callers.remove(at));
        }
        if !past {
            self.phone_has(calls, ahead, now);
            self.open_pages(now, out);
        }
    }

    /// The person has refused this call or given it away, or could not after all. Its end may be told
    /// before the PBX answers.
    pub(super) fn caller_settled(&mut self, call: &CallId, settled: bool) {
        let of_call = |caller: &&mut Caller| caller.id == call.as_str();
        self.callers.iter_mut().filter(of_call).for_each(|caller| caller.settled = settled);
    }

    /// The person has seen that this call was missed.
    pub(super) fn missed_seen(&mut self, id: &str) {
        self.callers.retain(|caller| caller.stage != Stage::Missed || caller.id != id);
    }

    /// Nobody knows whether the phone still rings when the relay has been away for a while.
    pub(super) fn forget_unheard_callers(&mut self, now: Now) {
        if self.stream.is_live() {
            self.callers_heard_ms = now.ms;
        } else if now.ms.saturating_sub(self.callers_heard_ms) > UNHEARD_MS {
            self.callers.retain(|caller| caller.stage == Stage::Missed);
            self.doubt_calls_of_phone(now);
        }
    }

    /// What rings, or was missed, oldest first; then colleagues, then text messages.
    pub(super) fn incoming(&self) -> Vec<Incoming> {
        let can = self.capabilities();
        let placed = self.calls.iter().filter(|tracked| tracked.call.rings_own_phone());
        // Of two that ring nobody says which one is given away.
        let alone = placed.count() + self.callers.iter().filter(|one| one.rings()).count() == 1;
        let told = self.callers.iter().filter_map(|caller| {
            let at = match caller.stage {
                Stage::Ringing => Rings::Here,
                Stage::Missed => Rings::Missed,
                Stage::Unsure | Stage::Answered => return None,
            };
            Some(Incoming {
                id: caller.id.clone(),
                who: self.who(&caller.other),
                name: self.name_of_caller(&caller.other).map(str::to_owned),
                at,
                since_ms: caller.since_ms,
                words: None,
                notify: self.loaded.settings.notify_incoming,
                can_divert: can.divert && at == Rings::Here && alone,
                can_refuse: can.refuse && at == Rings::Here,
            })
        });
        told.chain(self.mates_ring()).chain(self.letters_told()).collect()
    }

    fn open_pages(&mut self, now: Now, out: &mut Vec<Effect>) {
        let when = match self.loaded.settings.pop_when {
            PopWhen::Never => return,
            PopWhen::Ring => Stage::Ringing,
            PopWhen::Answer => Stage::Answered,
        };
        for at in 0..self.callers.len() {
            let caller = &self.callers[at];
            if caller.popped || caller.stage != when {
                continue;
            }
            let url = self.loaded.settings.pop_address.fill(Popped {
                number: &self.e164(&caller.other).unwrap_or_else(|| caller.other.clone()),
                name: self.name_of_caller(&caller.other).unwrap_or_default(),
                call_id: &caller.id,
                extension: self.loaded.settings.extension.as_str(),
            });
            // Late is worse than not at all: another page may have the person's attention.
            self.callers[at].popped = true;
            let soon = self.popped_ms.is_some_and(|ms| now.ms.abs_diff(ms) < BETWEEN_PAGES_MS);
            if let Some(url) = url.filter(|_| !soon) {
                self.popped_ms = Some(now.ms);
                out.push(Effect::Open(url));
            }
        }
    }

    /// Who calls, as people read it.
    pub(super) fn who(&self, other: &str) -> String {
        self.plan.read(other).map_or_else(|_| other.to_owned(), |target| self.plan.shown(&target))
    }

    pub(super) fn name_of_caller(&self, other: &str) -> Option<&str> {
        self.directory.name(&Extension::new(other).ok()?)
    }

    fn e164(&self, other: &str) -> Option<String> {
        match self.plan.read(other) {
            Ok(Target::Outside { number }) => Some(number.e164.as_str().to_owned()),
            _ => None,
        }
    }
}

/// How far a call has come, or nothing where there is no more to tell of it.
fn stage(call: &PhoneCall, before: Option<Stage>) -> Option<Stage> {
    let rang = matches!(before, Some(Stage::Ringing | Stage::Unsure));
    match call.state {
        CallState::RingingYou => Some(Stage::Ringing),
        CallState::Connected => Some(Stage::Answered),
        // What had ended before it was first heard of is the log's business.
        CallState::Ended if before == Some(Stage::Missed) => before,
        CallState::Ended if rang && !call.elsewhere => Some(Stage::Missed),
        CallState::Unknown if rang => Some(Stage::Unsure),
        _ => None,
    }
}
