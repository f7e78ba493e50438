//! Names and origins as `relay.toml` writes them.

use std::net::{IpAddr, SocketAddr};

use toml::Spanned;

/// Whether a page's origin is the relay's own.
pub(super) fn is_own_origin(
    page: &str,
    names: &[Spanned<String>],
    listen: SocketAddr,
    tls: bool,
) -> bool {
    let scheme = if tls { "https" } else { "http" };
    let own = |name: &Spanned<String>| {
        let origin = format!("{scheme}://{}:{}", name.get_ref(), listen.port());
        page.eq_ignore_ascii_case(&origin)
    };
    names.iter().any(own)
}

/// A host name or an address, without scheme and port.
pub(super) fn is_host(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let ip = bracketed.unwrap_or(text).parse::<IpAddr>().is_ok();
    ip || (!text.is_empty() && text.len() <= 253 && text.chars().all(fits))
}

/// Such as `https://intranet.example:8443`.
pub(super) fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    is_host(host) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}
