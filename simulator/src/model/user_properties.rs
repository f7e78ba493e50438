//! srv=4: what can be set of a user (document 000, section "4").

use super::exchange::Exchange;
use super::user::{Status, User, Vocalbox};
use crate::codes::Cause;
use crate::result_code::ResultCode;

/// A property with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// 0: may place calls.
    Outgoing(bool),
    /// 1: calls of these groups reach the user; none: of all.
    InGroups {
        /// Whether they do.
        enabled: bool,
        /// By their names.
        groups: Option<Vec<String>>,
    },
    /// 2: what becomes of calls for the user.
    Mode(Mode),
    /// 3: what Outlook says of the user.
    Outlook(Outlook),
}

/// Values of the property 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// 0 normal, 1 vocalbox, 2 divert, 3 pause, 4 locked.
    pub number: u8,
    /// Where calls go in mode 2; empty in the others.
    pub divert_to: String,
    /// Seconds until the vocalbox answers, when given.
    pub delay_s: Option<u64>,
    /// Whether voice messages are sent by mail, when given.
    pub by_mail: Option<bool>,
    /// Where to, when given.
    pub email: Option<String>,
}

/// Values of the property 3; all texts are empty when the user is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct Outlook {
    pub status: u8,
    pub subject: String,
    pub location: String,
    pub date_time_start: String,
    pub date_time_end: String,
}

impl Exchange {
    /// Sets a property of a user.
    ///
    /// # Errors
    /// The causes `PropertyUserUnknown` and `PropertyGroupUnknown`.
    pub fn set_property(&mut self, ext: &str, property: Property) -> Result<(), ResultCode> {
        let user = self.office.user_mut(ext);
        let user = user.ok_or_else(|| self.codes.of(Cause::PropertyUserUnknown))?;
        match property {
            Property::Outgoing(allowed) => user.outgoing = allowed,
            Property::InGroups { enabled, groups } => {
                return self.enable_in_groups(ext, enabled, groups.as_deref());
            }
            Property::Mode(mode) => user.set_mode(mode),
            Property::Outlook(outlook) => user.set_outlook(outlook),
        }
        Ok(())
    }

    /// A group in which the user is not is passed over: the document's example names one.
    fn enable_in_groups(
        &mut self,
        ext: &str,
        enabled: bool,
        names: Option<&[String]>,
    ) -> Result<(), ResultCode> {
        if names.into_iter().flatten().any(|name| self.office.group(name).is_none()) {
            return Err(self.codes.of(Cause::PropertyGroupUnknown));
        }
        for group in &mut self.office.groups {
            if names.is_none_or(|names| names.contains(&group.name)) {
                group.disabled.retain(|member| member != ext);
                if !enabled && group.members.iter().any(|member| member == ext) {
                    group.disabled.push(ext.to_owned());
                }
            }
        }
        Ok(())
    }
}

impl User {
    fn set_mode(&mut self, mode: Mode) {
        const PAUSE: u8 = 3;
        match self.status {
            Status::Free | Status::AfterCallWork if mode.number == PAUSE => {
                self.status = Status::Paused;
            }
            Status::Paused if mode.number != PAUSE => self.status = Status::Free,
            _ => {}
        }
        self.card.mode = mode.number;
        self.card.div_nr = mode.divert_to;
        let Vocalbox { delay_s, by_mail, email } = &mut self.vocalbox;
        *delay_s = mode.delay_s.unwrap_or(*delay_s);
        *by_mail = mode.by_mail.unwrap_or(*by_mail);
        if let Some(address) = mode.email {
            *email = address;
        }
    }

    fn set_outlook(&mut self, outlook: Outlook) {
        let card = &mut self.card;
        card.outlook_status = outlook.status;
        card.subject = outlook.subject;
        card.location = outlook.location;
        card.date_time_start = outlook.date_time_start;
        card.date_time_end = outlook.date_time_end;
    }
}
