//! What the PBX refuses, and with which number.

use pronto_simulator::{Options, Party, Pbx, Reply};

const CLICK: &str =
    "/services.cgi?srv=0&first_number=201&second_number=02189655&first_interface=SIP";

fn by_hand() -> Options {
    Options { auto_lift_ms: None, first_call_id: Some(1), ..Options::default() }
}

#[track_caller]
fn text(pbx: &mut Pbx, target: &str, now_ms: u64) -> String {
    match pbx.handle(target, now_ms).reply {
        Reply::Now(answer) => answer.text(),
        Reply::Later(_) => panic!("{target} is answered at once"),
    }
}

#[test]
fn refusals() {
    let row = |query: &str, expected: &str| {
        let mut pbx = Pbx::new(by_hand());
        let target = format!("/services.cgi?{query}");
        assert_eq!(text(&mut pbx, &target, 0), expected, "{query}");
        assert!(expected.contains(";call_id=") || pbx.calls().is_empty(), "{query}");
    };
    let outside = "second_number=02189655";
    row("srv=0", "result=44");
    row("srv=0&first_number=201", "result=44");
    row("srv=0&first_number=&second_number=1", "result=44");
    row(&format!("srv=0&first_number=999&first_interface=SIP&{outside}"), "result=24");
    row(&format!("srv=0&first_number=02189655&first_interface=LAN&{outside}"), "result=24");
    row(&format!("srv=0&first_number=205&first_interface=SIP&{outside}"), "result=45");
    row(&format!("srv=0&first_number=205&first_interface=LAN&{outside}"), "result=0;call_id=1");
    row(&format!("srv=0&first_number=206&first_interface=SIP&{outside}"), "result=8");
    row(&format!("srv=0&first_number=208&first_interface=SIP&{outside}"), "result=0;call_id=1");
    row(&format!("srv=0&first_number=201&first_interface=sip&{outside}"), "result=2");
    row(&format!("srv=0&first_number=201&timeout=soon&{outside}"), "result=2");
    row(&format!("srv=0&first_number=201&timeout=0&{outside}"), "result=2");
    row("srv=0&first_number=201&second_number=%2B3902189655", "result=0;call_id=1");
    // A raw `+` is a blank, and a blank is no number.
    row("srv=0&first_number=201&second_number=+3902189655", "result=2");
    row("srv=0&first_number=201&second_number=02%20189655", "result=2");
    row("srv=0&first_number=201&second_number=%", "result=2");
    row("srv=1", "result=3");
    row("srv=1&call_id=abc", "result=5");
    row("srv=1&call_id=77", "result=7");
    row("srv=2", "result=3");
    row("srv=14&ext=35&picked_ext=38", "result=30");
    row("srv=3", "result=2");
    row("srv=3&info=9", "result=2");
    row("srv=3&info=6", "result=4");
    row("srv=3&info=6&ext=999", "result=24");
    row("srv=3&info=0&filter=Nobody", "result=43");
    row("srv=19", "result=1");
    row("srv=zero", "result=1");
    row("info=0", "result=2");
}

#[test]
fn a_busy_user_is_refused_and_a_free_one_is_not() {
    let mut pbx = Pbx::new(by_hand());
    assert_eq!(text(&mut pbx, CLICK, 0), "result=0;call_id=1");
    assert_eq!(text(&mut pbx, CLICK, 0), "result=8");
    pbx.intervene(0, |exchange, at| exchange.lift_by_hand("1", Party::First, at));
    assert_eq!(text(&mut pbx, CLICK, 0), "result=8");
    assert_eq!(text(&mut pbx, &CLICK.replace("=201", "=202"), 0), "result=0;call_id=2");
}
