//! What the relay counts: told where the office has said so, and to nobody else.

mod support;

use std::net::SocketAddr;

use support::{Setup, order, pbx, push};

const ANS: &str = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\n";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn it_is_off_unless_it_is_configured_and_then_for_who_may() {
    let pbx = pbx().await;
    let secret = format!("[metrics]\nsecret = \"{SECRET}\"\n");
    let own = "[metrics]\nlisten = \"127.0.0.1:0\"\n".to_owned();
    let both = format!("{own}secret = \"{SECRET}\"\n");
    let good = format!("Authorization: Bearer {SECRET}\r\n");
    let wrong = "Authorization: Bearer 0123\r\n".to_owned();
    for (name, toml, said, on_main, on_own) in [
        ("metrics-off", String::new(), &good, 404, None),
        ("metrics-secret", secret.clone(), &good, 200, None),
        ("metrics-wrong", secret.clone(), &wrong, 401, None),
        ("metrics-none", secret, &String::new(), 401, None),
        ("metrics-own", own, &String::new(), 404, Some(200)),
        ("metrics-both", both.clone(), &good, 404, Some(200)),
        ("metrics-both-wrong", both, &wrong, 404, Some(401)),
    ] {
        let relay = Setup { toml: toml.leak(), ..Setup::new(name) }.start(pbx.port).await;
        let asked =
            async |at: SocketAddr| relay.ask_at(at, "GET", "/metrics", "", said, "").await.0;
        assert_eq!(asked(relay.address).await, on_main, "{name}");
        let told = match relay.metrics_address {
            Some(at) => Some(asked(at).await),
            None => None,
        };
        assert_eq!(told, on_own, "{name}");
        relay.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_counted_and_names_nobody() {
    let pbx = pbx().await;
    let toml = format!("{ANS}[metrics]\nlisten = \"127.0.0.1:0\"\n");
    let relay = Setup { toml: toml.leak(), ..Setup::new("metrics") }.start(pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let mut events = relay.events(&anna).await;
    events.next_phone().await;
    relay.call(&anna, order("i1")).await;
    events.until("ringing_you").await;
    assert_eq!(relay.call(&anna, order("i2")).await.0, 422);
    for query in [
        "key=2&event=4&datetime=20260201120002000&call_id=7&calling=039&called=201&result=0",
        "key=2&event=4&datetime=20260201120002000&call_id=7&calling=039&called=201&result=0",
        "key=1&event=2&datetime=20260201120001000&call_id=7&calling=039&called=201",
        "nonsense",
    ] {
        let target = format!("/in/3f1c0a9b7d5e42468ace13579bdf0246/ans?{query}");
        push(relay.address, "GET", &target, "").await;
    }
    events.next_phone().await;
    let at = relay.metrics_address.expect("an address of its own");
    let (status, head, text) = relay.ask_at(at, "GET", "/metrics", "", "", "").await;
    assert!(status == 200 && head.contains("application/openmetrics-text"), "{head}");
    for line in [
        "pronto_relay_calls_total 1",
        "pronto_relay_refusals_total{why=\"call_in_progress\"} 1",
        "pronto_relay_events_total{outcome=\"taken\"} 2",
        "pronto_relay_events_total{outcome=\"duplicate\"} 1",
        "pronto_relay_events_total{outcome=\"unreadable\"} 1",
        "pronto_relay_events_late_total 1",
        "pronto_relay_streams_open 1",
        "pronto_relay_pbx_requests_total{kind=\"place\"} 1",
    ] {
        assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
    }
    for name in ["anna", "201", "039", "002189655"] {
        assert!(!text.contains(&format!("\"{name}")), "{name} in\n{text}");
    }
}
