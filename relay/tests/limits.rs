//! What a client cannot do: fill memory, hold connections, keep a stream that is no longer theirs.

mod support;

use pronto_relay::bounds::Bounds;
use pronto_relay::people::PersonId;
use pronto_relay::users;
use serde_json::json;
use support::{Relay, Setup, answer, config_at, order, pbx};
use tokio::io::AsyncWriteExt as _;

#[tokio::test]
async fn large_heads_and_bodies_are_refused() {
    let pbx = pbx().await;
    let relay = Relay::start("sizes", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let many = (0..150).map(|n| format!("X-{n}: 1\r\n")).collect::<String>();
    let large = format!("X: {}\r\n", "x".repeat(20_000));
    for (more, body, status) in [
        ("", "", 200),
        (many.as_str(), "", 431),
        (large.as_str(), "", 431),
        ("", "x".repeat(20_000).as_str(), 413),
    ] {
        let (code, ..) = relay.ask("GET", "/api/me", &anna, more, body).await;
        assert_eq!(code, status, "{} bytes of head, {} of body", more.len(), body.len());
    }
}

#[tokio::test]
async fn one_connection_too_many_waits_until_another_ends() {
    let pbx = pbx().await;
    let setup = Setup::new("connections");
    let bounds = Bounds { connections: 2, ..setup.bounds };
    let relay = Setup { bounds, ..setup }.start(pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let asks = |intent: &str| {
        let body = json!({ "intent": intent, "number": "+39 899 1", "digits": "1" }).to_string();
        let length = body.len();
        format!(
            "POST /api/calls HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {anna}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}",
            relay.address
        )
    };
    let mut listening = relay.events(&anna).await;
    listening.next().await.expect("how things stand");
    // The second place is taken, then the third asks before the second does.
    let (mut second, mut third) = (relay.connect().await, relay.connect().await);
    third.write_all(asks("third").as_bytes()).await.expect("the system takes it");
    second.write_all(asks("second").as_bytes()).await.expect("it reads");
    answer(second).await;
    answer(third).await;
    let log = config_at(&relay.config).state.join("audit.jsonl");
    let log = std::fs::read_to_string(log).expect("a log");
    let (second, third) = (log.find("second"), log.find("third"));
    assert!(second.is_some() && second < third, "{log}");
}

#[tokio::test]
async fn who_is_added_the_moment_it_listens_is_let_in() {
    let pbx = pbx().await;
    let (relay, token) = Relay::start_and_add("moment", pbx.port).await;
    relay.accepts(&token).await;
}

#[tokio::test]
async fn a_token_that_is_taken_back_or_replaced_ends_its_streams_and_no_others() {
    let pbx = pbx().await;
    let relay = Relay::start("revoked", pbx.port).await;
    let tokens = ["anna", "berta", "carla"].map(|name| relay.token(name, "201"));
    let relay = relay.restart().await;
    let [mut anna, mut berta, mut carla] = [
        relay.events(&tokens[0]).await,
        relay.events(&tokens[1]).await,
        relay.events(&tokens[2]).await,
    ];
    for events in [&mut anna, &mut berta, &mut carla] {
        events.next_calls().await;
    }
    let config = config_at(&relay.config);
    users::revoke(&config, &PersonId::new("anna").expect("a name")).expect("revoked");
    assert_eq!(anna.next().await, None);
    relay.token("berta", "201");
    assert_eq!(berta.next().await, None);
    assert_eq!(relay.ask("GET", "/api/me", &tokens[0], "", "").await.0, 401);
    assert_eq!(relay.ask("GET", "/api/me", &tokens[1], "", "").await.0, 401);
    assert_eq!(relay.call(&tokens[2], order("i1")).await.0, 200);
    carla.until("ringing_you").await;
}

#[tokio::test]
async fn who_listens_is_told_that_the_relay_ends() {
    let pbx = pbx().await;
    let relay = Relay::start("goodbye", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let mut events = relay.events(&anna).await;
    events.next_calls().await;
    let (_, last) = tokio::join!(relay.end(), async {
        let last = events.next().await;
        assert_eq!(events.next().await, None);
        last
    });
    assert_eq!(last, Some(json!({ "event": "goodbye" })));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_cannot_be_written_down_is_not_called() {
    let pbx = pbx().await;
    let relay = Relay::start("disk", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let log = config_at(&relay.config).state.join("audit.jsonl");
    std::fs::remove_file(&log).expect("it is there");
    std::os::unix::fs::symlink("/dev/full", &log).expect("a link");
    let mut events = relay.events(&anna).await;
    assert_eq!(relay.call(&anna, order("i1")).await.0, 200);
    assert_eq!(events.until("failed").await["problem"]["message"], "problem_not_stored");
    let heard = pbx.shared().with(|pbx, _| pbx.journal.select(Default::default()));
    assert!(heard.iter().all(|entry| entry.srv != Some(0)), "{heard:?}");
}
