//! The relay on a socket, against the simulated PBX: who may ask what, and what they hear.

mod support;

use pronto_relay::people::PersonId;
use pronto_relay::users;
use pronto_simulator::journal::Filter;
use serde_json::{Value as Json, json};
use support::{Relay, config_at, order, pbx};

#[tokio::test]
async fn a_call_is_placed_with_the_tokens_phone_followed_and_hung_up() {
    let pbx = pbx().await;
    let relay = Relay::start("call", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let mut events = relay.events(&anna).await;
    let office = events.next().await.expect("first who listens and what the office has set");
    let told = (&office["event"], &office["extension"], &office["settings"]["country"]);
    assert_eq!(told, (&json!("office"), &json!("201"), &json!("IT")));
    let first = events.next().await.expect("then how things stand");
    assert_eq!((&first["event"], &first["calls"]), (&json!("calls"), &json!([])));
    let (status, answer) = relay.call(&anna, order("i1")).await;
    assert_eq!(
        (status, &answer["kind"], &answer["call"]["state"]),
        (200, &json!("call"), &json!("dialling"))
    );
    events.until("ringing_you").await;
    let mut late = relay.events(&anna).await;
    late.until("ringing_you").await;
    let (again, same) = relay.call(&anna, order("i1")).await;
    assert_eq!((again, &same["call"]["id"]), (200, &json!("i1")));
    let (status, _, _) = relay.ask("POST", "/api/calls/i1/hang-up", &anna, "", "").await;
    assert_eq!(status, 200);
    assert_eq!(events.until("ended").await["reason"], "ended_by_you");
    let audit =
        std::fs::read_to_string(config_at(&relay.config).state.join("audit.jsonl")).expect("a log");
    let outcomes: Vec<Json> =
        audit.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        outcomes.iter().map(|line| line["outcome"].clone()).collect::<Vec<_>>(),
        [json!("placed"), json!("ended")]
    );
    assert!(!audit.contains(&anna), "no token in the log");
}

#[tokio::test]
async fn one_persons_token_cannot_see_or_hang_up_anothers_call() {
    let pbx = pbx().await;
    let relay = Relay::start("others", pbx.port).await;
    let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "202"));
    let relay = relay.restart().await;
    relay.call(&anna, order("i1")).await;
    let (status, _, body) = relay.ask("POST", "/api/calls/i1/hang-up", &berta, "", "").await;
    assert_eq!(status, 404, "{body}");
    let mut events = relay.events(&berta).await;
    let first = events.next_calls().await;
    assert_eq!(first, json!([]));
    let (status, _, body) = relay.ask("GET", "/api/calls", &berta, "", "").await;
    let seen: Json = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, &seen["calls"]), (200, &json!([])));
    // There is no way to name another's phone.
    let mut forged = order("i2");
    forged["first_number"] = json!("201");
    assert_eq!(relay.call(&berta, forged).await.0, 400);
}

#[tokio::test]
async fn who_works_here_is_told_to_those_with_a_token_and_asked_of_the_pbx_once() {
    let pbx = pbx().await;
    let relay = Relay::start("colleagues", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    assert_eq!(relay.ask("GET", "/api/colleagues", "", "", "").await.0, 401);
    let ask = || relay.ask("GET", "/api/colleagues", &anna, "", "");
    let (first, second, third) = tokio::join!(ask(), ask(), ask());
    assert_eq!((&first.2, &first.2), (&second.2, &third.2));
    let told: Json = serde_json::from_str(&first.2).expect("JSON");
    let colleagues = told["colleagues"].as_array().expect("a list");
    assert_eq!(colleagues.len(), 10);
    assert_eq!(
        colleagues[4],
        json!({
            "extension": "205", "name": "Lefèvre Zoë", "groups": ["TechOffice"], "presence": "free"
        })
    );
    let heard = pbx.shared().with(|pbx, _| pbx.journal.select(Filter::default()));
    let mut looks: Vec<_> = heard.iter().map(|entry| (entry.srv, entry.info)).collect();
    looks.sort_unstable();
    assert_eq!(looks, [0, 2, 4].map(|info| (Some(3), Some(info))), "of all three");
}

#[tokio::test]
async fn without_a_good_token_nothing_is_told_and_a_revoked_one_is_not_good() {
    let pbx = pbx().await;
    let relay = Relay::start("tokens", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let wrong = format!("pronto_{}", "0".repeat(64));
    for (path, token) in
        [("/api/me", ""), ("/api/me", wrong.as_str()), ("/api/events", ""), ("/api/me?token=x", "")]
    {
        let (status, _, body) = relay.ask("GET", path, token, "", "").await;
        assert_eq!(status, 401, "{path}");
        assert!(body.contains("problem_token_unknown"), "{path}: {body}");
    }
    let in_query = format!("/api/me?token={anna}");
    assert_eq!(relay.ask("GET", &in_query, "", "", "").await.0, 401);
    assert_eq!(
        relay.ask("GET", "/api/me", "", &format!("Cookie: token={anna}\r\n"), "").await.0,
        401
    );
    let (status, _, me) = relay.ask("GET", "/api/me", &anna, "", "").await;
    assert_eq!(status, 200);
    let me: Json = serde_json::from_str(&me).expect("JSON");
    let settings = json!({ "country": "IT", "outside_prefix": "0", "refuse_classes": ["premium", "satellite"] });
    // Where the PBX is, nobody is told.
    let can = json!({ "reports": true, "hang_up": true, "record": false, "park": true, "transfer": true,
        "conference": false, "colleagues": true, "my_state": true, "pick": true, "divert": true, "refuse": false,
        "log": true, "text": false, "messages": true, "facilities": true });
    let expected =
        json!({ "person": "anna", "extension": "201", "capabilities": can, "settings": settings });
    assert_eq!(me, expected);
    users::revoke(&config_at(&relay.config), &PersonId::new("anna").expect("a name"))
        .expect("revoked");
    let relay = relay.restart().await;
    assert_eq!(relay.ask("GET", "/api/me", &anna, "", "").await.0, 401);
}

#[tokio::test]
async fn foreign_hosts_and_origins_large_bodies_and_other_types_are_refused() {
    let pbx = pbx().await;
    let relay = Relay::start("doors", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let address = relay.address;
    for (more, good) in [
        (String::new(), true),
        ("Host: evil.example\r\n".to_owned(), false),
        ("Origin: https://evil.example\r\n".to_owned(), false),
        ("Origin: null\r\n".to_owned(), false),
        (format!("Origin: http://{address}\r\n"), true),
        ("Origin: moz-extension://5d0c6a3e\r\n".to_owned(), true),
    ] {
        let (status, head, _) = relay.ask("GET", "/api/me", &anna, &more, "").await;
        assert_eq!(status == 200, good, "{more}: {status}");
        assert!(!head.contains("access-control-allow-origin"));
        assert!(!good || head.contains("cache-control: no-store"));
    }
    let json = "Content-Type: application/json\r\n";
    let large = format!("{{\"intent\":\"{}\"}}", "x".repeat(20_000));
    assert_eq!(relay.ask("POST", "/api/calls", &anna, json, &large).await.0, 413);
    let text = order("i1").to_string();
    assert_eq!(
        relay.ask("POST", "/api/calls", &anna, "Content-Type: text/plain\r\n", &text).await.0,
        400
    );
    assert_eq!(relay.ask("GET", "/healthz", "", "", "").await.0, 200);
}

#[tokio::test]
async fn a_relay_that_is_restarted_mid_call_tells_the_truth_and_its_listeners_that_it_went() {
    let pbx = pbx().await;
    let relay = Relay::start("restart", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let mut events = relay.events(&anna).await;
    relay.call(&anna, order("i1")).await;
    events.until("ringing_you").await;
    let relay = relay.restart().await;
    while let Some(event) = events.next().await {
        if event["event"] == "goodbye" {
            break;
        }
    }
    let mut events = relay.events(&anna).await;
    events.until("ringing_you").await;
}
