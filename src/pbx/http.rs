//! HTTP as data: what a driver wants sent, and what came back. The sending is the house's.

use std::fmt;

use crate::json::{Read, Write};
use crate::problem::{Code, Problem};

/// A request to a PBX. All of them are sent without credentials of the browser, never cached
/// and never redirected; [`RequestKind::Place`] is sent at most once.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// What it is for.
    pub kind: RequestKind,
    /// How it is sent.
    pub method: Method,
    /// Whole address, query included.
    pub url: String,
    /// Value of `Authorization`, where the other side asks for one.
    pub authorization: Option<String>,
    /// Value of `Last-Event-ID`: what of a stream came last, when it is opened again.
    pub last_event_id: Option<String>,
    /// Body in JSON, where there is one.
    pub json: Option<String>,
    /// Milliseconds to wait for the whole answer.
    pub timeout_ms: u32,
    /// Bytes of answer that are read at most.
    pub answer_max: u32,
}

/// How a request is sent. To a PBX both carry everything in the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// As every example of every document does.
    #[default]
    Get,
    /// Firefox repeats a GET by itself when the other side hangs up without a byte, up to nine
    /// times; a POST on a fresh connection it does not (ARCHITECTURE.md, "At most once").
    Post,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Places a call: has an effect in the world, so never sent twice.
    Place,
    /// Ends a call: saying it twice does no harm.
    HangUp,
    /// Does something with a call that is up.
    Control,
    /// Sends a text message: has an effect in the world, so never sent twice.
    Text,
    /// Only looks.
    Look,
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// The body's bytes, at most `answer_max`.
    pub body: Vec<u8>,
}

/// Why nothing usable came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum NetError {
    /// The browser has not been allowed to reach the host. Nothing was sent.
    NotPermitted,
    /// What had to be stored first could not be stored. Nothing was sent.
    NotStored,
    /// The name is not known. Nothing was sent.
    NameNotFound,
    /// The machine refused the connection. Nothing was sent.
    ConnectionRefused,
    /// The connection could not be made or broke; whether the request was heard is not known.
    Broken,
    /// No whole answer in time; the request may have been heard.
    TimedOut,
    /// The answer led elsewhere; the request was heard.
    Redirected,
    /// The answer is larger than `answer_max`; the request was heard.
    TooLarge,
}

impl HttpRequest {
    /// A request with the bounds that fit a short answer: 15 s, 256 KiB
    /// (docs/voispeed.md).
    #[must_use]
    pub fn new(kind: RequestKind, url: String) -> Self {
        Self {
            kind,
            method: Method::Get,
            url,
            authorization: None,
            last_event_id: None,
            json: None,
            timeout_ms: 15_000,
            answer_max: 256 * 1024,
        }
    }
}

impl NetError {
    /// Whether it is certain that the other side never heard the request.
    #[must_use]
    pub fn proves_unsent(self) -> bool {
        matches!(
            self,
            Self::NotPermitted | Self::NotStored | Self::NameNotFound | Self::ConnectionRefused
        )
    }

    /// What the person is told.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem::new(match self {
            Self::NotPermitted => Code::NotPermitted,
            Self::NotStored => Code::NotStored,
            Self::NameNotFound => Code::NameNotFound,
            Self::ConnectionRefused => Code::ConnectionRefused,
            Self::Broken => Code::Unreachable,
            Self::TimedOut => Code::TimedOut,
            Self::Redirected => Code::Redirected,
            Self::TooLarge => Code::AnswerTooLarge,
        })
    }
}

// Numbers, extensions and passcodes stand in queries, so neither type prints them.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = self.url.split('?').next().unwrap_or_default();
        write!(f, "{:?} {bare}", self.kind)
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())
    }
}
