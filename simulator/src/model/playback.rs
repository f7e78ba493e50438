//! srv=9 and srv=10: the mode of a voice menu, and audio into a call (document 000, sections "9" and "10").

use serde::Serialize;

use super::call::{State, Step};
use super::exchange::Exchange;
use crate::codes::Cause;
use crate::result_code::ResultCode;
use crate::switches::voice::{Ivr, Strings};

/// Something that is or was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Playback {
    /// Into which call; none when srv=10 named none.
    pub call_id: Option<String>,
    /// The file or what is spoken.
    pub value: String,
    /// Whether it begins again at its end.
    pub looped: bool,
    /// When it began.
    pub started_ms: u64,
    /// When it was over, its call ended, or another took its place.
    pub ended_ms: Option<u64>,
}

impl Exchange {
    /// srv=9: switches a voice menu.
    ///
    /// # Errors
    /// The cause `IvrUnknown`.
    pub fn set_ivr_mode(&mut self, id: &str, mode: u8) -> Result<(), ResultCode> {
        let ivr = self.voice.ivrs.iter_mut().find(|ivr| ivr.id == id);
        ivr.ok_or_else(|| self.codes.of(Cause::IvrUnknown))?.mode = mode;
        Ok(())
    }

    /// The voice menus.
    pub fn ivrs(&self) -> &[Ivr] {
        &self.voice.ivrs
    }

    /// srv=10: plays into a call, in place of what is played there.
    ///
    /// # Errors
    /// 7 when there is no such call, else the causes `Playback...`.
    pub fn play(
        &mut self,
        call_id: Option<&str>,
        value: &str,
        looped: bool,
        now_ms: u64,
    ) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let find = |id| self.live_index(id).ok_or(ResultCode::CALL_ID_NOT_FOUND);
        let index = call_id.map(find).transpose()?;
        if index.is_some_and(|index| self.calls[index].state != State::Connected) {
            return refuse(Cause::PlaybackNotConnected);
        }
        let spoken = self.voice.strings == Strings::Spoken && !value.contains(['.', '\\']);
        if !spoken && !self.voice.audio_files.iter().any(|file| file == value) {
            return refuse(Cause::PlaybackFileNotFound);
        }
        if !spoken && !value.to_ascii_lowercase().ends_with(".wav") {
            return refuse(Cause::PlaybackBadFormat);
        }
        let over_ms = (!looped).then(|| now_ms.saturating_add(self.voice.playback_ms));
        if let Some(index) = index {
            self.stop_playback(index, now_ms);
            if let Some(over_ms) = over_ms {
                self.calls[index].plan(over_ms, Step::PlaybackEnds);
            }
        }
        self.playbacks.push(Playback {
            call_id: call_id.map(str::to_owned),
            value: value.to_owned(),
            looped,
            started_ms: now_ms,
            // Without a call nothing else can end it.
            ended_ms: over_ms.filter(|_| index.is_none()),
        });
        Ok(())
    }

    /// Everything that is or was played, oldest first.
    pub fn playbacks(&self) -> &[Playback] {
        &self.playbacks
    }

    /// What plays in this call is over.
    pub(super) fn stop_playback(&mut self, index: usize, now_ms: u64) {
        let call = &mut self.calls[index];
        call.planned.retain(|planned| planned.step != Step::PlaybackEnds);
        let here = |playback: &&mut Playback| {
            playback.ended_ms.is_none() && playback.call_id.as_ref() == Some(&call.call_id)
        };
        if let Some(playback) = self.playbacks.iter_mut().find(here) {
            playback.ended_ms = Some(now_ms);
            let (call_id, value) = (call.call_id.clone(), playback.value.clone());
            self.happened(now_ms, 24, None, &[("call_id", &call_id), ("info", &value)]);
        }
    }
}
