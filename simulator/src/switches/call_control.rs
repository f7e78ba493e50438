//! The switches of calls that are up: what the document leaves open about a second
//! call, transfer, conference, park and pick.

use serde::{Deserialize, Serialize};

/// A switch each. In JSON they are the object `call_control` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallControl {
    /// What srv=0 does for an extension that talks already: the consultation call.
    pub second_call: SecondCall,
    /// How the phone of somebody who picks or unparks gets the call.
    pub fetch: Fetch,
    /// What srv=1 does with a call that rings at its second party.
    pub disconnect_ringing: DisconnectRinging,
    /// Who is calling and who called after a transfer.
    pub transfer_places: TransferPlaces,
    /// The parameter that names the joining call of srv=8.
    pub conference_id: ConferenceId,
    /// What info=7 shows of a parked call.
    pub parked_row: ParkedRow,
    /// Park lines; they count from 1.
    pub park_lines: u32,
    /// Recordings that fit on the disk; none: any number.
    pub disk_files: Option<usize>,
}

/// What srv=0 does for an extension with one connected call. With two, or with one
/// that is not connected, it refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondCall {
    /// Its phone rings as usual, the talk goes on.
    #[default]
    Rings,
    /// It counts as lifted, the second party is rung at once.
    AtOnce,
    /// It is busy.
    Refused,
}

/// How the phone of somebody who picks or unparks gets the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fetch {
    /// It has it at once.
    #[default]
    AtOnce,
    /// It rings and has to be lifted.
    Rings,
}

/// What srv=1 does with a call that rings at its second party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectRinging {
    /// It ends, wherever it rings.
    #[default]
    Ends,
    /// It rings on: only who talks can be disconnected.
    Refused,
}

/// Where the two parties stand in the row after a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferPlaces {
    /// The new party takes the place of the one that left.
    #[default]
    Kept,
    /// The transferred party is the calling one.
    TransferredFirst,
}

/// The parameter that names the joining call of srv=8: the table has `conf_id`, the example `xfer_id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceId {
    /// The table is right.
    #[default]
    ConfId,
    /// The example is right.
    XferId,
    /// Both are.
    Either,
}

/// What info=7 shows of a parked call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkedRow {
    /// The row as it was, with a status number of its own.
    #[default]
    OwnNumber,
    /// The row as it was, with the number of a connected call.
    AsConnected,
    /// No row.
    None,
}

impl Default for CallControl {
    fn default() -> CallControl {
        CallControl {
            second_call: SecondCall::default(),
            fetch: Fetch::default(),
            disconnect_ringing: DisconnectRinging::default(),
            transfer_places: TransferPlaces::default(),
            conference_id: ConferenceId::default(),
            parked_row: ParkedRow::default(),
            park_lines: 4,
            disk_files: None,
        }
    }
}
