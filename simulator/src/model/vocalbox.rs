//! srv=16: the vocalbox answers for a user and keeps what callers say (document 000, section "16").

use serde::{Deserialize, Serialize};

use super::call::{Leg, Party, Progress};
use super::exchange::Exchange;
use super::user::Interface;
use crate::codes::Cause;
use crate::date_time;
use crate::result_code::ResultCode;

/// A message that a caller left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoiceMessage {
    /// Its number.
    pub id: u64,
    /// Whose it is, by `usr_`.
    pub owner: String,
    /// `YYYYMMDDhhmmss`, as srv=16 names it.
    pub time: String,
    /// Who called.
    pub caller: String,
    /// How long it is.
    pub seconds: u64,
    /// Whether srv=16 marked it.
    pub listened: bool,
}

/// A message to leave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// The user's `usr_`.
    pub owner: String,
    /// Who calls.
    pub caller: String,
    /// How long.
    pub seconds: u64,
}

impl Exchange {
    /// All voice messages, oldest first.
    pub fn voice_messages(&self) -> &[VoiceMessage] {
        &self.voice_messages
    }

    /// Keeps a message.
    pub fn leave_message(&mut self, spoken: Spoken, now_ms: u64) {
        let Spoken { owner, caller, seconds } = spoken;
        let id = self.voice_messages.last().map_or(1, |last| last.id + 1);
        let time = date_time::seconds_stamp(now_ms);
        let message = VoiceMessage { id, owner, time, caller, seconds, listened: false };
        self.voice_messages.push(message);
    }

    /// srv=16: marks a message as listened to.
    ///
    /// # Errors
    /// The cause `VoiceMessageNotFound`.
    pub fn mark_listened(&mut self, owner: &str, id: u64, time: &str) -> Result<(), ResultCode> {
        let place = self.place_of_message(owner, id, time)?;
        self.voice_messages[place].listened = true;
        Ok(())
    }

    /// srv=16: deletes a message.
    ///
    /// # Errors
    /// The cause `VoiceMessageNotFound`.
    pub fn delete_message(&mut self, owner: &str, id: u64, time: &str) -> Result<(), ResultCode> {
        let place = self.place_of_message(owner, id, time)?;
        self.voice_messages.remove(place);
        Ok(())
    }

    /// The vocalbox takes the call in place of the party that it rings at.
    pub(super) fn box_answers(&mut self, index: usize, place: Party, now_ms: u64) {
        let call = &mut self.calls[index];
        call.unplan(place);
        let leg = call.leg_mut(place);
        leg.network = Interface::Ivr;
        leg.box_since_ms = Some(now_ms);
        self.call_is_routed(index, "0", "vocalbox", now_ms);
        self.lift(index, place, now_ms);
    }

    /// The call of a vocalbox is over: what was said is kept.
    pub(super) fn close_box(&mut self, index: usize, now_ms: u64) {
        let call = &mut self.calls[index];
        for place in [Party::First, Party::Second] {
            let caller = call.leg(place.other()).party.clone();
            let leg = call.leg_mut(place);
            if let Some(since_ms) = leg.box_since_ms.take()
                && let Some(user) = self.office.user(&leg.party)
            {
                let seconds = now_ms.saturating_sub(since_ms) / 1000;
                let owner = user.card.usr_.clone();
                return self.leave_message(Spoken { owner, caller, seconds }, now_ms);
            }
        }
    }

    fn place_of_message(&self, owner: &str, id: u64, time: &str) -> Result<usize, ResultCode> {
        let fits = |m: &VoiceMessage| m.owner == owner && m.id == id && m.time == time;
        let place = self.voice_messages.iter().position(fits);
        place.ok_or_else(|| self.codes.of(Cause::VoiceMessageNotFound))
    }
}

impl Leg {
    /// Somebody is at this phone, or it rings; a vocalbox that answers for a user leaves that user free.
    pub(super) fn is_busy(&self) -> bool {
        self.progress != Progress::Idle && self.box_since_ms.is_none()
    }
}
