//! The office behind the PBX: its people, lines and rooms, and the calls that live in it.

pub mod behaviour;
pub mod call;
mod events;
pub mod exchange;
mod forwarding;
mod group_admin;
pub mod life;
pub mod office;
pub mod order;
mod park;
mod pick;
pub mod playback;
pub mod recording;
pub mod report;
pub mod room;
mod routing;
pub mod sms;
mod talk;
pub mod transfer;
pub mod user;
pub mod user_admin;
pub mod user_properties;
pub mod vocalbox;
