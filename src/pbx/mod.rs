//! One PBX a file or folder: requests out, answers in. Nothing here does I/O.
//!
//! A driver turns what the engine wants into HTTP requests and what the PBX says into types of
//! [`crate::event`]. What a PBX can do is what its driver's [`Capabilities`] say; no other code
//! asks for a PBX's name. A new one is a file here and its line in [`DRIVERS`].

mod call_log;
pub mod dial_url;
mod directory;
mod facilities;
mod http;
mod hub;
pub mod relay;
mod stream;
mod text;
mod under_way;
pub mod voispeed;
mod wanted;

use crate::call::{CallView, Control, Controlled};
use crate::dial::guard::Reason;
pub use crate::event::Capabilities;
use crate::event::{
    CallId, CallLog, Calls, Colleague, Days, Extension, Facilities, MessageLists, MyState,
    Presence, RingingWish,
};
use crate::json::{Read, Write};
use crate::problem::{Code, Problem};
use crate::settings::Settings;
use crate::wire::relay::{Me, PhoneCall};
pub use call_log::Gathering;
pub use directory::{Directory, FRESH_MS, KeptDirectory};
pub use facilities::FacilitiesRound;
pub use http::{HttpRequest, HttpResponse, Method, NetError, RequestKind};
pub use hub::{Due, Hub, HubSnapshot};
pub use stream::{Listening, Stream, StreamEnd};
pub use text::{TextMessage, WORDS_MAX, Words, texted};
pub use under_way::{UnderWay, ask, controlled, hung_up, placed};
pub use wanted::{Controlling, Order, SetMyState};

/// Every PBX that Pronto speaks to, sorted by id.
pub const DRIVERS: &[&dyn Driver] = &[&dial_url::DialUrl, &relay::Relay, &voispeed::Voispeed];

/// The driver that the settings name.
#[must_use]
pub fn driver(settings: &Settings) -> &'static dyn Driver {
    let named = DRIVERS.iter().find(|driver| driver.id() == settings.pbx.as_str());
    // A name from a newer version's store: the first-class PBX is the better guess.
    *named.unwrap_or(&(&voispeed::Voispeed as &dyn Driver))
}

/// Whether a PBX that can do this much can be asked for that. A recording that runs can always be
/// asked to end.
#[must_use]
pub fn can(capabilities: Capabilities, control: Control) -> bool {
    match control {
        Control::RecordOn => capabilities.record,
        Control::RecordOff => true,
        Control::Park | Control::Unpark => capabilities.park,
        Control::Transfer => capabilities.transfer,
        Control::Conference => capabilities.conference,
    }
}

/// Whether a PBX that can do this much can be asked for that.
#[must_use]
pub fn can_wish(capabilities: Capabilities, wish: &RingingWish) -> bool {
    match wish {
        RingingWish::Pick { .. } => capabilities.pick,
        RingingWish::Divert { .. } => capabilities.divert,
        RingingWish::Refuse { .. } => capabilities.refuse,
    }
}

/// One PBX's protocol.
pub trait Driver: Sync {
    /// Name in the settings, in the driver's file and in labels.
    fn id(&self) -> &'static str;

    /// Keys of the options that only some drivers need, and this one does.
    fn options(&self) -> &'static [&'static str];

    /// What this PBX can do for a person.
    fn capabilities(&self, settings: &Settings) -> Capabilities;

    /// The request that places the call.
    ///
    /// # Errors
    /// When a setting that it needs is missing; names the option.
    fn place(&self, order: &Order<'_>, settings: &Settings) -> Result<HttpRequest, Problem>;

    /// What the answer to [`Driver::place`] means.
    fn placed(&self, answer: &HttpResponse) -> Placed;

    /// The request that ends a call.
    ///
    /// # Errors
    /// When this PBX cannot, or a setting is missing.
    fn hang_up(&self, call: &CallId, settings: &Settings) -> Result<HttpRequest, Problem>;

    /// What the answer to [`Driver::hang_up`] says.
    ///
    /// # Errors
    /// The PBX's refusal.
    fn hung_up(&self, answer: &HttpResponse) -> Result<HungUp, Problem>;

    /// The request that does with a call what somebody wants.
    ///
    /// # Errors
    /// When this PBX cannot, or a setting is missing.
    fn control(&self, _: &Controlling<'_>, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What the answer to [`Driver::control`] says.
    fn controlled(&self, _: Control, _: &HttpResponse) -> Controlled {
        Controlled::Refused(Code::NotSupported.into())
    }

    /// The requests of one look at the calls and people that concern this person.
    ///
    /// # Errors
    /// When a setting that it needs is missing.
    fn look(&self, settings: &Settings) -> Result<Vec<(Look, HttpRequest)>, Problem>;

    /// The request for the names of people, for a PBX that knows them. It is sent once, when a
    /// colleague is called; its answer goes to [`Driver::seen`] as [`Look::Names`].
    fn names(&self, settings: &Settings) -> Option<Result<HttpRequest, Problem>>;

    /// The requests whose answers together show who else is there: only what may have changed in a
    /// moment, or the whole. None for a PBX that does not tell.
    ///
    /// # Errors
    /// When a setting that it needs is missing.
    fn colleagues(&self, _whole: bool, _: &Settings) -> Result<Vec<(Look, HttpRequest)>, Problem> {
        Ok(Vec::new())
    }

    /// The request for the person's own state.
    ///
    /// # Errors
    /// When this PBX does not tell, or a setting that it needs is missing.
    fn my_state(&self, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What the answer to [`Driver::my_state`] shows.
    ///
    /// # Errors
    /// When it cannot be read or is a refusal.
    fn my_state_seen(&self, _: &HttpResponse, _: &Settings) -> Result<MyState, Problem> {
        Err(Code::NotSupported.into())
    }

    /// The request that makes the person's state what is wanted.
    ///
    /// # Errors
    /// When this PBX cannot, or what is wanted makes no sense to it.
    fn set_my_state(&self, _: &SetMyState<'_>, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// The request that does with a phone that rings what the person wants.
    ///
    /// # Errors
    /// When this PBX cannot, or a setting that it needs is missing.
    fn ringing(&self, _: &RingingWish, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// Whether the answer to [`Driver::ringing`] says that it is done. A call that is gone rings no more.
    ///
    /// # Errors
    /// The PBX's refusal.
    fn rung(&self, _: &RingingWish, _: &HttpResponse) -> Result<(), Problem> {
        Err(Code::NotSupported.into())
    }

    /// The request that sends a text message.
    ///
    /// # Errors
    /// When this PBX cannot, a letter of it cannot be written, or a setting is missing.
    fn text(&self, _: &TextMessage<'_>, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// Whether the answer to [`Driver::set_my_state`] or [`Driver::text`] says that it is done.
    ///
    /// # Errors
    /// The PBX's refusal.
    fn done(&self, _: &HttpResponse) -> Result<(), Problem> {
        Err(Code::NotSupported.into())
    }

    /// The requests for the calls of this person that were on these days, to be sent one after the
    /// other. It is asked for nobody else's.
    ///
    /// # Errors
    /// When this PBX lists none, or a setting that it needs is missing.
    fn log(&self, _: &Days, _: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What an answer to one of [`Driver::log`]'s lists of this person's calls; what it lists of
    /// others is left out.
    ///
    /// # Errors
    /// When it cannot be read or is a refusal.
    fn logged(&self, _: &HttpResponse, _: &Settings) -> Result<CallLog, Problem> {
        Err(Code::NotSupported.into())
    }

    /// The request for the text messages of these days and the voicemail of this person. A relay alone takes
    /// it, who knows by the token whose they are; it asks the PBX by [`voispeed::message_lists`].
    ///
    /// # Errors
    /// When this is no relay, or a setting that it needs is missing.
    fn messages(&self, _: &Days, _: &Settings) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What the answer to [`Driver::messages`] lists.
    ///
    /// # Errors
    /// When it cannot be read or is a refusal.
    fn messages_listed(&self, _: &HttpResponse) -> Result<MessageLists, Problem> {
        Err(Code::NotSupported.into())
    }

    /// The requests for the office's lines and meeting rooms, to be sent one after the other.
    ///
    /// # Errors
    /// When this PBX tells of neither, or a setting that it needs is missing.
    fn facilities(&self, _: &Settings) -> Result<Vec<HttpRequest>, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What the answer to the request of [`Driver::facilities`] at this place adds to what is known, or
    /// why a list of it is missing.
    fn facilities_seen(
        &self,
        _at: usize,
        _: Result<HttpResponse, NetError>,
        _: &mut Facilities,
        _: &Settings,
    ) {
    }

    /// The request whose answer never ends and tells what happens as it happens, for a PBX that has
    /// one. While it is open nothing is looked at that it tells.
    fn stream(&self, _: &Settings) -> Option<HttpRequest> {
        None
    }

    /// The request that has a stream of this name tell what the phones of these colleagues do, and
    /// of no others, from now on.
    ///
    /// # Errors
    /// When a setting is missing, or for a PBX whose stream does not.
    fn watch(
        &self,
        _stream: &str,
        _: Vec<Extension>,
        _: &Settings,
    ) -> Result<HttpRequest, Problem> {
        Err(Code::NotSupported.into())
    }

    /// What one event of the stream tells; nothing when it is of no use.
    fn told(&self, _event: &str) -> Option<Told> {
        None
    }

    /// What an answer to [`Driver::look`], [`Driver::names`] or [`Driver::colleagues`] shows.
    ///
    /// # Errors
    /// When it cannot be read or is a refusal.
    fn seen(&self, look: Look, answer: &HttpResponse, settings: &Settings)
    -> Result<Seen, Problem>;

    /// The requests of the Test button, sent one after the other until one fails.
    ///
    /// # Errors
    /// When a setting is missing; names the option.
    fn checks(&self, settings: &Settings) -> Result<Vec<HttpRequest>, Problem>;

    /// Whether the answer to the `step`-th of [`Driver::checks`] is good.
    ///
    /// # Errors
    /// What is wrong and what to do.
    fn checked(
        &self,
        step: usize,
        answer: &HttpResponse,
        settings: &Settings,
    ) -> Result<(), Problem>;

    /// Whether [`Driver::checks`] may go on although the `step`-th brought no answer. A phone
    /// whose front page leads elsewhere is there all the same.
    ///
    /// # Errors
    /// What is wrong and what to do.
    fn check_failed(&self, _step: usize, error: NetError) -> Result<(), Problem> {
        Err(error.problem())
    }

    /// Hosts that the browser must be allowed to reach, as `scheme://host[:port]`.
    fn origins(&self, settings: &Settings) -> Vec<String>;
}

/// What the answer to a placed call means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The PBX took the call; its name for it, where it says.
    Accepted(Option<CallId>),
    /// The other side has the order under our name for it, and will tell how it goes on; nothing
    /// rings yet.
    Noted,
    /// The PBX said no: nothing was called.
    Refused(Problem),
    /// Nothing was called: the other side has a guard of its own, which asks first.
    Asks(Vec<Reason>),
    /// The answer does not tell whether anything was called.
    Unclear(Problem),
}

/// What the answer to hanging up means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HungUp {
    /// The call is gone.
    Gone,
    /// It will be, and that will be told.
    UnderWay,
}

/// What a stream tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Who listens, and what the office has set.
    Office {
        /// Who.
        me: Box<Me>,
        /// The stream's name for [`Driver::watch`]; empty for one that does not tell of colleagues.
        stream: String,
    },
    /// All calls of this person.
    Calls {
        /// Newest last.
        calls: Vec<CallView>,
        /// The other side's clock, in milliseconds since 1970.
        now_ms: u64,
    },
    /// All calls of the person's phone that Pronto did not place.
    Phone {
        /// Oldest first.
        calls: Vec<PhoneCall>,
        /// The other side's clock now, in milliseconds since 1970.
        now_ms: u64,
        /// Whether that is how they were while nobody listened; how they are now follows.
        past: bool,
    },
    /// A text message came to the person's phone.
    Text {
        /// The PBX's name for it.
        id: String,
        /// Who wrote, as the PBX prints it; empty where it does not say.
        from: String,
        /// What.
        words: String,
        /// When the other side heard of it, in milliseconds since 1970 by its own clock.
        at_ms: u64,
        /// That clock now.
        now_ms: u64,
    },
    /// How this person's calls were for a while in which nobody listened; how they are now follows.
    Missed {
        /// Newest last.
        calls: Vec<CallView>,
        /// The other side's clock now, in milliseconds since 1970.
        now_ms: u64,
    },
    /// Phones of [`Driver::watch`] that do something else now, with what they do where anybody can say.
    Colleagues(Vec<(Extension, Option<Presence>)>),
    /// The other side ends for a moment.
    Goodbye,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Current calls.
    Calls,
    /// States of people.
    People,
    /// Names of people.
    Names,
    /// Groups of people.
    Groups,
    /// Who else is there, with all of that.
    Colleagues,
}

/// What a look showed.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Current calls.
    Calls(Calls),
    /// States of people.
    People(Vec<(Extension, Presence)>),
    /// Names of people, "surname name" as the PBX prints them.
    Names(Vec<(Extension, String)>),
    /// Groups by name, each with who belongs to it.
    Groups(Vec<(String, Vec<Extension>)>),
    /// Who else is there.
    Colleagues(Vec<Colleague>),
    /// All calls of this person, with what the other side has made of them.
    Told {
        /// Newest last.
        calls: Vec<CallView>,
        /// The other side's clock, in milliseconds since 1970.
        now_ms: u64,
    },
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::{Spec, Stored};

    #[test]
    fn drivers_are_sorted_and_their_options_exist() {
        let ids: Vec<_> = DRIVERS.iter().map(|driver| driver.id()).collect();
        assert!(ids.is_sorted());
        let keys: Vec<_> = Settings::table().iter().map(|spec| spec.key).collect();
        for driver in DRIVERS {
            for option in driver.options() {
                assert!(keys.contains(option), "{} needs {option}", driver.id());
            }
        }
    }

    #[test]
    fn what_the_first_run_asks_is_enough_to_call() {
        let asked: Vec<_> = Settings::table().into_iter().filter(|spec| spec.first_run).collect();
        for driver in DRIVERS {
            let answers = json!({
                "pbx": driver.id(), "pbx_address": "http://pbx:3541", "relay_address": "https://relay",
                "relay_token": "pronto_secret", "extension": "201", "first_interface": "SIP",
                "dial_url_template": "http://phone/?n={number}&e={ext}&u={user}&p={pw}",
                "dial_url_user": "anna", "dial_url_password": "secret",
            });
            let given = |spec: &Spec| Some((spec.key.to_owned(), answers.get(spec.key)?.clone()));
            let given: serde_json::Map<_, _> = asked.iter().filter_map(given).collect();
            let nobody = Stored::new();
            let person = Settings::changed(&nobody, &nobody, &given.into());
            let settings = Settings::load(&nobody, &person).settings;
            let placed = Order::probe(|order| driver.place(order, &settings));
            assert!(placed.is_ok(), "{}: {placed:?}", driver.id());
        }
        assert!(asked.iter().all(|spec| !spec.unverified), "nobody new can know a guess");
    }
}
