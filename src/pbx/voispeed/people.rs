//! People and groups: services 4 (a user's properties), 6 (a group's members), 12 (users) and 18 (groups) of
//! document 000. All but the person's own status (srv=4, `prty` 2 and 3) are for administrators.
//!
//! ```text
//! services.cgi?srv=4&ext=203&prty=1&value=0&filter=TechOffice,SalesOffice
//! result=0
//! services.cgi?srv=6&name=TechOffice&prty=0&value=200,201,202,203,204
//! result=0
//! ```
//!
//! srv=4 and 6 answer with a [`CommandAnswer`]; what 12 and 18 answer no document shows, so that it is a
//! [`RawAnswer`].
//!
//! [`CommandAnswer`]: super::grammar::CommandAnswer
//! [`RawAnswer`]: super::grammar::RawAnswer

use super::dates::Moment;
use super::query::Query;
use super::values::{GroupName, Secret, Text};
use crate::dial::DialString;
use crate::event::Extension;

/// srv=4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUser {
    /// Whose property it is.
    pub ext: Extension,
    /// Which, and what it becomes.
    pub property: UserProperty,
}

/// A property of a user: `prty` and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserProperty {
    /// `prty=0`: whether calls out may be made. The word "calls" is lost in the document.
    CallsOut(bool),
    /// `prty=1`: whether the user takes part in these groups.
    InGroups {
        /// Which.
        groups: Groups,
        /// Whether calls to them ring here.
        takes_part: bool,
    },
    /// `prty=2`: what becomes of calls to the user.
    Mode(UserMode),
    /// `prty=3`: what Outlook shows.
    Outlook(OutlookStatus),
}

/// Groups by name, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// `*`.
    All,
    /// These, at least one.
    Named(GroupName, Vec<GroupName>),
}

/// `value` of `prty=2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserMode {
    /// 0: they ring.
    Normal,
    /// 1: the voicemail answers.
    Voicemail {
        /// After so many seconds; the PBX's own setting without it.
        after_s: Option<u32>,
        /// Where messages are sent, or that they are not.
        email: Option<VoicemailDelivery>,
    },
    /// 2: they go elsewhere.
    Divert(DialString),
    /// 3: nobody rings here. The document's word for this value is lost; info=6 calls it pause. Unverified.
    Pause,
}

/// `voiMail` and `email`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoicemailDelivery {
    /// To this address.
    To(Text<120>),
    /// Not by e-mail.
    Off,
}

/// `value` of `prty=3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlookStatus {
    /// 1.
    Free,
    /// 2.
    Busy(Appointment),
    /// 3.
    OutOfOffice(Appointment),
}

/// What keeps a person away, all of it mandatory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// What it is about.
    pub subject: Text<100>,
    /// Where.
    pub location: Text<100>,
    /// From, by the PBX's clock, to the minute.
    pub start: Moment,
    /// Until.
    pub end: Moment,
}

/// srv=6 with `prty=0`, the only property: these become the group's members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetMembers {
    /// The group.
    pub name: GroupName,
    /// All who are in it from now on.
    pub members: Vec<Extension>,
}

/// srv=12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeUser {
    /// A new one.
    Add(UserData),
    /// Another content for one that is there.
    Edit(Extension, UserData),
    /// One less. Whether the PBX wants the other fields too no document says.
    Delete(Extension),
}

/// What srv=12 says of a user; each field is mandatory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData {
    /// First name.
    pub name: Text<40>,
    /// Surname.
    pub sur: Text<40>,
    /// Extension.
    pub userext: Extension,
    /// Phone at home.
    pub tel_hom: Text<40>,
    /// Mobile phone.
    pub tel_mob: Text<40>,
    /// Another phone.
    pub tel_oth: Text<40>,
    /// E-mail address.
    pub email: Text<120>,
    /// User name.
    pub usr_: Text<80>,
    /// Password.
    pub pwd_: Secret,
    /// PIN of the voicemail and of service calls.
    pub vcb_code: Secret,
    /// The name of a profile that the PBX has.
    pub predefined: Text<80>,
}

/// srv=18.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeGroup {
    /// A new one.
    Add(GroupName, Box<GroupData>),
    /// Another content for one that is there.
    Edit(GroupName, Box<GroupData>),
    /// One less.
    Delete(GroupName),
}

/// What srv=18 says of a group; each field is mandatory. The numbers of `ring` and of the actions are this
/// PBX's own: the document gives none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupData {
    /// For people.
    pub desc: Text<100>,
    /// User name.
    pub usr_: Text<80>,
    /// Password.
    pub pwd_: Secret,
    /// PIN.
    pub vcb_code: Secret,
    /// The group's own number.
    pub grpnum: Extension,
    /// Who is in it.
    pub grpext: Vec<Extension>,
    /// Extension of the voicemail.
    pub grpvbox: Extension,
    /// In what order the phones ring.
    pub ring: u8,
    /// How long at most, in seconds.
    pub ringtm: u32,
    /// After how long the next one rings, in seconds.
    pub sliptm: u32,
    /// Whether callers wait for somebody, after how many seconds, and what they hear.
    pub wait: (bool, u32, Text<100>),
    /// When all are busy.
    pub busy: GroupAction,
    /// When nobody can be reached.
    pub unreachable: GroupAction,
    /// When nobody answered in time.
    pub unanswered: GroupAction,
}

/// What becomes of a call that a group does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupAction {
    /// A number of this PBX.
    pub act: u8,
    /// The file that is played.
    pub msg: Text<100>,
    /// Where the call goes.
    pub fwd: DialString,
}

impl SetUser {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let property = |prty: &str, value: &str| {
            let query = Query::service(4).with("ext", self.ext.as_str());
            query.with("prty", prty).with("value", value)
        };
        match &self.property {
            UserProperty::CallsOut(allowed) => property("0", switch(*allowed)),
            UserProperty::InGroups { groups, takes_part } => {
                property("1", switch(*takes_part)).with("filter", groups.list())
            }
            UserProperty::Mode(mode) => mode.on(|value| property("2", value)),
            UserProperty::Outlook(OutlookStatus::Free) => property("3", "1"),
            UserProperty::Outlook(OutlookStatus::Busy(why)) => why.on(property("3", "2")),
            UserProperty::Outlook(OutlookStatus::OutOfOffice(why)) => why.on(property("3", "3")),
        }
    }
}

impl Groups {
    fn list(&self) -> String {
        match self {
            Self::All => "*".to_owned(),
            Self::Named(first, more) => {
                let names = std::iter::once(first).chain(more).map(GroupName::as_str);
                names.collect::<Vec<_>>().join(",")
            }
        }
    }
}

impl UserMode {
    fn on(&self, mode: impl Fn(&str) -> Query) -> Query {
        match self {
            Self::Normal => mode("0"),
            Self::Voicemail { after_s, email } => {
                let after = after_s.map(|seconds| seconds.to_string());
                let query = mode("1").with_any("time", after.as_deref());
                match email {
                    None => query,
                    Some(VoicemailDelivery::Off) => query.with("voiMail", "0"),
                    Some(VoicemailDelivery::To(address)) => {
                        query.with("voiMail", "1").with("email", address.as_str())
                    }
                }
            }
            Self::Divert(number) => mode("2").with("number", number.as_str()),
            Self::Pause => mode("3"),
        }
    }
}

impl Appointment {
    fn on(&self, query: Query) -> Query {
        query
            .with("subject", self.subject.as_str())
            .with("location", self.location.as_str())
            .with("date_time_start", self.start.outlook_text())
            .with("date_time_end", self.end.outlook_text())
    }
}

impl SetMembers {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let query = Query::service(6).with("name", self.name.as_str()).with("prty", "0");
        query.with("value", list(&self.members))
    }
}

impl ChangeUser {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let act = |act: &str| Query::service(12).with("act", act);
        match self {
            Self::Add(data) => data.on(act("add")),
            Self::Edit(ext, data) => data.on(act("edit").with("ext", ext.as_str())),
            Self::Delete(ext) => act("del").with("ext", ext.as_str()),
        }
    }
}

impl UserData {
    fn on(&self, query: Query) -> Query {
        query
            .with("name", self.name.as_str())
            .with("sur", self.sur.as_str())
            .with("userext", self.userext.as_str())
            .with("tel_hom", self.tel_hom.as_str())
            .with("tel_mob", self.tel_mob.as_str())
            .with("tel_oth", self.tel_oth.as_str())
            .with("email", self.email.as_str())
            .with("usr_", self.usr_.as_str())
            .with("pwd_", self.pwd_.reveal())
            .with("vcb_code", self.vcb_code.reveal())
            .with("predefined", self.predefined.as_str())
    }
}

impl ChangeGroup {
    /// The request.
    #[must_use]
    pub fn query(&self) -> Query {
        let act = |act: &str, name: &GroupName| {
            Query::service(18).with("act", act).with("name", name.as_str())
        };
        match self {
            Self::Add(name, data) => data.on(act("add", name)),
            Self::Edit(name, data) => data.on(act("edit", name)),
            Self::Delete(name) => act("del", name),
        }
    }
}

impl GroupData {
    fn on(&self, query: Query) -> Query {
        let (waits, delay, message) = &self.wait;
        let query = query
            .with("desc", self.desc.as_str())
            .with("usr_", self.usr_.as_str())
            .with("pwd_", self.pwd_.reveal())
            .with("vcb_code", self.vcb_code.reveal())
            .with("grpnum", self.grpnum.as_str())
            .with("grpext", list(&self.grpext))
            .with("grpvbox", self.grpvbox.as_str())
            .with("ring", self.ring.to_string())
            .with("ringtm", self.ringtm.to_string())
            .with("sliptm", self.sliptm.to_string())
            .with("waitEn", switch(*waits))
            .with("waitDly", delay.to_string())
            .with("waitmsg", message.as_str());
        let query = self.busy.on(query, ["busyact", "busymsg", "busyfwd"]);
        let query = self.unreachable.on(query, ["unract", "unrmsg", "unrfwd"]);
        self.unanswered.on(query, ["maxact", "maxmsg", "maxfwd"])
    }
}

impl GroupAction {
    fn on(&self, query: Query, [act, msg, fwd]: [&'static str; 3]) -> Query {
        query
            .with(act, self.act.to_string())
            .with(msg, self.msg.as_str())
            .with(fwd, self.fwd.as_str())
    }
}

fn switch(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

fn list(extensions: &[Extension]) -> String {
    extensions.iter().map(Extension::as_str).collect::<Vec<_>>().join(",")
}
