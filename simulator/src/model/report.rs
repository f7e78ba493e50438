//! srv=17: what is left of a call when it is over (document 000, section "17").

use serde::Serialize;

use super::call::{Call, End};
use super::exchange::Exchange;
use super::user::Interface;

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its id.
    pub call_id: String,
    /// Networks of the calling and the called party.
    pub networks: [Interface; 2],
    /// The calling and the called party when it was over.
    pub parties: [String; 2],
    /// The same when it was placed.
    pub originals: [String; 2],
    /// When it was placed.
    pub arrived_ms: u64,
    /// From the answer to the end; 0 without an answer.
    pub talk_ms: u64,
    /// The called group, or nothing.
    pub group: String,
    /// The number of that group, or nothing.
    pub group_number: String,
    /// Who carried it, when one party is outside.
    pub carrier: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The caller, or srv=1, gave up before anybody answered.
    Abandoned,
    /// Somebody answered.
    Accepted,
    /// The party that was rung was busy.
    Busy,
    /// The called party rejected it.
    Refused,
    /// Nobody answered in time.
    TimedOut,
    /// The party that was rung could not be reached.
    Unreachable,
}

impl Exchange {
    /// Reports of calls, oldest first. A call that the PBX forgot has none.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Writes the report of a call that has just ended.
    pub(super) fn report(&mut self, index: usize) {
        const KEPT: usize = 10_000;
        let call = &self.calls[index];
        let Some(outcome) = Outcome::of(call) else {
            return;
        };
        let parties = [call.first().to_owned(), call.second().to_owned()];
        let outside = parties.iter().any(|party| self.office.user(party).is_none());
        let number = self.office.group(call.group()).and_then(|g| g.properties.get("grpnum"));
        let talk_ms = |since| call.ended_ms.unwrap_or(since).saturating_sub(since);
        let report = Report {
            call_id: call.call_id.clone(),
            networks: [call.first_network(), call.second_network()],
            parties,
            originals: call.dialled.clone(),
            arrived_ms: call.placed_ms,
            talk_ms: call.connected_ms.map_or(0, talk_ms),
            group: call.group.clone(),
            group_number: number.cloned().unwrap_or_default(),
            carrier: if outside { self.reporting.carrier.clone() } else { String::new() },
            outcome,
        };
        if self.reports.len() == KEPT {
            self.reports.remove(0);
        }
        self.reports.push(report);
    }
}

impl Outcome {
    fn of(call: &Call) -> Option<Outcome> {
        Some(match call.end? {
            End::Forgotten => return None,
            _ if call.connected_ms.is_some() => Outcome::Accepted,
            End::Busy => Outcome::Busy,
            End::Unreachable => Outcome::Unreachable,
            End::TimedOut => Outcome::TimedOut,
            End::SecondHungUp => Outcome::Refused,
            End::Disconnected | End::FirstHungUp | End::Joined | End::Transferred => {
                Outcome::Abandoned
            }
        })
    }
}
