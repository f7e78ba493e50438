//! Who comes back hears what it missed, also when the relay was killed meanwhile; or is told that it
//! begins anew.

mod support;

use std::net::SocketAddr;

use serde_json::Value as Json;
use support::process::Process;
use support::{Events, Folder, Setup, added, config_at, pbx, push};

const ANS: &str = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\n";

/// An event of a call from 039 to 201, acknowledged.
async fn told(relay: SocketAddr, key: u32, event: u32, call: u32) {
    let (minute, second) = (key / 60, key % 60);
    let of_event = match event {
        4 => "&calling=039&called=201&act_called=201&result=0",
        5 => "&result=0&final=1&connected_number=201",
        _ => "&number=039",
    };
    let target = format!(
        "/in/3f1c0a9b7d5e42468ace13579bdf0246/ans?key={key}&event={event}&datetime=2026020112{minute:02}{second:02}000&interface=SIP&call_id={call}{of_event}"
    );
    assert_eq!(push(relay, "GET", &target, "").await.0, 200);
}

/// `kind state,state…`, with `then` before what was missed.
fn shown(event: &Json) -> String {
    let kind = event["event"].as_str().expect("a kind");
    if kind == "office" {
        return format!("office {}", event["resumed"]);
    }
    if kind == "text" {
        return format!("text {}: {}", event["from"], event["words"]);
    }
    let calls = event["calls"].as_array().expect("calls");
    let calls: Vec<String> = calls
        .iter()
        .map(|call| {
            format!(
                "{}:{}",
                call["id"].as_str().unwrap_or("?"),
                call["state"].as_str().unwrap_or("?")
            )
        })
        .collect();
    let then = if event["at_ms"].is_u64() { "then " } else { "" };
    format!("{then}{kind} {}", calls.join(","))
}

async fn next(events: &mut Events, count: usize) -> Vec<String> {
    let mut shown_all = Vec::new();
    for _ in 0..count {
        shown_all.push(shown(&events.next().await.expect("the stream goes on")));
    }
    shown_all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_hears_what_it_missed_and_then_how_things_stand() {
    let pbx = pbx().await;
    let relay = Setup { toml: ANS, ..Setup::new("resume") }.start(pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let mut events = relay.events(&anna).await;
    assert_eq!(next(&mut events, 3).await, ["office false", "calls ", "phone "]);
    let begun = events.last_id.clone().expect("how things stand has a place");
    told(relay.address, 1, 4, 7).await;
    assert_eq!(next(&mut events, 1).await, ["phone 7:ringing_you"]);
    let ringing = events.last_id.clone().expect("an id");
    drop(events);
    told(relay.address, 2, 5, 7).await;
    told(relay.address, 3, 6, 7).await;
    let missed = ["then phone 7:connected", "then phone 7:ended"];
    let now = ["calls ", "phone 7:ended"];
    let all = [vec!["office true", "then phone 7:ringing_you"], missed.into(), now.into()].concat();
    let rest = [vec!["office true"], missed.into(), now.into()].concat();
    let anew = [vec!["office false"], now.into()].concat();
    // Restarted in between, it is the same.
    let mut relay = relay;
    for _ in 0..2 {
        let of = async |after: &str, count| {
            let mut events = Events::of(relay.address, &anna, Some(after)).await;
            (next(&mut events, count).await, events.last_id.expect("an id"))
        };
        assert_eq!(of(&begun, all.len()).await.0, all);
        let (heard, last) = of(&ringing, rest.len()).await;
        assert_eq!(heard, rest);
        let nothing = [vec!["office true"], now.into()].concat();
        assert_eq!(of(&last, nothing.len()).await.0, nothing);
        for gone in ["0123456789abcdef-1", "nonsense", "-", &format!("{begun}99")] {
            assert_eq!(of(gone, anew.len()).await.0, anew, "{gone}");
        }
        relay = relay.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_message_reaches_who_has_the_phone_once_also_who_was_away() {
    let pbx = pbx().await;
    let relay = Setup { toml: ANS, ..Setup::new("texts") }.start(pbx.port).await;
    let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "202"));
    let relay = relay.restart().await;
    let (mut annas, mut bertas) = (relay.events(&anna).await, relay.events(&berta).await);
    next(&mut annas, 3).await;
    next(&mut bertas, 3).await;
    let begun = annas.last_id.clone().expect("an id");
    let texts = |key: u32, to: u32, words: &str| {
        format!(
            "/in/3f1c0a9b7d5e42468ace13579bdf0246/ans?key={key}&event=14&datetime=202602011200{key:02}000&interface=none&sms_id={key}&sender=203&recipient={to}&body={words}"
        )
    };
    for (key, to, words) in [(1, 201, "hello%20Anna!"), (1, 201, "hello%20Anna!"), (2, 202, "ciao")]
    {
        assert_eq!(push(relay.address, "GET", &texts(key, to, words), "").await.0, 200);
    }
    assert_eq!(next(&mut annas, 1).await, [r#"text "203": "hello Anna!""#]);
    // Nothing of Anna's came before.
    assert_eq!(next(&mut bertas, 1).await, [r#"text "203": "ciao""#]);
    let last = annas.last_id.clone().expect("an id");
    drop(annas);
    push(relay.address, "GET", &texts(3, 201, "again"), "").await;
    let relay = relay.restart().await;
    let mut annas = Events::of(relay.address, &anna, Some(&last)).await;
    let missed = ["office true", r#"text "203": "again""#, "calls ", "phone "];
    assert_eq!(next(&mut annas, missed.len()).await, missed);
    // Whoever has the phone next does not hear what was Anna's.
    let heir = relay.token("heir", "201");
    let relay = relay.restart().await;
    let mut heirs = Events::of(relay.address, &heir, Some(&begun)).await;
    assert_eq!(next(&mut heirs, 3).await, ["office true", "calls ", "phone "]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_it_tells_all_that_it_acknowledged_to_who_comes_back() {
    let folder = Folder::new("resume-kill");
    folder.write(
        "relay.toml",
        format!("listen = \"127.0.0.1:0\"\nstate = \"state\"\n{ANS}[office]\npbx_address = \"http://127.0.0.1:9\"\ncountry = \"IT\"\n"),
    );
    std::fs::create_dir_all(folder.0.join("state")).expect("a folder");
    let anna = added(&config_at(&folder.0.join("relay.toml")), "anna", "201");
    let mut relay = Process::start(&folder.0).await;
    let mut events = Events::of(relay.address, &anna, None).await;
    next(&mut events, 3).await;
    let mut heard = Vec::new();
    for round in 0..5 {
        for call in 0..4 {
            let (key, call) = (1 + round * 8 + call * 2, round * 4 + call);
            told(relay.address, key, 4, call).await;
            told(relay.address, key + 1, 6, call).await;
        }
        let last = events.last_id.clone().expect("an id");
        // Whatever of it the stream has brought.
        relay.kill().await;
        relay = Process::start(&folder.0).await;
        events = Events::of(relay.address, &anna, Some(&last)).await;
        let mut first = next(&mut events, 1).await;
        assert_eq!(first, ["office true"], "round {round}");
        while !first.last().is_some_and(|event| event.starts_with("phone ")) {
            first.extend(next(&mut events, 1).await);
        }
        heard.extend(first);
    }
    for call in 0..20 {
        for state in ["ringing_you", "ended"] {
            let said = format!("{call}:{state}");
            let told = heard.iter().filter(|event| event.starts_with("then phone "));
            let mut calls = told.flat_map(|event| event.split([' ', ',']));
            assert!(calls.any(|call| call == said), "{said} was acknowledged: {heard:#?}");
        }
    }
    relay.kill().await;
}
