//! What the values of options are: each type reads itself from untrusted JSON or refuses.

use std::fmt;

use crate::json::{self, Json, Read, Write};
use crate::number::{Invalid, Mask, Region};
use crate::small::{SmallMap, split_at_part};

/// How a form shows and a schema describes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A line that is never shown again.
    Secret,
    /// `http://host:port` or `https://…`.
    Address,
    /// A two-letter country code.
    Country,
    /// Yes or no.
    Flag,
    /// A whole number between two bounds.
    Whole {
        /// Least value.
        min: u32,
        /// Greatest value.
        max: u32,
    },
    /// One of a few words; the empty word means "not chosen".
    Choice(&'static [&'static str]),
    /// Any of a few words.
    Choices(&'static [&'static str]),
    /// Lines of text.
    Lines,
    /// `3=connected, 2=ringing_them`.
    StatusMap,
}

/// A type that an option can have.
pub trait Value: Clone {
    /// How it is shown.
    const KIND: Kind;
    /// The value, and whether all of it could be read; a list keeps its good entries.
    fn read(json: &Json) -> (Option<Self>, bool);
    /// As stored.
    fn write(&self) -> Json;
}

/// Longest text of any option, in bytes.
pub const TEXT_MAX: usize = 2000;
/// Most entries of a list; `storage.sync` holds 8 KiB a key.
pub const LIST_MAX: usize = 200;

/// Text with no control characters, trimmed, at most [`TEXT_MAX`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

/// A password or token: never printed, never synchronised.
#[derive(Clone, Default, PartialEq, Eq, Read, Write)]
#[serde(transparent)]
pub struct Secret(Line);

/// Digits, `*` and `#` as typed on a phone, possibly none: prefixes and extensions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct Keys(String);

/// What the name of a recording's file begins with on the PBX: 0 to 32 of `A-Z a-z 0-9 -`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct FilePrefix(String);

/// The scheme, host and port of a PBX, such as `http://192.168.1.65:3541`; or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// The country whose national numbers are read, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Country(pub Option<Region>);

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: u32, const MAX: u32>(pub u32);

/// A list that keeps what it can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

/// A host such as `crm.example.com`, `*.example.com` or `localhost`; no scheme, port or path.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct Site(String);

/// The start of an international number, `+` and digits, such as `+44870`.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPrefix(String);

/// What the undocumented numbers in `status` of info=7 mean on this PBX.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct StatusMap(SmallMap<String, StatusMeaning>);

/// The three states that a PBX's status number can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum StatusMeaning {
    /// The person's own phone rings.
    RingingYou,
    /// The other phone rings.
    RingingThem,
    /// Both talk.
    Connected,
}

impl Line {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Secret {
    /// The secret itself, for the request that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl Keys {
    /// The keys, possibly none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FilePrefix {
    /// The prefix, possibly none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Address {
    /// `scheme://host[:port]`, or nothing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Site {
    /// Whether a page on this host is meant.
    #[must_use]
    pub fn covers(&self, host: &str) -> bool {
        match self.0.strip_prefix("*.") {
            Some(domain) => {
                host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            None => self.0 == host,
        }
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NumberPrefix {
    /// With the plus.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StatusMap {
    /// What this number means, if anybody has said so.
    #[must_use]
    pub fn meaning(&self, status: &str) -> Option<StatusMeaning> {
        self.0.get(status).copied()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl StatusMeaning {
    const WORDS: [(&'static str, StatusMeaning); 3] = [
        ("ringing_you", StatusMeaning::RingingYou),
        ("ringing_them", StatusMeaning::RingingThem),
        ("connected", StatusMeaning::Connected),
    ];
}

impl TryFrom<String> for Line {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim();
        let fits = text.len() <= TEXT_MAX && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }
}

impl TryFrom<String> for Keys {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim();
        let fits =
            text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit() || b == b'*' || b == b'#');
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }
}

impl TryFrom<String> for FilePrefix {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim();
        let fits = text.len() <= 32 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }
}

impl TryFrom<String> for Address {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        // A bare host is what people type; the document's own example is plain http.
        let (scheme, rest) = split_at_part(text, "://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?']).next().unwrap_or_default().to_ascii_lowercase();
        let (host, port) = split_port(&authority)?;
        if !matches!(scheme.as_str(), "http" | "https") || !is_host(host) {
            return Err(Invalid);
        }
        Ok(Self(match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }
}

impl TryFrom<String> for Site {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_lowercase();
        let host = text.strip_prefix("*.").unwrap_or(&text);
        if is_host(host) { Ok(Self(text)) } else { Err(Invalid) }
    }
}

impl TryFrom<String> for NumberPrefix {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = text.strip_prefix('+').ok_or(Invalid)?;
        let fits = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(text)) } else { Err(Invalid) }
    }
}

impl TryFrom<String> for StatusMap {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let mut map = SmallMap::new();
        for pair in text.split([',', ';']).map(str::trim).filter(|pair| !pair.is_empty()) {
            let (status, word) = pair.split_once('=').ok_or(Invalid)?;
            let (status, word) = (status.trim(), word.trim());
            let meaning = StatusMeaning::WORDS.iter().find(|(name, _)| *name == word);
            let (_, meaning) = meaning.ok_or(Invalid)?;
            if status.is_empty() || status.len() > 16 || map.len() >= 32 {
                return Err(Invalid);
            }
            map.insert(status.to_owned(), *meaning);
        }
        Ok(Self(map))
    }
}

impl From<StatusMap> for String {
    fn from(map: StatusMap) -> Self {
        let word = |meaning: &StatusMeaning| {
            StatusMeaning::WORDS.iter().find(|(_, m)| m == meaning).map_or("", |(word, _)| word)
        };
        let pairs: Vec<_> =
            map.0.iter().map(|(status, m)| format!("{status}={}", word(m))).collect();
        pairs.join(", ")
    }
}

macro_rules! into_string {
    ($($name:ident),*) => {$(
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )*};
}
into_string!(Line, Keys, FilePrefix, Address, Site, NumberPrefix);

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        secret.0.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.0.is_empty() { "(none)" } else { "••••" })
    }
}

/// Texts that are read whole or not at all.
macro_rules! text_value {
    ($($name:ty => $kind:expr),* $(,)?) => {$(
        impl Value for $name {
            const KIND: Kind = $kind;
            fn read(json: &Json) -> (Option<Self>, bool) {
                let value = json::Read::read(json).ok();
                let clean = value.is_some();
                (value, clean)
            }
            fn write(&self) -> Json {
                String::from(self.clone()).into()
            }
        }
    )*};
}
text_value! {
    Line => Kind::Text,
    Secret => Kind::Secret,
    Keys => Kind::Text,
    FilePrefix => Kind::Text,
    super::PopAddress => Kind::Text,
    Address => Kind::Address,
    StatusMap => Kind::StatusMap,
}

impl Value for bool {
    const KIND: Kind = Kind::Flag;
    fn read(json: &Json) -> (Option<Self>, bool) {
        let value = json::Read::read(json).ok();
        (value, value.is_some())
    }
    fn write(&self) -> Json {
        Json::Bool(*self)
    }
}

impl Value for Country {
    const KIND: Kind = Kind::Country;
    fn read(json: &Json) -> (Option<Self>, bool) {
        let value = match json.as_str().map(str::trim) {
            Some("") => Some(Self(None)),
            Some(code) => Region::new(code).ok().map(|region| Self(Some(region))),
            None => None,
        };
        (value, value.is_some())
    }
    fn write(&self) -> Json {
        Json::String(self.0.map(String::from).unwrap_or_default())
    }
}

impl<const MIN: u32, const MAX: u32> Value for Whole<MIN, MAX> {
    const KIND: Kind = Kind::Whole { min: MIN, max: MAX };
    fn read(json: &Json) -> (Option<Self>, bool) {
        let number = json.as_u64().and_then(|n| u32::try_from(n).ok());
        let value = number.filter(|n| (MIN..=MAX).contains(n)).map(Self);
        (value, value.is_some())
    }
    fn write(&self) -> Json {
        Json::Whole(self.0.into())
    }
}

impl<T: Clone + Into<String> + Read> Value for List<T> {
    const KIND: Kind = Kind::Lines;
    fn read(json: &Json) -> (Option<Self>, bool) {
        let Some(entries) = json.as_array() else { return (None, false) };
        let mut good = Vec::new();
        for entry in entries.iter().take(LIST_MAX) {
            if let Ok(value) = T::read(entry) {
                good.push(value);
            }
        }
        let clean = good.len() == entries.len();
        (Some(Self(good)), clean)
    }
    fn write(&self) -> Json {
        self.0.iter().cloned().collect()
    }
}

/// Masks in a list are options like any other.
pub type Masks = List<Mask>;

fn split_port(authority: &str) -> Result<(&str, Option<u16>), Invalid> {
    let after_bracket = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[after_bracket..].rfind(':') {
        None => Ok((authority, None)),
        Some(colon) => {
            let (host, port) = authority.split_at(after_bracket + colon);
            let port: u16 = port[1..].parse().map_err(|_| Invalid)?;
            if port == 0 { Err(Invalid) } else { Ok((host, Some(port))) }
        }
    }
}

/// A name of letters, digits, hyphens and dots, or a bracketed IPv6 address.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<String> {
        Address::try_from(text.to_owned()).ok().map(String::from)
    }

    #[test]
    fn addresses_are_scheme_host_and_port() {
        for (typed, kept) in [
            ("192.168.1.65:3541", Some("http://192.168.1.65:3541")),
            ("http://PBX.local:3541/services.cgi?srv=0", Some("http://pbx.local:3541")),
            ("https://[::1]:8443", Some("https://[::1]:8443")),
            ("", Some("")),
            ("ftp://pbx", None),
            ("javascript:alert(1)", None),
            ("http://user:pw@pbx", None),
            ("http://pbx:0", None),
            ("http://a b", None),
        ] {
            assert_eq!(address(typed).as_deref(), kept, "{typed}");
        }
    }

    #[test]
    fn sites_cover_hosts() {
        let site = |text: &str| Site::try_from(text.to_owned()).expect("a good site");
        assert!(site("crm.example.com").covers("crm.example.com"));
        assert!(!site("crm.example.com").covers("evilcrm.example.com"));
        assert!(site("*.example.com").covers("a.b.example.com"));
        assert!(site("*.example.com").covers("example.com"));
        assert!(!site("*.example.com").covers("notexample.com"));
    }

    #[test]
    fn a_list_keeps_its_good_entries_and_says_that_some_were_bad() {
        let json = ["[2-6]XX", "bad(", "1XX"].into_iter().collect();
        let (masks, clean) = Masks::read(&json);
        assert_eq!(masks.map(|m| m.0.len()), Some(2));
        assert!(!clean);
    }

    #[test]
    fn a_secret_prints_as_dots() {
        let secret: Secret = serde_json::from_value(serde_json::json!("hunter2")).expect("text");
        assert_eq!(format!("{secret:?}"), "••••");
        assert_eq!(secret.reveal(), "hunter2");
    }

    #[test]
    fn status_maps_print_as_they_read() {
        let map = StatusMap::try_from(" 7=connected ; 4 = ringing_them".to_owned()).expect("good");
        assert_eq!(map.meaning("7"), Some(StatusMeaning::Connected));
        let printed = String::from(map.clone());
        assert_eq!(printed, "4=ringing_them, 7=connected");
        assert_eq!(StatusMap::try_from(printed), Ok(map));
        assert!(StatusMap::try_from("7=busy".to_owned()).is_err());
    }
}
