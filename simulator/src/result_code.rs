//! The numbers of `result=` that this PBX gives (document 000, table "result keyword").
//!
//! Only those that it has a reason to give have a name here; the fault
//! `result` sends any other number.

use std::fmt;

/// A number after `result=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultCode(pub u16);

impl ResultCode {
    /// OK.
    pub const OK: ResultCode = ResultCode(0);
    /// Unknown or unsupported service.
    pub const UNKNOWN_SERVICE: ResultCode = ResultCode(1);
    /// Bad CGI parameters.
    pub const BAD_CGI_PARAMS: ResultCode = ResultCode(2);
    /// Missing call ID parameter.
    pub const MISSING_CALL_ID: ResultCode = ResultCode(3);
    /// Missing extension parameter.
    pub const MISSING_EXT: ResultCode = ResultCode(4);
    /// Invalid call ID parameter.
    pub const INVALID_CALL_ID: ResultCode = ResultCode(5);
    /// Missing Enable parameter.
    pub const MISSING_ENABLE: ResultCode = ResultCode(6);
    /// Call ID not found.
    pub const CALL_ID_NOT_FOUND: ResultCode = ResultCode(7);
    /// Service failure, check Log files.
    pub const SERVICE_FAILURE: ResultCode = ResultCode(8);
    /// Missing recipient parameter.
    pub const MISSING_RECIPIENT: ResultCode = ResultCode(9);
    /// Missing property parameter.
    pub const MISSING_PROPERTY: ResultCode = ResultCode(10);
    /// Invalid property parameter.
    pub const INVALID_PROPERTY: ResultCode = ResultCode(11);
    /// Missing value parameter.
    pub const MISSING_VALUE: ResultCode = ResultCode(12);
    /// Missing body parameter.
    pub const MISSING_BODY: ResultCode = ResultCode(13);
    /// Missing transfer id parameter.
    pub const MISSING_XFER_ID: ResultCode = ResultCode(14);
    /// Invalid call status.
    pub const INVALID_CALL_STATUS: ResultCode = ResultCode(15);
    /// Invalid transfer party.
    pub const INVALID_XFER_PARTY: ResultCode = ResultCode(16);
    /// Transfer ID not found.
    pub const XFER_ID_NOT_FOUND: ResultCode = ResultCode(17);
    /// Missing conference id parameter.
    pub const MISSING_CONF_ID: ResultCode = ResultCode(18);
    /// Missing IVR ID parameter.
    pub const MISSING_IVR_ID: ResultCode = ResultCode(19);
    /// IVR not found.
    pub const IVR_NOT_FOUND: ResultCode = ResultCode(20);
    /// Bad action and/or index parameter.
    pub const BAD_ACTION_OR_INDEX: ResultCode = ResultCode(21);
    /// File not found.
    pub const FILE_NOT_FOUND: ResultCode = ResultCode(22);
    /// Bad file format.
    pub const BAD_FILE_FORMAT: ResultCode = ResultCode(23);
    /// User not found.
    pub const USER_NOT_FOUND: ResultCode = ResultCode(24);
    /// Bad user parameters.
    pub const BAD_USER_PARAMS: ResultCode = ResultCode(25);
    /// Missing owner parameter.
    pub const MISSING_OWNER: ResultCode = ResultCode(26);
    /// Bad date selection parameters.
    pub const BAD_DATE_SELECTION: ResultCode = ResultCode(27);
    /// Bad sms ID list.
    pub const BAD_SMS_ID_LIST: ResultCode = ResultCode(28);
    /// Picking user must have pick capability.
    pub const PICK_CAPABILITY_REQUIRED: ResultCode = ResultCode(29);
    /// Picking and picked must be both PBX users.
    pub const PICK_NOT_PBX_USERS: ResultCode = ResultCode(30);
    /// Picking user is offline.
    pub const PICKER_OFFLINE: ResultCode = ResultCode(31);
    /// Picking user is already in the ringing group.
    pub const PICKER_ALREADY_RINGING: ResultCode = ResultCode(32);
    /// Pick call routing failure.
    pub const PICK_ROUTING_FAILURE: ResultCode = ResultCode(33);
    /// Missing pick params (ext or picked_ext param not found).
    pub const MISSING_PICK_PARAMS: ResultCode = ResultCode(34);
    /// Missing park params.
    pub const MISSING_PARK_PARAMS: ResultCode = ResultCode(35);
    /// Wrong com status.
    pub const WRONG_COM_STATUS: ResultCode = ResultCode(36);
    /// Parking channel not found.
    pub const PARK_CHANNEL_NOT_FOUND: ResultCode = ResultCode(37);
    /// Parking com not found.
    pub const PARK_COM_NOT_FOUND: ResultCode = ResultCode(38);
    /// Unparking request sender unknown.
    pub const UNPARK_SENDER_UNKNOWN: ResultCode = ResultCode(39);
    /// Internal server error.
    pub const INTERNAL_ERROR: ResultCode = ResultCode(40);
    /// Missing user info params.
    pub const MISSING_USER_INFO: ResultCode = ResultCode(41);
    /// Bad group parameters.
    pub const BAD_GROUP_PARAMS: ResultCode = ResultCode(42);
    /// Group not found.
    pub const GROUP_NOT_FOUND: ResultCode = ResultCode(43);
    /// Missing number parameter.
    pub const MISSING_NUMBER: ResultCode = ResultCode(44);
    /// You don't have the capability to use this interface.
    pub const NO_INTERFACE_CAPABILITY: ResultCode = ResultCode(45);
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
