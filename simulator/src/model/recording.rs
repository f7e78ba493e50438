//! srv=2: recordings of conversations (document 000, section "2").

use serde::Serialize;

use super::call::State;
use super::exchange::Exchange;
use crate::codes::Cause;
use crate::date_time;
use crate::result_code::ResultCode;

/// A file in the directory of recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// Of which call.
    pub call_id: String,
    /// `info_counter_year_month_day_hours_minutes_seconds_calling_called.wav`; without `info` it begins with the counter.
    pub file: String,
    /// When it began.
    pub started_ms: u64,
    /// When it was switched off, or the call ended.
    pub ended_ms: Option<u64>,
}

impl Exchange {
    /// Begins a recording.
    ///
    /// # Errors
    /// 7 when there is no such call, else the causes `Record...`.
    pub fn begin_recording(
        &mut self,
        call_id: &str,
        info: Option<&str>,
        now_ms: u64,
    ) -> Result<(), ResultCode> {
        let refuse = |cause| Err(self.codes.of(cause));
        let index = self.live_index(call_id).ok_or(ResultCode::CALL_ID_NOT_FOUND)?;
        let no_name = |c: char| c.is_control() || r#"\/:*?"<>|"#.contains(c);
        if info.is_some_and(|info| info.contains(no_name)) {
            return refuse(Cause::RecordBadInfo);
        }
        if self.calls[index].state != State::Connected {
            return refuse(Cause::RecordNotConnected);
        }
        if self.recordings.iter().any(|recording| recording.runs_for(call_id)) {
            return refuse(Cause::RecordRunsAlready);
        }
        if self.control.disk_files.is_some_and(|most| self.recordings.len() >= most) {
            return refuse(Cause::RecordDiskFull);
        }
        let call = &self.calls[index];
        let prefix = info.map_or_else(String::new, |info| format!("{info}_"));
        let counter = self.recordings.len() + 1;
        let when = date_time::underscored(now_ms);
        let file = format!("{prefix}{counter}_{when}_{}_{}.wav", call.first(), call.second());
        self.recordings.push(Recording {
            call_id: call_id.to_owned(),
            file,
            started_ms: now_ms,
            ended_ms: None,
        });
        Ok(())
    }

    /// Ends the recording of a call.
    ///
    /// # Errors
    /// 7 when there is no such call, else the cause [`Cause::RecordRunsNot`].
    pub fn end_recording(&mut self, call_id: &str, now_ms: u64) -> Result<(), ResultCode> {
        self.live_index(call_id).ok_or(ResultCode::CALL_ID_NOT_FOUND)?;
        if self.close_recording(call_id, now_ms) {
            return Ok(());
        }
        Err(self.codes.of(Cause::RecordRunsNot))
    }

    /// All recordings, oldest first.
    pub fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    /// True when one was running.
    pub(super) fn close_recording(&mut self, call_id: &str, now_ms: u64) -> bool {
        let running = self.recordings.iter_mut().find(|recording| recording.runs_for(call_id));
        running.map(|recording| recording.ended_ms = Some(now_ms)).is_some()
    }
}

impl Recording {
    fn runs_for(&self, call_id: &str) -> bool {
        self.call_id == call_id && self.ended_ms.is_none()
    }
}
