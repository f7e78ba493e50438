//! What a broken PBX does to requests, answers and calls, without sockets.

use pronto_simulator::{
    Answering, Delivery, Effect, End, Fault, FaultKind, Options, Pbx, Reply, State, Token,
};

const CLICK: &str =
    "/services.cgi?srv=0&first_number=201&second_number=02189655&first_interface=SIP";
const CALLS: &str = "/services.cgi?srv=3&info=7";

fn pbx(answer: Answering) -> Pbx {
    Pbx::new(Options { answer, first_call_id: Some(1), ..Options::default() })
}

fn strike(pbx: &mut Pbx, srv: u8, effect: Effect, kind: FaultKind) {
    pbx.faults.add(Fault { effect: Some(effect), ..Fault::next(srv, kind) });
}

#[track_caller]
fn later(reply: Reply) -> Token {
    match reply {
        Reply::Later(token) => token,
        Reply::Now(answer) => panic!("answered at once: {}", answer.summary()),
    }
}

#[track_caller]
fn now(reply: Reply) -> (Delivery, String) {
    match reply {
        Reply::Now(answer) => (answer.delivery, answer.text()),
        Reply::Later(_) => panic!("not answered at once"),
    }
}

#[track_caller]
fn settled(pbx: &mut Pbx, now_ms: u64) -> Vec<(Token, String)> {
    let settled = pbx.advance(now_ms).into_iter();
    settled.map(|s| (s.token, s.answer.text())).collect()
}

#[test]
fn a_lost_answer_leaves_a_call_and_a_lost_request_none() {
    for (effect, calls) in [(Effect::After, 1), (Effect::Before, 0)] {
        for answering in [Answering::AtOnce, Answering::WhenConnected] {
            let mut pbx = pbx(answering);
            strike(&mut pbx, 0, effect, FaultKind::Close);
            assert_eq!(now(pbx.handle(CLICK, 0).reply).0, Delivery::Closed);
            assert_eq!(pbx.calls().len(), calls, "{effect:?} {answering:?}");
            // The call lives on, and no answer comes late.
            assert_eq!(settled(&mut pbx, 10_000), []);
            assert_eq!(pbx.exchange().live().count(), calls);
        }
    }
}

#[test]
fn a_refusal_is_given_instead_of_the_command() {
    let mut pbx = pbx(Answering::AtOnce);
    pbx.faults.add(Fault::next(0, FaultKind::Result { code: 45 }));
    assert_eq!(now(pbx.handle(CLICK, 0).reply).1, "result=45");
    assert!(pbx.calls().is_empty());
    assert_eq!(now(pbx.handle(CLICK, 0).reply).1, "result=0;call_id=1");
}

#[test]
fn a_slow_answer_comes_when_the_clock_says_so() {
    let mut pbx = pbx(Answering::AtOnce);
    strike(&mut pbx, 0, Effect::After, FaultKind::Slow { ms: 700 });
    let token = later(pbx.handle(CLICK, 0).reply);
    assert_eq!(pbx.calls().len(), 1);
    assert_eq!(settled(&mut pbx, 699), []);
    assert_eq!(settled(&mut pbx, 700), [(token, "result=0;call_id=1".to_owned())]);
}

#[test]
fn a_slow_request_is_carried_out_late() {
    let mut pbx = pbx(Answering::AtOnce);
    strike(&mut pbx, 0, Effect::Before, FaultKind::Slow { ms: 700 });
    let token = later(pbx.handle(CLICK, 0).reply);
    assert!(pbx.calls().is_empty());
    assert_eq!(settled(&mut pbx, 700), [(token, "result=0;call_id=1".to_owned())]);
    assert_eq!(pbx.calls().len(), 1);
}

#[test]
fn slow_and_connected_add_up() {
    let mut pbx = pbx(Answering::WhenConnected);
    strike(&mut pbx, 0, Effect::After, FaultKind::Slow { ms: 700 });
    let token = later(pbx.handle(CLICK, 0).reply);
    assert_eq!(settled(&mut pbx, 5_699), []);
    assert_eq!(settled(&mut pbx, 5_700), [(token, "result=0;call_id=1".to_owned())]);
}

#[test]
fn a_slow_request_of_a_pbx_that_answers_when_connected_keeps_its_token() {
    let mut pbx = pbx(Answering::WhenConnected);
    strike(&mut pbx, 0, Effect::Before, FaultKind::Slow { ms: 700 });
    let token = later(pbx.handle(CLICK, 0).reply);
    assert_eq!(settled(&mut pbx, 5_699), []);
    assert_eq!(settled(&mut pbx, 5_700), [(token, "result=0;call_id=1".to_owned())]);
}

#[test]
fn a_hanging_answer_waits_for_its_release() {
    for (effect, calls_before) in [(Effect::After, 1), (Effect::Before, 0)] {
        let mut pbx = pbx(Answering::AtOnce);
        strike(&mut pbx, 0, effect, FaultKind::Hang);
        let token = later(pbx.handle(CLICK, 0).reply);
        assert_eq!(settled(&mut pbx, 40_000), []);
        assert_eq!(pbx.calls().len(), calls_before);
        pbx.release();
        assert_eq!(settled(&mut pbx, 40_000), [(token, "result=0;call_id=1".to_owned())]);
        assert_eq!(pbx.calls().len(), 1);
    }
}

#[test]
fn a_release_does_not_answer_before_the_call_is_connected() {
    let mut pbx = pbx(Answering::WhenConnected);
    strike(&mut pbx, 0, Effect::After, FaultKind::Hang);
    let token = later(pbx.handle(CLICK, 0).reply);
    pbx.release();
    assert_eq!(settled(&mut pbx, 4_999), []);
    assert_eq!(settled(&mut pbx, 5_000), [(token, "result=0;call_id=1".to_owned())]);
}

#[test]
fn a_forgotten_call_has_no_row_and_its_user_is_free() {
    for (effect, rows_in_the_answer) in [(Effect::After, 1), (Effect::Before, 0)] {
        let mut pbx = pbx(Answering::AtOnce);
        pbx.handle(CLICK, 0);
        strike(&mut pbx, 3, effect, FaultKind::Forget);
        assert_eq!(now(pbx.handle(CALLS, 0).reply).1.lines().count(), rows_in_the_answer);
        assert_eq!(now(pbx.handle(CALLS, 0).reply).1, "");
        assert_eq!(pbx.calls()[0].end(), Some(End::Forgotten));
        assert_eq!(now(pbx.handle("/services.cgi?srv=1&call_id=1", 0).reply).1, "result=7");
    }
}

#[test]
fn a_spoilt_answer_of_a_connected_call_is_spoilt_when_it_comes() {
    let mut pbx = pbx(Answering::WhenConnected);
    strike(&mut pbx, 0, Effect::After, FaultKind::Half);
    later(pbx.handle(CLICK, 0).reply);
    let settled = pbx.advance(5_000);
    assert_eq!(settled[0].answer.delivery, Delivery::Half);
    assert_eq!(pbx.calls()[0].state(), State::Connected);
}

#[test]
fn what_is_no_get_to_the_services_is_heard_and_not_struck() {
    let mut pbx = pbx(Answering::AtOnce);
    pbx.faults.add(Fault { srv: None, ..Fault::next(0, FaultKind::Empty) });
    let elsewhere = pbx.handle("/elsewhere?srv=0", 0);
    assert_eq!(elsewhere.n, 1);
    assert!(matches!(elsewhere.reply, Reply::Now(answer) if answer.status == 404));
    let post = pronto_simulator::Request {
        method: "POST".to_owned(),
        ..pronto_simulator::Request::get(CLICK)
    };
    assert!(matches!(pbx.hear(&post, 0).reply, Reply::Now(answer) if answer.status == 405));
    assert!(pbx.calls().is_empty());
    assert_eq!(pbx.faults.waiting().len(), 1);
    assert_eq!(now(pbx.handle("/services.cgi", 0).reply).1, "");
}
