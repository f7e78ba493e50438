//! srv=2, 7, 8, 13 and 14 on calls that are up: the answer, and what info=0 and info=7 show then.

use crate::desk::{Desk, by_hand};
use pronto_simulator::switches::call_control::{
    ConferenceId, DisconnectRinging, Fetch, ParkedRow, SecondCall, TransferPlaces,
};
use pronto_simulator::{Behaviour, CallControl, End, NumberRule, Options, Party, State};

fn with(change: impl FnOnce(&mut CallControl)) -> Desk {
    let mut options = by_hand();
    change(&mut options.call_control);
    Desk::new(options)
}

const CLICK: &str = "srv=0&first_number=201&second_number=02189655&first_interface=SIP";
const CONSULT: &str = "srv=0&first_number=201&second_number=203&first_interface=SIP";

/// 201 talks to 02189655 in call 1, which a click placed.
fn talking(change: impl FnOnce(&mut CallControl)) -> Desk {
    let mut desk = with(change);
    desk.ask(CLICK);
    desk.lift("1", Party::First);
    desk.lift("1", Party::Second);
    assert_eq!(desk.rows(), ["1 talk 201 02189655"]);
    desk
}

/// And asks 203 in call 2.
fn consulting(change: impl FnOnce(&mut CallControl)) -> Desk {
    let mut desk = talking(change);
    assert_eq!(desk.ask(CONSULT), "result=0;call_id=2");
    desk.lift("2", Party::First);
    desk.lift("2", Party::Second);
    assert_eq!(desk.rows(), ["1 talk 201 02189655", "2 talk 201 203"]);
    desk
}

#[test]
fn a_second_call_of_the_same_extension() {
    let row = |second_call, answer: &str, rows: &[&str]| {
        let mut desk = talking(|control| control.second_call = second_call);
        assert_eq!(desk.ask(CONSULT), answer, "{second_call:?}");
        assert_eq!(desk.rows(), rows, "{second_call:?}");
        assert_eq!(desk.people(&["201"]), "201=3");
    };
    let first = "1 talk 201 02189655";
    row(SecondCall::Rings, "result=0;call_id=2", &[first, "2 first rings 201 203"]);
    row(SecondCall::AtOnce, "result=0;call_id=2", &[first, "2 second rings 201 203"]);
    row(SecondCall::Refused, "result=8", &[first]);

    let mut desk = consulting(|_| {});
    assert_eq!(desk.ask(&CONSULT.replace("=203", "=202")), "result=8", "no third call");
    assert_eq!(desk.ask("srv=1&call_id=2"), "result=0");
    assert_eq!(desk.rows(), ["1 talk 201 02189655"]);
    assert_eq!(desk.people(&["201", "203"]), "201=3 203=1");
}

#[test]
fn a_call_that_rings_is_disconnected_where_the_pbx_does_that() {
    let row = |disconnect_ringing, answer: &str, rows: &[&str]| {
        let mut desk = with(|control| control.disconnect_ringing = disconnect_ringing);
        desk.ask(CLICK);
        desk.lift("1", Party::First);
        assert_eq!(desk.ask("srv=1&call_id=1"), answer, "{disconnect_ringing:?}");
        assert_eq!(desk.rows(), rows, "{disconnect_ringing:?}");
    };
    row(DisconnectRinging::Ends, "result=0", &[]);
    row(DisconnectRinging::Refused, "result=15", &["1 second rings 201 02189655"]);
}

#[test]
fn a_transfer_after_asking() {
    let row = |places, parties: &str, row: &str, people: &str| {
        let mut desk = consulting(|control| control.transfer_places = places);
        assert_eq!(desk.ask(&format!("srv=7&call_id=1&xfer_id=2{parties}")), "result=0");
        assert_eq!(desk.rows(), [row], "{parties}");
        assert_eq!(desk.people(&["201", "203"]), people, "{parties}");
        assert_eq!(desk.pbx.calls()[1].end(), Some(End::Transferred));
    };
    let (kept, first) = (TransferPlaces::Kept, TransferPlaces::TransferredFirst);
    let away = "201=1 203=3";
    // The click's calling party is the agent: the customer is the called one.
    row(kept, "&call_party=called&xfer_party=called", "1 talk 203 02189655", away);
    row(kept, "&call_party=called", "1 talk 203 02189655", away);
    row(first, "&call_party=called", "1 talk 02189655 203", away);
    // With the defaults the agent stays, and the customer is gone.
    row(kept, "", "1 talk 201 203", "201=3 203=3");
    row(first, "", "1 talk 201 203", "201=3 203=3");
    row(kept, "&call_party=called&xfer_party=calling", "1 talk 201 02189655", "201=3 203=1");
}

#[test]
fn an_incoming_call_is_transferred_by_the_defaults() {
    let mut desk = with(|_| {});
    desk.call("0491234", "201", State::Connected).call("201", "203", State::Connected);
    assert_eq!(desk.ask("srv=7&call_id=1&xfer_id=2"), "result=0");
    assert_eq!(desk.rows(), ["1 talk 0491234 203"]);
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=3");
}

#[test]
fn a_blind_transfer_rings_on() {
    let blind = |places| {
        let mut desk = talking(|control| control.transfer_places = places);
        desk.ask(&format!("{CONSULT}&timeout=20"));
        desk.lift("2", Party::First);
        assert_eq!(desk.ask("srv=7&call_id=1&xfer_id=2&call_party=called"), "result=0");
        assert_eq!(desk.people(&["201", "203"]), "201=1 203=2");
        desk
    };
    let mut desk = blind(TransferPlaces::Kept);
    assert_eq!(desk.rows(), ["1 first rings 203 02189655"]);
    desk.lift("1", Party::First);
    assert_eq!(desk.rows(), ["1 talk 203 02189655"]);
    desk.step(1_000_000);
    assert_eq!(desk.rows(), ["1 talk 203 02189655"], "the timeout is over with the answer");

    let mut desk = blind(TransferPlaces::TransferredFirst);
    assert_eq!(desk.rows(), ["1 second rings 02189655 203"]);
    desk.step(19_999);
    assert_eq!(desk.rows().len(), 1);
    desk.step(1);
    assert_eq!(
        desk.pbx.calls()[0].end(),
        Some(End::TimedOut),
        "nobody lifts: the customer is lost"
    );
}

#[test]
fn what_a_party_would_have_done_goes_where_it_goes() {
    // 02189603 hangs up 5 s after it has lifted.
    let mut desk = with(|_| {});
    desk.ask(&CLICK.replace("02189655", "02189603"));
    desk.lift("1", Party::First);
    desk.lift("1", Party::Second);
    desk.call("201", "203", State::Connected);
    assert_eq!(desk.ask("srv=7&call_id=2&xfer_id=1&call_party=called"), "result=0");
    assert_eq!(desk.rows(), ["2 talk 02189603 203"]);
    desk.step(5_000);
    assert_eq!(desk.pbx.calls()[1].end(), Some(End::FirstHungUp));

    for (places, end) in [
        (TransferPlaces::Kept, End::SecondHungUp),
        (TransferPlaces::TransferredFirst, End::FirstHungUp),
    ] {
        let mut desk = with(|control| control.transfer_places = places);
        desk.ask(&CLICK.replace("02189655", "02189603"));
        desk.lift("1", Party::First);
        desk.lift("1", Party::Second);
        desk.call("201", "203", State::Connected);
        assert_eq!(desk.ask("srv=7&call_id=1&xfer_id=2&call_party=called"), "result=0");
        desk.step(5_000);
        assert_eq!(desk.pbx.calls()[0].end(), Some(end), "{places:?}");
    }
}

/// 201 lifts at once and would hang up after five seconds of call 1; 203 would lift after ten.
fn hasty(change: impl FnOnce(&mut CallControl)) -> Desk {
    let rule = |ext: &str, behaviour| NumberRule { suffix: ext.to_owned(), behaviour };
    let mut options = Options {
        numbers: vec![
            rule("201", Behaviour::AnswersThenHangsUp { after_ms: 0, talk_ms: 5_000 }),
            rule("203", Behaviour::Answers { after_ms: 10_000 }),
        ],
        ..by_hand()
    };
    change(&mut options.call_control);
    let mut desk = Desk::new(options);
    desk.ask(CLICK);
    desk.step(0);
    desk.lift("1", Party::Second);
    desk
}

#[test]
fn who_has_left_a_call_does_nothing_to_it() {
    let mut desk = hasty(|_| {});
    desk.ask("srv=13&action=11&ext=201&call_id=1");
    desk.step(60_000);
    assert_eq!(desk.rows(), ["1 parked 201 02189655"]);

    let mut desk = hasty(|_| {});
    desk.call("201", "203", State::Connected);
    desk.ask("srv=8&call_id=1&conf_id=2");
    let now_ms = desk.now_ms;
    desk.pbx.intervene(now_ms, |exchange, at| exchange.hang_up("1", Party::First, at));
    desk.step(60_000);
    assert_eq!(desk.rows(), ["1 talk 203 02189655"]);

    let mut desk = hasty(|control| control.fetch = Fetch::Rings);
    desk.ask(&CONSULT.replace("=201", "=202"));
    desk.lift("2", Party::First);
    desk.ask("srv=14&ext=204&picked_ext=203");
    desk.step(20_000);
    assert_eq!(desk.rows(), ["2 second rings 202 204"]);
}

#[test]
fn a_conference_goes_on_until_one_is_left() {
    let mut desk = consulting(|_| {});
    assert_eq!(desk.ask("srv=8&call_id=1&conf_id=2"), "result=0");
    assert_eq!(desk.rows(), ["1 talk 201 02189655"]);
    assert_eq!(desk.people(&["201", "203"]), "201=3 203=3");
    assert_eq!(desk.ask("srv=3&info=7&ext=203").lines().count(), 1);
    assert_eq!(desk.pbx.calls()[1].end(), Some(End::Joined));

    let now_ms = desk.now_ms;
    desk.pbx.intervene(now_ms, |exchange, at| exchange.hang_up("1", Party::First, at));
    assert_eq!(desk.rows(), ["1 talk 203 02189655"]);
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=3");
    desk.pbx.intervene(now_ms, |exchange, at| exchange.hang_up_by_number("1", "203", at));
    assert_eq!(desk.rows(), [""; 0]);
    assert_eq!(desk.people(&["203"]), "203=1");
}

#[test]
fn a_conference_ends_as_a_whole_and_may_be_left_by_the_one_who_joined() {
    let mut desk = consulting(|_| {});
    desk.ask("srv=8&call_id=2&conf_id=1");
    assert_eq!(desk.rows(), ["2 talk 201 203"]);
    let now_ms = desk.now_ms;
    let left = desk.pbx.intervene(now_ms, |e, at| e.hang_up_by_number("2", "02189655", at));
    assert!(left);
    assert_eq!(desk.rows(), ["2 talk 201 203"]);

    let mut desk = consulting(|_| {});
    desk.ask("srv=8&call_id=1&conf_id=2");
    assert_eq!(desk.ask("srv=1&call_id=1"), "result=0");
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=1");
}

#[test]
fn the_name_of_the_joining_call_is_a_switch() {
    let row = |conference_id, conf_id: &str, xfer_id: &str| {
        for (name, expected) in [("conf_id", conf_id), ("xfer_id", xfer_id)] {
            let mut desk = consulting(|control| control.conference_id = conference_id);
            let answer = desk.ask(&format!("srv=8&call_id=1&{name}=2"));
            assert_eq!(answer, expected, "{conference_id:?} {name}");
        }
    };
    row(ConferenceId::ConfId, "result=0", "result=18");
    row(ConferenceId::XferId, "result=18", "result=0");
    row(ConferenceId::Either, "result=0", "result=0");
}

#[test]
fn a_call_is_parked_and_fetched_by_somebody_else() {
    let mut desk = talking(|_| {});
    assert_eq!(desk.ask("srv=13&action=11&ext=201&call_id=1"), "result=0;line_id=1");
    assert_eq!(desk.rows(), ["1 parked 201 02189655"]);
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=1");
    assert_eq!(desk.ask(CONSULT), "result=0;call_id=2", "who has parked is free");
    desk.ask("srv=1&call_id=2");
    assert_eq!(desk.ask("srv=13&action=12&ext=203&line_id=1"), "result=0");
    assert_eq!(desk.rows(), ["1 talk 203 02189655"]);
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=3");
    assert_eq!(desk.ask("srv=13&action=12&ext=203&line_id=1"), "result=38", "it is gone");
}

#[test]
fn park_lines_are_taken_in_their_order_and_freed() {
    let mut desk = with(|_| {});
    for (first, ext) in [("0491", "201"), ("0492", "202"), ("0493", "203")] {
        desk.call(first, ext, State::Connected);
    }
    let park = |desk: &mut Desk, ext: &str, id: &str, line: &str| {
        let answer = desk.ask(&format!("srv=13&action=11&ext={ext}&call_id={id}"));
        assert_eq!(answer, format!("result=0;line_id={line}"));
    };
    park(&mut desk, "201", "1", "1");
    park(&mut desk, "202", "2", "2");
    desk.ask("srv=1&call_id=1");
    park(&mut desk, "203", "3", "1");
}

#[test]
fn what_is_shown_of_a_parked_call() {
    let row = |parked_row, expected: &[&str]| {
        let mut desk = talking(|control| control.parked_row = parked_row);
        desk.ask("srv=13&action=11&ext=201&call_id=1");
        assert_eq!(desk.rows(), expected, "{parked_row:?}");
    };
    row(ParkedRow::OwnNumber, &["1 parked 201 02189655"]);
    row(ParkedRow::AsConnected, &["1 talk 201 02189655"]);
    row(ParkedRow::None, &[]);
}

#[test]
fn a_phone_that_rings_elsewhere_is_picked() {
    let mut desk = with(|_| {});
    desk.call("0491234", "203", State::RingingSecond);
    assert_eq!(desk.people(&["201", "203"]), "201=1 203=2");
    assert_eq!(desk.ask("srv=14&ext=201&picked_ext=203"), "result=0");
    assert_eq!(desk.rows(), ["1 talk 0491234 201"]);
    assert_eq!(desk.people(&["201", "203"]), "201=3 203=1");
    assert!(desk.ask("srv=3&info=5").starts_with("201=3600/0/1;"));
}

#[test]
fn the_first_phone_of_a_click_can_be_picked_too() {
    let mut desk = with(|_| {});
    desk.ask(CLICK);
    assert_eq!(desk.ask("srv=14&ext=203&picked_ext=201"), "result=0");
    assert_eq!(desk.rows(), ["1 second rings 203 02189655"]);
}

#[test]
fn who_fetches_may_have_to_lift() {
    let mut desk = talking(|control| control.fetch = Fetch::Rings);
    desk.call("0491234", "203", State::RingingSecond);
    assert_eq!(desk.ask("srv=14&ext=202&picked_ext=203"), "result=0");
    assert_eq!(desk.rows()[1], "2 second rings 0491234 202");
    assert_eq!(desk.people(&["202", "203"]), "202=2 203=1");
    desk.lift("2", Party::Second);
    assert_eq!(desk.rows()[1], "2 talk 0491234 202");

    desk.ask("srv=13&action=11&ext=201&call_id=1");
    assert_eq!(desk.ask("srv=13&action=12&ext=203&line_id=1"), "result=0");
    assert_eq!(desk.rows()[0], "1 first rings 203 02189655");
    desk.lift("1", Party::First);
    assert_eq!(desk.rows()[0], "1 talk 203 02189655");
}

#[test]
fn recordings_have_the_document_s_names() {
    let mut desk = talking(|_| {});
    assert_eq!(desk.ask("srv=2&call_id=1&enable=1&info=voispeed"), "result=0");
    desk.step(61_000);
    assert_eq!(desk.ask("srv=2&call_id=1&enable=0"), "result=0");
    assert_eq!(desk.ask("srv=2&call_id=1&enable=1"), "result=0");
    desk.step(1_000);
    desk.ask("srv=1&call_id=1");
    let recordings = desk.pbx.exchange().recordings();
    let files: Vec<&str> = recordings.iter().map(|r| r.file.as_str()).collect();
    assert_eq!(
        files,
        [
            "voispeed_1_2010_03_02_09_30_00_201_02189655.wav",
            "2_2010_03_02_09_31_01_201_02189655.wav"
        ]
    );
    let lengths = recordings.iter().map(|r| r.ended_ms.map(|end| end - r.started_ms));
    assert_eq!(lengths.collect::<Vec<_>>(), [Some(61_000), Some(1_000)]);
}

#[test]
fn talk_is_counted_where_it_took_place() {
    let mut desk = consulting(|_| {});
    desk.step(10_000);
    desk.ask("srv=7&call_id=1&xfer_id=2&call_party=called");
    desk.step(5_000);
    desk.ask("srv=13&action=11&ext=203&call_id=1");
    desk.step(100_000);
    desk.ask("srv=13&action=12&ext=202&line_id=1");
    desk.step(7_000);
    desk.ask("srv=1&call_id=1");
    let statistics = desk.ask("srv=3&info=5");
    // 201 talked in two calls for ten seconds each.
    assert!(statistics.starts_with("201=3600/20/0;202=3600/7/1;203=3600/15/1;"), "{statistics}");
}

#[test]
fn switches_are_the_object_call_control_of_json() {
    let json = r#"{"call_control":{"second_call":"refused","parked_row":"none","park_lines":1}}"#;
    let options: Options = serde_json::from_str(json).expect("switches");
    assert_eq!(options.call_control.second_call, SecondCall::Refused);
    assert_eq!(options.call_control.park_lines, 1);
    assert_eq!(options.call_control.fetch, Fetch::AtOnce);
    assert!(serde_json::from_str::<Options>(r#"{"call_control":{"hold":true}}"#).is_err());
}
