//! The document's own examples, byte for byte, from an office that fits them.
//!
//! Each row carries the id of its conformance vector.

use pronto_simulator::model::order::OtherCall;
use pronto_simulator::model::room::Room;
use pronto_simulator::switches::call_control::ConferenceId;
use pronto_simulator::switches::voice::PlaybackCallId;
use pronto_simulator::{
    Answer, Fault, FaultKind, Interface, Office, Options, Party, Pbx, Reply, State, Status, User,
};

/// 2 March 2010, 09:30.
const HALF_PAST_NINE: u64 = 1_267_522_200_000;

fn pbx(office: Office) -> Pbx {
    Pbx::new(Options { first_call_id: Some(12345), ..Options::with_office(office) })
}

fn ask(pbx: &mut Pbx, query: &str) -> Answer {
    match pbx.handle(&format!("/services.cgi?{query}"), HALF_PAST_NINE).reply {
        Reply::Now(answer) => answer,
        Reply::Later(_) => panic!("{query} is answered at once"),
    }
}

#[track_caller]
fn row(office: Office, query: &str, expected: &str) {
    let answer = ask(&mut pbx(office), query);
    assert_eq!(answer.text(), expected, "{query}");
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "text/html"));
}

#[test]
fn vs_help() {
    let answer = pbx(Office::of_the_document()).handle("/services.cgi", 0).reply;
    let Reply::Now(answer) = answer else { panic!("help is answered at once") };
    assert_eq!(answer.content_type, "text/html");
    assert!(answer.text().starts_with("<html>"), "{}", answer.text());
}

#[test]
fn vs_00_1_place_a_call() {
    let query = "srv=0&first_number=02189655&second_number=315&first_interface=ISDN&timeout=15";
    row(Office::of_the_document(), query, "result=0;call_id=12345");
}

#[test]
fn vs_01_1_disconnect_it() {
    let mut pbx = pbx(Office::of_the_document());
    ask(&mut pbx, "srv=0&first_number=02189655&second_number=315&first_interface=ISDN&timeout=15");
    assert_eq!(ask(&mut pbx, "srv=1&call_id=12345").text(), "result=0");
    assert_eq!(ask(&mut pbx, "srv=1&call_id=12345").text(), "result=7");
}

#[test]
fn vs_03_00_user_states() {
    let office = Office::of_the_document;
    row(office(), "srv=3&info=0", "200=1;201=2;202=2;203=3;204=1;205=3;206=0;207=4;208=0;209=1;");
    row(office(), "srv=3&info=0&filter=SalesOffice", "201=2;202=2;203=3;");
}

#[test]
fn vs_03_01_isdn_lines() {
    row(Office::of_the_document(), "srv=3&info=1", "1=30/30;2=8/30;3=0/30;");
}

#[test]
fn vs_03_02_groups() {
    let expected = "AdminOffice=200,300; SalesOffice=201,202,203; TechOffice=214,215,216,217;";
    row(Office::of_the_document(), "srv=3&info=2", expected);
}

#[test]
fn vs_03_03_wan_lines() {
    row(Office::of_the_document(), "srv=3&info=3", "7/16");
}

#[test]
fn vs_03_04_names() {
    let expected = "201=Coppola Jenny;202=Macintosh Peter;203=Smith John";
    row(Office::of_the_document(), "srv=3&info=4", expected);
}

#[test]
fn vs_03_05_statistics() {
    let expected = "200=3600/800/7;201=7450/1230/14;202=2780/354/3;203=4520/980/12;";
    row(Office::of_the_document(), "srv=3&info=5", expected);
}

#[test]
fn vs_03_06_one_user() {
    let expected = "name=John; sur=Smith; userext=201; tel_hom=02112233; tel_mob=3401122333; \
        tel_oth=06554433; email=john.smith@mycompany.com; usr_=john201; vcb_code=1234; \
        predefined=normal; status=1; mode=0;divNr=; outlook_status=2; subject=meeting; \
        location=meeting room; date_time_start=2,3,2010,9,30; date_time_end=2,3,2010,12,30; \
        net1=LAN; ip1=192.168.0.10; port1=52001; net2=SIP; ip2=192.168.0.20; port2=5060;";
    row(Office::of_the_document_john_smith(), "srv=3&info=6&ext=201", expected);
}

/// Calls 12345 and 12346 of 201, connected.
fn two_calls(options: Options) -> Pbx {
    let mut pbx = Pbx::new(Options { first_call_id: Some(12345), ..options });
    for other in ["02189655", "203"] {
        pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
            exchange.place_other(&connected(other, "201"), now_ms)
        });
    }
    pbx
}

fn connected(first: &str, second: &str) -> OtherCall {
    OtherCall {
        first: first.to_owned(),
        second: second.to_owned(),
        first_network: None,
        second_network: None,
        group: String::new(),
        state: Some(State::Connected),
    }
}

#[test]
fn vs_02_1_record() {
    let mut pbx = two_calls(Options::default());
    let query = "srv=2&call_id=12345&enable=1&info=voispeed";
    assert_eq!(ask(&mut pbx, query).text(), "result=0");
}

#[test]
fn vs_04_1_to_3_properties_of_a_user() {
    let office = Office::of_the_document;
    row(office(), "srv=4&ext=203&prty=0&value=1", "result=0");
    row(office(), "srv=4&ext=203&prty=1&value=0&filter=TechOffice,SalesOffice", "result=0");
    let dates = "date_time_start=10,3,2010,15,00&date_time_end=10,3,2010,18,30";
    for blank in [" ", "%20"] {
        let texts = format!("subject=Sales{blank}meeting&location=Meeting{blank}room");
        row(office(), &format!("srv=4&ext=203&prty=3&value=2&{texts}&{dates}"), "result=0");
    }
}

#[test]
fn vs_06_1_members_of_a_group() {
    let mut pbx = pbx(Office::of_the_document());
    let query = "srv=6&name=TechOffice&prty=0&value=200,201,202,203,204";
    assert_eq!(ask(&mut pbx, query).text(), "result=0");
    let groups = ask(&mut pbx, "srv=3&info=2").text();
    assert!(groups.ends_with("; TechOffice=200,201,202,203,204;"), "{groups}");
}

#[test]
fn vs_05_1_a_text() {
    let query = "srv=5&recipient=201&body=hello%20Jenny!&sender=202&info=Peter";
    row(Office::of_the_document(), query, "result=0");
}

#[test]
fn vs_09_1_a_voice_menu() {
    row(Office::of_the_document(), "srv=9&id=42&mode=2", "result=0");
}

#[test]
fn vs_10_1_playback_without_the_call_of_its_table() {
    let query = "srv=10&value=C:%5Caudio%5Crockmusic.wav&loop=1";
    let mut options = Options::default();
    options.voice.playback_call_id = PlaybackCallId::Optional;
    assert_eq!(ask(&mut two_calls(options), query).text(), "result=0");
    assert_eq!(ask(&mut two_calls(Options::default()), query).text(), "result=3");
}

#[test]
fn vs_11_1_a_meeting_room() {
    let mut pbx = pbx(Office::of_the_document());
    for (desc, id) in [("Board", "0001"), ("Sales", "0002"), ("Marketing%20Meeting", "0003")] {
        let answer = ask(&mut pbx, &format!("srv=11&act=add&desc={desc}"));
        assert_eq!(answer.text(), format!("result=0;id={id}"));
    }
}

#[test]
fn vs_csv_17_s_a_row_of_the_report() {
    // Somebody outside calls the group's number 315, and 201 answers for it.
    let mut office = Office::of_the_document();
    office.users.push(User::new("315"));
    office.groups[1].properties.clear();
    let mut pbx = pbx(office);
    ask(&mut pbx, "srv=4&ext=315&prty=2&value=2&number=201");
    pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
        let other = OtherCall {
            group: "SalesOffice".to_owned(),
            state: Some(State::RingingFirst),
            ..connected("02189655", "315")
        };
        exchange.office.user_mut("201").expect("201").status = Status::Free;
        let id = exchange.place_other(&other, now_ms);
        for party in [Party::First, Party::Second] {
            exchange.lift_by_hand(&id, party, now_ms);
        }
    });
    pbx.intervene(HALF_PAST_NINE + 205_000, |exchange, now_ms| {
        exchange.disconnect("12345", now_ms)
    });
    let days = "day_from=2&month_from=3&year_from=2010&day_to=2&month_to=3&year_to=2010";
    let expected = "ISDN,LAN,02189655,201,20100302093000000,00.03.25,02189655,315,SalesOffice,12345,Tele2,0\r\n";
    let target = format!("/services.cgi?srv=17&{days}");
    let Reply::Now(answer) = pbx.handle(&target, HALF_PAST_NINE + 205_000).reply else {
        panic!("it is answered at once");
    };
    assert_eq!(answer.text(), expected);
}

#[test]
fn vs_07_1_transfer() {
    // 201 called 203 in the second call, so both parties of the example are right.
    let mut pbx = Pbx::new(Options { first_call_id: Some(12345), ..Options::default() });
    for (first, second) in [("02189655", "201"), ("201", "203")] {
        pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
            exchange.place_other(&connected(first, second), now_ms)
        });
    }
    let query = "srv=7&call_id=12345&xfer_id=12346&call_party=calling&xfer_party=called";
    assert_eq!(ask(&mut pbx, query).text(), "result=0");
    let [call, given] = pbx.calls() else { panic!("two calls") };
    assert_eq!((call.first(), call.second()), ("02189655", "203"));
    assert_eq!((call.state(), given.state()), (State::Connected, State::Ended));
}

#[test]
fn vs_08_1_conference_with_the_parameter_of_the_example() {
    let mut options = Options::default();
    options.call_control.conference_id = ConferenceId::XferId;
    let query = "srv=8&call_id=12345&xfer_id=12346";
    assert_eq!(ask(&mut two_calls(options), query).text(), "result=0");
    // By its table the example lacks `conf_id`.
    assert_eq!(ask(&mut two_calls(Options::default()), query).text(), "result=18");
}

#[test]
fn vs_13_1_and_2_park_and_fetch() {
    let office = Office { users: vec![User::new("35")], ..Office::of_the_document() };
    let mut pbx = Pbx::new(Options { first_call_id: Some(242535), ..Options::with_office(office) });
    pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
        exchange.place_other(&connected("02189655", "35"), now_ms)
    });
    let park = "srv=13&action=11&ext=35&call_id=242535";
    assert_eq!(ask(&mut pbx, park).text(), "result=0;line_id=1");
    assert_eq!(ask(&mut pbx, "srv=13&action=12&ext=35&line_id=1").text(), "result=0");
}

#[test]
fn vs_14_1_pick() {
    let users = vec![User::new("35"), User::new("38")];
    let mut pbx = pbx(Office { users, ..Office::of_the_document() });
    pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
        let ringing = Some(State::RingingSecond);
        exchange.place_other(&OtherCall { state: ringing, ..connected("0491", "38") }, now_ms)
    });
    assert_eq!(ask(&mut pbx, "srv=14&ext=35&picked_ext=38").text(), "result=0");
}

#[test]
fn vs_rb_6_and_csv_07_e_nothing_to_tell() {
    let mut office = Office::of_the_document();
    office.users.clear();
    row(office, "srv=3&info=0", "");
    row(Office::of_the_document(), "srv=3&info=7", "");
}

#[test]
fn vs_csv_07_s_a_row_of_a_call() {
    // The status is the one column that cannot be the vector's: it is drawn anew for each run.
    let mut pbx = pbx(Office::of_the_document());
    pbx.intervene(HALF_PAST_NINE, |exchange, now_ms| {
        let other = OtherCall {
            first: "02189655".to_owned(),
            second: "201".to_owned(),
            first_network: Some(Interface::Isdn),
            second_network: Some(Interface::Lan),
            group: "SalesOffice".to_owned(),
            state: Some(State::Connected),
        };
        exchange.place_other(&other, now_ms)
    });
    let status = pbx.status_numbers().connected;
    let expected =
        format!("12345,20100302093000000,{status},ISDN,LAN,02189655,201,SalesOffice\r\n");
    assert_eq!(ask(&mut pbx, "srv=3&info=7").text(), expected);
    assert_eq!(ask(&mut pbx, "srv=3&info=7&ext=201").text(), expected);
    assert_eq!(ask(&mut pbx, "srv=3&info=7&ext=202").text(), "");
}

#[test]
fn vs_csv_07_s_with_the_blanks_of_the_format_line() {
    let mut pbx =
        Pbx::new(Options { csv_blanks: true, first_call_id: Some(12345), ..Options::default() });
    ask(&mut pbx, "srv=0&first_number=201&second_number=02189655&first_interface=SIP");
    let status = pbx.status_numbers().ringing_first;
    let expected =
        format!("12345 , 20100302093000000 , {status} , SIP , ISDN , 201 , 02189655 , \r\n");
    assert_eq!(ask(&mut pbx, "srv=3&info=7").text(), expected);
}

#[test]
fn vs_csv_08_s_meeting_rooms() {
    let mut office = Office::of_the_document();
    let room =
        |code: &str, description: &str, status, creator: &str, times: [&str; 2], call: &str| Room {
            access_code: code.to_owned(),
            description: description.to_owned(),
            status: Some(status),
            creator: creator.to_owned(),
            start_time: format!("201003{}00000", times[0]),
            end_time: format!("201003{}00000", times[1]),
            call_id: call.to_owned(),
            members: Vec::new(),
        };
    office.rooms = vec![
        room("0003", "Marketing Meeting", 1, "201", ["020930", "021230"], "12345"),
        room("0004", "Board", 0, "200", ["050900", "051000"], "0"),
    ];
    office.rooms[0].members = ["201", "202", "203"].map(str::to_owned).to_vec();
    let expected = "0003,Marketing Meeting,1,201,20100302093000000,20100302123000000,12345;201,202,203\r\n\
        0004,Board,0,200,20100305090000000,20100305100000000,0;\r\n";
    row(office, "srv=3&info=8", expected);
}

#[test]
fn vs_rc_every_result_code_on_demand() {
    // VS-RC-0 to VS-RC-45 and VS-RB-3, which is outside the table.
    let mut pbx = pbx(Office::of_the_document());
    for code in 0..=46 {
        pbx.faults.add(Fault::next(1, FaultKind::Result { code }));
        assert_eq!(ask(&mut pbx, "srv=1&call_id=1").text(), format!("result={code}"));
    }
}

#[test]
fn names_in_both_charsets() {
    let names = |charset| {
        let mut pbx = Pbx::new(Options { charset, ..Options::default() });
        ask(&mut pbx, "srv=3&info=4").body
    };
    let has = |body: &[u8], part: &[u8]| body.windows(part.len()).any(|window| window == part);
    let utf_8 = names(pronto_simulator::Charset::Utf8);
    assert!(has(&utf_8, "204=Müller Jürgen;".as_bytes()));
    assert!(has(&utf_8, "210=Παπαδοπούλου Ελένη".as_bytes()));
    let latin = names(pronto_simulator::Charset::Windows1252);
    assert!(has(&latin, b"204=M\xfcller J\xfcrgen;"));
    assert!(has(&latin, b"209=Wa??sa ?ucja;"));
}
