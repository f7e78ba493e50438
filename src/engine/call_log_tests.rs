//! The call log: what the PBX lists and our own past, as one list.

use super::test_desk::{Desk, settings};
use super::*;
use crate::event::DAY_MS;
use crate::problem::Code;
use crate::wire::Past as Row;

/// 22 November 2026, 13:00:00.
const NOW_MS: u64 = 1_795_352_400_000;
/// The PBX's own calls that were: newest last, as it prints them.
const OUT: &str = "SIP,ISDN,201,002189655,20261122115500000,00.03.25,201,002189655,,11,Tele2,0\r\n\
    SIP,SIP,201,315,20261121090000000,00.00.00,201,315,,12,,7";
const IN: &str = "ISDN,SIP,02189655,201,20261122120000000,00.00.00,02189655,201,,13,Tele2,7\r\n\
    ISDN,SIP,3471234567,205,20261122110000000,00.01.00,3471234567,201,,14,Tele2,0\r\n\
    ISDN,SIP,anonymous,201,20261122100000000,00.00.10,anonymous,201,,15,Tele2,0";

fn desk() -> Desk {
    let stores = Stores { person: settings(), ..Stores::default() };
    Desk::start(Kept::default(), stores, NOW_MS)
}

/// A clock that shows this now, and showed something else until then.
fn clock(shows_ms: u64, showed_ms: u64, changed_ms: u64) -> Request {
    Request::UiBgLog { shows_ms, showed_ms, changed_ms }
}

fn looks(desk: &mut Desk) -> Option<Reply> {
    desk.asks(Trust::Own, clock(desk.ms, desk.ms, 0))
}

/// The PBX answers one request after the other; the log of the last effects.
fn hears(desk: &mut Desk, answers: &[(&str, &str)]) -> (Vec<Row>, Option<Problem>) {
    for (query, body) in answers {
        let request = desk.request(query);
        desk.hears(request, body);
    }
    log(desk)
}

fn log(desk: &Desk) -> (Vec<Row>, Option<Problem>) {
    let reply = desk.effects.iter().find_map(|effect| match effect {
        Effect::Reply { reply: Reply::Log { calls, problem }, .. } => Some((calls, problem)),
        _ => None,
    });
    let (calls, problem) = reply.expect("the log is answered");
    (calls.clone(), problem.clone())
}

/// The directory's answers, which are asked for before the first log.
fn names_come(desk: &mut Desk) {
    let asked = ["srv=3&info=0", "srv=3&info=4", "srv=3&info=2"].map(|query| desk.request(query));
    for (request, answer) in asked.into_iter().zip(["315=1", "315=Rossi Anna;", "Sales=315"]) {
        desk.hears(request, answer);
    }
}

/// Who, direction, outcome, seconds, minutes ago.
fn lines(calls: &[Row]) -> Vec<String> {
    let line = |row: &Row| {
        let way = if row.incoming { "from" } else { "to" };
        let name = row.name.as_deref().unwrap_or("-");
        let talked = row.talked_s.map_or("-".to_owned(), |s| s.to_string());
        let ago = (NOW_MS - row.at_ms) / 60_000;
        format!("{way} {} {name} {} {talked} {ago}", row.shown, row.outcome)
    };
    calls.iter().map(line).collect()
}

#[test]
fn the_pbx_is_asked_for_ones_own_calls_and_nobody_elses() {
    let mut desk = desk();
    assert_eq!(looks(&mut desk), None, "answered later");
    let days = "day_from=15&month_from=11&year_from=2026&day_to=22&month_to=11&year_to=2026";
    let (out, into) = (
        format!("srv=17&{days}&calling=201&call_result=14"),
        format!("srv=17&{days}&called=201&call_result=14"),
    );
    let asked: Vec<_> = desk.sent().into_iter().map(|(_, query)| query).collect();
    assert_eq!(asked, ["srv=3&info=0", "srv=3&info=4", "srv=3&info=2", &out]);
    let first = desk.request(&out);
    names_come(&mut desk);
    desk.hears(first, OUT);
    let (calls, problem) = hears(&mut desk, &[(&into, IN)]);
    assert_eq!(problem, None);
    assert_eq!(
        lines(&calls),
        [
            "from +39 02 189655 - log_missed - 60",
            "to +39 02 189655 - log_taken 205 65",
            "from +39 347 123 4567 - log_elsewhere - 120",
            "from  anonymous log_taken 10 180",
            "to 315 Rossi Anna ended_no_answer - 1680",
        ]
    );
    assert!(calls.iter().all(|row| row.only_pbx));
    looks(&mut desk);
    let asked: Vec<_> = desk.sent().into_iter().map(|(_, query)| query).collect();
    assert_eq!(asked, [out], "who works here is known");
}

#[test]
fn calls_of_others_that_a_pbx_lists_all_the_same_reach_nothing() {
    let mut desk = desk();
    looks(&mut desk);
    let others = format!(
        "{OUT}\r\nISDN,SIP,0677665544,222,20261122115000000,00.01.00,0677665544,222,,99,Tele2,0"
    );
    let (calls, problem) = hears(&mut desk, &[("srv=17", &others), ("srv=17", &others)]);
    assert_eq!((calls.len(), problem), (2, None));
    let kept = format!("{:?}{:?}{:?}", desk.kept, desk.lasting, desk.effects);
    assert!(!kept.contains("77665544"), "{kept}");
    assert!(!format!("{:?}", desk.lasting).contains("189655"), "on disk the PBX's list is not");
}

#[test]
fn a_call_of_ours_and_its_row_are_one() {
    // Ours was placed at 13:00 by our clock; the row says when by the PBX's.
    let row = |id: &str, number: &str, time: &str| {
        format!("SIP,ISDN,201,{number},20261122{time}000,00.03.25,201,{number},,{id},Tele2,0")
    };
    for (row, rows, why) in [
        (row("12345", "002189655", "130001"), 1, "the same name"),
        (row("12345", "002189655", "121500"), 1, "the same name, by a clock that is wrong"),
        (row("777", "002189655", "130130"), 1, "the same number within two minutes"),
        (row("777", "02189655", "125900"), 1, "printed without the outside line"),
        (row("777", "002189655", "130230"), 2, "too far apart"),
        (row("777", "0677665544", "130001"), 2, "another number"),
        (row("777", "9655", "130001"), 2, "an extension that ends alike"),
    ] {
        let mut desk = desk();
        desk.types("02 189655");
        let place = desk.request("srv=0");
        desk.hears(place, "result=24");
        let mut past = desk.engine.past.clone();
        past.calls[0].pbx_call = Some("12345".to_owned());
        past.calls[0].outcome = "state_unknown".to_owned();
        desk.engine.past = past;
        looks(&mut desk);
        let (calls, _) = hears(&mut desk, &[("srv=17", &row), ("srv=17", "")]);
        assert_eq!(calls.len(), rows, "{why}");
        if rows == 1 {
            assert_eq!(lines(&calls), ["to +39 02 189655 - log_taken 205 0"], "{why}");
            assert!(!calls[0].only_pbx);
        }
    }
}

#[test]
fn what_goes_wrong_is_said_and_what_was_known_stands() {
    let mut desk = desk();
    looks(&mut desk);
    hears(&mut desk, &[("srv=17", OUT), ("srv=17", IN)]);
    let (known, cut) = (5, "SIP,ISDN,201,0021");
    for (answers, problem, rows) in [
        (vec!["result=1"], Problem::pbx_result(1), known),
        (vec!["", "result=27;"], Problem::pbx_result(27), known),
        (vec!["<html>"], Code::AnswerUnreadable.into(), known),
        (vec![cut, cut], Code::LogIncomplete.into(), known),
        (vec![OUT, &format!("{IN}\r\n{cut}")], Code::LogIncomplete.into(), known),
    ] {
        assert_eq!(looks(&mut desk), None);
        for answer in &answers {
            desk.hears(desk.request("srv=17"), answer);
        }
        let (calls, said) = log(&desk);
        assert_eq!((calls.len(), said), (rows, Some(problem)), "{answers:?}");
    }
    looks(&mut desk);
    let request = desk.request("srv=17");
    desk.loses(request, NetError::TooLarge);
    assert_eq!(log(&desk).1, Some(Code::AnswerTooLarge.into()));
    let mut dead = desk.dies();
    let Reply::Status { history, .. } = dead.own_asks(Request::UiBgStatus { host: None }) else {
        panic!("a status")
    };
    assert_eq!(history.len(), known, "the next worker shows at once what was known");
}

#[test]
fn who_looks_while_it_is_asked_waits_for_the_same_answer() {
    let mut desk = desk();
    looks(&mut desk);
    let request = desk.request("srv=17");
    assert_eq!((looks(&mut desk), desk.sent()), (None, vec![]));
    desk.hears(request, "result=2");
    let replies = desk.effects.iter().filter(|effect| matches!(effect, Effect::Reply { .. }));
    assert_eq!(replies.count(), 2);
}

#[test]
fn the_pbxs_clock_is_that_of_its_zone() {
    // Noon in Tokyo, nine hours ahead; summer time of a zone that ended three days ago.
    let hours = |hours: u64| NOW_MS + hours * 3_600_000;
    let tokyo = clock(hours(9) + 300, hours(9) + 300, 0);
    let rome = clock(hours(1), hours(2), NOW_MS - 3 * DAY_MS);
    for (clock, asked, printed, ago) in [
        (tokyo, "day_from=15&month_from=11&year_from=2026&day_to=22", "20261122210000000", 60),
        (rome.clone(), "day_from=15", "20261122130000000", 60),
        (rome, "day_from=15", "20261118150000000", 5_760),
    ] {
        let mut desk = desk();
        desk.asks(Trust::Own, clock);
        assert!(desk.sent()[3].1.contains(asked), "{:?}", desk.sent());
        let row = format!("SIP,SIP,201,315,{printed},00.00.01,201,315,,1,,0");
        let (calls, _) = hears(&mut desk, &[("srv=17", &row), ("srv=17", "")]);
        assert_eq!((NOW_MS - calls[0].at_ms) / 60_000, ago, "{printed}");
    }
    for (shows, showed) in [(0, 0), (hours(24), NOW_MS), (NOW_MS, u64::MAX)] {
        let reply = desk().asks(Trust::Own, clock(shows, showed, 0));
        let Some(Reply::Log { problem, .. }) = reply else { panic!("answered at once") };
        assert_eq!(problem.and_then(|p| p.field).as_deref(), Some("pbx_time_zone"));
    }
}

#[test]
fn it_is_not_asked_by_pages_nor_where_nobody_wants_it() {
    let mut desk = desk();
    let clock = clock(NOW_MS, NOW_MS, 0);
    let reply = desk.page_asks(clock.clone());
    assert!(matches!(reply, Reply::Refused { .. }) && desk.sent().is_empty());
    for (key, value) in [("call_log_days", Some(0)), ("extension", None)] {
        let mut person = settings();
        person
            .insert(key.to_owned(), value.map_or("".into(), |n: u64| crate::json::Json::Whole(n)));
        let mut desk = Desk::with(person, Stored::new());
        let reply = desk.own_asks(clock.clone());
        assert_eq!(reply, Reply::Log { calls: vec![], problem: None }, "{key}");
        assert!(desk.sent().is_empty());
    }
}

#[test]
fn an_answer_that_was_asked_for_with_other_settings_is_nobodys() {
    let mut desk = desk();
    looks(&mut desk);
    let old = desk.request("srv=17");
    let mut changes = crate::settings::Stored::new();
    changes.insert("extension".to_owned(), "205".into());
    desk.own_asks(Request::UiBgSave { changes });
    assert_eq!(log(&desk), (vec![], None), "who waited is told");
    desk.hears(old, OUT);
    assert!(desk.sent().is_empty());
    looks(&mut desk);
    let new = desk.request("srv=17");
    desk.hears(old, OUT);
    desk.hears(new, "");
    let (rows, _) = hears(&mut desk, &[("srv=17", "")]);
    assert_eq!(lines(&rows), [""; 0]);
}

#[test]
fn a_pbx_that_counts_its_calls_anew_loses_none() {
    let mut desk = desk();
    let twice = "ISDN,SIP,02189655,201,20261122120000000,00.00.00,02189655,201,,13,Tele2,7\r\n\
        ISDN,SIP,3471234567,201,20261120120000000,00.00.00,3471234567,201,,13,Tele2,7";
    looks(&mut desk);
    let (rows, _) = hears(&mut desk, &[("srv=17", OUT), ("srv=17", twice)]);
    assert_eq!(rows.len(), 4);
    // Our own call, and another's of the same name that came in the same day.
    desk.engine.past.calls.push(Row {
        shown: "+39 06 6982".to_owned(),
        at_ms: NOW_MS,
        outcome: "ended_hung_up".to_owned(),
        pbx_call: Some("13".to_owned()),
        ..Row::default()
    });
    assert_eq!(desk.engine.log_as_known().len(), 5);
}

#[test]
fn our_own_calls_are_listed_however_many_the_pbx_lists() {
    let mut desk = desk();
    let row =
        |n: u32| format!("ISDN,SIP,02{n},201,20261122120000000,00.00.00,02{n},201,,{n},T,7\r\n");
    let many: String = (1_000..1_200).map(row).collect();
    desk.engine.past.calls.push(Row {
        shown: "+39 06 6982".to_owned(),
        at_ms: NOW_MS - 20 * DAY_MS,
        ..Row::default()
    });
    looks(&mut desk);
    let (rows, _) = hears(&mut desk, &[("srv=17", ""), ("srv=17", &many)]);
    assert_eq!(rows.len(), 101);
    assert_eq!(rows.last().map(|row| row.shown.as_str()), Some("+39 06 6982"));
}
