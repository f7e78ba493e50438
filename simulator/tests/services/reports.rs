//! srv=17: a report of every call that was lived, and the filters.

use crate::causes::Row;
use crate::desk::{Desk, by_hand};
use pronto_simulator::switches::reporting::{Columns, Outcomes};
use pronto_simulator::{Cause, Options, Party, Reporting, State};

/// 2 March 2010 alone.
const TODAY: &str = "day_from=2&month_from=3&year_from=2010&day_to=2&month_to=03&year_to=2010";
const CLICK: &str = "srv=0&first_number=201&first_interface=SIP&second_number=";

/// Every cause of this service.
pub const CAUSES: &[Row] = &[
    (
        Cause::ReportBadDates,
        27,
        |_| {},
        "srv=17&day_from=29&month_from=2&year_from=2010&day_to=2&month_to=3&year_to=2010",
    ),
    (
        Cause::ReportBadDates,
        27,
        |_| {},
        "srv=17&day_from=3&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010",
    ),
    (
        Cause::ReportBadDates,
        27,
        |_| {},
        "srv=17&day_from=x&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010",
    ),
    (
        Cause::ReportBadOutcome,
        2,
        |_| {},
        "srv=17&day_from=2&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010&call_result=15",
    ),
];

fn with(change: impl FnOnce(&mut Reporting)) -> Desk {
    let mut options = by_hand();
    change(&mut options.reporting);
    Desk::new(options)
}

impl Desk {
    /// The report of today, as `calling called duration outcome` of the calls that the filter lets pass.
    fn reported(&mut self, filter: &str) -> Vec<String> {
        let rows = self.ask(&format!("srv=17&{TODAY}{filter}"));
        let fields = rows.lines().map(|row| row.split(',').collect::<Vec<_>>());
        fields.map(|f| format!("{} {} {} {}", f[2], f[3], f[5], f[11])).collect()
    }
}

/// One call of each outcome: accepted, busy, timed out, abandoned, refused, unreachable.
fn a_day(change: impl FnOnce(&mut Reporting)) -> Desk {
    let mut desk = with(change);
    desk.group_call("0491234", "201", "SalesOffice", State::Connected);
    desk.step(205_000);
    desk.done("srv=1&call_id=1");
    for (second, ms) in [("0401", 1_000), ("0402", 60_000), ("0402", 0), ("203", 0), ("206", 1_000)]
    {
        desk.done(&format!("{CLICK}{second}"));
        let id = desk.pbx.calls().last().expect("a call").id().to_owned();
        desk.lift(&id, Party::First);
        desk.step(ms);
        if ms == 0 {
            let party = if second == "203" { Party::Second } else { Party::First };
            desk.pbx.intervene(desk.now_ms, |exchange, at| exchange.hang_up(&id, party, at));
        }
        assert_eq!(desk.rows(), [""; 0], "{second}");
    }
    desk
}

#[test]
fn a_row_has_twelve_fields() {
    let mut desk = a_day(|_| {});
    assert_eq!(
        desk.ask(&format!("srv=17&{TODAY}")),
        "ISDN,LAN,0491234,201,20100302093000000,00.03.25,0491234,201,SalesOffice,1,Tele2,0\r\n"
    );
    let mut blanks = Desk::new(Options { csv_blanks: true, ..by_hand() });
    blanks.call("202", "201", State::Connected).done("srv=1&call_id=1");
    assert_eq!(
        blanks.ask(&format!("srv=17&{TODAY}")),
        "LAN , LAN , 202 , 201 , 20100302093000000 , 00.00.00 , 202 , 201 ,  , 1 ,  , 0\r\n"
    );
}

#[test]
fn every_call_that_is_over_is_reported_and_no_other() {
    let all = "&call_result=14";
    let mut desk = a_day(|_| {});
    assert_eq!(
        desk.reported(all),
        [
            "0491234 201 00.03.25 0",
            "201 0401 00.00.00 4",
            "201 0402 00.00.00 7",
            "201 0402 00.00.00 6",
            "201 203 00.00.00 5",
            "201 206 00.00.00 3",
        ]
    );
    desk.call("0499", "202", State::Connected);
    assert_eq!(desk.reported(all).len(), 6, "it is up");
    desk.pbx.intervene(desk.now_ms, |exchange, at| exchange.forget(None, at));
    assert_eq!(desk.reported(all).len(), 6, "the PBX has forgotten it");
}

#[test]
fn filters() {
    let mut desk = a_day(|_| {});
    let mut row = |filter: &str, expected: &[&str]| {
        let all: Vec<String> = desk
            .reported(filter)
            .iter()
            .map(|row| row.rsplit(' ').next().unwrap_or("").to_owned())
            .collect();
        assert_eq!(all, expected, "{filter}");
    };
    row("", &["0"]);
    row("&call_result=0", &["0"]);
    row("&call_result=7", &["7"]);
    row("&call_result=13", &[]);
    row("&call_result=14&calling=201", &["4", "7", "6", "5", "3"]);
    row("&call_result=14&called=0402", &["7", "6"]);
    row("&call_result=14&called=0402&calling=202", &[]);
    row("&grpnum=315", &["0"]);
    row("&grpnum=301", &[]);
    row("&grpnum=SalesOffice", &[]);
}

#[test]
fn days_are_whole_and_the_arrival_counts() {
    let mut desk = with(|_| {});
    desk.call("0491", "201", State::Connected);
    // Over midnight.
    desk.step(15 * 3_600_000);
    desk.done("srv=1&call_id=1");
    desk.call("0492", "201", State::Connected).done("srv=1&call_id=2");
    let mut row = |from: u8, to: u8, ids: &[&str]| {
        let days = format!(
            "day_from={from}&month_from=3&year_from=2010&day_to={to}&month_to=3&year_to=2010"
        );
        let rows = desk.ask(&format!("srv=17&{days}"));
        let found: Vec<&str> = rows.lines().filter_map(|row| row.split(',').nth(9)).collect();
        assert_eq!(found, ids, "{days}");
    };
    row(1, 1, &[]);
    row(2, 2, &["1"]);
    row(3, 3, &["2"]);
    row(1, 3, &["1", "2"]);
}

#[test]
fn who_was_called_first_is_told_too() {
    // 203 diverts to 202; the customer of call 2 is transferred to 204.
    let mut desk = with(|_| {});
    desk.done("srv=4&ext=203&prty=2&value=2&number=202");
    desk.done(&format!("{CLICK}203"));
    desk.lift("1", Party::First);
    desk.lift("1", Party::Second);
    desk.done("srv=1&call_id=1");
    desk.call("0491", "201", State::Connected).call("201", "204", State::Connected);
    desk.done("srv=7&call_id=2&xfer_id=3");
    desk.step(1_000);
    desk.done("srv=1&call_id=2");
    let rows = desk.ask(&format!("srv=17&{TODAY}"));
    let parties: Vec<String> = rows
        .lines()
        .map(|row| row.split(',').collect::<Vec<_>>())
        .map(|f| format!("{}: {} {} was {} {}", f[9], f[2], f[3], f[6], f[7]))
        .collect();
    assert_eq!(
        parties,
        ["1: 201 202 was 201 203", "3: 201 204 was 201 204", "2: 0491 204 was 0491 201"]
    );
    assert_eq!(desk.reported("&called=203").len(), 1, "by the original number");
}

#[test]
fn the_order_of_two_columns_and_the_carrier_are_switches() {
    let mut desk = with(|reporting| {
        reporting.columns = Columns::CalledFirst;
        reporting.carrier = "Telecom".to_owned();
    });
    desk.call("0491", "201", State::Connected).done("srv=1&call_id=1");
    assert_eq!(desk.reported(""), ["201 0491 00.00.00 0"]);
    assert!(desk.ask(&format!("srv=17&{TODAY}")).contains(",Telecom,0\r\n"));
}

#[test]
fn the_clock_of_the_report_may_stand_in_another_zone() {
    // It is 09:30 on the second of March, UTC.
    for (minutes, printed, days) in [
        (0, ",20100302093000000,", 2),
        (540, ",20100302183000000,", 2),
        (900, ",20100303003000000,", 3),
        (-600, ",20100301233000000,", 1),
    ] {
        let mut desk = with(|reporting| reporting.zone_minutes = minutes);
        desk.call("0491", "201", State::Connected).done("srv=1&call_id=1");
        for day in 1..4 {
            let asked = format!(
                "srv=17&day_from={day}&month_from=3&year_from=2010&day_to={day}&month_to=3&year_to=2010"
            );
            assert_eq!(desk.ask(&asked).contains(printed), day == days, "{minutes} on {day}");
        }
    }
}

#[test]
fn drawn_numbers_differ_from_each_other_and_from_run_to_run() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut options = Options { seed: Some(seed), ..by_hand() };
        options.reporting.outcomes = Outcomes::Drawn;
        let numbers = Desk::new(options).pbx.outcome_numbers();
        let mut all = [
            numbers.abandoned,
            numbers.busy,
            numbers.refused,
            numbers.timed_out,
            numbers.unreachable,
        ];
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{all:?}");
        assert!(all[0] >= 1 && all[4] <= 13 && numbers.accepted == 0, "{all:?}");
        seen.insert(numbers.busy);
    }
    assert!(seen.len() > 3, "{seen:?}");
}
