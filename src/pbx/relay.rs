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
    Capabilities, Controlling, Driver, HttpRequest, HttpResponse, HungUp, Look, Method, Order,
    Placed, RequestKind, Seen, SetMyState, Told,
};
use crate::call::{CallView, Control, Controlled};
use crate::dial::{DialString, Target};
use crate::event::{CallId, CallLog, Colleague, Days, Extension, LAST_MS, LOGGED_MAX, MyState};
use crate::json::{self, Read};
use crate::problem::{Code, Problem};
use crate::settings::Settings;
use crate::wire::relay::{self, Answer, Calls, Colleagues, Event, Me, PhoneCall, WatchOrder};

/// The relay of the office.
pub struct Relay;

/// Most calls of one person that are taken from a relay.
const CALLS_MAX: usize = 20;
/// Longest text in them, in bytes.
const TEXT_MAX: usize = 200;
/// Bytes of a list of colleagues that are read at most: some ten thousand of them.
const COLLEAGUES_BYTES_MAX: u32 = 1024 * 1024;

impl Driver for Relay {
    fn id(&self) -> &'static str {
        "relay"
    }

    fn options(&self) -> &'static [&'static str] {
        &[
            "relay_address",
            "relay_token",
            "notify_incoming",
            "pop_when",
            "pop_address",
            "call_log_days",
            "pbx_time_zone",
        ]
    }

    /// What a relay can do at most; what the office's PBX can do comes with [`Told::Office`].
    fn capabilities(&self, settings: &Settings) -> Capabilities {
        Capabilities { log: settings.call_log_days.0 > 0, ..Capabilities::ALL }
    }

    fn place(&self, order: &Order<'_>, settings: &Settings) -> Result<HttpRequest, Problem> {
        let body = relay::Order {
            intent: order.intent.to_owned(),
            number: match order.target {
                Target::Outside { number } => number.e164.as_str().to_owned(),
                Target::Inside { keys } | Target::Emergency { keys } => keys.as_str().to_owned(),
            },
            digits: order.digits.clone(),
            text: order.text.map(str::to_owned),
            confirmed: order.confirmed,
            private: order.private,
            beside: order.beside.map(str::to_owned),
        };
        let mut http = request(RequestKind::Place, "/api/calls", settings)?;
        http.method = Method::Post;
        http.json = Some(json::to_text(&body));
        Ok(http)
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
        let mut http = request(RequestKind::Control, &path, settings)?;
        http.method = Method::Post;
        let body = relay::ControlOrder { control: wanted.control };
        http.json = Some(json::to_text(&body));
        Ok(http)
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
        http.answer_max = COLLEAGUES_BYTES_MAX;
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
        let mut http = request(RequestKind::Control, "/api/state", settings)?;
        http.method = Method::Post;
        http.json = Some(json::to_text(wanted.wish));
        Ok(http)
    }

    fn pick(&self, picked: &Extension, settings: &Settings) -> Result<HttpRequest, Problem> {
        let mut http = request(RequestKind::Control, "/api/pick", settings)?;
        http.method = Method::Post;
        let body = relay::PickOrder { extension: picked.clone() };
        http.json = Some(json::to_text(&body));
        Ok(http)
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
        let mut http = request(RequestKind::Look, &path, settings)?;
        http.method = Method::Post;
        let body = WatchOrder { colleagues };
        http.json = Some(json::to_text(&body));
        Ok(http)
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
    let fits = |view: &CallView| {
        CallId::new(&view.id).is_ok()
            && DialString::new(&view.digits).is_ok()
            && short(&view.shown)
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event::Presence;
    use crate::settings::Stored;

    fn settings() -> Settings {
        let stored = json!({
            "pbx": "relay", "relay_address": "https://relay.example:8460",
            "relay_token": "pronto_secret",
        });
        let stored: Stored = stored.as_object().cloned().expect("an object").into();
        Settings::load(&stored, &Stored::new()).settings
    }

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn the_token_travels_in_its_header_and_nowhere_else() {
        let target = Target::Inside { keys: DialString::new("315").expect("keys") };
        let digits = DialString::new("315").expect("keys");
        let (target, digits) = (&target, &digits);
        let order = Order {
            intent: "a1",
            target,
            digits,
            text: None,
            confirmed: true,
            private: false,
            beside: None,
        };
        let http = Relay.place(&order, &settings()).expect("a request");
        assert_eq!(http.url, "https://relay.example:8460/api/calls");
        assert_eq!(http.authorization.as_deref(), Some("Bearer pronto_secret"));
        let body: serde_json::Value =
            serde_json::from_str(http.json.as_deref().expect("a body")).expect("JSON");
        let expected = json!({
            "intent": "a1", "number": "315", "digits": "315", "confirmed": true, "private": false,
        });
        assert_eq!(body, expected);
        assert!(!format!("{http:?}").contains("secret"));
    }

    #[test]
    fn answers_to_an_order() {
        let call = r#"{"kind":"call","call":{"id":"a1","shown":"315","digits":"315","state":"dialling","since_ms":1,"can_hang_up":true,"hanging_up":false,"over":false}}"#;
        let refused = r#"{"kind":"refused","problem":{"message":"problem_too_soon"}}"#;
        let unknown = r#"{"kind":"refused","problem":{"message":"problem_token_unknown"}}"#;
        let problem = |code| Problem::new(code);
        for (status, body, expected) in [
            (200, call, Placed::Noted),
            (429, refused, Placed::Refused(problem(Code::TooSoon))),
            (401, unknown, Placed::Refused(problem(Code::TokenUnknown).field("relay_token"))),
            (401, "no", Placed::Refused(problem(Code::TokenUnknown).field("relay_token"))),
            (200, "<html>", Placed::Unclear(problem(Code::NotRelay).field("relay_address"))),
            (502, "", Placed::Unclear(problem(Code::HttpStatus).detail("502"))),
            (200, r#"{"kind":"ask","reasons":[{"kind":"premium"}]}"#, {
                Placed::Asks(vec![crate::dial::guard::Reason::Premium])
            }),
        ] {
            assert_eq!(Relay.placed(&answer(status, body)), expected, "{status} {body}");
        }
    }

    #[test]
    fn colleagues_are_asked_for_by_the_streams_name() {
        let me = r#""person":"anna","extension":"201","capabilities":{"reports":true,"hang_up":true},"settings":{}"#;
        for (written, expected) in [
            (r#","stream":"7-12""#, "7-12"),
            (r#","stream":"../calls""#, ""),
            (r#","stream":"a b""#, ""),
            ("", ""),
        ] {
            let event = format!(r#"{{"event":"office",{me}{written}}}"#);
            let Some(Told::Office { stream, .. }) = Relay.told(&event) else { panic!("{event}") };
            assert_eq!(stream, expected);
        }
        let phone = |text: &str| Extension::new(text).expect("an extension");
        let wanted = vec![phone("202"), phone("0003")];
        let http = Relay.watch("7-12", wanted, &settings()).expect("a request");
        assert_eq!(http.url, "https://relay.example:8460/api/events/7-12/colleagues");
        assert_eq!(
            (http.method, http.json.as_deref()),
            (Method::Post, Some(r#"{"colleagues":["202","0003"]}"#))
        );
        let event = r#"{"event":"colleagues","colleagues":[{"extension":"202","presence":"busy"},{"extension":"203"},
            {"extension":"204","presence":"free","calls":[{"id":"7","incoming":true,"other":"039","state":"ended","since_ms":1}]}]}"#;
        let told = [("202", Some(Presence::Busy)), ("203", None), ("204", Some(Presence::Free))];
        let told = told.map(|(extension, presence)| (phone(extension), presence));
        assert_eq!(Relay.told(event), Some(Told::Colleagues(told.into())));
        let unreadable = r#"{"event":"colleagues","colleagues":[{"extension":"x y"}]}"#;
        assert_eq!(Relay.told(unreadable), None);
    }

    #[test]
    fn the_log_that_a_relay_tells_is_bounded_too() {
        let call = |id: &str, other: &str| json!({"id": id, "local_ms": 1, "incoming": true, "fate": "unanswered", "other": other});
        let logged = |status: u16, body: serde_json::Value| {
            let log = Relay.logged(&answer(status, &body.to_string()), &settings())?;
            Ok::<_, Problem>((log.calls.len(), log.complete))
        };
        let many: Vec<_> = (0..300).map(|n| call(&n.to_string(), "1")).collect();
        let mut late = call("1", "1");
        late["local_ms"] = json!(LAST_MS + 1);
        let problem = json!({"message": "problem_pbx_result_1"});
        let not_relay = Err(Problem::new(Code::NotRelay).field("relay_address"));
        for (status, body, expected) in [
            (200, json!({"calls": many, "complete": true}), Ok((100, true))),
            (
                200,
                json!({"calls": [call("1", &"9".repeat(300))], "complete": false}),
                Ok((0, false)),
            ),
            // No calendar has such a day.
            (200, json!({"calls": [late], "complete": true}), Ok((0, true))),
            (
                422,
                json!({"kind": "refused", "problem": problem}),
                Err(Problem {
                    message: "problem_pbx_result_1".to_owned(),
                    field: None,
                    detail: None,
                }),
            ),
            (200, json!({"kind": "done"}), not_relay.clone()),
            (200, json!({"calls": [{"id": 1}], "complete": true}), not_relay),
            (502, json!(null), Err(Problem::new(Code::HttpStatus).detail("502"))),
        ] {
            assert_eq!(logged(status, body.clone()), expected, "{status} {body}");
        }
    }

    #[test]
    fn what_a_relay_tells_is_bounded() {
        let view = |id: &str, digits: &str| {
            json!({
                "id": id, "shown": digits, "digits": digits, "state": "ringing_you", "since_ms": 1,
                "can_hang_up": true, "hanging_up": false, "over": false,
            })
        };
        let mut calls = vec![view("", "1"), view("b", "<b>"), view("c", "12")];
        let told = |calls: &[serde_json::Value]| {
            let event = json!({"event": "calls", "calls": calls, "now_ms": 5});
            match Relay.told(&event.to_string()) {
                Some(Told::Calls { calls, .. }) => calls.into_iter().map(|view| view.id).collect(),
                other => panic!("{other:?}"),
            }
        };
        let ids: Vec<String> = told(&calls);
        assert_eq!(ids, ["c"]);
        calls = (0..50).map(|n| view(&format!("n{n}"), "1")).collect();
        let ids: Vec<String> = told(&calls);
        assert_eq!((ids.len(), ids.last().map(String::as_str)), (CALLS_MAX, Some("n49")));
        for nonsense in ["", "[]", r#"{"event":"more"}"#, "{\"event\":\"calls\"}"] {
            assert_eq!(Relay.told(nonsense), None, "{nonsense}");
        }
    }
}
