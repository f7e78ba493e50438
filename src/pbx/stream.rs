//! A stream of server-sent events: when it is opened again, and what its bytes say.
//!
//! No I/O: the house asks [`Stream::due`], opens and closes, and hands over the bytes. The format
//! is that of the HTML standard, "Server-sent events", without `event` and `retry`, which our relay
//! does not send. What is opened again says by `Last-Event-ID` what it has heard last.

use super::HttpRequest;
use super::hub::BACK_OFF_MAX_MS;

/// One stream, or the wish for one.
#[derive(Debug, Default)]
pub struct Stream {
    wanted: Option<HttpRequest>,
    open: Option<Open>,
    next: u32,
    failures: u32,
    retry_ms: u64,
    /// The id of the last event that had one.
    last_id: Option<String>,
}

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listening {
    /// Open this, under this number.
    Open(u32, HttpRequest),
    /// Close the one of this number.
    Close(u32),
    /// Ask again at this time, in milliseconds since 1970.
    At(u64),
    /// Nothing is wanted.
    Nothing,
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamEnd {
    /// It could not be opened, or broke off.
    Lost,
    /// Nothing was streamed: the answer had this HTTP status.
    Status(u16),
}

#[derive(Debug)]
struct Open {
    number: u32,
    http: HttpRequest,
    heard_ms: u64,
    spoke: bool,
    lines: Lines,
}

/// A stream that says nothing for so long is dead; a relay says something every 15 s.
const SILENT_MS: u64 = 40_000;
/// The first pause before it is opened again; doubled with each failure.
const PAUSE_MS: u64 = 1_000;
/// Asking more often helps nobody while the other side refuses.
const REFUSED_PAUSE_MS: u64 = 30_000;
/// Longest event, in bytes; a longer one is passed over.
const EVENT_MAX: usize = 256 * 1024;
/// Longest id, in bytes; a longer one is none.
const ID_MAX: usize = 128;

impl Stream {
    /// What should be open; another request takes the place of the one before, at once.
    pub fn want(&mut self, wanted: Option<HttpRequest>) {
        if self.wanted != wanted {
            self.wanted = wanted;
            self.failures = 0;
            self.retry_ms = 0;
            // What another one has told means nothing here.
            self.last_id = None;
        }
    }

    /// Whether one is wanted.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.wanted.is_some()
    }

    /// Whether it is open and has said something.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.spoke)
    }

    /// The number of the one that is open.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        self.open.as_ref().map(|open| open.number)
    }

    /// What to do now. After `Open` and `Close` it is asked again.
    pub fn due(&mut self, now_ms: u64) -> Listening {
        if let Some(open) = &self.open {
            let dead = open.heard_ms + SILENT_MS;
            if self.wanted.as_ref() == Some(&open.http) && now_ms < dead {
                return Listening::At(dead);
            }
            let number = open.number;
            self.open = None;
            return Listening::Close(number);
        }
        let Some(http) = &self.wanted else { return Listening::Nothing };
        // A clock that was set back must not keep us waiting.
        if now_ms < self.retry_ms && self.retry_ms - now_ms < 2 * BACK_OFF_MAX_MS {
            return Listening::At(self.retry_ms);
        }
        self.next = self.next.wrapping_add(1);
        let open = Open {
            number: self.next,
            http: http.clone(),
            heard_ms: now_ms,
            spoke: false,
            lines: Lines::default(),
        };
        self.open = Some(open);
        Listening::Open(
            self.next,
            HttpRequest { last_event_id: self.last_id.clone(), ..http.clone() },
        )
    }

    /// Bytes came. What events they complete.
    pub fn heard(&mut self, number: u32, bytes: &[u8], now_ms: u64) -> Vec<String> {
        let Some(open) = self.open.as_mut().filter(|open| open.number == number) else {
            return Vec::new();
        };
        open.heard_ms = now_ms;
        let events = open.lines.take(bytes);
        if let Some(id) = open.lines.last_id.take() {
            self.last_id = Some(id).filter(|id| !id.is_empty());
        }
        if !events.is_empty() {
            open.spoke = true;
            self.failures = 0;
        }
        events
    }

    /// It ended. `entropy` spreads the next try over half its pause, so that an office does not
    /// come back all at once. False when nobody listened to it any more.
    pub fn ended(&mut self, number: u32, end: StreamEnd, now_ms: u64, entropy: u64) -> bool {
        if self.open.as_ref().is_none_or(|open| open.number != number) {
            return false;
        }
        self.open = None;
        let doubled = (PAUSE_MS << self.failures.min(5)).min(BACK_OFF_MAX_MS);
        let pause = match end {
            StreamEnd::Lost => doubled,
            StreamEnd::Status(_) => doubled.max(REFUSED_PAUSE_MS),
        };
        self.failures = self.failures.saturating_add(1);
        // From three quarters to five quarters.
        self.retry_ms = now_ms + pause * 3 / 4 + entropy % (pause / 2);
        true
    }
}

/// Bytes to events.
#[derive(Debug, Default)]
struct Lines {
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    after_return: bool,
    too_long: bool,
    /// Of the event that is not whole yet.
    id: Option<String>,
    /// Of the last whole one that had one.
    last_id: Option<String>,
}

impl Lines {
    fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for &byte in bytes {
            let follows_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if follows_return => {}
                b'\n' | b'\r' => self.end_line(&mut events),
                _ if self.line.len() + self.data.len() >= EVENT_MAX => self.too_long = true,
                _ => self.line.push(byte),
            }
        }
        events
    }

    fn end_line(&mut self, events: &mut Vec<String>) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            let id = self.id.take();
            let too_long = std::mem::take(&mut self.too_long);
            let whole = std::mem::take(&mut self.has_data) && !too_long;
            if !too_long && id.is_some() {
                self.last_id = id;
            }
            events.extend(String::from_utf8(data).ok().filter(|_| whole));
            return;
        }
        // What is neither is a comment, or a field that our relay does not send.
        if let Some(value) = value_of(&line, b"id:") {
            let id = std::str::from_utf8(value).unwrap_or_default();
            let fits = id.len() <= ID_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
            self.id = Some(id.to_owned()).filter(|_| fits);
        } else if let Some(value) = value_of(&line, b"data:") {
            if std::mem::replace(&mut self.has_data, true) {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value);
        }
    }
}

fn value_of<'a>(line: &'a [u8], field: &[u8]) -> Option<&'a [u8]> {
    let value = line.strip_prefix(field)?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pbx::RequestKind;

    fn http(host: &str) -> HttpRequest {
        HttpRequest::new(RequestKind::Look, format!("https://{host}/api/events"))
    }

    fn opened(stream: &mut Stream, now_ms: u64) -> u32 {
        match stream.due(now_ms) {
            Listening::Open(number, _) => number,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn events_however_their_bytes_are_cut() {
        let text =
            ":\n\ndata: one\n\ndata:two\r\ndata: more\r\n\r\nid: 7\ndata: three\r\rdata: lost";
        let expected = ["one", "two\nmore", "three"];
        for size in 1..text.len() {
            let mut lines = Lines::default();
            let events: Vec<String> =
                text.as_bytes().chunks(size).flat_map(|chunk| lines.take(chunk)).collect();
            assert_eq!(events, expected, "{size}");
        }
    }

    #[test]
    fn an_event_without_end_is_passed_over() {
        let mut lines = Lines::default();
        assert_eq!(lines.take(b"data: "), Vec::<String>::new());
        for _ in 0..300 {
            assert!(lines.take(&[b'x'; 1024]).is_empty());
        }
        assert!(lines.line.len() <= EVENT_MAX);
        assert_eq!(lines.take(b"\n\ndata: next\n\n"), ["next"]);
    }

    #[test]
    fn it_comes_back_slower_and_slower_until_it_speaks() {
        let mut stream = Stream::default();
        assert_eq!(stream.due(0), Listening::Nothing);
        stream.want(Some(http("a")));
        let mut now = 0;
        let mut pauses = vec![];
        for _ in 0..7 {
            let number = opened(&mut stream, now);
            assert!(stream.ended(number, StreamEnd::Lost, now, 0));
            let Listening::At(next) = stream.due(now) else { panic!("a pause follows") };
            pauses.push(next - now);
            now = next;
        }
        assert_eq!(pauses, [750, 1500, 3000, 6000, 12000, 22500, 22500]);
        let number = opened(&mut stream, now);
        assert!(!stream.is_live());
        assert_eq!(stream.heard(number, b"data: x\n\n", now), ["x"]);
        assert!(stream.is_live());
        stream.ended(number, StreamEnd::Lost, now, 0);
        assert_eq!(stream.due(now), Listening::At(now + 750));
    }

    #[test]
    fn what_is_opened_again_says_what_it_has_heard_last() {
        let said_last = |stream: &mut Stream, now_ms| match stream.due(now_ms) {
            Listening::Open(number, http) => (number, http.last_event_id),
            other => panic!("{other:?}"),
        };
        let mut stream = Stream::default();
        stream.want(Some(http("a")));
        let mut now = 0;
        for (bytes, last) in [
            ("data: x\n\n", None),
            ("id: a-1\ndata: x\n\n", Some("a-1")),
            ("data: y\n\n:\n\n", Some("a-1")),
            ("id: a-2\ndata: x\n\nid: a-3\ndata: not whole\n", Some("a-2")),
            ("id: two words\ndata: x\n\n", Some("a-2")),
            ("data: x\nid:a-4\r\n\r\n", Some("a-4")),
            ("id\n\nid:\n\n", None),
            (&format!("id: {}\ndata: x\n\n", "9".repeat(ID_MAX + 1)), None),
            (&format!("id: a-5\ndata: {}\n\n", "x".repeat(EVENT_MAX)), None),
            ("id: a-6\ndata: x\n\n", Some("a-6")),
        ] {
            let (number, _) = said_last(&mut stream, now);
            stream.heard(number, bytes.as_bytes(), now);
            stream.ended(number, StreamEnd::Lost, now, 0);
            now += 60_000;
            let (number, said) = said_last(&mut stream, now);
            assert_eq!(said.as_deref(), last, "{}", &bytes[..bytes.len().min(40)]);
            stream.ended(number, StreamEnd::Lost, now, 0);
            now += 60_000;
        }
        stream.want(Some(http("b")));
        assert_eq!(said_last(&mut stream, now).1, None, "another relay, or another token");
    }

    #[test]
    fn who_refuses_is_asked_seldom() {
        let mut stream = Stream::default();
        stream.want(Some(http("a")));
        let number = opened(&mut stream, 0);
        stream.ended(number, StreamEnd::Status(401), 0, 0);
        assert_eq!(stream.due(0), Listening::At(22_500));
        stream.want(Some(http("b")));
        opened(&mut stream, 1);
    }

    #[test]
    fn silence_is_death_and_any_byte_is_life() {
        let mut stream = Stream::default();
        stream.want(Some(http("a")));
        let number = opened(&mut stream, 0);
        stream.heard(number, b":\n\n", 15_000);
        assert_eq!(stream.due(54_999), Listening::At(55_000));
        assert_eq!(stream.due(55_000), Listening::Close(number));
        let again = opened(&mut stream, 55_000);
        assert!(stream.heard(number, b"data: old\n\n", 55_001).is_empty());
        assert!(!stream.ended(number, StreamEnd::Lost, 55_001, 0));
        stream.want(None);
        assert_eq!(stream.due(55_002), Listening::Close(again));
        assert_eq!(stream.due(55_002), Listening::Nothing);
    }
}
