//! What the phones of the office do: by the events of their calls while these hold, by what the PBX
//! lists otherwise. What nobody can say is not said.

use std::collections::{BTreeMap, BTreeSet};

use pronto::event::{Extension, Happening, Presence, Pushed};
use pronto::pbx::Directory;
use pronto::wire::relay::PhoneCall;

use super::board::{Board, Evidence};

/// The phones of everybody whom the directory lists.
#[derive(Debug, Default)]
pub(super) struct Phones {
    shows_calls: bool,
    listed: BTreeMap<Extension, Phone>,
    /// Those that somebody watches; whom the directory does not list among them.
    watched: BTreeSet<Extension>,
    /// Those of them of which only a poll can tell what they do.
    urgent: BTreeSet<Extension>,
    /// Polls that failed since one did not.
    failed: u8,
    /// When what is known of a phone is to be looked at again.
    timers: BTreeSet<(u64, Extension)>,
    touched: BTreeSet<Extension>,
    /// Those that the directory lists no more, of which that is to be told.
    gone: Vec<Extension>,
}

#[derive(Debug, Default)]
struct Phone {
    polled: Polled,
    /// What left before this says nothing of now.
    stale_ms: u64,
    presence: Option<Presence>,
    /// Only a poll can tell what it does; it is told as it was until then.
    doubt_until: Option<u64>,
    timer: Option<u64>,
    told: Option<Shown>,
}

/// What is told of a phone: what it does, if anybody can say, and its calls where everybody may know.
pub(super) type Shown = (Option<Presence>, Vec<PhoneCall>);

/// What a poll said of a phone.
#[derive(Clone, Copy, Debug, Default)]
struct Polled {
    /// When it left.
    asked_ms: u64,
    presence: Option<Presence>,
    /// What the phone did last when no call kept it.
    idle: Option<Presence>,
}

/// How long a phone is told as it was while a poll is on its way, in milliseconds.
const DOUBT_MS: u64 = 3_000;
/// Polls that fail in a row, after which nobody can say.
const LOOKS: u8 = 3;

impl Phones {
    /// None yet.
    pub(super) fn new(shows_calls: bool) -> Self {
        Self { shows_calls, ..Self::default() }
    }

    /// Of these somebody watches what they do, of those nobody any more.
    pub(super) fn watch(&mut self, begun: Vec<Extension>, ended: &[Extension]) {
        for name in ended {
            self.watched.remove(name);
            self.urgent.remove(name);
            if let Some(at) = self.listed.get_mut(name).and_then(|phone| phone.timer.take()) {
                self.timers.remove(&(at, name.clone()));
            }
        }
        for name in begun {
            if let Some(phone) = self.listed.get_mut(&name) {
                phone.told = None;
            }
            self.touched.insert(name.clone());
            self.watched.insert(name);
        }
    }

    /// Whether somebody watches any.
    pub(super) fn is_watched(&self) -> bool {
        !self.watched.is_empty()
    }

    /// Whether a poll is to tell what a watched phone does.
    pub(super) fn is_urgent(&self) -> bool {
        !self.urgent.is_empty()
    }

    /// Whether only a poll can tell what some phone does.
    pub(super) fn any_doubt(&self) -> bool {
        self.listed.values().any(|phone| phone.doubt_until.is_some())
    }

    /// What a phone does, if anybody can say.
    pub(super) fn presence(&self, phone: &Extension) -> Option<Presence> {
        self.listed.get(phone)?.presence
    }

    /// Something happened to the calls of these.
    pub(super) fn touch<'a>(&mut self, phones: impl IntoIterator<Item = &'a Extension>) {
        let listed = phones.into_iter().filter(|phone| self.listed.contains_key(*phone));
        self.touched.extend(listed.cloned());
    }

    /// The PBX told that a phone was logged in or off.
    pub(super) fn told(&mut self, pushed: &Pushed, silence_ms: u64, now_ms: u64) {
        let Happening::Logged { phone: name, is_in } = &pushed.what else { return };
        let Some(phone) = self.listed.get_mut(name) else { return };
        let asked_ms = now_ms.saturating_sub(pushed.behind_ms);
        if pushed.behind_ms <= silence_ms && asked_ms > phone.polled.asked_ms {
            let presence = Some(if *is_in { Presence::Free } else { Presence::Offline });
            phone.polled = Polled { asked_ms, presence, idle: presence };
            self.touched.insert(name.clone());
        }
    }

    /// A poll came back.
    pub(super) fn listed(&mut self, directory: &Directory<u64>) {
        self.failed = 0;
        self.gone = self.listed.keys().filter(|name| !directory.has(name)).cloned().collect();
        for colleague in directory.iter() {
            let phone = self.listed.entry(colleague.extension.clone()).or_default();
            if directory.of_ms() <= phone.polled.asked_ms {
                continue;
            }
            let is_new = phone.polled.asked_ms == 0;
            phone.polled = phone.polled.then(colleague.presence, directory.of_ms());
            let is_told = phone.told.is_some() || !self.watched.contains(&colleague.extension);
            if is_new
                || !is_told
                || phone.doubt_until.is_some()
                || phone.presence != colleague.presence
            {
                self.touched.insert(colleague.extension.clone());
            }
        }
    }

    /// A poll failed.
    pub(super) fn not_listed(&mut self) {
        self.failed = self.failed.saturating_add(1);
        if self.failed == LOOKS {
            self.touched.extend(self.listed.keys().cloned());
        }
    }

    /// Has every phone say what it does now.
    pub(super) fn look_at_all(&mut self, board: &Board, now_ms: u64) {
        let failed = self.failed;
        for (name, phone) in &mut self.listed {
            phone.look(&board.evidence(name, now_ms), None, failed, now_ms);
        }
    }

    /// What is to be told anew to those who watch. Before it is `polled`, no phone is told of that
    /// was not.
    pub(super) fn changed(
        &mut self,
        board: &Board,
        under_way: Option<u64>,
        polled: bool,
        now_ms: u64,
    ) -> Vec<(Extension, Shown)> {
        while self.timers.first().is_some_and(|(at, _)| *at <= now_ms) {
            let Some((_, name)) = self.timers.pop_first() else { break };
            if let Some(phone) = self.listed.get_mut(&name) {
                phone.timer = None;
                self.touched.insert(name);
            }
        }
        let mut changed = Vec::new();
        for name in std::mem::take(&mut self.gone) {
            self.urgent.remove(&name);
            let told = self.listed.remove(&name).and_then(|phone| phone.told);
            let told = told.filter(|told| told.0.is_some() && self.watched.contains(&name));
            changed.extend(told.map(|_| (name, (None, Vec::new()))));
        }
        for name in std::mem::take(&mut self.touched) {
            let Some(phone) = self.listed.get_mut(&name) else { continue };
            let evidence = board.evidence(&name, now_ms);
            phone.look(&evidence, under_way, self.failed, now_ms);
            if !self.watched.contains(&name) {
                continue;
            }
            let in_doubt = phone.doubt_until.filter(|until| *until > now_ms);
            if phone.doubt_until.is_some() {
                self.urgent.insert(name.clone());
            } else {
                self.urgent.remove(&name);
            }
            let again = evidence.activity.map(|(_, until)| until).or(in_doubt);
            phone.set_timer(&name, again, &mut self.timers);
            let is_known = evidence.activity.is_some() || self.failed >= LOOKS;
            if phone.told.is_none() && !is_known && (in_doubt.is_some() || !polled) {
                continue;
            }
            let calls = if self.shows_calls {
                board.calls_of(&name, |_| false, now_ms)
            } else {
                Vec::new()
            };
            let shown = (phone.presence, calls);
            if phone.told.as_ref() != Some(&shown) {
                phone.told = Some(shown.clone());
                changed.push((name, shown));
            }
        }
        changed
    }

    /// When [`Phones::changed`] has something to do.
    pub(super) fn next_at(&self) -> Option<u64> {
        self.timers.first().map(|(at, _)| *at)
    }
}

/// Only a poll can tell.
struct Doubt;

impl Phone {
    fn look(&mut self, evidence: &Evidence, under_way: Option<u64>, failed: u8, now_ms: u64) {
        match self.judged(evidence, under_way, failed) {
            Ok(presence) => (self.presence, self.doubt_until) = (presence, None),
            Err(Doubt) => {
                let until = *self.doubt_until.get_or_insert(now_ms + DOUBT_MS);
                self.presence = self.presence.filter(|_| until > now_ms);
            }
        }
    }

    /// What it does, if anybody can say; whether only a poll can tell.
    fn judged(
        &mut self,
        evidence: &Evidence,
        under_way: Option<u64>,
        failed: u8,
    ) -> Result<Option<Presence>, Doubt> {
        // A poll that left in the same millisecond may have left before.
        let before = under_way.filter(|asked| *asked == evidence.stale_ms).map(|asked| asked + 1);
        self.stale_ms = self.stale_ms.max(evidence.stale_ms).max(before.unwrap_or(0));
        if let Some((presence, _)) = evidence.activity {
            return Ok(Some(presence));
        }
        if failed >= LOOKS {
            return Ok(None);
        }
        if self.stale_ms <= self.polled.asked_ms {
            return Ok(self.polled.presence);
        }
        // What a poll said before tells what the phone does when no call keeps it.
        match self.polled.idle {
            Some(Presence::Free) if evidence.is_idle => Ok(Some(Presence::Free)),
            _ => Err(Doubt),
        }
    }

    fn set_timer(
        &mut self,
        name: &Extension,
        at: Option<u64>,
        timers: &mut BTreeSet<(u64, Extension)>,
    ) {
        let Some(at) = at else { return };
        // One that is earlier sets the next.
        if self.timer.is_none_or(|before| at < before) {
            if let Some(before) = self.timer.replace(at) {
                timers.remove(&(before, name.clone()));
            }
            timers.insert((at, name.clone()));
        }
    }
}

impl Polled {
    /// After this one, another.
    fn then(self, presence: Option<Presence>, asked_ms: u64) -> Self {
        let kept_by_call = matches!(presence, Some(Presence::Ringing | Presence::Busy));
        Self { asked_ms, presence, idle: if kept_by_call { self.idle } else { presence } }
    }
}
