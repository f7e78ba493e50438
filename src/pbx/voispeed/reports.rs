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
use crate::event::{CallId, Days, Extension, Fate, LoggedCall};

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
    /// What a person may ask: the calls to their own phone, or those that it placed. Filters of one
    /// request narrow each other, so each side is asked by itself.
    #[must_use]
    pub fn of_person(own: &Extension, incoming: bool, days: &Days) -> Self {
        let number = DialString::new(own.as_str()).ok();
        let (calling, called) = if incoming { (None, number) } else { (number, None) };
        let (from, to) = (days.from, days.to);
        Self { from, to, calling, called, grpnum: None, unanswered_too: true }
    }

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

    /// The call from this person's side; nothing where it is none of theirs, or has no time.
    ///
    /// Who called before a transfer or divert says the direction, where the PBX prints it: the document
    /// calls the third and the fourth column alike, and only these two apart.
    #[must_use]
    pub fn of_person(&self, own: &Extension) -> Option<LoggedCall> {
        let is_own = |party: &String| party == own.as_str();
        let (calling, called) = (is_own(&self.calling_party), is_own(&self.called_party));
        let orig_called = is_own(&self.orig_called_party);
        let orig_calling = is_own(&self.orig_calling_party);
        if !(calling || called || orig_calling || orig_called) {
            return None;
        }
        let incoming = if orig_calling == orig_called { !calling } else { orig_called };
        let sides = [
            [&self.orig_called_party, &self.called_party, &self.calling_party],
            [&self.orig_calling_party, &self.calling_party, &self.called_party],
        ];
        let others = &mut sides[usize::from(incoming)].iter();
        let other = others.find(|party| !party.is_empty() && !is_own(party));
        let fate = match self.outcome {
            0 if incoming && !calling && !called => Fate::Elsewhere,
            0 => Fate::Taken,
            _ => Fate::Unanswered,
        };
        Some(LoggedCall {
            id: self.call_id.as_str().to_owned(),
            local_ms: self.arrival_time.moment?.local_ms()?,
            incoming,
            fate,
            other: other.map(|party| (*party).clone()).unwrap_or_default(),
            talked_s: self.duration_s().filter(|_| fate == Fate::Taken),
        })
    }

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
        let fields: Vec<String> = fields(line).into_iter().map(label).collect();
        let fields: [String; 12] = fields.try_into().ok()?;
        let [
            calling_network,
            called_network,
            calling_party,
            called_party,
            arrival,
            duration,
            rest @ ..,
        ] = fields;
        let [orig_calling_party, orig_called_party, called_group, call_id, carrier, outcome] = rest;
        Some(Self {
            calling_network,
            called_network,
            calling_party,
            called_party,
            arrival_time: PbxTime::seventeen(&arrival),
            duration,
            orig_calling_party,
            orig_called_party,
            called_group,
            call_id: CallId::new(&call_id).ok()?,
            carrier,
            outcome: count(&outcome).filter(|_| !outcome.is_empty())?,
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

    #[test]
    fn a_row_from_the_persons_side() {
        let own = Extension::new("201").expect("an extension");
        // Calling, called, original calling, original called, outcome.
        for (row, expected) in [
            ("201,002189655,201,002189655,0", Some("to 002189655 Taken")),
            ("201,002189655,,,0", Some("to 002189655 Taken")),
            ("201,002189655,201,002189655,7", Some("to 002189655 Unanswered")),
            ("02189655,201,02189655,201,0", Some("from 02189655 Taken")),
            ("02189655,201,02189655,201,4", Some("from 02189655 Unanswered")),
            // Columns three and four the other way round: the originals tell.
            ("201,02189655,02189655,201,4", Some("from 02189655 Unanswered")),
            ("002189655,201,201,002189655,0", Some("to 002189655 Taken")),
            // Diverted or picked: somebody else took it.
            ("02189655,205,02189655,201,0", Some("from 02189655 Elsewhere")),
            ("02189655,205,02189655,201,3", Some("from 02189655 Unanswered")),
            // Put through to the person by a colleague, and by the person.
            ("02189655,201,02189655,202,0", Some("from 02189655 Taken")),
            ("205,002189655,201,002189655,0", Some("to 002189655 Taken")),
            // Nobody says who called.
            (",201,,201,4", Some("from  Unanswered")),
            // Calls of others, also with numbers that hold the person's.
            ("202,002189655,202,002189655,0", None),
            ("2010,002201,2010,002201,0", None),
            (",,,,0", None),
        ] {
            let [calling, called, orig_calling, orig_called, outcome]: [&str; 5] =
                row.split(',').collect::<Vec<_>>().try_into().expect("five");
            let line = format!(
                "SIP,ISDN,{calling},{called},20100302093000000,00.03.25,{orig_calling},{orig_called},,12345,Tele2,{outcome}"
            );
            let report = Listed::<CallRecord>::read(&line).expect("a report");
            let call = report.rows[0].of_person(&own);
            let told = call.as_ref().map(|call| {
                let way = if call.incoming { "from" } else { "to" };
                format!("{way} {} {:?}", call.other, call.fate)
            });
            assert_eq!(told.as_deref(), expected, "{row}");
            if let Some(call) = call {
                let seconds = Some(205).filter(|_| call.fate == Fate::Taken);
                assert_eq!((call.local_ms, call.talked_s), (1_267_522_200_000, seconds), "{row}");
            }
        }
        let no_time = "SIP,ISDN,201,002189655,soon,00.03.25,201,002189655,,12345,Tele2,0";
        let report = Listed::<CallRecord>::read(no_time).expect("a report");
        assert_eq!(report.rows[0].of_person(&own), None);
    }
}
