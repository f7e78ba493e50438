//! Which `result=` each mistake is answered with.
//!
//! The document lists the numbers (table "result keyword") and hardly ever the
//! cause of one. Each row here is a cause and the number whose words come closest;
//! the switch `codes` gives a cause another number. A cause always stops its
//! command: with 0 the PBX says OK and has done nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::result_code::ResultCode;

macro_rules! causes {
    ($($(#[doc = $what:literal])+ $cause:ident = $code:ident,)+) => {
        /// Why a complete command is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Cause {
            $($(#[doc = $what])+ $cause,)+
        }

        impl Cause {
            /// Each cause with its usual number.
            pub const ALL: &[(Cause, ResultCode)] = &[$((Cause::$cause, ResultCode::$code),)+];

            /// What the README says of each, in the same order.
            #[cfg(test)]
            const WHEN: &[&str] = &[$(concat!($($what),+),)+];
        }
    };
}

causes! {
    /// srv=0: the first party is logged off.
    FirstPartyOffline = SERVICE_FAILURE,
    /// srv=0: the first party rings, or can take no further call.
    FirstPartyBusy = SERVICE_FAILURE,
    /// srv=0: srv=4 has forbidden the first party such calls.
    OutgoingForbidden = NO_INTERFACE_CAPABILITY,
    /// srv=2: `enable` is neither 0 nor 1.
    RecordBadEnable = BAD_CGI_PARAMS,
    /// srv=2: `info` cannot be part of a file name.
    RecordBadInfo = BAD_CGI_PARAMS,
    /// srv=2: nobody talks in this call.
    RecordNotConnected = INVALID_CALL_STATUS,
    /// srv=2: a recording of this call runs.
    RecordRunsAlready = OK,
    /// srv=2: no recording of this call runs.
    RecordRunsNot = OK,
    /// srv=2: `disk_files` recordings are there.
    RecordDiskFull = SERVICE_FAILURE,
    /// srv=4: `ext` is no user.
    PropertyUserUnknown = USER_NOT_FOUND,
    /// srv=4: `prty` is not 0 to 3.
    PropertyUnknown = INVALID_PROPERTY,
    /// srv=4: the property has no such value; or `time`, `voiMail` or `number` is malformed.
    PropertyBadValue = BAD_USER_PARAMS,
    /// srv=4: `prty` is 1 and `filter` is missing.
    PropertyNoFilter = BAD_GROUP_PARAMS,
    /// srv=4: `filter` names a group that is not there.
    PropertyGroupUnknown = GROUP_NOT_FOUND,
    /// srv=4: `prty` and `value` are 2 and `number` is missing.
    PropertyNoNumber = MISSING_NUMBER,
    /// srv=4: `prty` is 3, `value` 2 or 3, and one of the four that belong to it is missing.
    PropertyNoAppointment = MISSING_USER_INFO,
    /// srv=4: a date is none, or the end is before the start.
    PropertyBadDates = BAD_DATE_SELECTION,
    /// srv=5: `recipient` looks like an extension and is nobody's.
    SmsRecipientUnknown = USER_NOT_FOUND,
    /// srv=5: `recipient` is no number.
    SmsBadRecipient = BAD_CGI_PARAMS,
    /// srv=5: `recipient` is a mobile number, and `mobile_sms` is false.
    SmsNoGateway = SERVICE_FAILURE,
    /// srv=5: `body` is longer than 160, and `long_sms` is `refused`.
    SmsTooLong = BAD_CGI_PARAMS,
    /// srv=6: `prty` is not 0.
    GroupPropertyUnknown = INVALID_PROPERTY,
    /// srv=6 and 18: the members are not extensions with commas between them.
    GroupBadMembers = BAD_GROUP_PARAMS,
    /// srv=6 and 18: a member is no user, and `unknown_members` is false.
    GroupMemberUnknown = USER_NOT_FOUND,
    /// srv=6 and 18: no group has this name.
    GroupUnknown = GROUP_NOT_FOUND,
    /// srv=7: the call to transfer is not connected, or is a conference.
    TransferNotBusy = INVALID_CALL_STATUS,
    /// srv=7: the transferring call is neither connected nor does its called party ring, or it is a conference.
    TransferTooEarly = INVALID_CALL_STATUS,
    /// srv=7: `call_party` or `xfer_party` is neither `calling` nor `called`.
    TransferBadParty = INVALID_XFER_PARTY,
    /// srv=7: the transferring call is not connected and `xfer_party` is `calling`.
    TransferPartyNotUp = INVALID_XFER_PARTY,
    /// srv=7: a party would talk to itself.
    TransferSameParty = INVALID_XFER_PARTY,
    /// srv=7: `call_id` and `xfer_id` are the same call.
    TransferIntoItself = XFER_ID_NOT_FOUND,
    /// srv=8: one of the two calls is not connected.
    ConferenceNotBusy = INVALID_CALL_STATUS,
    /// srv=8: no call has the id of the joining call.
    ConferenceNotFound = CALL_ID_NOT_FOUND,
    /// srv=8: a call joins itself.
    ConferenceWithItself = CALL_ID_NOT_FOUND,
    /// srv=13: `action` is neither 11 nor 12.
    ParkBadAction = BAD_ACTION_OR_INDEX,
    /// srv=13, park: `ext` is no user.
    ParkSenderUnknown = USER_NOT_FOUND,
    /// srv=13, park: no call has this id.
    ParkCallNotFound = PARK_COM_NOT_FOUND,
    /// srv=13, park: `ext` takes no part in the call.
    ParkNotOwnCall = PARK_COM_NOT_FOUND,
    /// srv=13, park: the call is not connected, parked already, or a conference.
    ParkNotConnected = WRONG_COM_STATUS,
    /// srv=13, park: a call is parked on each line.
    ParkLinesTaken = PARK_CHANNEL_NOT_FOUND,
    /// srv=13, unpark: `ext` is no user.
    UnparkSenderUnknown = UNPARK_SENDER_UNKNOWN,
    /// srv=13, unpark: `ext` is logged off.
    UnparkSenderOffline = UNPARK_SENDER_UNKNOWN,
    /// srv=13, unpark: `ext` can take no further call.
    UnparkSenderBusy = SERVICE_FAILURE,
    /// srv=13, unpark: there is no such line.
    UnparkNoSuchLine = PARK_CHANNEL_NOT_FOUND,
    /// srv=13, unpark: no call is parked on the line.
    UnparkLineEmpty = PARK_COM_NOT_FOUND,
    /// srv=14: `ext` or `picked_ext` is no user.
    PickNotUsers = PICK_NOT_PBX_USERS,
    /// srv=14: `ext` may not pick.
    PickNotAllowed = PICK_CAPABILITY_REQUIRED,
    /// srv=14: `ext` is logged off.
    PickerOffline = PICKER_OFFLINE,
    /// srv=14: the call is for a group, and `ext` is in it; or it is the own phone that rings.
    PickerInRingingGroup = PICKER_ALREADY_RINGING,
    /// srv=14: `picked_ext` is logged off.
    PickedOffline = PICK_ROUTING_FAILURE,
    /// srv=14: no phone of `picked_ext` rings.
    PickNothingRings = PICK_ROUTING_FAILURE,
    /// srv=14: `ext` can take no further call.
    PickerBusy = PICK_ROUTING_FAILURE,
    /// srv=9: there is no such voice menu.
    IvrUnknown = IVR_NOT_FOUND,
    /// srv=9: `mode` is not 0 to 5.
    IvrBadMode = BAD_CGI_PARAMS,
    /// srv=10: `loop` is neither 0 nor 1.
    PlaybackBadLoop = BAD_CGI_PARAMS,
    /// srv=10: the call is not connected.
    PlaybackNotConnected = INVALID_CALL_STATUS,
    /// srv=10: there is no such file.
    PlaybackFileNotFound = FILE_NOT_FOUND,
    /// srv=10: the file is there and its name does not end in `.wav`.
    PlaybackBadFormat = BAD_FILE_FORMAT,
    /// srv=11: `act` is not `add`, `edit` or `del`.
    RoomBadAction = BAD_ACTION_OR_INDEX,
    /// srv=11: no room has the access code `ind`.
    RoomUnknown = BAD_ACTION_OR_INDEX,
    /// srv=11: a time is not 17 digits of a date and time, or the end is before the start.
    RoomBadTimes = BAD_DATE_SELECTION,
    /// srv=11: `most_rooms` rooms are there.
    RoomsAllTaken = SERVICE_FAILURE,
    /// srv=12: `act` is not `add`, `edit` or `del`.
    UserBadAction = BAD_ACTION_OR_INDEX,
    /// srv=12: a parameter is missing that the switch `starred` wants.
    UserIncomplete = MISSING_USER_INFO,
    /// srv=12: `ext` is no user.
    UserUnknown = USER_NOT_FOUND,
    /// srv=12: an extension, number, address or PIN is malformed.
    UserBadParams = BAD_USER_PARAMS,
    /// srv=12: `predefined` is none of the `profiles`.
    UserProfileUnknown = BAD_USER_PARAMS,
    /// srv=12: another user has this extension or `usr_`.
    UserTaken = BAD_USER_PARAMS,
    /// srv=12: a call of the extension is up, so it cannot go away.
    UserHasCall = SERVICE_FAILURE,
    /// srv=15: `act` is not `getall`, `edit` or `del`.
    SmsBadAction = BAD_ACTION_OR_INDEX,
    /// srv=15: `owner` is no user's `usr_`.
    SmsOwnerUnknown = USER_NOT_FOUND,
    /// srv=15: a day is none, or the last is before the first.
    SmsBadDates = BAD_DATE_SELECTION,
    /// srv=15: `id` is no number, or with `del` no numbers with commas between them.
    SmsBadIds = BAD_SMS_ID_LIST,
    /// srv=15: the owner has no such message.
    SmsNotFound = BAD_SMS_ID_LIST,
    /// srv=16: `act` is not `getall`, `edit` or `del`.
    VoiceMessageBadAction = BAD_ACTION_OR_INDEX,
    /// srv=16: `owner` is no user's `usr_`.
    VoiceMessageOwnerUnknown = USER_NOT_FOUND,
    /// srv=16: `id` is no number.
    VoiceMessageBadId = BAD_ACTION_OR_INDEX,
    /// srv=16: `time` is not 14 digits of a date and time.
    VoiceMessageBadTime = BAD_DATE_SELECTION,
    /// srv=16: the owner has no message of this `id` and `time`.
    VoiceMessageNotFound = BAD_ACTION_OR_INDEX,
    /// srv=17: a day is none, or the last is before the first.
    ReportBadDates = BAD_DATE_SELECTION,
    /// srv=17: `call_result` is not 0 to 14.
    ReportBadOutcome = BAD_CGI_PARAMS,
    /// srv=18: `act` is not `add`, `edit` or `del`.
    GroupBadAction = BAD_ACTION_OR_INDEX,
    /// srv=18: a parameter is missing that the switch `starred` wants.
    GroupIncomplete = BAD_GROUP_PARAMS,
    /// srv=18: a parameter that is a number is malformed.
    GroupBadParams = BAD_GROUP_PARAMS,
    /// srv=18: another group has this name or number, or a user has the number.
    GroupTaken = BAD_GROUP_PARAMS,
}

/// The numbers of this PBX, where they are not the usual ones.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Codes(BTreeMap<Cause, u16>);

impl Codes {
    /// The number for a cause.
    pub fn of(&self, cause: Cause) -> ResultCode {
        let usual = || {
            let row = Cause::ALL.iter().find(|(other, _)| *other == cause);
            row.map_or(ResultCode::INTERNAL_ERROR, |(_, code)| *code)
        };
        self.0.get(&cause).map_or_else(usual, |&code| ResultCode(code))
    }

    /// The same with another number for one cause.
    pub fn with(mut self, cause: Cause, code: u16) -> Codes {
        self.0.insert(cause, code);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_gives_a_cause_another_number() {
        let codes: Codes = serde_json::from_str(r#"{"park_lines_taken":8}"#).expect("a switch");
        assert_eq!(codes.of(Cause::ParkLinesTaken), ResultCode(8));
        assert_eq!(codes.of(Cause::ParkNotConnected), ResultCode(36));
        assert!(serde_json::from_str::<Codes>(r#"{"moon_is_full":8}"#).is_err());
    }

    #[test]
    fn the_readme_lists_each_cause_with_its_number() {
        let readme = include_str!("../README.md");
        for ((cause, code), when) in Cause::ALL.iter().zip(Cause::WHEN) {
            let name = serde_json::to_string(cause).expect("a word").replace('"', "`");
            let row = format!("| {name} | {code} |{when} |");
            assert!(readme.contains(&row), "no row {row}");
        }
    }
}
