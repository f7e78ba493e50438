//! The switches of text and voice messages, srv=5, 15 and 16.

use serde::{Deserialize, Serialize};

use super::confirmation::Confirmation;

/// A switch each. In JSON they are the object `messaging` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Messaging {
    /// The answer to `edit` and `del` of srv=15 and srv=16.
    pub answer: Confirmation,
    /// The answer to `getall`.
    pub listing: Listing,
    /// What is made of a text that is too long.
    pub long_sms: LongSms,
    /// What the 160 are.
    pub sms_counts: SmsCounts,
    /// Whether texts can go to mobile numbers.
    pub mobile_sms: bool,
}

/// How messages are listed; the document shows no such answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// A row each, commas between the fields, as srv=17 does it.
    #[default]
    Csv,
    /// `result=0`, then the rows.
    ResultAndCsv,
    /// A line each, `name=value` with `; ` between them, as info=6 does it.
    KeyValue,
}

/// What is made of a text of more than 160.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LongSms {
    /// It is refused.
    #[default]
    Refused,
    /// Its beginning is sent.
    Cut,
    /// It is sent.
    Sent,
}

/// What the 160 of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsCounts {
    /// Characters.
    #[default]
    Characters,
    /// Octets in the PBX's charset.
    Octets,
}

impl Default for Messaging {
    fn default() -> Messaging {
        Messaging {
            answer: Confirmation::default(),
            listing: Listing::default(),
            long_sms: LongSms::default(),
            sms_counts: SmsCounts::default(),
            mobile_sms: true,
        }
    }
}
