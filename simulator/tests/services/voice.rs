//! srv=9, 10 and 11: voice menus, playback and meeting rooms.

use crate::causes::Row;
use crate::desk::{Desk, by_hand};
use pronto_simulator::switches::voice::{PlaybackCallId, Strings};
use pronto_simulator::{Cause, State, Voice};

const MUSIC: &str = "value=C:%5Caudio%5Crockmusic.wav";

fn nothing(_: &mut Desk) {}

fn one(desk: &mut Desk) {
    desk.call("0491234", "201", State::Connected);
}

/// Every cause of these services.
pub const CAUSES: &[Row] = &[
    (Cause::IvrUnknown, 20, nothing, "srv=9&id=43&mode=1"),
    (Cause::IvrBadMode, 2, nothing, "srv=9&id=42&mode=6"),
    (Cause::IvrBadMode, 2, nothing, "srv=9&id=42&mode=day"),
    (Cause::PlaybackBadLoop, 2, one, "srv=10&call_id=1&value=C:%5Caudio%5Crockmusic.wav&loop=2"),
    (
        Cause::PlaybackNotConnected,
        15,
        |desk| {
            desk.call("0491234", "201", State::RingingSecond);
        },
        "srv=10&call_id=1&value=C:%5Caudio%5Crockmusic.wav",
    ),
    (Cause::PlaybackFileNotFound, 22, one, "srv=10&call_id=1&value=C:%5Caudio%5Cother.wav"),
    (Cause::PlaybackFileNotFound, 22, one, "srv=10&call_id=1&value=Buongiorno"),
    (Cause::PlaybackBadFormat, 23, one, "srv=10&call_id=1&value=C:%5Caudio%5Creadme.txt"),
    (Cause::RoomBadAction, 21, nothing, "srv=11&act=open&ind=0004"),
    (Cause::RoomUnknown, 21, nothing, "srv=11&act=edit&ind=4&desc=Board"),
    (Cause::RoomUnknown, 21, nothing, "srv=11&act=del&ind=0003"),
    (Cause::RoomBadTimes, 27, nothing, "srv=11&act=add&meet_start=201003020930"),
    (Cause::RoomBadTimes, 27, nothing, "srv=11&act=edit&ind=0004&meet_end=20100230093000000"),
    (
        Cause::RoomBadTimes,
        27,
        nothing,
        "srv=11&act=add&meet_start=20100302100000000&meet_end=20100302093000000",
    ),
    (
        Cause::RoomsAllTaken,
        8,
        |desk| {
            desk.done("srv=11&act=add");
        },
        "srv=11&act=add&desc=Marketing",
    ),
];

fn with(change: impl FnOnce(&mut Voice)) -> Desk {
    let mut options = by_hand();
    change(&mut options.voice);
    Desk::new(options)
}

#[test]
fn a_voice_menu_is_switched() {
    let mut desk = with(|_| {});
    for (query, mode) in [("&mode=5", 5), ("&mode=0", 0), ("", 1)] {
        desk.done(&format!("srv=9&id=42{query}"));
        assert_eq!(desk.pbx.exchange().ivrs()[0].mode, mode, "{query}");
    }
}

/// What is or was played: call, loop, and after how many milliseconds it was over.
fn played(desk: &Desk) -> Vec<String> {
    let playbacks = desk.pbx.exchange().playbacks().iter();
    let text = playbacks.map(|p| {
        let ms = p.ended_ms.map(|end| end - p.started_ms);
        format!("{} {} {ms:?}", p.call_id.as_deref().unwrap_or("-"), p.looped)
    });
    text.collect()
}

#[test]
fn audio_plays_to_its_end_or_until_something_ends_it() {
    let mut desk = with(|_| {});
    one(&mut desk);
    desk.done(&format!("srv=10&call_id=1&{MUSIC}"));
    desk.step(9_999);
    assert_eq!(played(&desk), ["1 false None"]);
    desk.step(1);
    assert_eq!(played(&desk), ["1 false Some(10000)"]);

    let mut desk = with(|_| {});
    one(&mut desk);
    desk.done(&format!("srv=10&call_id=1&{MUSIC}&loop=1"));
    desk.step(60_000);
    desk.done(&format!("srv=10&call_id=1&{MUSIC}&loop=0"));
    desk.step(3_000);
    desk.done("srv=1&call_id=1");
    assert_eq!(played(&desk), ["1 true Some(60000)", "1 false Some(3000)"]);
}

#[test]
fn whether_playback_needs_a_call_and_takes_a_string_are_switches() {
    let row = |playback_call_id, strings, query: &str, expected: &str| {
        let mut desk = with(|voice| {
            voice.playback_call_id = playback_call_id;
            voice.strings = strings;
        });
        one(&mut desk);
        assert_eq!(desk.ask(&format!("srv=10&{query}")), expected, "{query}");
        assert_eq!(played(&desk).len(), usize::from(expected == "result=0"), "{query}");
    };
    use PlaybackCallId::{Mandatory, Optional};
    use Strings::{Refused, Spoken};
    row(Mandatory, Refused, MUSIC, "result=3");
    row(Optional, Refused, MUSIC, "result=0");
    row(Mandatory, Refused, "call_id=1", "result=12");
    row(Mandatory, Refused, &format!("call_id=x&{MUSIC}"), "result=5");
    row(Mandatory, Refused, &format!("call_id=2&{MUSIC}"), "result=7");
    row(Mandatory, Spoken, "call_id=1&value=Buongiorno", "result=0");
    row(Mandatory, Spoken, "call_id=1&value=other.wav", "result=22");
}

#[test]
fn a_room_is_made_changed_and_taken_away() {
    let mut desk = with(|_| {});
    let board = "0004,Board,0,209,20990305090000000,20990305100000000,0;\r\n";
    assert_eq!(desk.ask("srv=11&act=add&desc=Marketing%20Meeting"), "result=0;id=0001");
    assert_eq!(desk.ask("srv=3&info=8"), format!("{board}0001,Marketing Meeting,0,,,,0;\r\n"));
    let times = "&meet_start=20100302093000000&meet_end=20100302100000000";
    assert_eq!(desk.ask(&format!("srv=11&act=edit&ind=0001{times}")), "result=0");
    let row = |status| {
        format!(
            "{board}0001,Marketing Meeting,{status},,20100302093000000,20100302100000000,0;\r\n"
        )
    };
    assert_eq!(desk.ask("srv=3&info=8"), row(1));
    desk.step(1_799_999);
    assert_eq!(desk.ask("srv=3&info=8"), row(1));
    desk.step(1);
    assert_eq!(desk.ask("srv=3&info=8"), row(2));
    assert_eq!(desk.ask("srv=11&act=add"), "result=0;id=0002");
    assert_eq!(desk.ask("srv=11&act=del&ind=0001"), "result=0");
    assert_eq!(desk.ask("srv=11&act=add"), "result=0;id=0001", "the code is free again");
}
