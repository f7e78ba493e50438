//! The call log: what the PBX lists of this person's calls, and our own past, as one list.
//!
//! The PBX is asked when somebody looks, once for all who wait. What it said is kept for the browser's
//! session, so that the next look shows it at once.

use super::{Effect, Engine, Now, Past, Purpose};
use crate::dial::{DialString, Plan};
use crate::event::{CallLog, DAY_MS, Day, Days, Extension, Fate, LOGGED_MAX, LoggedCall};
use crate::pbx::{Gathering, HttpResponse, NetError};
use crate::problem::{Code, Problem};
use crate::wire::{self, Reply};

/// What the PBX lists, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// As it was listed last, newest first.
    pub(super) listed: Vec<wire::Past>,
    asking: Option<(Gathering, Clock)>,
    /// Which asking this is: an answer to an earlier one may be another person's.
    turn: u32,
    waiting: Vec<u32>,
}

/// How far the PBX's clock stands from ours, which shows UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    ahead_ms: i64,
    /// Before summer time began or ended.
    ahead_before_ms: i64,
    changed_ms: u64,
    now_ms: u64,
}

/// Clocks of the world are apart by whole quarters of an hour.
const QUARTER_MS: i64 = 15 * 60_000;
/// The farthest of them from UTC, and a little for the way of the message.
const AHEAD_MAX_MS: u64 = 15 * 60 * 60_000;
/// How far our clock and the PBX's may be apart, and how long its request takes, in milliseconds.
const SAME_CALL_MS: u64 = 2 * 60 * 1_000;
/// Least digits by which two spellings of an outside number are one.
const SAME_NUMBER_DIGITS: usize = 5;

impl Engine {
    /// Somebody looks at the log. Answered when the PBX has answered.
    pub(super) fn look_at_log(
        &mut self,
        reply_to: u32,
        clock: Option<Clock>,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Option<Reply> {
        if !self.capabilities().log || self.missing().is_some() {
            return Some(self.log_reply(None));
        }
        if self.log.asking.is_some() {
            self.log.waiting.push(reply_to);
            return None;
        }
        let Some(clock) = clock else {
            return Some(self.log_reply(Some(no_such_zone())));
        };
        if self.capabilities().colleagues && self.directory.iter().next().is_none() {
            // Names are a kindness: where they cannot be had, the numbers stand alone.
            self.ask_directory(now, out).ok();
        }
        let days = clock.days(self.loaded.settings.call_log_days.0);
        match Gathering::begin(self.driver(), &days, &self.loaded.settings) {
            Err(problem) => Some(self.log_reply(Some(problem))),
            Ok(gathering) => {
                self.log.waiting.push(reply_to);
                self.log.asking = Some((gathering, clock));
                self.log.turn = self.log.turn.wrapping_add(1);
                self.ask_for_log(out);
                None
            }
        }
    }

    /// One of the PBX's answers.
    pub(super) fn logged(
        &mut self,
        turn: u32,
        answer: Result<HttpResponse, NetError>,
        out: &mut Vec<Effect>,
    ) {
        if turn != self.log.turn {
            return;
        }
        let driver = self.driver();
        let Some((gathering, _)) = &mut self.log.asking else { return };
        match gathering.heard(driver, answer, &self.loaded.settings) {
            Ok(()) => self.ask_for_log(out),
            Err(problem) => self.log_ends(Some(problem), out),
        }
    }

    /// The next request, or the end.
    fn ask_for_log(&mut self, out: &mut Vec<Effect>) {
        let Some((gathering, _)) = &mut self.log.asking else { return };
        if let Some(http) = gathering.due() {
            let turn = self.log.turn;
            self.send(Purpose::Log { turn }, http, out);
            return;
        }
        let Some((gathering, clock)) = self.log.asking.take() else { return };
        let CallLog { calls, complete } = gathering.end();
        let rows = calls.into_iter().map(|call| shown(call, clock, &self.plan)).collect();
        let before = std::mem::replace(&mut self.log.listed, rows);
        if complete {
            return self.log_ends(None, out);
        }
        let rows = &mut self.log.listed;
        for known in before {
            let is_new = rows.iter().all(|row| !same_row(row, &known));
            if rows.len() < LOGGED_MAX && is_new {
                rows.push(known);
            }
        }
        self.log_ends(Some(Code::LogIncomplete.into()), out);
    }

    /// What was listed, and what is under way, is another PBX's or another person's from now on.
    pub(super) fn leave_log(&mut self, out: &mut Vec<Effect>) {
        self.log.listed.clear();
        self.log_ends(None, out);
    }

    fn log_ends(&mut self, problem: Option<Problem>, out: &mut Vec<Effect>) {
        self.log.asking = None;
        for reply_to in std::mem::take(&mut self.log.waiting) {
            out.push(Effect::Reply { reply_to, reply: self.log_reply(problem.clone()) });
        }
    }

    fn log_reply(&self, problem: Option<Problem>) -> Reply {
        Reply::Log { calls: self.log_as_known(), problem }
    }

    /// The PBX's list and our own past as far as they are known, with the names of colleagues.
    pub(super) fn log_as_known(&self) -> Vec<wire::Past> {
        let mut list = joined(&self.past, &self.log.listed);
        for call in list.iter_mut().filter(|call| call.name.is_none()) {
            let colleague = Extension::new(&call.shown).ok();
            call.name = colleague.and_then(|ext| self.directory.name(&ext).map(str::to_owned));
        }
        list
    }
}

impl Clock {
    /// As [`wire::Request::UiBgLog`] tells it; nothing where that is no clock of this world.
    pub(super) fn new(shows_ms: u64, showed_ms: u64, changed_ms: u64, now_ms: u64) -> Option<Self> {
        let ahead = |shown: u64| {
            let ahead = shown.cast_signed().wrapping_sub(now_ms.cast_signed());
            let fits = ahead.unsigned_abs() <= AHEAD_MAX_MS;
            fits.then(|| (ahead + QUARTER_MS / 2).div_euclid(QUARTER_MS) * QUARTER_MS)
        };
        let (ahead_ms, ahead_before_ms) = (ahead(shows_ms)?, ahead(showed_ms)?);
        Some(Self { ahead_ms, ahead_before_ms, changed_ms, now_ms })
    }

    /// Today and so many days before, by the PBX's calendar.
    pub(super) fn days(self, before: u32) -> Days {
        let now = self.now_ms.saturating_add_signed(self.ahead_ms);
        let day = |ago: u32| Day::of_ms(now.saturating_sub(u64::from(ago) * DAY_MS));
        Days { from: day(before), to: day(0) }
    }

    /// The time at which the PBX's clock showed this.
    fn utc(self, local_ms: u64) -> u64 {
        let at = local_ms.saturating_add_signed(-self.ahead_ms);
        if at < self.changed_ms {
            local_ms.saturating_add_signed(-self.ahead_before_ms)
        } else {
            at
        }
    }
}

/// The browser knows no such zone.
pub(super) fn no_such_zone() -> Problem {
    Problem::new(Code::OptionInvalid).field("pbx_time_zone")
}

/// As a row of the list. A number is shown as people read it, and can be called again; anything else
/// that the PBX prints is a name.
fn shown(call: LoggedCall, clock: Clock, plan: &Plan) -> wire::Past {
    let LoggedCall { id, local_ms, incoming, fate, other, talked_s } = call;
    let number = DialString::new(&other).is_ok();
    let read = if incoming { plan.read(&other).ok() } else { plan.read_dialled(&other) };
    let (shown, name) = match read.filter(|_| number) {
        Some(target) => (plan.shown(&target), None),
        None if number => (other, None),
        None => (String::new(), Some(other).filter(|words| !words.is_empty())),
    };
    let outcome = match (fate, incoming) {
        (Fate::Taken, _) => "log_taken",
        (Fate::Elsewhere, _) => "log_elsewhere",
        (Fate::Unanswered, true) => "log_missed",
        (Fate::Unanswered, false) => "ended_no_answer",
    };
    wire::Past {
        shown,
        name,
        at_ms: clock.utc(local_ms),
        outcome: outcome.to_owned(),
        talked_s: talked_s.map(u64::from),
        incoming,
        only_pbx: true,
        pbx_call: Some(id),
    }
}

/// One list, newest first. A call of our own past and a row of the PBX are the same when they have the
/// PBX's name for the call in common, else when both went to the same number within two minutes. What
/// cannot be joined stays.
fn joined(past: &Past, listed: &[wire::Past]) -> Vec<wire::Past> {
    let mut rows: Vec<&wire::Past> = listed.iter().collect();
    let mut list = Vec::new();
    for own in &past.calls {
        let mut own = own.clone();
        if let Some(at) = row_of(&own, &rows, past) {
            complete(&mut own, rows.remove(at));
        }
        enter(&mut list, own);
    }
    rows.into_iter().for_each(|row| enter(&mut list, row.clone()));
    // Ours are as many as the person wants kept.
    let mut room = LOGGED_MAX;
    list.retain(|call: &wire::Past| {
        let fits = !call.only_pbx || room > 0;
        room -= usize::from(call.only_pbx && fits);
        fits
    });
    list
}

/// As [`CallLog::add`].
fn enter(list: &mut Vec<wire::Past>, call: wire::Past) {
    let at = list.partition_point(|known| known.at_ms >= call.at_ms);
    list.insert(at, call);
}

/// Where the PBX's row of a call of ours stands.
fn row_of(own: &wire::Past, rows: &[&wire::Past], past: &Past) -> Option<usize> {
    let mut nearest = None;
    let mut least_ms = SAME_CALL_MS + 1;
    for (at, row) in rows.iter().enumerate() {
        if same_name(own, row) {
            return Some(at);
        }
        let apart_ms = apart(own, row);
        let same = apart_ms < least_ms && !row.incoming && same_number(&own.shown, &row.shown);
        if same && !past.calls.iter().any(|other| same_name(other, row)) {
            (nearest, least_ms) = (Some(at), apart_ms);
        }
    }
    nearest
}

/// The PBX counts its calls anew now and then, so an old name proves nothing, nor does that of a call
/// which went the other way and to somebody else.
fn same_name(own: &wire::Past, row: &wire::Past) -> bool {
    let named = own.pbx_call.is_some() && own.pbx_call == row.pbx_call;
    named && apart(own, row) < DAY_MS && (!row.incoming || same_number(&own.shown, &row.shown))
}

/// As [`CallLog::add`].
fn same_row(one: &wire::Past, other: &wire::Past) -> bool {
    one.pbx_call == other.pbx_call && one.at_ms == other.at_ms
}

fn apart(own: &wire::Past, row: &wire::Past) -> u64 {
    own.at_ms.abs_diff(row.at_ms)
}

fn same_number(one: &str, other: &str) -> bool {
    let (one, other) = (significant(one), significant(other));
    let within =
        |short: &str, long: &str| short.len() >= SAME_NUMBER_DIGITS && long.ends_with(short);
    !one.is_empty() && one == other || within(&one, &other) || within(&other, &one)
}

/// Without what an office or a country dials first.
fn significant(shown: &str) -> String {
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

/// What the PBX knows and we did not see.
fn complete(own: &mut wire::Past, row: &wire::Past) {
    own.talked_s = row.talked_s.or(own.talked_s);
    if own.name.is_none() {
        own.name.clone_from(&row.name);
    }
    if matches!(own.outcome.as_str(), "state_unknown" | "state_sent") {
        own.outcome.clone_from(&row.outcome);
    }
}
