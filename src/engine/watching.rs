//! What colleagues' phones do, told by the office's relay instead of asked for: the popup's list asks
//! again and again while it is in sight, and each answer but the first waits until there is news.

use super::{Effect, Engine, Now, Purpose};
use crate::event::{Extension, Presence};
use crate::pbx::{FRESH_MS, HttpResponse, NetError};
use crate::wire::relay::WATCHED_MAX;

/// What the stream has been asked to tell of.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The stream's name; empty where it cannot tell of colleagues.
    stream: String,
    state: State,
    /// Whom it was asked for last.
    whom: Vec<Extension>,
    /// Whether these are all whom the list shows.
    whole: bool,
    /// When the list was asked for last.
    wanted_ms: Option<u64>,
    /// Who waits for news, and until when at most.
    waiting: Vec<u32>,
    until_ms: u64,
    /// Something was told for which nobody waited.
    news: bool,
    /// It is not asked before this.
    again_ms: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Off,
    Asked,
    On,
    Leaving,
    /// This stream does not: polls do it.
    Refused,
}

/// A list that nobody has asked for so long is out of sight, in milliseconds: the popup asks again as
/// soon as it has an answer, or two seconds later.
const IN_SIGHT_MS: u64 = 6_000;
/// It is asked again so long after an answer that was lost.
const AGAIN_MS: u64 = 60_000;
/// Without news an answer waits so long.
const HOLD_MS: u64 = 2_000;
/// How long the list does of which each change is told.
const TOLD_FRESH_MS: u64 = 10 * 60 * 1_000;

impl Engine {
    /// Whether what changes in the list is told by itself.
    pub(super) fn is_told_of_colleagues(&self) -> bool {
        self.watch.whole && self.watch.state == State::On
    }

    /// Whether it is told by itself what the phones do of some, or is about to be.
    pub(super) fn is_told_of_some(&self) -> bool {
        matches!(self.watch.state, State::Asked | State::On)
    }

    /// How old states may be that are not asked for anew.
    pub(super) fn states_hold_ms(&self) -> u64 {
        if self.is_told_of_colleagues() { TOLD_FRESH_MS } else { FRESH_MS }
    }

    /// The list is in sight.
    pub(super) fn colleagues_wanted(&mut self, now: Now) {
        self.watch.wanted_ms = Some(now.ms);
    }

    /// Has this asker wait for news; false when there is some already, or nobody tells any.
    pub(super) fn waits_for_news(&mut self, reply_to: u32, now: Now) -> bool {
        let waits = self.is_told_of_colleagues() && !std::mem::take(&mut self.watch.news);
        if waits {
            self.watch.waiting.push(reply_to);
            self.watch.until_ms = now.ms + HOLD_MS;
        }
        waits
    }

    /// These wait in vain: they are told how the list is.
    pub(super) fn nobody_tells(&mut self, waiting: Vec<u32>) {
        self.watch.waiting.extend(waiting);
        self.watch.until_ms = 0;
    }

    /// Its name; empty where nothing can be asked for.
    pub(super) fn stream_name(&self) -> &str {
        &self.watch.stream
    }

    /// A stream has opened under this name.
    pub(super) fn stream_named(&mut self, stream: String) {
        self.watch.stream = stream;
        self.watch.state = State::Off;
        self.watch.again_ms = 0;
    }

    /// The stream has told of these.
    pub(super) fn colleagues_told(
        &mut self,
        states: Vec<(Extension, Option<Presence>)>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.mates_told(&states, now);
        self.directory.told(states, self.watch.whole, now.ms);
        self.watch.news = self.watch.waiting.is_empty();
        self.tell_who_waits(now, out);
    }

    /// The relay tells of whom it was asked for, or does not.
    pub(super) fn watch_answered(
        &mut self,
        stream: &str,
        answer: &Result<HttpResponse, NetError>,
        now: Now,
    ) {
        // Of a stream that has ended it says nothing of the one that is open.
        if stream != self.watch.stream {
            return;
        }
        let done = answer.as_ref().is_ok_and(|answer| answer.status == 200);
        // What says nothing of the relay's will is asked again.
        let lost =
            answer.as_ref().map_or(true, |answer| answer.status == 429 || answer.status >= 500);
        self.watch.state = match self.watch.state {
            State::Asked if done => State::On,
            State::Asked if lost => {
                self.watch.again_ms = now.ms + AGAIN_MS;
                State::Off
            }
            State::Asked => State::Refused,
            State::Leaving => State::Off,
            other => other,
        };
    }

    /// Asks to be told, or to be told no more; returns when to come back.
    pub(super) fn watch(&mut self, now: Now, out: &mut Vec<Effect>) -> Option<u64> {
        if !self.stream.is_live() {
            self.stream_named(String::new());
        }
        if !self.is_told_of_colleagues() || self.watch.until_ms <= now.ms {
            self.tell_who_waits(now, out);
        }
        let wanted_ms = self.watch.wanted_ms.filter(|at| (*at..at + IN_SIGHT_MS).contains(&now.ms));
        let fits = |whom: &Vec<Extension>| whom.len() <= WATCHED_MAX;
        let all = || self.directory.iter().map(|one| one.extension.clone()).collect();
        // Nobody tells of so many: they are polled.
        let all = wanted_ms.map(|_| all()).filter(fits);
        let whole = all.is_some();
        let whom = all.unwrap_or_else(|| Some(self.mates()).filter(fits).unwrap_or_default());
        let early = self.watch.again_ms > now.ms;
        let again = Some(self.watch.again_ms).filter(|_| early && !whom.is_empty());
        let turn = match self.watch.state {
            State::Off if !whom.is_empty() && !early => Some((State::Asked, whom)),
            State::On if whom == self.watch.whom => {
                self.watch.whole = whole;
                None
            }
            State::On if whom.is_empty() => Some((State::Leaving, whom)),
            // Somebody was hired, or the list has come into sight, or gone.
            State::On => Some((State::Asked, whom)),
            _ => None,
        };
        if let Some((state, whom)) = turn.filter(|_| !self.watch.stream.is_empty()) {
            self.watch.whom.clone_from(&whom);
            self.watch.whole = whole;
            let request = self.driver().watch(&self.watch.stream, whom, &self.loaded.settings);
            match request {
                Ok(http) => {
                    self.watch.state = state;
                    let stream = self.watch.stream.clone();
                    self.send(Purpose::Watch { stream }, http, out);
                }
                Err(_) => self.watch.state = State::Refused,
            }
        }
        let held = Some(self.watch.until_ms).filter(|_| !self.watch.waiting.is_empty());
        let leave = wanted_ms.filter(|_| self.is_told_of_colleagues()).map(|at| at + IN_SIGHT_MS);
        held.into_iter().chain(leave).chain(again).min()
    }

    fn tell_who_waits(&mut self, now: Now, out: &mut Vec<Effect>) {
        let waiting = std::mem::take(&mut self.watch.waiting);
        self.tell_colleagues(waiting, now, out);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::relay_tests::{desk, office};
    use super::super::test_desk::Desk;
    use super::super::*;
    use super::*;

    const LIST: &str = r#"{"colleagues":[{"extension":"202","name":"Neri","presence":"free"},{"extension":"203"}]}"#;
    const BUSY: &str = r#"{"extension":"202","presence":"busy"}"#;

    /// A desk whose relay tells of colleagues, with the list in sight; and who waits for it.
    fn in_sight() -> Desk {
        let mut desk = desk();
        opens(&mut desk, "7-1");
        assert_eq!(asks(&mut desk), None);
        assert_eq!(desk.urls(), ["/api/colleagues"]);
        desk.hears(answers(&desk), LIST);
        assert_eq!(states(&desk), "202 Free, 203 -");
        desk
    }

    fn opens(desk: &mut Desk, stream: &str) {
        let mut office = office();
        office["stream"] = json!(stream);
        office["capabilities"]["colleagues"] = json!(true);
        desk.tells(&office);
    }

    fn asks(desk: &mut Desk) -> Option<Reply> {
        desk.asks(Trust::Own, Request::UiBgColleagues { known: false })
    }

    /// The request that was sent.
    fn answers(desk: &Desk) -> u32 {
        desk.sent().first().expect("something is sent").0
    }

    fn tells(desk: &mut Desk, colleague: &str) {
        let colleague: Json = serde_json::from_str(colleague).expect("JSON");
        desk.tells(&json!({ "event": "colleagues", "colleagues": [colleague] }));
    }

    /// What those hear who waited, and that it waits from now on after a bar.
    fn states(desk: &Desk) -> String {
        let told = desk.effects.iter().find_map(|effect| match effect {
            Effect::Reply {
                reply: Reply::Colleagues { colleagues, told, seen_ms, .. }, ..
            } => Some((colleagues.clone(), *told, *seen_ms)),
            _ => None,
        });
        let Some((colleagues, told, seen_ms)) = told else { return String::new() };
        assert!(!told || seen_ms == Some(desk.ms), "what is told is as it is now");
        let state = |one: &crate::event::Colleague| {
            let presence = one.presence.map_or("-".to_owned(), |presence| format!("{presence:?}"));
            format!("{} {presence}", one.extension.as_str())
        };
        let states: Vec<_> = colleagues.iter().map(state).collect();
        format!("{}{}", states.join(", "), if told { " |" } else { "" })
    }

    #[test]
    fn while_the_list_is_in_sight_the_stream_tells_and_nothing_is_polled() {
        let mut desk = in_sight();
        assert_eq!(desk.urls(), ["/api/events/7-1/colleagues"]);
        let (request, order) = desk.sends();
        assert_eq!(order, json!({ "colleagues": ["202", "203"] }));
        desk.hears(request, r#"{"kind":"done"}"#);
        for _ in 0..5 {
            desk.ms += 100;
            assert_eq!(asks(&mut desk), None, "it waits for news");
            assert_eq!(desk.wake(), Some(HOLD_MS));
            desk.after(HOLD_MS);
            assert_eq!((states(&desk), desk.urls()), ("202 Free, 203 - |".to_owned(), vec![]));
        }
        asks(&mut desk);
        tells(&mut desk, BUSY);
        assert_eq!(states(&desk), "202 Busy, 203 - |");
        tells(&mut desk, r#"{"extension":"203","presence":"ringing"}"#);
        assert_eq!(states(&desk), "", "nobody waits at the moment");
        assert!(asks(&mut desk).is_some(), "and has it at once");
        assert_eq!(states(&desk), "202 Busy, 203 Ringing |");
        tells(&mut desk, r#"{"extension":"203"}"#);
        tells(&mut desk, r#"{"extension":"02189655","presence":"busy"}"#);
        asks(&mut desk);
        assert_eq!(states(&desk), "202 Busy, 203 - |");
    }

    #[test]
    fn out_of_sight_it_is_told_that_nobody_looks() {
        let mut desk = in_sight();
        desk.hears(answers(&desk), r#"{"kind":"done"}"#);
        assert_eq!(desk.wake(), Some(IN_SIGHT_MS));
        desk.after(IN_SIGHT_MS - 1);
        assert_eq!(desk.urls(), [""; 0]);
        desk.after(1);
        let (request, order) = desk.sends();
        assert_eq!(order, json!({ "colleagues": [] }));
        desk.hears(request, r#"{"kind":"done"}"#);
        assert_eq!(desk.urls(), [""; 0]);
        // It comes into sight again before the relay has answered.
        let mut desk = in_sight();
        desk.hears(answers(&desk), r#"{"kind":"done"}"#);
        desk.after(IN_SIGHT_MS);
        let (request, _) = desk.sends();
        asks(&mut desk);
        assert_eq!(desk.urls(), ["/api/colleagues"]);
        let list = answers(&desk);
        desk.hears(request, r#"{"kind":"done"}"#);
        assert_eq!(desk.sends().1, json!({ "colleagues": ["202", "203"] }));
        desk.hears(list, LIST);
        assert_eq!(states(&desk), "202 Free, 203 -");
    }

    #[test]
    fn a_relay_that_does_not_tell_is_polled_until_another_stream_opens() {
        let mut desk = in_sight();
        let request = answers(&desk);
        let gone = HttpResponse { status: 404, body: vec![] };
        desk.input(Input::Answered { request, answer: Ok(gone) });
        assert_eq!(desk.urls(), [""; 0], "it is not asked the same again");
        for _ in 0..3 {
            desk.ms += 2_000;
            asks(&mut desk);
            assert_eq!(desk.urls(), ["/api/colleagues"]);
            desk.hears(answers(&desk), LIST);
            assert_eq!((states(&desk).as_str(), desk.urls()), ("202 Free, 203 -", vec![]));
        }
        opens(&mut desk, "8-2");
        assert_eq!(desk.urls(), ["/api/events/8-2/colleagues"]);
    }

    #[test]
    fn an_answer_about_a_stream_that_has_ended_says_nothing_of_the_next() {
        let mut desk = in_sight();
        let old = answers(&desk);
        opens(&mut desk, "8-2");
        let request = answers(&desk);
        desk.hears(old, r#"{"kind":"done"}"#);
        let gone = HttpResponse { status: 404, body: vec![] };
        desk.input(Input::Answered { request, answer: Ok(gone) });
        desk.ms += 2_000;
        asks(&mut desk);
        assert_eq!(desk.urls(), ["/api/colleagues"], "nobody tells, so it is polled");
    }

    #[test]
    fn a_stream_that_ends_tells_nothing_any_more() {
        let mut desk = in_sight();
        desk.hears(answers(&desk), r#"{"kind":"done"}"#);
        asks(&mut desk);
        let stream = desk.engine.stream.number().expect("open");
        desk.input(Input::StreamEnded { stream, end: StreamEnd::Lost });
        assert_eq!(states(&desk), "202 Free, 203 -", "who waits is told, and polls again");
        desk.ms += FRESH_MS;
        asks(&mut desk);
        assert_eq!(desk.urls()[0], "/api/colleagues");
    }

    #[test]
    fn somebody_new_is_asked_for_too_and_of_too_many_nobody() {
        let mut desk = in_sight();
        desk.hears(answers(&desk), r#"{"kind":"done"}"#);
        for _ in 0..TOLD_FRESH_MS / HOLD_MS {
            asks(&mut desk);
            desk.ms += HOLD_MS;
            let stream = desk.engine.stream.number().expect("open");
            desk.input(Input::Heard { stream, bytes: b":\n\n".to_vec() });
        }
        asks(&mut desk);
        assert_eq!(desk.urls(), ["/api/colleagues"], "whoever is hired is told of nowhere else");
        desk.hears(answers(&desk), &LIST.replace("203", "204"));
        assert_eq!(desk.sends().1, json!({ "colleagues": ["202", "204"] }));
        let many: Vec<_> =
            (0..=WATCHED_MAX).map(|n| json!({ "extension": n.to_string() })).collect();
        let mut desk = super::super::relay_tests::desk();
        opens(&mut desk, "7-1");
        asks(&mut desk);
        desk.hears(answers(&desk), &json!({ "colleagues": many }).to_string());
        assert_eq!(desk.urls(), [""; 0]);
    }
}
