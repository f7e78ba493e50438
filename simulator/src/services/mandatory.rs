//! The parameters that a service cannot do without, srv=2 and 4 to 18.
//!
//! A missing one is answered with its own code. Where the document has no code for a
//! parameter, the one whose words come closest is taken. What depends on a switch or
//! on more than `act` is looked at by the service itself.

use crate::query::Query;
use crate::result_code::ResultCode;

/// The code of the first mandatory parameter that is missing.
pub fn missing(srv: u8, query: &Query) -> Option<ResultCode> {
    MANDATORY
        .iter()
        .filter(|rule| rule.srv == srv && rule.holds_for(query))
        .find(|rule| query.value(rule.parameter).is_none())
        .map(|rule| rule.code)
}

struct Rule {
    srv: u8,
    /// Mandatory only when this parameter has one of these values.
    when: Option<(&'static str, &'static [&'static str])>,
    parameter: &'static str,
    code: ResultCode,
}

const fn always(srv: u8, parameter: &'static str, code: ResultCode) -> Rule {
    Rule { srv, when: None, parameter, code }
}

const fn on(
    acts: &'static [&'static str],
    srv: u8,
    parameter: &'static str,
    code: ResultCode,
) -> Rule {
    with("act", acts, srv, parameter, code)
}

const fn with(
    key: &'static str,
    values: &'static [&'static str],
    srv: u8,
    parameter: &'static str,
    code: ResultCode,
) -> Rule {
    Rule { srv, when: Some((key, values)), parameter, code }
}

impl Rule {
    fn holds_for(&self, query: &Query) -> bool {
        self.when.is_none_or(|(key, values)| {
            query.value(key).is_some_and(|value| values.contains(&value))
        })
    }
}

const CHANGE: &[&str] = &["edit", "del"];
const GET: &[&str] = &["getall"];

/// In the order in which the PBX looks.
const MANDATORY: &[Rule] = &[
    always(2, "call_id", ResultCode::MISSING_CALL_ID),
    always(2, "enable", ResultCode::MISSING_ENABLE),
    always(4, "ext", ResultCode::MISSING_EXT),
    always(4, "prty", ResultCode::MISSING_PROPERTY),
    always(4, "value", ResultCode::MISSING_VALUE),
    always(5, "recipient", ResultCode::MISSING_RECIPIENT),
    always(5, "body", ResultCode::MISSING_BODY),
    always(6, "name", ResultCode::BAD_GROUP_PARAMS),
    always(6, "prty", ResultCode::MISSING_PROPERTY),
    always(6, "value", ResultCode::MISSING_VALUE),
    always(7, "call_id", ResultCode::MISSING_CALL_ID),
    always(7, "xfer_id", ResultCode::MISSING_XFER_ID),
    always(8, "call_id", ResultCode::MISSING_CALL_ID),
    always(9, "id", ResultCode::MISSING_IVR_ID),
    always(11, "act", ResultCode::BAD_ACTION_OR_INDEX),
    on(CHANGE, 11, "ind", ResultCode::BAD_ACTION_OR_INDEX),
    always(12, "act", ResultCode::BAD_ACTION_OR_INDEX),
    on(CHANGE, 12, "ext", ResultCode::MISSING_EXT),
    always(13, "action", ResultCode::MISSING_PARK_PARAMS),
    always(13, "ext", ResultCode::MISSING_PARK_PARAMS),
    with("action", &["11"], 13, "call_id", ResultCode::MISSING_PARK_PARAMS),
    with("action", &["12"], 13, "line_id", ResultCode::MISSING_PARK_PARAMS),
    always(14, "ext", ResultCode::MISSING_PICK_PARAMS),
    always(14, "picked_ext", ResultCode::MISSING_PICK_PARAMS),
    always(15, "act", ResultCode::BAD_ACTION_OR_INDEX),
    always(15, "owner", ResultCode::MISSING_OWNER),
    on(CHANGE, 15, "id", ResultCode::BAD_SMS_ID_LIST),
    on(GET, 15, "day_from", ResultCode::BAD_DATE_SELECTION),
    on(GET, 15, "month_from", ResultCode::BAD_DATE_SELECTION),
    on(GET, 15, "year_from", ResultCode::BAD_DATE_SELECTION),
    on(GET, 15, "day_to", ResultCode::BAD_DATE_SELECTION),
    on(GET, 15, "month_to", ResultCode::BAD_DATE_SELECTION),
    on(GET, 15, "year_to", ResultCode::BAD_DATE_SELECTION),
    always(16, "act", ResultCode::BAD_ACTION_OR_INDEX),
    always(16, "owner", ResultCode::MISSING_OWNER),
    on(CHANGE, 16, "id", ResultCode::BAD_ACTION_OR_INDEX),
    on(CHANGE, 16, "time", ResultCode::BAD_ACTION_OR_INDEX),
    always(17, "day_from", ResultCode::BAD_DATE_SELECTION),
    always(17, "month_from", ResultCode::BAD_DATE_SELECTION),
    always(17, "year_from", ResultCode::BAD_DATE_SELECTION),
    always(17, "day_to", ResultCode::BAD_DATE_SELECTION),
    always(17, "month_to", ResultCode::BAD_DATE_SELECTION),
    always(17, "year_to", ResultCode::BAD_DATE_SELECTION),
    always(18, "act", ResultCode::BAD_ACTION_OR_INDEX),
    on(CHANGE, 18, "name", ResultCode::BAD_GROUP_PARAMS),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::Charset;

    #[test]
    fn what_is_missing_is_named() {
        let row = |query: &str, code: u16| {
            let target = format!("/services.cgi?{query}");
            let query = Query::parse(&target, Charset::Utf8);
            let srv = query.small("srv").expect("a small number");
            let code = (code != 0).then_some(ResultCode(code));
            assert_eq!(missing(srv, &query), code, "{target}");
        };
        row("srv=2", 3);
        row("srv=2&call_id=1", 6);
        row("srv=2&call_id=1&enable=1", 0);
        row("srv=4", 4);
        row("srv=4&ext=203", 10);
        row("srv=4&ext=203&prty=0", 12);
        row("srv=5", 9);
        row("srv=5&recipient=201", 13);
        row("srv=6", 42);
        row("srv=7&call_id=1", 14);
        row("srv=8&conf_id=1", 3);
        row("srv=9", 19);
        row("srv=11", 21);
        row("srv=11&act=del", 21);
        row("srv=11&act=add", 0);
        row("srv=12&act=del", 4);
        row("srv=12&act=del&ext=201", 0);
        row("srv=13&action=11", 35);
        row("srv=13&action=11&ext=201&line_id=1", 35);
        row("srv=13&action=12&ext=201&call_id=1", 35);
        row("srv=13&action=12&ext=201&line_id=1", 0);
        row("srv=14&ext=201", 34);
        row("srv=15&act=getall", 26);
        row("srv=15&act=getall&owner=a", 27);
        row("srv=15&act=del&owner=a", 28);
        row("srv=16&act=del&owner=a", 21);
        row("srv=17", 27);
        row("srv=18&act=del", 42);
        row("srv=19", 0);
    }
}
