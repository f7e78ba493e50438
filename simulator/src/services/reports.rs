//! srv=17: the call report (document 000, section "17").

use std::ops::Range;

use super::Habits;
use crate::codes::Cause;
use crate::date_time;
use crate::model::exchange::Exchange;
use crate::model::report::{Outcome, Report};
use crate::query::{Query, digits};
use crate::random::Random;
use crate::result_code::ResultCode;
use crate::switches::reporting::{Columns, Outcomes};

/// The last column of the report, by outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[allow(missing_docs, reason = "the names are those of the outcomes")]
pub struct OutcomeNumbers {
    pub abandoned: u64,
    pub accepted: u64,
    pub busy: u64,
    pub refused: u64,
    pub timed_out: u64,
    pub unreachable: u64,
}

impl OutcomeNumbers {
    /// As the switch says.
    pub fn new(outcomes: Outcomes, random: &mut Random) -> OutcomeNumbers {
        let [unreachable, busy, refused, timed_out, abandoned] = match outcomes {
            Outcomes::Routing => [3, 4, 5, 7, 6],
            Outcomes::Drawn => {
                let mut free: Vec<u64> = (1..ALL_OUTCOMES).collect();
                std::array::from_fn(|_| {
                    let place = random.below(free.len() as u64);
                    free.remove(usize::try_from(place).unwrap_or_default())
                })
            }
        };
        OutcomeNumbers { abandoned, accepted: 0, busy, refused, timed_out, unreachable }
    }

    fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Abandoned => self.abandoned,
            Outcome::Accepted => self.accepted,
            Outcome::Busy => self.busy,
            Outcome::Refused => self.refused,
            Outcome::TimedOut => self.timed_out,
            Outcome::Unreachable => self.unreachable,
        }
    }
}

/// `call_result` for all outcomes.
const ALL_OUTCOMES: u64 = 14;

/// A row each call that was placed on these days and fits the filters, oldest first.
///
/// # Errors
/// The causes `Report...`.
pub fn ask(exchange: &Exchange, habits: &Habits, query: &Query) -> Result<String, ResultCode> {
    let refuse = |cause| exchange.codes().of(cause);
    let days = days(query).ok_or_else(|| refuse(Cause::ReportBadDates))?;
    let wanted = match query.value("call_result") {
        None => 0,
        Some(text) => digits(text)
            .and_then(|text| text.parse().ok())
            .filter(|&number| number <= ALL_OUTCOMES)
            .ok_or_else(|| refuse(Cause::ReportBadOutcome))?,
    };
    let is = |filter: &str, texts: &[&str]| {
        query.value(filter).is_none_or(|wanted| texts.contains(&wanted))
    };
    let fits = |report: &&Report| {
        let [calling, called] =
            [0, 1].map(|side| [report.parties[side].as_str(), report.originals[side].as_str()]);
        days.contains(&local(report, exchange))
            && (wanted == ALL_OUTCOMES || wanted == habits.outcome_numbers.of(report.outcome))
            && is("calling", &calling)
            && is("called", &called)
            && is("grpnum", &[&report.group_number])
    };
    Ok(exchange.reports().iter().filter(fits).map(|report| row(report, exchange, habits)).collect())
}

/// From the first millisecond of the first day to the last of the last; none when one
/// is no day, or they are in the wrong order.
pub(super) fn days(query: &Query) -> Option<Range<u64>> {
    let day = |end: &str| {
        let number = |part: &str| digits(query.text(&format!("{part}_{end}")))?.parse().ok();
        date_time::day(number("year")?, number("month")?, number("day")?)
    };
    let (from, to) = (day("from")?, day("to")?);
    (from <= to).then_some(from..to + date_time::DAY_MS)
}

/// When it came, by the clock of the report.
fn local(report: &Report, exchange: &Exchange) -> u64 {
    let minutes = i64::from(exchange.reporting().zone_minutes);
    report.arrived_ms.saturating_add_signed(minutes * 60_000)
}

/// Calling network, called network, calling party, called party, arrival, duration, original calling,
/// original called, group, call id, carrier, outcome.
fn row(report: &Report, exchange: &Exchange, habits: &Habits) -> String {
    let [calling, called] = [0, 1].map(|side| report.parties[side].as_str());
    let (third, fourth) = match exchange.reporting().columns {
        Columns::CallingFirst => (calling, called),
        Columns::CalledFirst => (called, calling),
    };
    habits.row(&[
        report.networks[0].name(),
        report.networks[1].name(),
        third,
        fourth,
        &date_time::stamp(local(report, exchange)),
        &date_time::dotted(report.talk_ms),
        &report.originals[0],
        &report.originals[1],
        &report.group,
        &report.call_id,
        &report.carrier,
        &habits.outcome_numbers.of(report.outcome).to_string(),
    ])
}
