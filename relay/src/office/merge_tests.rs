//! Events and polls together: rows for what each does, and chance for what any order and any loss
//! of them ends in.

use pronto::call::CallState;
use pronto::pbx::voispeed::ans::{Notification, Repair, Sequence};

use super::tests::{House, order, person};
use super::*;

/// A house, and the PBX's events on their way to it.
pub(super) struct Told {
    pub(super) house: House,
    sequence: Sequence,
}

impl Told {
    pub(super) fn new() -> Self {
        Self { house: House::new(), sequence: Sequence::default() }
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self { house: House::with(settings), sequence: Sequence::default() }
    }

    /// `key event call more`, at `key` seconds after noon by the PBX's clock.
    pub(super) fn event(&mut self, event: &str) {
        let query = query(event);
        let told = Notification::read(&query, Repair::Off).expect("an event");
        let pushed = self.sequence.take(&told, self.house.ms);
        self.house.input(Input::Told(pushed.into_iter().collect()));
    }

    pub(super) fn phone(&self, phone: &str) -> Vec<String> {
        let phone = Extension::new(phone).expect("an extension");
        let calls = self.house.office.phone_calls(&phone, self.house.ms);
        calls.iter().map(shown).collect()
    }

    fn looks(&self) -> usize {
        self.house.sent().iter().filter(|(_, query)| query.starts_with("srv=3")).count()
    }

    /// Answers a round of looks.
    pub(super) fn sees(&mut self, calls: &str, people: &str) {
        self.house.hears("srv=3&info=7", calls);
        self.house.hears("srv=3&info=0", people);
    }

    /// Goes on to when the office wants to be woken.
    pub(super) fn wakes(&mut self) -> u64 {
        let wake = self.house.effects.iter().rev().find_map(|effect| match effect {
            Effect::Wake(at) => Some(*at),
            _ => None,
        });
        let after = wake.expect("it wants to be woken") - self.house.ms;
        self.house.after(after);
        after
    }
}

fn query(event: &str) -> String {
    let mut words = event.split(' ');
    let mut next = || words.next().expect("key, event, call");
    let (key, event, call): (u32, &str, &str) = (next().parse().expect("a key"), next(), next());
    let more: String = words.map(|word| format!("&{word}")).collect();
    let (minute, second) = (key / 60 % 60, key % 60);
    format!(
        "key={key}&event={event}&datetime=2026020112{minute:02}{second:02}000&interface=SIP&call_id={call}{more}"
    )
}

fn shown(call: &PhoneCall) -> String {
    let side = if call.incoming { "from" } else { "to" };
    let held = if call.held { " held" } else { "" };
    let elsewhere = if call.elsewhere { " elsewhere" } else { "" };
    format!("{} {side} {} {:?}{held}{elsewhere}", call.id, call.other, call.state)
}

pub(super) const ROW: &str = "7,20260201120000000,3,SIP,SIP,039,201,\r\n";

#[test]
fn a_call_of_a_phone_is_told_as_far_as_it_is_proven() {
    let mut told = Told::new();
    for (event, of_201, of_202) in [
        ("1 2 7 calling=039 called=700", "", ""),
        ("2 3 7 result=0 info=GROUP/sales", "", ""),
        ("3 4 7 calling=039 called=201 result=0", "7 from 039 RingingYou", ""),
        ("4 4 7 calling=039 called=202 result=0", "7 from 039 RingingYou", "7 from 039 RingingYou"),
        (
            "6 5 7 result=0 final=1 connected_number=202",
            "7 from 039 Ended elsewhere",
            "7 from 039 Connected",
        ),
        ("5 5 7 result=0 final=0", "7 from 039 Ended elsewhere", "7 from 039 Connected"),
        ("7 17 7 info=park", "7 from 039 Ended elsewhere", "7 from 039 Connected held"),
        ("8 6 7", "7 from 039 Ended elsewhere", "7 from 039 Ended"),
        ("3 12 7 info=1", "7 from 039 Ended elsewhere", "7 from 039 Ended"),
    ] {
        told.event(event);
        assert_eq!(
            (told.phone("201").join(","), told.phone("202").join(",")),
            (of_201.to_owned(), of_202.to_owned()),
            "{event}"
        );
    }
    assert_eq!(told.phone("039"), ["7 to 700 Ended"]);
    told.house.after(60_000);
    assert_eq!(told.phone("202"), [""; 0]);
}

#[test]
fn while_events_come_polls_rest_and_when_they_fall_silent_polls_take_over() {
    let mut told = Told::new();
    told.event("1 4 7 calling=039 called=201 result=0");
    assert_eq!(told.looks(), 0);
    told.house.after(29_999);
    assert_eq!(told.looks(), 0);
    assert_eq!(told.wakes(), 1, "at the end of the silence");
    assert_eq!(told.looks(), 2);
    told.sees(ROW, "201=2;");
    assert_eq!(told.phone("201"), ["7 from 039 Unknown"], "listed, and who knows how far");
    assert_eq!(told.wakes(), 3_000);
    assert_eq!(told.looks(), 2, "as often as without events");
    let under_way = told.house.effects.clone();
    told.event("40 5 7 result=0 final=1 connected_number=201");
    assert_eq!(told.phone("201"), ["7 from 039 Connected"]);
    let rests = std::mem::replace(&mut told.house.effects, under_way);
    told.sees("", "201=1;");
    assert_eq!(
        told.phone("201"),
        ["7 from 039 Connected"],
        "the event wins over a poll that left before"
    );
    told.house.effects = rests;
    assert_eq!(told.wakes(), 30_000);
    told.sees("", "201=1;");
    assert_eq!(told.phone("201"), ["7 from 039 Ended"], "it was listed, and is no more");
    told.wakes();
    assert_eq!(told.looks(), 0);
}

#[test]
fn what_an_event_leaves_open_a_poll_decides_at_once() {
    for (listed, after) in [(ROW, "7 from 039 Unknown"), ("", "7 from 039 Unknown")] {
        let mut told = Told::new();
        told.event("1 4 7 calling=039 called=201 result=0");
        told.event("2 12 7 info=1");
        assert_eq!(told.looks(), 2);
        told.house.ms += 1;
        for _ in 0..3 {
            told.sees(listed, "201=1;");
            told.wakes();
        }
        assert_eq!(told.phone("201"), [after], "{listed}");
    }
}

#[test]
fn what_comes_long_after_it_was_proves_nothing_of_now() {
    let mut told = Told::new();
    told.event("100 10 9 info=welcome");
    told.event("71 4 7 calling=039 called=201 result=0");
    assert_eq!((told.phone("201"), told.looks()), (vec!["7 from 039 RingingYou".to_owned()], 0));
    told.event("69 4 8 calling=039 called=202 result=0");
    assert_eq!((told.phone("202"), told.looks()), (vec!["8 from 039 Unknown".to_owned()], 2));
}

#[test]
fn a_pbx_that_started_anew_is_asked_what_is_still_up() {
    let mut told = Told::new();
    told.event("1 5 7 result=0 final=1 connected_number=201");
    assert_eq!(told.looks(), 0);
    told.event("2 19 0 status=1 user=voispeed pwd=super");
    assert_eq!(told.looks(), 2);
}

#[test]
fn a_call_of_ours_lives_by_its_events_and_is_not_told_twice() {
    let (mut told, anna) = (Told::new(), person("anna", "201"));
    told.house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    told.house.hears("srv=0", "result=0;call_id=7");
    let before = told.house.effects.clone();
    let mut looks = vec![];
    for (event, state) in [
        ("1 4 7 calling=201 called=002189655 act_called=201 result=0", CallState::RingingYou),
        ("2 5 7 result=0 final=1 connected_number=201", CallState::OnTheLine),
        ("3 4 7 calling=201 called=002189655 result=0", CallState::RingingThem),
        ("4 5 7 result=0 final=1 connected_number=002189655", CallState::Connected),
    ] {
        told.event(event);
        assert_eq!(told.house.state(&anna), Some(state), "{event}");
        assert_eq!(told.phone("201"), [""; 0], "{event}");
        looks.push(told.looks());
    }
    assert_eq!(looks, [0; 4]);
    assert_eq!(told.phone("002189655"), ["7 from 201 Connected"]);
    // The round that left before the first event says nothing against it.
    told.house.effects.extend(before);
    told.event("5 7 7");
    assert_eq!(told.house.state(&anna), Some(CallState::Ended));
    assert_eq!(told.house.audited(), ["anna 002189655 ended"]);
}

#[test]
fn a_transfer_for_which_the_pbx_is_not_ready_is_asked_again_after_a_look_though_events_come() {
    let (mut told, anna) = (Told::new(), person("anna", "201"));
    told.house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    told.house.hears("srv=0", "result=0;call_id=7");
    told.sees(FIRST, "201=3;");
    told.event("1 5 7 result=0 final=1 connected_number=002189655");
    let beside = IntentId::new("i1").ok();
    told.house.orders(&anna, Order { beside, ..order("i2", "315", "315") });
    told.house.hears("srv=0", "result=0;call_id=8");
    told.sees(&[FIRST, SECOND].concat(), "201=3;");
    told.event("2 4 8 calling=201 called=315 act_called=201 result=0");
    assert_eq!(told.house.wants(&anna, "i2", Control::Transfer), Answer::Done);
    told.sees(&[FIRST, SECOND].concat(), "201=3;");
    told.house.hears("srv=7&call_id=7&xfer_id=8", "result=15");
    told.event("3 5 8 result=0 final=1 connected_number=201");
    assert!(told.house.sent().is_empty(), "too soon");
    assert_eq!(told.wakes(), 1_000);
    told.sees(&[FIRST, SECOND].concat(), "201=3;");
    told.house.hears("srv=7&call_id=7&xfer_id=8", "result=0");
    assert_eq!(told.house.audited().len(), 2, "both are over");
}

const FIRST: &str = "7,20260201120000000,3,SIP,ISDN,201,002189655,\r\n";
const SECOND: &str = "8,20260201120000000,3,SIP,SIP,201,315,\r\n";

#[test]
fn events_before_the_answer_of_the_pbx_find_the_call_by_its_parties() {
    let (mut told, anna, berta) = (Told::new(), person("anna", "201"), person("berta", "202"));
    told.house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    told.house.orders(&berta, order("i2", "+39 02 189655", "002189655"));
    told.event("1 4 7 calling=201 called=002189655 result=0");
    assert_eq!(told.house.state(&anna), Some(CallState::RingingThem));
    assert_eq!(told.house.state(&berta), Some(CallState::Dialling));
}

#[test]
fn a_relay_that_died_knows_from_its_log_what_was_told() {
    let mut sequence = Sequence::default();
    let before =
        ["1 4 7 calling=039 called=201 result=0", "2 5 7 result=0 final=1 connected_number=201"];
    let before = before.map(|event| {
        let told = Notification::read(&query(event), Repair::Off).expect("an event");
        (995_000, sequence.take(&told, 995_000).expect("new"))
    });
    let mut house = House::new();
    let told = super::Told { silence_ms: 30_000, before: before.into(), untold: vec![] };
    let limits = Limits { calls_per_minute: 3, colleagues_calls: false };
    let now = Now { ms: house.ms, entropy: 0 };
    house.office = Office::start(super::tests::settings(), limits, vec![], told, now).0;
    let told = Told { house, sequence };
    assert_eq!(told.phone("201"), ["7 from 039 Connected"]);
}

#[test]
fn what_was_acknowledged_and_not_told_is_told_step_by_step_however_long_ago_it_was() {
    let mut sequence = Sequence::default();
    let mut at = |at_ms, event: &str| {
        let told = Notification::read(&query(event), Repair::Off).expect("an event");
        (at_ms, sequence.take(&told, at_ms).expect("new"))
    };
    let before = vec![at(1_000_000, "1 4 7 calling=039 called=201 result=0")];
    let untold = vec![
        at(1_001_000, "2 5 7 result=0 final=1 connected_number=201"),
        at(1_002_000, "3 6 7"),
        at(1_003_000, "4 4 8 calling=039 called=202 result=0"),
    ];
    let told = super::Told { silence_ms: 30_000, before, untold };
    let limits = Limits { calls_per_minute: 3, colleagues_calls: false };
    let now = Now { ms: 2_000_000, entropy: 0 };
    let effects = Office::start(super::tests::settings(), limits, vec![], told, now).1;
    let told = effects.into_iter().filter_map(|effect| match effect {
        Effect::TellPhone { phone, calls } if phone.as_str().starts_with('2') => {
            let calls: Vec<String> = calls.iter().map(shown).collect();
            Some(format!("{phone:?}: {}", calls.join(",")))
        }
        _ => None,
    });
    let expected = [
        "201: 7 from 039 Connected",
        "201: 7 from 039 Ended",
        "202: 8 from 039 RingingYou",
        "201: ",
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn a_phone_that_has_answered_rings_no_more() {
    let placed = [
        "1 4 7 calling=201 called=039 act_called=201 result=0",
        "2 5 7 result=0 final=1 connected_number=201",
        "3 4 7 calling=201 called=039 result=0",
    ];
    let put_through = [
        "1 4 7 calling=039 called=201 result=0",
        "2 5 7 result=0 final=1 connected_number=201",
        "3 4 7 calling=039 called=203 result=0",
    ];
    for (events, of_201) in [
        (&placed[..], "7 to 039 RingingThem"),
        (&[placed[0], placed[2]], "7 to 039 RingingThem"),
        (&put_through, "7 from 039 Unknown"),
    ] {
        let mut told = Told::new();
        events.iter().for_each(|event| told.event(event));
        assert_eq!(told.phone("201"), [of_201], "{events:?}");
    }
}
