//! Which hosts and origins are ours. A page elsewhere that has its name point at this machine
//! (DNS rebinding) sends its own name as `Host`, and is refused.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The names under which the relay is reached.
#[derive(Debug)]
pub struct Names {
    hosts: Vec<String>,
    scheme: &'static str,
    port: u16,
}

impl Names {
    /// Loopback names always count where the relay listens on loopback, and so do the names that
    /// the administrator has given.
    #[must_use]
    pub fn new(listen: SocketAddr, names: &[String], tls: bool) -> Self {
        let mut hosts: Vec<String> = names.to_vec();
        if listen.ip().is_loopback() {
            hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        }
        Self { hosts, scheme: if tls { "https" } else { "http" }, port: listen.port() }
    }

    /// Whether a `Host` is one of ours. The port may differ where something stands before us.
    fn is_ours(&self, host: &str) -> bool {
        let authority = host.parse::<axum::http::uri::Authority>();
        authority.is_ok_and(|authority| {
            let name = authority.host().to_ascii_lowercase();
            self.hosts.contains(&name)
        })
    }

    /// Whether an `Origin` is one that may speak to the API: our own pages, and extensions, whose
    /// pages no web page can pose as.
    fn may_speak(&self, origin: &str) -> bool {
        if origin.starts_with("chrome-extension://") || origin.starts_with("moz-extension://") {
            return true;
        }
        let Ok(uri) = origin.parse::<Uri>() else { return false };
        let named = uri.authority().is_some_and(|authority| self.is_ours(authority.as_str()));
        let default = if self.scheme == "https" { 443 } else { 80 };
        // Something before us may speak TLS on another port: then only the name counts.
        let same_port = uri.port_u16().unwrap_or(default) == self.port || uri.port().is_none();
        named && same_port
    }
}

/// Refuses what does not name us, or comes from elsewhere.
pub async fn guard(State(names): State<Arc<Names>>, request: Request, next: Next) -> Response {
    // No page knows the secret there, and a PBX has its own name for us.
    if super::ans::is_for_pbx(request.uri().path()) {
        return next.run(request).await;
    }
    let public = request.method().is_safe() && super::widget::is_public(request.uri().path());
    match verdict(&names, request.headers(), public) {
        Ok(()) => next.run(request).await,
        Err(why) => (StatusCode::FORBIDDEN, why).into_response(),
    }
}

/// `public` is what any page may load, so that its origin does not matter.
fn verdict(names: &Names, headers: &HeaderMap, public: bool) -> Result<(), &'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if !text(HOST).is_some_and(|host| names.is_ours(host)) {
        return Err(
            "this relay is not known by that name; its administrator lists names in relay.toml\n",
        );
    }
    match text(ORIGIN) {
        Some(origin) if !public && !names.may_speak(origin) => {
            Err("pages of other origins may not ask\n")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_and_origins_pass() {
        let names = Names::new(([127, 0, 0, 1], 8460).into(), &["relay.example".to_owned()], false);
        for (host, origin, good) in [
            (Some("127.0.0.1:8460"), None, true),
            (Some("LOCALHOST:8460"), None, true),
            (Some("[::1]:8460"), None, true),
            (Some("relay.example"), None, true),
            (Some("evil.example:8460"), None, false),
            (Some("relay.example.evil.example"), None, false),
            (Some("user@relay.example"), None, true),
            (None, None, false),
            (Some("127.0.0.1:8460"), Some("http://127.0.0.1:8460"), true),
            (Some("127.0.0.1:8460"), Some("chrome-extension://abc"), true),
            (Some("127.0.0.1:8460"), Some("moz-extension://abc"), true),
            (Some("127.0.0.1:8460"), Some("http://127.0.0.1:9000"), false),
            (Some("127.0.0.1:8460"), Some("https://intranet.example"), false),
            (Some("127.0.0.1:8460"), Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(HOST, host), (ORIGIN, origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().expect("a header"));
                }
            }
            assert_eq!(verdict(&names, &headers, false).is_ok(), good, "{host:?} {origin:?}");
            let ours = host.is_some_and(|host| names.is_ours(host));
            assert_eq!(verdict(&names, &headers, true).is_ok(), ours, "{host:?} {origin:?}");
        }
    }
}
