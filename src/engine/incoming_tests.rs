//! The engine of a person whose phone is called: what notifications tell, and which pages open.

use serde_json::{Value as Json, json};

use super::test_desk::Desk;
use super::*;
use crate::event::{CallId, RingingWish};
use crate::wire::Rings;

const RELAY: &str = "https://relay.example:8460";

fn desk(settings: Json) -> Desk {
    let mut person = json!({
        "pbx": "relay", "relay_address": RELAY, "relay_token": "t", "country": "IT",
        "given_for": {"relay_token": RELAY}, "pop_address": "https://crm/?n={number}&c={call_id}",
    });
    let settings = settings.as_object().expect("an object").clone();
    person.as_object_mut().expect("an object").extend(settings);
    let person = person.as_object().cloned().expect("an object").into();
    let stores = Stores { managed: Stored::new(), person };
    Desk::start(Kept::default(), stores, 1_000_000)
}

impl Desk {
    /// The relay tells of these calls of the phone; which notifications stand then, and what opens.
    fn phone(&mut self, calls: &[Json]) -> (Vec<String>, Vec<String>) {
        self.told(json!({"event": "phone", "calls": calls, "now_ms": 5}))
    }

    /// The same of a while in which nobody listened.
    fn phone_then(&mut self, calls: &[Json]) -> (Vec<String>, Vec<String>) {
        self.told(json!({"event": "phone", "calls": calls, "now_ms": 5, "at_ms": 3}))
    }

    fn told(&mut self, event: Json) -> (Vec<String>, Vec<String>) {
        let bytes = format!("data: {event}\n\n").into_bytes();
        let stream = self.engine.stream.number().expect("a stream is open");
        self.input(Input::Heard { stream, bytes });
        let opened = self.effects.iter().filter_map(|effect| match effect {
            Effect::Open(url) => Some(url.clone()),
            _ => None,
        });
        (self.notes(), opened.collect())
    }

    fn notes(&self) -> Vec<String> {
        let notes = self.engine.incoming().into_iter();
        let line = |one: Incoming| {
            format!("{}{}", if one.at == Rings::Missed { "missed " } else { "" }, one.who)
        };
        notes.filter(|one| one.notify).map(line).collect()
    }
}

fn call(id: &str, state: &str) -> Json {
    json!({"id": id, "incoming": true, "other": "0039066982", "state": state, "since_ms": 4})
}

fn elsewhere(id: &str) -> Json {
    let mut call = call(id, "ended");
    call["elsewhere"] = true.into();
    call
}

#[test]
fn a_ring_is_told_until_somebody_answers_or_gives_up() {
    let ringing = call("7", "ringing_you");
    for (after, notes) in [
        (vec![call("7", "connected")], vec![]),
        (vec![call("7", "connected"), call("8", "ringing_you")], vec!["+39 06 6982"]),
        (vec![call("7", "ended")], vec!["missed +39 06 6982"]),
        (vec![elsewhere("7")], vec![]),
        (vec![], vec![]),
    ] {
        for doubt in [false, true] {
            let mut desk = desk(json!({}));
            assert_eq!(desk.phone(std::slice::from_ref(&ringing)).0, ["+39 06 6982"]);
            if doubt {
                assert_eq!(desk.phone(&[call("7", "unknown")]).0, [""; 0]);
            }
            assert_eq!(desk.phone(&after).0, notes, "{after:?} {doubt}");
        }
    }
    let mut out = call("9", "ringing_you");
    out["incoming"] = false.into();
    assert_eq!(desk(json!({})).phone(&[out, call("1", "ended")]).0, [""; 0], "none of a caller's");
    assert_eq!(desk(json!({"notify_incoming": false})).phone(&[ringing]).0, [""; 0]);
}

#[test]
fn a_missed_call_stands_until_it_is_seen_also_when_the_worker_dies() {
    let mut desk = desk(json!({}));
    desk.phone(&[call("7", "ringing_you")]);
    desk.phone(&[call("7", "ended")]);
    desk.phone(&[]);
    let mut desk = desk.dies();
    assert_eq!(desk.notes(), ["missed +39 06 6982"]);
    assert!(desk.lasting.as_ref().is_some_and(|kept| kept.callers.is_empty()));
    desk.own_asks(Request::UiBgSeen { at: Rings::Missed, id: "7".to_owned() });
    assert_eq!(desk.notes(), [""; 0]);
    assert!(desk.effects.contains(&Effect::Incoming(vec![])));
    assert_eq!(desk.phone(&[call("7", "ended")]).0, [""; 0], "seen is seen");
}

#[test]
fn a_text_message_is_told_of_until_it_is_seen_and_its_words_are_not_kept() {
    let text = |id: &str, from: &str| json!({"event": "text", "id": id, "from": from, "words": "hello", "at_ms": 4, "now_ms": 5});
    let words = |desk: &Desk| -> Vec<Option<String>> {
        desk.engine.incoming().into_iter().map(|one| one.words).collect()
    };
    let mut desk = desk(json!({}));
    assert_eq!(desk.told(text("7", "0039066982")).0, ["+39 06 6982"]);
    assert_eq!(desk.told(text("7", "0039066982")).0, ["+39 06 6982"], "told again");
    assert_eq!(desk.told(text("8", "203")).0, ["+39 06 6982", "203"]);
    assert_eq!(words(&desk), [Some("hello".to_owned()), Some("hello".to_owned())]);
    let mut desk = desk.dies();
    assert_eq!((desk.notes().len(), words(&desk)), (2, vec![None, None]));
    desk.own_asks(Request::UiBgSeen { at: Rings::Missed, id: "7".to_owned() });
    desk.own_asks(Request::UiBgSeen { at: Rings::Letter, id: "7".to_owned() });
    assert_eq!(desk.notes(), ["203"]);
    for id in 10..15 {
        desk.told(text(&id.to_string(), "204"));
    }
    assert_eq!(desk.notes(), ["204"; 5], "the oldest gives way");
    desk.told(text("7", "203"));
    assert_eq!(desk.notes(), ["204"; 5], "seen is seen");
    let save = |desk: &mut Desk, changes: Json| {
        let changes = changes.as_object().cloned().expect("an object").into();
        desk.own_asks(Request::UiBgSave { changes });
    };
    save(&mut desk, json!({"underline": false}));
    assert_eq!(desk.notes(), ["204"; 5]);
    save(&mut desk, json!({"relay_token": "of another"}));
    assert_eq!(desk.notes(), [""; 0], "whose they were");
    let mut quiet = self::desk(json!({"notify_texts": false}));
    assert_eq!(quiet.told(text("7", "203")).0, [""; 0]);
    save(&mut quiet, json!({"notify_texts": true}));
    assert_eq!(quiet.notes(), [""; 0], "old ones are no news");
    let nameless = [
        text("", "203"),
        json!({"event": "text", "id": "", "from": "204", "words": "x", "at_ms": 5, "now_ms": 5}),
    ];
    nameless.into_iter().for_each(|one| drop(quiet.told(one)));
    assert_eq!(quiet.notes(), ["203", "204"]);
}

#[test]
fn what_the_person_has_refused_was_not_missed_unless_the_pbx_could_not() {
    let call_id = || CallId::new("7").expect("a name");
    let done = r#"{"kind":"done"}"#;
    let not = r#"{"kind":"refused","problem":{"message":"problem_pbx_result_15"}}"#;
    for (answer, ends_first, notes) in
        [(done, false, vec![]), (done, true, vec![]), (not, false, vec!["missed +39 06 6982"])]
    {
        let mut desk = desk(json!({}));
        desk.told(json!({
            "event": "office", "person": "anna", "extension": "201", "settings": {},
            "capabilities": {"reports": true, "hang_up": true, "refuse": true},
        }));
        desk.phone(&[call("7", "ringing_you")]);
        let wish = RingingWish::Refuse { call: call_id() };
        assert_eq!(desk.asks(Trust::Own, Request::UiBgRinging { wish }), None);
        let request = desk.sent()[0].0;
        if ends_first {
            desk.phone(&[call("7", "ended")]);
            desk.hears(request, answer);
        } else {
            desk.hears(request, answer);
            assert_eq!(desk.phone(&[call("7", "ringing_you")]).0, ["+39 06 6982"]);
            desk.phone(&[call("7", "ended")]);
        }
        assert_eq!(desk.notes(), notes, "{answer} {ends_first}");
    }
}

#[test]
fn of_two_calls_that_ring_none_can_be_given_away() {
    let mut desk = desk(json!({}));
    desk.told(json!({
        "event": "office", "person": "anna", "extension": "201", "settings": {},
        "capabilities": {"reports": true, "hang_up": true, "divert": true},
    }));
    let diverted =
        |desk: &Desk| desk.engine.incoming().iter().map(|one| one.can_divert).collect::<Vec<_>>();
    desk.phone(&[call("7", "ringing_you")]);
    assert_eq!(diverted(&desk), [true]);
    desk.phone(&[call("7", "ringing_you"), call("8", "ringing_you")]);
    assert_eq!(diverted(&desk), [false, false]);
}

#[test]
fn who_knows_whether_it_rings_when_the_relay_is_away() {
    let mut desk = desk(json!({}));
    desk.phone(&[call("7", "ringing_you")]);
    let stream = desk.engine.stream.number().expect("a stream is open");
    desk.input(Input::StreamEnded { stream, end: StreamEnd::Lost });
    assert_eq!(desk.notes(), ["+39 06 6982"], "for a moment it is believed");
    desk.after(10_001);
    assert_eq!(desk.notes(), [""; 0]);
}

#[test]
fn the_page_of_a_caller_opens_once_and_not_in_swarms() {
    let url = |id: &str| format!("https://crm/?n=%2B39066982&c={id}");
    let mut rings = desk(json!({"pop_when": "ring"}));
    assert_eq!(rings.phone(&[call("7", "ringing_you")]).1, [url("7")]);
    assert_eq!(rings.phone(&[call("7", "connected")]).1, [""; 0]);
    let mut rings = rings.dies();
    assert_eq!(
        rings.phone(&[call("7", "ringing_you")]).1,
        [""; 0],
        "the worker died, the page stands"
    );
    assert_eq!(rings.phone(&[call("8", "ringing_you")]).1, [url("8")]);
    let both = [call("8", "ringing_you"), call("9", "ringing_you")];
    assert_eq!(rings.phone(&both).1, [""; 0], "too soon after the other");
    rings.after(3_000);
    assert_eq!(rings.phone(&[call("10", "ringing_you")]).1, [url("10")]);
    let mut answers = desk(json!({"pop_when": "answer"}));
    assert_eq!(answers.phone(&[call("7", "ringing_you")]).1, [""; 0]);
    assert_eq!(answers.phone(&[call("7", "connected")]).1, [url("7")]);
    assert_eq!(
        desk(json!({})).phone(&[call("7", "ringing_you")]).1,
        [""; 0],
        "not without being asked for"
    );
}

#[test]
fn what_rang_in_vain_while_nobody_listened_is_told_and_opens_no_page() {
    let mut desk = desk(json!({"pop_when": "ring"}));
    assert_eq!(desk.phone_then(&[call("7", "ringing_you")]).1, [""; 0]);
    desk.phone_then(&[call("7", "ended")]);
    let since: Vec<_> = desk.engine.incoming().into_iter().map(|one| one.since_ms).collect();
    assert_eq!(since, [999_999], "when it was missed, by our clock, and not when it was told");
    assert_eq!(desk.phone(&[]), (vec!["missed +39 06 6982".to_owned()], vec![]));
}

#[test]
fn a_colleague_is_told_by_name_where_the_directory_has_it() {
    let mut desk = desk(json!({"pop_when": "ring", "pop_address": "https://crm/?who={name}"}));
    let colleagues =
        json!({"from": RELAY, "colleagues": [{"extension": "202", "name": "Rossi Zoë"}]});
    desk.engine.restore_directory(crate::json::from_text(&colleagues.to_string()).ok());
    let mut ringing = call("7", "ringing_you");
    ringing["other"] = "202".into();
    let (_, opened) = desk.phone(&[ringing]);
    assert_eq!(opened, ["https://crm/?who=Rossi%20Zo%C3%AB"]);
    let named: Vec<_> = desk.engine.incoming().into_iter().map(|one| one.name).collect();
    assert_eq!(named, [Some("Rossi Zoë".to_owned())]);
}
