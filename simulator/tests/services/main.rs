//! What each service does and refuses, in rows: an office, a request, the exact answer, the office after it.

mod call_control;
mod causes;
mod desk;
mod messages;
mod people;
mod reports;
mod result_codes;
mod voice;
