//! The `result` keyword, with which every command service answers (document 000, service 0).
//!
//! The sentences, which say what the person or the administrator does next, lie in the locales
//! under `problem_pbx_result_N`.

use std::fmt;

use crate::problem::Problem;

/// The number after `result=`. Numbers outside the document's table are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ResultCode(u16);

impl ResultCode {
    /// 0: success.
    pub const OK: Self = Self(0);
    /// 7: the call is gone.
    pub const CALL_ID_NOT_FOUND: Self = Self(7);
    /// 8: failed, and only the PBX's log files say why.
    pub const SERVICE_FAILURE: Self = Self(8);
    /// 15: the call is in a state that does not allow this.
    pub const INVALID_CALL_STATUS: Self = Self(15);
    /// 24: the PBX knows no such user.
    pub const USER_NOT_FOUND: Self = Self(24);

    /// The codes of the document's table, in its order.
    pub fn documented() -> impl Iterator<Item = Self> {
        (0..).zip(NAMES).map(|(number, _)| Self(number))
    }

    /// One to three digits, nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let fits = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fits { text.parse().ok().map(Self) } else { None }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }

    /// VOIspeed's name for it; `UNKNOWN` outside the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or("UNKNOWN")
    }

    /// What the person is told.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem::pbx_result(u32::from(self.0))
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.name())
    }
}

/// The place in the list is the number (docs/voispeed.md).
const NAMES: [&str; 46] = [
    "OK",
    "UNKNOWN_SERVICE",
    "BAD_CGI_PARAMS",
    "MISSING_CALL_ID",
    "MISSING_EXT",
    "INVALID_CALL_ID",
    "MISSING_ENABLE",
    "CALL_ID_NOT_FOUND",
    "SERVICE_FAILURE",
    "MISSING_RECIPIENT",
    "MISSING_PROPERTY",
    "INVALID_PROPERTY",
    "MISSING_VALUE",
    "MISSING_BODY",
    "MISSING_XFER_ID",
    "INVALID_CALL_STATUS",
    "INVALID_XFER_PARTY",
    "XFER_ID_NOT_FOUND",
    "MISSING_CONF_ID",
    "MISSING_IVR_ID",
    "IVR_NOT_FOUND",
    "BAD_ACTION_OR_INDEX",
    "FILE_NOT_FOUND",
    "BAD_FILE_FORMAT",
    "USER_NOT_FOUND",
    "BAD_USER_PARAMS",
    "MISSING_OWNER",
    "BAD_DATE_SELECTION",
    "BAD_SMS_ID_LIST",
    "PICK_CAPABILITY_REQUIRED",
    "PICK_NOT_PBX_USERS",
    "PICKER_OFFLINE",
    "PICKER_ALREADY_RINGING",
    "PICK_ROUTING_FAILURE",
    "MISSING_PICK_PARAMS",
    "MISSING_PARK_PARAMS",
    "WRONG_COM_STATUS",
    "PARK_CHANNEL_NOT_FOUND",
    "PARK_COM_NOT_FOUND",
    "UNPARK_SENDER_UNKNOWN",
    "INTERNAL_ERROR",
    "MISSING_USER_INFO",
    "BAD_GROUP_PARAMS",
    "GROUP_NOT_FOUND",
    "MISSING_NUMBER",
    "NO_INTERFACE_CAPABILITY",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_numbers() {
        for (text, code) in [
            ("0", Some("OK")),
            ("7", Some("CALL_ID_NOT_FOUND")),
            ("07", Some("CALL_ID_NOT_FOUND")),
            ("45", Some("NO_INTERFACE_CAPABILITY")),
            ("46", Some("UNKNOWN")),
            ("999", Some("UNKNOWN")),
            ("1000", None),
            ("", None),
            ("-1", None),
            ("+0", None),
            ("0x0", None),
            ("0 ", None),
            ("٠", None),
        ] {
            assert_eq!(ResultCode::read(text).map(ResultCode::name), code, "{text}");
        }
    }

    #[test]
    fn each_documented_code_has_a_name_and_a_sentence_of_its_own() {
        let codes: Vec<_> = ResultCode::documented().collect();
        assert_eq!(codes.len(), 46);
        assert_eq!(codes[24], ResultCode::USER_NOT_FOUND);
        for code in codes {
            assert_ne!(code.name(), "UNKNOWN");
            assert_eq!(code.problem().message, format!("problem_pbx_result_{}", code.number()));
        }
    }
}
