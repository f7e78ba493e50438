//! Pronto's core: it finds phone numbers in text, asks a PBX to call them and follows the call.
//!
//! Nothing here reads a clock, opens a socket or names a browser, except [`web`] behind its feature.
//! The engine is handed what happened and answers with what is to be done:
//!
//! ```text
//! engine.handle(Input, Now) -> Vec<Effect>
//! ```
//!
//! In reading order: [`json`] (JSON into our types), [`small`] (a map, a set, a sort), [`problem`] (what a person is told), [`number`] (text to numbers), [`dial`]
//! (numbers to the digits this office dials, and the guard), [`settings`] (the table of options),
//! [`event`] (what PBXs show and push), [`call`] (the life of one call), [`wire`] (messages),
//! [`pbx`] (one PBX a file or folder), [`engine`] (one person's calls).

#[doc(no_inline)]
pub use pronto_json as json;

#[doc(no_inline)]
pub use pronto_json::small;

pub mod problem;

#[doc(no_inline)]
pub use pronto_number as number;

pub mod settings;

pub mod dial;

pub mod event;

pub mod call;

pub mod wire;

pub mod pbx;

pub mod engine;

#[cfg(feature = "web")]
pub mod web;

#[cfg(feature = "finder")]
#[path = "web/finder.rs"]
pub mod finder;
