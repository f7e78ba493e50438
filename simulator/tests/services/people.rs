//! srv=4, 6, 12 and 18: the answer, and what srv=3 shows then.

use crate::causes::Row;
use crate::desk::{Desk, by_hand};
use pronto_simulator::switches::confirmation::Confirmation;
use pronto_simulator::switches::people::{DisabledMember, Members, Outgoing, Starred};
use pronto_simulator::{Cause, End, Options, Party, People, State};

const CLICK: &str = "srv=0&first_number=201&first_interface=SIP&second_number=";
const OUTLOOK: &str = "srv=4&ext=203&prty=3&value=2&subject=Sales&location=Rome\
    &date_time_start=10,3,2010,15,00&date_time_end=10,3,2010,18,30";
const NEW_USER: &str = "srv=12&act=add&name=Ada&sur=Rossi&userext=211&usr_=ada&pwd_=secret";
const NEW_GROUP: &str = "srv=18&act=add&desc=Support&grpnum=350&grpext=201,204";

fn nothing(_: &mut Desk) {}

/// Call 1: 0491234 and 201.
fn one(desk: &mut Desk) {
    desk.call("0491234", "201", State::Connected);
}

fn grown(desk: &mut Desk) {
    desk.done(NEW_USER).done(NEW_GROUP);
}

/// Every cause of these services.
pub const CAUSES: &[Row] = &[
    (Cause::PropertyUserUnknown, 24, nothing, "srv=4&ext=999&prty=0&value=1"),
    (Cause::PropertyUnknown, 11, nothing, "srv=4&ext=203&prty=4&value=1"),
    (Cause::PropertyUnknown, 11, nothing, "srv=4&ext=203&prty=mode&value=1"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=0&value=2"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=1&value=yes&filter=*"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=2&value=4"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=2&value=2&number=mobile"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=2&value=1&time=soon"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=2&value=1&voiMail=yes"),
    (Cause::PropertyBadValue, 25, nothing, "srv=4&ext=203&prty=3&value=4"),
    (Cause::PropertyNoFilter, 42, nothing, "srv=4&ext=203&prty=1&value=0"),
    (
        Cause::PropertyGroupUnknown,
        43,
        nothing,
        "srv=4&ext=203&prty=1&value=0&filter=SalesOffice,Nobody",
    ),
    (Cause::PropertyNoNumber, 44, nothing, "srv=4&ext=203&prty=2&value=2"),
    (Cause::PropertyNoAppointment, 41, nothing, "srv=4&ext=203&prty=3&value=3&subject=Holidays"),
    (
        Cause::PropertyBadDates,
        27,
        nothing,
        "srv=4&ext=203&prty=3&value=2&subject=S&location=R&date_time_start=31,2,2010,1,1&date_time_end=1,3,2010,1,1",
    ),
    (
        Cause::PropertyBadDates,
        27,
        nothing,
        "srv=4&ext=203&prty=3&value=2&subject=S&location=R&date_time_start=2,3,2010,9,1&date_time_end=2,3,2010,9,0",
    ),
    (Cause::GroupPropertyUnknown, 11, nothing, "srv=6&name=TechOffice&prty=1&value=201"),
    (Cause::GroupBadMembers, 42, nothing, "srv=6&name=TechOffice&prty=0&value=201,,202"),
    (Cause::GroupBadMembers, 42, nothing, "srv=18&act=add&desc=Support&grpext=Rossi"),
    (Cause::GroupMemberUnknown, 24, nothing, "srv=6&name=TechOffice&prty=0&value=201,999"),
    (Cause::GroupMemberUnknown, 24, nothing, "srv=18&act=add&desc=Support&grpext=999"),
    (Cause::GroupMemberUnknown, 24, nothing, "srv=18&act=edit&name=TechOffice&desc=T&grpext=999"),
    (Cause::GroupUnknown, 43, nothing, "srv=6&name=Nobody&prty=0&value=201"),
    (Cause::GroupUnknown, 43, nothing, "srv=18&act=edit&name=Nobody&desc=T"),
    (Cause::GroupUnknown, 43, nothing, "srv=18&act=del&name=Nobody"),
    (Cause::GroupBadAction, 21, nothing, "srv=18&act=getall"),
    (Cause::GroupIncomplete, 42, nothing, "srv=18&act=add&grpnum=350"),
    (Cause::GroupBadParams, 42, nothing, "srv=18&act=add&desc=Support&ringtm=soon"),
    (Cause::GroupTaken, 42, grown, "srv=18&act=add&desc=Support"),
    (Cause::GroupTaken, 42, grown, "srv=18&act=add&desc=Other&grpnum=350"),
    (Cause::GroupTaken, 42, nothing, "srv=18&act=add&desc=Other&grpnum=201"),
    (Cause::GroupTaken, 42, grown, "srv=18&act=edit&name=Support&desc=TechOffice"),
    (Cause::UserBadAction, 21, nothing, "srv=12&act=remove&ext=201"),
    (Cause::UserIncomplete, 41, nothing, "srv=12&act=add&name=Ada&sur=Rossi&userext=211&usr_=ada"),
    (Cause::UserIncomplete, 41, nothing, "srv=12&act=edit&ext=201&name=Ada"),
    (Cause::UserUnknown, 24, nothing, "srv=12&act=del&ext=211"),
    (
        Cause::UserUnknown,
        24,
        nothing,
        "srv=12&act=edit&ext=211&name=A&sur=B&userext=211&usr_=ada&pwd_=s",
    ),
    (Cause::UserBadParams, 25, nothing, "srv=12&act=add&name=A&sur=B&userext=x&usr_=ada&pwd_=s"),
    (
        Cause::UserBadParams,
        25,
        nothing,
        "srv=12&act=add&name=A&sur=B&userext=211&usr_=ada&pwd_=s&tel_mob=none",
    ),
    (
        Cause::UserBadParams,
        25,
        nothing,
        "srv=12&act=add&name=A&sur=B&userext=211&usr_=ada&pwd_=s&email=none",
    ),
    (
        Cause::UserBadParams,
        25,
        nothing,
        "srv=12&act=add&name=A&sur=B&userext=211&usr_=ada&pwd_=s&vcb_code=none",
    ),
    (
        Cause::UserProfileUnknown,
        25,
        nothing,
        "srv=12&act=add&name=A&sur=B&userext=211&usr_=ada&pwd_=s&predefined=king",
    ),
    (Cause::UserTaken, 25, grown, "srv=12&act=add&name=A&sur=B&userext=211&usr_=other&pwd_=s"),
    (Cause::UserTaken, 25, grown, "srv=12&act=add&name=A&sur=B&userext=212&usr_=ada&pwd_=s"),
    (
        Cause::UserTaken,
        25,
        grown,
        "srv=12&act=edit&ext=211&name=A&sur=B&userext=201&usr_=ada&pwd_=s",
    ),
    (Cause::UserHasCall, 8, one, "srv=12&act=del&ext=201"),
    (
        Cause::UserHasCall,
        8,
        one,
        "srv=12&act=edit&ext=201&name=A&sur=B&userext=211&usr_=ada&pwd_=s",
    ),
];

fn with(change: impl FnOnce(&mut People)) -> Desk {
    let mut options = by_hand();
    change(&mut options.people);
    Desk::new(options)
}

#[test]
fn who_may_not_call_out_still_calls_colleagues() {
    let row = |outgoing, outside: &str, inside: &str| {
        for (second, expected) in [("02189655", outside), ("203", inside)] {
            let mut desk = with(|people| people.outgoing = outgoing);
            desk.done("srv=4&ext=201&prty=0&value=0");
            assert_eq!(desk.ask(&format!("{CLICK}{second}")), expected, "{outgoing:?} {second}");
            desk.done("srv=4&ext=201&prty=0&value=1");
            desk.pbx.intervene(desk.now_ms, |exchange, at| exchange.forget(None, at));
            assert!(desk.ask(&format!("{CLICK}{second}")).starts_with("result=0;call_id="));
        }
    };
    row(Outgoing::Outside, "result=45", "result=0;call_id=1");
    row(Outgoing::Every, "result=45", "result=45");
}

#[test]
fn a_member_is_disabled_and_enabled() {
    let row = |disabled_member, after: &str, states: &str| {
        let mut desk = with(|people| people.disabled_member = disabled_member);
        desk.done("srv=4&ext=202&prty=1&value=0&filter=TechOffice,SalesOffice");
        let groups = desk.ask("srv=3&info=2");
        assert!(groups.contains(&format!("SalesOffice={after};")), "{groups}");
        assert_eq!(desk.ask("srv=3&info=0&filter=SalesOffice"), states);
        desk.done("srv=4&ext=202&prty=1&value=1&filter=*");
        assert!(desk.ask("srv=3&info=2").contains("SalesOffice=201,202,203;"));
    };
    row(DisabledMember::Shown, "201,202,203", "201=1;202=1;203=1;");
    row(DisabledMember::Hidden, "201,203", "201=1;203=1;");

    // Calls of the group do not ring at who is disabled, so that one may pick them.
    let mut desk = with(|_| {});
    desk.done("srv=4&ext=202&prty=1&value=0&filter=*");
    desk.group_call("0491234", "203", "SalesOffice", State::RingingSecond);
    assert_eq!(desk.ask("srv=14&ext=202&picked_ext=203"), "result=0");
}

#[test]
fn modes_are_shown_by_info_6_and_pause_by_info_0() {
    let row = |ext: &str, value: &str, shown: &str, status: &str| {
        let mut desk = with(|people| people.mode_locked = true);
        desk.done(&format!("srv=4&ext={ext}&prty=2&value={value}"));
        let card = desk.ask(&format!("srv=3&info=6&ext={ext}"));
        assert!(card.contains(&format!(" {shown};")), "{card}");
        assert_eq!(desk.people(&[ext]), format!("{ext}={status}"), "{ext} {value}");
    };
    row("203", "0", "mode=0;divNr=", "1");
    row("203", "1", "mode=1;divNr=", "1");
    row("203", "2&number=%2B39340112", "mode=2;divNr=+39340112", "1");
    row("203", "3", "mode=3;divNr=", "4");
    row("203", "4", "mode=4;divNr=", "1");
    row("206", "3", "mode=3;divNr=", "0");
    row("208", "0", "mode=0;divNr=", "1");
    row("209", "3", "mode=3;divNr=", "4");
}

#[test]
fn outlook_says_where_somebody_is() {
    let mut desk = with(|_| {});
    desk.done(OUTLOOK);
    let busy = " outlook_status=2; subject=Sales; location=Rome; \
        date_time_start=10,3,2010,15,00; date_time_end=10,3,2010,18,30; ";
    assert!(desk.ask("srv=3&info=6&ext=203").contains(busy));
    for free in ["0", "1"] {
        desk.done(&format!("srv=4&ext=203&prty=3&value={free}"));
        let shown = format!(
            " outlook_status={free}; subject=; location=; date_time_start=; date_time_end=; "
        );
        assert!(desk.ask("srv=3&info=6&ext=203").contains(&shown));
    }
    // Nothing is escaped, so a subject can forge a field; only the order tells which is the PBX's own.
    desk.done(&OUTLOOK.replace("Sales", "x%3B%20status%3D0"));
    assert!(desk.ask("srv=3&info=6&ext=203").contains("; subject=x; status=0; location=Rome;"));
}

/// 201 calls 203, who diverts; what becomes of the call.
fn diverted(to: &str) -> Desk {
    let mut desk = with(|_| {});
    desk.done(&format!("srv=4&ext=203&prty=2&value=2&number={to}"));
    desk.ask(&format!("{CLICK}203"));
    desk.lift("1", Party::First);
    desk
}

#[test]
fn a_call_goes_where_its_user_diverts_it() {
    let mut desk = diverted("202");
    assert_eq!(desk.rows(), ["1 second rings 201 202"]);
    assert_eq!(desk.people(&["202", "203"]), "202=2 203=1");
    desk.lift("1", Party::Second);
    assert_eq!(desk.rows(), ["1 talk 201 202"]);

    let mut desk = diverted("0340112");
    assert_eq!(desk.rows(), ["1 second rings 201 0340112"]);
    assert!(desk.ask("srv=3&info=7").contains(",SIP,ISDN,"));

    // Two who divert to each other.
    let mut desk = with(|_| {});
    desk.done("srv=4&ext=203&prty=2&value=2&number=202");
    desk.done("srv=4&ext=202&prty=2&value=2&number=203");
    desk.ask(&format!("{CLICK}203"));
    desk.lift("1", Party::First);
    desk.step(1_000);
    assert_eq!(desk.pbx.calls()[0].end(), Some(End::Unreachable));
}

#[test]
fn members_are_replaced_or_added() {
    let row = |members, value: &str, after: &str| {
        let mut desk = with(|people| people.members = members);
        desk.done(&format!("srv=6&name=SalesOffice&prty=0&value={value}"));
        let groups = desk.ask("srv=3&info=2");
        assert!(groups.contains(&format!("SalesOffice={after};")), "{groups}");
    };
    row(Members::Replaced, "204,201,204", "204,201");
    row(Members::Replaced, "999,%20201", "999,201");
    row(Members::Added, "204,201", "201,202,203,204");

    // Who is a member again is not disabled any more.
    let mut desk = with(|people| people.disabled_member = DisabledMember::Hidden);
    desk.done("srv=4&ext=202&prty=1&value=0&filter=*");
    desk.done("srv=6&name=SalesOffice&prty=0&value=201");
    desk.done("srv=6&name=SalesOffice&prty=0&value=201,202");
    assert!(desk.ask("srv=3&info=2").contains("SalesOffice=201,202;"));
}

#[test]
fn a_user_comes_changes_and_goes() {
    let mut desk = with(|_| {});
    desk.done(&format!(
        "{NEW_USER}&tel_mob=0340&email=ada@example.com&vcb_code=77&predefined=operator"
    ));
    assert_eq!(desk.people(&["211"]), "211=0");
    assert!(desk.ask("srv=3&info=4").ends_with(";211=Rossi Ada"));
    assert_eq!(
        desk.ask("srv=3&info=6&ext=211"),
        "name=Ada; sur=Rossi; userext=211; tel_hom=; tel_mob=0340; tel_oth=; email=ada@example.com; usr_=ada; \
         vcb_code=77; predefined=operator; status=0; mode=0;divNr=; outlook_status=0; subject=; location=; \
         date_time_start=; date_time_end=;"
    );
    assert!(!format!("{:?}", desk.pbx.exchange()).contains("secret"), "the password is not kept");

    desk.done("srv=6&name=SalesOffice&prty=0&value=211,202");
    desk.done("srv=12&act=edit&ext=211&name=Ada&sur=Bianchi&userext=212&usr_=ada&pwd_=other");
    assert!(desk.ask("srv=3&info=2").contains("SalesOffice=212,202;"));
    assert!(
        desk.ask("srv=3&info=6&ext=212")
            .contains("sur=Bianchi; userext=212; tel_hom=; tel_mob=0340;")
    );

    desk.done("srv=12&act=del&ext=212");
    assert_eq!(desk.ask("srv=3&info=6&ext=212"), "result=24");
    assert!(desk.ask("srv=3&info=2").contains("SalesOffice=202;"));
}

#[test]
fn a_group_comes_changes_and_goes() {
    let mut desk = with(|_| {});
    desk.done(&format!("{NEW_GROUP}&ring=1&busymsg=C:%5Cbusy.wav&pwd_=secret"));
    assert!(desk.ask("srv=3&info=2").ends_with(" Support=201,204;"));
    assert!(!format!("{:?}", desk.pbx.exchange()).contains("secret"), "the password is not kept");
    desk.done("srv=18&act=edit&name=Support&desc=Help&ringtm=20");
    assert!(desk.ask("srv=3&info=2").ends_with(" Help=201,204;"));
    desk.done("srv=18&act=edit&name=Help&desc=Help&grpext=205");
    assert!(desk.ask("srv=3&info=2").ends_with(" Help=205;"));
    let group = desk.pbx.exchange().office.group("Help").expect("the group");
    let kept: Vec<String> =
        group.properties.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(kept, ["busymsg=C:\\busy.wav", "grpnum=350", "ring=1", "ringtm=20"]);
    desk.done("srv=18&act=del&name=Help");
    assert_eq!(desk.ask("srv=3&info=0&filter=Help"), "result=43");
}

#[test]
fn which_parameters_must_be_there_is_a_switch() {
    let all_of_a_user = "&name=A&sur=B&userext=201&tel_hom=1&tel_mob=1&tel_oth=1&email=a@b&usr_=a&pwd_=s\
        &vcb_code=1&predefined=normal";
    let essential = "&name=A&sur=B&userext=201&usr_=a&pwd_=s";
    let row = |starred, edit: [&str; 3], del: &str, del_of_all: &str| {
        let mut answers = Vec::new();
        for fields in ["&name=A", essential, all_of_a_user] {
            let mut desk = with(|people| people.starred = starred);
            answers.push(desk.ask(&format!("srv=12&act=edit&ext=201{fields}")));
        }
        assert_eq!(answers, edit.map(|code| format!("result={code}")), "{starred:?}");
        for (fields, code) in [("", del), (all_of_a_user, del_of_all)] {
            let mut desk = with(|people| people.starred = starred);
            let answer = desk.ask(&format!("srv=12&act=del&ext=201{fields}"));
            assert_eq!(answer, format!("result={code}"), "{starred:?} {fields}");
        }
        let group = with(|people| people.starred = starred).ask("srv=18&act=del&name=TechOffice");
        assert_eq!(group, if del == "0" { "result=0" } else { "result=42" });
    };
    row(Starred::Essential, ["41", "0", "0"], "0", "0");
    row(Starred::AddOnly, ["0", "0", "0"], "0", "0");
    row(Starred::Written, ["41", "41", "0"], "0", "0");
    row(Starred::Always, ["41", "41", "0"], "41", "0");
}

#[test]
fn the_answer_of_srv_12_and_18_is_a_switch() {
    let row = |answer, user: &str, group: &str, other: &str| {
        let mut desk = with(|people| people.answer = answer);
        assert_eq!(desk.ask(NEW_USER), user);
        assert_eq!(desk.ask(NEW_GROUP), group);
        assert_eq!(desk.ask("srv=12&act=del&ext=211"), other);
        assert_eq!(desk.ask("srv=18&act=del&name=Support"), other);
        assert_eq!(desk.ask("srv=18&act=del&name=Support"), "result=43", "a refusal is always one");
    };
    row(Confirmation::Result, "result=0", "result=0", "result=0");
    row(Confirmation::ResultAndId, "result=0;id=211", "result=0;id=Support", "result=0");
    row(Confirmation::Nothing, "", "", "");
}

#[test]
fn switches_are_the_object_people_of_json() {
    let json = r#"{"people":{"answer":"nothing","starred":"add_only","members":"added"}}"#;
    let options: Options = serde_json::from_str(json).expect("switches");
    assert_eq!(options.people.starred, Starred::AddOnly);
    assert!(options.people.unknown_members);
    assert!(serde_json::from_str::<Options>(r#"{"people":{"kings":1}}"#).is_err());
}
