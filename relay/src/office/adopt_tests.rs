//! A call that a person's phone has by itself, from when somebody wants something of it.

use pronto::call::CallState;
use pronto::problem::Code;
use pronto::settings::SecondCall;

use super::merge_tests::{ROW, Told};
use super::tests::{order, person, refused, settings};
use super::*;

/// 039 has called 201, which has answered.
const CAME_IN: [&str; 2] =
    ["1 4 7 calling=039 called=201 result=0", "2 5 7 result=0 final=1 connected_number=201"];
/// 201 has called 315 by hand, who has answered.
const DIALLED: [&str; 2] =
    ["3 4 8 calling=201 called=315 result=0", "4 5 8 result=0 final=1 connected_number=315"];

/// Somebody has put call 7 through, after asking.
const PUT_THROUGH: &str = "6 8 7 calling=039 called=201 act_called=203 mode=1";

fn after(settings: Settings, events: &[&str]) -> Told {
    let mut told = Told::with(settings);
    events.iter().for_each(|event| told.event(event));
    told
}

/// But for looks.
fn sent(told: &Told) -> Vec<String> {
    let sent = told.house.sent().into_iter().map(|(_, query)| query);
    sent.filter(|query| !query.starts_with("srv=3")).collect()
}

#[test]
fn a_call_that_came_in_is_hung_up_once_it_is_answered_by_whose_phone_it_is_and_nobody_else() {
    let (anna, berta) = (person("anna", "201"), person("berta", "202"));
    let none = refused(Code::NoSuchCall);
    let mut told = after(settings(), &CAME_IN[..1]);
    assert_eq!(told.house.hangs_up(&anna, "phone-7"), none, "it only rings");
    told.event(CAME_IN[1]);
    assert_eq!(told.house.hangs_up(&berta, "phone-7"), none);
    assert_eq!(told.house.hangs_up(&anna, "phone-8"), none);
    assert!(told.house.office.calls(&anna.id).is_empty() && told.house.kept.is_empty());
    assert_eq!(told.house.hangs_up(&anna, "phone-7"), Answer::Done);
    assert_eq!(sent(&told), ["srv=1&call_id=7"]);
    assert!(matches!(told.house.effects[0], Effect::Keep(_)), "kept before it is asked");
    let view = told.house.office.calls(&anna.id).pop().expect("told");
    assert_eq!((view.id.as_str(), view.state), ("phone-7", CallState::Connected));
    assert_eq!((view.shown.as_str(), view.origin), ("039", call::Origin::CameIn));
    assert_eq!(told.phone("201"), ["7 from 039 Connected"], "it is still the phone's");
    told.house.hears("srv=1", "result=0");
    assert_eq!(told.house.audited(), ["anna 039 ended"]);
    assert_eq!(told.phone("201"), [""; 0], "before the PBX has told its end");
    assert_eq!(told.house.state(&anna), Some(CallState::Ended));
}

#[test]
fn what_is_wanted_of_a_phones_call_is_asked_of_the_pbx_and_events_go_on_with_it() {
    let anna = person("anna", "201");
    let office = Settings { record_calls: true, ..settings() };
    for (control, query) in [
        (Control::RecordOn, "srv=2&call_id=7&enable=1"),
        (Control::Park, "srv=13&action=11&ext=201&call_id=7"),
    ] {
        let mut told = after(office.clone(), &CAME_IN);
        assert_eq!(told.house.wants(&anna, "phone-7", control), Answer::Done);
        assert_eq!(sent(&told), [query]);
    }
    for (event, state, reason) in [
        ("9 17 7 info=park", CallState::Unknown, None),
        ("9 6 7", CallState::Ended, Some("ended_hung_up")),
        (
            "9 5 7 result=0 final=1 connected_number=202",
            CallState::Ended,
            Some("ended_transferred"),
        ),
    ] {
        let mut told = after(office.clone(), &CAME_IN);
        told.house.wants(&anna, "phone-7", Control::RecordOn);
        told.house.hears("srv=2", "result=0");
        told.event(event);
        let view = told.house.office.calls(&anna.id).pop().expect("told");
        assert_eq!((view.state, view.reason.as_deref()), (state, reason), "{event}");
    }
}

#[test]
fn who_called_is_put_through_to_whom_a_second_call_was_placed() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &CAME_IN);
    let beside =
        |first: &str| Order { beside: IntentId::new(first).ok(), ..order("i1", "315", "315") };
    assert_eq!(told.house.orders(&anna, beside("phone-9")), refused(Code::NoCallBeside));
    assert!(matches!(told.house.orders(&anna, beside("phone-7")), Answer::Call(_)));
    told.house.hears("srv=0", "result=0;call_id=8");
    assert_eq!(told.house.wants(&anna, "i1", Control::Transfer), Answer::Done);
    let transfer = "srv=7&call_id=7&xfer_id=8&call_party=calling&xfer_party=called";
    told.house.hears(transfer, "result=0");
    for view in told.house.office.calls(&anna.id) {
        assert_eq!(view.reason.as_deref(), Some("ended_transferred"), "{}", view.id);
    }
}

#[test]
fn two_calls_of_the_phone_become_one_where_the_office_lets_any_be_the_second() {
    let anna = person("anna", "201");
    for (second_call, answer, query) in [
        (
            SecondCall::Any,
            Answer::Done,
            &["srv=7&call_id=7&xfer_id=8&call_party=calling&xfer_party=called"][..],
        ),
        (SecondCall::Placed, refused(Code::NotNow), &[]),
    ] {
        let events = [CAME_IN, DIALLED].concat();
        let mut told = after(Settings { second_call, ..settings() }, &events);
        assert_eq!(told.house.wants(&anna, "phone-8", Control::Transfer), answer);
        assert_eq!(sent(&told), query);
    }
}

#[test]
fn what_may_be_our_own_call_is_not_told_as_the_phones_before_the_pbx_has_named_it() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &[]);
    told.house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let under_way = told.house.effects.clone();
    // This PBX leaves the outside prefix out of its events.
    told.event("1 4 8 calling=201 called=02189655 result=0");
    told.event("2 5 8 result=0 final=1 connected_number=02189655");
    assert_eq!(told.phone("201"), [""; 0]);
    told.house.effects = under_way;
    told.house.hears("srv=0", "result=0;call_id=9");
    assert_eq!(told.phone("201"), ["8 to 02189655 Connected"], "it was another one");
    let tells =
        |effect: &Effect| matches!(effect, Effect::TellPhone { calls, .. } if calls.len() == 1);
    assert!(told.house.effects.iter().any(tells));
}

#[test]
fn a_phones_call_is_the_same_after_a_restart_once_something_was_wanted_of_it() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &CAME_IN);
    told.house.wants(&anna, "phone-7", Control::Park);
    told.house.hears("srv=13", "result=0;line_id=3");
    let house = super::tests::House::start(told.house.kept, told.house.ms);
    let view = house.office.calls(&anna.id).pop().expect("told");
    assert_eq!((view.id.as_str(), view.park_line.as_deref()), ("phone-7", Some("3")));
}

#[test]
fn a_call_that_was_put_through_is_nobodys_to_control_before_somebody_answers() {
    let anna = person("anna", "201");
    for (events, of_201) in [
        (CAME_IN, "7 from 039 Unknown"),
        (
            [
                "1 4 7 calling=201 called=039 result=0",
                "2 5 7 result=0 final=1 connected_number=039",
            ],
            "7 to 039 Unknown",
        ),
    ] {
        let mut told = after(settings(), &events);
        told.event(PUT_THROUGH);
        assert_eq!(told.phone("201"), [of_201]);
        assert_eq!(told.house.hangs_up(&anna, "phone-7"), refused(Code::NoSuchCall));
        assert!(matches!(told.house.orders(&anna, order("i1", "315", "315")), Answer::Call(_)));
    }
    let mut told = after(settings(), &CAME_IN);
    told.event(PUT_THROUGH);
    told.event("7 5 7 result=0 final=1 connected_number=203");
    assert_eq!(told.phone("201"), ["7 from 039 Ended elsewhere"]);
}

#[test]
fn the_second_of_two_calls_is_the_one_that_the_person_has_seen_as_such() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &[CAME_IN, DIALLED].concat());
    assert_eq!(told.house.wants(&anna, "phone-7", Control::Transfer), Answer::Done);
    assert_eq!(sent(&told), ["srv=7&call_id=8&xfer_id=7&call_party=called&xfer_party=calling"]);
}

#[test]
fn two_people_at_one_phone_both_hear_of_the_end() {
    let people = [person("anna", "201"), person("berta", "201")];
    let mut told = after(Settings { record_calls: true, ..settings() }, &CAME_IN);
    for one in &people {
        assert_eq!(told.house.wants(one, "phone-7", Control::RecordOn), Answer::Done);
    }
    told.event("9 6 7");
    for one in &people {
        assert_eq!(told.house.state(one), Some(CallState::Ended), "{}", one.name);
    }
}

#[test]
fn what_was_told_before_an_order_stays_told() {
    let (anna, berta) = (person("anna", "201"), person("berta", "201"));
    let mut told = after(settings(), &DIALLED);
    assert_eq!(told.phone("201"), ["8 to 315 Connected"]);
    told.house.orders(&berta, order("i1", "+39 02 189655", "002189655"));
    assert_eq!(told.phone("201"), ["8 to 315 Connected"]);
    assert_eq!(told.house.hangs_up(&anna, "phone-8"), Answer::Done);
}

#[test]
fn what_is_over_is_not_taken_up_again_and_no_order_has_the_name_of_a_phones_call() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &CAME_IN);
    told.house.hangs_up(&anna, "phone-7");
    told.house.hears("srv=1", "result=0");
    assert_eq!(told.house.hangs_up(&anna, "phone-7"), refused(Code::NoSuchCall));
    assert_eq!((sent(&told), told.house.audited()), (vec![], vec![]));
    let named = told.house.orders(&anna, order("phone-9", "315", "315"));
    assert_eq!(named, refused(Code::MessageRefused));
}

#[test]
fn a_call_whose_end_was_told_when_it_was_parked_goes_on_when_it_is_taken_back() {
    let anna = person("anna", "201");
    let mut told = after(settings(), &CAME_IN);
    told.house.wants(&anna, "phone-7", Control::Park);
    told.house.hears("srv=13", "result=0;line_id=3");
    told.sees("", "201=1;");
    told.event("5 6 7");
    assert_eq!(told.house.state(&anna), Some(CallState::Parked));
    told.wakes();
    told.sees("", "201=1;");
    told.house.ms += 1;
    told.house.wants(&anna, "phone-7", Control::Unpark);
    told.house.hears("srv=13", "result=0");
    assert_eq!(told.house.state(&anna), Some(CallState::RingingYou));
    told.wakes();
    told.sees(ROW, "201=3;");
    assert_eq!(told.house.state(&anna), Some(CallState::OnTheLine), "polls tell of it");
}
