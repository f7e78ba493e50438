//! One change: what it looks at before, how it is said, what is sent, and whether it was done.

use pronto::event::Extension;
use pronto::pbx::HttpResponse;
use pronto::pbx::voispeed;
use pronto::pbx::voispeed::grammar::{CommandAnswer, Listed, RawAnswer};
use pronto::pbx::voispeed::people::{
    ChangeGroup, ChangeUser, Groups, SetMembers, SetUser, UserProperty,
};
use pronto::pbx::voispeed::query::Query;
use pronto::pbx::voispeed::result::ResultCode;
use pronto::pbx::voispeed::status::{Group, MeetingRoom, StatusRequest, UserName};
use pronto::pbx::voispeed::values::GroupName;
use pronto::pbx::voispeed::voice::{ChangeRoom, Playback, RoomAnswer, RoomData, SetIvrMode};
use pronto::problem::{Code, Problem};
use pronto::settings::Settings;

use super::Failure;

/// What an administrator can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// srv=4, `prty` 0: whether a phone may call outside.
    CallsOut(Extension, bool),
    /// srv=4, `prty` 1: whether a phone takes calls of groups.
    InGroups(Extension, Groups, bool),
    /// srv=6: who belongs to a group.
    Members(SetMembers),
    /// srv=9: the mode of a voice menu.
    Menu(SetIvrMode),
    /// srv=10: an audio file, played into a call.
    Play(Playback),
    /// srv=11: a meeting room.
    Room(ChangeRoom),
    /// srv=12: a user.
    User(Box<ChangeUser>),
    /// srv=18: a group.
    Group(ChangeGroup),
}

impl Change {
    /// How what it changes is now, where the PBX tells.
    pub(super) fn looks_at(&self) -> Option<StatusRequest> {
        match self {
            Self::CallsOut(..) | Self::InGroups(..) | Self::User(_) => {
                Some(StatusRequest::UserNames)
            }
            Self::Members(_) | Self::Group(_) => Some(StatusRequest::Groups),
            Self::Room(ChangeRoom::Add(_)) | Self::Menu(_) | Self::Play(_) => None,
            Self::Room(_) => Some(StatusRequest::MeetingRooms),
        }
    }

    /// What will change, for people; without passwords and PINs.
    ///
    /// # Errors
    /// When there is no such thing at the PBX, or one that is to be new is there already.
    pub(super) fn sentence(
        &self,
        now: Option<&HttpResponse>,
        settings: &Settings,
    ) -> Result<String, Failure> {
        let now = Now { answer: now, settings };
        Ok(match self {
            Self::CallsOut(ext, may) => {
                let may = if *may { "may call outside" } else { "may no longer call outside" };
                format!("{} {may}", now.user(ext)?)
            }
            Self::InGroups(ext, groups, takes_part) => {
                let takes = if *takes_part { "takes calls of" } else { "takes no more calls of" };
                format!("{} {takes} {}", now.user(ext)?, names(groups))
            }
            Self::Members(SetMembers { name, members }) => {
                let before = now.group(name)?;
                let (old, new) = (list(&before), list(members));
                let come = list(members.iter().filter(|one| !before.contains(one)));
                let go = list(before.iter().filter(|one| !members.contains(one)));
                format!("Members of {}: {old} become {new}; new: {come}; out: {go}", name.as_str())
            }
            Self::Menu(SetIvrMode { id, mode }) => {
                format!("Voice menu {} goes to mode {} ({mode:?})", id.as_str(), mode.number())
            }
            Self::Play(Playback { call_id, value, repeat }) => {
                let call = call_id.as_ref().map_or("no call by name", |id| id.as_str());
                let again = if *repeat { ", again and again" } else { "" };
                format!("Who is in call {call} hears {}{again}", value.as_str())
            }
            Self::Room(ChangeRoom::Add(data)) => format!("A new meeting room: {}", room(data)),
            Self::Room(ChangeRoom::Edit(code, data)) => {
                format!("Meeting room {} becomes: {}", now.room(code.as_str())?, room(data))
            }
            Self::Room(ChangeRoom::Delete(code)) => {
                format!("Meeting room {} is deleted", now.room(code.as_str())?)
            }
            Self::User(change) => match &**change {
                ChangeUser::Add(data) => {
                    now.is_new_user(&data.userext)?;
                    format!("A new user: {} {}", data.userext.as_str(), full_name(data))
                }
                ChangeUser::Edit(ext, data) => format!(
                    "{} becomes {} {}, with all that the file says",
                    now.user(ext)?,
                    data.userext.as_str(),
                    full_name(data),
                ),
                ChangeUser::Delete(ext) => format!("{} is deleted", now.user(ext)?),
            },
            Self::Group(ChangeGroup::Add(name, data)) => {
                now.is_new_group(name)?;
                format!("A new group {} with {}", name.as_str(), list(&data.grpext))
            }
            Self::Group(ChangeGroup::Edit(name, data)) => format!(
                "Group {} with {} gets {}, and all that the file says",
                name.as_str(),
                list(&now.group(name)?),
                list(&data.grpext),
            ),
            Self::Group(ChangeGroup::Delete(name)) => {
                format!("Group {} with {} is deleted", name.as_str(), list(&now.group(name)?))
            }
        })
    }

    /// What is sent.
    pub(super) fn query(&self) -> Query {
        match self {
            Self::CallsOut(ext, may) => set(ext, UserProperty::CallsOut(*may)),
            Self::InGroups(ext, groups, takes_part) => {
                let (groups, takes_part) = (groups.clone(), *takes_part);
                set(ext, UserProperty::InGroups { groups, takes_part })
            }
            Self::Members(change) => change.query(),
            Self::Menu(change) => change.query(),
            Self::Play(change) => change.query(),
            Self::Room(change) => change.query(),
            Self::User(change) => change.query(),
            Self::Group(change) => change.query(),
        }
    }

    /// What the PBX says beyond "done": what 12 and 18 answer no document shows.
    pub(super) fn done(
        &self,
        answer: &HttpResponse,
        settings: &Settings,
    ) -> Result<Vec<String>, Failure> {
        let charset = settings.query_charset;
        let refused = |problem: Problem| match problem.is(Code::PbxResult) {
            true => Failure::Refused(problem),
            false => Failure::Unclear(problem),
        };
        let good = |result: ResultCode| match result {
            ResultCode::OK => Ok(()),
            code => Err(Failure::Refused(code.problem())),
        };
        match self {
            Self::User(_) | Self::Group(_) => {
                let raw: RawAnswer = voispeed::read(answer, charset).map_err(refused)?;
                if raw.result.is_some() { Ok(raw.lines) } else { Err(Failure::Unsaid(raw.lines)) }
            }
            Self::Room(_) => {
                let room: RoomAnswer = voispeed::read(answer, charset).map_err(refused)?;
                good(room.result)?;
                Ok(room.id.map(|id| format!("access code {}", id.as_str())).into_iter().collect())
            }
            Self::CallsOut(..)
            | Self::InGroups(..)
            | Self::Members(_)
            | Self::Menu(_)
            | Self::Play(_) => {
                let done: CommandAnswer = voispeed::read(answer, charset).map_err(refused)?;
                good(done.result)?;
                Ok(Vec::new())
            }
        }
    }
}

/// How it is now.
struct Now<'a> {
    answer: Option<&'a HttpResponse>,
    settings: &'a Settings,
}

impl Now<'_> {
    fn rows<T>(&self) -> Result<Vec<T>, Failure>
    where
        Listed<T>: voispeed::grammar::Answer,
    {
        let Some(answer) = self.answer else { return Ok(Vec::new()) };
        let listed: Listed<T> =
            voispeed::read(answer, self.settings.query_charset).map_err(Failure::Refused)?;
        Ok(listed.rows)
    }

    fn user(&self, ext: &Extension) -> Result<String, Failure> {
        let users: Vec<UserName> = self.rows()?;
        let user = users.into_iter().find(|user| user.ext == *ext);
        let none = || Failure::NotThere(format!("the PBX lists no user {}", ext.as_str()));
        user.map(|user| format!("{} {}", ext.as_str(), user.display)).ok_or_else(none)
    }

    fn is_new_user(&self, ext: &Extension) -> Result<(), Failure> {
        match self.user(ext) {
            Ok(user) => Err(Failure::NotThere(format!("{user} is there already"))),
            Err(Failure::NotThere(_)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    fn group(&self, name: &GroupName) -> Result<Vec<Extension>, Failure> {
        let groups: Vec<Group> = self.rows()?;
        let group = groups.into_iter().find(|group| group.name == name.as_str());
        let none = || Failure::NotThere(format!("the PBX lists no group {}", name.as_str()));
        group.map(|group| group.members).ok_or_else(none)
    }

    fn is_new_group(&self, name: &GroupName) -> Result<(), Failure> {
        match self.group(name) {
            Ok(_) => Err(Failure::NotThere(format!("group {} is there already", name.as_str()))),
            Err(Failure::NotThere(_)) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    fn room(&self, code: &str) -> Result<String, Failure> {
        let rooms: Vec<MeetingRoom> = self.rows()?;
        let room = rooms.into_iter().find(|room| room.access_code == code);
        let none = || Failure::NotThere(format!("the PBX lists no meeting room {code}"));
        room.map(|room| format!("{code} ({})", room.description)).ok_or_else(none)
    }
}

fn set(ext: &Extension, property: UserProperty) -> Query {
    SetUser { ext: ext.clone(), property }.query()
}

fn names(groups: &Groups) -> String {
    match groups {
        Groups::All => "all groups".to_owned(),
        Groups::Named(first, more) => {
            let names = std::iter::once(first).chain(more).map(GroupName::as_str);
            names.collect::<Vec<_>>().join(", ")
        }
    }
}

fn room(data: &RoomData) -> String {
    let time = |moment: &Option<_>| moment.map_or("-".to_owned(), shown);
    let desc = data.desc.as_ref().map_or("-", |desc| desc.as_str());
    format!("{desc}, from {} to {}", time(&data.meet_start), time(&data.meet_end))
}

fn shown(moment: voispeed::dates::Moment) -> String {
    let voispeed::dates::Moment { year, month, day, hour, minute, .. } = moment;
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

fn full_name(data: &voispeed::people::UserData) -> String {
    format!("{} {}", data.sur.as_str(), data.name.as_str())
}

fn list<'a>(extensions: impl IntoIterator<Item = &'a Extension>) -> String {
    let names: Vec<&str> = extensions.into_iter().map(Extension::as_str).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_explained_is_no_done() {
        let answer = |body: &str| HttpResponse { status: 200, body: body.as_bytes().to_vec() };
        let user = Change::User(Box::new(ChangeUser::Delete(Extension::new("203").expect("keys"))));
        for (body, said) in [
            ("result=0;bye", Ok(vec!["bye".to_owned()])),
            (
                "user 203 is gone",
                Err("look at the PBX whether it was changed; it printed: user 203"),
            ),
            ("result=1", Err("nothing was changed")),
            ("<html>", Err("look at the PBX whether it was changed")),
        ] {
            let done = user.done(&answer(body), &Settings::default());
            match (done, said) {
                (Ok(lines), Ok(expected)) => assert_eq!(lines, expected),
                (Err(failure), Err(words)) => {
                    assert!(failure.to_string().starts_with(words), "{failure}");
                }
                (done, said) => panic!("{body}: {done:?}, not {said:?}"),
            }
        }
    }
}
