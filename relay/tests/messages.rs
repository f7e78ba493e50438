//! Text messages and voicemail through the relay: one's own and nobody else's, as the PBX prints them.

mod support;

use pronto_simulator::server::Server;
use serde_json::{Value as Json, json};
use support::{Relay, Setup, control, pbx};

/// 201 wrote to 202 and has a voice message, 203 wrote to somebody else.
async fn messages_come(pbx: &Server) {
    for (sender, recipient, body) in
        [("201", "202", "<b>ciao</b> the password is x"), ("203", "3401122333", "Geheimnis")]
    {
        let text = json!({ "recipient": recipient, "body": body, "sender": sender });
        control(pbx, "POST", "/sms", &text).await;
    }
    for (owner, caller) in [("user201", "3471234567"), ("user203", "0677665544")] {
        let spoken = json!({ "owner": owner, "caller": caller, "seconds": 12 });
        control(pbx, "POST", "/voice_message", &spoken).await;
    }
}

fn days() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    let day = |ago: u64| pronto::event::Day::of_ms((now.as_secs() - ago * 86_400) * 1_000);
    format!("/api/messages/{}/{}", day(7), day(0))
}

/// Status, text messages and voicemail, each its lines or what is wrong.
async fn lists(relay: &Relay, token: &str) -> (u16, [String; 2]) {
    let (status, _, body) = relay.ask("GET", &days(), token, "", "").await;
    let said: Json = serde_json::from_str(&body).expect("JSON");
    let list = |list: &Json| {
        let lines = list["lines"].as_array().map_or(vec![], Clone::clone);
        let lines = lines.iter().map(|line| line.as_str().expect("a line").to_owned());
        let wrong = list["problem"]["message"].as_str().map(str::to_owned);
        lines.chain(wrong).collect::<Vec<_>>().join(" / ")
    };
    if status == 200 {
        (status, [list(&said["texts"]), list(&said["voicemail"])])
    } else {
        (status, [list(&said), String::new()])
    }
}

/// Owners of whom the PBX was asked so far, in the order of the questions.
async fn owners(pbx: &Server) -> Vec<String> {
    let heard = control(pbx, "GET", "/heard", &json!(null)).await.to_string();
    let owner = |part: &str| part.split(['&', '"', ' ']).next().unwrap_or_default().to_owned();
    heard.split("owner=").skip(1).map(owner).collect()
}

#[tokio::test]
async fn each_sees_the_own_messages_alone_by_the_name_that_the_pbx_has_for_the_extension() {
    let pbx = pbx().await;
    messages_come(&pbx).await;
    let relay = Relay::start("messages", pbx.port).await;
    let (anna, berta) = (relay.token("anna", "201"), relay.token("berta", "203"));
    let relay = relay.restart().await;

    let (status, [texts, voicemail]) = lists(&relay, &anna).await;
    assert_eq!(status, 200);
    assert!(texts.contains("<b>ciao</b> the password is x"), "{texts}");
    assert!(voicemail.contains("3471234567"), "{voicemail}");
    assert_eq!(owners(&pbx).await, ["user201", "user201"]);
    let all = format!("{texts}{voicemail}");
    assert!(!all.contains("Geheimnis") && !all.contains("77665544"), "another's: {all}");

    let (_, [texts, voicemail]) = lists(&relay, &berta).await;
    assert!(texts.contains("Geheimnis") && voicemail.contains("0677665544"), "{texts} {voicemail}");
    assert_eq!(owners(&pbx).await[2..], ["user203", "user203"]);

    // Whoever names somebody else is heard as who they are.
    for path in [format!("{}?owner=user203", days()), format!("{}?ext=203", days())] {
        let (_, _, body) = relay.ask("GET", &path, &anna, "Owner: user203\r\n", "").await;
        assert!(body.contains("ciao") && !body.contains("Geheimnis"), "{body}");
    }
    assert!(owners(&pbx).await[4..].iter().all(|owner| owner == "user201"));
    assert_eq!(relay.ask("GET", &days(), "", "", "").await.0, 401);

    let state = relay.config.parent().expect("a folder").join("state");
    for file in std::fs::read_dir(state).expect("a folder") {
        let path = file.expect("a file").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for kept in ["ciao", "3471234567", "user201"] {
            assert!(!text.contains(kept), "{kept} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_list_that_the_pbx_refuses_leaves_the_other_and_a_pbx_that_is_away_is_said() {
    let pbx = pbx().await;
    messages_come(&pbx).await;
    let relay = Relay::start("messages-refused", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    let both = lists(&relay, &anna).await.1;
    for (kind, problem) in [
        (json!({ "kind": "result", "code": 1 }), "problem_pbx_result_1"),
        (json!({ "kind": "huge" }), "problem_answer_too_large"),
        (json!({ "kind": "half" }), "problem_unreachable"),
        (json!({ "kind": "help" }), "problem_answer_unreadable"),
    ] {
        for (srv, of, other) in [(15, 0, 1), (16, 1, 0)] {
            let mut fault = kind.clone();
            fault["srv"] = srv.into();
            control(&pbx, "POST", "/fault", &fault).await;
            let (status, now) = lists(&relay, &anna).await;
            assert_eq!((status, now[of].as_str(), &now[other]), (200, problem, &both[other]));
        }
        let mut fault = kind.clone();
        fault["srv"] = 3.into();
        fault["info"] = 6.into();
        let before = owners(&pbx).await.len();
        control(&pbx, "POST", "/fault", &fault).await;
        assert_eq!(lists(&relay, &anna).await, (422, [problem.to_owned(), String::new()]));
        assert_eq!(owners(&pbx).await.len(), before, "nobody is asked for without a name");
    }
    for (card, asked) in [
        (json!({ "usr_": "" }), 0),
        (json!({ "tel_mob": "1; usr_=user203", "usr_": "user201" }), 0),
        (json!({ "tel_mob": "1", "usr_": "user201" }), 2),
    ] {
        control(&pbx, "POST", "/user", &json!({ "ext": "201", "card": card })).await;
        let before = owners(&pbx).await.len();
        let (status, [said, _]) = lists(&relay, &anna).await;
        assert_eq!(owners(&pbx).await.len() - before, asked, "{card}");
        assert_eq!((status == 422, said == "problem_owner_unknown"), (asked == 0, asked == 0));
    }
    // Nobody listens there.
    let away = Relay::start("messages-away", 9).await;
    let anna = away.token("anna", "201");
    let (status, [said, _]) = lists(&away.restart().await, &anna).await;
    assert_eq!((status, said.as_str()), (422, "problem_connection_refused"));
}

#[tokio::test]
async fn what_is_no_stretch_of_days_or_switched_off_or_of_a_phone_alone_is_refused() {
    let pbx = pbx().await;
    let relay = Relay::start("messages-days", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    for (path, status) in [
        ("/api/messages/2026-10-22/2026-11-22", 200),
        ("/api/messages/2026-10-21/2026-11-22", 400),
        ("/api/messages/2026-11-22/2026-11-21", 400),
        ("/api/messages/2026-11-22/x", 400),
        ("/api/messages", 404),
    ] {
        assert_eq!(relay.ask("GET", path, &anna, "", "").await.0, status, "{path}");
    }
    let before = owners(&pbx).await.len();
    for office in [
        "call_log_days = 0",
        "pbx = \"dial_url\"\ndial_url_template = \"http://127.0.0.1:9/?n={number}\"",
    ] {
        let off = Setup { office, ..Setup::new("messages-off") }.start(pbx.port).await;
        let anna = off.token("anna", "201");
        let off = off.restart().await;
        let refused = (422, ["problem_not_supported".to_owned(), String::new()]);
        assert_eq!(lists(&off, &anna).await, refused, "{office}");
        let (_, _, me) = off.ask("GET", "/api/me", &anna, "", "").await;
        assert!(me.contains(r#""messages":false"#), "{me}");
        off.end().await;
    }
    assert_eq!(owners(&pbx).await.len(), before);
}
