//! Reports: service 17 of document 000, the calls that were.
//!
//! ```text
//! services.cgi?srv=17&day_from=1&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010&called=201
//! ISDN,LAN,02189655,201,20100302093000000,00.03.25,02189655,315,SalesOffice,12345,Tele2,0
//! ```
//!
//! The document shows the columns and no row, and names no outcome but 0.

use super::dates::{Day, PbxTime};
use super::grammar::{Answer, Listed, Misread, count, csv_rows, fields, label};
use super::query::Query;
use super::values::GroupName;
use crate::dial::DialString;
use crate::event::CallId;

/// Longest report that is read, in bytes: a month of a busy office.
pub const REPORT_MAX: usize = 4 << 20;

/// srv=17. The days are mandatory, everything else makes it shorter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReport {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Only calls of this number.
    pub calling: Option<DialString>,
    /// Only calls to this number.
    pub called: Option<DialString>,
    /// Only calls to this group.
    pub grpnum: Option<GroupName>,
    /// Whether calls that nobody took are listed too: `call_result=14`, without which the PBX lists those
    /// that were answered.
    pub unanswered_too: bool,
}

/// One call that was, its fields as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Interface of the calling party.
    pub calling_network: String,
    /// Interface of the called party.
    pub called_network: String,
    /// Who called; the document prints "called party" twice.
    pub calling_party: String,
    /// Who was called.
    pub called_party: String,
    /// When it came, by the PBX's clock.
    pub arrival_time: PbxTime,
    /// `hh.mm.ss`, as printed.
    pub duration: String,
    /// Who called before a transfer or divert.
    pub orig_calling_party: String,
    /// Who was called before one.
    pub orig_called_party: String,
    /// The group that was called, if any.
    pub called_group: String,
    /// The PBX's name for it.
    pub call_id: CallId,
    /// Who carried it.
    pub carrier: String,
    /// 0 when it was accepted; the document names no other.
    pub outcome: u32,
}

impl CallReport {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::service(17)
            .with_days(&self.from, &self.to)
            .with_any("calling", self.calling.as_ref().map(DialString::as_str))
            .with_any("called", self.called.as_ref().map(DialString::as_str))
            .with_any("grpnum", self.grpnum.as_ref().map(GroupName::as_str))
            .with_any("call_result", self.unanswered_too.then_some("14"))
    }
}

impl CallRecord {
    /// The columns of an answer.
    pub const COLUMNS: [&str; 12] = [
        "calling_network",
        "called_network",
        "calling_party",
        "called_party",
        "arrival_time",
        "duration",
        "orig_calling_party",
        "orig_called_party",
        "called_group",
        "call_id",
        "carrier",
        "outcome",
    ];

    /// How long both talked, in seconds, where that is written as the document says.
    #[must_use]
    pub fn duration_s(&self) -> Option<u32> {
        let mut parts =
            self.duration.split('.').map(|part| if part.is_empty() { None } else { count(part) });
        let mut next = || parts.next().flatten();
        let (hours, minutes, seconds) = (next()?, next()?, next()?);
        let fits = parts.next().is_none() && minutes < 60 && seconds < 60;
        if fits { hours.checked_mul(3600)?.checked_add(60 * minutes + seconds) } else { None }
    }

    fn of(line: &str) -> Option<Self> {
        let fields: [&str; 12] = fields(line).try_into().ok()?;
        let [calling_network, called_network, calling, called, arrival, duration, rest @ ..] =
            fields;
        let [orig_calling, orig_called, group, call_id, carrier, outcome] = rest;
        Some(Self {
            calling_network: label(calling_network),
            called_network: label(called_network),
            calling_party: label(calling),
            called_party: label(called),
            arrival_time: PbxTime::seventeen(&label(arrival)),
            duration: label(duration),
            orig_calling_party: label(orig_calling),
            orig_called_party: label(orig_called),
            called_group: label(group),
            call_id: CallId::new(call_id).ok()?,
            carrier: label(carrier),
            outcome: count(outcome).filter(|_| !outcome.is_empty())?,
        })
    }
}

impl Answer for Listed<CallRecord> {
    const MAX: usize = REPORT_MAX;

    fn read(text: &str) -> Result<Self, Misread> {
        csv_rows(text, CallRecord::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_hours_minutes_and_seconds() {
        let line =
            "ISDN,LAN,02189655,201,20100302093000000,D,02189655,315,SalesOffice,12345,Tele2,0";
        for (duration, seconds) in [
            ("00.03.25", Some(205)),
            ("100.00.00", Some(360_000)),
            ("0.0.0", Some(0)),
            ("00:03:25", None),
            ("00.60.00", None),
            ("..", None),
            ("1.2.3.4", None),
            ("9999999.00.00", None),
        ] {
            let text = line.replace(",D,", &format!(",{duration},"));
            let report = Listed::<CallRecord>::read(&text).expect("a report");
            assert_eq!(report.rows[0].duration_s(), seconds, "{duration}");
        }
    }

    #[test]
    fn a_month_of_a_busy_office_is_read_and_a_refusal_is_one() {
        let row =
            "SIP,ISDN,201,02189655,20100302093000000,00.03.25,201,02189655,,12345,Tele2,0\r\n";
        let month = row.repeat(40_000);
        let report =
            Listed::<CallRecord>::decode(month.as_bytes(), crate::settings::QueryCharset::Utf8);
        assert_eq!(report.expect("a report").rows.len(), 40_000);
        let refused = Listed::<CallRecord>::read("result=27");
        assert!(matches!(refused, Err(Misread::Refused(code)) if code.number() == 27));
    }
}
