//! Tickets bind what was shown to what may be dialled.
//!
//! A document gets a ticket with every match: whom the match would call and which digits were
//! shown, sealed with a secret of this browser session together with the name of the document.
//! The engine need not remember what it returned, so a worker that died in between loses
//! nothing, and a document can call only what it was offered itself.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::dial::{DialString, Target};
use crate::json::{self, Read, Write};
use crate::number::Shape;

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
pub struct Ticket {
    /// Whom to call.
    #[serde(rename = "t")]
    pub target: Target,
    /// The digits as they were shown.
    #[serde(rename = "d")]
    pub digits: DialString,
    /// The different number that the link's text named, as people read it.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the number looks like where it was found, if that can be remembered as none.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
}

/// The seal's key.
#[derive(Clone, PartialEq, Read, Write)]
pub struct Secret(pub [u8; 32]);

/// Longest ticket that is looked at, in bytes.
const TICKET_MAX: usize = 1024;

impl Ticket {
    /// For this document only.
    #[must_use]
    pub fn seal(&self, document: &str, secret: &Secret) -> String {
        let body = json::to_text(self);
        let seal = mac(&body, document, secret).finalize().into_bytes();
        let hex: String = seal.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}{body}")
    }

    /// What the ticket says, if it was sealed for this document.
    #[must_use]
    pub fn open(sealed: &str, document: &str, secret: &Secret) -> Option<Self> {
        if sealed.len() > TICKET_MAX {
            return None;
        }
        let (hex, body) = sealed.split_at_checked(64)?;
        let seal: Vec<u8> = (0..32)
            .map(|at| {
                hex.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect::<Option<_>>()?;
        // Compares in constant time.
        mac(body, document, secret).verify_slice(&seal).ok()?;
        json::from_text(body).ok()
    }
}

fn mac(body: &str, document: &str, secret: &Secret) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).expect("HMAC takes keys of any length");
    mac.update(&(document.len() as u64).to_be_bytes());
    mac.update(document.as_bytes());
    mac.update(body.as_bytes());
    mac
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> Ticket {
        let keys = DialString::new("201").expect("keys");
        Ticket {
            target: Target::Inside { keys: keys.clone() },
            digits: keys,
            text: None,
            shape: None,
        }
    }

    #[test]
    fn a_ticket_opens_only_for_its_document_and_as_it_was() {
        let secret = Secret([7; 32]);
        let sealed = ticket().seal("tab 1", &secret);
        assert_eq!(Ticket::open(&sealed, "tab 1", &secret), Some(ticket()));
        assert_eq!(Ticket::open(&sealed, "tab 2", &secret), None);
        assert_eq!(Ticket::open(&sealed.replace("201", "209"), "tab 1", &secret), None);
        assert_eq!(Ticket::open(&sealed, "tab 1", &Secret([8; 32])), None);
    }

    #[test]
    fn what_is_no_ticket_is_refused() {
        for text in ["", "x", &"é".repeat(64), &"0".repeat(64), &"0".repeat(5000)] {
            assert_eq!(Ticket::open(text, "tab", &Secret([7; 32])), None);
        }
    }
}
