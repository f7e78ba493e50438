//! The calls that were, for whoever looks at them: asked of the PBX with the person's own extension,
//! and what it lists of others is left out (`Driver::logged`). Nothing of it is kept or written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pronto::event::{CallLog, DAYS_MAX, Days};
use pronto::pbx::{Gathering, driver};
use pronto::problem::{Code, Problem};
use pronto::settings::Settings;
use tokio::sync::Semaphore;

use crate::pbx_client::PbxClient;
use crate::people::{Person, PersonId};

/// Asks the PBX; cheap to copy.
#[derive(Clone)]
pub struct CallLogs {
    settings: Arc<Settings>,
    client: PbxClient,
    /// A report may be megabytes of work for the PBX.
    at_once: Arc<Semaphore>,
    asking: Arc<Mutex<HashMap<PersonId, usize>>>,
}

/// How many people the PBX is asked for at once.
const PEOPLE_AT_ONCE: usize = 2;
/// How many screens of one person may look at once.
const SCREENS_MAX: usize = 4;

impl CallLogs {
    /// For the PBX of these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
            client: PbxClient::trusting_this_machine(),
            at_once: Arc::new(Semaphore::new(PEOPLE_AT_ONCE)),
            asking: Arc::default(),
        }
    }

    /// This person's calls of these days.
    ///
    /// # Errors
    /// Too many days, too many screens, or what the PBX or the way to it has to say.
    pub async fn of(&self, person: &Person, days: &Days) -> Result<CallLog, Problem> {
        let length = days.to.since_0().checked_sub(days.from.since_0());
        if length.is_none_or(|days| days > u64::from(DAYS_MAX)) {
            return Err(Code::MessageRefused.into());
        }
        let _turn = Turn::take(&self.asking, &person.id).ok_or(Code::TooSoon)?;
        let _permit = self.at_once.acquire().await.map_err(|_| Code::Unreachable)?;
        let settings = person.at_their_phone(&self.settings);
        let driver = driver(&settings);
        if !driver.capabilities(&settings).log {
            return Err(Code::NotSupported.into());
        }
        let mut gathering = Gathering::begin(driver, days, &settings)?;
        while let Some(http) = gathering.due() {
            gathering.heard(driver, self.client.send(http).await, &settings)?;
        }
        Ok(gathering.end())
    }
}

/// One look of one person.
struct Turn {
    asking: Arc<Mutex<HashMap<PersonId, usize>>>,
    person: PersonId,
}

impl Turn {
    fn take(asking: &Arc<Mutex<HashMap<PersonId, usize>>>, person: &PersonId) -> Option<Self> {
        let mut open = asking.lock().expect("nobody panics while holding it");
        let count = open.entry(person.clone()).or_default();
        if *count == SCREENS_MAX {
            return None;
        }
        *count += 1;
        Some(Self { asking: Arc::clone(asking), person: person.clone() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut open = self.asking.lock().expect("nobody panics while holding it");
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}
