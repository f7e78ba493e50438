//! The Activity Notification System of document 000: the PBX calls an address for what happens,
//! `http://server/script?key=8765&event=2&datetime=20060201171529343&interface=SIP&call_id=12345&…`.
//!
//! Nothing is said there about answers, repetition and order: an event may come late, twice or never, and
//! proves what it says and no more. No signature comes with it; who may send is the receiver's business.
//! [`tokens`] takes a query apart, [`event`] says what its fields mean, [`sequence`] what is new and what
//! is late, [`meaning`] what it proves of a call; [`write`](mod@write) makes a query again of what was read.

pub mod event;
mod meaning;
pub mod sequence;
pub mod tokens;
mod write;

pub use self::event::Event;
pub use self::sequence::Sequence;
use self::tokens::Tokens;
use super::dates::PbxTime;
use super::grammar::{count, label};

/// Longest query that is read, in bytes.
pub const QUERY_MAX: usize = 8 * 1024;

/// The event that brings the super administrator's name and password.
const PBX_STATUS: u16 = 19;

/// One event, with what all events have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// A running number of the PBX; what it does at a restart no document says.
    pub key: Option<u64>,
    /// When, by the PBX's clock.
    pub datetime: PbxTime,
    /// Where, such as `SIP`, or `none`.
    pub interface: String,
    /// The PBX, where it names itself: said to be always there, and in no example.
    pub pbx_id: Option<String>,
    /// What happened.
    pub event: Event,
    /// Pieces that are no `key=value`, as the document's examples 20, 22 and 23 have them, for a log; none of
    /// event 19.
    pub malformed: Vec<String>,
}

/// Whether pieces that lack a `=` or `&` are mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repair {
    /// They are told and left out.
    #[default]
    Off,
    /// One that begins with a parameter of its event is parted behind that name. The document's examples
    /// are so; whether a PBX sends it no one has seen.
    On,
}

/// Why a query is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEvent {
    /// Longer than [`QUERY_MAX`].
    TooLong,
    /// It has no `event`, or no number there.
    WithoutNumber,
    /// The event lacks what it is about: its call, its extension, its name.
    WithoutSubject(u16),
}

impl Notification {
    /// Of a query, `?` left out, or of a form's body: its parameters may come in any order.
    ///
    /// # Errors
    /// When it says nothing that could be acted upon.
    pub fn read(query: &str, repair: Repair) -> Result<Self, NoEvent> {
        if query.len() > QUERY_MAX {
            return Err(NoEvent::TooLong);
        }
        let mut tokens = Tokens::of(query);
        let number = tokens.get("event").filter(|number| !number.is_empty()).and_then(count);
        let number = number.and_then(|number| u16::try_from(number).ok());
        let number = number.ok_or(NoEvent::WithoutNumber)?;
        if repair == Repair::On {
            tokens.mend(event::parameters(number));
        }
        let text = |key: &str| tokens.get(key).map(label);
        // A password that has lost its `=` is one of them.
        let malformed = tokens.malformed().filter(|_| number != PBX_STATUS).map(label);
        let key = tokens.get("key").filter(|key| !key.is_empty());
        Ok(Self {
            key: key.and_then(|key| key.parse().ok()),
            datetime: PbxTime::seventeen(&text("datetime").unwrap_or_default()),
            interface: text("interface").unwrap_or_default(),
            pbx_id: text("pbx_id"),
            event: Event::read(number, &tokens).ok_or(NoEvent::WithoutSubject(number))?,
            malformed: malformed.collect(),
        })
    }
}
