//! The office's lines and meeting rooms, through the relay.

mod support;

use serde_json::{Value as Json, json};
use support::{Relay, control, pbx};

#[tokio::test]
async fn the_pbx_is_asked_once_for_all_and_each_sees_the_codes_of_the_own_rooms() {
    let pbx = pbx().await;
    let room = |access_code: &str, creator: &str, members: &[&str]| {
        json!({
            "access_code": access_code, "description": "Board", "status": null,
            "creator": creator, "start_time": "20990305090000000",
            "end_time": "20990305100000000", "call_id": "0", "members": members,
        })
    };
    let rooms = [room("0004", "209", &["201"]), room("0005", "202", &["203", "204"])];
    control(&pbx, "POST", "/reset", &json!({ "rooms": rooms })).await;
    let relay = Relay::start("facilities", pbx.port).await;
    let tokens = [
        (relay.token("anna", "201"), [Some("0004"), None]),
        (relay.token("berta", "202"), [None, Some("0005")]),
        (relay.token("carla", "333"), [None, None]),
    ];
    let relay = relay.restart().await;
    let ask = |at: usize| relay.ask("GET", "/api/facilities", &tokens[at].0, "", "");
    // At once, so that a slow machine makes no difference.
    let (anna, berta, carla) = tokio::join!(ask(0), ask(1), ask(2));
    for ((status, _, body), (_, codes)) in [anna, berta, carla].into_iter().zip(&tokens) {
        assert_eq!(status, 200, "{body}");
        let seen: Json = serde_json::from_str(&body).expect("JSON");
        assert_eq!(seen["trunks"].as_array().map(Vec::len), Some(3), "{body}");
        for (at, code) in codes.iter().enumerate() {
            let room = &seen["rooms"][at];
            assert_eq!(room["code"].as_str(), *code, "{body}");
            assert_eq!(room["members"].is_array(), code.is_some(), "{body}");
        }
        assert_eq!(
            (&seen["rooms"][0]["people"], &seen["rooms"][1]["people"]),
            (&json!(1), &json!(2))
        );
    }
    let heard = control(&pbx, "GET", "/heard", &json!(null)).await.to_string();
    for info in [1, 3, 8] {
        assert_eq!(heard.matches(&format!("srv=3&info={info}")).count(), 1, "asked once for all");
    }
    let (status, ..) = relay.ask("GET", "/api/facilities", "pronto_x", "", "").await;
    assert_eq!(status, 401);
}
