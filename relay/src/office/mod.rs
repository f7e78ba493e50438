//! The office's calls: what happened goes in, what is to be done comes out.
//!
//! ```text
//! office.handle(Input, Now) -> Vec<Effect>
//! ```
//!
//! One PBX, one [`Hub`], everybody's calls. No I/O and no clock: the house ([`crate::house`])
//! carries the effects out in order, and sends nothing before what stands before it is kept. A
//! wish goes `order` (limits, guard, intent) → `follow` (answers, looks) → `settle` (what is kept,
//! told and written down). What the PBX tells by itself goes `board` (all its calls, an `entry`
//! each) → `report` (to whose desk, to which phone). What one person does costs the same however many others call; only a
//! look at the PBX goes through everybody's calls.

mod adopt;
#[cfg(test)]
mod adopt_tests;
mod board;
#[cfg(test)]
mod chance_tests;
mod colleagues;
#[cfg(test)]
mod colleagues_tests;
mod entry;
mod follow;
mod kept;
#[cfg(test)]
mod merge_tests;
mod my_state;
mod order;
mod phone;
mod phones;
mod report;
mod ringing;
mod settle;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pronto::call::{self, Call, CallView, Control};
use pronto::dial::guard::Reason;
use pronto::dial::{DialString, Plan};
use pronto::event::{
    CallId, Capabilities, Colleague, Extension, MyState, Pushed, ReceivedText, RingingWish,
    StateWish,
};
use pronto::number::Region;
use pronto::pbx::{
    Directory, Driver, HttpRequest, HttpResponse, Hub, Look, NetError, UnderWay, driver,
};
use pronto::problem::Problem;
use pronto::settings::Settings;
use pronto::small::SmallSet;
use pronto::wire::relay::{PhoneCall, Watched};

use crate::audit::Record;
use crate::people::{IntentId, Person, PersonId};
use board::Board;
pub use kept::{Change, KeptCall};
use phones::Phones;
pub use text::Text;

/// The calls of everybody at one PBX.
#[derive(Debug)]
pub struct Office {
    settings: Settings,
    plan: Plan,
    limits: Limits,
    hub: Hub,
    desks: BTreeMap<PersonId, Desk>,
    /// Whose desks this input has touched.
    touched: BTreeSet<PersonId>,
    /// How many desks want looks at which pace.
    paces: BTreeMap<u32, usize>,
    /// When calls ended and whose they were, oldest first.
    ended: VecDeque<(u64, PersonId)>,
    requests: UnderWay<Purpose>,
    board: Board,
    /// Whose calls the PBX has given these names.
    named: BTreeMap<CallId, BTreeSet<PersonId>>,
    /// Who has calls at which phone.
    at_phone: BTreeMap<Extension, BTreeSet<PersonId>>,
    /// As they were told last.
    phones_told: BTreeMap<Extension, Vec<PhoneCall>>,
    directory: Directory<u64>,
    phones: Phones,
}

/// What the PBX pushed before this office began: each with when it was heard, in milliseconds since
/// 1970; oldest first.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// How long an event holds without another, in milliseconds; then polls are asked for.
    pub silence_ms: u64,
    /// What people have been told of.
    pub before: Vec<(u64, Pushed)>,
    /// What came after these, and was acknowledged, and nobody has been told of.
    pub untold: Vec<(u64, Pushed)>,
}

/// What one person may do in a minute.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls a minute; emergency calls do not count. As many text messages.
    pub calls_per_minute: u16,
    /// Whether people see with whom their colleagues speak, and not only that they do.
    pub colleagues_calls: bool,
}

/// When it happens, and a number that nobody can foresee.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// Fresh for every input.
    pub entropy: u64,
}

/// What a person wants to be called.
#[derive(Clone, Debug)]
pub struct Order {
    /// The client's own name for it: the same one again is the same call.
    pub intent: IntentId,
    /// The number in E.164, or keys as on the phone.
    pub number: String,
    /// The digits that the person was shown.
    pub digits: DialString,
    /// The different number that the text of the link named.
    pub text: Option<String>,
    /// Whether the person has answered what the guard asks.
    pub confirmed: bool,
    /// Whether it comes from a private window.
    pub private: bool,
    /// The person's call on the line beside which it is placed.
    pub beside: Option<IntentId>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A person wants a call. Answered by one [`Effect::Reply`] at once.
    Order {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// What is wanted.
        order: Order,
    },
    /// A person wants to end a call of theirs.
    HangUp {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// The intent of the call.
        intent: IntentId,
    },
    /// A person wants something else done with a call of theirs.
    Control {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// The intent of the call.
        intent: IntentId,
        /// What.
        control: Control,
    },
    /// A person wants to know who works here. Answered by one [`Effect::Reply`], now or with the
    /// PBX's answers.
    Colleagues {
        /// The house's number for the answer.
        reply_to: u64,
    },
    /// A person wants to know what becomes of their calls. Answered by one [`Effect::Reply`].
    MyState {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
    },
    /// A person wants it to be this. Answered by one [`Effect::Reply`].
    SetMyState {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// What.
        wish: StateWish,
    },
    /// A person wants that of a phone that rings. Answered by one [`Effect::Reply`].
    Ringing {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// What.
        wish: RingingWish,
    },
    /// A person wants to send a text message. Answered by one [`Effect::Reply`].
    Text {
        /// The house's number for the answer.
        reply_to: u64,
        /// Who, by the token.
        person: Person,
        /// What, and to whom.
        text: Box<Text>,
    },
    /// Of these phones somebody listens for what they do, of those nobody any more.
    Watching {
        /// From now on.
        begun: Vec<Extension>,
        /// Until now.
        ended: Vec<Extension>,
    },
    /// The PBX told this by itself; each once.
    Told(Vec<Pushed>),
    /// A request to the PBX came back, or did not.
    Answered {
        /// The number that [`Effect::Send`] gave it.
        request: u32,
        /// What came back.
        answer: Result<HttpResponse, NetError>,
    },
    /// The time that [`Effect::Wake`] named has come.
    Tick,
}

/// What is to be done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Keep for the next office, should this one die. When it fails, a `Send` behind it is
    /// answered with [`NetError::NotStored`].
    Keep(Vec<Change>),
    /// Send this to the PBX, once.
    Send {
        /// Comes back in [`Input::Answered`].
        request: u32,
        /// What to send.
        http: HttpRequest,
    },
    /// Answer a person.
    Reply {
        /// From the input.
        reply_to: u64,
        /// The answer.
        answer: Answer,
    },
    /// The calls of this person as they are now, for everybody who listens for them.
    Tell {
        /// Whose.
        person: PersonId,
        /// Newest last.
        calls: Vec<CallView>,
    },
    /// What the PBX tells of this phone's calls that Pronto did not place, for everybody who
    /// listens for it.
    TellPhone {
        /// Which.
        phone: Extension,
        /// Oldest first.
        calls: Vec<PhoneCall>,
    },
    /// A text message came, for everybody who listens for its phone.
    TellText {
        /// It.
        text: Box<ReceivedText>,
        /// When it was heard of, in milliseconds since 1970.
        at_ms: u64,
    },
    /// What a phone does that somebody watches.
    TellColleague(Watched),
    /// Write into the audit log.
    Audit(Record),
    /// Come back at this time; takes the place of any earlier one.
    Wake(u64),
}

/// What a person hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The call, new or the same as before.
    Call(Box<CallView>),
    /// Nothing is called before the person has answered these.
    Ask(Vec<Reason>),
    /// Nothing was called.
    Refused(Problem),
    /// It was done.
    Done,
    /// Who works here.
    Colleagues(Vec<Colleague>),
    /// What becomes of the person's calls.
    MyState(Box<MyState>),
}

/// One person's calls.
#[derive(Debug, Default)]
struct Desk {
    calls: Vec<KeptCall>,
    /// As they were kept last.
    kept: Vec<KeptCall>,
    told: Vec<CallView>,
    placed_ms: VecDeque<u64>,
    /// Those of the last minute, oldest first.
    texts: VecDeque<text::Sent>,
    countries: SmallSet<Region>,
    /// Countries that are to be kept.
    new_countries: Vec<Region>,
    pace: Option<u32>,
    /// As they stand in the office's tables.
    phone: Option<Extension>,
    named: BTreeSet<CallId>,
}

/// What a request under way is for.
#[derive(Clone, Debug)]
enum Purpose {
    Place { person: PersonId, intent: String },
    HangUp { person: PersonId, intent: String },
    Control { person: PersonId, intent: String, control: Control },
    Look { look: Look },
    Colleagues { look: Look },
    MyState { reply_to: u64 },
    SetMyState { reply_to: u64 },
    Ringing { reply_to: u64, person: Box<Person>, wish: Box<RingingWish>, about: String },
    Text { reply_to: u64, person: Box<Person>, text: Box<Text> },
}

impl Office {
    /// An office that goes on where the last one stopped. The settings are the office's own:
    /// extension and interface come from each person.
    #[must_use]
    pub fn start(
        settings: Settings,
        limits: Limits,
        kept: Vec<Change>,
        told: Told,
        now: Now,
    ) -> (Self, Vec<Effect>) {
        let mut office = Self {
            plan: Plan::from(&settings),
            settings,
            limits,
            hub: Hub::default(),
            desks: BTreeMap::new(),
            touched: BTreeSet::new(),
            paces: BTreeMap::new(),
            ended: VecDeque::new(),
            requests: UnderWay::default(),
            board: Board::new(told.silence_ms),
            named: BTreeMap::new(),
            at_phone: BTreeMap::new(),
            phones_told: BTreeMap::new(),
            directory: Directory::default(),
            phones: Phones::new(limits.colleagues_calls),
        };
        for change in kept {
            office.remember(change, now);
        }
        office.desks.values_mut().for_each(|desk| desk.calls.sort_by_key(KeptCall::at_ms));
        for (at_ms, pushed) in &told.before {
            office.board.told(pushed, *at_ms);
        }
        let last_ms = told.before.last().map_or(0, |(at_ms, _)| *at_ms);
        office.report(Now { ms: last_ms, ..now }, &mut Vec::new());
        let mut out = Vec::new();
        for (at_ms, pushed) in &told.untold {
            let then = Now { ms: *at_ms, ..now };
            office.told(pushed, then, &mut out);
            office.report(then, &mut out);
        }
        office.settle(now, &mut out);
        (office, out)
    }

    fn remember(&mut self, change: Change, now: Now) {
        match change {
            Change::Call(kept) => {
                let mut kept = *kept;
                let desk = self.desks.entry(kept.person.id.clone()).or_default();
                desk.kept.push(kept.clone());
                kept.call.woken(now.ms);
                self.touched.insert(kept.person.id.clone());
                if kept.call.over() {
                    // When it ended before, nobody knows any more: it is remembered a while longer.
                    self.ended.push_back((now.ms, kept.person.id.clone()));
                }
                desk.calls.push(kept);
            }
            Change::Country { person, region } => {
                self.desks.entry(person).or_default().countries.insert(region);
            }
            Change::Gone { .. } => {}
        }
    }

    /// What follows from what happened.
    pub fn handle(&mut self, input: Input, now: Now) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            Input::Order { reply_to, person, order } => {
                let answer = self.order(&person, order, now, &mut out);
                out.push(Effect::Reply { reply_to, answer });
            }
            Input::HangUp { reply_to, person, intent } => {
                self.adopt(&person, intent.as_str(), None, now);
                let answer = self.wants_to_hang_up(&person.id, &intent);
                out.push(Effect::Reply { reply_to, answer });
            }
            Input::Control { reply_to, person, intent, control } => {
                self.adopt(&person, intent.as_str(), Some(control), now);
                let answer = self.wants(&person.id, &intent, control, now, &mut out);
                out.push(Effect::Reply { reply_to, answer });
            }
            Input::Colleagues { reply_to } => {
                let answer = self.colleagues(reply_to, now, &mut out);
                out.extend(answer.map(|answer| Effect::Reply { reply_to, answer }));
            }
            Input::MyState { reply_to, person } => self.my_state(reply_to, &person, &mut out),
            Input::SetMyState { reply_to, person, wish } => {
                self.set_my_state(reply_to, &person, &wish, &mut out);
            }
            Input::Ringing { reply_to, person, wish } => {
                self.ringing(reply_to, person, wish, now, &mut out);
            }
            Input::Text { reply_to, person, text } => {
                self.text(reply_to, person, text, now, &mut out);
            }
            Input::Told(pushed) => {
                pushed.iter().for_each(|pushed| self.told(pushed, now, &mut out));
            }
            Input::Watching { begun, ended } => self.phones.watch(begun, &ended),
            Input::Answered { request, answer } => self.answered(request, answer, now, &mut out),
            Input::Tick => {}
        }
        self.settle(now, &mut out);
        out
    }

    /// The calls of a person, newest last.
    #[must_use]
    pub fn calls(&self, person: &PersonId) -> Vec<CallView> {
        let can = self.capabilities();
        let desk = self.desks.get(person);
        desk.map(|desk| desk.views(can)).unwrap_or_default()
    }

    fn driver(&self) -> &'static dyn Driver {
        driver(&self.settings)
    }

    fn capabilities(&self) -> Capabilities {
        self.driver().capabilities(&self.settings)
    }

    fn send(&mut self, purpose: Purpose, http: HttpRequest, out: &mut Vec<Effect>) -> u32 {
        let request = self.requests.begin(purpose);
        out.push(Effect::Send { request, http });
        request
    }

    /// The call, which the caller changes.
    fn call_mut(&mut self, person: &PersonId, intent: &str) -> Option<&mut Call> {
        let desk = self.desks.get_mut(person)?;
        self.touched.insert(person.clone());
        desk.calls.iter_mut().map(|kept| &mut kept.call).find(|call| call.intent.id == intent)
    }
}

impl Desk {
    fn views(&self, can: Capabilities) -> Vec<CallView> {
        call::views(self.calls.iter().map(|kept| &kept.call), can)
    }
}
