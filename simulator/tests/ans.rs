//! A.N.S.: which events things make, and that they arrive.

mod support;

use pronto_simulator::server::{Config, Server};
use pronto_simulator::{Ans, ClockKind, Office, Options, Party, Pbx, State};
use serde_json::json;
use support::{get, look, request, start, tell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const NOW_MS: u64 = 1_267_522_200_000;
const CLICK: &str = "srv=0&first_number=201&second_number=02189655&first_interface=SIP";

struct Desk {
    pbx: Pbx,
    now_ms: u64,
}

impl Desk {
    fn new(change: impl FnOnce(&mut Ans)) -> Desk {
        let url = Some("http://127.0.0.1:1/pbx_events.php".to_owned());
        let mut ans = Ans { url, tells_start: false, ..Ans::default() };
        change(&mut ans);
        let options =
            Options { auto_lift_ms: None, first_call_id: Some(1), ans, ..Options::default() };
        Desk { pbx: Pbx::new(options), now_ms: NOW_MS }
    }

    fn ask(&mut self, query: &str) -> &mut Desk {
        self.pbx.handle(&format!("/services.cgi?{query}"), self.now_ms);
        self
    }

    fn lift(&mut self, id: &str, party: Party) -> &mut Desk {
        self.pbx.intervene(self.now_ms, |exchange, at| exchange.lift_by_hand(id, party, at));
        self
    }

    fn place(&mut self, first: &str, second: &str, group: &str) -> &mut Desk {
        let other = json!({"first": first, "second": second, "group": group, "state": State::RingingSecond});
        let other = serde_json::from_value(other).expect("a call");
        self.pbx.intervene(self.now_ms, |exchange, at| exchange.place_other(&other, at));
        self
    }

    fn step(&mut self, ms: u64) -> &mut Desk {
        self.now_ms += ms;
        self
    }

    /// The events since this was last asked, without key and time.
    fn told(&mut self) -> Vec<String> {
        self.pbx.advance(self.now_ms);
        let pushes = self.pbx.take_pushes();
        let text = pushes.iter().map(|push| {
            let parts: Vec<&str> = push.query.split('&').collect();
            let interface = parts[3].trim_start_matches("interface=");
            format!("{} {interface} {}", push.event, parts[4..].join("&")).trim_end().to_owned()
        });
        text.collect()
    }
}

#[test]
fn a_click_lives_and_ends() {
    let mut desk = Desk::new(|_| {});
    desk.ask(CLICK);
    let sip = "info=192.168.0.20";
    assert_eq!(
        desk.told(),
        [format!("4 SIP call_id=1&calling=201&called=02189655&act_called=201&result=0&{sip}")]
    );
    desk.lift("1", Party::First);
    assert_eq!(
        desk.told(),
        [
            format!("5 SIP call_id=1&result=0&final=1&connected_number=201&{sip}"),
            "3 none call_id=1&result=0&info=LCR/Tele2".to_owned(),
            "4 ISDN call_id=1&calling=201&called=02189655&act_called=02189655&result=0&info=1/Tele2".to_owned(),
        ]
    );
    desk.lift("1", Party::Second);
    let answered = "5 ISDN call_id=1&result=0&final=1&connected_number=02189655&info=1/Tele2";
    assert_eq!(desk.told(), [answered]);
    desk.pbx.intervene(desk.now_ms, |exchange, at| exchange.hang_up("1", Party::Second, at));
    assert_eq!(
        desk.told(),
        [
            "7 ISDN call_id=1&number=02189655&info=1/Tele2".to_owned(),
            format!("7 SIP call_id=1&number=02189655&{sip}"),
        ]
    );
}

#[test]
fn a_call_for_a_group_comes_in_and_is_parked() {
    let mut desk = Desk::new(|_| {});
    desk.place("0491234", "201", "SalesOffice");
    assert_eq!(
        desk.told(),
        [
            "2 ISDN call_id=1&calling=0491234&called=201&info=1/Tele2",
            "3 none call_id=1&result=0&info=GROUP/SalesOffice",
            "4 LAN call_id=1&calling=0491234&called=201&act_called=201&result=0&info=192.168.0.10",
        ]
    );
    desk.lift("1", Party::Second).ask("srv=13&action=11&ext=201&call_id=1");
    assert_eq!(
        desk.told(),
        [
            "5 LAN call_id=1&result=0&final=1&connected_number=201&info=192.168.0.10",
            "17 none call_id=1&number=201&info=park",
        ]
    );
    desk.ask("srv=1&call_id=1");
    assert_eq!(desk.told(), ["6 ISDN call_id=1&number=&info=1/Tele2"], "201 has left it");
}

#[test]
fn who_is_not_reached() {
    let row = |second: &str, ms: u64, expected: &[&str]| {
        let mut desk = Desk::new(|_| {});
        desk.ask(&CLICK.replace("02189655", second)).lift("1", Party::First).told();
        desk.step(ms);
        let told: Vec<String> =
            desk.told().into_iter().filter(|event| !event.starts_with("7 SIP")).collect();
        assert_eq!(told, expected, "{second}");
    };
    row("0401", 1_000, &[]);
    row("0402", 60_000, &["12 ISDN call_id=1&info=1", "7 ISDN call_id=1&number=&info=1/Tele2"]);
    let mut desk = Desk::new(|_| {});
    for (second, result) in [("0401", "4"), ("206", "3")] {
        desk.ask(&CLICK.replace("02189655", second));
        let id = desk.pbx.calls().last().expect("a call").id().to_owned();
        desk.lift(&id, Party::First).step(1_000);
        let routed = format!("3 none call_id={id}&result={result}&info=");
        assert!(desk.told().iter().any(|event| event.starts_with(&routed)), "{second}");
    }
}

#[test]
fn what_else_is_told() {
    let row = |prepare: fn(&mut Desk), query: &str, expected: &[&str]| {
        let mut desk = Desk::new(|_| {});
        prepare(&mut desk);
        desk.told();
        desk.ask(query);
        assert_eq!(desk.told(), expected, "{query}");
    };
    fn nothing(_: &mut Desk) {}
    fn two(desk: &mut Desk) {
        desk.place("0491", "201", "").lift("1", Party::Second);
        desk.place("201", "203", "");
    }
    fn answered(desk: &mut Desk) {
        two(desk);
        desk.lift("2", Party::Second);
    }
    let transfer = "8 none call_id=1&calling=0491&called=201&act_called=203&xfer_id=2";
    let to = "xfer_info=USER/Smith%20John";
    let given = "6 LAN call_id=2&number=&info=192.168.0.10";
    let taken = "7 LAN call_id=2&number=&info=192.168.0.12";
    let blind = format!("{transfer}&mode=0&{to}");
    row(two, "srv=7&call_id=1&xfer_id=2", &[&blind, taken, given]);
    let supervised = format!("{transfer}&mode=1&{to}&xfer_interface=LAN");
    row(answered, "srv=7&call_id=1&xfer_id=2", &[&supervised, taken, given]);
    row(
        nothing,
        "srv=5&recipient=201&sender=202&body=hello%20Jenny!",
        &[
            "14 none sms_id=1&sender=202&sender_realm=example.com&recipient=201&recipient_realm=example.com\
           &body=hello%20Jenny!",
        ],
    );
    row(
        nothing,
        "srv=12&act=add&name=Ada&sur=Rossi&userext=211&usr_=ada&pwd_=s",
        &["21 none info=add&ext=211&name=Rossi%20Ada"],
    );
    row(nothing, "srv=12&act=del&ext=203", &["21 none info=delete&ext=203&name=Smith%20John"]);
    row(
        nothing,
        "srv=6&name=SalesOffice&prty=0&value=201,202",
        &["22 none info=update&name=SalesOffice&ext=201;202"],
    );
    row(nothing, "srv=18&act=del&name=SalesOffice", &["22 none info=delete&name=SalesOffice&ext="]);
}

#[test]
fn a_diverted_call_and_the_end_of_audio() {
    let mut desk = Desk::new(|_| {});
    desk.ask("srv=4&ext=203&prty=2&value=2&number=202").ask(&CLICK.replace("02189655", "203"));
    desk.told();
    desk.lift("1", Party::First);
    let told = desk.told();
    assert_eq!(told[1], "18 none call_id=1&info=dialing&calling=201&called=202");
    assert_eq!(told[2], "3 none call_id=1&result=0&info=USER/Macintosh%20Peter");
    desk.lift("1", Party::Second).ask("srv=10&call_id=1&value=C:%5Caudio%5Crockmusic.wav").told();
    assert_eq!(desk.step(10_000).told(), ["24 none call_id=1&info=C:%5Caudio%5Crockmusic.wav"]);
}

#[test]
fn a_start_is_told_with_the_password_that_nobody_should_keep() {
    let mut desk = Desk::new(|ans| ans.tells_start = true);
    let told = desk.told();
    assert_eq!(told[0], "19 none host=PLATFORM-SERVER&ver=4.5.13&user=super&pwd=voispeed&status=1");
    assert_eq!(told[1], "21 none info=load&ext=201&name=Coppola%20Jenny");
    let office = Office::demo();
    assert_eq!(told.len(), 1 + office.users.len() + office.groups.len());
    assert_eq!(
        told.last().map(String::as_str),
        Some("22 none info=load&name=TechOffice&ext=204;205;206;207")
    );
}

#[test]
fn a_late_event_has_the_time_of_what_happened() {
    let mut desk = Desk::new(|ans| ans.late_ms = 5_000);
    desk.ask(CLICK);
    assert_eq!(desk.step(4_999).told(), [""; 0]);
    desk.step(1);
    desk.pbx.advance(desk.now_ms);
    let pushes = desk.pbx.take_pushes();
    assert_eq!(pushes[0].at_ms, NOW_MS + 5_000);
    assert!(pushes[0].query.starts_with("key=1&event=4&datetime=20100302093000000&"));
}

/// Takes `count` requests, each on a connection of its own, and answers them.
async fn receive(listener: TcpListener, count: usize) -> Vec<String> {
    let mut heard = Vec::new();
    for _ in 0..count {
        let (mut stream, _) = listener.accept().await.expect("the PBX connects");
        let mut octets = Vec::new();
        while !is_whole(&octets) {
            assert_ne!(stream.read_buf(&mut octets).await.expect("it writes"), 0, "it writes all");
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("it reads");
        heard.push(String::from_utf8_lossy(&octets).into_owned());
    }
    heard
}

/// The head and as much of a body as it announces.
fn is_whole(octets: &[u8]) -> bool {
    let text = String::from_utf8_lossy(octets);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().expect("a number"))
}

async fn pushing(method: &str) -> (Server, Vec<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let server = start(Config { clock: ClockKind::Manual, ..Config::any_port() }).await;
    let ans = json!({"url": format!("http://127.0.0.1:{port}/in/ans"), "method": method, "tells_start": false});
    tell(&server, "/reset", json!({"ans": ans, "first_call_id": 1})).await;
    let by_hand =
        json!({"event": 9, "interface": "ISDN", "parameters": [["call_id", "1"], ["info", "5"]]});
    let acts = async {
        tell(&server, "/event", by_hand).await;
        get(&server, CLICK).await;
        tell(&server, "/user", json!({"ext": "203", "status": 0})).await;
    };
    let (heard, ()) = tokio::join!(receive(listener, 3), acts);
    (server, heard)
}

#[tokio::test]
async fn pushes_arrive_in_the_query_of_a_get() {
    let (server, heard) = pushing("get").await;
    let first = "GET /in/ans?key=1&event=9&datetime=20100302093000000&interface=ISDN&call_id=1&info=5 HTTP/1.1\r\n";
    assert!(heard[0].starts_with(first), "{}", heard[0]);
    assert!(heard[1].starts_with("GET /in/ans?key=2&event=4&"), "{}", heard[1]);
    let logout = "&interface=LAN&ext=203&login_time=3600&conv_time=0&calls=0 HTTP/1.1";
    assert!(
        heard[2].starts_with("GET /in/ans?key=3&event=1&") && heard[2].contains(logout),
        "{}",
        heard[2]
    );
    let pushed = look(&server, "/pushed/wait?count=3").await;
    assert_eq!((&pushed[2]["event"], &pushed[2]["status"]), (&json!(1), &json!(200)));
}

#[tokio::test]
async fn pushes_arrive_in_the_body_of_a_post() {
    let (_server, heard) = pushing("post").await;
    assert!(heard[0].starts_with("POST /in/ans HTTP/1.1\r\n"), "{}", heard[0]);
    assert!(heard[0].ends_with(
        "\r\n\r\nkey=1&event=9&datetime=20100302093000000&interface=ISDN&call_id=1&info=5"
    ));
}

#[tokio::test]
async fn a_url_that_cannot_be_pushed_to_is_refused() {
    let server = start(Config::any_port()).await;
    let body = json!({"ans": {"url": "https://example.com/"}}).to_string();
    assert_eq!(request(server.control_port, "POST", "/reset", "", &body).await.status(), 400);
}
