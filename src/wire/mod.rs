//! Messages between the engine and what people see: page, popup, options, question window.
//!
//! A kind says who speaks to whom: `cs_bg_…` is a content script asking the background,
//! `ui_bg_…` one of our own pages. The engine answers every request exactly once with a
//! [`Reply`]; what it says unasked is a [`Push`]. The background decides by where a message
//! really came from ([`Trust`]), never by what it says of itself. What a relay and its clients say
//! to each other is in [`relay`].

mod page;
mod past;
mod push;
pub mod relay;

use crate::call::{Beside, CallView, Control};
use crate::dial::guard::Reason;
use crate::event::{
    Capabilities, Colleague, Extension, Facilities, MessageLists, MyState, RingingWish, StateWish,
};
use crate::json::{Read, Write};
use crate::number::Class;
use crate::problem::Problem;
use crate::settings::Stored;
pub use page::{Link, TEXT_UNITS_MAX, TEXTS_MAX};
pub use past::Past;
pub use push::{Incoming, Push, Rings, Trust};

/// What can be asked of the engine.
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Request {
    /// A document has started: how shall it behave? Answer: [`Reply::Page`].
    CsBgHello {},
    /// Numbers in these texts and links, please. Answer: [`Reply::Found`].
    CsBgFind {
        /// Joined text of inline runs; at most [`TEXTS_MAX`], each at most [`TEXT_UNITS_MAX`].
        texts: Vec<String>,
        /// Links whose `href` is `tel:`, `callto:` or `sip:`.
        links: Vec<Link>,
    },
    /// A person points at this match, or has come to it by key. Answer: [`Reply::Offered`].
    CsBgOffer {
        /// The same text.
        text: String,
        /// First UTF-16 unit of the match.
        start: u32,
        /// One past the last.
        end: u32,
    },
    /// The same for a link. Answer: [`Reply::Offered`].
    CsBgOfferLink {
        /// The same link.
        link: Link,
    },
    /// A person clicked our button on this match. Answer: [`Reply::Placed`].
    CsBgCall {
        /// The ticket that came with the offer.
        ticket: String,
    },
    /// A person said that this match is no phone number. What looks like it is no longer offered.
    /// Answer: [`Reply::Done`].
    CsBgNotNumber {
        /// The ticket that came with the offer.
        ticket: String,
        /// On every site, not on this one alone.
        everywhere: bool,
    },
    /// A person took that back. Answer: [`Reply::Done`].
    CsBgNumberAgain {
        /// The same ticket.
        ticket: String,
    },
    /// A person clicked "hang up" on the card. Answer: [`Reply::Done`].
    CsBgHangUp {
        /// The call.
        call: String,
    },
    /// A person clicked something else that can be done with a call, on the card. Answer:
    /// [`Reply::Done`].
    CsBgControl {
        /// The call.
        call: String,
        /// What.
        control: Control,
    },
    /// A person clicked "put through" on the card of a call on the line: a window of ours asks to
    /// whom, since no page may name a number. Answer: [`Reply::Done`].
    CsBgAskWhom {
        /// The call.
        call: String,
    },
    /// A person closed the card of a call that has ended, is parked or unknown. Answer: [`Reply::Done`].
    CsBgDismiss {
        /// The call.
        call: String,
    },
    /// Everything the popup shows. Answer: [`Reply::Status`].
    UiBgStatus {
        /// Host of the page in front, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        host: Option<String>,
    },
    /// What would be dialled for this text? Answer: [`Reply::Preview`].
    UiBgPreview {
        /// As typed or pasted.
        text: String,
    },
    /// Call what was typed, pasted, selected or picked. Answer: [`Reply::Placed`].
    UiBgDial {
        /// As typed or pasted.
        text: String,
        /// Whether it came from a private window, which leaves no trace.
        private: bool,
        /// The call beside which it is to be placed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        beside: Option<Beside>,
    },
    /// Who else works in the office. Answer: [`Reply::Colleagues`].
    UiBgColleagues {
        /// As it is known, at once; else when the PBX has told it anew.
        known: bool,
    },
    /// Call this colleague. Answer: [`Reply::Placed`].
    UiBgCallColleague {
        /// As in [`Reply::Colleagues`].
        extension: Extension,
        /// Whether it came from a private window, which leaves no trace.
        private: bool,
        /// The call beside which it is to be placed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        beside: Option<Beside>,
    },
    /// Do that with a phone that rings. Answer: [`Reply::Done`], once the PBX has done it.
    UiBgRinging {
        /// What.
        wish: RingingWish,
    },
    /// What would become of this text message? Answer: [`Reply::Draft`].
    UiBgTextDraft {
        /// Who gets it, as typed, or a colleague's extension.
        to: String,
        /// As typed.
        words: String,
    },
    /// Send this text message. Answer: [`Reply::Done`], once the PBX has taken it.
    UiBgText {
        /// As in the draft.
        to: String,
        /// The digits that the person was shown. Where it would go to others, it does not go.
        digits: String,
        /// As in the draft.
        words: String,
    },
    /// What becomes of the person's own calls. Answer: [`Reply::MyState`].
    UiBgMyState {
        /// As it is known, at once; else when the PBX has told it anew.
        known: bool,
    },
    /// Make it this. Answer: [`Reply::MyState`], as the PBX says it is then.
    UiBgSetMyState {
        /// What.
        wish: StateWish,
    },
    /// What does the open question ask? Answer: [`Reply::Question`].
    UiBgQuestion {
        /// Its id, from the window's address.
        question: String,
    },
    /// The person's answer to a question. Answer: [`Reply::Placed`].
    UiBgAnswer {
        /// Its id.
        question: String,
        /// Call or not.
        call: bool,
    },
    /// End this call. Answer: [`Reply::Done`].
    UiBgHangUp {
        /// The call.
        call: String,
    },
    /// Do this with this call. Answer: [`Reply::Done`].
    UiBgControl {
        /// The call.
        call: String,
        /// What.
        control: Control,
    },
    /// Take this call off the screen. Answer: [`Reply::Done`].
    UiBgDismiss {
        /// The call.
        call: String,
    },
    /// The person has seen that this call was missed, or this text message. Answer: [`Reply::Done`].
    UiBgSeen {
        /// Which of the two; nothing is done about others.
        at: Rings,
        /// As in [`Incoming`].
        id: String,
    },
    /// The calls that were, asked of the PBX anew. Answer, when it has answered: [`Reply::Log`].
    UiBgLog {
        /// What a clock in the PBX's zone shows now, in milliseconds since 1970, as if it showed UTC; 0
        /// where there is no such zone.
        #[cfg_attr(feature = "types", ts(type = "number"))]
        shows_ms: u64,
        /// What it would show had summer time not begun or ended in the last days.
        #[cfg_attr(feature = "types", ts(type = "number"))]
        showed_ms: u64,
        /// When that was, in milliseconds since 1970.
        #[cfg_attr(feature = "types", ts(type = "number"))]
        changed_ms: u64,
    },
    /// The person's text messages and voicemail. Answer: [`Reply::Messages`].
    UiBgMessages {
        /// As they are known, at once; else when the PBX has listed them anew.
        known: bool,
        /// As in [`Request::UiBgLog`].
        #[cfg_attr(feature = "types", ts(type = "number"))]
        shows_ms: u64,
    },
    /// The office's lines and meeting rooms. Answer: [`Reply::Facilities`].
    UiBgFacilities {
        /// As they are known, at once; else when the PBX has told anew.
        known: bool,
    },
    /// Forget the past calls. Answer: [`Reply::Done`].
    UiBgClearHistory {},
    /// The options with their values. Answer: [`Reply::Options`].
    UiBgOptions {},
    /// Store these options. Answer: [`Reply::Saved`].
    UiBgSave {
        /// Key to value; keys that are left out stay.
        #[cfg_attr(feature = "types", ts(type = "Record<string, unknown>"))]
        changes: Stored,
    },
    /// Try these options with a real request that calls nobody. Answer: [`Reply::Tested`].
    UiBgTest {
        /// Key to value, over what is stored; nothing is stored.
        #[cfg_attr(feature = "types", ts(type = "Record<string, unknown>"))]
        changes: Stored,
    },
    /// Leave this site alone, or no longer. Answer: [`Reply::Saved`].
    UiBgSite {
        /// Host of the page.
        host: String,
        /// Whether numbers are looked for there.
        on: bool,
    },
}

/// The engine's answer to a [`Request`].
#[derive(Clone, Debug, PartialEq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Reply {
    /// How a document shall behave.
    Page {
        /// Whether numbers are looked for here.
        on: bool,
        /// Whether they are underlined.
        underline: bool,
        /// What a click on a `tel:` link does: `button`, `browser` or `dial`.
        tel_links: String,
        /// The calls to show, where this document shows the card.
        calls: Vec<CallView>,
    },
    /// Where in each text numbers are, and which links are numbers. Pages have thousands; what can be
    /// done with one is asked when somebody points at it.
    Found {
        /// As many as texts were asked; of each match the first UTF-16 unit, and one past the last.
        texts: Vec<Vec<[u32; 2]>>,
        /// As many as links were asked.
        links: Vec<bool>,
    },
    /// What the button offers.
    Offered {
        /// Nothing where no number can be called, or not any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        offer: Option<Offer>,
    },
    /// What became of the wish to call.
    Placed {
        /// What happens now.
        outcome: Outcome,
    },
    /// It was done, or why not.
    Done {
        /// What went wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// Everything the popup shows.
    Status {
        /// Calls that are up or just ended.
        calls: Vec<CallView>,
        /// What rings, or was missed, as [`Push::Incoming`] tells it.
        incoming: Vec<Incoming>,
        /// The calls that were, as far as they are known, newest first.
        history: Vec<Past>,
        /// What must be set before a call can be placed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        missing: Option<Problem>,
        /// The person's extension, as set.
        extension: String,
        /// What can be done here.
        can: Capabilities,
        /// Whether numbers may be looked for on the host that was asked about.
        site_on: bool,
    },
    /// Who else works in the office.
    Colleagues {
        /// By extension, without the person who asks.
        colleagues: Vec<Colleague>,
        /// Those who are called most often, the first of them most.
        often: Vec<Extension>,
        /// When their states were told, in milliseconds since 1970; absent when they were not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional, type = "number"))]
        seen_ms: Option<u64>,
        /// Whether the next answer waits, for two seconds at most, until something has changed.
        told: bool,
        /// Why the list is not, or not wholly, as it is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// What becomes of the person's own calls.
    MyState {
        /// As the PBX said last; absent when it has not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        state: Option<MyState>,
        /// Why it is not known, or not what was wanted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// The calls that were.
    Log {
        /// Newest first.
        calls: Vec<Past>,
        /// Why the PBX's part of them is missing, old or not whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// The person's text messages and voicemail.
    Messages {
        /// As the PBX listed them last; absent when it has not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        lists: Option<MessageLists>,
        /// Why they are not known, or not as they are now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// The office's lines and meeting rooms.
    Facilities {
        /// As the PBX told last; absent when it has not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        facilities: Option<Facilities>,
    },
    /// What would be dialled.
    Preview {
        /// The number as people read it, and the digits that would be sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        offer: Option<Dialled>,
        /// Why nothing would be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// A text message that is being written.
    Draft {
        /// Who would get it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        to: Option<Dialled>,
        /// Their name, where the directory has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        name: Option<String>,
        /// How much of `most` the words take.
        used: u32,
        /// How much fits.
        most: u32,
        /// Why it could not be sent; absent where it could, and where a part of it is still missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// An open question.
    Question {
        /// The number as people read it, and the digits.
        number: Dialled,
        /// Why it is asked.
        reasons: Vec<Reason>,
    },
    /// The options with their values.
    Options {
        /// Key to the value in force; secrets are empty or `"set"`.
        #[cfg_attr(feature = "types", ts(type = "Record<string, unknown>"))]
        values: Stored,
        /// Keys that the administrator has set.
        locked: Vec<String>,
        /// What in the stores could not be read.
        problems: Vec<Problem>,
        /// Version of the numbering plans' metadata, such as `v9.0.42`.
        plans: String,
    },
    /// Whether the options were stored.
    Saved {
        /// Nothing, or what is wrong, each with its option; then nothing was stored.
        problems: Vec<Problem>,
        /// Hosts that the browser must be allowed to reach now, `scheme://host[:port]`.
        origins: Vec<String>,
    },
    /// Whether the options work.
    Tested {
        /// Nothing when all is well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
    /// The message was refused.
    Refused {
        /// Why.
        problem: Problem,
    },
}

/// What becomes of the wish to call.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Outcome {
    /// It is on its way.
    Calling {
        /// Our id of the call.
        call: String,
    },
    /// A window asks first.
    Asking {
        /// Id of the question.
        question: String,
    },
    /// Nothing was sent.
    NotCalled {
        /// Why; absent when the person said no.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        problem: Option<Problem>,
    },
}

/// What the button on a number offers.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Offer {
    /// The number and the digits.
    pub dialled: Dialled,
    /// Lets this document, and no other, ask for this call.
    pub ticket: String,
    /// What it looks like without its digits, such as `XX XXXXXX`, where a person may say that this
    /// is no phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub looks_like: Option<String>,
}

/// A number as people read it, and as it is dialled here.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Dialled {
    /// Such as `+39 02 189655`.
    pub shown: String,
    /// Such as `002189655`.
    pub digits: String,
    /// Its kind.
    pub class: Class,
}
