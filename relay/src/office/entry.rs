//! One call on the [`super::board::Board`]: what events and polls say of it together.

use std::collections::BTreeSet;

use pronto::event::{CallEvent, Extension, KnownCall, Stage, Stamp, Step};

/// One call.
#[derive(Debug)]
pub(super) struct Entry {
    /// All that events told.
    pub(super) known: KnownCall,
    /// When the newest that an event told of it was, by our clock.
    told_ms: Option<u64>,
    /// When an event or a poll proved it last; 0 asks for a poll now.
    pub(super) proved_ms: u64,
    /// What the newest poll said of it, and when that left, if it is newer than what events told.
    row: Option<(Step, u64)>,
    /// Whether a poll has ever listed it: only then does its absence prove the end.
    listed: bool,
    /// Complete polls in a row that did not list it, and failed ones.
    absent: u8,
    silent: u8,
    /// Whether it can be believed.
    pub(super) fate: Fate,
    /// Since when it is as it is.
    pub(super) since_ms: u64,
    /// Since when somebody talks.
    pub(super) talk_since_ms: Option<u64>,
    /// The phone whose person has refused it or given it away.
    pub(super) settled_by: Option<Extension>,
    /// The phones that it has to do with.
    pub(super) phones: BTreeSet<Extension>,
    /// When it is next told no more, or forgotten.
    pub(super) ages_ms: Option<u64>,
}

/// Whether it can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// As far as its stage says.
    Sure,
    /// Nobody can say at the moment.
    Unsure,
    /// A poll proved its end.
    Gone,
}

/// Polls in a row, failed or without a trace of it, after which nobody can say.
const LOOKS: u8 = 3;
/// How long one that is over or unknown is told, in milliseconds.
const TOLD_MS: u64 = 60 * 1_000;
/// How long late events of one that is over are known to be late.
const REMEMBERED_MS: u64 = 10 * 60 * 1_000;
/// How long one is looked for at a PBX that does not answer.
const LOOKED_FOR_MS: u64 = 60 * 60 * 1_000;
/// Behind and before no event: what a row says.
const OF_A_ROW: Stamp = Stamp { epoch: u32::MAX, key: None, clock_ms: None };

impl Entry {
    pub(super) fn new(fate: Fate, now_ms: u64) -> Self {
        Self {
            known: KnownCall::default(),
            told_ms: None,
            proved_ms: 0,
            row: None,
            listed: false,
            absent: 0,
            silent: 0,
            fate,
            since_ms: now_ms,
            talk_since_ms: None,
            settled_by: None,
            phones: BTreeSet::new(),
            ages_ms: None,
        }
    }

    /// An event told of it, which happened at `at_ms`; nothing of now, where that is not known.
    pub(super) fn told(&mut self, event: &CallEvent, stamp: Stamp, at_ms: Option<u64>) {
        self.known.take(event, stamp);
        let rings_again = |by: &mut Extension| matches!(&event.step, Step::Rings(Some(phone)) if phone == by.as_str());
        // What becomes of it then is news.
        self.settled_by.take_if(rings_again);
        let Some(at_ms) = at_ms.filter(|_| self.fate != Fate::Gone) else { return };
        self.told_ms = self.told_ms.max(Some(at_ms));
        self.row.take_if(|(_, asked_ms)| *asked_ms <= at_ms);
        (self.absent, self.silent) = (0, 0);
        self.fate = Fate::Sure;
        self.proved_ms = if self.known.is_in_doubt() { 0 } else { self.proved_ms.max(at_ms) };
    }

    /// A poll that left at `asked_ms` lists it.
    pub(super) fn listed(&mut self, row: CallEvent, asked_ms: u64, silence_ms: u64, now_ms: u64) {
        let numbers = CallEvent { step: Step::There, ..row };
        self.known.take(&numbers, OF_A_ROW);
        self.listed = true;
        (self.absent, self.silent) = (0, 0);
        self.fate = Fate::Sure;
        self.proved_ms = now_ms;
        if !self.is_fresh(silence_ms, now_ms) {
            self.row = Some((row.step, asked_ms));
        }
    }

    /// A complete poll does not list it.
    pub(super) fn not_listed(&mut self) {
        self.silent = 0;
        self.absent = self.absent.saturating_add(1);
        if self.listed {
            self.fate = Fate::Gone;
        } else if self.absent >= LOOKS {
            self.fate = Fate::Unsure;
        }
    }

    /// A poll failed.
    pub(super) fn not_seen(&mut self, silence_ms: u64, now_ms: u64) {
        self.silent = self.silent.saturating_add(1);
        if self.silent >= LOOKS && !(self.is_proven() && self.is_fresh(silence_ms, now_ms)) {
            self.fate = Fate::Unsure;
        }
    }

    /// Changes it, and notes since when it is as it is.
    pub(super) fn change(&mut self, now_ms: u64, change: impl FnOnce(&mut Self)) {
        let before = self.summary();
        change(self);
        if self.summary() != before {
            self.since_ms = now_ms;
        }
        if matches!(self.stage(), Stage::Talking(_)) {
            self.talk_since_ms.get_or_insert(now_ms);
        }
    }

    /// How far it has come, by events and the newest poll.
    pub(super) fn stage(&self) -> Stage<'_> {
        if self.fate == Fate::Gone {
            return Stage::Over;
        }
        let known = self.known.stage();
        match (self.row.as_ref().map(|(step, _)| step), known) {
            (None, _) => known,
            // Who has answered has answered, whatever has come since.
            (Some(Step::Answered(_) | Step::There), Stage::Talking(by)) => Stage::Talking(by),
            (Some(Step::Answered(_)), _) => Stage::Talking(None),
            (Some(Step::Rings(_)), Stage::Ringing(whom)) => Stage::Ringing(whom),
            (Some(Step::Rings(_)), _) => Stage::Ringing(None),
            (Some(_), _) => Stage::There,
        }
    }

    /// Whether it is over.
    pub(super) fn is_over(&self) -> bool {
        self.stage() == Stage::Over
    }

    /// Whether polls can still say something of it.
    pub(super) fn is_open(&self) -> bool {
        !self.is_over() && self.absent < LOOKS
    }

    /// Whether something proved it, and nothing came that left it open.
    pub(super) fn is_proven(&self) -> bool {
        self.fate == Fate::Sure && self.proved_ms != 0
    }

    /// Whether an event told of it within the silence.
    pub(super) fn is_fresh(&self, silence_ms: u64, now_ms: u64) -> bool {
        self.told_ms.is_some_and(|told| told + silence_ms > now_ms)
    }

    /// When the newest that an event told of it was, by our clock.
    pub(super) fn told_ms(&self) -> Option<u64> {
        self.told_ms
    }

    /// Whether an event told of it at that time or after.
    pub(super) fn was_told_since(&self, at_ms: u64) -> bool {
        self.told_ms.is_some_and(|told| told >= at_ms)
    }

    /// Whether it is still told.
    pub(super) fn is_told(&self, now_ms: u64) -> bool {
        !self.is_settled() || self.since_ms + TOLD_MS > now_ms
    }

    /// When it is forgotten, if ever.
    pub(super) fn forget_at(&self) -> Option<u64> {
        let long = if self.is_open() { LOOKED_FOR_MS } else { REMEMBERED_MS };
        self.is_settled().then_some(self.since_ms + long)
    }

    /// When something about it is next to be done.
    pub(super) fn ages_next(&self, now_ms: u64) -> Option<u64> {
        let told_until = self.since_ms + TOLD_MS;
        self.forget_at().map(|forget| if told_until > now_ms { told_until } else { forget })
    }

    /// The phones of its numbers that are new.
    pub(super) fn new_phones(&mut self) -> Vec<Extension> {
        let numbers = self.known.numbers().filter_map(|number| Extension::new(number).ok());
        let new: Vec<Extension> = numbers.filter(|phone| !self.phones.contains(phone)).collect();
        self.phones.extend(new.iter().cloned());
        new
    }

    /// Whether nothing more is expected.
    fn is_settled(&self) -> bool {
        self.fate == Fate::Unsure || self.is_over()
    }

    fn summary(&self) -> (Fate, bool, std::mem::Discriminant<Stage<'static>>, Option<String>) {
        let (stage, who) = match self.stage() {
            Stage::There => (Stage::There, None),
            Stage::Held => (Stage::Held, None),
            Stage::Over => (Stage::Over, None),
            Stage::Ringing(whom) => (Stage::Ringing(None), whom),
            Stage::Talking(by) => (Stage::Talking(None), by),
        };
        (self.fate, self.row.is_some(), std::mem::discriminant(&stage), who.map(str::to_owned))
    }
}
