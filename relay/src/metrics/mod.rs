//! What the relay counts of itself, for Prometheus: OpenMetrics text, no word of any person in it.

pub mod config;

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use pronto::pbx::{NetError, RequestKind};

use crate::audit::Outcome;
use crate::streams::Streams;

/// What [`Metrics::text`] is, as an HTTP header says it.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The relay's counters; cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    calls: Counter,
    refusals: Family<Why, Counter>,
    events: Family<Became, Counter>,
    late: Counter,
    requests: Family<Asked, Counter>,
    failures: Family<Failed, Counter>,
    to_streams: Latency,
}

#[derive(Debug)]
struct Latency(Histogram);

/// What became of something that the PBX pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is in the log.
    Taken,
    /// It had come before.
    Duplicate,
    /// It says nothing that can be read.
    Unreadable,
    /// The log could not be written.
    NotKept,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Became {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Failed {
    kind: &'static str,
    error: &'static str,
}

/// Seconds from a request of the PBX to the streams: a commit takes up to 10 ms.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

impl Metrics {
    /// What was written into the audit log.
    pub fn wish(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Placed => drop(self.0.calls.inc()),
            Outcome::Refused { why } => {
                let why = why.strip_prefix("problem_").unwrap_or(why).to_owned();
                self.0.refusals.get_or_create(&Why { why }).inc();
            }
            _ => {}
        }
    }

    /// The PBX pushed something.
    pub fn event(&self, event: Event) {
        let outcome = match event {
            Event::Taken => "taken",
            Event::Duplicate => "duplicate",
            Event::Unreadable => "unreadable",
            Event::NotKept => "not_kept",
        };
        self.0.events.get_or_create(&Became { outcome }).inc();
    }

    /// What was taken came behind something newer.
    pub fn late(&self) {
        self.0.late.inc();
    }

    /// The PBX was asked something.
    pub fn asked(&self, kind: RequestKind) {
        self.0.requests.get_or_create(&Asked { kind: named(kind) }).inc();
    }

    /// Nothing usable came back.
    pub fn failed(&self, kind: RequestKind, error: NetError) {
        let error = match error {
            NetError::NotPermitted => "not_permitted",
            NetError::NotStored => "not_stored",
            NetError::NameNotFound => "name_not_found",
            NetError::ConnectionRefused => "connection_refused",
            NetError::Broken => "broken",
            NetError::TimedOut => "timed_out",
            NetError::Redirected => "redirected",
            NetError::TooLarge => "too_large",
        };
        self.0.failures.get_or_create(&Failed { kind: named(kind), error }).inc();
    }

    /// All that follows from an event has been told, so long after it came.
    pub fn told(&self, after: Duration) {
        self.0.to_streams.0.observe(after.as_secs_f64());
    }

    /// All of it, as Prometheus reads it.
    #[must_use]
    pub fn text(&self, streams: &Streams) -> String {
        let of = &self.0;
        let open = Gauge::<i64>::default();
        open.set(i64::try_from(streams.count()).unwrap_or(i64::MAX));
        let mut all = Registry::with_prefix("pronto_relay");
        all.register("calls", "Calls that were sent to the PBX", of.calls.clone());
        all.register(
            "refusals",
            "Wishes to call that were refused, by the reason",
            of.refusals.clone(),
        );
        all.register(
            "events",
            "Events that the PBX pushed, by what became of them",
            of.events.clone(),
        );
        all.register("events_late", "Events that came behind a newer one", of.late.clone());
        all.register("streams_open", "Streams that people listen to", open);
        all.register(
            "pbx_requests",
            "Requests to the PBX, by what they were for",
            of.requests.clone(),
        );
        all.register(
            "pbx_failures",
            "Requests to the PBX that nothing usable came of",
            of.failures.clone(),
        );
        all.register_with_unit(
            "event_to_streams",
            "Time from the first request of a commit of events until people's streams have what follows",
            Unit::Seconds,
            of.to_streams.0.clone(),
        );
        let mut text = String::new();
        encode(&mut text, &all).expect("a text takes what is written");
        text
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self(Histogram::new(BUCKETS))
    }
}

fn named(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Place => "place",
        RequestKind::HangUp => "hang_up",
        RequestKind::Control => "control",
        RequestKind::Text => "text",
        RequestKind::Look => "look",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_named_explained_and_counted() {
        let metrics = Metrics::default();
        metrics.wish(&Outcome::Placed);
        metrics.wish(&Outcome::Asked);
        metrics.wish(&Outcome::Refused { why: "problem_too_soon".to_owned() });
        for event in [Event::Taken, Event::Taken, Event::Duplicate] {
            metrics.event(event);
        }
        metrics.late();
        metrics.asked(RequestKind::Look);
        metrics.failed(RequestKind::Look, NetError::TimedOut);
        metrics.told(Duration::from_millis(7));
        let text = metrics.text(&Streams::default());
        for line in [
            "# HELP pronto_relay_calls Calls that were sent to the PBX.",
            "# TYPE pronto_relay_calls counter",
            "pronto_relay_calls_total 1",
            "pronto_relay_refusals_total{why=\"too_soon\"} 1",
            "pronto_relay_events_total{outcome=\"taken\"} 2",
            "pronto_relay_events_total{outcome=\"duplicate\"} 1",
            "pronto_relay_events_late_total 1",
            "# TYPE pronto_relay_streams_open gauge",
            "pronto_relay_streams_open 0",
            "pronto_relay_pbx_requests_total{kind=\"look\"} 1",
            "pronto_relay_pbx_failures_total{kind=\"look\",error=\"timed_out\"} 1",
            "# TYPE pronto_relay_event_to_streams_seconds histogram",
            "# UNIT pronto_relay_event_to_streams_seconds seconds",
            "pronto_relay_event_to_streams_seconds_bucket{le=\"0.005\"} 0",
            "pronto_relay_event_to_streams_seconds_bucket{le=\"0.01\"} 1",
            "pronto_relay_event_to_streams_seconds_count 1",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
