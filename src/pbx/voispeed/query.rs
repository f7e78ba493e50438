//! The question: `http://pbx:3541/services.cgi?srv=…`, always a GET.
//!
//! Every octet is percent-encoded except `A-Z a-z 0-9 - . _ ~ , * ! : /` (docs/voispeed.md).
//! A space is `%20`, never `+`; the commas of lists stay as every example of document 000 has them.

use super::charset::{Unencodable, encode};
use super::dates::Day;
use crate::settings::{Address, QueryCharset};

/// The parameters of one request, in the order of the document's table.
#[derive(Clone, Default)]
pub struct Query(Vec<(&'static str, String)>);

impl Query {
    /// No parameter at all: the PBX serves its HTML help page.
    #[must_use]
    pub fn help() -> Self {
        Self::default()
    }

    /// A request to a service, by its number.
    #[must_use]
    pub fn service(srv: u8) -> Self {
        Self::default().with("srv", srv.to_string())
    }

    /// With one more parameter.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.0.push((key, value.into()));
        self
    }

    /// With one more parameter, if there is a value for it.
    #[must_use]
    pub fn with_any(self, key: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// With the six parameters of a stretch of days (srv 15 and 17).
    #[must_use]
    pub fn with_days(self, from: &Day, to: &Day) -> Self {
        self.with("day_from", from.day.to_string())
            .with("month_from", from.month.to_string())
            .with("year_from", from.year.to_string())
            .with("day_to", to.day.to_string())
            .with("month_to", to.month.to_string())
            .with("year_to", to.year.to_string())
    }

    /// The whole address.
    ///
    /// # Errors
    /// The first letter that the charset does not have: another text than was meant is not sent.
    pub fn url(&self, pbx: &Address, charset: QueryCharset) -> Result<String, Unencodable> {
        let mut url = format!("{}/services.cgi", pbx.as_str());
        for (at, (key, value)) in self.0.iter().enumerate() {
            url.push(if at == 0 { '?' } else { '&' });
            url.push_str(key);
            url.push('=');
            for byte in encode(value, charset)? {
                push_encoded(&mut url, byte);
            }
        }
        Ok(url)
    }
}

fn push_encoded(url: &mut String, byte: u8) {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => url.push(char::from(byte)),
        b'-' | b'.' | b'_' | b'~' | b',' | b'*' | b'!' | b':' | b'/' => url.push(char::from(byte)),
        _ => url.push_str(&format!("%{byte:02X}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use QueryCharset::{Utf8, Windows1252};

    fn pbx() -> Address {
        Address::try_from("http://192.168.1.65:3541".to_owned()).expect("a good address")
    }

    #[test]
    fn values_are_encoded_octet_by_octet() {
        for (value, charset, written) in [
            ("02189655", Utf8, "02189655"),
            ("+3902189655", Utf8, "%2B3902189655"),
            ("*72#", Utf8, "*72%23"),
            ("TechOffice,SalesOffice", Utf8, "TechOffice,SalesOffice"),
            ("hello Jenny!", Utf8, "hello%20Jenny!"),
            (r"C:\audio\rock.wav", Utf8, "C:%5Caudio%5Crock.wav"),
            ("a&srv=1;b=c%20", Utf8, "a%26srv%3D1%3Bb%3Dc%2520"),
            ("a\r\nb", Utf8, "a%0D%0Ab"),
            ("Città", Utf8, "Citt%C3%A0"),
            ("Città", Windows1252, "Citt%E0"),
            ("-._~,*!:/", Utf8, "-._~,*!:/"),
        ] {
            let url = Query::help().with("value", value).url(&pbx(), charset).expect("encodable");
            let expected = format!("http://192.168.1.65:3541/services.cgi?value={written}");
            assert_eq!(url, expected);
        }
    }

    #[test]
    fn what_the_charset_does_not_have_is_not_sent() {
        let query = Query::service(3).with("filter", "Łódź");
        assert_eq!(query.url(&pbx(), Windows1252), Err(Unencodable('Ł')));
    }

    #[test]
    fn without_parameters_it_is_the_help_page() {
        let url = Query::help().url(&pbx(), Utf8);
        assert_eq!(url.as_deref(), Ok("http://192.168.1.65:3541/services.cgi"));
    }
}
