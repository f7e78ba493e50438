//! The answers. `first_number` and interface come from the token's person, never from a request.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pronto::event::{Day, Days, RingingWish, StateWish};
use pronto::problem::{Code, Problem};
use pronto::wire::relay::{
    Answer, Calls, Colleagues, ControlOrder, Me, Order, TextOrder, WATCHED_MAX, WatchOrder,
};

use super::App;
use super::auth::{Caller, bearer};
use crate::house::{Closed, now};
use crate::office;
use crate::people::{IntentId, Person};
use crate::streams::Resuming;

/// The client's own name for a call, from the path; whatever cannot be one names no call.
pub(super) struct Intent(IntentId);

impl FromRequestParts<App> for Intent {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let intent = path.ok().and_then(|Path(intent)| IntentId::new(&intent).ok());
        intent.map(Self).ok_or_else(|| said(Answer::Refused { problem: Code::NoSuchCall.into() }))
    }
}

/// Longest number or text, in characters.
const TEXT_MAX: usize = 200;

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/healthz",
    responses((status = 200, description = "The relay runs.", body = String, content_type = "text/plain")),
))]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/me", security(("token" = [])),
    responses(
        (status = 200, description = "Who the token belongs to, and what the office has set.", body = Me),
        (status = 401, description = "The token is not known.", body = Answer),
    ),
))]
pub(super) async fn me(Caller(person): Caller, State(app): State<App>) -> Json<Me> {
    Json(app.me(&person))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/calls", security(("token" = [])),
    responses(
        (status = 200, description = "The person's calls.", body = Calls),
        (status = 401, description = "The token is not known.", body = Answer),
    ),
))]
pub(super) async fn calls(
    Caller(person): Caller,
    State(app): State<App>,
) -> Result<Json<Calls>, Closed> {
    let calls = app.door.calls(person.id).await?;
    Ok(Json(Calls { calls, now_ms: now().ms }))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/calls", security(("token" = [])), request_body = Order,
    responses(
        (status = 200, description = "The call, new or the same as before, or what is asked first.", body = Answer),
        (status = 400, description = "The order is not understood.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 413, description = "The order is too large."),
        (status = 422, description = "The office does not call this number.", body = Answer),
        (status = 429, description = "Too many calls in a minute.", body = Answer),
    ),
))]
pub(super) async fn place(
    Caller(person): Caller,
    State(app): State<App>,
    body: Result<Json<Order>, JsonRejection>,
) -> Result<Response, Closed> {
    let Some(order) = body.ok().and_then(|Json(body)| read(body)) else {
        return Ok(said(Answer::Refused { problem: Code::MessageRefused.into() }));
    };
    Ok(said(wire(app.door.order(person, order).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/calls/{intent}/hang-up", security(("token" = [])),
    params(("intent" = String, Path, description = "The client's own name for the call.")),
    responses(
        (status = 200, description = "The PBX is asked to end the call; its end comes as an event.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 404, description = "The person has no such call.", body = Answer),
        (status = 422, description = "This PBX cannot end calls.", body = Answer),
    ),
))]
pub(super) async fn hang_up(
    Caller(person): Caller,
    State(app): State<App>,
    Intent(intent): Intent,
) -> Result<Response, Closed> {
    Ok(said(wire(app.door.hang_up(person, intent).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/calls/{intent}/control", security(("token" = [])), request_body = ControlOrder,
    params(("intent" = String, Path, description = "The client's own name for the call.")),
    responses(
        (status = 200, description = "The PBX is asked; what comes of it comes as an event.", body = Answer),
        (status = 400, description = "The order is not understood.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 404, description = "The person has no such call.", body = Answer),
        (status = 422, description = "This PBX cannot do that, the person may not, or not now.", body = Answer),
    ),
))]
pub(super) async fn control(
    Caller(person): Caller,
    State(app): State<App>,
    Intent(intent): Intent,
    body: Result<Json<ControlOrder>, JsonRejection>,
) -> Result<Response, Closed> {
    let Ok(Json(ControlOrder { control })) = body else {
        return Ok(said(Answer::Refused { problem: Code::MessageRefused.into() }));
    };
    Ok(said(wire(app.door.control(person, intent, control).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/log/{from}/{to}", security(("token" = [])),
    params(
        ("from" = String, Path, description = "The first day by the PBX's calendar, such as `2026-11-15`."),
        ("to" = String, Path, description = "The last day; at most 31 after the first."),
    ),
    responses(
        (status = 200, description = "The calls from and to the person's own phone on these days, newest first, at most 100; nobody else's.", body = pronto::event::CallLog),
        (status = 400, description = "These are no such days.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX lists no calls, refuses to, or is out of reach; the office has it switched off.", body = Answer),
        (status = 429, description = "Four screens of the person are being answered already.", body = Answer),
    ),
))]
pub(super) async fn log(
    Caller(person): Caller,
    State(app): State<App>,
    Path((from, to)): Path<(String, String)>,
) -> Response {
    match days(&from, &to) {
        Ok(days) => listed(app.reports.calls(&person, &days).await),
        Err(problem) => said(Answer::Refused { problem }),
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/messages/{from}/{to}", security(("token" = [])),
    params(
        ("from" = String, Path, description = "The first day of the text messages by the PBX's calendar, such as `2026-11-15`."),
        ("to" = String, Path, description = "The last day; at most 31 after the first."),
    ),
    responses(
        (status = 200, description = "The text messages of these days and the voicemail of the user to whom the PBX says the token's extension belongs, each as the PBX's own lines or with why there are none; nobody else's.", body = pronto::event::MessageLists),
        (status = 400, description = "These are no such days.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX lists no messages, does not say to whom the extension belongs, or is out of reach; the office has it switched off.", body = Answer),
        (status = 429, description = "Four screens of the person are being answered already.", body = Answer),
    ),
))]
pub(super) async fn messages(
    Caller(person): Caller,
    State(app): State<App>,
    Path((from, to)): Path<(String, String)>,
) -> Response {
    match days(&from, &to) {
        Ok(days) => listed(app.reports.messages(&person, &days).await),
        Err(problem) => said(Answer::Refused { problem }),
    }
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/facilities", security(("token" = [])),
    responses(
        (status = 200, description = "The office's lines and meeting rooms, not older than three seconds, each list or why there is none; who is invited to a room, and what is dialled to enter it, for who is among them alone.", body = pronto::event::Facilities),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "This PBX tells of neither.", body = Answer),
    ),
))]
pub(super) async fn facilities(Caller(person): Caller, State(app): State<App>) -> Response {
    listed(app.facilities.of(&person).await)
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/colleagues", security(("token" = [])),
    responses(
        (status = 200, description = "Who works in the office, not older than a second.", body = Colleagues),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX does not tell, or not now.", body = Answer),
    ),
))]
pub(super) async fn colleagues(
    Caller(_): Caller,
    State(app): State<App>,
) -> Result<Response, Closed> {
    Ok(match app.door.colleagues().await? {
        office::Answer::Colleagues(colleagues) => Json(Colleagues { colleagues }).into_response(),
        answer => said(wire(answer)),
    })
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/state", security(("token" = [])),
    responses(
        (status = 200, description = "What becomes of the person's own calls, and what can be set.", body = pronto::event::MyState),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX does not tell, or not now.", body = Answer),
    ),
))]
pub(super) async fn my_state(
    Caller(person): Caller,
    State(app): State<App>,
) -> Result<Response, Closed> {
    Ok(match app.door.my_state(person, None).await? {
        office::Answer::MyState(state) => Json(state).into_response(),
        answer => said(wire(answer)),
    })
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/state", security(("token" = [])), request_body = StateWish,
    responses(
        (status = 200, description = "The PBX has done it.", body = Answer),
        (status = 400, description = "The wish is not understood.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX does not do that, or the office does not call that number.", body = Answer),
    ),
))]
pub(super) async fn set_my_state(
    Caller(person): Caller,
    State(app): State<App>,
    body: Result<Json<StateWish>, JsonRejection>,
) -> Result<Response, Closed> {
    let Ok(Json(wish)) = body else {
        return Ok(said(Answer::Refused { problem: Code::MessageRefused.into() }));
    };
    Ok(said(wire(app.door.my_state(person, Some(wish)).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/ringing", security(("token" = [])), request_body = RingingWish,
    responses(
        (status = 200, description = "The PBX has done it: `pick` gives what rings at a colleague's phone to the token's, `divert` what rings at the token's to a colleague's, `refuse` ends it.", body = Answer),
        (status = 400, description = "The wish is not understood.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 404, description = "The token's phone does not ring with this call.", body = Answer),
        (status = 422, description = "The PBX does not do that, or not for this phone, or nothing rings there, or the office does not want it.", body = Answer),
    ),
))]
pub(super) async fn ringing(
    Caller(person): Caller,
    State(app): State<App>,
    body: Result<Json<RingingWish>, JsonRejection>,
) -> Result<Response, Closed> {
    let Ok(Json(wish)) = body else {
        return Ok(said(Answer::Refused { problem: Code::MessageRefused.into() }));
    };
    Ok(said(wire(app.door.ringing(person, wish).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/text", security(("token" = [])), request_body = TextOrder,
    responses(
        (status = 200, description = "The PBX has taken the message.", body = Answer),
        (status = 400, description = "The order is not understood.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 422, description = "The PBX or the office does not send it, or it is not known whether the PBX has.", body = Answer),
        (status = 429, description = "Too many in a minute.", body = Answer),
    ),
))]
pub(super) async fn text(
    Caller(person): Caller,
    State(app): State<App>,
    body: Result<Json<TextOrder>, JsonRejection>,
) -> Result<Response, Closed> {
    let fits = |order: TextOrder| {
        let short = order.number.chars().count() <= TEXT_MAX;
        let id = IntentId::new(&order.id).ok().filter(|_| short)?;
        let TextOrder { number, digits, words, .. } = order;
        Some(office::Text { id, number, digits, words })
    };
    let Some(text) = body.ok().and_then(|Json(order)| fits(order)) else {
        return Ok(said(Answer::Refused { problem: Code::MessageRefused.into() }));
    };
    Ok(said(wire(app.door.text(person, text).await?)))
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/events", security(("token" = [])),
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was heard: what was missed since is told first, where it is still known.")),
    responses(
        (status = 200, description = "Server-sent events, each one Event as JSON in `data`: `office`, what was missed, then `calls` and, where the PBX pushes its events, `phone` as they are, then each change, each text message (`text`), and `colleagues` that were asked for; a comment every 15 s.", body = pronto::wire::relay::Event, content_type = "text/event-stream"),
        (status = 401, description = "The token is not known.", body = Answer),
    ),
))]
pub(super) async fn events(
    Caller(person): Caller,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Closed> {
    let me = app.me(&person);
    let at = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let since_ms = bearer(&headers).and_then(|token| app.people().given_ms(&token));
    let after = at.zip(since_ms).map(|(at, since_ms)| Resuming { at, since_ms });
    let events = app.door.listen(person, me, after).await?;
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        // A proxy that collects would hold events back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::new(events)).into_response())
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/events/{stream}/colleagues", security(("token" = [])), request_body = WatchOrder,
    params(("stream" = String, Path, description = "The stream's name, as its first event says it.")),
    responses(
        (status = 200, description = "The stream tells of these colleagues, and of no others, from now on.", body = Answer),
        (status = 400, description = "The order is not understood, or names too many.", body = Answer),
        (status = 401, description = "The token is not known.", body = Answer),
        (status = 404, description = "The person has no such stream.", body = Answer),
        (status = 422, description = "The PBX does not tell.", body = Answer),
    ),
))]
pub(super) async fn watch(
    Caller(person): Caller,
    State(app): State<App>,
    Path(stream): Path<String>,
    body: Result<Json<WatchOrder>, JsonRejection>,
) -> Result<Response, Closed> {
    let refused = |code: Code| said(Answer::Refused { problem: code.into() });
    let fits = |Json(order): &Json<WatchOrder>| order.colleagues.len() <= WATCHED_MAX;
    let Some(Json(WatchOrder { colleagues })) = body.ok().filter(fits) else {
        return Ok(refused(Code::MessageRefused));
    };
    if !app.capabilities.colleagues {
        return Ok(refused(Code::NotSupported));
    }
    Ok(match stream.parse() {
        Ok(stream) if app.door.watch(person.id, stream, colleagues).await? => said(Answer::Done),
        _ => refused(Code::StreamGone),
    })
}

impl App {
    fn me(&self, person: &Person) -> Me {
        Me {
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            capabilities: self.capabilities,
            settings: (*self.office).clone(),
        }
    }
}

fn read(order: Order) -> Option<office::Order> {
    let short = |text: &str| text.chars().count() <= TEXT_MAX;
    let fits = short(&order.number) && order.text.as_deref().is_none_or(short);
    let intent = IntentId::new(&order.intent).ok().filter(|_| fits)?;
    let beside = order.beside.as_deref().map(IntentId::new).transpose().ok()?;
    let Order { number, digits, text, confirmed, private, .. } = order;
    Some(office::Order { intent, number, digits, text, confirmed, private, beside })
}

fn days(from: &str, to: &str) -> Result<Days, Problem> {
    let days = Day::read(from).zip(Day::read(to));
    days.map(|(from, to)| Days { from, to }).ok_or_else(|| Code::MessageRefused.into())
}

fn listed<T: serde::Serialize>(report: Result<T, Problem>) -> Response {
    match report {
        Ok(report) => Json(report).into_response(),
        Err(problem) => said(Answer::Refused { problem }),
    }
}

fn wire(answer: office::Answer) -> Answer {
    match answer {
        office::Answer::Call(call) => Answer::Call { call },
        office::Answer::Ask(reasons) => Answer::Ask { reasons },
        office::Answer::Refused(problem) => Answer::Refused { problem },
        // What is asked for goes its own way.
        office::Answer::Done | office::Answer::Colleagues(_) | office::Answer::MyState(_) => {
            Answer::Done
        }
    }
}

fn said(answer: Answer) -> Response {
    let status = match &answer {
        Answer::Call { .. } | Answer::Ask { .. } | Answer::Done => StatusCode::OK,
        Answer::Refused { problem }
            if problem.is(Code::TooSoon) || problem.is(Code::TextTooMany) =>
        {
            StatusCode::TOO_MANY_REQUESTS
        }
        Answer::Refused { problem }
            if [Code::NoSuchCall, Code::NotRinging, Code::StreamGone]
                .into_iter()
                .any(|code| problem.is(code)) =>
        {
            StatusCode::NOT_FOUND
        }
        Answer::Refused { problem } if problem.is(Code::MessageRefused) => StatusCode::BAD_REQUEST,
        Answer::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(answer)).into_response()
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, "the relay is ending; come back in a moment\n")
            .into_response()
    }
}
