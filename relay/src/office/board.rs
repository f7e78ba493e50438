//! All calls that the PBX tells of by itself, and what its polls say of the same ones.
//!
//! An event proves a call for a while ([`Board::new`]'s silence). Within it the event wins: a poll
//! only confirms that the call is there, or proves its end, and nobody asks for polls. When the
//! while is over, or an event leaves open how it goes on, a poll is asked for; when events have
//! fallen silent altogether, polls come as often as without them. A call of which neither says
//! anything is told as unknown, and forgotten.

use std::collections::{BTreeMap, BTreeSet};

use pronto::call::CallState;
use pronto::event::{CallEvent, CallId, Calls, Extension, Happening, Presence, Pushed};
use pronto::wire::relay::PhoneCall;

use super::entry::{Entry, Fate};
use super::phone;

/// The calls of the PBX.
#[derive(Debug)]
pub(super) struct Board {
    silence_ms: u64,
    /// When the PBX told something last.
    heard_ms: Option<u64>,
    /// When the polls under way left.
    asked_ms: u64,
    calls: BTreeMap<CallId, Entry>,
    phones: BTreeMap<Extension, BTreeSet<CallId>>,
    /// Those that are not over, by when they were proven last.
    open: BTreeSet<(u64, CallId)>,
    /// When those that are over or unknown are told no more, and forgotten.
    ages: BTreeSet<(u64, CallId)>,
    changed: Changed,
}

/// What has changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) calls: BTreeSet<CallId>,
    /// The phones that these have, or had, to do with.
    pub(super) phones: BTreeSet<Extension>,
}

/// What events prove of a phone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// What a call has it do, and until when that holds.
    pub(super) activity: Option<(Presence, u64)>,
    /// Polls that left before this time say nothing of now.
    pub(super) stale_ms: u64,
    /// Whether no call of it is known to be up.
    pub(super) is_idle: bool,
}

/// When polls are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Now, and then every so many milliseconds.
    Every(u32),
    /// Not before this time.
    At(u64),
    /// Not at all.
    Never,
}

/// Milliseconds between polls while events are silent, and for what an event left open.
const CALM_MS: u32 = 3_000;
const EAGER_MS: u32 = 1_000;
/// Most calls that are remembered.
const CALLS_MAX: usize = 20_000;

impl Board {
    /// Without calls. An event proves its call for `silence_ms`.
    pub(super) fn new(silence_ms: u64) -> Self {
        Self {
            silence_ms,
            heard_ms: None,
            asked_ms: 0,
            calls: BTreeMap::new(),
            phones: BTreeMap::new(),
            open: BTreeSet::new(),
            ages: BTreeSet::new(),
            changed: Changed::default(),
        }
    }

    /// Something that the PBX told.
    pub(super) fn told(&mut self, pushed: &Pushed, now_ms: u64) {
        self.heard_ms = Some(now_ms);
        match &pushed.what {
            Happening::Other
            | Happening::People
            | Happening::Logged { .. }
            | Happening::Text(_) => {}
            Happening::Restart => {
                // What was up may be up no more: polls tell.
                for id in self.open_ids() {
                    self.change(&id, now_ms, |entry| entry.proved_ms = 0);
                }
            }
            Happening::Call(event) => {
                let lately = Some(pushed.behind_ms).filter(|behind| *behind <= self.silence_ms);
                let at_ms = lately.map(|behind| now_ms.saturating_sub(behind));
                let fate = if at_ms.is_some() { Fate::Sure } else { Fate::Unsure };
                self.expect(&event.call, fate, now_ms);
                self.change(&event.call, now_ms, |entry| entry.told(event, pushed.stamp, at_ms));
            }
        }
    }

    /// Polls leave.
    pub(super) fn asked(&mut self, now_ms: u64) {
        self.asked_ms = now_ms;
    }

    /// When the polls under way left.
    pub(super) fn asked_ms(&self) -> u64 {
        self.asked_ms
    }

    /// What the polls showed.
    pub(super) fn seen(&mut self, calls: &Calls, now_ms: u64) {
        if self.heard_ms.is_none() {
            return;
        }
        let asked_ms = self.asked_ms;
        let silence_ms = self.silence_ms;
        for row in &calls.rows {
            let event = CallEvent::from(row);
            self.expect(&row.id, Fate::Sure, now_ms);
            self.change(&row.id, now_ms, |entry| {
                if !entry.was_told_since(asked_ms) {
                    entry.listed(event, asked_ms, silence_ms, now_ms);
                }
            });
        }
        if calls.complete {
            let there: BTreeSet<&CallId> = calls.rows.iter().map(|row| &row.id).collect();
            let open = self.open.iter().map(|(_, id)| id);
            let absent: Vec<CallId> = open.filter(|id| !there.contains(id)).cloned().collect();
            for id in absent {
                self.change(&id, now_ms, |entry| {
                    if !entry.was_told_since(asked_ms) {
                        entry.not_listed();
                    }
                });
            }
        }
    }

    /// The polls failed.
    pub(super) fn not_seen(&mut self, now_ms: u64) {
        let silence_ms = self.silence_ms;
        for id in self.open_ids() {
            self.change(&id, now_ms, |entry| entry.not_seen(silence_ms, now_ms));
        }
    }

    /// What has become old is told no more, or forgotten.
    pub(super) fn age(&mut self, now_ms: u64) {
        while self.ages.first().is_some_and(|(at, _)| *at <= now_ms) {
            let Some((_, id)) = self.ages.pop_first() else { return };
            if self.calls[&id].forget_at().is_some_and(|at| at <= now_ms) {
                self.forget(&id);
            } else {
                self.change(&id, now_ms, |_| ());
                self.leave_phones(&id);
            }
        }
    }

    /// When [`Board::age`] has something to do.
    pub(super) fn ages_at(&self) -> Option<u64> {
        self.ages.first().map(|(at, _)| *at)
    }

    /// When polls are wanted for the calls here.
    pub(super) fn wants(&self, now_ms: u64) -> Wanted {
        let Some((proved_ms, _)) = self.open.first() else { return Wanted::Never };
        if *proved_ms == 0 {
            return Wanted::Every(EAGER_MS);
        }
        let heard_until = self.heard_ms.map_or(0, |heard| heard + self.silence_ms);
        let due = heard_until.min(proved_ms + self.silence_ms);
        if due <= now_ms { Wanted::Every(CALM_MS) } else { Wanted::At(due) }
    }

    /// Those that changed since this was asked last.
    pub(super) fn take_changed(&mut self) -> Changed {
        std::mem::take(&mut self.changed)
    }

    pub(super) fn entry(&self, id: &CallId) -> Option<&Entry> {
        self.calls.get(id)
    }

    /// The person of this phone has refused the call or given it away.
    pub(super) fn settle(&mut self, id: &CallId, phone: Option<Extension>) {
        if let Some(entry) = self.calls.get_mut(id) {
            entry.settled_by = phone;
        }
    }

    /// Whether an event told of this call so lately that polls have nothing to add.
    pub(super) fn speaks_for(&self, id: &CallId, now_ms: u64) -> bool {
        let entry = self.calls.get(id);
        let says = |entry: &Entry| entry.is_proven() && entry.is_fresh(self.silence_ms, now_ms);
        entry.is_some_and(|entry| says(entry) && !entry.is_over())
    }

    /// What events prove of a phone.
    pub(super) fn evidence(&self, phone: &Extension, now_ms: u64) -> Evidence {
        let mut evidence = Evidence { activity: None, stale_ms: 0, is_idle: true };
        for id in self.phones.get(phone).into_iter().flatten() {
            let entry = &self.calls[id];
            let Some(call) = phone::view(id, entry, phone, now_ms) else { continue };
            let Some(told_ms) = entry.told_ms() else { continue };
            evidence.is_idle &= call.state == CallState::Ended;
            let until = told_ms + self.silence_ms;
            let stale_ms = match phone::presence(&call).filter(|_| entry.is_proven()) {
                Some(presence) if until > now_ms => {
                    // Who talks and is called is busy.
                    let is_more = |(before, _)| before == Presence::Ringing;
                    if evidence.activity.is_none_or(is_more) {
                        evidence.activity = Some((presence, until));
                    }
                    told_ms
                }
                Some(_) => until,
                None => told_ms,
            };
            evidence.stale_ms = evidence.stale_ms.max(stale_ms);
        }
        evidence
    }

    /// Until when the PBX counts as telling what happens, if it does.
    pub(super) fn heard_until(&self, now_ms: u64) -> Option<u64> {
        self.heard_ms.map(|heard| heard + self.silence_ms).filter(|until| *until > now_ms)
    }

    /// How long an event holds without another, in milliseconds.
    pub(super) fn silence_ms(&self) -> u64 {
        self.silence_ms
    }

    /// Whether polls for this call are asked for here.
    pub(super) fn looks_after(&self, id: &CallId) -> bool {
        let entry = self.calls.get(id);
        let says = |entry: &Entry| entry.was_told_since(0) && entry.fate == Fate::Sure;
        entry.is_some_and(|entry| says(entry) && !entry.is_over())
    }

    /// The phones that a call has to do with.
    pub(super) fn phones(&self, id: &CallId) -> impl Iterator<Item = &Extension> {
        self.calls.get(id).into_iter().flat_map(|entry| &entry.phones)
    }

    /// What is told of a phone's calls, oldest first.
    pub(super) fn calls_of(
        &self,
        phone: &Extension,
        is_ours: impl Fn(&CallId) -> bool,
        now_ms: u64,
    ) -> Vec<PhoneCall> {
        let ids = self.phones.get(phone).into_iter().flatten().filter(|id| !is_ours(id));
        let mut calls: Vec<PhoneCall> =
            ids.filter_map(|id| phone::view(id, &self.calls[id], phone, now_ms)).collect();
        calls.sort_by_key(|call| call.since_ms);
        calls
    }

    /// There is an entry for this call from now on.
    fn expect(&mut self, id: &CallId, fate: Fate, now_ms: u64) {
        if self.calls.contains_key(id) {
            return;
        }
        if self.calls.len() >= CALLS_MAX {
            let oldest = self.ages.first().or(self.open.first()).map(|(_, id)| id.clone());
            oldest.iter().for_each(|id| self.forget(id));
        }
        self.calls.insert(id.clone(), Entry::new(fate, now_ms));
    }

    fn open_ids(&self) -> Vec<CallId> {
        self.open.iter().map(|(_, id)| id.clone()).collect()
    }

    /// Changes an entry, and all that hangs on it.
    fn change(&mut self, id: &CallId, now_ms: u64, change: impl FnOnce(&mut Entry)) {
        let Some(entry) = self.calls.get_mut(id) else { return };
        self.open.remove(&(entry.proved_ms, id.clone()));
        entry.ages_ms.take().map(|at| self.ages.remove(&(at, id.clone())));
        entry.change(now_ms, change);
        if entry.is_open() {
            self.open.insert((entry.proved_ms, id.clone()));
        }
        entry.ages_ms = entry.ages_next(now_ms);
        self.ages.extend(entry.ages_ms.map(|at| (at, id.clone())));
        for phone in entry.new_phones() {
            self.phones.entry(phone).or_default().insert(id.clone());
        }
        self.changed.phones.extend(entry.phones.iter().cloned());
        self.changed.calls.insert(id.clone());
    }

    /// It is told no more.
    fn leave_phones(&mut self, id: &CallId) {
        let entry = self.calls.get_mut(id);
        for phone in entry.into_iter().flat_map(|entry| std::mem::take(&mut entry.phones)) {
            if let Some(calls) = self.phones.get_mut(&phone) {
                calls.remove(id);
                if calls.is_empty() {
                    self.phones.remove(&phone);
                }
            }
            self.changed.phones.insert(phone);
        }
    }

    fn forget(&mut self, id: &CallId) {
        self.leave_phones(id);
        if let Some(entry) = self.calls.remove(id) {
            self.open.remove(&(entry.proved_ms, id.clone()));
            entry.ages_ms.map(|at| self.ages.remove(&(at, id.clone())));
        }
    }
}
