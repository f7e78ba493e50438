//! The PBX over real loopback sockets: what a browser would get.

mod support;

use pronto_simulator::server::{Config, Server};
use pronto_simulator::{ClockKind, Options};
use serde_json::json;
use support::{get, look, receive, request, start, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CLICK: &str = "srv=0&first_number=201&second_number=02189655&first_interface=SIP";

async fn manual() -> Server {
    start(Config {
        clock: ClockKind::Manual,
        options: Options { first_call_id: Some(1), ..Options::default() },
        ..Config::any_port()
    })
    .await
}

#[tokio::test]
async fn an_answer_over_both_loopback_addresses() {
    let server = manual().await;
    let answer = get(&server, "srv=3&info=3").await;
    assert_eq!((answer.status(), answer.text().as_str()), (200, "0/16"));
    let head = answer.head.to_lowercase();
    assert!(head.contains("content-type: text/html\r\n"), "{head}");
    assert!(!head.contains("access-control"), "{head}");
    // A machine without IPv6 has only the one.
    if let Ok(mut stream) = TcpStream::connect(("::1", server.port)).await {
        let request = b"GET /services.cgi HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.expect("it reads");
        assert!(receive(stream).await.text().starts_with("<html>"));
    }
}

#[tokio::test]
async fn everything_heard_is_written_down() {
    let server = manual().await;
    let origin = "Origin: http://evil.example\r\nX-Two: a\r\nX-Two: b\r\n";
    request(server.port, "GET", "/services.cgi?srv=3&info=7&x=%41+", origin, "").await;
    request(server.port, "POST", "/services.cgi?srv=0", "", "x").await;
    let heard = look(&server, "/heard").await;
    assert_eq!(heard[0]["n"], 1);
    assert_eq!(heard[0]["target"], "/services.cgi?srv=3&info=7&x=%41+");
    assert_eq!((&heard[0]["srv"], &heard[0]["info"]), (&json!(3), &json!(7)));
    assert_eq!(heard[0]["headers"]["origin"], "http://evil.example");
    assert_eq!(heard[0]["headers"]["x-two"], "a, b");
    assert_eq!(heard[0]["at"], 1_267_522_200_000_u64);
    assert_eq!((&heard[1]["method"], &heard[1]["info"]), (&json!("POST"), &json!(null)));
    assert_eq!(heard.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_closed_connection_carries_nothing() {
    let server = manual().await;
    tell(&server, "/fault", json!({"kind": "close", "srv": 0})).await;
    let answer = get(&server, CLICK).await;
    assert_eq!((answer.head.as_str(), answer.body.len()), ("", 0));
    assert_eq!(look(&server, "/calls").await[0]["state"], "ringing_first");
}

#[tokio::test]
async fn half_an_answer_promises_the_whole() {
    let server = manual().await;
    tell(&server, "/fault", json!({"kind": "half", "srv": 0})).await;
    let answer = get(&server, CLICK).await;
    assert!(answer.head.to_lowercase().contains("content-length: 18\r\n"), "{}", answer.head);
    assert_eq!(answer.text(), "result=0;");
}

#[tokio::test]
async fn ten_megabytes_arrive() {
    let server = manual().await;
    tell(&server, "/fault", json!({"kind": "huge", "srv": 3})).await;
    let answer = get(&server, "srv=3&info=7").await;
    assert_eq!(answer.body.len(), 10 * 1024 * 1024);
}

#[tokio::test]
async fn status_redirect_and_garbage() {
    let server = manual().await;
    for fault in [
        json!({"kind": "http_status", "status": 500}),
        json!({"kind": "redirect", "to": "/elsewhere"}),
        json!({"kind": "garbage"}),
    ] {
        tell(&server, "/fault", fault).await;
    }
    assert_eq!(get(&server, CLICK).await.status(), 500);
    let redirect = get(&server, CLICK).await;
    assert_eq!(redirect.status(), 302);
    assert!(redirect.head.to_lowercase().contains("location: /elsewhere\r\n"));
    assert!(String::from_utf8(get(&server, CLICK).await.body).is_err());
    assert_eq!(get(&server, "srv=3&info=7").await.text().lines().count(), 1);
}

#[tokio::test]
async fn slow_and_hanging_answers_arrive_when_they_are_let() {
    let server = manual().await;
    tell(&server, "/fault", json!({"kind": "slow", "ms": 3000, "srv": 0})).await;
    tell(&server, "/fault", json!({"kind": "hang", "srv": 3})).await;
    let both = async { tokio::join!(get(&server, CLICK), get(&server, "srv=3&info=3")) };
    let let_go = async {
        look(&server, "/heard/wait?count=2").await;
        tell(&server, "/step", json!({"ms": 3000})).await;
        tell(&server, "/release", json!({})).await;
    };
    let ((slow, hanging), ()) = tokio::join!(both, let_go);
    assert_eq!(slow.text(), "result=0;call_id=1");
    assert_eq!(hanging.text(), "0/16");
}

#[tokio::test]
async fn a_reset_ends_what_hangs_and_forgets_everything() {
    let server = manual().await;
    tell(&server, "/fault", json!({"kind": "hang"})).await;
    let reset = async {
        look(&server, "/heard/wait").await;
        tell(&server, "/reset", json!({"clock": "real"})).await
    };
    let (hanging, _) = tokio::join!(get(&server, CLICK), reset);
    assert_eq!(hanging.status(), 503);
    assert_eq!(look(&server, "/heard").await, json!([]));
    assert_eq!(look(&server, "/calls").await, json!([]));
    assert_eq!(look(&server, "/faults").await, json!([]));
    let step = request(server.control_port, "POST", "/step", "", r#"{"ms":1}"#).await;
    assert_eq!(step.status(), 409);
}

#[tokio::test]
async fn with_keep_alive_off_each_answer_ends_its_connection() {
    let server = manual().await;
    let ask = b"GET /services.cgi?srv=3&info=3 HTTP/1.1\r\nHost: pbx\r\n\r\n";
    let mut kept = TcpStream::connect(("127.0.0.1", server.port)).await.expect("it listens");
    for _ in 0..2 {
        kept.write_all(ask).await.expect("it reads");
        let mut answer = Vec::new();
        while !answer.ends_with(b"0/16") {
            let octet = kept.read_u8().await.expect("the connection lives on");
            answer.push(octet);
        }
    }
    tell(&server, "/reset", json!({"keep_alive": false})).await;
    let mut closed = TcpStream::connect(("127.0.0.1", server.port)).await.expect("it listens");
    closed.write_all(ask).await.expect("it reads");
    assert!(receive(closed).await.head.to_lowercase().contains("connection: close\r\n"));
}

#[tokio::test]
async fn the_real_clock_goes_by_itself() {
    let server = start(Config {
        options: Options { auto_lift_ms: Some(1), answer_ms: 1, ..Options::default() },
        ..Config::any_port()
    })
    .await;
    get(&server, CLICK).await;
    let calls = look(&server, "/calls/wait?state=connected").await;
    assert_eq!(calls[0]["first"]["party"], "201");
}

#[tokio::test]
async fn a_taken_port_takes_the_next_that_is_free() {
    let one = manual().await;
    let other = start(Config { port: one.port, ..Config::any_port() }).await;
    assert!(other.port > one.port, "{} {}", one.port, other.port);
    assert_eq!(get(&other, "srv=3&info=3").await.text(), "0/16");
}
