//! What people see of each other: what the phones do that they ask for, and nothing more.

mod support;

use serde_json::{Value as Json, json};
use support::{Events, Relay, Setup, pbx, push};

const ANS: &str = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\n";

async fn watch(relay: &Relay, token: &str, stream: &str, colleagues: Json) -> (u16, Json) {
    let path = format!("/api/events/{stream}/colleagues");
    let body = json!({ "colleagues": colleagues }).to_string();
    let json = "Content-Type: application/json\r\n";
    let (status, _, answer) = relay.ask("POST", &path, token, json, &body).await;
    (status, serde_json::from_str(&answer).unwrap_or(Json::Null))
}

/// The stream's name.
async fn name(events: &mut Events) -> String {
    let office = events.next().await.expect("who listens");
    office["stream"].as_str().expect("a name").to_owned()
}

/// Waits until this is told of 202.
async fn until(events: &mut Events, presence: &str) -> Json {
    loop {
        let event = events.next().await.expect("the stream goes on");
        for colleague in event["colleagues"].as_array().into_iter().flatten() {
            assert_eq!(colleague["extension"], "202", "nobody else was asked for");
            if colleague["presence"] == presence {
                return colleague.clone();
            }
        }
    }
}

async fn told(relay: &Relay, key: u32, rest: &str) {
    let target = format!(
        "/in/3f1c0a9b7d5e42468ace13579bdf0246/ans?key={key}&datetime=202602011200{key:02}000&interface=SIP&{rest}"
    );
    assert_eq!(push(relay.address, "GET", &target, "").await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_tells_what_phones_do_and_with_whom_only_where_the_office_allows_it() {
    for (name_of, toml, calls) in [
        ("colleagues", ANS.to_owned(), false),
        ("colleagues-calls", format!("colleagues = \"calls\"\n{ANS}"), true),
    ] {
        let pbx = pbx().await;
        let relay = Setup { toml: toml.leak(), ..Setup::new(name_of) }.start(pbx.port).await;
        let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "203"));
        let relay = relay.restart().await;
        let mut events = relay.events(&anna).await;
        let stream = name(&mut events).await;
        for (token, stream, colleagues, status, message) in [
            (&anna, "0-999", json!(["202"]), 404, "problem_stream_gone"),
            (&anna, "nonsense", json!(["202"]), 404, "problem_stream_gone"),
            (&berta, stream.as_str(), json!(["202"]), 404, "problem_stream_gone"),
            (&anna, stream.as_str(), json!(["t w"]), 400, "problem_message_refused"),
            (&anna, stream.as_str(), json!(vec!["202"; 1001]), 400, "problem_message_refused"),
        ] {
            let (code, answer) = watch(&relay, token, stream, colleagues.clone()).await;
            assert_eq!(
                (code, &answer["problem"]["message"]),
                (status, &json!(message)),
                "{stream} {colleagues}"
            );
        }
        // Who is not listed is nobody: a customer's phone is watched by none.
        let (status, answer) = watch(&relay, &anna, &stream, json!(["202", "02189655"])).await;
        assert_eq!((status, answer), (200, json!({ "kind": "done" })));
        let free = json!({ "extension": "202", "presence": "free" });
        assert_eq!(until(&mut events, "free").await, free);
        told(&relay, 1, "event=4&call_id=7&calling=02189655&called=202&act_called=202&result=0")
            .await;
        let ringing = until(&mut events, "ringing").await;
        told(&relay, 2, "event=5&call_id=7&result=0&final=1&connected_number=202").await;
        let busy = until(&mut events, "busy").await;
        told(&relay, 3, "event=6&call_id=7").await;
        until(&mut events, "free").await;
        for shown in [ringing, busy] {
            assert_eq!(shown["calls"][0]["other"] == "02189655", calls, "{shown}");
            assert_eq!(shown.to_string().contains("02189655"), calls, "{shown}");
        }
    }
}
