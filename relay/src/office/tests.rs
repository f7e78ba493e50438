//! After this input, exactly these effects.

use pronto::call::CallState;
use pronto::pbx::HttpResponse;
use pronto::problem::Code;
use pronto::settings::{FirstInterface, Keys, Stored};
use serde_json::json;

use super::*;

pub(super) fn settings() -> Settings {
    let json = json!({
        "pbx_address": "http://pbx:3541", "country": "IT", "outside_prefix": "0",
        "internal_extensions": ["[2-6]XX"], "refuse_classes": ["premium", "satellite"],
        "calls_filter_by_ext": false,
    });
    let office: Stored = json.as_object().cloned().expect("an object").into();
    Settings::load(&office, &Stored::new()).settings
}

pub(super) fn person(name: &str, extension: &str) -> Person {
    Person {
        id: PersonId::new(name).expect("a name"),
        name: name.to_owned(),
        extension: Keys::try_from(extension.to_owned()).expect("an extension"),
        interface: FirstInterface::Sip,
    }
}

pub(super) fn order(intent: &str, number: &str, digits: &str) -> Order {
    Order {
        intent: IntentId::new(intent).expect("a name"),
        number: number.to_owned(),
        digits: DialString::new(digits).expect("digits"),
        text: None,
        confirmed: false,
        private: false,
        beside: None,
    }
}

pub(super) struct House {
    pub(super) office: Office,
    pub(super) ms: u64,
    pub(super) kept: BTreeMap<String, Change>,
    pub(super) effects: Vec<Effect>,
}

impl House {
    pub(super) fn new() -> Self {
        Self::start(BTreeMap::new(), 1_000_000)
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self::start_with(settings, BTreeMap::new(), 1_000_000)
    }

    pub(super) fn start(kept: BTreeMap<String, Change>, ms: u64) -> Self {
        Self::start_with(settings(), kept, ms)
    }

    pub(super) fn start_with(settings: Settings, kept: BTreeMap<String, Change>, ms: u64) -> Self {
        let limits = Limits { calls_per_minute: 3, colleagues_calls: false };
        let told = Told { silence_ms: 30_000, ..Told::default() };
        let changes = kept.values().filter(|change| !change.is_end()).cloned().collect();
        let (office, effects) =
            Office::start(settings, limits, changes, told, Now { ms, entropy: 0 });
        let mut house = Self { office, ms, kept, effects: vec![] };
        house.note(effects);
        house
    }

    pub(super) fn note(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            if let Effect::Keep(changes) = effect {
                self.kept.extend(changes.iter().map(|change| (change.key(), change.clone())));
            }
        }
        self.effects = effects;
    }

    pub(super) fn input(&mut self, input: Input) {
        let effects = self.office.handle(input, Now { ms: self.ms, entropy: 0 });
        self.note(effects);
    }

    pub(super) fn orders(&mut self, person: &Person, order: Order) -> Answer {
        self.input(Input::Order { reply_to: 1, person: person.clone(), order });
        self.reply()
    }

    pub(super) fn hangs_up(&mut self, person: &Person, intent: &str) -> Answer {
        let intent = IntentId::new(intent).expect("a name");
        self.input(Input::HangUp { reply_to: 1, person: person.clone(), intent });
        self.reply()
    }

    pub(super) fn wants(&mut self, person: &Person, intent: &str, control: Control) -> Answer {
        let intent = IntentId::new(intent).expect("a name");
        self.input(Input::Control { reply_to: 1, person: person.clone(), intent, control });
        self.reply()
    }

    pub(super) fn reply(&self) -> Answer {
        let reply = self.effects.iter().find_map(|effect| match effect {
            Effect::Reply { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        reply.expect("answered at once")
    }

    pub(super) fn sent(&self) -> Vec<(u32, String)> {
        let query = |http: &HttpRequest| http.url.split('?').nth(1).unwrap_or_default().to_owned();
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { request, http } => Some((*request, query(http))),
            _ => None,
        });
        sent.collect()
    }

    pub(super) fn hears(&mut self, query: &str, body: &str) {
        let sent = self.sent();
        let found = sent.iter().find(|(_, sent)| sent.starts_with(query));
        let request = found.unwrap_or_else(|| panic!("{query} not among {sent:?}")).0;
        let before = self.effects.clone();
        let answer = HttpResponse { status: 200, body: body.as_bytes().to_vec() };
        self.input(Input::Answered { request, answer: Ok(answer) });
        // The other requests of before are still under way.
        let others = before.into_iter().filter(
            |effect| matches!(effect, Effect::Send { request: other, .. } if *other != request),
        );
        self.effects.extend(others);
    }

    pub(super) fn after(&mut self, ms: u64) {
        self.ms += ms;
        self.input(Input::Tick);
    }

    pub(super) fn state(&self, person: &Person) -> Option<CallState> {
        self.office.calls(&person.id).last().map(|view| view.state)
    }

    pub(super) fn audited(&self) -> Vec<String> {
        let records = self.effects.iter().filter_map(|effect| match effect {
            Effect::Audit(record) => Some(serde_json::to_value(record).expect("JSON")),
            _ => None,
        });
        records
            .map(|json| {
                format!("{} {} {}", json["person"], json["digits"], json["outcome"])
                    .replace('"', "")
            })
            .collect()
    }
}

pub(super) fn refused(code: Code) -> Answer {
    Answer::Refused(code.into())
}

#[test]
fn an_order_is_kept_and_written_down_before_it_is_sent_with_the_persons_own_phone() {
    let mut house = House::new();
    let anna = person("anna", "201");
    let answer = house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    assert!(matches!(answer, Answer::Call(call) if call.state == CallState::Dialling));
    let place = "srv=0&first_number=201&second_number=002189655&first_interface=SIP&timeout=60";
    assert!(house.sent().iter().any(|(_, query)| query == place), "{:?}", house.sent());
    let at = |wanted: fn(&Effect) -> bool| house.effects.iter().position(wanted).expect("there");
    let (keep, audit, send) = (
        at(|effect| matches!(effect, Effect::Keep(_))),
        at(|effect| matches!(effect, Effect::Audit(_))),
        at(|effect| matches!(effect, Effect::Send { .. })),
    );
    assert!(keep < send && audit < send);
    assert_eq!(house.audited(), ["anna 002189655 placed"]);
}

#[test]
fn the_same_intent_is_the_same_call_and_another_persons_is_not() {
    let mut house = House::new();
    let (anna, berta) = (person("anna", "201"), person("berta", "202"));
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let again = house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    assert!(matches!(again, Answer::Call(call) if call.id == "i1"));
    assert!(house.sent().is_empty(), "nothing is sent again");
    house.orders(&berta, order("i1", "+39 02 189655", "002189655"));
    assert!(house.sent().iter().any(|(_, query)| query.starts_with("srv=0&first_number=202")));
    assert_eq!(house.hangs_up(&berta, "i2"), refused(Code::NoSuchCall));
    let (of_anna, of_berta) = (house.office.calls(&anna.id), house.office.calls(&berta.id));
    assert_eq!((of_anna.len(), of_berta.len()), (1, 1), "each sees their own");
}

#[test]
fn the_guard_refuses_and_asks_on_this_side_too() {
    let mut house = House::new();
    let anna = person("anna", "201");
    let premium = house.orders(&anna, order("i1", "+39 899 123456", "0899123456"));
    assert!(matches!(premium, Answer::Refused(problem) if problem.is(Code::RefusedByPolicy)));
    assert_eq!(house.audited(), ["anna 0899123456 refused"]);
    let abroad = || order("i2", "+44 20 7946 0123", "000442079460123");
    assert!(matches!(house.orders(&anna, abroad()), Answer::Ask(_)));
    assert!(house.sent().is_empty());
    let confirmed = Order { confirmed: true, ..abroad() };
    assert!(matches!(house.orders(&anna, confirmed), Answer::Call(_)));
    let lying = order("i3", "+39 02 189655", "00899123456");
    assert_eq!(house.orders(&person("berta", "202"), lying), refused(Code::DigitsChanged));
}

#[test]
fn one_call_at_a_time_and_so_many_a_minute_but_help_always() {
    let mut house = House::new();
    let anna = person("anna", "201");
    for n in 1..=3 {
        let intent = format!("i{n}");
        assert!(matches!(
            house.orders(&anna, order(&intent, "+39 02 189655", "002189655")),
            Answer::Call(_)
        ));
        let other = house.orders(&anna, order("other", "+39 02 189655", "002189655"));
        assert_eq!(other, refused(Code::CallInProgress));
        house.input(Input::Answered {
            request: place_of(&house, &intent),
            answer: Err(NetError::ConnectionRefused),
        });
        assert_eq!(house.state(&anna), Some(CallState::Failed));
    }
    assert_eq!(
        house.orders(&anna, order("i4", "+39 02 189655", "002189655")),
        refused(Code::TooSoon)
    );
    let help = Order { confirmed: true, ..order("help", "112", "0112") };
    assert!(matches!(house.orders(&anna, help), Answer::Call(_)));
}

/// The number of the request that places this call, which no other answer has taken.
fn place_of(house: &House, intent: &str) -> u32 {
    let found =
        house.office.requests.iter().find(
            |(_, purpose)| matches!(purpose, Purpose::Place { intent: of, .. } if of == intent),
        );
    found.expect("it was sent").0
}

#[test]
fn a_thousand_calls_are_one_round_of_looks() {
    let mut counts = vec![];
    for people in [1_u32, 1_000] {
        let mut house = House::new();
        let mut looks = 0;
        for n in 0..people {
            let person = person(&format!("p{n}"), &format!("{}", 2_000 + n));
            house.orders(&person, order("i", "+39 02 189655", "002189655"));
            looks += house.sent().iter().filter(|(_, query)| query.starts_with("srv=3")).count();
        }
        counts.push(looks);
    }
    assert_eq!(counts, [2, 2]);
}

#[test]
fn a_relay_that_died_finds_the_call_again_and_sends_nothing_twice() {
    let mut house = House::new();
    let anna = person("anna", "201");
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let mut house = House::start(house.kept, house.ms + 5_000);
    assert!(house.sent().iter().all(|(_, query)| query.starts_with("srv=3")), "{:?}", house.sent());
    assert_eq!(house.state(&anna), Some(CallState::Unknown));
    house.hears("srv=3&info=7", "12345,20100302093000000,3,SIP,ISDN,201,002189655,\r\n");
    house.hears("srv=3&info=0", "201=2;");
    assert_eq!(house.state(&anna), Some(CallState::RingingYou));
    let again = house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    assert!(matches!(again, Answer::Call(_)));
    assert!(house.sent().iter().all(|(_, query)| !query.starts_with("srv=0")));
}

#[test]
fn hanging_up_waits_for_the_name_of_the_call_and_the_end_is_written_down() {
    let mut house = House::new();
    let anna = person("anna", "201");
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let before = house.effects.clone();
    assert_eq!(house.hangs_up(&anna, "i1"), Answer::Done);
    assert!(house.sent().is_empty(), "its name is not known yet");
    house.effects.extend(before);
    house.hears("srv=0", "result=0;call_id=12345");
    house.hears("srv=1&call_id=12345", "result=0");
    assert_eq!(house.state(&anna), Some(CallState::Ended));
    assert_eq!(house.audited(), ["anna 002189655 ended"]);
    house.after(10 * 60 * 1_000);
    assert_eq!(house.state(&anna), None);
}

#[test]
fn a_call_is_parked_by_its_owner_with_their_own_extension_and_found_again() {
    let mut house = House::new();
    let (anna, berta) = (person("anna", "201"), person("berta", "202"));
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    house.hears("srv=0", "result=0;call_id=12345");
    house.hears("srv=3&info=7", "12345,20100302093000000,3,SIP,ISDN,201,002189655,");
    house.hears("srv=3&info=0", "201=3;");
    assert_eq!(house.state(&anna), Some(CallState::OnTheLine));
    assert_eq!(house.wants(&berta, "i1", Control::Park), refused(Code::NoSuchCall));
    assert_eq!(house.wants(&anna, "i1", Control::RecordOn), refused(Code::NotSupported));
    assert_eq!(house.wants(&anna, "i1", Control::Park), Answer::Done);
    assert!(matches!(house.effects[0], Effect::Keep(_)), "kept before it is asked");
    let mut house = House::start(house.kept, house.ms);
    house.hears("srv=13&action=11&ext=201&call_id=12345", "result=0;line_id=7");
    let view = house.office.calls(&anna.id).pop().expect("told");
    assert_eq!((view.state, view.park_line.as_deref()), (CallState::Parked, Some("7")));
    let next = house.orders(&anna, order("i2", "+39 02 189655", "002189655"));
    assert!(matches!(next, Answer::Call(_)), "the phone is free");
}

#[test]
fn a_second_call_beside_the_first_puts_it_through_also_after_a_restart() {
    let mut house = House::new();
    let anna = person("anna", "201");
    let beside = |intent, first| {
        let beside = IntentId::new(first).ok();
        Order { beside, ..order(intent, "315", "315") }
    };
    assert_eq!(house.orders(&anna, beside("i2", "i1")), refused(Code::NoCallBeside));
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    house.hears("srv=0", "result=0;call_id=12345");
    let looks = house.effects.clone();
    assert_eq!(house.orders(&anna, beside("i2", "i1")), refused(Code::NoCallBeside), "it rings");
    house.effects = looks;
    house.hears("srv=3&info=7", "12345,20100302093000000,3,SIP,ISDN,201,002189655,");
    house.hears("srv=3&info=0", "201=3;");
    assert_eq!(house.orders(&anna, order("i2", "315", "315")), refused(Code::CallInProgress));
    assert!(matches!(house.orders(&anna, beside("i2", "i1")), Answer::Call(_)));
    house.hears("srv=0", "result=0;call_id=12346");
    assert_eq!(house.wants(&anna, "i2", Control::Conference), refused(Code::NotSupported));
    assert_eq!(house.wants(&anna, "i2", Control::Transfer), Answer::Done);
    let mut house = House::start(house.kept, house.ms);
    house
        .hears("srv=7&call_id=12345&xfer_id=12346&call_party=called&xfer_party=called", "result=0");
    for view in house.office.calls(&anna.id) {
        assert_eq!(view.reason.as_deref(), Some("ended_transferred"), "{}", view.id);
    }
}

#[test]
fn who_records_is_written_down() {
    let mut house = House::with(Settings { record_calls: true, ..settings() });
    let anna = person("anna", "201");
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    house.hears("srv=0", "result=0;call_id=12345");
    house.hears("srv=3&info=7", "12345,20100302093000000,3,SIP,ISDN,201,002189655,");
    house.hears("srv=3&info=0", "201=3;");
    assert_eq!(house.wants(&anna, "i1", Control::RecordOn), Answer::Done);
    assert_eq!(house.audited(), ["anna 002189655 recording"]);
    house.hears("srv=2&call_id=12345&enable=1", "result=0");
    assert!(house.office.calls(&anna.id)[0].recording);
}

#[test]
fn every_wish_is_written_down_also_one_that_the_driver_cannot_place() {
    let mut house = House::new();
    let mut nobody = person("nobody", "201");
    nobody.interface = FirstInterface::NotChosen;
    let answer = house.orders(&nobody, order("i1", "+39 02 189655", "002189655"));
    assert!(matches!(answer, Answer::Refused(problem) if problem.is(Code::InterfaceMissing)));
    assert_eq!(house.audited(), ["nobody 002189655 refused"]);
}

#[test]
fn a_country_that_one_person_called_is_new_to_another_and_privately_called_ones_stay_new() {
    let mut house = House::new();
    let (anna, berta) = (person("anna", "201"), person("berta", "202"));
    let abroad = |intent| order(intent, "+44 20 7946 0123", "000442079460123");
    for (who, intent, private) in [(&anna, "i1", false), (&berta, "i2", true), (&berta, "i3", true)]
    {
        assert!(matches!(house.orders(who, abroad(intent)), Answer::Ask(_)), "{intent}");
        let confirmed = Order { confirmed: true, private, ..abroad(intent) };
        assert!(matches!(house.orders(who, confirmed), Answer::Call(_)));
        let request = place_of(&house, intent);
        house.input(Input::Answered { request, answer: Err(NetError::ConnectionRefused) });
    }
    assert!(matches!(house.orders(&anna, abroad("i4")), Answer::Call(_)));
    let request = place_of(&house, "i4");
    house.input(Input::Answered { request, answer: Err(NetError::ConnectionRefused) });
    let mut house = House::start(house.kept, house.ms + 60 * 60 * 1_000);
    house.after(0);
    assert!(matches!(house.orders(&anna, abroad("i5")), Answer::Call(_)), "also after a restart");
    assert!(matches!(house.orders(&berta, abroad("i6")), Answer::Ask(_)));
}

#[test]
fn what_one_person_does_writes_nothing_of_others() {
    let mut house = House::new();
    for n in 0..100 {
        let person = person(&format!("p{n}"), &format!("{}", 2_000 + n));
        house.orders(&person, order("i", "+39 02 189655", "002189655"));
    }
    let anna = person("anna", "201");
    house.orders(&anna, order("i1", "+39 02 189655", "002189655"));
    let written: Vec<String> = house
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Keep(changes) => Some(changes.iter().map(Change::key)),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(written, ["country anna IT", "call anna i1"]);
    let told = house.effects.iter().filter(|effect| matches!(effect, Effect::Tell { .. })).count();
    assert_eq!(told, 1);
}

#[test]
fn what_is_over_is_forgotten_in_time_and_nothing_of_it_is_kept() {
    let mut house = House::new();
    let anna = person("anna", "201");
    house.orders(&anna, Order { private: true, ..order("i1", "+39 02 189655", "002189655") });
    let request = place_of(&house, "i1");
    house.input(Input::Answered { request, answer: Err(NetError::ConnectionRefused) });
    let wake = house.effects.iter().rev().find_map(|effect| match effect {
        Effect::Wake(at) => Some(*at),
        _ => None,
    });
    assert_eq!(wake, Some(house.ms + 10 * 60 * 1_000));
    house.after(10 * 60 * 1_000);
    assert!(house.kept.values().all(Change::is_end), "{:?}", house.kept);
    assert_eq!(house.state(&anna), None);
}
