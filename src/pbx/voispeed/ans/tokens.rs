//! A query taken apart: split at `&` only, as event 22 parts its list by `;`, percent-decoded on both sides
//! of the first `=`, blanks at the ends taken away. Of one key the first counts.

use crate::pbx::voispeed::charset::decode;
use crate::settings::QueryCharset;

/// The pieces of a query in their order.
#[derive(Clone, Debug)]
pub struct Tokens {
    pairs: Vec<(String, String)>,
    malformed: Vec<String>,
}

/// Most pieces that are looked at; no event has a quarter of them.
const TOKENS_MAX: usize = 64;

impl Tokens {
    /// Of a query.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let (mut pairs, mut malformed) = (Vec::new(), Vec::new());
        for token in query.split('&').take(TOKENS_MAX) {
            match token.split_once('=') {
                Some((key, value)) if !key.trim().is_empty() => {
                    pairs.push((decoded(key), decoded(value)));
                }
                _ if token.trim().is_empty() => {}
                _ => malformed.push(decoded(token)),
            }
        }
        Self { pairs, malformed }
    }

    /// The value of the first pair with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    /// The pairs in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Pieces without a key.
    pub fn malformed(&self) -> impl Iterator<Item = &str> {
        self.malformed.iter().map(String::as_str)
    }

    /// Parts pieces that begin with one of these names: `infoRomeServer` and `nameSalesOfficeext=201`.
    pub fn mend(&mut self, names: &[&str]) {
        let whole = std::mem::take(&mut self.malformed);
        for token in whole {
            match parted(&token, names) {
                Some((name, value)) => self.pairs.push((name.to_owned(), value.to_owned())),
                None => self.malformed.push(token),
            }
        }
        let pairs = std::mem::take(&mut self.pairs);
        for (key, value) in pairs {
            let begin = if names.contains(&key.as_str()) { None } else { parted(&key, names) };
            let both = begin.and_then(|(name, rest)| Some((name, ended(rest, names)?)));
            match both {
                Some((name, (middle, last))) => {
                    self.pairs.push((name.to_owned(), middle.to_owned()));
                    self.pairs.push((last.to_owned(), value));
                }
                None => self.pairs.push((key, value)),
            }
        }
    }
}

/// The name that a token begins with, and what follows it.
fn parted<'t, 'n>(token: &'t str, names: &[&'n str]) -> Option<(&'n str, &'t str)> {
    let begins = names.iter().filter_map(|name| Some((*name, token.strip_prefix(name)?)));
    begins.filter(|(_, rest)| !rest.is_empty()).max_by_key(|(name, _)| name.len())
}

/// What stands before the name that a text ends with, and that name.
fn ended<'t, 'n>(text: &'t str, names: &[&'n str]) -> Option<(&'t str, &'n str)> {
    let ends = names.iter().filter_map(|name| Some((text.strip_suffix(name)?, *name)));
    ends.filter(|(rest, _)| !rest.is_empty()).max_by_key(|(_, name)| name.len())
}

/// Percent-decoded; bytes that are no UTF-8 are read as Windows-1252. A plus is a plus: numbers have it.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match hex.filter(|_| *byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok()) {
            Some(hex) => {
                out.push(u8::from_str_radix(hex, 16).unwrap_or_default());
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    let text = String::from_utf8(out)
        .unwrap_or_else(|bad| decode(bad.as_bytes(), QueryCharset::Windows1252).to_string());
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_taken_apart() {
        for (query, expected, malformed) in [
            ("a=1&b=2", "a=1 b=2", ""),
            (" a=1&b=2 &c=", "a=1 b=2 c=", ""),
            ("a=1&&b&=3&c=4", "a=1 c=4", "b|=3"),
            ("ext=201;202;203", "ext=201;202;203", ""),
            ("body=hello%20Peter!&realm=a%2Eb", "body=hello Peter! realm=a.b", ""),
            ("calling=+3902", "calling=+3902", ""),
            ("a=b=c", "a=b=c", ""),
            ("a=%zz%4&b=%E8%", "a=%zz%4 b=è%", ""),
            ("a%3D=1", "a==1", ""),
            ("", "", ""),
        ] {
            let tokens = Tokens::of(query);
            let pairs: Vec<_> =
                tokens.pairs().map(|(key, value)| format!("{key}={value}")).collect();
            assert_eq!(pairs.join(" "), expected, "{query}");
            assert_eq!(tokens.malformed().collect::<Vec<_>>().join("|"), malformed, "{query}");
        }
        assert_eq!(Tokens::of("a=1&a=2").get("a"), Some("1"));
        assert_eq!(Tokens::of(&"a=1&".repeat(1000)).pairs().count(), TOKENS_MAX);
    }
}
