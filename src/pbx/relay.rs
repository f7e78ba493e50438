//! Pronto's own relay as a PBX: an office's relay holds the PBX's address and credentials, people
//! hold a token each (docs/relay.md).
//!
//! ```text
//! POST https://relay:8460/api/calls            Authorization: Bearer pronto_…
//!     {"intent":"…","number":"+3902189655","digits":"002189655"}
//! GET  https://relay:8460/api/events           the stream, see `crate::wire::relay::Event`
//! ```
//!
//! Settings: `relay_address`, `relay_token`. Whose phone rings first, and on which line, the relay
//! knows by the token.

use super::{
    Capabilities, Controlling, Driver, HttpRequest, HttpResponse, HungUp, Look, Method, NetError,
    Order, Placed, RequestKind, Seen, SetMyState, TextMessage, Told,
};
use crate::call::{CallView, Control, Controlled};
use crate::dial::{DialString, Target};
use crate::event::{
    CallId, CallLog, Colleague, Days, Extension, FACILITIES_MAX, Facilities, LAST_MS, LINE_MAX,
    LINES_MAX, LOGGED_MAX, MessageLists, MyState, RingingWish, Room,
};
use crate::json::{self, Read, Write};
use crate::problem::{Code, Problem};
use crate::settings::Settings;
use crate::wire::relay::{self, Answer, Calls, Colleagues, Event, Me, PhoneCall, WatchOrder};

/// The relay of the office.
pub struct Relay;

/// Most calls of one person that are taken from a relay.
const CALLS_MAX: usize = 20;
/// Longest text in them, in bytes.
const TEXT_MAX: usize = 200;
/// Most characters of a text message that came; its like on the way out has at most 160.
const RECEIVED_MAX: usize = 1_000;
/// Bytes of a list of colleagues that are read at most, some ten thousand of them, and of lists of messages.
const LIST_BYTES_MAX: u32 = 1024 * 1024;

impl Driver for Relay {
    fn id(&self) -> &'static str {
        "relay"
    }

    fn options(&self) -> &'static [&'static str] {
        &[
            "relay_address",
            "relay_token",
            "notify_incoming",
            "notify_colleagues",
            "notify_texts",
            "phone_calls",
            "pop_when",
            "pop_address",
            "call_log_days",
            "pbx_time_zone",
        ]
    }

    /// What a relay can do at most; what the office's PBX can do comes with [`Told::Office`].
    fn capabilities(&self, settings: &Settings) -> Capabilities {
        let log = settings.call_log_days.0 > 0;
        Capabilities { log, messages: log, ..Capabilities::ALL }
    }

    fn place(&self, order: &Order<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let body = relay::Order {
            intent: order.intent.to_owned(),
            number: number(order.target),
            digits: order.digits.clone(),
            text: order.text.map(str::to_owned),
            confirmed: order.confirmed,
            private: order.private,
            beside: order.beside.map(str::to_owned),
        };
        post(RequestKind::Place, "/api/calls", &body, settings)
    }

    fn placed(&self, answer: &HttpResponse) -> Placed {
        match answered(answer) {
            Ok(Answer::Call { .. }) => Placed::Noted,
            Ok(Answer::Ask { reasons }) => Placed::Asks(reasons),
            Ok(Answer::Refused { problem }) => Placed::Refused(problem),
            Ok(Answer::Done) => Placed::Unclear(Code::AnswerUnreadable.into()),
            Err(problem) if problem.is(Code::TokenUnknown) => Placed::Refused(problem),
            Err(problem) => Placed::Unclear(problem),
        }
    }

    fn hang_up(&self, call: &CallId, settings: &Settings) -> Result<HttpRequest, Problem> {
        // The relay's name for a call is ours.
        let path = format!("/api/calls/{}/hang-up", call.as_str());
        let mut http = request(RequestKind::HangUp, &path, settings)?;
        http.method = Method::Post;
        Ok(http)
    }

    /// The relay has been told; that the call has ended comes later, like every other change.
    fn hung_up(&self, answer: &HttpResponse) -> Result<HungUp, Problem> {
        match answered(answer)? {
            Answer::Refused { problem } => Err(problem),
            _ => Ok(HungUp::UnderWay),
        }
    }

    fn control(
        &self,
        wanted: &Controlling<'_>,
        settings: &Settings,
    ) -> Result<HttpRequest, Problem> {
        let path = format!("/api/calls/{}/control", wanted.call.as_str());
        let body = relay::ControlOrder { control: wanted.control };
        post(RequestKind::Control, &path, &body, settings)
    }

    /// What comes of it is told, like every other change.
    fn controlled(&self, _: Control, answer: &HttpResponse) -> Controlled {
        match answered(answer) {
            Ok(Answer::Done) => Controlled::UnderWay,
            Ok(Answer::Refused { problem }) => Controlled::Refused(problem),
            Ok(_) => Controlled::Unclear(Code::AnswerUnreadable.into()),
            Err(problem) => Controlled::Unclear(problem),
        }
    }

    fn look(&self, settings: &Settings) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        Ok(vec![(Look::Calls, request(RequestKind::Look, "/api/calls", settings)?)])
    }

    fn names(&self, _: &Settings) -> Option<Result<HttpRequest, Problem>> {
        None
    }

    fn colleagues(
        &self,
        _whole: bool,
        settings: &Settings,
    ) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        let mut http = request(RequestKind::Look, "/api/colleagues", settings)?;
        http.answer_max = LIST_BYTES_MAX;
        Ok(vec![(Look::Colleagues, http)])
    }

    fn my_state(&self, settings: &Settings) -> Result<HttpRequest, Problem> {
        request(RequestKind::Look, "/api/state", settings)
    }

    fn my_state_seen(&self, answer: &HttpResponse, _: &Settings) -> Result<MyState, Problem> {
        if let Ok(Answer::Refused { problem }) = answered(answer) {
            return Err(problem);
        }
        read(answer)
    }

    fn set_my_state(
        &self,
        wanted: &SetMyState<'_>,
        settings: &Settings,
    ) -> Result<HttpRequest, Problem> {
        post(RequestKind::Control, "/api/state", wanted.wish, settings)
    }

    fn ringing(&self, wish: &RingingWish, settings: &Settings) -> Result<HttpRequest, Problem> {
        post(RequestKind::Control, "/api/ringing", wish, settings)
    }

    fn rung(&self, _: &RingingWish, answer: &HttpResponse) -> Result<(), Problem> {
        self.done(answer)
    }

    fn text(&self, message: &TextMessage<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let body = relay::TextOrder {
            id: message.id.to_owned(),
            number: number(message.to),
            digits: message.digits.clone(),
            words: message.words.as_str().to_owned(),
        };
        post(RequestKind::Text, "/api/text", &body, settings)
    }

    fn done(&self, answer: &HttpResponse) -> Result<(), Problem> {
        match answered(answer)? {
            Answer::Done => Ok(()),
            Answer::Refused { problem } => Err(problem),
            _ => Err(Code::AnswerUnreadable.into()),
        }
    }

    fn seen(&self, look: Look, answer: &HttpResponse, _: &Settings) -> Result<Seen, Problem> {
        if look == Look::Colleagues {
            // The PBX's problem is the answer, where the relay has one with it.
            if let Ok(Answer::Refused { problem }) = answered(answer) {
                return Err(problem);
            }
            let Colleagues { mut colleagues } = read(answer)?;
            colleagues.retain(Colleague::fits);
            return Ok(Seen::Colleagues(colleagues));
        }
        let calls: Calls = read(answer)?;
        Ok(Seen::Told { calls: fitting(calls.calls), now_ms: calls.now_ms })
    }

    /// Whose calls, the relay knows by the token.
    fn log(&self, days: &Days, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        let path = format!("/api/log/{}/{}", days.from, days.to);
        Ok(vec![request(RequestKind::Look, &path, settings)?])
    }

    fn logged(&self, answer: &HttpResponse, _: &Settings) -> Result<CallLog, Problem> {
        if let Ok(Answer::Refused { problem }) = answered(answer) {
            return Err(problem);
        }
        let mut log: CallLog = read(answer)?;
        log.calls.retain(|call| {
            let short = call.id.len() <= TEXT_MAX && call.other.len() <= TEXT_MAX;
            short && call.local_ms <= LAST_MS
        });
        log.calls.truncate(LOGGED_MAX);
        Ok(log)
    }

    /// Whose messages, the relay knows by the token.
    fn messages(&self, days: &Days, settings: &Settings) -> Result<HttpRequest, Problem> {
        let path = format!("/api/messages/{}/{}", days.from, days.to);
        let mut http = request(RequestKind::Look, &path, settings)?;
        http.answer_max = LIST_BYTES_MAX;
        Ok(http)
    }

    fn messages_listed(&self, answer: &HttpResponse) -> Result<MessageLists, Problem> {
        if let Ok(Answer::Refused { problem }) = answered(answer) {
            return Err(problem);
        }
        let mut lists: MessageLists = read(answer)?;
        for list in [&mut lists.texts, &mut lists.voicemail] {
            list.lines.retain(|line| line.chars().count() <= LINE_MAX);
            list.lines.truncate(LINES_MAX);
        }
        Ok(lists)
    }

    fn facilities(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        let mut http = request(RequestKind::Look, "/api/facilities", settings)?;
        http.answer_max = LIST_BYTES_MAX;
        Ok(vec![http])
    }

    fn facilities_seen(
        &self,
        _: usize,
        answer: Result<HttpResponse, NetError>,
        known: &mut Facilities,
        _: &Settings,
    ) {
        let told = answer.map_err(NetError::problem).and_then(|answer| match answered(&answer) {
            Ok(Answer::Refused { problem }) => Err(problem),
            _ => read::<Facilities>(&answer),
        });
        *known = told.unwrap_or_else(|problem| Facilities::failed(&problem));
        known.trunks.truncate(FACILITIES_MAX);
        known.rooms.truncate(FACILITIES_MAX);
        let fits = |text: &str| text.chars().count() <= TEXT_MAX;
        known.trunks.retain(|trunk| fits(&trunk.name));
        let dates = |room: &Room| room.start_ms.max(room.end_ms).is_none_or(|ms| ms <= LAST_MS);
        known.rooms.retain(|room| fits(&room.description) && fits(&room.creator) && dates(room));
    }

    fn stream(&self, settings: &Settings) -> Option<HttpRequest> {
        request(RequestKind::Look, "/api/events", settings).ok()
    }

    fn watch(
        &self,
        stream: &str,
        colleagues: Vec<Extension>,
        settings: &Settings,
    ) -> Result<HttpRequest, Problem> {
        let path = format!("/api/events/{stream}/colleagues");
        post(RequestKind::Look, &path, &WatchOrder { colleagues }, settings)
    }

    fn told(&self, event: &str) -> Option<Told> {
        Some(match json::from_text(event).ok()? {
            Event::Office { me, mut stream, .. } => {
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                if stream.len() > TEXT_MAX || !stream.bytes().all(fits) {
                    // It becomes part of an address.
                    stream.clear();
                }
                Told::Office { me: Box::new(me), stream }
            }
            Event::Calls { calls, now_ms, at_ms: None } => {
                Told::Calls { calls: fitting(calls), now_ms }
            }
            Event::Calls { calls, now_ms, at_ms: Some(_) } => {
                Told::Missed { calls: fitting(calls), now_ms }
            }
            Event::Phone { calls, now_ms, at_ms } => {
                Told::Phone { calls: heard(calls), now_ms, past: at_ms.is_some() }
            }
            Event::Text { id, from, words, at_ms, now_ms } => {
                let fits = id.len() <= TEXT_MAX && from.len() <= TEXT_MAX;
                let words = words.chars().take(RECEIVED_MAX).collect();
                return fits.then_some(Told::Text { id, from, words, at_ms, now_ms });
            }
            Event::Colleagues { colleagues } => Told::Colleagues(
                colleagues.into_iter().map(|one| (one.extension, one.presence)).collect(),
            ),
            Event::Goodbye => Told::Goodbye,
        })
    }

    fn checks(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        Ok(vec![request(RequestKind::Look, "/api/me", settings)?])
    }

    fn checked(&self, _: usize, answer: &HttpResponse, _: &Settings) -> Result<(), Problem> {
        read::<Me>(answer).map(drop)
    }

    fn origins(&self, settings: &Settings) -> Vec<String> {
        let address = settings.relay_address.as_str();
        if address.is_empty() { Vec::new() } else { vec![address.to_owned()] }
    }
}

/// E.164, or keys as on the phone.
fn number(target: &Target) -> String {
    match target {
        Target::Outside { number } => number.e164.as_str().to_owned(),
        Target::Inside { keys } | Target::Emergency { keys } => keys.as_str().to_owned(),
    }
}

fn request(kind: RequestKind, path: &str, settings: &Settings) -> Result<HttpRequest, Problem> {
    let address = settings.relay_address.as_str();
    if address.is_empty() {
        return Err(Problem::new(Code::AddressMissing).field("relay_address"));
    }
    let token = settings.relay_token.reveal();
    if token.is_empty() {
        return Err(Problem::new(Code::TokenMissing).field("relay_token"));
    }
    let mut http = HttpRequest::new(kind, format!("{address}{path}"));
    http.authorization = Some(format!("Bearer {token}"));
    Ok(http)
}

fn post(
    kind: RequestKind,
    path: &str,
    body: &dyn Write,
    settings: &Settings,
) -> Result<HttpRequest, Problem> {
    let mut http = request(kind, path, settings)?;
    http.method = Method::Post;
    http.json = Some(json::to_text(body));
    Ok(http)
}

fn answered(answer: &HttpResponse) -> Result<Answer, Problem> {
    match json::from_bytes(&answer.body) {
        Ok(Answer::Refused { problem }) if answer.status == 401 => {
            Err(problem.field("relay_token"))
        }
        Ok(answer) => Ok(answer),
        Err(_) => Err(not_understood(answer)),
    }
}

fn read<T: Read>(answer: &HttpResponse) -> Result<T, Problem> {
    match answer.status {
        200 => json::from_bytes(&answer.body).map_err(|_| not_understood(answer)),
        _ => Err(not_understood(answer)),
    }
}

fn not_understood(answer: &HttpResponse) -> Problem {
    match answer.status {
        200 | 404 => Problem::new(Code::NotRelay).field("relay_address"),
        401 => Problem::new(Code::TokenUnknown).field("relay_token"),
        status => Problem::new(Code::HttpStatus).detail(&status.to_string()),
    }
}

/// A relay is trusted with calls, not with our memory or our screen.
fn fitting(calls: Vec<CallView>) -> Vec<CallView> {
    let short = |text: &str| (1..=TEXT_MAX).contains(&text.len());
    let optional = |text: &Option<String>| text.as_deref().is_none_or(short);
    // Of what was not placed here, the other side may be unknown, or no number that is dialled.
    let named = |view: &CallView| match view.digits.as_str() {
        "" => !view.origin.is_placed() && view.shown.len() <= TEXT_MAX,
        digits => DialString::new(digits).is_ok() && short(&view.shown),
    };
    let fits = |view: &CallView| {
        CallId::new(&view.id).is_ok()
            && named(view)
            && optional(&view.name)
            && optional(&view.reason)
            && optional(&view.park_line)
            && optional(&view.beside)
            && view.problem.as_ref().is_none_or(|problem| {
                short(&problem.message) && optional(&problem.detail) && optional(&problem.field)
            })
    };
    let from = calls.len().saturating_sub(CALLS_MAX);
    calls.into_iter().skip(from).filter(fits).collect()
}

fn heard(mut calls: Vec<PhoneCall>) -> Vec<PhoneCall> {
    calls.retain(|call| CallId::new(&call.id).is_ok() && call.other.len() <= TEXT_MAX);
    let surplus = calls.len().saturating_sub(CALLS_MAX);
    calls.drain(..surplus);
    calls
}

#[cfg(test)]
mod tests;
