//! `pronto-relay pbx …`: what an administrator changes at the PBX, by the services that no page and no
//! person's token reaches (srv 4 with `prty` 0 and 1, 6, 9, 10, 11, 12 and 18 of document 000). What
//! will change is said first, and nothing is sent before somebody has said yes.
//!
//! ```text
//! arguments (and files) -> Change -> how it is now (srv=3) -> the sentence -> yes -> audit log -> PBX
//! ```

pub mod arguments;
mod change;
pub mod files;

use std::fmt;
use std::io;

use pronto::pbx::voispeed::{self, Voispeed};
use pronto::pbx::{Driver as _, HttpRequest, HttpResponse, NetError};
use pronto::problem::Problem;
use pronto::settings::Settings;

use crate::audit::{Log, Outcome, Record};
use crate::check::words;
use crate::config::Config;
use crate::house;
use crate::pbx_client::PbxClient;
pub use change::Change;

/// Why nothing was changed, or nobody knows whether it was.
#[derive(Debug)]
pub enum Failure {
    /// The office's PBX has no such services.
    OtherPbx,
    /// What is to be changed is not there.
    NotThere(String),
    /// Nobody said yes.
    NotConfirmed,
    /// The audit log cannot be written.
    Log(io::Error),
    /// The PBX said no, or provably never heard of it.
    Refused(Problem),
    /// The PBX may have done it.
    Unclear(Problem),
    /// The PBX printed these lines, which no document explains.
    Unsaid(Vec<String>),
}

/// Says what will change, asks `is_wanted`, and has the PBX do it. What the PBX printed beyond "done".
///
/// # Errors
/// See [`Failure`]; what was asked of the PBX is in the audit log either way.
pub async fn administer(
    config: &Config,
    change: &Change,
    is_wanted: impl FnOnce(&str) -> bool,
) -> Result<Vec<String>, Failure> {
    let settings = &config.settings;
    if pronto::pbx::driver(settings).id() != Voispeed.id() {
        return Err(Failure::OtherPbx);
    }
    let client = PbxClient::trusting_this_machine();
    let now = match change.looks_at() {
        Some(status) => {
            let asked = voispeed::question(&status, settings).map_err(Failure::Refused)?;
            let seen = client.send(asked).await.map_err(NetError::problem);
            Some(seen.map_err(Failure::Refused)?)
        }
        None => None,
    };
    // What the PBX calls a thing shall not move the cursor of who reads it.
    let sentence = change.sentence(now.as_ref(), settings)?.replace(char::is_control, " ");
    if !is_wanted(&sentence) {
        return Err(Failure::NotConfirmed);
    }
    let http = voispeed::change(&change.query(), settings).map_err(Failure::Refused)?;
    // Who is afraid of what was changed finds it there, also when this process dies now.
    note(config, &sentence, None).map_err(Failure::Log)?;
    let outcome = send(&client, http, change, settings).await;
    if let Err(failure) = &outcome {
        note(config, &sentence, Some(failure.to_string())).map_err(Failure::Log)?;
    }
    outcome
}

async fn send(
    client: &PbxClient,
    http: HttpRequest,
    change: &Change,
    settings: &Settings,
) -> Result<Vec<String>, Failure> {
    let answer: HttpResponse = client.send(http).await.map_err(|error| {
        let problem = error.problem();
        if error.proves_unsent() { Failure::Refused(problem) } else { Failure::Unclear(problem) }
    })?;
    let lines = change.done(&answer, settings)?;
    Ok(lines.into_iter().map(|line| line.replace(char::is_control, " ")).collect())
}

fn note(config: &Config, what: &str, failed: Option<String>) -> io::Result<()> {
    let outcome = match failed {
        None => Outcome::Administered { what: what.to_owned() },
        Some(why) => Outcome::NotAdministered { what: what.to_owned(), why },
    };
    let mut log = Log::open(&config.state.join("audit.jsonl"))?;
    log.write(&Record::of_administrator(house::now().ms, outcome))?;
    log.sync()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherPbx => f.write_str("only a VOIspeed has these services: nothing was sent"),
            Self::NotThere(what) => write!(f, "{what}: nothing was sent"),
            Self::NotConfirmed => f.write_str("nobody said yes: nothing was sent"),
            Self::Log(error) => write!(f, "the audit log cannot be written: {error}"),
            Self::Refused(problem) => write!(f, "nothing was changed: {}", words(problem)),
            Self::Unsaid(lines) => {
                let lines = lines.join(" / ").replace(char::is_control, " ");
                write!(f, "look at the PBX whether it was changed; it printed: {lines}")
            }
            Self::Unclear(problem) => {
                write!(f, "look at the PBX whether it was changed: {}", words(problem))
            }
        }
    }
}

impl std::error::Error for Failure {}
