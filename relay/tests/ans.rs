//! The PBX pushes its events: who may, what is answered, what is kept when the process is killed, and
//! that nothing secret is written anywhere.

mod support;

use std::net::SocketAddr;
use std::path::Path;

use pronto_relay::ans::log::Log;
use pronto_relay::sqlite::Limits;
use pronto_simulator::server::Server;
use serde_json::{Value as Json, json};
use support::process::Process;
use support::{Folder, Setup, order, pbx, push};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const SECRET: &str = "3f1c0a9b7d5e42468ace13579bdf0246";
const ANS: &str = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\n";
/// Event 19 as the document has it, with the super administrator's name and password.
const START: &str = "key=1&event=19&datetime=20260201120000000&interface=none&host=PBX&ver=5.0&user=voispeed&pwd=sup3rsecret&status=1";

fn ring(key: u32, call: u32) -> String {
    format!(
        "key={key}&event=4&datetime=202602011200{:02}000&interface=SIP&call_id={call}&calling=039&called=201&act_called=201&result=0&info=x",
        key % 60
    )
}

fn to(query: &str) -> String {
    format!("/in/{SECRET}/ans?{query}")
}

#[tokio::test]
async fn an_event_reaches_the_phones_people_and_no_others() {
    let pbx = pbx().await;
    let relay = Setup { toml: ANS, ..Setup::new("ans") }.start(pbx.port).await;
    let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "202"));
    let relay = relay.restart().await;
    let (mut anna, mut berta) = (relay.events(&anna).await, relay.events(&berta).await);
    assert_eq!(anna.next_phone().await, Json::Array(vec![]));
    assert_eq!(berta.next_phone().await, Json::Array(vec![]));
    let (status, body) = push(relay.address, "GET", &to(&ring(1, 7)), "").await;
    assert_eq!((status, body.len()), (200, 0));
    let calls = anna.next_phone().await;
    assert_eq!(
        (&calls[0]["id"], &calls[0]["other"], &calls[0]["state"]),
        (&"7".into(), &"039".into(), &"ringing_you".into())
    );
    // As a form, which is all that Berta hears.
    let other = ring(2, 8).replace("201", "202");
    push(relay.address, "POST", &to(""), &other).await;
    assert_eq!(berta.next_phone().await[0]["id"], "8");
    push(relay.address, "GET", &to(&ring(3, 7).replace("event=4", "event=6")), "").await;
    assert_eq!(anna.next_phone().await[0]["state"], "ended");
}

/// Something done at the simulated PBX by hand.
async fn at(pbx: &Server, path: &str, body: Json) {
    let address = SocketAddr::from(([127, 0, 0, 1], pbx.control_port));
    let (status, answer) = push(address, "POST", path, &body.to_string()).await;
    assert!(status < 300, "{path}: {}", String::from_utf8_lossy(&answer));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pbx_that_pushes_is_followed_by_its_events() {
    for (name, late) in
        [("ans-lives", json!({})), ("ans-twice", json!({ "twice": true, "damaged": true }))]
    {
        let pbx = pbx().await;
        let relay = Setup { toml: ANS, ..Setup::new(name) }.start(pbx.port).await;
        let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "202"));
        let relay = relay.restart().await;
        let mut ans = late;
        ans["url"] = json!(format!("http://{}/in/{SECRET}/ans", relay.address));
        at(&pbx, "/reset", json!({ "auto_lift_ms": null, "answer_ms": 3_600_000, "ans": ans }))
            .await;
        let mut events = relay.events(&anna).await;
        assert_eq!(relay.call(&anna, order("i1")).await.0, 200);
        events.until("ringing_you").await;
        at(&pbx, "/lift", json!({ "ext": "201" })).await;
        events.until("ringing_them").await;
        let id = pbx.shared().with(|pbx, _| json!(pbx.calls())[0]["call_id"].clone());
        at(&pbx, "/answer", json!({ "call_id": id })).await;
        events.until("connected").await;
        at(&pbx, "/hangup", json!({ "call_id": id, "party": "second" })).await;
        assert_eq!(events.until("ended").await["reason"], "ended_hung_up");
        // Somebody calls a colleague, whose phone Pronto has nothing to do with.
        let mut events = relay.events(&berta).await;
        assert_eq!(events.next_phone().await, json!([]));
        at(
            &pbx,
            "/place",
            json!({ "first": "0491234", "second": "202", "state": "ringing_second" }),
        )
        .await;
        let mut states = Vec::new();
        while states.last() != Some(&json!("ringing_you")) {
            let calls = events.next_phone().await;
            assert_eq!(
                (&calls[0]["incoming"], &calls[0]["other"]),
                (&json!(true), &json!("0491234"))
            );
            states.push(calls[0]["state"].clone());
        }
        at(&pbx, "/lift", json!({ "ext": "202" })).await;
        while events.next_phone().await[0]["state"] != "connected" {}
    }
}

#[tokio::test]
async fn who_may_send_and_what_is_answered() {
    let pbx = pbx().await;
    let far = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\nfrom = [\"192.0.2.0/24\"]\n";
    let near = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\nfrom = [\"192.0.2.7\", \"127.0.0.0/8\"]\n";
    let good = to(&ring(1, 7));
    let wrong = good.replace("3f1c", "3f1d");
    let long = to(&format!("{}&x={}", ring(1, 7), "x".repeat(8 * 1024)));
    let long_body = format!("{}&x={}", ring(1, 7), "x".repeat(8 * 1024));
    for (name, toml, method, target, body, status) in [
        ("ans-good", ANS, "GET", good.as_str(), "", 200),
        ("ans-near", near, "GET", &good, "", 200),
        ("ans-far", far, "GET", &good, "", 404),
        ("ans-wrong", ANS, "GET", &wrong, "", 404),
        ("ans-none", "", "GET", &good, "", 404),
        ("ans-put", ANS, "PUT", &good, "", 405),
        ("ans-nonsense", ANS, "GET", &to("%3Cscript%3E"), "", 200),
        ("ans-empty", ANS, "POST", &to(""), "", 200),
        ("ans-long", ANS, "GET", &long, "", 200),
        ("ans-long-body", ANS, "POST", &to(""), &long_body, 200),
    ] {
        let relay = Setup { toml, ..Setup::new(name) }.start(pbx.port).await;
        let (code, answered) = push(relay.address, method, target, body).await;
        assert_eq!((code, answered.len()), (status, 0), "{name}");
        let log = support::config_at(&relay.config).state.join("events.sqlite");
        let kept = if log.exists() { rows(&log).len() } else { 0 };
        assert_eq!(kept, usize::from(["ans-good", "ans-near"].contains(&name)), "{name}");
        relay.end().await;
    }
}

#[tokio::test]
async fn a_pbx_that_speaks_no_tls_has_a_place_of_its_own() {
    let pbx = pbx().await;
    let toml = "[ans]\nsecret = \"3f1c0a9b7d5e42468ace13579bdf0246\"\nlisten = \"127.0.0.1:0\"\n";
    let relay = Setup { toml, ..Setup::new("ans-listen") }.start(pbx.port).await;
    let own = relay.pbx_address.expect("a place of its own");
    assert_eq!(push(own, "GET", &to(&ring(1, 7)), "").await.0, 200);
    assert_eq!(push(own, "GET", "/healthz", "").await.0, 404);
    assert_eq!(push(relay.address, "GET", &to(&ring(2, 7)), "").await.0, 404);
}

fn rows(log: &Path) -> Vec<String> {
    let log = Log::open(log, Limits { age_ms: u64::MAX, bytes: u64::MAX }).expect("a log");
    log.since(0, i64::MAX).expect("rows").into_iter().map(|row| row.query).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_it_has_lost_nothing_that_it_acknowledged() {
    let folder = Folder::new("ans-kill");
    folder.write(
        "relay.toml",
        format!("listen = \"127.0.0.1:0\"\nstate = \"state\"\n{ANS}[office]\npbx_address = \"http://127.0.0.1:9\"\ncountry = \"IT\"\n"),
    );
    let relay = Process::start(&folder.0).await;
    let address = relay.address;
    let (acknowledged, mut heard) = tokio::sync::mpsc::unbounded_channel();
    for from in 0..4 {
        let acknowledged = acknowledged.clone();
        tokio::spawn(async move {
            for n in 0.. {
                let key = from * 1_000_000 + n;
                let Ok(mut stream) = TcpStream::connect(address).await else { return };
                let request = format!(
                    "GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                    to(&ring(key, key))
                );
                let mut line = String::new();
                if stream.write_all(request.as_bytes()).await.is_err()
                    || BufReader::new(stream).read_line(&mut line).await.is_err()
                {
                    return;
                }
                if line.starts_with("HTTP/1.1 200") {
                    let _ = acknowledged.send(key);
                }
            }
        });
    }
    drop(acknowledged);
    let mut keys = Vec::new();
    while keys.len() < 300 {
        keys.push(heard.recv().await.expect("it answers"));
    }
    // In the middle of it.
    relay.kill().await;
    while let Some(key) = heard.recv().await {
        keys.push(key);
    }
    let rows = rows(&folder.0.join("state/events.sqlite"));
    let kept: std::collections::HashSet<u32> = rows
        .iter()
        .map(|row| row.split(['=', '&']).nth(1).and_then(|key| key.parse().ok()).expect("a key"))
        .collect();
    let lost: Vec<_> = keys.iter().filter(|key| !kept.contains(key)).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", keys.len());
    assert_eq!(kept.len(), rows.len(), "each once");
    // The next one knows what this one was told, and what comes again.
    let again = Process::start(&folder.0).await;
    let (status, _) = push(again.address, "GET", &to(&ring(keys[0], keys[0])), "").await;
    assert_eq!(status, 200);
    again.kill().await;
    assert_eq!(self::rows(&folder.0.join("state/events.sqlite")).len(), rows.len());
}

#[tokio::test]
async fn nothing_secret_is_written_anywhere() {
    let folder = Folder::new("ans-secret");
    folder.write(
        "relay.toml",
        format!("listen = \"127.0.0.1:0\"\nstate = \"state\"\n{ANS}repair = true\n[office]\npbx_address = \"http://127.0.0.1:9\"\ncountry = \"IT\"\n"),
    );
    let relay = Process::start(&folder.0).await;
    let damaged = START.replace("key=1&", "key=2&").replace("pwd=", "pwd");
    for query in [
        START,
        &damaged,
        "key=3&event=9&datetime=20260201120003000&call_id=7&info=97531",
        "key=4&event=2&datetime=20260201120004000&call_id=7&calling=1&called=2&pwd_=sup3rsecret&vcb_code=97531",
        "key=5&event=19&pwd=sup3rsecret&status",
        "event=x&pwd=sup3rsecret",
        "sup3rsecret",
    ] {
        assert_eq!(push(relay.address, "GET", &to(query), "").await.0, 200);
        assert_eq!(push(relay.address, "POST", &to(""), query).await.0, 200);
    }
    push(relay.address, "GET", &to(&"sup3rsecret".repeat(1_000)), "").await;
    push(relay.address, "GET", &to(START).replace("/ans", "/other"), "").await;
    let said = relay.kill().await;
    let mut written = vec![("its log".to_owned(), said.into_bytes())];
    for entry in std::fs::read_dir(folder.0.join("state")).expect("a folder") {
        let path = entry.expect("a file").path();
        written.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
    }
    assert!(
        written.iter().any(|(name, bytes)| name.contains("events.sqlite") && !bytes.is_empty())
    );
    for (name, bytes) in written {
        for secret in [SECRET, "sup3rsecret", "user=voispeed", "voispeed", "97531"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {name}");
        }
    }
}
