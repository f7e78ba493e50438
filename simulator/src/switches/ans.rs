//! The switches of the events that the PBX pushes (document 000, "A.N.S.").

use serde::{Deserialize, Serialize};

/// A switch each. In JSON they are the object `ans` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ans {
    /// `http://server_host/script_filename`; none: nothing is pushed.
    pub url: Option<String>,
    /// How the parameters travel.
    pub method: Method,
    /// Said to be always there, and in no example.
    pub pbx_id: Option<String>,
    /// The `key` of the first event.
    pub first_key: u64,
    /// Milliseconds that each event is late.
    pub late_ms: u64,
    /// Up to so many more, drawn for each event: they come out of order.
    pub jitter_ms: u64,
    /// Each event comes once more, after a delay of its own.
    pub twice: bool,
    /// Events 8, 11, 19, 20, 22 and 23 are damaged as the document's examples are.
    pub damaged: bool,
    /// A start is told by the event 19, and by 21 and 22 for each user and group.
    pub tells_start: bool,
}

/// How the parameters travel: the document shows an address with a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In the query of a GET.
    #[default]
    Get,
    /// In the body of a POST, as a form.
    Post,
}

impl Default for Ans {
    fn default() -> Ans {
        Ans {
            url: None,
            method: Method::default(),
            pbx_id: None,
            first_key: 1,
            late_ms: 0,
            jitter_ms: 0,
            twice: false,
            damaged: false,
            tells_start: true,
        }
    }
}
