//! `pronto-relay user add|list|revoke`.

use std::io;

use pronto::settings::{FirstInterface, Keys};

use crate::config::Config;
use crate::people::{People, Person, PersonId, Token};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Gives a person a token, which is returned to be shown once.
///
/// # Errors
/// When the name is taken, or the disk refuses.
pub fn add(
    config: &Config,
    id: PersonId,
    extension: Keys,
    interface: FirstInterface,
    days: Option<u32>,
    again: bool,
) -> io::Result<Token> {
    std::fs::create_dir_all(&config.state)?;
    let mut people = People::read(&config.state)?;
    let taken = people.entries().iter().any(|entry| entry.person.id == id && !entry.revoked);
    if taken && !again {
        let what = format!("{} has a token; --again gives a new one and ends the old", id.as_str());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let token = Token::from_random(&bytes);
    let now_ms = crate::house::now().ms;
    let person = Person { name: id.as_str().to_owned(), id, extension, interface };
    people.add(person, &token, now_ms, days.map(|days| now_ms + u64::from(days) * DAY_MS));
    people.write(&config.state)?;
    Ok(token)
}

/// A line for each person.
///
/// # Errors
/// When the file cannot be read.
pub fn list(config: &Config) -> io::Result<Vec<String>> {
    let now_ms = crate::house::now().ms;
    let people = People::read(&config.state)?;
    let line = |entry: &crate::people::Entry| {
        let state = match entry.until_ms {
            _ if entry.revoked => "revoked".to_owned(),
            Some(until) if until <= now_ms => "expired".to_owned(),
            Some(until) => format!("{} days left", (until - now_ms).div_ceil(DAY_MS)),
            None => "good".to_owned(),
        };
        let person = &entry.person;
        format!(
            "{:<24} {:<10} {:<5} {state}",
            person.id.as_str(),
            person.extension.as_str(),
            person.interface.word()
        )
    };
    Ok(people.entries().iter().map(line).collect())
}

/// Takes a token back; a relay that runs ends the person's streams within seconds.
///
/// # Errors
/// When there is no such person, or the disk refuses.
pub fn revoke(config: &Config, id: &PersonId) -> io::Result<()> {
    let mut people = People::read(&config.state)?;
    if !people.revoke(id) {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("there is nobody named {}", id.as_str()),
        ));
    }
    people.write(&config.state)
}
