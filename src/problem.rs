//! What a person is told when something does not work: a code, and what it was about.
//!
//! The sentence itself lies in `extension/_locales` under [`Problem::message`], so that it exists
//! once a language. Every sentence says who must act and what to do next.

use std::fmt;

use crate::json::{Read, Write};

/// One thing that went wrong, ready to be shown.
///
/// `message` is the key of the sentence, `field` the option that it is about, `detail` the one
/// value that the sentence quotes. `detail` is text from outside and is only ever shown as text.
#[derive(Clone, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Key of the sentence in `_locales`, such as `problem_unreachable`.
    pub message: String,
    /// Key of the option that the person should look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub field: Option<String>,
    /// What the sentence quotes, at most [`DETAIL_MAX`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub detail: Option<String>,
}

/// What can go wrong. The name's first word says who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Person: the PBX's address is empty.
    AddressMissing,
    /// Person: the PBX's address is not `http://` or `https://` with a host.
    AddressInvalid,
    /// Person: no extension is set.
    ExtensionMissing,
    /// Person: the PBX knows no such extension.
    ExtensionUnknown,
    /// Person: which line rings first (LAN, SIP, …) is not chosen.
    InterfaceMissing,
    /// Person: the template of the click-to-dial address is missing or has no `{number}`.
    TemplateInvalid,
    /// Person: a setting has a value that it cannot have.
    OptionInvalid,
    /// Administrator: the setting is locked by policy.
    OptionLocked,
    /// Person: a wider rule of the option keeps this site off; `detail` is that rule.
    SiteStillOff,
    /// Person: no token for the relay is set.
    TokenMissing,
    /// Administrator: the relay does not know the token, or no longer.
    TokenUnknown,
    /// Person: it answers, and it is not a Pronto relay.
    NotRelay,
    /// Person: the password or token was given for another address; `detail` is the one now set.
    SecretForOtherAddress,
    /// Person: what was typed is not a number that can be dialled.
    NotANumber,
    /// Person: a time is none, or lies before the one where it begins.
    TimeInvalid,
    /// Person: the browser has not been allowed to reach the PBX.
    NotPermitted,
    /// Administrator or network: nothing answers at the address.
    Unreachable,
    /// Network: the name of the PBX is not known here.
    NameNotFound,
    /// Administrator: the machine is there and refuses the connection.
    ConnectionRefused,
    /// Network: no answer in time.
    TimedOut,
    /// PBX: not every row of its list of calls could be read.
    LogIncomplete,
    /// Administrator: the PBX does not say under which user name it keeps this person's messages.
    OwnerUnknown,
    /// PBX: answered with an HTTP error.
    HttpStatus,
    /// PBX: the address leads elsewhere.
    Redirected,
    /// PBX: the answer is larger than anything it should send.
    AnswerTooLarge,
    /// PBX: the answer is not what this PBX is documented to say.
    AnswerUnreadable,
    /// Person: it answers, and it is not a VOIspeed.
    NotVoispeed,
    /// PBX: a result code; `detail` is its number, each number has its own sentence.
    PbxResult,
    /// Nobody: this PBX cannot do it.
    NotSupported,
    /// Person: the call is not on the phone, where alone this can be done with it.
    NotNow,
    /// Person: the call that was to be put through or joined is over, or not on the phone.
    NoCallBeside,
    /// Person: a call is up; one at a time.
    CallInProgress,
    /// Person: the last call was placed less than three seconds ago.
    TooSoon,
    /// Administrator: numbers of this kind are not called from here.
    RefusedByPolicy,
    /// Person: the number on the page is no longer the one that was shown.
    OfferStale,
    /// Person: the settings changed since the number was shown.
    DigitsChanged,
    /// Person: a text message has more than fits.
    TextTooLong,
    /// Person: a letter of a text message cannot be sent to this PBX; `detail` is the letter.
    TextLetter,
    /// Person: whether a text message was sent is not known.
    TextUnsure,
    /// Person: as many text messages as one may send in a minute have been sent.
    TextTooMany,
    /// Person: the PBX does not give the call that rings to this colleague.
    NotDiverted,
    /// Person: two calls ring, and the PBX is not told which is to be given away.
    TwoRing,
    /// Person: the PBX does not end a call that rings.
    NotRefused,
    /// Nobody: the call rings no more at the person's phone.
    NotRinging,
    /// Nobody: there is no such call any more.
    NoSuchCall,
    /// Nobody: the stream is no longer open; it is opened again and asked anew.
    StreamGone,
    /// Nobody: the question is no longer open.
    NoSuchQuestion,
    /// Us: the message was not understood or not allowed from where it came.
    MessageRefused,
    /// Us: the browser refused to store.
    NotStored,
}

/// Longest `detail` kept, in characters.
pub const DETAIL_MAX: usize = 200;

impl Problem {
    /// A problem with nothing to quote.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { message: code.message().to_owned(), field: None, detail: None }
    }

    /// The refusal of a PBX with its documented number, or the sentence for numbers that no
    /// document names. Numbers up to 45 are VOIspeed's (document 000, "result keyword").
    #[must_use]
    pub fn pbx_result(number: u32) -> Self {
        let message = match number {
            0..=45 => format!("problem_pbx_result_{number}"),
            _ => "problem_pbx_result_other".to_owned(),
        };
        Self { message, field: None, detail: Some(number.to_string()) }
    }

    /// The option that the person should look at.
    #[must_use]
    pub fn field(mut self, key: &str) -> Self {
        self.field = Some(key.to_owned());
        self
    }

    /// What the sentence quotes; control characters become blanks and the rest is cut.
    #[must_use]
    pub fn detail(mut self, detail: &str) -> Self {
        let clean = detail.chars().map(|c| if c.is_control() { ' ' } else { c });
        self.detail = Some(clean.take(DETAIL_MAX).collect());
        self
    }

    /// Whether this is the given kind of problem.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.message == code.message()
            || (code == Code::PbxResult && self.message.starts_with("problem_pbx_result"))
    }
}

impl Code {
    /// Every code, for tests that walk the sentences.
    pub const ALL: [Code; 49] = [
        Code::AddressMissing,
        Code::AddressInvalid,
        Code::ExtensionMissing,
        Code::ExtensionUnknown,
        Code::InterfaceMissing,
        Code::TemplateInvalid,
        Code::OptionInvalid,
        Code::OptionLocked,
        Code::SiteStillOff,
        Code::TokenMissing,
        Code::TokenUnknown,
        Code::NotRelay,
        Code::SecretForOtherAddress,
        Code::NotANumber,
        Code::TimeInvalid,
        Code::NotPermitted,
        Code::Unreachable,
        Code::NameNotFound,
        Code::ConnectionRefused,
        Code::TimedOut,
        Code::LogIncomplete,
        Code::OwnerUnknown,
        Code::HttpStatus,
        Code::Redirected,
        Code::AnswerTooLarge,
        Code::AnswerUnreadable,
        Code::NotVoispeed,
        Code::PbxResult,
        Code::NotSupported,
        Code::NotNow,
        Code::NoCallBeside,
        Code::CallInProgress,
        Code::TooSoon,
        Code::RefusedByPolicy,
        Code::OfferStale,
        Code::DigitsChanged,
        Code::TextTooLong,
        Code::TextLetter,
        Code::TextUnsure,
        Code::TextTooMany,
        Code::NotDiverted,
        Code::TwoRing,
        Code::NotRefused,
        Code::NotRinging,
        Code::NoSuchCall,
        Code::StreamGone,
        Code::NoSuchQuestion,
        Code::MessageRefused,
        Code::NotStored,
    ];

    /// Key of the sentence in `_locales`.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Code::AddressMissing => "problem_address_missing",
            Code::AddressInvalid => "problem_address_invalid",
            Code::ExtensionMissing => "problem_extension_missing",
            Code::ExtensionUnknown => "problem_extension_unknown",
            Code::InterfaceMissing => "problem_interface_missing",
            Code::TemplateInvalid => "problem_template_invalid",
            Code::OptionInvalid => "problem_option_invalid",
            Code::OptionLocked => "problem_option_locked",
            Code::SiteStillOff => "problem_site_still_off",
            Code::TokenMissing => "problem_token_missing",
            Code::TokenUnknown => "problem_token_unknown",
            Code::NotRelay => "problem_not_relay",
            Code::SecretForOtherAddress => "problem_secret_for_other_address",
            Code::NotANumber => "problem_not_a_number",
            Code::TimeInvalid => "problem_time_invalid",
            Code::NotPermitted => "problem_not_permitted",
            Code::Unreachable => "problem_unreachable",
            Code::NameNotFound => "problem_name_not_found",
            Code::ConnectionRefused => "problem_connection_refused",
            Code::TimedOut => "problem_timed_out",
            Code::LogIncomplete => "problem_log_incomplete",
            Code::OwnerUnknown => "problem_owner_unknown",
            Code::HttpStatus => "problem_http_status",
            Code::Redirected => "problem_redirected",
            Code::AnswerTooLarge => "problem_answer_too_large",
            Code::AnswerUnreadable => "problem_answer_unreadable",
            Code::NotVoispeed => "problem_not_voispeed",
            Code::PbxResult => "problem_pbx_result_other",
            Code::NotSupported => "problem_not_supported",
            Code::NotNow => "problem_not_now",
            Code::NoCallBeside => "problem_no_call_beside",
            Code::CallInProgress => "problem_call_in_progress",
            Code::TooSoon => "problem_too_soon",
            Code::RefusedByPolicy => "problem_refused_by_policy",
            Code::OfferStale => "problem_offer_stale",
            Code::DigitsChanged => "problem_digits_changed",
            Code::TextTooLong => "problem_text_too_long",
            Code::TextLetter => "problem_text_letter",
            Code::TextUnsure => "problem_text_unsure",
            Code::TextTooMany => "problem_text_too_many",
            Code::NotDiverted => "problem_not_diverted",
            Code::TwoRing => "problem_two_ring",
            Code::NotRefused => "problem_not_refused",
            Code::NotRinging => "problem_not_ringing",
            Code::NoSuchCall => "problem_no_such_call",
            Code::StreamGone => "problem_stream_gone",
            Code::NoSuchQuestion => "problem_no_such_question",
            Code::MessageRefused => "problem_message_refused",
            Code::NotStored => "problem_not_stored",
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(field) = &self.field {
            write!(f, " ({field})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_key_of_its_own() {
        let mut keys: Vec<_> = Code::ALL.iter().map(|code| code.message()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Code::ALL.len());
    }

    #[test]
    fn a_detail_from_outside_is_one_short_line() {
        let problem = Problem::new(Code::HttpStatus).detail(&format!("a\r\nb{}", "x".repeat(500)));
        let detail = problem.detail.expect("was just set");
        assert!(detail.starts_with("a  b"));
        assert_eq!(detail.chars().count(), DETAIL_MAX);
    }

    #[test]
    fn result_codes_have_sentences_of_their_own_up_to_45() {
        assert_eq!(Problem::pbx_result(45).message, "problem_pbx_result_45");
        assert_eq!(Problem::pbx_result(46).message, "problem_pbx_result_other");
        assert_eq!(Problem::pbx_result(46).detail.as_deref(), Some("46"));
    }
}
