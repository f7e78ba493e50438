//! What is typed after `pronto-relay pbx`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use clap::{Args, Subcommand, ValueEnum};
use pronto::event::{CallId, Extension};
use pronto::pbx::voispeed::dates::Moment;
use pronto::pbx::voispeed::people::{ChangeGroup, ChangeUser, Groups, SetMembers};
use pronto::pbx::voispeed::values::{AccessCode, GroupName, IvrId, Text};
use pronto::pbx::voispeed::voice::{ChangeRoom, IvrMode, Playback, RoomData, SetIvrMode};

use super::{Change, files};

/// What is changed at the PBX.
#[derive(Debug, Subcommand)]
pub enum Pbx {
    /// Who belongs to a group, all of them (srv 6).
    Members {
        /// The group's name, as the PBX lists it.
        #[arg(value_parser = group_name)]
        group: GroupName,
        /// Extensions, with commas between them.
        #[arg(required = true, value_delimiter = ',', value_parser = extension)]
        extensions: Vec<Extension>,
    },
    /// Whether a phone may call outside (srv 4).
    CallsOut {
        /// Whose.
        #[arg(value_parser = extension)]
        extension: Extension,
        /// Whether it may.
        switch: Switch,
    },
    /// Whether a phone takes calls of groups (srv 4).
    TakesCalls {
        /// Whose.
        #[arg(value_parser = extension)]
        extension: Extension,
        /// Whether it does.
        switch: Switch,
        /// Only of this group; may be said more than once. Without it of all.
        #[arg(long = "group", value_parser = group_name)]
        groups: Vec<GroupName>,
    },
    /// The mode of a voice menu (srv 9).
    Menu {
        /// The menu's number.
        #[arg(value_parser = menu)]
        id: IvrId,
        /// The mode.
        mode: Mode,
    },
    /// Plays an audio file into a call (srv 10).
    Play {
        /// The file, by its path on the PBX.
        #[arg(value_parser = text::<200>)]
        file: Text<200>,
        /// The PBX's name for the call; the document's example leaves it out.
        #[arg(long, value_parser = call)]
        call: Option<CallId>,
        /// Again and again.
        #[arg(long)]
        repeat: bool,
    },
    /// Meeting rooms (srv 11).
    #[command(subcommand)]
    Room(Room),
    /// The PBX's users (srv 12).
    #[command(subcommand)]
    User(User),
    /// The PBX's groups (srv 18).
    #[command(subcommand)]
    Group(Group),
}

/// What becomes of a meeting room.
#[derive(Debug, Subcommand)]
pub enum Room {
    /// A new one; the PBX names its access code.
    Add(About),
    /// Another content.
    Change {
        /// Which.
        #[arg(value_parser = access_code)]
        code: AccessCode,
        /// What is said of it.
        #[command(flatten)]
        about: About,
    },
    /// One less.
    Delete {
        /// Which.
        #[arg(value_parser = access_code)]
        code: AccessCode,
    },
}

/// What is said of a meeting room.
#[derive(Args, Debug)]
pub struct About {
    /// For people.
    #[arg(long, value_parser = text::<100>)]
    description: Option<Text<100>>,
    /// When it begins by the PBX's clock, such as 2026-11-23T09:30.
    #[arg(long, value_parser = moment)]
    start: Option<Moment>,
    /// When it ends.
    #[arg(long, value_parser = moment)]
    end: Option<Moment>,
}

/// What becomes of a user of the PBX.
#[derive(Debug, Subcommand)]
pub enum User {
    /// A new one.
    Add {
        /// TOML with all fields of srv 12 (docs/relay.md).
        file: PathBuf,
    },
    /// Another content, whole.
    Change {
        /// Whose.
        #[arg(value_parser = extension)]
        extension: Extension,
        /// As for a new one.
        file: PathBuf,
    },
    /// One less.
    Delete {
        /// Who.
        #[arg(value_parser = extension)]
        extension: Extension,
    },
}

/// What becomes of a group of the PBX.
#[derive(Debug, Subcommand)]
pub enum Group {
    /// A new one.
    Add {
        /// Its name.
        #[arg(value_parser = group_name)]
        name: GroupName,
        /// TOML with all fields of srv 18 (docs/relay.md).
        file: PathBuf,
    },
    /// Another content, whole.
    Change {
        /// Which.
        #[arg(value_parser = group_name)]
        name: GroupName,
        /// As for a new one.
        file: PathBuf,
    },
    /// One less.
    Delete {
        /// Which.
        #[arg(value_parser = group_name)]
        name: GroupName,
    },
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It may, it does.
    On,
    /// It may not, it does not.
    Off,
}

/// `mode` of srv 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// 0.
    Off,
    /// 1: as the time of the day says.
    TimeBands,
    /// 2.
    Day,
    /// 3.
    Night,
    /// 4.
    Custom1,
    /// 5.
    Custom2,
}

impl Pbx {
    /// The change that is meant.
    ///
    /// # Errors
    /// When a file cannot be read or used.
    pub fn change(self) -> Result<Change> {
        Ok(match self {
            Self::Members { group, extensions } => {
                Change::Members(SetMembers { name: group, members: extensions })
            }
            Self::CallsOut { extension, switch } => {
                Change::CallsOut(extension, switch == Switch::On)
            }
            Self::TakesCalls { extension, switch, groups } => {
                let mut groups = groups.into_iter();
                let groups = match groups.next() {
                    Some(first) => Groups::Named(first, groups.collect()),
                    None => Groups::All,
                };
                Change::InGroups(extension, groups, switch == Switch::On)
            }
            Self::Menu { id, mode } => Change::Menu(SetIvrMode { id, mode: mode.into() }),
            Self::Play { file, call, repeat } => {
                Change::Play(Playback { call_id: call, value: file, repeat })
            }
            Self::Room(Room::Add(about)) => Change::Room(ChangeRoom::Add(about.into())),
            Self::Room(Room::Change { code, about }) => {
                Change::Room(ChangeRoom::Edit(code, about.into()))
            }
            Self::Room(Room::Delete { code }) => Change::Room(ChangeRoom::Delete(code)),
            Self::User(user) => Change::User(Box::new(match user {
                User::Add { file } => ChangeUser::Add(read(&file, files::user)?),
                User::Change { extension, file } => {
                    ChangeUser::Edit(extension, read(&file, files::user)?)
                }
                User::Delete { extension } => ChangeUser::Delete(extension),
            })),
            Self::Group(group) => Change::Group(match group {
                Group::Add { name, file } => {
                    ChangeGroup::Add(name, Box::new(read(&file, files::group)?))
                }
                Group::Change { name, file } => {
                    ChangeGroup::Edit(name, Box::new(read(&file, files::group)?))
                }
                Group::Delete { name } => ChangeGroup::Delete(name),
            }),
        })
    }
}

impl From<About> for RoomData {
    fn from(about: About) -> Self {
        Self { desc: about.description, meet_start: about.start, meet_end: about.end }
    }
}

impl From<Mode> for IvrMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Off => Self::Off,
            Mode::TimeBands => Self::TimeBands,
            Mode::Day => Self::Day,
            Mode::Night => Self::Night,
            Mode::Custom1 => Self::Custom1,
            Mode::Custom2 => Self::Custom2,
        }
    }
}

fn read<T>(file: &Path, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T> {
    let path = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("{path} cannot be read"))?;
    parse(&text).map_err(|fault| anyhow!("{path}: {fault}"))
}

fn extension(typed: &str) -> Result<Extension, &'static str> {
    Extension::new(typed).map_err(|_| "an extension is 1 to 20 of 0-9, * and #")
}

fn group_name(typed: &str) -> Result<GroupName, &'static str> {
    GroupName::new(typed).map_err(|_| "a group's name has 1 to 64 characters without , ; and =")
}

fn text<const MAX: usize>(typed: &str) -> Result<Text<MAX>, String> {
    Text::new(typed).map_err(|_| format!("1 to {MAX} characters"))
}

fn menu(typed: &str) -> Result<IvrId, &'static str> {
    IvrId::new(typed).map_err(|_| "1 to 20 digits")
}

fn access_code(typed: &str) -> Result<AccessCode, &'static str> {
    AccessCode::new(typed).map_err(|_| "1 to 20 digits")
}

fn call(typed: &str) -> Result<CallId, &'static str> {
    CallId::new(typed).map_err(|_| "1 to 64 visible characters")
}

fn moment(typed: &str) -> Result<Moment, &'static str> {
    let fault = "a time is written 2026-11-23T09:30";
    let parts: Vec<&str> = typed.split(['-', 'T', ' ', ':']).collect();
    let numbers: Option<Vec<u16>> = parts.iter().map(|part| part.parse().ok()).collect();
    let numbers: [u16; 5] = numbers.and_then(|all| all.try_into().ok()).ok_or(fault)?;
    Moment::minute(numbers).ok_or("the calendar has no such time")
}
