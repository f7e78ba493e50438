//! `pronto-relay user add|import|list|revoke`.

use std::collections::BTreeSet;
use std::io;

use pronto::settings::{FirstInterface, Keys};

use crate::config::Config;
use crate::files;
use crate::people::{self, People, Person, PersonId, Token};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Digits, `*` and `#`.
#[must_use]
pub fn extension(typed: &str) -> Option<Keys> {
    Keys::try_from(typed.to_owned()).ok().filter(|keys| !keys.as_str().is_empty())
}

/// The lines on which a phone can ring, in capitals.
pub fn interfaces() -> impl Iterator<Item = &'static str> {
    FirstInterface::WORDS.iter().copied().filter(|word| !word.is_empty())
}

/// The line of this name, in capitals or not.
#[must_use]
pub fn interface(typed: &str) -> Option<FirstInterface> {
    let word = interfaces().find(|word| word.eq_ignore_ascii_case(typed))?;
    serde_json::from_value(word.into()).ok()
}

/// Gives a new person a token, which is returned to be shown once.
///
/// # Errors
/// When the name is taken, or the disk refuses.
pub fn add(
    config: &Config,
    id: PersonId,
    extension: Keys,
    interface: FirstInterface,
    days: Option<u32>,
) -> io::Result<Token> {
    changing(config, |people| {
        if holds_token(people, &id) {
            let what =
                format!("{} has a token; --again gives a new one and ends the old", id.as_str());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        give(people, person(id, extension, interface), days)
    })
}

/// Gives a person who was added before a new token; the old one ends. What is not said of the phone
/// stays as it was.
///
/// # Errors
/// When there is no such person, or the disk refuses.
pub fn again(
    config: &Config,
    id: &PersonId,
    extension: Option<Keys>,
    interface: Option<FirstInterface>,
    days: Option<u32>,
) -> io::Result<Token> {
    changing(config, |people| {
        let known = people.entries().iter().find(|entry| entry.person.id == *id);
        let known = known.ok_or_else(|| nobody(id))?.person.clone();
        let person = Person {
            extension: extension.unwrap_or(known.extension),
            interface: interface.unwrap_or(known.interface),
            ..known
        };
        give(people, person, days)
    })
}

/// Gives everybody in a list a token: a line each, `name,extension` or `name,extension,interface`,
/// without a heading; semicolons, as some programs write them, count too. All or nobody.
///
/// # Errors
/// Every fault with its line.
pub fn import(
    config: &Config,
    list: &str,
    usual: FirstInterface,
    days: Option<u32>,
) -> io::Result<Vec<(PersonId, Token)>> {
    changing(config, |people| {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        let mut added = Vec::new();
        let lines = list.trim_start_matches('\u{feff}').lines().enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let person = read_line(line, usual).and_then(|person| {
                let name = person.id.as_str();
                if holds_token(people, &person.id) {
                    return Err(format!("{name} has a token already"));
                }
                if !seen.insert(person.id.clone()) {
                    return Err(format!("{name} stands in the list twice"));
                }
                Ok(person)
            });
            match person {
                Ok(person) => added.push(person),
                Err(what) => faults.push(format!("line {}: {what}", at + 1)),
            }
        }
        if !faults.is_empty() {
            return Err(io::Error::other(faults.join("\n")));
        }
        added
            .into_iter()
            .map(|person| Ok((person.id.clone(), give(people, person, days)?)))
            .collect()
    })
}

fn read_line(line: &str, usual: FirstInterface) -> Result<Person, String> {
    let fields: Vec<_> =
        line.split([',', ';']).map(|field| field.trim().trim_matches('"')).collect();
    let (name, typed, line) = match fields[..] {
        [name, typed] => (name, typed, usual),
        [name, typed, word] => {
            let known = interfaces().collect::<Vec<_>>().join(", ");
            (name, typed, interface(word).ok_or_else(|| format!("{word:?} is none of {known}"))?)
        }
        _ => return Err("write name,extension".to_owned()),
    };
    let id =
        PersonId::new(name).map_err(|invalid| format!("{name:?} cannot be a name: {invalid}"))?;
    let extension =
        extension(typed).ok_or_else(|| format!("{typed:?} is no extension: digits, * and #"))?;
    Ok(person(id, extension, line))
}

fn person(id: PersonId, extension: Keys, interface: FirstInterface) -> Person {
    Person { name: id.as_str().to_owned(), id, extension, interface }
}

fn holds_token(people: &People, id: &PersonId) -> bool {
    people.entries().iter().any(|entry| entry.person.id == *id && !entry.revoked)
}

fn give(people: &mut People, person: Person, days: Option<u32>) -> io::Result<Token> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let token = Token::from_random(&bytes);
    let now_ms = crate::house::now().ms;
    people.add(person, &token, now_ms, days.map(|days| now_ms + u64::from(days) * DAY_MS));
    Ok(token)
}

/// Reads, changes and writes, while nobody else does.
fn changing<T>(
    config: &Config,
    change: impl FnOnce(&mut People) -> io::Result<T>,
) -> io::Result<T> {
    std::fs::create_dir_all(&config.state)?;
    let lock = files::to_append(&people::file(&config.state).with_extension("lock"), 0o600)?;
    lock.lock()?;
    let mut people = People::read(&config.state)?;
    let done = change(&mut people)?;
    people.write(&config.state)?;
    Ok(done)
}

fn nobody(id: &PersonId) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("there is nobody named {}", id.as_str()))
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
    changing(config, |people| if people.revoke(id) { Ok(()) } else { Err(nobody(id)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Folder;

    fn config(folder: &Folder) -> Config {
        Config::parse("state = \"state\"\n[office]\npbx_address = \"http://h:1\"", folder)
            .expect("good")
    }

    fn id(name: &str) -> PersonId {
        PersonId::new(name).expect("a name")
    }

    #[test]
    fn a_new_token_keeps_the_phone_and_only_of_who_was_added() {
        let folder = Folder::temporary("again");
        let config = config(&folder);
        let error = again(&config, &id("anna"), None, None, None).expect_err("nobody yet");
        assert_eq!(error.to_string(), "there is nobody named anna");
        let keys = extension("201").expect("an extension");
        let first =
            add(&config, id("anna"), keys.clone(), FirstInterface::Isdn, None).expect("added");
        let error = add(&config, id("anna"), keys, FirstInterface::Sip, None).expect_err("twice");
        assert!(error.to_string().contains("--again"), "{error}");
        let second = again(&config, &id("anna"), extension("205"), None, None).expect("again");
        assert_ne!(first.reveal(), second.reveal());
        assert_eq!(list(&config).expect("read").len(), 1);
        assert!(list(&config).expect("read")[0].contains("205        ISDN  good"));
    }

    #[test]
    fn a_list_is_taken_whole_or_not_at_all() {
        let folder = Folder::temporary("import");
        let config = config(&folder);
        let faulty = "anna,201\nberta\n carla , x\ndora,204,fax\nanna,202\nérika,203\n";
        let error = import(&config, faulty, FirstInterface::Sip, None).expect_err("faults");
        let said = error.to_string();
        let said: Vec<_> = said.lines().collect();
        for (line, word) in said.iter().zip([
            "line 2: write name,extension",
            "line 3: \"x\" is no extension",
            "line 4: \"fax\" is none of",
            "line 5: anna stands in the list twice",
            "line 6: \"érika\" cannot be a name",
        ]) {
            assert!(line.starts_with(word), "{line}");
        }
        assert_eq!((said.len(), list(&config).expect("read").len()), (5, 0));
        // As spreadsheets write it, the last line without an end.
        let good = "\u{feff}anna;201\r\n\"berta\";\"202\";lan\r\n\r\ncarla;203";
        let added = import(&config, good, FirstInterface::Sip, Some(2)).expect("good");
        assert_eq!(added.len(), 3);
        let people = list(&config).expect("read");
        assert!(people[1].contains("202        LAN   2 days left"), "{people:?}");
        let error = import(&config, "berta,202", FirstInterface::Sip, None).expect_err("has one");
        assert!(error.to_string().contains("has a token already"), "{error}");
    }
}
