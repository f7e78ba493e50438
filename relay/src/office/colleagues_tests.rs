//! Who is listed, when the PBX is asked what phones do, and what is told of them.

use pronto::event::Presence;
use pronto::problem::{Code, Problem};

use super::merge_tests::Told;
use super::tests::{House, order, person};
use super::*;

const WHOLE: [&str; 3] = [PEOPLE, "srv=3&info=4", "srv=3&info=2"];
const PEOPLE: &str = "srv=3&info=0";

fn phones(text: &str) -> Vec<Extension> {
    text.split_whitespace().map(|phone| Extension::new(phone).expect("an extension")).collect()
}

impl House {
    fn asked(&self) -> Vec<String> {
        self.sent().into_iter().map(|(_, query)| query).collect()
    }

    fn wants_list(&mut self, reply_to: u64) -> Vec<String> {
        self.input(Input::Colleagues { reply_to });
        self.asked()
    }

    /// Answers the whole, a millisecond after it was asked; what is told of it then.
    fn lists(&mut self, states: &str) -> Vec<String> {
        self.ms += 1;
        self.hears("srv=3&info=4", "201=Coppola Jenny;202=Macintosh Peter;203=Smith John");
        self.hears("srv=3&info=2", "SalesOffice=201,202;");
        self.hears(PEOPLE, states);
        self.told()
    }

    fn watches(&mut self, begun: &str, ended: &str) {
        self.input(Input::Watching { begun: phones(begun), ended: phones(ended) });
    }

    /// What those hear who watch, as `202 Busy`.
    fn told(&self) -> Vec<String> {
        let told = self.effects.iter().filter_map(|effect| match effect {
            Effect::TellColleague(Watched { extension, presence, .. }) => {
                let presence = presence.map_or("?".to_owned(), |presence| format!("{presence:?}"));
                Some(format!("{} {presence}", extension.as_str()))
            }
            _ => None,
        });
        told.collect()
    }

    fn replies(&self) -> Vec<(u64, Answer)> {
        let reply = |effect: &Effect| match effect {
            Effect::Reply { reply_to, answer } => Some((*reply_to, answer.clone())),
            _ => None,
        };
        self.effects.iter().filter_map(reply).collect()
    }

    /// What the list says, as `202 Busy`.
    fn list(&self) -> Vec<String> {
        let replies = self.replies();
        let [(_, Answer::Colleagues(list))] = &replies[..] else { panic!("{replies:?}") };
        let line = |one: &Colleague| {
            let presence = one.presence.map_or("?".to_owned(), |presence| format!("{presence:?}"));
            format!("{} {presence}", one.extension.as_str())
        };
        list.iter().map(line).collect()
    }

    /// The last request fails.
    fn loses(&mut self) {
        for (request, _) in self.sent() {
            let answer = Err(NetError::TimedOut);
            self.input(Input::Answered { request, answer });
        }
    }
}

/// A house whose PBX has listed 202 and 203 to somebody who watches.
fn watched(states: &str) -> Told {
    let mut told = Told::new();
    told.house.watches("202 203", "");
    told.house.lists(states);
    told
}

#[test]
fn the_pbx_is_asked_once_for_all_who_want_the_list_within_a_second() {
    let mut house = House::new();
    assert_eq!(house.wants_list(1), WHOLE);
    let first = house.effects.clone();
    for reply_to in 2..500 {
        assert_eq!(house.wants_list(reply_to), [""; 0]);
    }
    house.effects = first;
    house.lists("201=1;202=2;");
    let told = house.replies();
    assert_eq!(told.len(), 499);
    assert!(told.iter().all(|(_, answer)| *answer == told[0].1));
    let Answer::Colleagues(list) = &told[0].1 else { panic!("{:?}", told[0]) };
    assert_eq!(list[1].name.as_deref(), Some("Macintosh Peter"));
    assert_eq!(list[1].presence, Some(Presence::Ringing));
    assert_eq!(list[1].groups, ["SalesOffice"]);
    assert_eq!(house.wants_list(501), [""; 0], "what came just now is told");
    assert_eq!(house.list(), ["201 Free", "202 Ringing", "203 ?"]);
    house.after(1_000);
    assert_eq!(house.asked(), [""; 0], "nobody asks");
    assert_eq!(house.wants_list(502), [PEOPLE]);
}

#[test]
fn a_pbx_that_is_away_is_said_to_all_who_wait() {
    let mut house = House::new();
    house.wants_list(1);
    house.loses();
    let refused = Answer::Refused(Problem::new(Code::TimedOut));
    assert_eq!(house.replies(), [(1, refused.clone())]);
    house.wants_list(2);
    assert_eq!(house.replies(), [(2, refused)], "and not asked again at once");
}

#[test]
fn without_events_one_poll_a_second_is_for_all_who_watch_and_none_when_nobody_does() {
    let mut house = House::new();
    house.watches("202 203", "");
    assert_eq!((house.told(), house.asked()), (vec![], WHOLE.map(str::to_owned).into()));
    assert_eq!(house.lists("201=1;202=1;203=4;"), ["202 Free", "203 Paused"]);
    house.after(999);
    assert_eq!(house.asked(), [""; 0]);
    house.after(1);
    assert_eq!(house.asked(), [PEOPLE]);
    house.hears(PEOPLE, "201=2;202=1;203=1;");
    assert_eq!(house.told(), ["203 Free"], "nobody watches 201");
    house.watches("201 02189655", "");
    assert_eq!(house.told(), ["201 Ringing"], "and who is not listed is nobody");
    house.wants_list(1);
    assert_eq!((house.asked(), house.list().len()), (vec![], 3), "the list is the same one");
    house.after(1_000);
    house.hears(PEOPLE, "201=2;203=1;");
    assert_eq!(house.told(), ["202 ?"], "it is listed no more");
    house.watches("", "201 202 203 02189655");
    house.after(60_000);
    assert_eq!(house.asked(), [""; 0]);
    house.watches("203", "");
    assert_eq!((house.told(), house.asked()), (vec![], vec![PEOPLE.to_owned()]), "it is old");
    house.hears(PEOPLE, "203=3;");
    assert_eq!(house.told(), ["203 Busy"]);
}

#[test]
fn a_phone_that_events_speak_of_is_not_polled_for() {
    let mut told = watched("202=1;203=4;");
    for (event, expected) in [
        ("1 2 7 calling=039 called=202", vec![]),
        ("2 4 7 calling=039 called=202 act_called=202 result=0", vec!["202 Ringing"]),
        ("3 5 7 result=0 final=1 connected_number=202", vec!["202 Busy"]),
        ("4 17 7 info=park", vec![]),
        ("5 6 7", vec!["202 Free"]),
        ("6 4 8 calling=203 called=039 act_called=039 result=0", vec!["203 Busy"]),
        ("7 6 8", vec![]),
        ("8 1 - ext=202 calls=1", vec!["202 Offline"]),
        ("9 0 - ext=202", vec!["202 Free"]),
    ] {
        told.event(event);
        let asked = told.house.asked();
        let open = event == "7 6 8";
        assert_eq!(asked, if open { vec![PEOPLE] } else { vec![] }, "{event}: was it ever free?");
        assert_eq!(told.house.told(), expected, "{event}");
        if open {
            told.house.ms += 1;
            told.house.hears(PEOPLE, "202=1;203=4;");
            assert_eq!(told.house.told(), ["203 Paused"]);
        }
        told.house.after(2_000);
        assert_eq!(told.house.asked(), [""; 0], "{event}");
        told.house.wants_list(1);
        assert_eq!(told.house.asked(), [""; 0], "{event}: the list says it too");
        let said = told.house.list();
        for one in expected {
            assert!(said.iter().any(|line| line == one), "{event}: {said:?}");
        }
    }
    // While they come, what a poll said holds as long as an event; when they fall silent, a second.
    for (ms, asked) in [(23_999, 0), (1, 1), (1_000, 0), (2_999, 0), (1, 1), (1_000, 1)] {
        told.house.after(ms);
        assert_eq!(told.house.asked().len(), asked, "after {ms}");
        if asked > 0 {
            told.house.hears(PEOPLE, "202=1;203=1;");
        }
    }
}

#[test]
fn what_events_leave_open_a_poll_decides_at_once_or_nobody_can_say() {
    for (answer, expected) in [
        (Some("202=5;203=1;"), "202 AfterCall"),
        (Some("202=1;203=1;"), "202 Free"),
        (None, "202 ?"),
    ] {
        let mut told = watched("202=3;203=1;");
        told.event("1 4 7 calling=039 called=202 act_called=202 result=0");
        told.event("2 5 7 result=0 final=1 connected_number=202");
        told.house.after(1_000);
        told.event("3 6 7");
        assert_eq!(told.house.told(), [""; 0], "it was never seen idle");
        assert_eq!(told.house.asked(), [PEOPLE]);
        told.house.ms += 1;
        if let Some(answer) = answer {
            told.house.hears(PEOPLE, answer);
        } else {
            told.house.after(3_000);
        }
        assert_eq!(told.house.told(), [expected]);
    }
}

#[test]
fn a_poll_that_left_before_an_event_does_not_undo_it() {
    let mut told = watched("202=1;203=1;");
    told.house.after(1_000);
    assert_eq!(told.house.asked(), [PEOPLE]);
    let before = told.house.effects.clone();
    told.house.ms += 1;
    told.event("1 4 7 calling=039 called=202 act_called=202 result=0");
    assert_eq!(told.house.told(), ["202 Ringing"]);
    told.event("2 1 - ext=203 calls=1");
    assert_eq!(told.house.told(), ["203 Offline"]);
    told.house.effects = before;
    told.house.hears(PEOPLE, "202=1;203=1;");
    assert_eq!(told.house.told(), [""; 0]);
}

#[test]
fn when_polls_fail_and_events_are_silent_nobody_can_say() {
    let mut told = watched("202=1;203=1;");
    for failure in 1..=3 {
        told.house.after(1_000);
        told.house.loses();
        assert_eq!(told.house.told().len(), if failure == 3 { 2 } else { 0 }, "{failure}");
    }
    assert_eq!(told.house.told(), ["202 ?", "203 ?"]);
    told.house.after(1_000);
    told.house.hears(PEOPLE, "202=0;203=1;");
    assert_eq!(told.house.told(), ["202 Offline", "203 Free"]);
}

#[test]
fn names_and_groups_are_asked_again_when_the_pbx_says_that_they_changed() {
    let mut told = watched("202=1;203=1;");
    told.event("1 21 - info=load ext=204 name=Neri");
    told.house.after(1_000);
    assert_eq!(told.house.asked(), [""; 0]);
    told.event("2 21 - info=delete ext=203 name=Smith");
    assert_eq!(told.house.asked(), WHOLE);
    told.house.ms += 1;
    told.house.hears("srv=3&info=4", "201=Coppola Jenny;202=Macintosh Peter");
    told.house.hears("srv=3&info=2", "");
    told.house.hears(PEOPLE, "202=1;");
    assert_eq!(told.house.told(), ["203 ?"], "who has left is told of once more");
}

#[test]
fn what_a_poll_for_calls_brings_is_not_asked_for_again() {
    let mut told = watched("202=1;203=1;");
    let anna = person("anna", "201");
    told.house.after(1_000);
    told.house.hears(PEOPLE, "202=1;203=1;");
    told.house.ms += 1;
    told.house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let looks = told.house.asked().into_iter().filter(|query| query.starts_with("srv=3"));
    assert_eq!(looks.collect::<Vec<_>>(), ["srv=3&info=7", PEOPLE]);
    told.house.ms += 1;
    told.house.hears("srv=3&info=7", "");
    told.house.hears(PEOPLE, "202=3;203=1;");
    assert_eq!(told.house.told(), ["202 Busy"]);
    told.house.after(999);
    assert!(!told.house.asked().contains(&PEOPLE.to_owned()));
}
