//! The office's lines and meeting rooms: asked of the PBX once for all who look within a few seconds.

use std::sync::Arc;
use std::time::Duration;

use pronto::event::{Extension, Facilities};
use pronto::pbx::{FacilitiesRound, driver};
use pronto::problem::Problem;
use pronto::settings::Settings;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::pbx_client::PbxClient;
use crate::people::Person;

/// Asks the PBX; cheap to copy.
#[derive(Clone)]
pub struct FacilitiesCache {
    settings: Arc<Settings>,
    client: PbxClient,
    /// Whoever asks while the PBX is being asked waits for the same answer.
    seen: Arc<Mutex<Option<(Instant, Facilities)>>>,
}

/// How old what is told may be.
pub const FRESH: Duration = Duration::from_secs(3);
/// How long each answer of the PBX is awaited, in milliseconds.
const ANSWER_MS: u32 = 4_000;

impl FacilitiesCache {
    /// For the PBX of these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let client = PbxClient::trusting_this_machine();
        Self { settings: Arc::new(settings), client, seen: Arc::default() }
    }

    /// What this person may know of them.
    ///
    /// # Errors
    /// When this PBX tells of neither.
    pub async fn of(&self, person: &Person) -> Result<Facilities, Problem> {
        let mut seen = self.seen.lock().await;
        let fresh = seen.as_ref().filter(|(at, _)| at.elapsed() < FRESH);
        let now = match fresh {
            Some((_, facilities)) => facilities.clone(),
            None => {
                let facilities = self.ask().await?;
                *seen = Some((Instant::now(), facilities.clone()));
                facilities
            }
        };
        Ok(now.seen_by(Extension::new(person.extension.as_str()).ok().as_ref()))
    }

    async fn ask(&self) -> Result<Facilities, Problem> {
        let driver = driver(&self.settings);
        let mut round = FacilitiesRound::begin(driver, &self.settings)?;
        while let Some(mut http) = round.due() {
            // All of them together before the person's browser gives up.
            http.timeout_ms = ANSWER_MS;
            round.heard(driver, self.client.send(http).await, &self.settings);
        }
        Ok(round.end())
    }
}
