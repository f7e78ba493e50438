//! The engine against the simulated PBX, without browser or sockets: the driver that was written
//! from the document meets a PBX that was written from the document by somebody else.

use std::collections::HashMap;

use pronto::call::{Beside, CallState, Control};
use pronto::engine::{Effect, Engine, Input, Kept, Now, Stores};
use pronto::pbx::HttpResponse;
use pronto::wire::{Request, Trust};
use pronto_simulator::{Answering, Behaviour, NumberRule, Options, Party, Pbx, Reply, Token};
use serde_json::json;

/// How long an office is watched, and how finely, in milliseconds.
const WATCHED_MS: u64 = 90_000;
const TURN_MS: u64 = 50;

/// The reasons that a row gives for the end.
const NOT_LIFTED: &str = "ended_not_lifted";
const NO_ANSWER: &str = "ended_no_answer";
const HUNG_UP: &str = "ended_hung_up";

struct Office {
    engine: Engine,
    pbx: Pbx,
    now_ms: u64,
    wake_ms: Option<u64>,
    late: HashMap<Token, u32>,
    states: Vec<CallState>,
    reason: Option<String>,
    call: String,
    placed: usize,
    looks: usize,
}

impl Office {
    fn new(options: Options, with_map: bool) -> Self {
        let pbx = Pbx::new(options);
        let numbers = pbx.status_numbers();
        let map = format!(
            "{}=ringing_you, {}=ringing_them, {}=connected",
            numbers.ringing_first, numbers.ringing_second, numbers.connected
        );
        let person = json!({
            "pbx_address": "http://pbx:3541", "extension": "201", "first_interface": "SIP",
            "country": "IT", "ring_timeout": 30, "conference_calls": true, "call_status_map": if with_map { &map } else { "" },
        });
        let person = person.as_object().cloned().expect("an object").into();
        let stores = Stores { person, ..Stores::default() };
        let now_ms = 1_000;
        let now = Now { ms: now_ms, entropy: 1 };
        let (engine, effects) = Engine::start(Kept::default(), stores, [1; 32], now);
        let mut office = Self {
            engine,
            pbx,
            now_ms,
            wake_ms: None,
            late: HashMap::new(),
            states: Vec::new(),
            reason: None,
            call: String::new(),
            placed: 0,
            looks: 0,
        };
        office.carry_out(effects);
        office
    }

    fn input(&mut self, input: Input) {
        let now = Now { ms: self.now_ms, entropy: self.now_ms };
        let effects = self.engine.handle(input, now);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut sends = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send { request, http } => sends.push((request, http.url)),
                Effect::Wake(at) => self.wake_ms = Some(at),
                Effect::Show(calls) => {
                    let Some(call) = calls.last() else { continue };
                    if self.states.last() != Some(&call.state) {
                        self.states.push(call.state);
                    }
                    self.reason.clone_from(&call.reason);
                    self.call.clone_from(&call.id);
                }
                _ => {}
            }
        }
        // As in a browser, an answer comes after everything that was to be done before it.
        for (request, url) in sends {
            self.send(request, &url);
        }
    }

    fn send(&mut self, request: u32, url: &str) {
        self.placed += usize::from(url.contains("srv=0&"));
        self.looks += usize::from(url.contains("srv=3&"));
        match self.pbx.handle(url, self.now_ms).reply {
            Reply::Now(answer) => self.answered(request, answer.body),
            Reply::Later(token) => {
                self.late.insert(token, request);
            }
        }
    }

    fn answered(&mut self, request: u32, body: Vec<u8>) {
        self.input(Input::Answered { request, answer: Ok(HttpResponse { status: 200, body }) });
    }

    /// Dials and watches until nothing more can happen.
    fn dial(mut self, text: &str) -> Self {
        self.asks(Request::UiBgDial { text: text.to_owned(), private: false, beside: None });
        self.watch(WATCHED_MS);
        self
    }

    fn asks(&mut self, request: Request) {
        let request = Box::new(request);
        self.input(Input::Message { reply_to: 1, trust: Trust::Own, request });
    }

    /// Has this done with the call that is shown, and watches for ten seconds.
    fn wants(&mut self, control: Control) {
        self.asks(Request::UiBgControl { call: self.call.clone(), control });
        self.watch(10_000);
    }

    fn watch(&mut self, ms: u64) {
        let end = self.now_ms + ms;
        while self.now_ms < end {
            self.now_ms += TURN_MS;
            for settled in self.pbx.advance(self.now_ms) {
                let request = self.late.remove(&settled.token).expect("asked for");
                self.answered(request, settled.answer.body);
            }
            if self.wake_ms.is_some_and(|at| at <= self.now_ms) {
                self.wake_ms = None;
                self.input(Input::Tick);
            }
        }
    }
}

fn options(answer: Answering, lift_ms: Option<u64>, behaviour: Behaviour) -> Options {
    let numbers = vec![NumberRule { suffix: "189655".to_owned(), behaviour }];
    Options { answer, auto_lift_ms: lift_ms, numbers, ..Options::default() }
}

/// After a call to a number that behaves so, exactly these states were shown.
fn check(options: Options, with_map: bool, states: &[CallState], reason: &str) {
    let told = format!("{:?}, map: {with_map}, {:?}", options.answer, options.numbers);
    let office = Office::new(options, with_map).dial("02 189655");
    assert_eq!(office.placed, 1, "{told}: srv=0 leaves once");
    assert_eq!(office.states, states, "{told}");
    assert_eq!(office.reason.as_deref(), Some(reason), "{told}");
}

use CallState::{Connected, Dialling, Ended, OnTheLine, Parked, RingingThem, RingingYou};

const ANSWERS: Behaviour = Behaviour::AnswersThenHangsUp { after_ms: 4_000, talk_ms: 8_000 };
const BOTH: [Answering; 2] = [Answering::AtOnce, Answering::WhenConnected];

#[test]
fn without_a_map_the_line_is_all_that_is_claimed() {
    for answer in BOTH {
        let told = [Dialling, RingingYou, OnTheLine, Ended];
        check(options(answer, Some(2_000), ANSWERS), false, &told, HUNG_UP);
        check(options(answer, None, ANSWERS), false, &[Dialling, RingingYou, Ended], NOT_LIFTED);
    }
}

#[test]
fn with_a_map_every_state_is_told() {
    for answer in BOTH {
        let told = [Dialling, RingingYou, RingingThem, Connected, Ended];
        check(options(answer, Some(2_000), ANSWERS), true, &told, HUNG_UP);
        let busy = Behaviour::Busy { after_ms: 3_000 };
        let told = [Dialling, RingingYou, RingingThem, Ended];
        check(options(answer, Some(2_000), busy), true, &told, NO_ANSWER);
        check(options(answer, Some(2_000), Behaviour::Never), true, &told, NO_ANSWER);
    }
}

/// A call that is parked, and was watched for ten seconds since.
fn parked(switches: &serde_json::Value, with_map: bool) -> Office {
    let mut options =
        options(Answering::AtOnce, Some(1_000), Behaviour::Answers { after_ms: 1_000 });
    options.first_call_id = Some(1);
    options.call_control = serde_json::from_value(switches.clone()).expect("switches");
    let mut office = Office::new(options, with_map);
    office.asks(Request::UiBgDial { text: "02 189655".to_owned(), private: false, beside: None });
    office.watch(6_000);
    office.wants(Control::Park);
    assert_eq!(office.states.last(), Some(&Parked), "{switches}");
    office
}

#[test]
fn a_call_is_parked_and_fetched_whatever_the_pbx_lists_meanwhile() {
    for row in ["own_number", "as_connected", "none"] {
        for fetch in ["at_once", "rings"] {
            for with_map in [false, true] {
                let told = format!("{row}, {fetch}, map: {with_map}");
                let switches = json!({ "parked_row": row, "fetch": fetch });
                let mut office = parked(&switches, with_map);
                office.wants(Control::Unpark);
                let talks = if with_map { Connected } else { OnTheLine };
                let before: &[_] = if with_map { &[RingingThem, talks] } else { &[talks] };
                let states =
                    [&[Dialling, RingingYou], before, &[Parked, RingingYou, talks]].concat();
                assert_eq!(office.states, states, "{told}");
            }
        }
    }
}

#[test]
fn a_parked_call_whose_other_side_hangs_up_ends_where_the_pbx_listed_it() {
    for (row, last, reason) in [
        ("own_number", Ended, Some("ended_unparked")),
        ("as_connected", Ended, Some("ended_unparked")),
        ("none", Parked, None),
    ] {
        let mut office = parked(&json!({ "parked_row": row }), false);
        let now_ms = office.now_ms;
        let hung_up =
            office.pbx.intervene(now_ms, |exchange, at| exchange.hang_up("1", Party::Second, at));
        assert!(hung_up);
        office.watch(8_000);
        assert_eq!(office.states.last(), Some(&last), "{row}");
        assert_eq!(office.reason.as_deref(), reason, "{row}");
    }
}

/// A call on the line and a second one beside it, to be put through at once or not.
fn second_call(options: Options, with_map: bool, transfer: bool) -> Office {
    let mut office = Office::new(Options { first_call_id: Some(1), ..options }, with_map);
    office.asks(Request::UiBgDial { text: "02 189655".to_owned(), private: false, beside: None });
    office.watch(8_000);
    let beside = Some(Beside { call: office.call.clone(), transfer });
    office.asks(Request::UiBgDial { text: "02 765432".to_owned(), private: false, beside });
    office.watch(1_000);
    office
}

fn with_switches(answer: Answering, switches: &serde_json::Value) -> Options {
    let mut options = options(answer, Some(2_000), Behaviour::Answers { after_ms: 3_000 });
    options.call_control = serde_json::from_value(switches.clone()).expect("switches");
    options
}

/// State, end and parties of the PBX's first two calls.
fn pair(office: &Office) -> serde_json::Value {
    let call = |at: usize| {
        let call = serde_json::to_value(&office.pbx.calls()[at]).expect("JSON");
        json!([call["state"], call["end"], call["first"]["party"], call["second"]["party"]])
    };
    json!([call(0), call(1)])
}

#[test]
fn a_call_is_put_through_without_asking_whatever_the_pbx_does_with_a_second_call() {
    for answer in [Answering::AtOnce, Answering::WhenConnected] {
        for second in ["rings", "at_once"] {
            for with_map in [false, true] {
                let told = format!("{answer:?}, {second}, map: {with_map}");
                let switches = json!({ "second_call": second });
                let mut office = second_call(with_switches(answer, &switches), with_map, true);
                office.watch(12_000);
                let calls = pair(&office);
                assert_eq!(calls[0][0], "connected", "{told}");
                assert_eq!(calls[0][2], "02765432", "{told}");
                assert_eq!(calls[0][3], "02189655", "{told}");
                assert_eq!(calls[1][1], "transferred", "{told}");
                assert_eq!(office.reason.as_deref(), Some("ended_transferred"), "{told}");
            }
        }
    }
}

#[test]
fn a_call_is_put_through_after_asking_and_the_person_is_out_of_it() {
    for places in ["kept", "transferred_first"] {
        let switches = json!({ "transfer_places": places });
        let mut office = second_call(with_switches(Answering::AtOnce, &switches), true, false);
        office.watch(12_000);
        assert_eq!(office.states.last(), Some(&Connected), "{places}");
        office.wants(Control::Transfer);
        assert_eq!(pair(&office)[0][0], "connected", "{places}");
        assert_eq!(pair(&office)[1][1], "transferred", "{places}");
        assert_eq!(office.states.last(), Some(&Ended), "{places}");
    }
}

#[test]
fn two_calls_become_one_in_which_the_person_stays() {
    let switches = json!({ "conference_id": "conf_id" });
    let mut office = second_call(with_switches(Answering::AtOnce, &switches), false, false);
    office.wants(Control::Conference);
    let call = serde_json::to_value(&office.pbx.calls()[0]).expect("JSON");
    assert_eq!((&call["state"], &call["first"]["party"]), (&json!("connected"), &json!("201")));
    assert_eq!(call["others"][0]["party"], "02765432");
    assert_eq!(pair(&office)[1][1], "joined");
    assert_eq!(office.reason.as_deref(), Some("ended_joined"));
    let now_ms = office.now_ms;
    assert!(office.pbx.intervene(now_ms, |exchange, at| exchange.disconnect("1", at)));
    office.watch(8_000);
    assert_eq!(office.reason.as_deref(), Some(HUNG_UP), "the first was followed to its end");
}

#[test]
fn a_second_call_that_the_pbx_refuses_leaves_the_first_alone() {
    let switches = json!({ "second_call": "refused" });
    let mut office = second_call(with_switches(Answering::AtOnce, &switches), false, true);
    office.watch(12_000);
    assert_eq!(office.states.last(), Some(&CallState::Failed));
    assert_eq!(office.pbx.calls().len(), 1);
    let first = serde_json::to_value(&office.pbx.calls()[0]).expect("JSON");
    assert_eq!(first["state"], "connected");
}

#[test]
fn the_pbx_is_asked_each_second_then_each_three_and_not_after_the_end() {
    let office =
        Office::new(options(Answering::AtOnce, Some(5_000), ANSWERS), false).dial("02 189655");
    // About six rounds until the phone is lifted and four while both talk, two requests each.
    assert!((16..=26).contains(&office.looks), "{} looks", office.looks);
}

#[test]
fn a_phone_that_is_off_line_is_refused_in_words() {
    let mut options = options(Answering::AtOnce, None, ANSWERS);
    options.users.retain(|user| user.ext != "201");
    let office = Office::new(options, false).dial("02 189655");
    assert_eq!(office.states, [Dialling, CallState::Failed]);
    assert_eq!(office.reason.as_deref(), Some("failed_refused"));
}
