//! The calls that were, asked of a PBX one request after the other, and put together. No I/O: the
//! house sends what [`Gathering::due`] says and hands each answer to [`Gathering::heard`].

use super::{Driver, HttpRequest, HttpResponse, NetError};
use crate::event::{CallLog, Days};
use crate::problem::Problem;
use crate::settings::Settings;

/// A log that is being asked for.
#[derive(Clone, Debug)]
pub struct Gathering {
    /// What is still to be asked.
    requests: Vec<HttpRequest>,
    log: CallLog,
}

impl Gathering {
    /// What is to be asked of this PBX.
    ///
    /// # Errors
    /// When it lists no calls, or a setting that it needs is missing.
    pub fn begin(driver: &dyn Driver, days: &Days, settings: &Settings) -> Result<Self, Problem> {
        let log = CallLog { calls: Vec::new(), complete: true };
        Ok(Self { requests: driver.log(days, settings)?, log })
    }

    /// What is to be sent now; nothing when all has been asked.
    pub fn due(&mut self) -> Option<HttpRequest> {
        if self.requests.is_empty() { None } else { Some(self.requests.remove(0)) }
    }

    /// What came back of it.
    ///
    /// # Errors
    /// Why there is no log.
    pub fn heard(
        &mut self,
        driver: &dyn Driver,
        answer: Result<HttpResponse, NetError>,
        settings: &Settings,
    ) -> Result<(), Problem> {
        self.log.join(driver.logged(&answer.map_err(NetError::problem)?, settings)?);
        Ok(())
    }

    /// What was put together.
    #[must_use]
    pub fn end(self) -> CallLog {
        self.log
    }
}
