//! The switches of the services: what the document leaves open, a file for each family.

pub mod ans;
pub mod call_control;
pub mod confirmation;
pub mod life;
pub mod messaging;
pub mod people;
pub mod reporting;
pub mod voice;
