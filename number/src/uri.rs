//! What a link names: `tel:+39-02-189655;ext=12`, `callto:…`, `sip:201@pbx` (RFC 3966, RFC 3261).

use super::{PhoneNumber, Region, find};

/// What a link's address calls; at least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// The subscriber's number that it is, anywhere or in the given country.
    pub number: Option<PhoneNumber>,
    /// The keys as written, where it can be an office's own: only `0-9*#`, at most 32.
    pub keys: Option<String>,
}

/// Longest `href` that is read, in bytes.
const HREF_BYTES_MAX: usize = 512;
/// Most keys of a link that is no number.
const KEYS_MAX: usize = 32;
/// Most digits of an extension that a parameter names.
const EXT_MAX: usize = 7;

/// Reads the `href` of a link; nothing when it is no number's.
#[must_use]
pub fn parse_uri(href: &str, region: Option<Region>) -> Option<Uri> {
    if href.len() > HREF_BYTES_MAX {
        return None;
    }
    let (scheme, rest) = href.trim().split_once(':')?;
    let rest = decoded(rest)?;
    let rest = rest.trim_start_matches('/');
    let (subject, parameters) = match scheme.trim().to_ascii_lowercase().as_str() {
        "tel" | "callto" => split(rest),
        "sip" | "sips" => {
            let user = rest.split_once('@').map_or(rest, |(user, _)| user);
            let (user, parameters) = split(user);
            // `user:password` is allowed there, and nobody's business.
            (user.split(':').next().unwrap_or(user), parameters)
        }
        _ => return None,
    };
    let subject = subject.split('?').next().unwrap_or(subject).trim();
    let context = parameter(parameters, "phone-context").filter(|context| context.starts_with('+'));
    let number = number(subject, context, region).map(|number| with_ext(number, parameters));
    let keys = if context.is_some() { None } else { keys(subject) };
    (number.is_some() || keys.is_some()).then_some(Uri { number, keys })
}

/// The number before its parameters.
fn split(text: &str) -> (&str, &str) {
    text.split_once(';').unwrap_or((text, ""))
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| key.trim().eq_ignore_ascii_case(name).then_some(value.trim()))
}

/// A local number takes the calling code, or the calling and area code, of its context.
fn number(subject: &str, context: Option<&str>, region: Option<Region>) -> Option<PhoneNumber> {
    match context {
        Some(context) if !subject.starts_with('+') => {
            find::parse(&format!("{context} {subject}"), None)
        }
        _ => find::parse(subject, region),
    }
}

fn with_ext(mut number: PhoneNumber, parameters: &str) -> PhoneNumber {
    let ext = parameter(parameters, "ext").unwrap_or_default();
    let ext: String = ext.chars().filter(|char| !matches!(char, '-' | '.' | '(' | ')')).collect();
    if (1..=EXT_MAX).contains(&ext.len()) && ext.bytes().all(|byte| byte.is_ascii_digit()) {
        number.ext = Some(ext);
    }
    number
}

/// The keys without the separators of RFC 3966 and blanks.
fn keys(subject: &str) -> Option<String> {
    let keys: String =
        subject.chars().filter(|char| !matches!(char, '-' | '.' | '(' | ')' | ' ')).collect();
    let is_key = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'*' | b'#');
    ((1..=KEYS_MAX).contains(&keys.len()) && keys.bytes().all(is_key)).then_some(keys)
}

/// Percent-decoded; nothing when that gives no text or control characters.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display;

    fn read(href: &str) -> Option<(Option<String>, Option<String>)> {
        let uri = parse_uri(href, Region::new("IT").ok())?;
        Some((uri.number.as_ref().map(display), uri.keys))
    }

    #[test]
    fn links_name_numbers_and_keys() {
        for (href, number, keys) in [
            ("tel:+39-02-189655", Some("+39 02 189655"), None),
            ("tel:+39-02-189655;ext=12", Some("+39 02 189655 ext. 12"), None),
            ("TEL:%2B39%2002%20189655", Some("+39 02 189655"), None),
            ("tel:02189655", Some("+39 02 189655"), Some("02189655")),
            ("tel:02-189655;phone-context=+39", Some("+39 02 189655"), None),
            ("tel:20-7946-0123;phone-context=+44", Some("+44 20 7946 0123"), None),
            ("tel:201;phone-context=pbx.example.com", None, Some("201")),
            ("tel:201", None, Some("201")),
            ("tel:*72", None, Some("*72")),
            ("tel:112", None, Some("112")),
            ("tel://+3902189655", Some("+39 02 189655"), None),
            ("callto:+3902189655", Some("+39 02 189655"), None),
            ("callto://02189655", Some("+39 02 189655"), Some("02189655")),
            ("sip:+3902189655@pbx.example.com;user=phone", Some("+39 02 189655"), None),
            ("sip:201:secret@pbx", None, Some("201")),
            ("sips:201@[::1]", None, Some("201")),
            ("tel:+3902189655,,12", Some("+39 02 189655 ext. 12"), None),
            ("tel:+39 (0)2 189655", Some("+39 02 189655"), None),
        ] {
            let found = read(href).unwrap_or_else(|| panic!("{href} names something"));
            let found = (found.0.as_deref(), found.1.as_deref());
            assert_eq!(found, (number, keys), "{href}");
        }
    }

    #[test]
    fn what_names_none_is_left_alone() {
        let long = format!("tel:{}", "1".repeat(600));
        for href in [
            "tel:",
            "tel:abc",
            "sip:mario@example.com",
            "callto:mario.rossi",
            "mailto:02189655",
            "https://02189655",
            "02189655",
            "tel:%zz",
            "tel:%",
            "tel:02%0d%0a189655",
            "tel:%ff%fe",
            "tel:1-800-FLOWERS",
            "javascript:tel:1",
            &long,
        ] {
            assert_eq!(read(href), None, "{href}");
        }
    }
}
