//! `pronto-relay pbx …` against the simulated PBX: what is said before, what is sent after a yes, and
//! what the audit log keeps of it.

mod support;

use clap::{Parser, Subcommand as _};
use pronto_relay::administer::arguments::Pbx;
use pronto_relay::administer::{Change, Failure, administer};
use pronto_relay::config::Config;
use pronto_simulator::server::Server;
use serde_json::{Value as Json, json};
use support::{Folder, control, pbx};

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    what: Pbx,
}

const USER: &str = "name = 'Ada'\nsur = 'Neri'\nuserext = '250'\ntel_hom = '0'\ntel_mob = '0'\n\
    tel_oth = '0'\nemail = 'ada@office.example'\nusr_ = 'ada'\npwd_ = 'g3heim'\n\
    vcb_code = '4711'\npredefined = 'normal'\n";
const GROUP: &str = "desc = 'Night'\nusr_ = 'night'\npwd_ = 'g3heim'\nvcb_code = '4711'\n\
    grpnum = '350'\ngrpext = ['201', '202']\ngrpvbox = '350'\nring = 0\nringtm = 30\nsliptm = 5\n\
    waitEn = false\nwaitDly = 0\nwaitmsg = '-'\nbusyact = 0\nbusymsg = '-'\nbusyfwd = '201'\n\
    unract = 0\nunrmsg = '-'\nunrfwd = '201'\nmaxact = 0\nmaxmsg = '-'\nmaxfwd = '201'\n";

/// An office, and the files of an administrator.
fn office(name: &str, pbx: &Server) -> (Folder, Config) {
    let folder = Folder::new(name);
    folder.write("user.toml", USER);
    folder.write("group.toml", GROUP);
    std::fs::create_dir_all(folder.0.join("state")).expect("a folder");
    let text = format!(
        "state = \"state\"\n[office]\npbx_address = \"http://127.0.0.1:{}\"\ncountry = \"IT\"\n",
        pbx.port
    );
    let config = Config::parse(&text, &folder.0).expect("a good configuration");
    (folder, config)
}

fn change(folder: &Folder, typed: &str) -> Change {
    let typed = typed.replace("FOLDER", &folder.0.display().to_string());
    let words = std::iter::once("pbx").chain(typed.split(' '));
    Line::parse_from(words).what.change().expect("a change")
}

/// The requests that change something, as the PBX heard them.
async fn heard(pbx: &Server) -> Vec<String> {
    let heard = control(pbx, "GET", "/heard", &json!(null)).await;
    let targets = heard.as_array().expect("requests").iter();
    let targets = targets.map(|one| one["target"].as_str().unwrap_or_default().to_owned());
    targets.filter(|target| !target.contains("srv=3&")).collect()
}

fn audited(folder: &Folder) -> Vec<Json> {
    let log = std::fs::read_to_string(folder.0.join("state/audit.jsonl")).unwrap_or_default();
    log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn each_change_is_said_before_and_done_after_a_yes() {
    let room = "20261123093000000";
    for (typed, said, sent) in [
        (
            "members SalesOffice 201,204",
            "Members of SalesOffice: 201, 202, 203 become 201, 204; new: 204; out: 202, 203",
            "srv=6&name=SalesOffice&prty=0&value=201,204",
        ),
        (
            "calls-out 203 off",
            "203 Smith John may no longer call outside",
            "srv=4&ext=203&prty=0&value=0",
        ),
        (
            "takes-calls 203 on --group SalesOffice",
            "203 Smith John takes calls of SalesOffice",
            "srv=4&ext=203&prty=1&value=1&filter=SalesOffice",
        ),
        (
            "takes-calls 203 off",
            "203 Smith John takes no more calls of all groups",
            "srv=4&ext=203&prty=1&value=0&filter=*",
        ),
        ("menu 42 night", "Voice menu 42 goes to mode 3 (Night)", "srv=9&id=42&mode=3"),
        (
            "room add --description Review --start 2026-11-23T09:30 --end 2026-11-23T10:30",
            "A new meeting room: Review, from 2026-11-23 09:30 to 2026-11-23 10:30",
            &format!("srv=11&act=add&desc=Review&meet_start={room}&meet_end=20261123103000000"),
        ),
        (
            "user add FOLDER/user.toml",
            "A new user: 250 Neri Ada",
            "srv=12&act=add&name=Ada&sur=Neri&userext=250&tel_hom=0&tel_mob=0&tel_oth=0\
             &email=ada@office.example&usr_=ada&pwd_=g3heim&vcb_code=4711&predefined=normal",
        ),
        ("user delete 203", "203 Smith John is deleted", "srv=12&act=del&ext=203"),
        (
            "group add NightOffice FOLDER/group.toml",
            "A new group NightOffice with 201, 202",
            "srv=18&act=add&name=NightOffice&desc=Night&usr_=night&pwd_=g3heim&vcb_code=4711\
             &grpnum=350&grpext=201,202&grpvbox=350&ring=0&ringtm=30&sliptm=5&waitEn=0&waitDly=0\
             &waitmsg=-&busyact=0&busymsg=-&busyfwd=201&unract=0&unrmsg=-&unrfwd=201&maxact=0\
             &maxmsg=-&maxfwd=201",
        ),
        (
            "group delete SalesOffice",
            "Group SalesOffice with 201, 202, 203 is deleted",
            "srv=18&act=del&name=SalesOffice",
        ),
    ] {
        let pbx = pbx().await;
        let (folder, config) = office("administer", &pbx);
        let change = change(&folder, typed);
        let mut before = String::new();
        let no = administer(&config, &change, |sentence| {
            before = sentence.to_owned();
            false
        });
        assert!(matches!(no.await, Err(Failure::NotConfirmed)), "{typed}");
        assert_eq!(before, said);
        assert_eq!((heard(&pbx).await, audited(&folder)), (vec![], vec![]), "{typed}");
        let printed = administer(&config, &change, |_| true).await;
        assert!(printed.is_ok(), "{typed}: {printed:?}");
        let asked = percent(&heard(&pbx).await.join(" "));
        assert_eq!(asked, format!("/services.cgi?{sent}"), "{typed}");
        let log = audited(&folder);
        let what: Vec<&Json> = log.iter().map(|line| &line["what"]).collect();
        assert_eq!((what, &log[0]["outcome"]), (vec![&json!(said)], &json!("administered")));
        let text = log[0].to_string();
        assert!(!text.contains("g3heim") && !text.contains("4711"), "{text}");
    }
}

#[tokio::test]
async fn what_is_not_there_or_refused_changes_nothing_and_is_said() {
    for (typed, said, lines) in [
        ("members NoOffice 201", "the PBX lists no group NoOffice", 0),
        ("user delete 299", "the PBX lists no user 299", 0),
        ("room delete 9999", "the PBX lists no meeting room 9999", 0),
        ("group add SalesOffice FOLDER/group.toml", "group SalesOffice is there already", 0),
        ("menu 99 night", "nothing was changed: pbx result", 2),
        ("play C:\\rock.wav --call 99999 --repeat", "nothing was changed: pbx result", 2),
    ] {
        let pbx = pbx().await;
        let (folder, config) = office("administer-not", &pbx);
        let failure = administer(&config, &change(&folder, typed), |_| true).await;
        let failure = failure.expect_err(typed).to_string();
        assert!(failure.contains(said), "{typed}: {failure}");
        assert_eq!(audited(&folder).len(), lines, "{typed}");
        assert_eq!(heard(&pbx).await.len(), lines / 2, "{typed}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_no_no() {
    let pbx = pbx().await;
    let (folder, config) = office("administer-lost", &pbx);
    control(&pbx, "POST", "/fault", &json!({ "kind": "half", "srv": 9 })).await;
    let failure = administer(&config, &change(&folder, "menu 42 night"), |_| true).await;
    assert!(matches!(failure, Err(Failure::Unclear(_))), "{failure:?}");
    assert_eq!(audited(&folder)[1]["outcome"], "not_administered");
}

#[test]
fn what_is_typed_wrongly_is_said_at_once() {
    for typed in [
        "members Sales=Office 201",
        "members SalesOffice 2a1",
        "members SalesOffice",
        "calls-out 203 maybe",
        "menu forty night",
        "menu 42 dusk",
        "room add --start tomorrow",
        "room add --start 2026-02-30T09:30",
    ] {
        let words = std::iter::once("pbx").chain(typed.split(' '));
        assert!(Line::try_parse_from(words).is_err(), "{typed}");
    }
    assert!(Pbx::has_subcommand("members"));
}

/// As people read it.
fn percent(query: &str) -> String {
    query.replace("%2C", ",").replace("%40", "@").replace("%2A", "*").replace("%20", " ")
}
