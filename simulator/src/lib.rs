//! A VOIspeed PBX that is not there.
//!
//! It is written from the vendor's HTTP command list (document 000)
//! alone. It shares no line with the
//! driver that it tests, so a misreading of the document by one of them shows.
//!
//! [`Pbx`] does no I/O: a request and the time go in, an answer comes out.
//!
//! ```
//! use pronto_simulator::{Options, Pbx, Reply};
//!
//! let mut pbx = Pbx::new(Options { first_call_id: Some(12345), ..Options::default() });
//! let heard = pbx.handle("/services.cgi?srv=0&first_number=210&second_number=02189655&first_interface=SIP", 0);
//! let Reply::Now(answer) = heard.reply else { panic!("srv=0 answers at once by default") };
//! assert_eq!(answer.text(), "result=0;call_id=12345");
//!
//! pbx.advance(10_000);
//! assert_eq!(pbx.calls()[0].state(), pronto_simulator::State::Connected);
//! ```
//!
//! [`server`] puts it on a socket, with a second address, [`control`], by which
//! tests and the demo move its clock, lift its handsets and break its answers.
//!
//! In reading order: [`options`] with its [`switches`], [`query`], [`model`] (the office and its
//! calls), [`services`] (the grammar of the answers), [`ans`] (the events that it pushes), [`faults`], [`pbx`].

pub mod ans;
pub mod answer;
pub mod charset;
pub mod clock;
pub mod codes;
pub mod control;
pub mod date_time;
pub mod faults;
pub mod journal;
pub mod model;
pub mod options;
pub mod pbx;
pub mod pending;
pub mod query;
pub mod random;
pub mod result_code;
pub mod server;
pub mod services;
pub mod switches;

pub use ans::Event;
pub use answer::{Answer, Delivery};
pub use charset::Charset;
pub use clock::ClockKind;
pub use codes::{Cause, Codes};
pub use faults::{Effect, Fault, FaultKind};
pub use journal::Request;
pub use model::behaviour::{Behaviour, NumberRule};
pub use model::call::{Call, End, Party, State};
pub use model::office::Office;
pub use model::user::{Interface, Status, User};
pub use options::{Answering, Options};
pub use pbx::{Heard, Pbx, Reply};
pub use pending::{Settled, Token};
pub use switches::ans::Ans;
pub use switches::call_control::CallControl;
pub use switches::messaging::Messaging;
pub use switches::people::People;
pub use switches::reporting::Reporting;
pub use switches::voice::Voice;
