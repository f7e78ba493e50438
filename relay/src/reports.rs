//! What the PBX lists of the past, for whoever looks at it: the calls that were, asked with the person's own
//! extension, and what it lists of others is left out (`Driver::logged`); text messages and voicemail, asked
//! with the user name that the PBX itself has for that extension (`Owner`). Nothing of it is kept or
//! written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pronto::event::{CallLog, DAYS_MAX, Days, MessageLists};
use pronto::pbx::voispeed::message_lists::{Owner, listed};
use pronto::pbx::{Capabilities, Gathering, NetError, driver};
use pronto::problem::{Code, Problem};
use pronto::settings::Settings;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::pbx_client::PbxClient;
use crate::people::{Person, PersonId};

/// Asks the PBX; cheap to copy.
#[derive(Clone)]
pub struct Reports {
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

impl Reports {
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
    pub async fn calls(&self, person: &Person, days: &Days) -> Result<CallLog, Problem> {
        let (settings, _turn) = self.turn(person, days, |can| can.log).await?;
        let driver = driver(&settings);
        let mut gathering = Gathering::begin(driver, days, &settings)?;
        while let Some(http) = gathering.due() {
            gathering.heard(driver, self.client.send(http).await, &settings)?;
        }
        Ok(gathering.end())
    }

    /// This person's text messages of these days, and the messages in the voicemail.
    ///
    /// # Errors
    /// As [`Reports::calls`]; one list that cannot be had keeps nobody from the other.
    pub async fn messages(&self, person: &Person, days: &Days) -> Result<MessageLists, Problem> {
        let (settings, _turn) = self.turn(person, days, |can| can.messages).await?;
        let card = self.client.send(Owner::card(&settings)?).await.map_err(NetError::problem)?;
        let owner = Owner::of(&card, &settings)?;
        let (texts, voicemail) = (owner.texts(days, &settings)?, owner.voicemail(&settings)?);
        let (texts, voicemail) = tokio::join!(self.client.send(texts), self.client.send(voicemail));
        let [texts, voicemail] = [texts, voicemail].map(|answer| listed(answer, &settings));
        Ok(MessageLists { texts, voicemail })
    }

    /// Waits until this person may ask for these days, with the settings of their phone.
    async fn turn(
        &self,
        person: &Person,
        days: &Days,
        lists: impl Fn(Capabilities) -> bool,
    ) -> Result<(Settings, (Turn, SemaphorePermit<'_>)), Problem> {
        let length = days.to.since_0().checked_sub(days.from.since_0());
        if length.is_none_or(|days| days > u64::from(DAYS_MAX)) {
            return Err(Code::MessageRefused.into());
        }
        let turn = Turn::take(&self.asking, &person.id).ok_or(Code::TooSoon)?;
        let permit = self.at_once.acquire().await.map_err(|_| Code::Unreachable)?;
        let settings = person.at_their_phone(&self.settings);
        if !lists(driver(&settings).capabilities(&settings)) {
            return Err(Code::NotSupported.into());
        }
        Ok((settings, (turn, permit)))
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
