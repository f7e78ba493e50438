//! A query made again of what was read, for a log that is read when the receiver starts anew.
//!
//! It has what the types have, and so no password and no unknown parameter. The keys that somebody
//! pressed (event 9) are left out too, for they may be a PIN.

use super::Notification;
use super::event::{Change, Entity, Event, RoutingResult, TimeoutReason};
use crate::event::{CallId, Extension};

impl Notification {
    /// The parameters as a query: read again, it says the same.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = Written::default();
        query.any("pbx_id", self.pbx_id.as_deref());
        query.number("key", self.key);
        query.number("event", Some(self.event.number()));
        query.text("datetime", &self.datetime.raw);
        query.text("interface", &self.interface);
        self.event.write(&mut query);
        query.0
    }
}

impl Event {
    /// The call that it is about.
    #[must_use]
    pub fn call_id(&self) -> Option<&CallId> {
        match self {
            Self::Incoming { call_id, .. }
            | Self::Routing { call_id, .. }
            | Self::Outgoing { call_id, .. }
            | Self::Answered { call_id, .. }
            | Self::IncomingEnd { call_id, .. }
            | Self::OutgoingEnd { call_id, .. }
            | Self::Dtmf { call_id, .. }
            | Self::IvrNode { call_id, .. }
            | Self::InfoIndication { call_id, .. }
            | Self::Timeout { call_id, .. }
            | Self::Progress { call_id, .. }
            | Self::LimitExceeded { call_id, .. }
            | Self::InfoElement { call_id, .. }
            | Self::Hold { call_id, .. }
            | Self::NumbersChanged { call_id, .. }
            | Self::PlaybackEnd { call_id, .. } => Some(call_id),
            Self::Transfer(transfer) => Some(&transfer.call_id),
            Self::Login { .. }
            | Self::Logout { .. }
            | Self::TextMessage { .. }
            | Self::PbxStatus { .. }
            | Self::RouteStatus { .. }
            | Self::UserList { .. }
            | Self::GroupList { .. }
            | Self::RouteList { .. }
            | Self::Other { .. } => None,
        }
    }

    fn write(&self, query: &mut Written) {
        query.any("call_id", self.call_id().map(CallId::as_str));
        match self {
            Self::Login { ext, info, host } => {
                query.text("ext", ext.as_str());
                query.any("info", info.as_deref());
                query.any("host", host.as_deref());
            }
            Self::Logout { ext, login_time, conv_time, calls, info } => {
                query.text("ext", ext.as_str());
                query.number("login_time", *login_time);
                query.number("conv_time", *conv_time);
                query.number("calls", *calls);
                query.any("info", info.as_deref());
            }
            Self::Incoming { calling, called, info, .. }
            | Self::NumbersChanged { calling, called, info, .. } => {
                query.text("calling", calling);
                query.text("called", called);
                query.any("info", info.as_deref());
            }
            Self::Routing { result, to, .. } => {
                query.number("result", result.number());
                query.text("info", &to.to_string());
            }
            Self::Outgoing { calling, called, act_called, result, info, .. } => {
                query.text("calling", calling);
                query.text("called", called);
                query.any("act_called", act_called.as_deref());
                query.number("result", result.number());
                query.any("info", info.as_deref());
            }
            Self::Answered { result, is_final, connected_number, info, .. } => {
                query.number("result", result.number());
                query.number("final", Some(u8::from(*is_final)));
                query.any("connected_number", connected_number.as_deref());
                query.any("info", info.as_deref());
            }
            Self::IncomingEnd { number, info, .. }
            | Self::OutgoingEnd { number, info, .. }
            | Self::Hold { number, info, .. } => {
                query.any("number", number.as_deref());
                query.any("info", info.as_deref());
            }
            Self::Transfer(transfer) => {
                query.text("calling", &transfer.calling);
                query.text("called", &transfer.called);
                query.any("act_called", transfer.act_called.as_deref());
                query.any("connected_number", transfer.connected_number.as_deref());
                query.any("xfer_id", transfer.xfer_id.as_ref().map(CallId::as_str));
                query.number("mode", Some(u8::from(transfer.supervised)));
                query.any("xfer_info", transfer.to.as_ref().map(Entity::to_string).as_deref());
                query.any("xfer_interface", transfer.xfer_interface.as_deref());
            }
            Self::Dtmf { number, .. } => query.any("number", number.as_deref()),
            Self::IvrNode { info, .. }
            | Self::InfoIndication { info, .. }
            | Self::Progress { info, .. } => query.text("info", info),
            Self::Timeout { reason, .. } => query.number("info", reason.number()),
            Self::TextMessage {
                sms_id,
                sender,
                sender_realm,
                recipient,
                recipient_realm,
                body,
            } => {
                query.text("sms_id", sms_id);
                query.text("sender", sender);
                query.any("sender_realm", sender_realm.as_deref());
                query.text("recipient", recipient);
                query.any("recipient_realm", recipient_realm.as_deref());
                query.text("body", body);
            }
            Self::LimitExceeded { info, .. } | Self::PlaybackEnd { info, .. } => {
                query.any("info", info.as_deref());
            }
            Self::InfoElement { info, value, .. } => {
                query.text("info", info);
                query.any("value", value.as_deref());
            }
            Self::PbxStatus { host, ver, started } => {
                query.any("host", host.as_deref());
                query.any("ver", ver.as_deref());
                query.number("status", Some(u8::from(*started)));
            }
            Self::RouteStatus { name, remote_pbx_id, ver, info, up } => {
                query.text("name", name);
                query.any("remote_pbx_id", remote_pbx_id.as_deref());
                query.any("ver", ver.as_deref());
                query.any("info", info.as_deref());
                query.number("status", Some(u8::from(*up)));
            }
            Self::UserList { change, ext, name } => {
                query.any("info", change.map(Change::word));
                query.text("ext", ext.as_str());
                query.any("name", name.as_deref());
            }
            Self::GroupList { change, name, members } => {
                query.any("info", change.map(Change::word));
                query.text("name", name);
                let members: Vec<_> = members.iter().map(Extension::as_str).collect();
                query.text("ext", &members.join(";"));
            }
            Self::RouteList { change, name } => {
                query.any("info", change.map(Change::word));
                query.text("name", name);
            }
            Self::Other { .. } => {}
        }
    }
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{}/{name}", self.kind),
            None => f.write_str(&self.kind),
        }
    }
}

impl RoutingResult {
    /// As the document numbers it; none for what had no number.
    fn number(self) -> Option<u32> {
        match self {
            Self::Ok => Some(0),
            Self::NoResources => Some(2),
            Self::Unreachable => Some(3),
            Self::Busy => Some(4),
            Self::Refused => Some(5),
            Self::Timeout => Some(7),
            Self::NotEnabled => Some(8),
            Self::PlayingMessage => Some(11),
            Self::Unknown(number) => Some(number).filter(|number| *number != u32::MAX),
        }
    }
}

impl TimeoutReason {
    fn number(self) -> Option<u32> {
        match self {
            Self::StreamLost => Some(0),
            Self::NobodyAnswered => Some(1),
            Self::Failure => Some(2),
            Self::TransferExpired => Some(3),
            Self::Unknown(number) => Some(number).filter(|number| *number != u32::MAX),
        }
    }
}

impl Change {
    fn word(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Add => "add",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// A query in the making.
#[derive(Default)]
struct Written(String);

impl Written {
    fn text(&mut self, key: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(key);
        self.0.push('=');
        for byte in value.bytes() {
            // Blanks at the ends would be trimmed where it is read, and so were they before.
            match byte {
                b'&' | b'%' | b'=' | b'#' => self.0.push_str(&format!("%{byte:02X}")),
                byte if byte.is_ascii_graphic() => self.0.push(char::from(byte)),
                byte => self.0.push_str(&format!("%{byte:02X}")),
            }
        }
    }

    fn any(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    fn number(&mut self, key: &str, value: Option<impl Into<u64>>) {
        if let Some(value) = value {
            self.text(key, &value.into().to_string());
        }
    }
}
