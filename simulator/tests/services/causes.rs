//! Every cause of a refusal, by doing what causes it: the usual number, and with a switch another.
//! A refused command changes nothing.

use std::collections::BTreeSet;

use crate::desk::{Desk, by_hand};
use crate::{messages, people, reports, voice};
use pronto_simulator::{Cause, Codes, State, Status};

/// A cause, its usual number, what leads to it, and the request that meets it.
pub type Row = (Cause, u16, fn(&mut Desk), &'static str);

const OUTSIDE: &str = "0491234";
const PLACE: &str = "srv=0&first_number=201&second_number=0495678&first_interface=SIP";

/// Call 1: 0491234 and 201.
fn one(desk: &mut Desk) {
    desk.call(OUTSIDE, "201", State::Connected);
}

/// And call 2: 201 and 203.
fn two(desk: &mut Desk) {
    one(desk);
    desk.call("201", "203", State::Connected);
}

/// Call 1 rings at 203.
fn rings(desk: &mut Desk) {
    desk.call(OUTSIDE, "203", State::RingingSecond);
}

fn rings_for_a_group(desk: &mut Desk) {
    desk.group_call(OUTSIDE, "203", "SalesOffice", State::RingingSecond);
}

/// Call 1 rings at 201 first.
fn calls_out(desk: &mut Desk) {
    desk.call("201", "0499", State::RingingFirst);
}

/// Call 1 of 201 is parked on line 1.
fn parked(desk: &mut Desk) {
    one(desk);
    desk.ask("srv=13&action=11&ext=201&call_id=1");
}

/// Calls 1 and 2 are a conference in call 1; call 3 is 202 and somebody.
fn conference(desk: &mut Desk) {
    two(desk);
    desk.call("202", "0499", State::Connected);
    desk.ask("srv=8&call_id=1&conf_id=2");
}

fn recording(desk: &mut Desk) {
    one(desk);
    desk.ask("srv=2&call_id=1&enable=1");
}

const ROWS: &[Row] = &[
    (Cause::FirstPartyOffline, 8, |desk| away(desk, "201"), PLACE),
    (Cause::FirstPartyBusy, 8, calls_out, PLACE),
    (Cause::FirstPartyBusy, 8, two, PLACE),
    (Cause::OutgoingForbidden, 45, |desk| forbidden(desk, "201"), PLACE),
    (Cause::RecordBadEnable, 2, one, "srv=2&call_id=1&enable=2"),
    (Cause::RecordBadInfo, 2, one, "srv=2&call_id=1&enable=1&info=..%5C..%5Cx"),
    (Cause::RecordNotConnected, 15, rings, "srv=2&call_id=1&enable=1"),
    (Cause::RecordNotConnected, 15, parked, "srv=2&call_id=1&enable=1"),
    (Cause::RecordRunsAlready, 0, recording, "srv=2&call_id=1&enable=1"),
    (Cause::RecordRunsNot, 0, one, "srv=2&call_id=1&enable=0"),
    (
        Cause::RecordDiskFull,
        8,
        |desk| {
            recording(desk);
            desk.ask("srv=2&call_id=1&enable=0");
        },
        "srv=2&call_id=1&enable=1",
    ),
    (
        Cause::TransferNotBusy,
        15,
        |desk| {
            rings(desk);
            desk.call("201", "202", State::Connected);
        },
        "srv=7&call_id=1&xfer_id=2",
    ),
    (Cause::TransferNotBusy, 15, conference, "srv=7&call_id=1&xfer_id=3"),
    (
        Cause::TransferTooEarly,
        15,
        |desk| {
            one(desk);
            desk.ask("srv=0&first_number=201&second_number=203&first_interface=SIP");
        },
        "srv=7&call_id=1&xfer_id=2",
    ),
    (Cause::TransferTooEarly, 15, conference, "srv=7&call_id=3&xfer_id=1"),
    (Cause::TransferBadParty, 16, two, "srv=7&call_id=1&xfer_id=2&call_party=Calling"),
    (Cause::TransferBadParty, 16, two, "srv=7&call_id=1&xfer_id=2&xfer_party=0"),
    (
        Cause::TransferPartyNotUp,
        16,
        |desk| {
            one(desk);
            desk.call("202", "203", State::RingingSecond);
        },
        "srv=7&call_id=1&xfer_id=2&xfer_party=calling",
    ),
    (
        Cause::TransferSameParty,
        16,
        two,
        "srv=7&call_id=1&xfer_id=2&call_party=called&xfer_party=calling",
    ),
    (Cause::TransferIntoItself, 17, one, "srv=7&call_id=1&xfer_id=1"),
    (
        Cause::ConferenceNotBusy,
        15,
        |desk| {
            one(desk);
            desk.call("201", "203", State::RingingSecond);
        },
        "srv=8&call_id=1&conf_id=2",
    ),
    (
        Cause::ConferenceNotBusy,
        15,
        |desk| {
            parked(desk);
            desk.call("201", "203", State::Connected);
        },
        "srv=8&call_id=1&conf_id=2",
    ),
    (Cause::ConferenceNotFound, 7, one, "srv=8&call_id=1&conf_id=2"),
    (Cause::ConferenceWithItself, 7, one, "srv=8&call_id=1&conf_id=1"),
    (Cause::ParkBadAction, 21, one, "srv=13&action=1&ext=201&call_id=1"),
    (Cause::ParkSenderUnknown, 24, one, "srv=13&action=11&ext=999&call_id=1"),
    (Cause::ParkCallNotFound, 38, one, "srv=13&action=11&ext=201&call_id=2"),
    (Cause::ParkNotOwnCall, 38, one, "srv=13&action=11&ext=202&call_id=1"),
    (Cause::ParkNotConnected, 36, rings, "srv=13&action=11&ext=203&call_id=1"),
    (Cause::ParkNotConnected, 36, parked, "srv=13&action=11&ext=201&call_id=1"),
    (Cause::ParkNotConnected, 36, conference, "srv=13&action=11&ext=201&call_id=1"),
    (
        Cause::ParkLinesTaken,
        37,
        |desk| {
            parked(desk);
            desk.call("202", "0499", State::Connected);
            desk.ask("srv=13&action=11&ext=202&call_id=2");
            desk.call("203", "0498", State::Connected);
        },
        "srv=13&action=11&ext=203&call_id=3",
    ),
    (Cause::UnparkSenderUnknown, 39, parked, "srv=13&action=12&ext=999&line_id=1"),
    (Cause::UnparkSenderOffline, 39, parked, "srv=13&action=12&ext=206&line_id=1"),
    (
        Cause::UnparkSenderBusy,
        8,
        |desk| {
            parked(desk);
            desk.call("0492", "203", State::RingingSecond);
        },
        "srv=13&action=12&ext=203&line_id=1",
    ),
    (Cause::UnparkNoSuchLine, 37, parked, "srv=13&action=12&ext=203&line_id=3"),
    (Cause::UnparkNoSuchLine, 37, parked, "srv=13&action=12&ext=203&line_id=a"),
    (Cause::UnparkLineEmpty, 38, parked, "srv=13&action=12&ext=203&line_id=2"),
    (Cause::PickNotUsers, 30, rings, "srv=14&ext=999&picked_ext=203"),
    (Cause::PickNotUsers, 30, rings, "srv=14&ext=201&picked_ext=999"),
    (Cause::PickNotAllowed, 29, rings, "srv=14&ext=207&picked_ext=203"),
    (Cause::PickerOffline, 31, rings, "srv=14&ext=206&picked_ext=203"),
    (Cause::PickerInRingingGroup, 32, rings_for_a_group, "srv=14&ext=202&picked_ext=203"),
    (Cause::PickerInRingingGroup, 32, rings, "srv=14&ext=203&picked_ext=203"),
    (Cause::PickedOffline, 33, rings, "srv=14&ext=201&picked_ext=206"),
    (Cause::PickNothingRings, 33, one, "srv=14&ext=202&picked_ext=201"),
    (
        Cause::PickerBusy,
        33,
        |desk| {
            rings(desk);
            desk.call("201", "0499", State::RingingSecond);
        },
        "srv=14&ext=201&picked_ext=203",
    ),
];

fn forbidden(desk: &mut Desk, ext: &str) {
    assert_eq!(desk.ask(&format!("srv=4&ext={ext}&prty=0&value=0")), "result=0");
}

fn away(desk: &mut Desk, ext: &str) {
    let now_ms = desk.now_ms;
    desk.pbx.intervene(now_ms, |exchange, _| {
        exchange.office.user_mut(ext).expect("a user").status = Status::Offline;
    });
}

/// Rows of calls, states of people, the office, files: all that a command could have changed.
fn seen(desk: &mut Desk) -> (Vec<String>, String, String) {
    let rows = (desk.rows(), desk.ask("srv=3&info=0"));
    let exchange = desk.pbx.exchange();
    let kept = (exchange.recordings(), exchange.sms(), exchange.voice_messages());
    let voice = (exchange.playbacks(), exchange.ivrs());
    (rows.0, rows.1, format!("{:?} {kept:?} {voice:?}", exchange.office))
}

pub fn rows() -> impl Iterator<Item = &'static Row> {
    [ROWS, people::CAUSES, messages::CAUSES, reports::CAUSES, voice::CAUSES].into_iter().flatten()
}

fn office(codes: Codes) -> Desk {
    let mut options = by_hand();
    options.call_control.park_lines = 2;
    options.call_control.disk_files = Some(1);
    options.people.unknown_members = false;
    options.messaging.mobile_sms = false;
    options.voice.most_rooms = Some(2);
    options.codes = codes;
    Desk::new(options)
}

#[test]
fn each_cause_has_its_number() {
    for (cause, code, prepare, query) in rows() {
        for (codes, code) in [(Codes::default(), *code), (Codes::default().with(*cause, 77), 77)] {
            let mut desk = office(codes);
            prepare(&mut desk);
            let before = seen(&mut desk);
            assert_eq!(desk.ask(query), format!("result={code}"), "{cause:?} {query}");
            assert_eq!(seen(&mut desk), before, "{cause:?} {query}");
        }
    }
}

#[test]
fn no_cause_is_without_a_row() {
    let met: BTreeSet<Cause> = rows().map(|row| row.0).collect();
    let all: BTreeSet<Cause> = Cause::ALL.iter().map(|row| row.0).collect();
    assert_eq!(met, all);
    for (cause, code, ..) in rows() {
        assert!(Cause::ALL.iter().any(|(other, usual)| other == cause && usual.0 == *code));
    }
}

#[test]
fn ids_that_name_no_call() {
    let row = |query: &str, expected: &str| {
        let mut desk = office(Codes::default());
        one(&mut desk);
        assert_eq!(desk.ask(query), expected, "{query}");
    };
    row("srv=2&call_id=x&enable=1", "result=5");
    row("srv=2&call_id=2&enable=1", "result=7");
    row("srv=2&call_id=2&enable=0", "result=7");
    row("srv=7&call_id=x&xfer_id=1", "result=5");
    row("srv=7&call_id=1&xfer_id=x", "result=5");
    row("srv=7&call_id=2&xfer_id=1", "result=7");
    row("srv=7&call_id=1&xfer_id=2", "result=17");
    row("srv=8&call_id=1&conf_id=x", "result=5");
    row("srv=8&call_id=2&conf_id=1", "result=7");
    row("srv=13&action=11&ext=201&call_id=x", "result=5");
}

#[test]
fn a_call_that_has_ended_is_no_longer_found() {
    let mut desk = office(Codes::default());
    two(&mut desk);
    desk.ask("srv=1&call_id=1");
    assert_eq!(desk.ask("srv=7&call_id=1&xfer_id=2"), "result=7");
}
