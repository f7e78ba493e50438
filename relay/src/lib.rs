//! The relay: stands between an office's people and its PBX.
//!
//! People hold a token each; the PBX's address stays here. A wish to call passes the guard a
//! second time, is written into the audit log, and leaves for the PBX at most once; one poll of
//! the PBX serves everybody who listens.
//!
//! `config` → `serve` (sockets) → `http` (who asks what) → `house` (one task that owns all) →
//! `office` (what follows from what, without I/O). What the PBX pushes comes by `ans`.

pub mod administer;
pub mod ans;
pub mod audit;
pub mod bounds;
pub mod check;
pub mod config;
pub mod facilities;
pub mod files;
pub mod house;
pub mod http;
pub mod journal;
pub mod keeper;
pub mod metrics;
pub mod office;
pub mod pbx_client;
pub mod people;
pub mod reports;
pub mod secret;
pub mod serve;
pub mod sqlite;
pub mod streams;
pub mod tls;
pub mod users;
pub mod watch;
