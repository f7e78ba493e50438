//! The token of a request, from `Authorization: Bearer` and from nowhere else.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pronto::problem::Code;
use pronto::wire::relay::Answer;

use super::App;
use crate::people::{Person, Token};

/// Somebody whose token is good.
pub struct Caller(pub Person);

/// The token is missing, unknown, expired or taken back: nobody is told which.
pub struct NotKnown;

impl FromRequestParts<App> for Caller {
    type Rejection = NotKnown;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NotKnown> {
        let token = bearer(&parts.headers).ok_or(NotKnown)?;
        let people = app.people();
        let holder = people.holder(&token, crate::house::now().ms);
        holder.cloned().map(Self).ok_or(NotKnown)
    }
}

/// The token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<Token> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    Token::parse(token.trim())
}

impl IntoResponse for NotKnown {
    fn into_response(self) -> Response {
        let answer = Answer::Refused { problem: Code::TokenUnknown.into() };
        (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], Json(answer)).into_response()
    }
}
