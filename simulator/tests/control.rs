//! The control address: playing the people of the office.

mod support;

use std::time::Duration;

use pronto_simulator::server::{Config, Server};
use pronto_simulator::{ClockKind, Options};
use serde_json::json;
use support::{get, look, request, start, tell};

const CLICK: &str = "srv=0&first_number=201&second_number=02189655&first_interface=SIP";

async fn by_hand() -> Server {
    start(Config {
        clock: ClockKind::Manual,
        options: Options { auto_lift_ms: None, first_call_id: Some(1), ..Options::default() },
        ..Config::any_port()
    })
    .await
}

#[tokio::test]
async fn a_wait_ends_with_the_request_that_it_waits_for() {
    let server = by_hand().await;
    get(&server, "srv=3&info=0").await;
    let wait = look(&server, "/heard/wait?srv=3&info=7&count=2&after=1");
    let requests = async {
        for query in ["srv=3&info=7", "srv=3&info=0", CLICK, "srv=3&info=7"] {
            get(&server, query).await;
        }
    };
    let (heard, ()) = tokio::join!(wait, requests);
    let numbers: Vec<_> = heard.as_array().into_iter().flatten().map(|entry| &entry["n"]).collect();
    assert_eq!(numbers, [2, 5]);
    // What has happened already is not waited for.
    assert_eq!(look(&server, "/heard/wait?srv=0").await[0]["n"], 4);
}

#[tokio::test]
async fn a_wait_in_vain_says_so() {
    let server = by_hand().await;
    let target = "/heard/wait?srv=0&timeout_ms=20";
    let answer = request(server.control_port, "GET", target, "", "").await;
    assert_eq!(answer.status(), 504);
    assert_eq!(answer.json()["error"], "waited 20 ms in vain");
}

#[tokio::test]
async fn a_call_is_led_through_its_life() {
    let server = by_hand().await;
    get(&server, CLICK).await;
    let call = look(&server, "/calls/wait?state=ringing_first&call_id=1").await;
    assert_eq!(call[0]["first"]["progress"], "ringing");
    assert_eq!(tell(&server, "/lift", json!({"ext": "201"})).await["state"], "ringing_second");
    assert_eq!(tell(&server, "/answer", json!({"call_id": "1"})).await["state"], "connected");
    let numbers = look(&server, "/status_numbers").await;
    let row = get(&server, "srv=3&info=7").await.text();
    assert_eq!(row.split(',').nth(2), Some(numbers["connected"].to_string().as_str()));
    let ended = tell(&server, "/hangup", json!({"party": "second"})).await;
    assert_eq!((&ended["state"], &ended["end"]), (&json!("ended"), &json!("second_hung_up")));
    assert_eq!(ended["first"]["progress"], "idle");
    let texts: Vec<_> = look(&server, "/history")
        .await
        .as_array()
        .into_iter()
        .flatten()
        .map(|news| news["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        texts,
        ["201 rings", "201 lifted, ringing 02189655", "connected", "ended: 02189655 hung up"]
    );
    // Waiting for a state that is over does not hang.
    look(&server, "/calls/wait?state=connected").await;
}

#[tokio::test]
async fn steps_move_the_manual_clock() {
    let server = by_hand().await;
    get(&server, CLICK).await;
    tell(&server, "/lift", json!({})).await;
    tell(&server, "/step", json!({"ms": 2999})).await;
    assert_eq!(look(&server, "/calls").await[0]["state"], "ringing_second");
    tell(&server, "/step", json!({"ms": 1})).await;
    assert_eq!(look(&server, "/calls").await[0]["state"], "connected");
}

#[tokio::test]
async fn users_numbers_and_other_calls_are_changed() {
    let server = by_hand().await;
    tell(&server, "/user", json!({"ext": "201", "status": 0})).await;
    assert_eq!(get(&server, CLICK).await.text(), "result=8");
    tell(&server, "/user", json!({"ext": "201", "status": 1, "interfaces": ["LAN"]})).await;
    assert_eq!(get(&server, CLICK).await.text(), "result=45");
    tell(&server, "/user", json!({"ext": "300", "sur": "New", "card": {"vcb_code": "1"}})).await;
    assert!(get(&server, "srv=3&info=4").await.text().ends_with(";300=New"));
    tell(&server, "/user", json!({"ext": "201", "remove": true})).await;
    assert_eq!(get(&server, CLICK).await.text(), "result=24");

    let rule = json!({"suffix": "9655", "behaviour": {"kind": "busy", "after_ms": 5}});
    tell(&server, "/number", rule).await;
    get(&server, &CLICK.replace("=201", "=202")).await;
    tell(&server, "/lift", json!({"ext": "202"})).await;
    tell(&server, "/step", json!({"ms": 5})).await;
    assert_eq!(look(&server, "/calls").await[0]["end"], "busy");

    let other = tell(&server, "/place", json!({"first": "0491", "second": "203"})).await;
    assert_eq!((&other["ours"], &other["state"]), (&json!(false), &json!("connected")));
    assert!(get(&server, "srv=3&info=7").await.text().ends_with(",ISDN,LAN,0491,203,\r\n"));
    tell(&server, "/forget", json!({})).await;
    assert_eq!(get(&server, "srv=3&info=7").await.text(), "");
}

#[tokio::test]
async fn parked_calls_conferences_and_recordings_are_seen() {
    let server = by_hand().await;
    tell(&server, "/reset", json!({"call_control": {"park_lines": 1}})).await;
    let first = json!({"first": "0491", "second": "201"});
    tell(&server, "/place", first).await;
    get(&server, "srv=2&call_id=1&enable=1&info=a").await;
    assert_eq!(look(&server, "/recordings").await[0]["ended_ms"], json!(null));
    assert_eq!(
        get(&server, "srv=13&action=11&ext=201&call_id=1").await.text(),
        "result=0;line_id=1"
    );
    let parked = look(&server, "/calls/wait?state=parked").await;
    assert_eq!((&parked[0]["state"], &parked[0]["line"]), (&json!("parked"), &json!(1)));
    get(&server, "srv=13&action=12&ext=201&line_id=1").await;

    tell(&server, "/place", json!({"first": "201", "second": "203"})).await;
    get(&server, "srv=8&call_id=1&conf_id=2").await;
    let calls = look(&server, "/calls").await;
    assert_eq!(calls[0]["others"][0]["party"], "203");
    assert_eq!(calls[1]["end"], "joined");
    let left = tell(&server, "/hangup", json!({"ext": "203"})).await;
    assert_eq!((&left["others"], &left["state"]), (&json!([]), &json!("connected")));
    get(&server, "srv=13&action=11&ext=201&call_id=1").await;
    let over = tell(&server, "/hangup", json!({"ext": "0491"})).await;
    assert_eq!((&over["line"], &over["end"]), (&json!(null), &json!("first_hung_up")));
    assert!(look(&server, "/recordings").await[0]["ended_ms"].is_u64());
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start_and_over_it() {
    let server = by_hand().await;
    let mut drawn = Vec::new();
    for _ in 0..5 {
        let options = json!({"answer": "when_connected", "wan": {"busy": 3}});
        let reset = tell(&server, "/reset", options).await;
        assert_eq!(reset["status_numbers"], look(&server, "/status_numbers").await);
        drawn.push(reset["status_numbers"].to_string());
    }
    assert!(drawn.iter().any(|numbers| *numbers != drawn[0]), "{drawn:?}");
    assert_eq!(get(&server, "srv=3&info=3").await.text(), "3/16");
    let people = async {
        look(&server, "/calls/wait?state=ringing_first").await;
        tell(&server, "/lift", json!({})).await;
        tell(&server, "/answer", json!({})).await;
    };
    let (answer, ()) = tokio::join!(get(&server, CLICK), people);
    assert_eq!(answer.text(), "result=0;call_id=1");
    tell(&server, "/reset", json!({})).await;
    assert_eq!(get(&server, CLICK).await.text(), "result=0;call_id=1");
}

#[tokio::test]
async fn mistakes_of_a_test_are_named() {
    let server = by_hand().await;
    let row = async |method: &str, target: &str, body: &str, status: u16| {
        let answer = request(server.control_port, method, target, "", body).await;
        assert_eq!(answer.status(), status, "{method} {target} {body}: {}", answer.text());
        assert!(answer.json()["error"].is_string());
    };
    row("GET", "/hear", "", 404).await;
    row("POST", "/steps", "{}", 404).await;
    row("PUT", "/step", "{}", 404).await;
    row("POST", "/step", "{", 400).await;
    row("POST", "/step", "[1]", 400).await;
    row("POST", "/step", r#"{"seconds":1}"#, 400).await;
    row("POST", "/reset", r#"{"colour":1}"#, 400).await;
    row("POST", "/reset", r#"{"clock":"fast"}"#, 400).await;
    row("POST", "/fault", r#"{"kind":"sulk"}"#, 400).await;
    row("POST", "/user", r#"{"ext":"201","status":9}"#, 400).await;
    row("POST", "/user", "{}", 400).await;
    row("POST", "/lift", r#"{"ext":"201"}"#, 404).await;
    row("POST", "/answer", "{}", 404).await;
    row("POST", "/hangup", r#"{"party":"first"}"#, 404).await;
    row("POST", "/hangup", r#"{"ext":"201"}"#, 404).await;
    row("POST", "/place", r#"{"first":"1","second":"201","state":"parked"}"#, 400).await;
    row("POST", "/reset", r#"{"call_control":{"park_lines":"many"}}"#, 400).await;
    row("POST", "/reset", r#"{"codes":{"moon_is_full":8}}"#, 400).await;
    row("GET", "/heard/wait?service=0", "", 400).await;
    row("GET", "/calls/wait?state=happy", "", 400).await;
    row("POST", "/reset", &"x".repeat(2 << 20), 400).await;
}

#[tokio::test]
async fn the_control_address_tells_its_routes() {
    let server = by_hand().await;
    let routes = look(&server, "/").await;
    let limit = tokio::time::timeout(Duration::from_secs(5), async {
        for route in routes.as_array().into_iter().flatten() {
            let route = route.as_str().unwrap_or_default();
            let mut words = route.split([' ', '?']);
            let method = words.next().unwrap_or_default();
            let path = words.next().unwrap_or_default();
            let target = format!("{path}?timeout_ms=1");
            let answer = request(server.control_port, method, &target, "", "{}").await;
            assert!(!answer.text().contains("no route"), "{route}");
        }
    });
    limit.await.expect("no route hangs");
}

#[tokio::test]
async fn what_the_office_keeps_can_be_looked_at() {
    let server = by_hand().await;
    get(&server, "srv=4&ext=203&prty=2&value=3").await;
    assert_eq!(look(&server, "/office").await["users"][2]["card"]["mode"], 3);
    tell(&server, "/sms", json!({"recipient": "201", "body": "ciao", "sender": "0340"})).await;
    let spoken = json!({"owner": "user201", "caller": "0491", "seconds": 12});
    tell(&server, "/voice_message", spoken).await;
    let messages = look(&server, "/messages").await;
    assert_eq!(messages["sms"][0]["owner"], "user201");
    assert_eq!(messages["voice_messages"][0]["time"], "20100302093000");
    let nobody = json!({"recipient": "299", "body": "ciao"}).to_string();
    let refused = request(server.control_port, "POST", "/sms", "", &nobody).await;
    assert_eq!((refused.status(), refused.json()["error"].as_str()), (400, Some("result=24")));

    tell(&server, "/place", json!({"first": "0491", "second": "201"})).await;
    get(&server, "srv=10&call_id=1&loop=1&value=C:%5Caudio%5Crockmusic.wav").await;
    assert_eq!(look(&server, "/playbacks").await[0]["looped"], true);
    get(&server, "srv=1&call_id=1").await;
    assert_eq!(look(&server, "/reports").await[0]["outcome"], "accepted");
    assert_eq!(look(&server, "/outcome_numbers").await["timed_out"], 7);
    get(&server, "srv=9&id=42&mode=3").await;
    assert_eq!(look(&server, "/ivrs").await, json!([{"id": "42", "mode": 3}]));
}
