//! An address with placeholders such as `{number}` in it. Each value is encoded for the place where
//! it stands, so that none can change where the request goes or what it asks.

use super::Address;
use crate::small::split_at_part;

/// An address that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlTemplate {
    origin: Address,
    parts: Vec<Part>,
}

/// What a template can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// With its brackets: `{number}`.
    pub name: &'static str,
    /// Whether it may stand nowhere but in the query.
    pub query_only: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value { name: &'static str, in_path: bool },
}

impl UrlTemplate {
    /// Checks an address: `http` or `https`, visible ASCII, no placeholder in scheme, host and port
    /// and none but these, no user and password before the host.
    ///
    /// # Errors
    /// The part that is wrong, where it can be shown.
    pub fn parse(text: &str, placeholders: &[Placeholder]) -> Result<Self, String> {
        // `\` is a `/` to browsers and none to others.
        if let Some(bad) = text.chars().find(|c| !c.is_ascii_graphic() || *c == '\\') {
            return Err(bad.to_string());
        }
        let (scheme, rest) = split_at_part(text, "://").ok_or("http://")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            // A password stands before it, and is not to be shown.
            return Err("@".to_owned());
        }
        let origin = format!("{scheme}://{authority}");
        let origin = Address::try_from(origin.clone()).map_err(|_| origin)?;
        Ok(Self { origin, parts: parts(rest, placeholders)? })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.origin.as_str()
    }

    /// The placeholders, in their order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value { name, .. } => Some(*name),
        })
    }

    /// The address with these values.
    #[must_use]
    pub fn fill<'a>(&self, value: impl Fn(&'static str) -> &'a str) -> String {
        let mut url = self.origin().to_owned();
        for part in &self.parts {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Value { name, in_path } => {
                    let value = value(name);
                    // As a segment of a path, dots are an order to go up, however they are written.
                    let climbs = *in_path && value.bytes().all(|byte| byte == b'.');
                    let value = if climbs { "" } else { value };
                    url.extend(value.bytes().map(|byte| encoded(byte, *in_path)));
                }
            }
        }
        url
    }
}

fn parts(after_host: &str, placeholders: &[Placeholder]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    if !after_host.starts_with('/') {
        parts.push(Part::Text("/".to_owned()));
    }
    let mut in_path = true;
    let mut in_query = false;
    let mut rest = after_host;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, found) = rest.split_at(at);
        in_query = (in_query || text.contains('?')) && !text.contains('#');
        in_path &= !text.contains(['?', '#']);
        parts.push(Part::Text(text.to_owned()));
        let end = found.find('}').ok_or("{")?;
        let (name, after) = found.split_at(end + 1);
        let known = placeholders.iter().find(|known| known.name == name);
        let known = known.filter(|known| in_query || !known.query_only).ok_or(name)?;
        parts.push(Part::Value { name: known.name, in_path });
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    Ok(parts)
}

/// `*` may stand in a path; in a query some phones would take it for a key of their own.
fn encoded(byte: u8, in_path: bool) -> String {
    let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if plain || (byte == b'*' && in_path) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[Placeholder] = &[
        Placeholder { name: "{n}", query_only: false },
        Placeholder { name: "{pw}", query_only: true },
    ];

    #[test]
    fn values_stay_in_their_place() {
        for (template, value, url) in [
            ("https://h/a/{n}/b", "../x?y#z", "https://h/a/..%2Fx%3Fy%23z/b"),
            ("https://h/a/{n}/b", "..", "https://h/a//b"),
            ("https://h/?n={n}&m=1", "1&m=2 *ä", "https://h/?n=1%26m%3D2%20%2A%C3%A4&m=1"),
            ("https://h?n={n}", "..", "https://h/?n=.."),
            ("https://h/#/find/{n}", "+39 02", "https://h/#/find/%2B39%2002"),
            ("https://h#{n}", "*1", "https://h/#%2A1"),
            ("https://h/*{n}", "*1", "https://h/**1"),
        ] {
            let parsed = UrlTemplate::parse(template, NAMES).expect(template);
            assert_eq!(parsed.fill(|_| value), url, "{template} {value}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (template, wrong) in [
            ("", "http://"),
            ("h/{n}", "http://"),
            ("ftp://h/{n}", "ftp://h"),
            ("javascript://h/{n}", "javascript://h"),
            ("http://{n}/", "http://{n}"),
            ("http://h:{n}/", "http://h:{n}"),
            ("http:///{n}", "http://"),
            ("http://user:pw@h/{n}", "@"),
            ("http://h/{pw}/{n}", "{pw}"),
            ("http://h/{pw}?n={n}", "{pw}"),
            ("http://h/?a=b#{pw}", "{pw}"),
            ("http://h/{n}?l={line}", "{line}"),
            ("http://h/?n={n", "{"),
            ("http://h/?n=}{n}", "}"),
            ("http://h/a b?n={n}", " "),
            ("http://h\\@evil/?n={n}", "\\"),
            ("http://h/ä?n={n}", "ä"),
        ] {
            assert_eq!(UrlTemplate::parse(template, NAMES), Err(wrong.to_owned()), "{template}");
        }
    }
}
