//! The widget's files, as `cargo xtask dist` lays them out, and the headers that each kind needs.
//!
//! | path | who may load it | kept by browsers |
//! |---|---|---|
//! | `/widget.js` | any page | asked for each time |
//! | `/widget/VERSION/widget/*.js`, `…/page/*.js` | any page | for good |
//! | `/widget/VERSION/frame/frame.html` | framed by the pages of relay.toml | asked for each time: the list may change |
//! | everything else beneath `/widget/` | the relay's own pages | for good |

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    IF_MODIFIED_SINCE, VARY,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;

/// What a page that includes the widget loads first.
pub const ENTRY: &str = "widget.js";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// What a page of ours may do; who may frame it is added.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

/// What kind of file a path names. What is not known to be harmless is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The stable address.
    Entry,
    /// Code that runs in other people's pages.
    Module,
    /// The frame that is shown in other people's pages.
    Frame,
    /// A page of ours with its own address bar.
    Page,
    /// What only the frame and our pages load.
    Part,
}

/// The content security policies of our pages.
#[derive(Debug)]
struct Policies {
    frame: HeaderValue,
    page: HeaderValue,
}

/// Serves the folder. The frame shows itself in these pages alone.
pub fn routes(folder: &Path, pages: &[String]) -> Router {
    let files = ServeDir::new(folder).append_index_html_on_directories(false).precompressed_gzip();
    Router::new()
        .route_service("/widget.js", files.clone())
        .route_service("/widget/{*file}", files)
        .layer(middleware::from_fn_with_state(Arc::new(Policies::new(pages)), dress))
}

/// Whether any page may load this: then its `Origin` may be foreign.
pub fn is_public(path: &str) -> bool {
    matches!(Kind::of(path), Kind::Entry | Kind::Module)
}

async fn dress(
    State(policies): State<Arc<Policies>>,
    mut request: Request,
    next: Next,
) -> Response {
    let kind = Kind::of(request.uri().path());
    let is_asked_for = matches!(kind, Kind::Entry | Kind::Frame);
    if is_asked_for {
        // Both are small. Dates of files go back when an older package is put in, and of a page that
        // has not changed browsers keep the policy too.
        request.headers_mut().remove(IF_MODIFIED_SINCE);
    }
    let mut response = next.run(request).await;
    let there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    let policy = match kind {
        Kind::Frame => Some(&policies.frame),
        Kind::Page => Some(&policies.page),
        // The usual one, which allows nothing.
        Kind::Entry | Kind::Module | Kind::Part => None,
    };
    if let Some(policy) = policy {
        headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    let resource = match kind {
        Kind::Entry | Kind::Module => {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            "cross-origin"
        }
        Kind::Frame => "cross-origin",
        Kind::Page | Kind::Part => "same-origin",
    };
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(resource));
    if there {
        let kept = if is_asked_for { ASK_EACH_TIME } else { FOR_GOOD };
        headers.insert(CACHE_CONTROL, kept);
        headers.insert(VARY, ACCEPT_ENCODING.into());
    }
    response
}

impl Kind {
    fn of(path: &str) -> Self {
        let mut parts = path.split('/').skip(1);
        let parts: [Option<&str>; 5] = std::array::from_fn(|_| parts.next());
        match parts {
            [Some(ENTRY), None, ..] => Self::Entry,
            [Some("widget"), Some(_), Some("widget" | "page"), Some(file), None]
                if file.ends_with(".js") =>
            {
                Self::Module
            }
            [Some("widget"), Some(_), Some("frame"), Some("frame.html"), None] => Self::Frame,
            _ if path.ends_with(".html") => Self::Page,
            _ => Self::Part,
        }
    }
}

impl Policies {
    fn new(pages: &[String]) -> Self {
        let policy = |ancestors: &str| {
            // Pages were checked to be origins when relay.toml was read.
            HeaderValue::from_str(&format!("{PAGE_POLICY}{ancestors}")).expect("origins are ASCII")
        };
        let frame = if pages.is_empty() { policy("'none'") } else { policy(&pages.join(" ")) };
        Self { frame, page: policy("'none'") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_in_other_peoples_pages_is_open_to_them() {
        for (path, kind) in [
            ("/widget.js", Kind::Entry),
            ("/widget.js/", Kind::Part),
            ("/widget/1-a/widget/main.js", Kind::Module),
            ("/widget/1-a/page/collect.js", Kind::Module),
            ("/widget/1-a/page/../core/pronto.js", Kind::Part),
            ("/widget/1-a/widget/main.js.gz", Kind::Part),
            ("/widget/1-a/frame/frame.html", Kind::Frame),
            ("/widget/1-a/frame/frame.html/", Kind::Part),
            ("/widget/1-a/frame/sign-in.html", Kind::Page),
            ("/widget/1-a/page/frame.html", Kind::Page),
            ("/widget/1-a/frame/frame.js", Kind::Part),
            ("/widget/1-a/core/pronto_bg.wasm", Kind::Part),
            ("/widget/1-a/texts/en.json", Kind::Part),
            ("/api/me", Kind::Part),
            ("/", Kind::Part),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }
}
