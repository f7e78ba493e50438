//! What the PBX sends back, and how much of it reaches the other side.

use crate::result_code::ResultCode;

/// An answer, before it is put on a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status; the document names none, so 200 is assumed.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: String,
    /// The `Location` header of a redirect.
    pub location: Option<String>,
    /// The octets, in the PBX's charset.
    pub body: Vec<u8>,
    /// How much of this arrives.
    pub delivery: Delivery,
}

/// How much of an answer reaches the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing: the connection is closed.
    Closed,
    /// Status and headers with the full length, half of the body, then a closed connection.
    Half,
    /// All of it.
    Whole,
}

impl Answer {
    /// A whole answer with status 200.
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer {
            status: 200,
            content_type: content_type.to_owned(),
            location: None,
            body: body.into(),
            delivery: Delivery::Whole,
        }
    }

    /// `result=N`, the form of every command service (document 000, section "0").
    pub fn result(content_type: &str, code: ResultCode) -> Answer {
        Answer::new(content_type, format!("result={code}"))
    }

    /// An answer of HTTP itself, in plain text.
    pub fn http(status: u16, text: &str) -> Answer {
        Answer { status, ..Answer::new("text/plain", text) }
    }

    /// The body as text, for tests; octets that are no UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// One short line for a person who watches.
    pub fn summary(&self) -> String {
        const SHOWN: usize = 60;
        if self.delivery == Delivery::Closed {
            return "connection closed, no answer".to_owned();
        }
        let text = self.text();
        let start: String = text.chars().take(SHOWN).collect();
        let more = if text.chars().nth(SHOWN).is_some() {
            format!("... ({} bytes)", self.body.len())
        } else {
            String::new()
        };
        let half = if self.delivery == Delivery::Half { " (only half is sent)" } else { "" };
        let status =
            if self.status == 200 { String::new() } else { format!("HTTP {} ", self.status) };
        format!("{status}{}{more}{half}", start.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_one_short_line() {
        let answer = |body: &str| Answer::new("text/html", body);
        assert_eq!(answer("result=0").summary(), "result=0");
        assert_eq!(answer("1,2\r\n").summary(), "1,2\\r\\n");
        assert_eq!(
            answer(&"x".repeat(100)).summary(),
            format!("{}... (100 bytes)", "x".repeat(60))
        );
        let closed = Answer { delivery: Delivery::Closed, ..answer("result=0") };
        assert_eq!(closed.summary(), "connection closed, no answer");
        assert_eq!(Answer::http(500, "no").summary(), "HTTP 500 no");
    }
}
