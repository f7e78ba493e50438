//! What the PBX pushes: VOIspeed's Activity Notification System, into the relay.
//!
//! `http/ans.rs` (who may send) → [`intake`] (one thread: what is new, the log, the answer) →
//! the house. Nothing is answered before the [`log`] has it, and nothing secret gets that far:
//! [`Notification`](pronto::pbx::voispeed::ans::Notification) has no place for it.

pub mod config;
pub mod intake;
pub mod log;

pub use config::Ans;
pub use intake::{Before, Committed, Intake, Outcome};
