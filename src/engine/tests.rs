//! After this input, exactly these effects.

use serde_json::json;

use super::test_desk::{Desk, outcome, page, refused, settings};
use super::*;
use crate::call::CallState;
use crate::problem::{Code, Problem};
use crate::wire::Outcome;

const ROW: &str = "12345,20100302093000000,3,SIP,ISDN,201,002189655,\r\n";

#[test]
fn a_click_stores_first_and_sends_exactly_once() {
    let mut desk = Desk::new();
    let outcome = desk.clicks("Tel. 02 189655");
    assert!(matches!(outcome, Outcome::Calling { .. }), "{outcome:?}");
    let keep = desk.effects.iter().position(|effect| matches!(effect, Effect::Keep(_)));
    let send = desk.effects.iter().position(|effect| matches!(effect, Effect::Send { .. }));
    assert!(keep < send && keep.is_some());
    let place: Vec<_> = desk.sent().into_iter().filter(|(_, q)| q.starts_with("srv=0")).collect();
    let expected = "srv=0&first_number=201&second_number=002189655&first_interface=SIP&timeout=60";
    assert_eq!(place.len(), 1);
    assert_eq!(place[0].1, expected);
    assert_eq!(desk.state(), Some(CallState::Dialling));
}

#[test]
fn a_ticket_is_good_for_its_own_document_only() {
    let mut desk = Desk::new();
    let ticket = desk.offer("02 189655").ticket;
    let trust = Trust::Page {
        document: "document 2".to_owned(),
        host: "evil.example".to_owned(),
        private: false,
        card: true,
    };
    let reply = desk.asks(trust, Request::CsBgCall { ticket: ticket.clone() }).expect("a reply");
    assert_eq!(outcome(reply), refused(Code::OfferStale));
    assert_eq!(desk.calls_with(ticket.replace("189655", "189656")), refused(Code::OfferStale));
    assert!(desk.sent().is_empty());
}

#[test]
fn a_ticket_outlives_the_worker_but_not_changed_settings() {
    let mut desk = Desk::new();
    let ticket = desk.offer("02 189655").ticket;
    let mut desk = desk.dies();
    let mut person = settings();
    person.insert("outside_prefix".to_owned(), "9".into());
    desk.input(Input::Stores(Stores { managed: Stored::new(), person }));
    assert_eq!(desk.calls_with(ticket.clone()), refused(Code::DigitsChanged));
    desk.input(Input::Stores(Stores { managed: Stored::new(), person: settings() }));
    assert!(matches!(desk.calls_with(ticket), Outcome::Calling { .. }));
}

#[test]
fn one_call_at_a_time_and_one_each_three_seconds_but_help_always() {
    let mut desk = Desk::in_call();
    assert_eq!(desk.types("315"), refused(Code::CallInProgress));
    assert!(matches!(desk.types("112"), Outcome::Asking { .. }));
    let mut desk = Desk::new();
    assert!(matches!(desk.types("315"), Outcome::Calling { .. }));
    let place = desk.request("srv=0");
    desk.hears(place, "result=24");
    desk.ms += 2_999;
    assert_eq!(desk.types("316"), refused(Code::TooSoon));
    desk.ms += 1;
    assert!(matches!(desk.types("316"), Outcome::Calling { .. }));
}

#[test]
fn a_worker_that_died_before_the_answer_never_sends_again() {
    let mut desk = Desk::new();
    desk.clicks("02 189655");
    let mut desk = desk.dies();
    assert_eq!(desk.state(), Some(CallState::Unknown));
    assert!(desk.sent().iter().all(|(_, query)| query.starts_with("srv=3")), "{:?}", desk.sent());
    desk.looks(ROW, "201=2;");
    assert_eq!(desk.state(), Some(CallState::RingingYou));
    desk.after(1_000);
    desk.looks(ROW, "201=3;");
    assert_eq!(desk.state(), Some(CallState::OnTheLine));
    let mut desk = desk.dies();
    assert_eq!(desk.state(), Some(CallState::OnTheLine), "the truth is kept");
    desk.looks("", "201=1;");
    assert_eq!(desk.state(), Some(CallState::Ended));
    assert!(desk.after(20_000).sent().is_empty(), "nothing is asked after the end");
}

#[test]
fn looks_come_each_second_then_each_three_and_slower_when_they_fail() {
    let mut desk = Desk::in_call();
    desk.looks(ROW, "201=2;");
    assert_eq!(desk.wake(), Some(1_000));
    desk.after(1_000).looks(ROW, "201=3;");
    assert_eq!(desk.wake(), Some(3_000));
    desk.after(3_000);
    let (calls, people) = (desk.request("srv=3&info=7"), desk.request("srv=3&info=0"));
    desk.loses(calls, NetError::Broken);
    desk.loses(people, NetError::Broken);
    assert!(desk.wake() > Some(3_000), "{:?}", desk.wake());
}

#[test]
fn what_provably_never_left_failed_and_what_may_have_left_is_looked_for() {
    for (error, state) in [
        (NetError::NotStored, CallState::Failed),
        (NetError::NotPermitted, CallState::Failed),
        (NetError::NameNotFound, CallState::Failed),
        (NetError::ConnectionRefused, CallState::Failed),
        (NetError::Broken, CallState::Unknown),
        (NetError::TimedOut, CallState::Unknown),
        (NetError::Redirected, CallState::Unknown),
        (NetError::TooLarge, CallState::Unknown),
    ] {
        let mut desk = Desk::new();
        desk.clicks("02 189655");
        let place = desk.request("srv=0");
        desk.loses(place, error);
        assert_eq!(desk.state(), Some(state), "{error:?}");
    }
}

#[test]
fn hanging_up_waits_for_the_name_of_the_call_and_gone_is_gone() {
    let mut desk = Desk::new();
    let Outcome::Calling { call } = desk.clicks("02 189655") else { panic!("calls") };
    let place = desk.request("srv=0");
    desk.page_asks(Request::CsBgHangUp { call });
    assert!(desk.sent().is_empty());
    desk.hears(place, "result=0;call_id=12345");
    let hang_up = desk.request("srv=1&call_id=12345");
    desk.hears(hang_up, "result=7");
    let view = desk.engine.views().pop().expect("shown");
    assert_eq!(view.reason.as_deref(), Some("ended_by_you"));
}

#[test]
fn a_refused_hang_up_is_said_and_the_call_goes_on() {
    let mut desk = Desk::in_call();
    let call = desk.engine.views()[0].id.clone();
    desk.page_asks(Request::CsBgHangUp { call });
    let hang_up = desk.request("srv=1");
    desk.hears(hang_up, "result=15");
    let view = desk.engine.views().pop().expect("shown");
    assert_eq!(view.problem, Some(crate::problem::Problem::pbx_result(15)));
    assert!(!view.over && view.can_hang_up && !view.hanging_up);
}

#[test]
fn a_premium_number_asks_in_our_window_and_only_yes_calls() {
    let mut desk = Desk::new();
    let Outcome::Asking { question } = desk.types("899 123456") else { panic!("asks") };
    assert!(desk.effects.contains(&Effect::Ask(question.clone())));
    assert!(desk.sent().is_empty());
    let no = Request::UiBgAnswer { question: question.clone(), call: false };
    assert_eq!(outcome(desk.own_asks(no)), Outcome::NotCalled { problem: None });
    let again = Request::UiBgAnswer { question, call: true };
    assert_eq!(outcome(desk.own_asks(again)), refused(Code::NoSuchQuestion));
    let Outcome::Asking { question } = desk.types("899 123456") else { panic!("asks") };
    let mut desk = desk.dies();
    let yes = Request::UiBgAnswer { question, call: true };
    assert!(matches!(outcome(desk.own_asks(yes)), Outcome::Calling { .. }));
    assert!(desk.sent()[0].1.contains("second_number=0899123456"), "{:?}", desk.sent());
}

#[test]
fn a_new_country_asks_once() {
    let mut desk = Desk::new();
    let Outcome::Asking { question } = desk.types("+44 20 7946 0123") else { panic!("asks") };
    desk.own_asks(Request::UiBgAnswer { question, call: true });
    let place = desk.request("srv=0");
    desk.hears(place, "result=24");
    desk.ms += 5_000;
    assert!(matches!(desk.types("+44 20 7946 0123"), Outcome::Calling { .. }));
}

#[test]
fn a_link_whose_text_is_another_number_asks_and_shows_both() {
    let mut desk = Desk::new();
    let ticket = desk.offer_of_link("tel:+39899123456", "call 02 189655").expect("a number").ticket;
    let Outcome::Asking { question } = desk.calls_with(ticket) else { panic!("asks") };
    let Reply::Question { reasons, .. } = desk.own_asks(Request::UiBgQuestion { question }) else {
        panic!("is asked")
    };
    let told = serde_json::to_string(&reasons).expect("prints");
    assert!(told.contains("+39 02 189655") && told.contains("899"), "{told}");
}

#[test]
fn what_the_text_does_not_say_there_is_not_offered() {
    let mut desk = Desk::new();
    for (text, start, end) in [
        ("02 189655", 0, 8),
        ("02 189655", 1, 9),
        ("02 189655", 9, 0),
        ("02 189655", 0, u32::MAX),
        ("Fax 02 189655", 4, 13),
        ("", 0, 0),
    ] {
        let ask = Request::CsBgOffer { text: text.to_owned(), start, end };
        assert_eq!(desk.page_asks(ask), Reply::Offered { offer: None }, "{text} {start} {end}");
    }
    assert_eq!(desk.offer_of_link("tel:nobody", "02 189655"), None);
}

#[test]
fn extensions_of_the_office_are_offered_where_a_text_names_them() {
    let mut desk = Desk::new();
    let text = "Anna: interno 201, o 02 189655 int. 315; stanza 204, 112: tel. 112";
    let offers = desk.offers(page(false), text).into_iter();
    let digits: Vec<_> = offers.map(|offer| offer.dialled.digits).collect();
    assert_eq!(digits, ["201", "002189655"]);
    let ticket = desk.offer("Anna: interno 201").ticket;
    assert!(matches!(desk.calls_with(ticket), Outcome::Calling { .. }));
}

#[test]
fn pages_are_never_answered_what_is_ours() {
    let mut desk = Desk::new();
    let refusal = Reply::Refused { problem: Code::MessageRefused.into() };
    for request in [
        Request::UiBgStatus { host: None },
        Request::UiBgOptions {},
        Request::UiBgDial { text: "315".to_owned(), private: false, beside: None },
        Request::UiBgAnswer { question: String::new(), call: true },
        Request::UiBgSave { changes: Stored::new() },
        Request::UiBgClearHistory {},
        Request::UiBgPreview { text: "315".to_owned() },
    ] {
        assert_eq!(desk.page_asks(request), refusal);
    }
    assert_eq!(desk.own_asks(Request::CsBgHello {}), refusal);
}

#[test]
fn past_calls_are_bounded_and_private_ones_leave_none() {
    let mut desk = Desk::new();
    let text = "02 189655".to_owned();
    let private = desk.asks(Trust::Own, Request::UiBgDial { text, private: true, beside: None });
    assert!(matches!(private.map(outcome), Some(Outcome::Calling { .. })));
    let place = desk.request("srv=0");
    let lasting = serde_json::to_string(&desk.lasting).expect("prints");
    assert!(!lasting.contains("189655"), "{lasting}");
    desk.hears(place, "result=24");
    assert!(desk.engine.past.calls.is_empty());
    for _ in 0..3 {
        desk.ms += 5_000;
        assert!(matches!(desk.types("315"), Outcome::Calling { .. }));
        let place = desk.request("srv=0");
        desk.hears(place, "result=24");
    }
    assert_eq!(desk.engine.past.calls.len(), 3);
    let changes = json!({"history_length": 1}).as_object().cloned().expect("an object").into();
    desk.own_asks(Request::UiBgSave { changes });
    desk.ms += 5_000;
    desk.types("315");
    let place = desk.request("srv=0");
    desk.hears(place, "result=24");
    assert_eq!(desk.engine.past.calls.len(), 1);
}

#[test]
fn the_name_of_a_colleague_comes_from_the_pbx() {
    let mut desk = Desk::new();
    desk.types("202");
    let names = desk.request("srv=3&info=4");
    desk.hears(names, "201=Coppola Jenny;202=Macintosh Peter");
    assert_eq!(desk.engine.views()[0].name.as_deref(), Some("Macintosh Peter"));
}

#[test]
fn options_are_stored_before_they_are_answered_and_secrets_stay_hidden() {
    let mut desk = Desk::new();
    let changes = json!({"pbx": "dial_url", "dial_url_password": "hunter2",
        "dial_url_template": "http://phone/dial?n={number}"});
    let changes = changes.as_object().cloned().expect("an object").into();
    let reply = desk.own_asks(Request::UiBgSave { changes });
    assert!(matches!(&reply, Reply::Saved { problems, .. } if problems.is_empty()), "{reply:?}");
    let write = desk.effects.iter().position(|effect| matches!(effect, Effect::WriteSettings(_)));
    let said = desk.effects.iter().position(|effect| matches!(effect, Effect::Reply { .. }));
    assert!(write.is_some() && write < said);
    let shown = format!("{:?}", desk.own_asks(Request::UiBgOptions {}));
    assert!(!shown.contains("hunter2"));
}

#[test]
fn what_the_administrator_set_cannot_be_changed() {
    let managed = json!({"extension": "300"}).as_object().cloned().expect("an object").into();
    let mut desk = Desk::with(settings(), managed);
    let changes = json!({"extension": "201"}).as_object().cloned().expect("an object").into();
    let Reply::Saved { problems, .. } = desk.own_asks(Request::UiBgSave { changes }) else {
        panic!("answers")
    };
    assert!(problems[0].is(Code::OptionLocked));
    desk.types("315");
    assert!(desk.sent()[0].1.contains("first_number=300"));
}

#[test]
fn the_test_button_says_in_one_sentence_what_is_wrong() {
    let mut desk = Desk::new();
    let changes = Stored::new();
    assert_eq!(desk.asks(Trust::Own, Request::UiBgTest { changes }), None, "asks the PBX first");
    let look = desk.request("srv=3&info=0");
    desk.hears(look, "200=1;202=1;");
    let told = desk.effects.iter().find_map(|effect| match effect {
        Effect::Reply { reply: Reply::Tested { problem }, .. } => problem.clone(),
        _ => None,
    });
    assert!(told.expect("a problem").is(Code::ExtensionUnknown));
    let changes = json!({"first_interface": ""}).as_object().cloned().expect("an object").into();
    let reply = desk.own_asks(Request::UiBgTest { changes });
    assert!(matches!(reply, Reply::Tested { problem: Some(p) } if p.is(Code::InterfaceMissing)));
    assert!(desk.sent().is_empty());
}

#[test]
fn a_call_stays_on_the_screen_until_it_was_read() {
    let mut desk = Desk::in_call();
    desk.looks(ROW, "201=3;");
    desk.after(3_000).looks("", "201=1;");
    assert_eq!(desk.state(), Some(CallState::Ended));
    desk.after(9_999);
    assert_eq!(desk.state(), Some(CallState::Ended));
    desk.after(1);
    assert_eq!(desk.state(), None);
    assert_eq!(desk.engine.past.calls[0].outcome, "ended_hung_up");
    assert_eq!(desk.engine.past.calls[0].talked_s, Some(3));
}

#[test]
fn a_site_goes_off_and_on_again_unless_a_wider_rule_holds_it() {
    let site = |on| Request::UiBgSite { host: "crm.example".to_owned(), on };
    let mut desk = Desk::new();
    for on in [false, true] {
        assert!(
            matches!(desk.own_asks(site(on)), Reply::Saved { problems, .. } if problems.is_empty())
        );
        let status = desk.own_asks(Request::UiBgStatus { host: Some("crm.example".to_owned()) });
        assert!(matches!(status, Reply::Status { site_on, .. } if site_on == on));
    }
    let mut wider = settings();
    wider.insert("sites_off".to_owned(), ["*.example"].into_iter().collect());
    let mut desk = Desk::with(wider, Stored::new());
    let problem = Problem::new(Code::SiteStillOff).field("sites_off").detail("*.example");
    let reply = desk.own_asks(site(true));
    assert!(matches!(reply, Reply::Saved { problems, .. } if problems == [problem]));
}
