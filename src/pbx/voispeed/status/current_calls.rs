//! The calls that are up: info=7.
//!
//! ```text
//! 12345,20100302093000000,3,ISDN,LAN,02189655,201,SalesOffice
//! ```
//!
//! Document 000 shows no row and does not say what the numbers of `status` mean: they stay text,
//! and the option `call_status_map` says what they mean at this PBX.

use super::super::dates::PbxTime;
use super::super::grammar::{Answer, Listed, Misread, csv_rows, fields, label};
use crate::event::{CallId, LiveCall};
use crate::settings::Settings;

/// info=7: one call, its fields as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentCall {
    /// The PBX's name for it; srv=0's `call_id`, as far as the document tells.
    pub id: CallId,
    /// Since when, by the PBX's clock.
    pub date_time: PbxTime,
    /// A number whose meaning the document does not give.
    pub status: String,
    /// Interface of the calling party.
    pub calling_network: String,
    /// Interface of the called party.
    pub called_network: String,
    /// Who calls.
    pub calling_party: String,
    /// Who is called.
    pub called_party: String,
    /// The group that was called, if any.
    pub called_group: String,
}

impl CurrentCall {
    /// The columns, as document 000 names them.
    pub const COLUMNS: [&str; 8] = [
        "id",
        "date_time",
        "status",
        "calling_network",
        "called_network",
        "calling_party",
        "called_party",
        "called_group",
    ];

    /// The call as every PBX shows one.
    #[must_use]
    pub fn live(self, settings: &Settings) -> LiveCall {
        let meaning = settings.call_status_map.meaning(&self.status);
        LiveCall { id: self.id, meaning, calling: self.calling_party, called: self.called_party }
    }

    fn of(line: &str) -> Option<Self> {
        let fields: [&str; 8] = fields(line).try_into().ok()?;
        let [id, date_time, status, calling_network, called_network, calling, called, group] =
            fields;
        Some(Self {
            id: CallId::new(id).ok()?,
            date_time: PbxTime::seventeen(&label(date_time)),
            status: label(status),
            calling_network: label(calling_network),
            called_network: label(called_network),
            calling_party: label(calling),
            called_party: label(called),
            called_group: label(group),
        })
    }
}

impl Answer for Listed<CurrentCall> {
    fn read(text: &str) -> Result<Self, Misread> {
        csv_rows(text, CurrentCall::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_a_flaw_is_kept_raw_and_the_rest_stands() {
        let text = "1,20100302093000000,3,SIP,ISDN,201,02189655,\r\n\
                    2,20100302093000000,3,SIP,ISDN,202,02189656\r\n\
                    3,20100302093000000,3,SIP,ISDN,203,02189657,Sales, Rome\r\n\
                    ,20100302093000000,3,SIP,ISDN,204,02189658,\r\n\
                    5 , today , 12 , LAN , LAN , 205 , 206 , Tech";
        let calls = Listed::<CurrentCall>::read(text).expect("rows");
        let ids: Vec<_> = calls.rows.iter().map(|call| call.id.as_str()).collect();
        assert_eq!(ids, ["1", "5"]);
        assert_eq!(calls.unparsed.len(), 3);
        let last = &calls.rows[1];
        assert_eq!((last.status.as_str(), last.called_party.as_str()), ("12", "206"));
        assert_eq!((last.date_time.raw.as_str(), last.date_time.moment), ("today", None));
    }

    #[test]
    fn no_call_and_no_list_of_calls_are_told_apart() {
        assert!(Listed::<CurrentCall>::read(" \r\n").expect("no calls").complete());
        assert!(!Listed::<CurrentCall>::read("12345,2010").expect("half a row").complete());
        assert_eq!(Listed::<CurrentCall>::read("Busy"), Err(Misread::Unreadable));
        assert_eq!(Listed::<CurrentCall>::read("<html>a,b</html>"), Err(Misread::Unreadable));
    }
}
