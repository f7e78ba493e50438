//! Users and groups as an administrator writes them down for the PBX: TOML with the PBX's own names of
//! the fields, all of which srv=12 and 18 demand. A file keeps passwords out of the list of processes.

use std::fmt::Display;

use pronto::dial::DialString;
use pronto::event::Extension;
use pronto::pbx::voispeed::people::{GroupAction, GroupData, UserData};
use pronto::pbx::voispeed::values::{Secret, Text};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserFile {
    name: String,
    sur: String,
    userext: String,
    tel_hom: String,
    tel_mob: String,
    tel_oth: String,
    email: String,
    usr_: String,
    pwd_: String,
    vcb_code: String,
    predefined: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
struct GroupFile {
    desc: String,
    usr_: String,
    pwd_: String,
    vcb_code: String,
    grpnum: String,
    grpext: Vec<String>,
    grpvbox: String,
    ring: u8,
    ringtm: u32,
    sliptm: u32,
    #[serde(rename = "waitEn")]
    wait_en: bool,
    #[serde(rename = "waitDly")]
    wait_dly: u32,
    waitmsg: String,
    busyact: u8,
    busymsg: String,
    busyfwd: String,
    unract: u8,
    unrmsg: String,
    unrfwd: String,
    maxact: u8,
    maxmsg: String,
    maxfwd: String,
}

/// What srv=12 needs to know of a user.
///
/// # Errors
/// Says which field cannot be used.
pub fn user(toml: &str) -> Result<UserData, String> {
    let file: UserFile = parse(toml)?;
    Ok(UserData {
        name: field("name", Text::new(&file.name))?,
        sur: field("sur", Text::new(&file.sur))?,
        userext: field("userext", Extension::new(&file.userext))?,
        tel_hom: field("tel_hom", Text::new(&file.tel_hom))?,
        tel_mob: field("tel_mob", Text::new(&file.tel_mob))?,
        tel_oth: field("tel_oth", Text::new(&file.tel_oth))?,
        email: field("email", Text::new(&file.email))?,
        usr_: field("usr_", Text::new(&file.usr_))?,
        pwd_: field("pwd_", Secret::new(&file.pwd_))?,
        vcb_code: field("vcb_code", Secret::new(&file.vcb_code))?,
        predefined: field("predefined", Text::new(&file.predefined))?,
    })
}

/// What srv=18 needs to know of a group.
///
/// # Errors
/// Says which field cannot be used.
pub fn group(toml: &str) -> Result<GroupData, String> {
    let file: GroupFile = parse(toml)?;
    let members = file.grpext.iter().map(|ext| field("grpext", Extension::new(ext)));
    let action = |name: [&str; 2], act: u8, msg: &str, fwd: &str| -> Result<_, String> {
        Ok(GroupAction {
            act,
            msg: field(name[0], Text::new(msg))?,
            fwd: field(name[1], DialString::new(fwd))?,
        })
    };
    Ok(GroupData {
        desc: field("desc", Text::new(&file.desc))?,
        usr_: field("usr_", Text::new(&file.usr_))?,
        pwd_: field("pwd_", Secret::new(&file.pwd_))?,
        vcb_code: field("vcb_code", Secret::new(&file.vcb_code))?,
        grpnum: field("grpnum", Extension::new(&file.grpnum))?,
        grpext: members.collect::<Result<_, _>>()?,
        grpvbox: field("grpvbox", Extension::new(&file.grpvbox))?,
        ring: file.ring,
        ringtm: file.ringtm,
        sliptm: file.sliptm,
        wait: (file.wait_en, file.wait_dly, field("waitmsg", Text::new(&file.waitmsg))?),
        busy: action(["busymsg", "busyfwd"], file.busyact, &file.busymsg, &file.busyfwd)?,
        unreachable: action(["unrmsg", "unrfwd"], file.unract, &file.unrmsg, &file.unrfwd)?,
        unanswered: action(["maxmsg", "maxfwd"], file.maxact, &file.maxmsg, &file.maxfwd)?,
    })
}

fn parse<'a, T: Deserialize<'a>>(toml: &'a str) -> Result<T, String> {
    // Without the line, which may hold a password.
    toml::from_str(toml).map_err(|error| error.message().to_owned())
}

fn field<T, E: Display>(name: &str, value: Result<T, E>) -> Result<T, String> {
    value.map_err(|error| format!("{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "name = 'Ada'\nsur = 'Neri'\nuserext = '209'\ntel_hom = '-'\ntel_mob = '-'\n\
        tel_oth = '-'\nemail = 'ada@office.example'\nusr_ = 'ada'\npwd_ = 'g3heim'\n\
        vcb_code = '4711'\npredefined = 'standard'\n";

    #[test]
    fn what_cannot_be_used_is_named_and_secrets_are_shown_nowhere() {
        let good = user(USER).expect("a user");
        assert!(!format!("{good:?}").contains("g3heim"));
        for (from, to, fault) in [
            ("'209'", "'2 09'", "userext: "),
            ("pwd_ = 'g3heim'", "pwd_ = 'g3heim", "invalid"),
            ("sur = 'Neri'\n", "", "missing field `sur`"),
            ("pwd_ = 'g3heim'", "pwd_ = ''", "pwd_: "),
            ("name =", "nome =", "unknown field `nome`"),
        ] {
            let said = user(&USER.replace(from, to)).expect_err("not a user");
            assert!(said.contains(fault) && !said.contains("g3heim"), "{said}");
        }
    }
}
