//! srv=5 and srv=15: text messages, and what is kept of them (document 000, sections "5" and "15").

use serde::{Deserialize, Serialize};

use super::exchange::Exchange;
use crate::codes::Cause;
use crate::query::dial_string;
use crate::result_code::ResultCode;
use crate::switches::messaging::{LongSms, SmsCounts};

/// A text message in somebody's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sms {
    /// Its number.
    pub id: u64,
    /// Whose list it is in, by `usr_`; nobody's when both parties are outside.
    pub owner: String,
    /// When it was sent.
    pub at_ms: u64,
    /// Extension or number that sent it; empty when srv=5 did not tell.
    pub sender: String,
    /// Extension or number.
    pub recipient: String,
    /// The sender's name.
    pub info: String,
    /// The text.
    pub body: String,
    /// Whether srv=15 marked it; one's own are.
    pub read: bool,
}

/// What srv=5 asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names are the document's own")]
pub struct Text {
    pub recipient: String,
    pub body: String,
    /// Only in the document's example.
    #[serde(default)]
    pub sender: String,
    #[serde(default = "usual_info")]
    pub info: String,
}

const REALM: &str = "example.com";

/// The sender's name when srv=5 does not tell one.
pub fn usual_info() -> String {
    "VOIspeedltd".to_owned()
}

impl Exchange {
    /// Sends a text: into the recipient's list, and into the sender's when that is a user too.
    ///
    /// # Errors
    /// The causes `Sms...` of srv=5.
    pub fn send_sms(&mut self, text: &Text, now_ms: u64) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        if self.office.user(&text.recipient).is_none() {
            if self.office.looks_internal(&text.recipient) {
                return refuse(Cause::SmsRecipientUnknown);
            }
            if dial_string(&text.recipient).is_none() {
                return refuse(Cause::SmsBadRecipient);
            }
            if !self.messaging.mobile_sms {
                return refuse(Cause::SmsNoGateway);
            }
        }
        let mut body = text.body.clone();
        if !self.fits_sms(&body) {
            match self.messaging.long_sms {
                LongSms::Refused => return refuse(Cause::SmsTooLong),
                LongSms::Sent => {}
                LongSms::Cut => {
                    while !self.fits_sms(&body) {
                        body.pop();
                    }
                }
            }
        }
        if self.office.user(&text.recipient).is_some() {
            let id = self.sms.last().map_or(1, |last| last.id + 1).to_string();
            let parameters = [
                ("sms_id", id.as_str()),
                ("sender", &text.sender),
                ("sender_realm", REALM),
                ("recipient", &text.recipient),
                ("recipient_realm", REALM),
                ("body", &body),
            ];
            self.happened(now_ms, 14, None, &parameters);
        }
        let owner = |ext: &str| self.office.user(ext).map(|user| user.card.usr_.clone());
        let mut owners = vec![(owner(&text.recipient).unwrap_or_default(), false)];
        if text.sender != text.recipient
            && let Some(sender) = owner(&text.sender)
        {
            owners.push((sender, true));
        }
        for (owner, read) in owners {
            let sms = Sms {
                id: self.sms.last().map_or(1, |last| last.id + 1),
                owner,
                at_ms: now_ms,
                sender: text.sender.clone(),
                recipient: text.recipient.clone(),
                info: text.info.clone(),
                body: body.clone(),
                read,
            };
            self.sms.push(sms);
        }
        Ok(())
    }

    /// All texts, oldest first.
    pub fn sms(&self) -> &[Sms] {
        &self.sms
    }

    /// srv=15: marks a text of this owner as read.
    ///
    /// # Errors
    /// The cause `SmsNotFound`.
    pub fn mark_sms_read(&mut self, owner: &str, id: u64) -> Result<(), ResultCode> {
        let found = self.sms.iter_mut().find(|sms| sms.id == id && sms.owner == owner);
        let sms = found.ok_or_else(|| self.codes.of(Cause::SmsNotFound))?;
        sms.read = true;
        Ok(())
    }

    /// srv=15: deletes these texts of this owner, or none of them.
    ///
    /// # Errors
    /// The cause `SmsNotFound`.
    pub fn delete_sms(&mut self, owner: &str, ids: &[u64]) -> Result<(), ResultCode> {
        let has = |id: &u64| self.sms.iter().any(|sms| sms.id == *id && sms.owner == owner);
        if !ids.iter().all(has) {
            return Err(self.codes.of(Cause::SmsNotFound));
        }
        self.sms.retain(|sms| sms.owner != owner || !ids.contains(&sms.id));
        Ok(())
    }

    fn fits_sms(&self, body: &str) -> bool {
        const LONGEST: usize = 160;
        let length = match self.messaging.sms_counts {
            SmsCounts::Characters => body.chars().count(),
            SmsCounts::Octets => self.charset.encode(body).len(),
        };
        length <= LONGEST
    }
}
