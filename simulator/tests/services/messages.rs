//! srv=5, 15 and 16: texts are sent, listed, read and deleted; the vocalbox answers.

use crate::causes::Row;
use crate::desk::{Desk, by_hand};
use pronto_simulator::model::vocalbox::Spoken;
use pronto_simulator::switches::confirmation::Confirmation;
use pronto_simulator::switches::messaging::{Listing, LongSms, SmsCounts};
use pronto_simulator::{Cause, Charset, Messaging, Options, Party};

const TODAY: &str = "day_from=2&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010";
const HELLO: &str = "srv=5&recipient=201&body=hello%20Jenny!&sender=202&info=Peter";

fn nothing(_: &mut Desk) {}

/// Text 1 is 201's, text 2 the copy of 202 who sent it.
fn written(desk: &mut Desk) {
    desk.done(HELLO);
}

/// Message 1 of 201, of 09:30.
fn spoken(desk: &mut Desk) {
    let spoken = Spoken { owner: "user201".to_owned(), caller: "0491".to_owned(), seconds: 12 };
    desk.pbx.intervene(desk.now_ms, |exchange, at| exchange.leave_message(spoken, at));
}

/// Every cause of these services.
pub const CAUSES: &[Row] = &[
    (Cause::SmsRecipientUnknown, 24, nothing, "srv=5&recipient=299&body=x"),
    (Cause::SmsBadRecipient, 2, nothing, "srv=5&recipient=Jenny&body=x"),
    (Cause::SmsNoGateway, 8, nothing, "srv=5&recipient=0340112233&body=x"),
    (Cause::SmsTooLong, 2, nothing, TOO_LONG),
    (Cause::SmsBadAction, 21, written, "srv=15&act=add&owner=user201"),
    (Cause::SmsOwnerUnknown, 24, written, "srv=15&act=del&owner=nobody&id=1"),
    (
        Cause::SmsBadDates,
        27,
        written,
        "srv=15&act=getall&owner=user201&day_from=31&month_from=4&year_from=2010&day_to=1&month_to=5&year_to=2010",
    ),
    (Cause::SmsBadIds, 28, written, "srv=15&act=edit&owner=user201&id=1,2"),
    (Cause::SmsBadIds, 28, written, "srv=15&act=del&owner=user201&id=1;2"),
    (Cause::SmsNotFound, 28, written, "srv=15&act=edit&owner=user201&id=2"),
    (Cause::SmsNotFound, 28, written, "srv=15&act=del&owner=user201&id=1,2"),
    (Cause::VoiceMessageBadAction, 21, spoken, "srv=16&act=play&owner=user201"),
    (Cause::VoiceMessageOwnerUnknown, 24, spoken, "srv=16&act=getall&owner=201"),
    (
        Cause::VoiceMessageBadId,
        21,
        spoken,
        "srv=16&act=del&owner=user201&id=1,1&time=20100302093000",
    ),
    (
        Cause::VoiceMessageBadTime,
        27,
        spoken,
        "srv=16&act=edit&owner=user201&id=1&time=20100302093000000",
    ),
    (
        Cause::VoiceMessageNotFound,
        21,
        spoken,
        "srv=16&act=edit&owner=user201&id=1&time=20100302093001",
    ),
    (
        Cause::VoiceMessageNotFound,
        21,
        spoken,
        "srv=16&act=del&owner=user202&id=1&time=20100302093000",
    ),
];

/// 161 characters.
const TOO_LONG: &str = "srv=5&recipient=201&body=\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

fn with(change: impl FnOnce(&mut Messaging)) -> Desk {
    let mut options = by_hand();
    change(&mut options.messaging);
    Desk::new(options)
}

impl Desk {
    fn texts_of(&mut self, owner: &str) -> String {
        self.ask(&format!("srv=15&act=getall&owner={owner}&{TODAY}"))
    }
}

#[test]
fn a_text_is_in_both_lists_and_is_read_and_deleted_in_each() {
    let mut desk = with(|_| {});
    written(&mut desk);
    let row = |id, read| format!("{id},20100302093000000,202,201,Peter,{read},hello Jenny!\r\n");
    assert_eq!(desk.texts_of("user201"), row(1, 0));
    assert_eq!(desk.texts_of("user202"), row(2, 1));
    assert_eq!(desk.texts_of("user203"), "");
    desk.done("srv=15&act=edit&owner=user201&id=1");
    assert_eq!(desk.texts_of("user201"), row(1, 1));
    desk.done("srv=5&recipient=201&body=two").done("srv=5&recipient=201&body=three");
    desk.done("srv=15&act=del&owner=user201&id=1,3");
    assert_eq!(desk.texts_of("user201"), "4,20100302093000000,,201,VOIspeedltd,0,three\r\n");
    assert_eq!(desk.texts_of("user202"), row(2, 1));
}

#[test]
fn only_the_days_that_were_asked_for() {
    let mut desk = with(|_| {});
    desk.step(15 * 3_600_000);
    written(&mut desk);
    assert_eq!(desk.texts_of("user201"), "");
    let tomorrow = TODAY.replace("day_from=2", "day_from=3").replace("day_to=2", "day_to=3");
    assert!(
        desk.ask(&format!("srv=15&act=getall&owner=user201&{tomorrow}"))
            .ends_with(",hello Jenny!\r\n")
    );
}

#[test]
fn a_text_to_a_mobile_is_kept_for_its_sender() {
    let mut desk = with(|_| {});
    desk.done("srv=5&recipient=%2B39340112&body=ciao&sender=202");
    desk.done("srv=5&recipient=0340112&body=ciao");
    let owners: Vec<&str> =
        desk.pbx.exchange().sms().iter().map(|sms| sms.owner.as_str()).collect();
    assert_eq!(owners, ["", "user202", ""]);
    assert!(desk.texts_of("user202").contains(",202,+39340112,VOIspeedltd,1,ciao"));
}

#[test]
fn how_long_a_text_may_be() {
    let row = |long_sms, sms_counts, charset, body: &str, expected: Result<usize, &str>| {
        let mut options = Options { charset, ..by_hand() };
        options.messaging.long_sms = long_sms;
        options.messaging.sms_counts = sms_counts;
        let mut desk = Desk::new(options);
        let answer = desk.ask(&format!("srv=5&recipient=201&body={body}"));
        let sent = desk.pbx.exchange().sms().first().map(|sms| sms.body.chars().count());
        assert_eq!(
            sent.ok_or(answer.as_str()),
            expected,
            "{long_sms:?} {sms_counts:?} {charset:?}"
        );
    };
    use Charset::{Utf8, Windows1252};
    use LongSms::{Cut, Refused, Sent};
    use SmsCounts::{Characters, Octets};
    let (fits, long) = ("a".repeat(160), "a".repeat(161));
    row(Refused, Characters, Utf8, &fits, Ok(160));
    row(Refused, Characters, Utf8, &long, Err("result=2"));
    row(Cut, Characters, Utf8, &long, Ok(160));
    row(Sent, Characters, Utf8, &long, Ok(161));
    let (accents, latin) = ("%C3%A8".repeat(160), "%E8".repeat(160));
    row(Refused, Characters, Utf8, &accents, Ok(160));
    row(Refused, Octets, Utf8, &accents, Err("result=2"));
    row(Cut, Octets, Utf8, &accents, Ok(80));
    row(Refused, Octets, Windows1252, &latin, Ok(160));
}

#[test]
fn lists_and_confirmations_are_switches() {
    let row = |listing, answer, text: &str, voice: &str, done: &str| {
        let mut desk = with(|messaging| {
            messaging.listing = listing;
            messaging.answer = answer;
        });
        written(&mut desk);
        spoken(&mut desk);
        assert_eq!(desk.texts_of("user201"), text);
        assert_eq!(desk.ask("srv=16&act=getall&owner=user201"), voice);
        assert_eq!(desk.ask("srv=15&act=edit&owner=user201&id=1"), done);
        assert_eq!(desk.ask("srv=16&act=del&owner=user201&id=1&time=20100302093000"), done);
    };
    row(
        Listing::Csv,
        Confirmation::Result,
        "1,20100302093000000,202,201,Peter,0,hello Jenny!\r\n",
        "1,20100302093000,0491,12,0\r\n",
        "result=0",
    );
    row(
        Listing::ResultAndCsv,
        Confirmation::ResultAndId,
        "result=0\r\n1,20100302093000000,202,201,Peter,0,hello Jenny!\r\n",
        "result=0\r\n1,20100302093000,0491,12,0\r\n",
        "result=0",
    );
    row(
        Listing::KeyValue,
        Confirmation::Nothing,
        "id=1; date_time=20100302093000000; sender=202; recipient=201; info=Peter; read=0; body=hello Jenny!;\r\n",
        "id=1; time=20100302093000; caller=0491; seconds=12; listened=0;\r\n",
        "",
    );
    let mut desk = with(|messaging| messaging.listing = Listing::ResultAndCsv);
    assert_eq!(desk.texts_of("user201"), "result=0\r\n");
}

#[test]
fn a_voice_message_is_listened_to_and_deleted() {
    let mut desk = with(|_| {});
    spoken(&mut desk);
    desk.done("srv=16&act=edit&owner=user201&id=1&time=20100302093000");
    assert_eq!(desk.ask("srv=16&act=getall&owner=user201"), "1,20100302093000,0491,12,1\r\n");
    desk.done("srv=16&act=del&owner=user201&id=1&time=20100302093000");
    assert_eq!(desk.ask("srv=16&act=getall&owner=user201"), "");
}

/// 201 calls 203, whose vocalbox answers.
fn boxed(delay: &str) -> Desk {
    let mut desk = with(|_| {});
    desk.done(&format!("srv=4&ext=203&prty=2&value=1{delay}"));
    desk.done("srv=0&first_number=201&first_interface=SIP&second_number=203");
    desk.lift("1", Party::First);
    desk
}

#[test]
fn the_vocalbox_answers_for_a_user_who_stays_free() {
    let mut desk = boxed("");
    assert_eq!(desk.rows(), ["1 talk 201 203"]);
    assert!(desk.ask("srv=3&info=7").contains(",SIP,IVR,"));
    assert_eq!(desk.people(&["201", "203"]), "201=3 203=1");
    desk.step(9_000);
    desk.done("srv=1&call_id=1");
    assert_eq!(desk.ask("srv=16&act=getall&owner=user203"), "1,20100302093009,201,9,0\r\n");
    assert!(desk.ask("srv=3&info=5").contains(";203=3600/0/0;"), "who has not talked has no talk");
}

#[test]
fn the_vocalbox_waits_for_its_delay_unless_the_phone_cannot_ring() {
    let mut desk = boxed("&time=20");
    assert_eq!(desk.rows(), ["1 second rings 201 203"]);
    desk.step(19_999);
    assert_eq!(desk.rows(), ["1 second rings 201 203"]);
    desk.step(1);
    assert_eq!(desk.rows(), ["1 talk 201 203"]);
    assert_eq!(desk.people(&["203"]), "203=1");

    let mut desk = boxed("&time=20");
    desk.lift("1", Party::Second);
    desk.step(100_000);
    desk.done("srv=1&call_id=1");
    assert_eq!(desk.ask("srv=16&act=getall&owner=user203"), "", "a person has answered");

    let mut desk = with(|_| {});
    desk.done("srv=4&ext=206&prty=2&value=1&time=20");
    desk.done("srv=0&first_number=201&first_interface=SIP&second_number=206");
    desk.lift("1", Party::First);
    assert_eq!(desk.rows(), ["1 talk 201 206"], "206 is offline");
}
