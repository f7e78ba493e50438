//! Lines and meeting rooms, asked of a PBX one request after the other, and put together. No I/O: the
//! house sends what [`FacilitiesRound::due`] says and hands each answer to [`FacilitiesRound::heard`].

use super::{Driver, HttpRequest, HttpResponse, NetError};
use crate::event::Facilities;
use crate::problem::Problem;
use crate::settings::Settings;

/// A look that is under way.
#[derive(Clone, Debug)]
pub struct FacilitiesRound {
    /// What is still to be asked.
    requests: Vec<HttpRequest>,
    answers: usize,
    seen: Facilities,
}

impl FacilitiesRound {
    /// What is to be asked of this PBX.
    ///
    /// # Errors
    /// When it tells nothing of the kind, or a setting that it needs is missing.
    pub fn begin(driver: &dyn Driver, settings: &Settings) -> Result<Self, Problem> {
        let requests = driver.facilities(settings)?;
        Ok(Self { requests, answers: 0, seen: Facilities::default() })
    }

    /// What is to be sent now; nothing when all has been asked.
    pub fn due(&mut self) -> Option<HttpRequest> {
        if self.requests.is_empty() { None } else { Some(self.requests.remove(0)) }
    }

    /// What came back of it.
    pub fn heard(
        &mut self,
        driver: &dyn Driver,
        answer: Result<HttpResponse, NetError>,
        settings: &Settings,
    ) {
        driver.facilities_seen(self.answers, answer, &mut self.seen, settings);
        self.answers += 1;
    }

    /// What was put together.
    #[must_use]
    pub fn end(self) -> Facilities {
        self.seen
    }
}
