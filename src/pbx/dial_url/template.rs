//! A click-to-dial address with `{number}` in it, and `{ext}`, `{user}`, `{pw}` where a phone needs
//! them. Each value is encoded for the place where it stands (docs/voispeed.md), so that
//! no digits, and no password, can change where the request goes or what it asks.

use crate::problem::{Code, Problem};
use crate::settings::Address;

/// An address that was checked. Its text may hold a passcode, so it is never printed.
pub struct Template {
    origin: Address,
    parts: Vec<Part>,
}

/// What a template can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// `{number}`: the digits to dial.
    Number,
    /// `{ext}`: the person's extension.
    Ext,
    /// `{user}`: only in the query.
    User,
    /// `{pw}`: only in the query.
    Password,
}

enum Part {
    Text(String),
    Value { what: Placeholder, in_query: bool },
}

impl Template {
    /// Checks an address: `http` or `https`, exactly one `{number}`, no placeholder in scheme,
    /// host and port, user and password nowhere but in the query.
    ///
    /// # Errors
    /// [`Code::TemplateInvalid`]; its detail is the part that is wrong, where it can be shown.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        // `#` would cut off what follows, `\` is a `/` to browsers and none to phones.
        let bad = text.chars().find(|c| !c.is_ascii_graphic() || matches!(c, '#' | '\\'));
        if let Some(bad) = bad {
            return Err(invalid(&bad.to_string()));
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(|| invalid("http://"))?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            // A password stands before it, and is not to be shown.
            return Err(invalid("@"));
        }
        let origin = Address::try_from(format!("{scheme}://{authority}"));
        let origin = origin.map_err(|_| invalid(&format!("{scheme}://{authority}")))?;
        let parts = parts(rest)?;
        let template = Self { origin, parts };
        let numbers = template.placeholders().filter(|what| *what == Placeholder::Number).count();
        if numbers == 1 { Ok(template) } else { Err(invalid("{number}")) }
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.origin.as_str()
    }

    /// Whether the query itself carries user or password.
    #[must_use]
    pub fn holds_credentials(&self) -> bool {
        let secret = |what| matches!(what, Placeholder::User | Placeholder::Password);
        self.placeholders().any(secret)
    }

    /// The address with these values.
    ///
    /// # Errors
    /// The first placeholder whose value is empty.
    pub fn fill<'a>(&self, value: impl Fn(Placeholder) -> &'a str) -> Result<String, Placeholder> {
        let mut url = self.origin().to_owned();
        for part in &self.parts {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Value { what, .. } if value(*what).is_empty() => return Err(*what),
                Part::Value { what, in_query } => {
                    url.extend(value(*what).bytes().map(|byte| encoded(byte, *in_query)));
                }
            }
        }
        Ok(url)
    }

    fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value { what, .. } => Some(*what),
        })
    }
}

fn parts(path_and_query: &str) -> Result<Vec<Part>, Problem> {
    let mut parts = Vec::new();
    if !path_and_query.starts_with('/') {
        parts.push(Part::Text("/".to_owned()));
    }
    let mut in_query = false;
    let mut rest = path_and_query;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, found) = rest.split_at(at);
        in_query |= text.contains('?');
        parts.push(Part::Text(text.to_owned()));
        let end = found.find('}').ok_or_else(|| invalid("{"))?;
        let (name, after) = found.split_at(end + 1);
        let what = match name {
            "{number}" => Placeholder::Number,
            "{ext}" => Placeholder::Ext,
            "{user}" if in_query => Placeholder::User,
            "{pw}" if in_query => Placeholder::Password,
            _ => return Err(invalid(name)),
        };
        parts.push(Part::Value { what, in_query });
        rest = after;
    }
    parts.push(Part::Text(rest.to_owned()));
    Ok(parts)
}

fn invalid(part: &str) -> Problem {
    Problem::new(Code::TemplateInvalid).field("dial_url_template").detail(part)
}

/// `*` may stand in a path; in a query some phones would take it for a key of their own.
fn encoded(byte: u8, in_query: bool) -> String {
    let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if plain || (byte == b'*' && !in_query) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_template_is_told() {
        for (template, wrong) in [
            ("", "http://"),
            ("h/{number}", "http://"),
            ("ftp://h/{number}", "ftp://h"),
            ("javascript://h/{number}", "javascript://h"),
            ("http://{number}/", "http://{number}"),
            ("http://h:{number}/", "http://h:{number}"),
            ("http:///{number}", "http://"),
            ("http://user:pw@h/{number}", "@"),
            ("http://h/?n=", "{number}"),
            ("http://h/{number}?n={number}", "{number}"),
            ("http://h/{user}/{number}", "{user}"),
            ("http://h/{pw}?n={number}", "{pw}"),
            ("http://h/{number}?l={line}", "{line}"),
            ("http://h/?n={number", "{"),
            ("http://h/?n=}{number}", "}"),
            ("http://h/?n=#{number}", "#"),
            ("http://h/a b?n={number}", " "),
            ("http://h\\@evil/?n={number}", "\\"),
            ("http://h/ä?n={number}", "ä"),
        ] {
            let problem = Template::parse(template).err().expect(template);
            assert!(problem.is(Code::TemplateInvalid), "{template}: {problem:?}");
            assert_eq!(problem.field.as_deref(), Some("dial_url_template"));
            assert_eq!(problem.detail.as_deref(), Some(wrong), "{template}");
        }
    }
}
