//! What the PBX heard: every request, with its number, as it came.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::query::Query;

/// A request as the socket gave it.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET` and so on.
    pub method: String,
    /// Raw path and query.
    pub target: String,
    /// Names in lower case; several of one name are joined by `, `.
    pub headers: BTreeMap<String, String>,
}

impl Request {
    /// A GET without headers, for tests without sockets.
    pub fn get(target: &str) -> Request {
        Request { method: "GET".to_owned(), target: target.to_owned(), headers: BTreeMap::new() }
    }
}

/// A request in the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Running number from 1.
    pub n: u64,
    /// `GET` and so on.
    pub method: String,
    /// Raw path and query.
    pub target: String,
    /// The service, when it is a small number.
    pub srv: Option<u8>,
    /// The information, when it is a small number.
    pub info: Option<u8>,
    /// Milliseconds of the PBX's clock.
    pub at: u64,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
}

/// Which requests of the journal are meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this service.
    pub srv: Option<u8>,
    /// With this `info`.
    pub info: Option<u8>,
    /// With a greater number.
    pub after: u64,
}

/// The last requests; a demo that polls for days must not grow for days.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    count: u64,
}

impl Journal {
    /// How many requests are kept.
    pub const KEPT: usize = 10_000;

    /// Writes a request down and tells its number.
    pub fn record(&mut self, request: &Request, query: &Query, at_ms: u64) -> u64 {
        self.count += 1;
        if self.entries.len() == Journal::KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            n: self.count,
            method: request.method.clone(),
            target: request.target.clone(),
            srv: query.small("srv"),
            info: query.small("info"),
            at: at_ms,
            headers: request.headers.clone(),
        });
        self.count
    }

    /// The requests that a filter lets through, oldest first.
    pub fn select(&self, filter: Filter) -> Vec<Entry> {
        let fits = |entry: &&Entry| {
            entry.n > filter.after
                && filter.srv.is_none_or(|srv| entry.srv == Some(srv))
                && filter.info.is_none_or(|info| entry.info == Some(info))
        };
        self.entries.iter().filter(fits).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::Charset;

    #[test]
    fn requests_are_counted_and_found() {
        let mut journal = Journal::default();
        for target in [
            "/services.cgi?srv=3&info=7",
            "/services.cgi?srv=0",
            "/services.cgi?srv=3&info=0",
            "/x",
        ] {
            journal.record(&Request::get(target), &Query::parse(target, Charset::Utf8), 5);
        }
        let row = |srv, info, after, expected: &[u64]| {
            let found = journal.select(Filter { srv, info, after });
            assert_eq!(found.iter().map(|entry| entry.n).collect::<Vec<_>>(), expected);
        };
        row(None, None, 0, &[1, 2, 3, 4]);
        row(Some(3), None, 0, &[1, 3]);
        row(Some(3), Some(7), 0, &[1]);
        row(Some(3), None, 1, &[3]);
        row(Some(9), None, 0, &[]);
    }

    #[test]
    fn only_the_last_are_kept() {
        let mut journal = Journal::default();
        let query = Query::parse("/x", Charset::Utf8);
        for _ in 0..Journal::KEPT + 3 {
            journal.record(&Request::get("/x"), &query, 0);
        }
        let kept = journal.select(Filter::default());
        assert_eq!((kept.len(), kept[0].n), (Journal::KEPT, 4));
    }
}
