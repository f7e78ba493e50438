//! One person's calls: what happened goes in, what is to be done comes out.
//!
//! ```text
//! engine.handle(Input, Now) -> Vec<Effect>
//! ```
//!
//! The engine does no I/O and reads no clock. Its house (a browser's background, a relay) carries
//! out the effects in order; where one of them fails, see [`Effect`]. The house may die between
//! any two inputs: what [`Effect::Keep`] stored starts the next engine ([`Engine::start`]).
//!
//! A wish to call goes `messages` → `placing` (guard, limits, intent) → `following` (answers,
//! looks at the PBX) → `past`.

mod call_log;
mod colleagues;
mod facilities;
mod following;
mod incoming;
mod letters;
mod listening;
mod mates;
mod message_lists;
mod messages;
mod my_state;
mod not_numbers;
mod of_phone;
mod offering;
mod past;
mod placing;
mod ringing;
mod settle;
mod sites;
mod snapshot;
mod texting;
mod ticket;
mod watching;

use crate::call::{self, Call, CallView, Control};
use crate::dial::Plan;
use crate::event::{MyState, RingingWish};
use crate::json::{Read, Write};
use crate::pbx::{
    Directory, Driver, FacilitiesRound, HttpRequest, HttpResponse, Hub, KeptDirectory, Look,
    NetError, Stream, StreamEnd, UnderWay, driver,
};
use crate::problem::Problem;
use crate::settings::{Loaded, Settings, Split, Stored};
use crate::small::SmallMap;
use crate::wire::{Incoming, Reply, Request, Trust};
use listening::Office;
pub use past::Past;
use placing::Question;
pub use snapshot::{Kept, KeptText, Snapshot};

/// One person's calls.
#[derive(Debug)]
pub struct Engine {
    secret: ticket::Secret,
    stores: Stores,
    loaded: Loaded,
    plan: Plan,
    calls: Vec<Tracked>,
    questions: SmallMap<String, Question>,
    last_placed_ms: Option<u64>,
    past: Past,
    hub: Hub,
    stream: Stream,
    office: Option<Office>,
    dismissed: Vec<String>,
    /// Why the stream's other side refuses us.
    refused: Option<Problem>,
    attends: bool,
    callers: Vec<incoming::Caller>,
    letters: letters::Letters,
    callers_heard_ms: u64,
    mates: mates::Mates,
    /// When a page last opened by itself.
    popped_ms: Option<u64>,
    requests: UnderWay<Purpose>,
    tests: SmallMap<u32, Testing>,
    kept: settle::LastKept,
    directory: Directory<u32>,
    kept_directory: Option<KeptDirectory>,
    watch: watching::Watch,
    /// As the PBX said last.
    my_state: Option<MyState>,
    log: call_log::Log,
    lists: message_lists::Lists,
    facilities: facilities::Known,
}

/// When it happens, and a number that nobody can foresee.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// Fresh for every input.
    pub entropy: u64,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody asks. Answered by exactly one [`Effect::Reply`] with this number, now or later.
    Message {
        /// The house's number for the answer.
        reply_to: u32,
        /// Where it really came from.
        trust: Trust,
        /// What is asked.
        request: Box<Request>,
    },
    /// A request came back, or provably or possibly did not.
    Answered {
        /// The number that [`Effect::Send`] gave it.
        request: u32,
        /// What came back.
        answer: Result<HttpResponse, NetError>,
    },
    /// Bytes of the stream that [`Effect::Listen`] opened.
    Heard {
        /// Its number.
        stream: u32,
        /// Some of its bytes.
        bytes: Vec<u8>,
    },
    /// The stream ended, unless it was closed.
    StreamEnded {
        /// Its number.
        stream: u32,
        /// How.
        end: StreamEnd,
    },
    /// Whether anybody looks: a screen that nobody sees holds no stream. At first somebody does.
    Attend(bool),
    /// The time that [`Effect::Wake`] named has come, or an alarm rang.
    Tick,
    /// The stores of settings have changed.
    Stores(Stores),
}

/// What the stores of settings hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stores {
    /// The administrator's.
    pub managed: Stored,
    /// The person's, synchronised and local together.
    pub person: Stored,
}

/// What is to be done, in order. Where a `Keep…` or `WriteSettings` fails, nothing that follows
/// it in the same list may happen: a `Send` is answered with [`NetError::NotStored`], a `Reply`
/// becomes a refusal.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Keep for the next engine of this browser session: a [`Snapshot`].
    Keep(KeptText),
    /// Keep for the next engine after a restart of the browser: a [`Snapshot`] with nothing private.
    KeepLasting(KeptText),
    /// Keep the past calls: [`Past`].
    KeepPast(KeptText),
    /// Keep who works in the office: a [`KeptDirectory`](crate::pbx::KeptDirectory).
    KeepDirectory(KeptText),
    /// Store the person's settings.
    WriteSettings(Split),
    /// Send this to the PBX, once.
    Send {
        /// Comes back in [`Input::Answered`].
        request: u32,
        /// What to send.
        http: HttpRequest,
    },
    /// Open this stream, hand over its bytes and tell of its end.
    Listen {
        /// Comes back in [`Input::Heard`] and [`Input::StreamEnded`].
        stream: u32,
        /// What to send.
        http: HttpRequest,
    },
    /// Close this stream.
    Unlisten {
        /// Its number.
        stream: u32,
    },
    /// Answer a message.
    Reply {
        /// From [`Input::Message`].
        reply_to: u32,
        /// The answer.
        reply: Reply,
    },
    /// Calls as they are now, newest last, for card, popup and badge.
    Show(Vec<CallView>),
    /// Calls that reach the person's phone, and text messages, oldest first: a notification tells of each.
    Incoming(Vec<Incoming>),
    /// Open this page in a tab: it belongs to who calls.
    Open(String),
    /// Open our window that asks this question.
    Ask(String),
    /// Open our window that asks whom to call beside the call on the line.
    AskWhom,
    /// Look for numbers on these sites, and not on those.
    Sites(SitePatterns),
    /// Tell every page that settings changed.
    Again,
    /// Come back at this time; takes the place of any earlier one.
    Wake(u64),
    /// Whether a call is up or a stream is to be open, so that the house must not sleep for good.
    Pulse(bool),
}

/// Match patterns of the browser, such as `*://*.example.com/*`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
pub struct SitePatterns {
    /// Where numbers are looked for.
    pub matches: Vec<String>,
    /// Where not.
    pub exclude: Vec<String>,
}

/// A call and whether it has been entered into the past calls.
#[derive(Clone, Debug, PartialEq, Read, Write)]
struct Tracked {
    call: Call,
    recorded: bool,
}

/// What a request under way is for.
#[derive(Clone, Debug)]
enum Purpose {
    Place { call: String },
    HangUp { call: String },
    Control { call: String, control: Control },
    Look { look: Look },
    Names { call: String },
    Colleagues { look: Look },
    Watch { stream: String },
    MyState { reply_to: u32 },
    SetMyState { reply_to: u32 },
    Ringing { reply_to: u32, wish: RingingWish },
    Text { reply_to: u32 },
    Log { turn: u32 },
    Messages { reply_to: u32, turn: u32 },
    Facilities { reply_to: u32, turn: u32, round: Box<FacilitiesRound> },
    Test { reply_to: u32 },
}

/// A test of settings under way.
#[derive(Clone, Debug)]
struct Testing {
    settings: Settings,
    checks: Vec<HttpRequest>,
    step: usize,
}

/// Least time between two calls, in milliseconds.
pub const BETWEEN_CALLS_MS: u64 = 3_000;
/// The engine's own number among the listeners of its hub.
const LISTENER: u64 = 0;

impl Engine {
    /// An engine that goes on where the last one stopped. `secret` is fresh and random; it is
    /// used only when nothing was kept.
    #[must_use]
    pub fn start(kept: Kept, stores: Stores, secret: [u8; 32], now: Now) -> (Self, Vec<Effect>) {
        let office = kept.snapshot.as_ref().and_then(|snapshot| snapshot.office.clone());
        let loaded = listening::loaded(&stores, office.as_ref());
        let plan = Plan::from(&loaded.settings);
        let mut engine = Self {
            secret: ticket::Secret(secret),
            stores,
            loaded,
            plan,
            calls: Vec::new(),
            questions: SmallMap::new(),
            last_placed_ms: None,
            past: kept.past,
            hub: Hub::default(),
            stream: Stream::default(),
            office,
            dismissed: Vec::new(),
            refused: None,
            attends: true,
            callers: Vec::new(),
            letters: letters::Letters::default(),
            callers_heard_ms: now.ms,
            mates: mates::Mates::default(),
            popped_ms: None,
            requests: UnderWay::default(),
            tests: SmallMap::new(),
            kept: settle::LastKept::default(),
            directory: Directory::default(),
            kept_directory: None,
            watch: watching::Watch::default(),
            my_state: None,
            log: call_log::Log::default(),
            facilities: facilities::Known::default(),
            lists: message_lists::Lists::default(),
        };
        engine.restore_directory(kept.directory);
        if let Some(snapshot) = kept.snapshot {
            engine.restore(snapshot, now);
        }
        let mut out = vec![Effect::Sites(engine.site_patterns())];
        engine.settle(now, &mut out);
        (engine, out)
    }

    /// What follows from what happened.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Message { reply_to, trust, request } => {
                self.message(reply_to, &trust, *request, now, &mut out);
            }
            Input::Answered { request, answer } => self.answered(request, answer, now, &mut out),
            Input::Heard { stream, bytes } => self.heard(stream, &bytes, now, &mut out),
            Input::StreamEnded { stream, end } => self.stream_ended(stream, end, now, &mut out),
            Input::Attend(attends) => self.attends = attends,
            Input::Tick => {}
            Input::Stores(stores) => self.stores_changed(stores, &mut out),
        }
        self.settle(now, &mut out);
        out
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    fn driver(&self) -> &'static dyn Driver {
        driver(&self.loaded.settings)
    }

    fn stores_changed(&mut self, stores: Stores, out: &mut Vec<Effect>) {
        if stores == self.stores {
            return;
        }
        self.stores = stores;
        self.refused = None;
        self.load(out);
    }

    fn send(&mut self, purpose: Purpose, http: HttpRequest, out: &mut Vec<Effect>) -> u32 {
        let request = self.requests.begin(purpose);
        out.push(Effect::Send { request, http });
        request
    }

    fn call_mut(&mut self, id: &str) -> Option<&mut Call> {
        self.calls.iter_mut().map(|tracked| &mut tracked.call).find(|call| call.intent.id == id)
    }

    fn views(&self) -> Vec<CallView> {
        let can = self.capabilities();
        call::views(self.calls.iter().map(|tracked| &tracked.call), can)
    }
}

#[cfg(test)]
mod call_log_tests;
#[cfg(test)]
mod control_tests;
#[cfg(test)]
mod incoming_tests;
#[cfg(test)]
mod of_phone_tests;
#[cfg(test)]
mod relay_tests;
#[cfg(test)]
mod test_desk;
#[cfg(test)]
mod tests;
