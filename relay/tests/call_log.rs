//! The calls that were, through the relay: one's own and nobody else's, whatever the PBX lists.

mod support;

use pronto_simulator::server::Server;
use serde_json::{Value as Json, json};
use support::{Relay, Setup, control, pbx};

/// The PBX's calls: 201 called out and was called in vain, 222 was called.
async fn calls_happen(pbx: &Server) {
    for (first, second, answered) in
        [("201", "002189655", true), ("3471234567", "201", false), ("0677665544", "222", true)]
    {
        let call = json!({ "first": first, "second": second, "state": "ringing_second" });
        let placed = control(pbx, "POST", "/place", &call).await;
        let id = json!({ "call_id": placed["call_id"] });
        if answered {
            control(pbx, "POST", "/answer", &id).await;
        }
        control(pbx, "POST", "/hangup", &json!({ "call_id": placed["call_id"], "party": "first" }))
            .await;
    }
}

fn days() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    let day = |ago: u64| pronto::event::Day::of_ms((now.as_secs() - ago * 86_400) * 1_000);
    format!("/api/log/{}/{}", day(7), day(0))
}

fn lines(log: &Json) -> Vec<String> {
    let line = |call: &Json| format!("{} {} {}", call["incoming"], call["other"], call["fate"]);
    log["calls"].as_array().expect("calls").iter().map(line).collect()
}

#[tokio::test]
async fn each_sees_the_own_calls_alone_and_the_log_of_the_relay_names_none() {
    let pbx = pbx().await;
    calls_happen(&pbx).await;
    let relay = Relay::start("call-log", pbx.port).await;
    let (anna, berta, carla) =
        (relay.token("anna", "201"), relay.token("berta", "222"), relay.token("carla", "333"));
    let relay = relay.restart().await;
    for (token, expected) in [
        (&anna, vec![r#"true "3471234567" "unanswered""#, r#"false "002189655" "taken""#]),
        (&berta, vec![r#"true "0677665544" "taken""#]),
        (&carla, vec![]),
    ] {
        let (status, _, body) = relay.ask("GET", &days(), token, "", "").await;
        assert_eq!(status, 200, "{body}");
        let log: Json = serde_json::from_str(&body).expect("JSON");
        assert_eq!(
            (lines(&log), &log["complete"]),
            (expected.iter().map(ToString::to_string).collect(), &json!(true))
        );
    }
    let heard = control(&pbx, "GET", "/heard", &json!(null)).await.to_string();
    let asked = heard.matches("srv=17&").count();
    let own = ["201", "222", "333"].iter().map(|ext| {
        heard.matches(&format!("&calling={ext}&")).count()
            + heard.matches(&format!("&called={ext}&")).count()
    });
    assert_eq!((asked, own.sum::<usize>()), (6, 6), "never without one's own extension: {heard}");
    assert_eq!(relay.ask("GET", &days(), "", "", "").await.0, 401);
}

#[tokio::test]
async fn what_is_no_stretch_of_days_or_switched_off_or_refused_is_said() {
    let pbx = pbx().await;
    calls_happen(&pbx).await;
    let relay = Relay::start("log-refusals", pbx.port).await;
    let anna = relay.token("anna", "201");
    let relay = relay.restart().await;
    for (path, status) in [
        ("/api/log/2026-11-15/2026-11-22", 200),
        ("/api/log/2026-11-22/2026-11-22", 200),
        ("/api/log/2026-10-22/2026-11-22", 200),
        ("/api/log/2026-10-21/2026-11-22", 400),
        ("/api/log/2026-11-22/2026-11-21", 400),
        ("/api/log/2026-11-22/2026-11-31", 400),
        ("/api/log/2026-11-22/x", 400),
        ("/api/log", 404),
    ] {
        assert_eq!(relay.ask("GET", path, &anna, "", "").await.0, status, "{path}");
    }
    let fault = json!({ "kind": "result", "srv": 17, "code": 1 });
    control(&pbx, "POST", "/fault", &fault).await;
    let (status, _, body) = relay.ask("GET", &days(), &anna, "", "").await;
    assert!(status == 422 && body.contains("problem_pbx_result_1"), "{status} {body}");
    for (kind, problem) in [
        ("huge", "problem_answer_too_large"),
        ("half", "problem_unreachable"),
        ("help", "problem_answer_unreadable"),
    ] {
        control(&pbx, "POST", "/fault", &json!({ "kind": kind, "srv": 17 })).await;
        let (status, _, body) = relay.ask("GET", &days(), &anna, "", "").await;
        assert!(status == 422 && body.contains(problem), "{kind}: {status} {body}");
    }
    let off = Setup { office: "call_log_days = 0", ..Setup::new("log-off") }.start(pbx.port).await;
    let anna = off.token("anna", "201");
    let off = off.restart().await;
    let (status, _, body) = off.ask("GET", &days(), &anna, "", "").await;
    assert!(status == 422 && body.contains("problem_not_supported"), "{status} {body}");
    let (_, _, me) = off.ask("GET", "/api/me", &anna, "", "").await;
    assert!(me.contains(r#""log":false"#) && me.contains(r#""call_log_days":0"#), "{me}");
}
