//! What the 25 events of the Activity Notification System mean (document 000, events 0 to 24).
//!
//! A field that the document lists and its own example leaves out is optional here. Texts are made one line
//! of at most 100 characters; the name and password of the super administrator, which event 19 carries, are
//! dropped where they are read.

use super::tokens::Tokens;
use crate::event::{CallId, Extension};
use crate::pbx::voispeed::grammar::{count, label};

/// What happened. The numbers are the document's, and so are the names of the fields.
#[expect(
    missing_docs,
    reason = "a field has the name and the meaning of its parameter (docs/voispeed.md)"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// 0: a user's phone or client is there.
    Login { ext: Extension, info: Option<String>, host: Option<String> },
    /// 1: it is gone; times in seconds.
    Logout {
        ext: Extension,
        login_time: Option<u32>,
        conv_time: Option<u32>,
        calls: Option<u32>,
        info: Option<String>,
    },
    /// 2: a call came in at the PBX, from outside or from a phone.
    Incoming { call_id: CallId, calling: String, called: String, info: Option<String> },
    /// 3: where the PBX sends it.
    Routing { call_id: CallId, result: RoutingResult, to: Entity },
    /// 4: the PBX calls somebody for it; `act_called` is the number that was really sent.
    Outgoing {
        call_id: CallId,
        calling: String,
        called: String,
        act_called: Option<String>,
        result: RoutingResult,
        info: Option<String>,
    },
    /// 5: somebody, or for the time being a machine, answered.
    Answered {
        call_id: CallId,
        result: RoutingResult,
        is_final: bool,
        connected_number: Option<String>,
        info: Option<String>,
    },
    /// 6: who called in hung up.
    IncomingEnd { call_id: CallId, number: Option<String>, info: Option<String> },
    /// 7: who was called hung up.
    OutgoingEnd { call_id: CallId, number: Option<String>, info: Option<String> },
    /// 8: the call was put through elsewhere; its numbers before that.
    Transfer(Box<Transfer>),
    /// 9: somebody pressed a key, which may belong to a PIN.
    Dtmf { call_id: CallId, number: Option<String>, info: Option<String> },
    /// 10: the caller is at this point of a voice menu.
    IvrNode { call_id: CallId, info: String },
    /// 11: an ISDN cause.
    InfoIndication { call_id: CallId, info: String },
    /// 12: it took too long.
    Timeout { call_id: CallId, reason: TimeoutReason },
    /// 13: an ISDN message.
    Progress { call_id: CallId, info: String },
    /// 14: a text message came.
    TextMessage {
        sms_id: String,
        sender: String,
        sender_realm: Option<String>,
        recipient: String,
        recipient_realm: Option<String>,
        body: String,
    },
    /// 15: more calls than allowed, for this group if there is one.
    LimitExceeded { call_id: CallId, info: Option<String> },
    /// 16: an ISDN element and its value.
    InfoElement { call_id: CallId, info: String, value: Option<String> },
    /// 17: it waits: `operator_wait`, `queueing` or `park`.
    Hold { call_id: CallId, number: Option<String>, info: Option<String> },
    /// 18: these are its numbers now.
    NumbersChanged { call_id: CallId, calling: String, called: String, info: Option<String> },
    /// 19: the PBX began or ended. Its name and password are not kept.
    PbxStatus { host: Option<String>, ver: Option<String>, started: bool },
    /// 20: a route to another PBX is up or down.
    RouteStatus {
        name: String,
        remote_pbx_id: Option<String>,
        ver: Option<String>,
        info: Option<String>,
        up: bool,
    },
    /// 21: a user came, changed or went.
    UserList { change: Option<Change>, ext: Extension, name: Option<String> },
    /// 22: the same of a group, with all its members.
    GroupList { change: Option<Change>, name: String, members: Vec<Extension> },
    /// 23: the same of a route.
    RouteList { change: Option<Change>, name: String },
    /// 24, named "unknown": a message has been played.
    PlaybackEnd { call_id: CallId, info: Option<String> },
    /// A number that the document does not have.
    Other { number: u16 },
}

/// Event 8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The call that goes on.
    pub call_id: CallId,
    /// Who called, before.
    pub calling: String,
    /// Who was called, before.
    pub called: String,
    /// The number that was really sent.
    pub act_called: Option<String>,
    /// Who had answered; in the example only.
    pub connected_number: Option<String>,
    /// The call that it was put through to.
    pub xfer_id: Option<CallId>,
    /// Whether somebody had asked there first.
    pub supervised: bool,
    /// To whom.
    pub to: Option<Entity>,
    /// Where that is.
    pub xfer_interface: Option<String>,
}

/// `GROUP/tech_area`: what a call is sent to. Parted at the first `/`, as names may have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// `SERVICE`, `FAX`, `IVR`, `GROUP`, `USER`, `WAN` or `LCR`.
    pub kind: String,
    /// Which.
    pub name: Option<String>,
}

/// `result` of events 3, 4 and 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingResult {
    /// 0.
    Ok,
    /// 2: no line is free.
    NoResources,
    /// 3.
    Unreachable,
    /// 4.
    Busy,
    /// 5.
    Refused,
    /// 7.
    Timeout,
    /// 8: not allowed for this user.
    NotEnabled,
    /// 11: a message is played.
    PlayingMessage,
    /// Any other.
    Unknown(u32),
}

/// `info` of event 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutReason {
    /// 0: no sound came any more.
    StreamLost,
    /// 1.
    NobodyAnswered,
    /// 2: something failed during the call.
    Failure,
    /// 3: nobody took the transfer.
    TransferExpired,
    /// Any other.
    Unknown(u32),
}

/// `info` of events 21 to 23.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `load`: it is there from the beginning.
    Load,
    /// `add`.
    Add,
    /// `update`.
    Update,
    /// `delete`.
    Delete,
}

/// The parameters that the document names for an event, and that its example adds.
#[must_use]
pub fn parameters(number: u16) -> &'static [&'static str] {
    match number {
        0 => &["ext", "info", "host"],
        1 => &["ext", "login_time", "conv_time", "calls", "info"],
        2 => &["call_id", "calling", "called", "info"],
        3 => &["call_id", "result", "info"],
        4 => &["call_id", "calling", "called", "act_called", "result", "info"],
        5 => &["call_id", "result", "final", "connected_number", "info"],
        6 | 7 | 9 | 17 => &["call_id", "number", "info"],
        8 => &[
            "call_id",
            "calling",
            "called",
            "act_called",
            "connected_number",
            "xfer_id",
            "mode",
            "xfer_info",
            "xfer_interface",
        ],
        10 | 11 | 12 | 13 | 15 | 24 => &["call_id", "info"],
        14 => &["sms_id", "sender", "sender_realm", "recipient", "recipient_realm", "body"],
        16 => &["call_id", "info", "value"],
        18 => &["call_id", "info", "calling", "called"],
        19 => &["host", "ver", "user", "pwd", "status"],
        20 => &["name", "remote_pbx_id", "ver", "info", "status"],
        21 | 22 => &["info", "ext", "name"],
        23 => &["info", "name"],
        _ => &[],
    }
}

impl Event {
    /// Its number in the document.
    #[must_use]
    pub fn number(&self) -> u16 {
        match self {
            Self::Login { .. } => 0,
            Self::Logout { .. } => 1,
            Self::Incoming { .. } => 2,
            Self::Routing { .. } => 3,
            Self::Outgoing { .. } => 4,
            Self::Answered { .. } => 5,
            Self::IncomingEnd { .. } => 6,
            Self::OutgoingEnd { .. } => 7,
            Self::Transfer(_) => 8,
            Self::Dtmf { .. } => 9,
            Self::IvrNode { .. } => 10,
            Self::InfoIndication { .. } => 11,
            Self::Timeout { .. } => 12,
            Self::Progress { .. } => 13,
            Self::TextMessage { .. } => 14,
            Self::LimitExceeded { .. } => 15,
            Self::InfoElement { .. } => 16,
            Self::Hold { .. } => 17,
            Self::NumbersChanged { .. } => 18,
            Self::PbxStatus { .. } => 19,
            Self::RouteStatus { .. } => 20,
            Self::UserList { .. } => 21,
            Self::GroupList { .. } => 22,
            Self::RouteList { .. } => 23,
            Self::PlaybackEnd { .. } => 24,
            Self::Other { number } => *number,
        }
    }

    /// What this event says; nothing when it does not say of whom.
    pub(super) fn read(number: u16, tokens: &Tokens) -> Option<Self> {
        let any = |key: &str| tokens.get(key).map(label);
        let text = |key: &str| any(key).unwrap_or_default();
        let number_of = |key: &str| tokens.get(key).filter(|text| !text.is_empty()).and_then(count);
        let call = |key: &str| tokens.get(key).and_then(|id| CallId::new(id).ok());
        let ext = || tokens.get("ext").and_then(|ext| Extension::new(ext).ok());
        let name = || any("name").filter(|name| !name.is_empty());
        let result = || RoutingResult::of(number_of("result"));
        let on = |key: &str| tokens.get(key) == Some("1");
        let change = || tokens.get("info").and_then(Change::of);
        let call_id = || call("call_id");
        Some(match number {
            0 => Self::Login { ext: ext()?, info: any("info"), host: any("host") },
            1 => Self::Logout {
                ext: ext()?,
                login_time: number_of("login_time"),
                conv_time: number_of("conv_time"),
                calls: number_of("calls"),
                info: any("info"),
            },
            2 => Self::Incoming {
                call_id: call_id()?,
                calling: text("calling"),
                called: text("called"),
                info: any("info"),
            },
            3 => Self::Routing {
                call_id: call_id()?,
                result: result(),
                to: Entity::of(&text("info")),
            },
            4 => Self::Outgoing {
                call_id: call_id()?,
                calling: text("calling"),
                called: text("called"),
                act_called: any("act_called"),
                result: result(),
                info: any("info"),
            },
            5 => Self::Answered {
                call_id: call_id()?,
                result: result(),
                is_final: on("final"),
                connected_number: any("connected_number"),
                info: any("info"),
            },
            6 => {
                Self::IncomingEnd { call_id: call_id()?, number: any("number"), info: any("info") }
            }
            7 => {
                Self::OutgoingEnd { call_id: call_id()?, number: any("number"), info: any("info") }
            }
            8 => Self::Transfer(Box::new(Transfer {
                call_id: call_id()?,
                calling: text("calling"),
                called: text("called"),
                act_called: any("act_called"),
                connected_number: any("connected_number"),
                xfer_id: call("xfer_id"),
                supervised: on("mode"),
                to: any("xfer_info").map(|info| Entity::of(&info)),
                xfer_interface: any("xfer_interface"),
            })),
            9 => Self::Dtmf { call_id: call_id()?, number: any("number"), info: any("info") },
            10 => Self::IvrNode { call_id: call_id()?, info: text("info") },
            11 => Self::InfoIndication { call_id: call_id()?, info: text("info") },
            12 => {
                let reason = TimeoutReason::of(number_of("info"));
                Self::Timeout { call_id: call_id()?, reason }
            }
            13 => Self::Progress { call_id: call_id()?, info: text("info") },
            14 => Self::TextMessage {
                sms_id: text("sms_id"),
                sender: text("sender"),
                sender_realm: any("sender_realm"),
                recipient: any("recipient").filter(|recipient| !recipient.is_empty())?,
                recipient_realm: any("recipient_realm"),
                body: tokens.get("body").map(message)?,
            },
            15 => Self::LimitExceeded { call_id: call_id()?, info: any("info") },
            16 => {
                Self::InfoElement { call_id: call_id()?, info: text("info"), value: any("value") }
            }
            17 => Self::Hold { call_id: call_id()?, number: any("number"), info: any("info") },
            18 => Self::NumbersChanged {
                call_id: call_id()?,
                calling: text("calling"),
                called: text("called"),
                info: any("info"),
            },
            19 => Self::PbxStatus { host: any("host"), ver: any("ver"), started: on("status") },
            20 => Self::RouteStatus {
                name: name()?,
                remote_pbx_id: any("remote_pbx_id"),
                ver: any("ver"),
                info: any("info"),
                up: on("status"),
            },
            21 => Self::UserList { change: change(), ext: ext()?, name: any("name") },
            22 => Self::GroupList {
                change: change(),
                name: name()?,
                members: text_list(tokens.get("ext").unwrap_or_default()),
            },
            23 => Self::RouteList { change: change(), name: name()? },
            24 => Self::PlaybackEnd { call_id: call_id()?, info: any("info") },
            number => Self::Other { number },
        })
    }
}

impl Entity {
    fn of(info: &str) -> Self {
        match info.split_once('/') {
            Some((kind, name)) => Self { kind: kind.to_owned(), name: Some(name.to_owned()) },
            None => Self { kind: info.to_owned(), name: None },
        }
    }
}

impl RoutingResult {
    fn of(number: Option<u32>) -> Self {
        match number {
            Some(0) => Self::Ok,
            Some(2) => Self::NoResources,
            Some(3) => Self::Unreachable,
            Some(4) => Self::Busy,
            Some(5) => Self::Refused,
            Some(7) => Self::Timeout,
            Some(8) => Self::NotEnabled,
            Some(11) => Self::PlayingMessage,
            other => Self::Unknown(other.unwrap_or(u32::MAX)),
        }
    }
}

impl TimeoutReason {
    fn of(number: Option<u32>) -> Self {
        match number {
            Some(0) => Self::StreamLost,
            Some(1) => Self::NobodyAnswered,
            Some(2) => Self::Failure,
            Some(3) => Self::TransferExpired,
            other => Self::Unknown(other.unwrap_or(u32::MAX)),
        }
    }
}

impl Change {
    fn of(word: &str) -> Option<Self> {
        match word {
            "load" => Some(Self::Load),
            "add" => Some(Self::Add),
            "update" => Some(Self::Update),
            "delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// Most characters of a text message that are kept; srv=5 sends at most 160.
const MESSAGE_MAX: usize = 1000;

fn message(body: &str) -> String {
    let keep = |char: char| if char.is_control() && char != '\n' { ' ' } else { char };
    body.chars().take(MESSAGE_MAX).map(keep).collect()
}

/// `201;202;203`: parted by `;` here, by `,` in services.
fn text_list(list: &str) -> Vec<Extension> {
    list.split([';', ',']).filter_map(|ext| Extension::new(ext.trim()).ok()).collect()
}
