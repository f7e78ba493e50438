//! The relay's HTTP interface.
//!
//! | request | answer |
//! |---|---|
//! | `GET /healthz` | `ok` |
//! | `GET /api/me` | who the token belongs to, the office's settings, calls |
//! | `GET /api/calls` | the person's calls |
//! | `POST /api/calls` | the call, or what is asked first, or why not |
//! | `POST /api/calls/{intent}/hang-up` | done, or why not |
//! | `POST /api/calls/{intent}/control` | done, or why not |
//! | `GET /api/colleagues` | who works in the office, and what their phones do |
//! | `GET`, `POST /api/state` | what becomes of the person's own calls |
//! | `GET /api/log/{from}/{to}` | the calls that the person's phone had on these days |
//! | `GET /api/messages/{from}/{to}` | the person's text messages of these days, and the voicemail |
//! | `GET /api/facilities` | the office's lines and meeting rooms |
//! | `GET /api/events` | server-sent events: as `/api/me`, then calls as they are now, then each change |
//! | `POST /api/events/{stream}/colleagues` | done: that stream tells of these, or why not |
//!
//! | `GET /widget.js`, `GET /widget/…` | the widget's files, where the folder has them |
//! | `GET /metrics` | what the relay counts, where the office has asked for it |
//! | `GET` or `POST /in/{secret}/ans` | nothing, always: the PBX pushes its events there |
//!
//! Every request names a host that is ours; a request with an `Origin` comes from an allowed one
//! (DNS rebinding); only the widget's code may be loaded by any page. The token travels in
//! `Authorization` only.

pub mod ans;
mod api;
mod auth;
#[cfg(feature = "openapi")]
pub mod described;
pub mod metrics;
mod origin;
pub mod widget;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use pronto::pbx::{self, Capabilities};
use pronto::settings::{Settings, Stored};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::config::Config;
use crate::facilities::FacilitiesCache;
use crate::house::Door;
use crate::people::People;
use crate::reports::Reports;
pub use origin::Names;

/// Largest body of a request, in bytes: an order is a few hundred.
const BODY_MAX: usize = 16 * 1024;
/// Longest time until an answer begins.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What every request needs.
#[derive(Clone)]
pub struct App {
    /// To the calls.
    pub door: Door,
    /// To what the PBX lists of the past.
    pub reports: Reports,
    /// The office's lines and meeting rooms.
    pub facilities: FacilitiesCache,
    /// Who may call; replaced when the file changes.
    people: Arc<RwLock<Arc<People>>>,
    /// Under which names we are reached.
    pub names: Arc<Names>,
    /// The options that the office has set for everybody's form.
    pub office: Arc<Stored>,
    /// What the PBX can do.
    pub capabilities: Capabilities,
    /// The widget's files.
    pub widget: Arc<Widget>,
}

/// The widget's files, and who may show its frame.
#[derive(Debug)]
pub struct Widget {
    folder: PathBuf,
    pages: Vec<String>,
}

impl App {
    /// For this configuration, on the address that it really listens on.
    #[must_use]
    pub fn new(config: &Config, listen: SocketAddr, door: Door, people: People) -> Self {
        Self {
            door,
            reports: Reports::new(config.settings.clone()),
            facilities: FacilitiesCache::new(config.settings.clone()),
            people: Arc::new(RwLock::new(Arc::new(people))),
            names: Arc::new(Names::new(listen, &config.names, config.tls.is_some())),
            office: Arc::new(for_people(&config.office)),
            widget: Arc::new(Widget { folder: config.widget.clone(), pages: config.pages.clone() }),
            capabilities: pbx::driver(&config.settings).capabilities(&config.settings),
        }
    }
}

impl App {
    /// Who may call, now.
    #[must_use]
    pub fn people(&self) -> Arc<People> {
        Arc::clone(&self.people.read().expect("nobody panics while holding it"))
    }

    /// Who may call from now on.
    pub fn set_people(&self, people: People) {
        *self.people.write().expect("nobody panics while holding it") = Arc::new(people);
    }
}

/// What people's forms show as locked: how the office dials, its sites, its guard. How the PBX is
/// reached, and with which password, is the relay's business.
fn for_people(office: &Stored) -> Stored {
    let table = Settings::table();
    let shared = |key: &str| table.iter().any(|spec| spec.key == key && spec.is_told());
    office
        .iter()
        .filter(|(key, _)| shared(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The API, each path once: what is not here is not answered, and each is described in
/// `generated/relay-api.json`.
fn api_routes() -> [(&'static str, MethodRouter<App>); 14] {
    [
        ("/healthz", get(api::healthz)),
        ("/api/me", get(api::me)),
        ("/api/calls", get(api::calls).post(api::place)),
        ("/api/calls/{intent}/hang-up", post(api::hang_up)),
        ("/api/calls/{intent}/control", post(api::control)),
        ("/api/colleagues", get(api::colleagues)),
        ("/api/state", get(api::my_state).post(api::set_my_state)),
        ("/api/ringing", post(api::ringing)),
        ("/api/text", post(api::text)),
        ("/api/log/{from}/{to}", get(api::log)),
        ("/api/messages/{from}/{to}", get(api::messages)),
        ("/api/facilities", get(api::facilities)),
        ("/api/events", get(api::events)),
        ("/api/events/{stream}/colleagues", post(api::watch)),
    ]
}

/// Everything that the relay answers; `others` are not for people: where the PBX pushes its events,
/// what is counted.
pub fn router(app: App, others: Router) -> Router {
    let names = Arc::clone(&app.names);
    let files = widget::routes(&app.widget.folder, &app.widget.pages);
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let answers = api_routes().into_iter();
    answers
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods))
        .with_state(app)
        .merge(files)
        .merge(others)
        .layer(middleware::from_fn_with_state(names, origin::guard))
        .layer(RequestBodyLimitLayer::new(BODY_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER_WITHIN))
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(header(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(header(REFERRER_POLICY, "no-referrer"))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
}
