//! A request's target, read as CGI reads it.
//!
//! Reading never fails, because the PBX must answer whatever comes; what is
//! malformed is remembered and answered with result 2.

use crate::charset::Charset;

/// Path and parameters of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    path: String,
    pairs: Vec<(String, String)>,
    malformed: bool,
}

impl Query {
    /// Reads `/services.cgi?srv=0&...`; a whole URL is taken too.
    ///
    /// `+` is a blank, as in every CGI form: a client that does not write `%2B`
    /// before a country code has its number refused.
    pub fn parse(target: &str, charset: Charset) -> Query {
        let target = without_origin(target);
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut malformed = false;
        let pairs = query
            .split('&')
            .filter(|piece| !piece.is_empty())
            .map(|piece| {
                let (key, value) = piece.split_once('=').unwrap_or_else(|| {
                    malformed = true;
                    (piece, "")
                });
                (decode(key, charset, &mut malformed), decode(value, charset, &mut malformed))
            })
            .collect();
        Query { path: path.to_owned(), pairs, malformed }
    }

    /// The path, as it came.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// No parameter at all: the help page is asked for.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// A piece without `=`, or a `%` without two hexadecimal digits.
    pub fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// The value of a parameter; an empty one counts as missing, of several the first holds.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The value of a parameter that is known to be there.
    pub fn text(&self, key: &str) -> &str {
        self.value(key).unwrap_or_default()
    }

    /// The number of a service or of an information, when it is a small decimal number.
    pub fn small(&self, key: &str) -> Option<u8> {
        self.value(key).and_then(|value| digits(value)?.parse().ok())
    }

    /// All parameters in their order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

/// `text` when it is made of ASCII digits only.
pub fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

/// `text` when it can be dialled: digits, `*`, `#`, and `+` in front. The document names no
/// charset; being strict shows what a client got wrong in its encoding.
pub fn dial_string(text: &str) -> Option<&str> {
    const LONGEST: usize = 32;
    let keys = text.strip_prefix('+').unwrap_or(text);
    let dialled = |b: u8| b.is_ascii_digit() || b == b'*' || b == b'#';
    (!keys.is_empty() && text.len() <= LONGEST && keys.bytes().all(dialled)).then_some(text)
}

fn without_origin(target: &str) -> &str {
    match target.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        }
        _ => target,
    }
}

fn decode(text: &str, charset: Charset, malformed: &mut bool) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&octet) = rest.next() {
        match octet {
            b'+' => octets.push(b' '),
            b'%' => match hex_pair(rest.as_slice()) {
                Some(decoded) => {
                    octets.push(decoded);
                    rest.next();
                    rest.next();
                }
                None => {
                    *malformed = true;
                    octets.push(octet);
                }
            },
            _ => octets.push(octet),
        }
    }
    charset.decode(&octets)
}

fn hex_pair(octets: &[u8]) -> Option<u8> {
    let hex = |octet: u8| char::from(octet).to_digit(16).and_then(|d| u8::try_from(d).ok());
    match octets {
        [high, low, ..] => Some(hex(*high)? * 16 + hex(*low)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(target: &str) -> Query {
        Query::parse(target, Charset::Utf8)
    }

    #[test]
    fn values_are_decoded() {
        let row = |raw: &str, value: &str| {
            assert_eq!(parse(&format!("/services.cgi?v={raw}")).value("v"), Some(value), "{raw}");
        };
        row("02189655", "02189655");
        row("%2B39%2002", "+39 02");
        row("+39", " 39");
        row("Z%C3%BCrich", "Zürich");
        row("a=b", "a=b");
        row("1,2*", "1,2*");
        let latin = Query::parse("/services.cgi?v=Z%FCrich", Charset::Windows1252);
        assert_eq!(latin.value("v"), Some("Zürich"));
    }

    #[test]
    fn the_first_of_several_holds_and_empty_is_missing() {
        let query = parse("/services.cgi?srv=3&srv=0&info=");
        assert_eq!(query.small("srv"), Some(3));
        assert_eq!(query.value("info"), None);
        assert!(!query.is_malformed());
    }

    #[test]
    fn no_parameter_at_all() {
        assert!(parse("/services.cgi").is_empty());
        assert!(parse("/services.cgi?").is_empty());
        assert!(parse("/services.cgi?&").is_empty());
        assert!(!parse("/services.cgi?srv").is_empty());
    }

    #[test]
    fn malformed_is_remembered() {
        for target in ["/x?srv", "/x?a=%", "/x?a=%4", "/x?a=%zz", "/x?%+1=2"] {
            assert!(parse(target).is_malformed(), "{target}");
        }
    }

    #[test]
    fn a_whole_url_is_read_by_its_path() {
        let query = parse("http://192.168.1.65:3541/services.cgi?srv=1#x");
        assert_eq!((query.path(), query.small("srv")), ("/services.cgi", Some(1)));
        assert_eq!(parse("http://pbx").path(), "/");
        assert_eq!(parse("/services.cgi?u=http://a/b").path(), "/services.cgi");
    }

    #[test]
    fn small_numbers() {
        for (raw, expected) in
            [("0", Some(0)), ("18", Some(18)), ("-1", None), ("999", None), ("%201", None)]
        {
            assert_eq!(parse(&format!("/x?srv={raw}")).small("srv"), expected, "{raw}");
        }
    }
}
