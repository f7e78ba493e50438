//! The HTTP interface as OpenAPI, from the types that cross it.

use pronto::event::{CallLog, MessageLists};
use pronto::wire::relay::{Answer, Calls, Colleagues, Event, Me, Order};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::api;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pronto relay",
        description = "Click-to-call for an office: people hold a token each, the PBX's address stays with the relay. \
            Problems are named by `message`, the key of a sentence in extension/_locales.",
    ),
    paths(api::healthz, api::me, api::calls, api::place, api::hang_up, api::control, api::colleagues, api::my_state,
        api::set_my_state, api::ringing, api::text, api::log, api::messages, api::facilities, api::events, api::watch),
    components(schemas(Order, Answer, Calls, CallLog, MessageLists, Colleagues, Me, Event)),
    modifiers(&Token),
)]
struct Described;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("`pronto_` and 64 hexadecimal digits, in `Authorization` only"))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The description, as JSON for people and programs.
#[must_use]
pub fn json() -> String {
    let mut described = Described::openapi();
    // The relay answers at its own address, and licences are the repository's.
    described.info.license = None;
    described.info.contact = None;
    let mut text = described.to_pretty_json().expect("a description is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use serde_json::Value as Json;
    use tower::ServiceExt as _;

    use crate::config::Config;
    use crate::files::Folder;
    use crate::http::{App, api_routes, router};
    use crate::people::People;
    use crate::streams::Streams;

    fn described() -> BTreeSet<(String, String)> {
        let json: Json = serde_json::from_str(&super::json()).expect("JSON");
        let paths = json["paths"].as_object().expect("paths");
        let pairs = paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").keys();
            methods.map(|method| (path.clone(), method.to_uppercase()))
        });
        pairs.collect()
    }

    #[tokio::test]
    async fn every_route_is_described_and_nothing_else() {
        let folder = Folder::temporary("described");
        let text = "state = \".\"\n[office]\npbx_address = \"http://127.0.0.1:9\"";
        let config = Config::parse(text, &folder).expect("a good configuration");
        let (door, _, _house) =
            crate::house::open(&config, Streams::default(), BTreeSet::new(), Default::default())
                .expect("files");
        let app = App::new(&config, ([127, 0, 0, 1], 1).into(), door, People::default());
        let router = router(app, axum::Router::new());
        let described = described();
        let mut answered = BTreeSet::new();
        for (path, _) in api_routes() {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let asked = Request::builder().method(method).uri(path.replace(['{', '}'], ""));
                let asked =
                    asked.header("Host", "localhost").body(Body::empty()).expect("a request");
                let answer = router.clone().oneshot(asked).await.expect("an answer");
                if answer.status() != StatusCode::METHOD_NOT_ALLOWED {
                    answered.insert((path.to_owned(), method.to_owned()));
                }
            }
        }
        assert_eq!(answered, described);
        assert_eq!(answered.len(), 16);
    }
}
