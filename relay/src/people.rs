//! Who may call: people with an extension and a token each. A token is 256 random bits that are
//! shown once; what is stored is its SHA-256, which is enough for something nobody can guess.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pronto::event::Extension;
use pronto::settings::{FirstInterface, Keys, Settings};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Name of a person in the relay: 1 to 64 letters, digits, `.`, `-`, `_`, `@`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonId(String);

/// The client's name for a call: 1 to 64 letters, digits, `-`, `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentId(String);

/// Somebody who may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Unique.
    pub id: PersonId,
    /// As the audit log names them.
    pub name: String,
    /// Whose phone rings first.
    pub extension: Keys,
    /// On which line it rings.
    pub interface: FirstInterface,
}

/// What is stored of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// SHA-256 of the token, in hexadecimal digits.
    pub token_sha256: String,
    /// When it was given, in milliseconds since 1970.
    pub since_ms: u64,
    /// After this it is good no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
    /// Taken back.
    #[serde(default)]
    pub revoked: bool,
}

/// A token as its person holds it: `pronto_` and 64 hexadecimal digits. Never printed but once.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Everybody, as stored in `people.json` of the relay's state folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct People {
    entries: Vec<Entry>,
    /// Where the entry of a token's hash stands.
    by_token: HashMap<String, usize>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    entries: Vec<Entry>,
}

/// A text that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

const NAME_MAX: usize = 64;
const TOKEN_PREFIX: &str = "pronto_";

impl PersonId {
    /// # Errors
    /// When it is empty, too long or has other characters.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
        let good = (1..=NAME_MAX).contains(&text.len()) && text.chars().all(fits);
        if good { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntentId {
    /// # Errors
    /// When it is empty, too long or has other characters.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let good = (1..=NAME_MAX).contains(&text.len()) && text.chars().all(fits);
        if good { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PersonId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<PersonId> for String {
    fn from(id: PersonId) -> Self {
        id.0
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "use 1 to {NAME_MAX} letters, digits and . - _ @")
    }
}

impl Token {
    /// A fresh one of 32 random bytes.
    #[must_use]
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(format!("{TOKEN_PREFIX}{}", hex(bytes)))
    }

    /// What a client sent, if it can be a token at all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(TOKEN_PREFIX)?;
        let hexadecimal = digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        hexadecimal.then(|| Self(text.to_owned()))
    }

    /// For the one time that it is shown.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn sha256(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Person {
    /// The office's settings with this person's phone in them.
    #[must_use]
    pub fn at_their_phone(&self, office: &Settings) -> Settings {
        Settings {
            extension: self.extension.clone(),
            first_interface: self.interface,
            ..office.clone()
        }
    }
}

impl People {
    /// Reads the file; nobody when there is none yet.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn read(folder: &Path) -> io::Result<Self> {
        match crate::files::named(&file(folder), fs::read(file(folder))) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Their phones.
    #[must_use]
    pub fn phones(&self) -> BTreeSet<Extension> {
        let phones = self.entries.iter().map(|entry| entry.person.extension.as_str());
        phones.filter_map(|phone| Extension::new(phone).ok()).collect()
    }

    /// Replaces the file whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        crate::files::replace(&file(folder), &serde_json::to_vec_pretty(self)?)
    }

    /// Gives a person a token; an earlier one of theirs is good no more.
    pub fn add(&mut self, person: Person, token: &Token, since_ms: u64, until_ms: Option<u64>) {
        self.entries.retain(|entry| entry.person.id != person.id);
        self.add_all([(person, token.clone())], since_ms);
        if let Some(entry) = self.entries.last_mut() {
            entry.until_ms = until_ms;
        }
    }

    /// Gives many new people a token at once.
    pub fn add_all(&mut self, people: impl IntoIterator<Item = (Person, Token)>, since_ms: u64) {
        let entry = |(person, token): (Person, Token)| Entry {
            person,
            token_sha256: token.sha256(),
            since_ms,
            until_ms: None,
            revoked: false,
        };
        let entries = self.entries.drain(..).chain(people.into_iter().map(entry)).collect();
        *self = Stored { entries }.into();
    }

    /// Takes a person's token back. False when there is no such person.
    pub fn revoke(&mut self, id: &PersonId) -> bool {
        let entry = self.entries.iter_mut().find(|entry| entry.person.id == *id);
        entry.map(|entry| entry.revoked = true).is_some()
    }

    /// Whose token this is, if it is good now.
    #[must_use]
    pub fn holder(&self, token: &Token, now_ms: u64) -> Option<&Person> {
        // Hashes are compared, so that the time it takes tells nothing about a token.
        let entry = self.entry(&token.sha256())?;
        entry.is_good(now_ms).then_some(&entry.person)
    }

    /// When this token was given, in milliseconds since 1970.
    #[must_use]
    pub fn given_ms(&self, token: &Token) -> Option<u64> {
        self.entry(&token.sha256()).map(|entry| entry.since_ms)
    }

    /// Those of us whose token is good no more by what is known now.
    #[must_use]
    pub fn lost(&self, known: &Self, now_ms: u64) -> Vec<PersonId> {
        let still = |entry: &&Entry| {
            let now = known.entry(&entry.token_sha256);
            now.is_some_and(|now| now.is_good(now_ms) && now.person.id == entry.person.id)
        };
        let lost = self.entries.iter().filter(|entry| !still(entry));
        lost.map(|entry| entry.person.id.clone()).collect()
    }

    fn entry(&self, token_sha256: &str) -> Option<&Entry> {
        self.by_token.get(token_sha256).map(|at| &self.entries[*at])
    }

    /// Everybody, in the order in which they were added.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl From<Stored> for People {
    fn from(Stored { entries }: Stored) -> Self {
        let places = entries.iter().enumerate();
        let by_token = places.map(|(at, entry)| (entry.token_sha256.clone(), at)).collect();
        Self { entries, by_token }
    }
}

impl From<People> for Stored {
    fn from(people: People) -> Self {
        Self { entries: people.entries }
    }
}

impl Entry {
    /// Whether the token is neither taken back nor too old.
    #[must_use]
    pub fn is_good(&self, now_ms: u64) -> bool {
        !self.revoked && self.until_ms.is_none_or(|until| now_ms < until)
    }
}

/// Where people lie in the state folder.
#[must_use]
pub fn file(folder: &Path) -> PathBuf {
    folder.join("people.json")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, extension: &str) -> Person {
        Person {
            id: PersonId::new(id).expect("a name"),
            name: id.to_owned(),
            extension: Keys::try_from(extension.to_owned()).expect("an extension"),
            interface: FirstInterface::NotChosen,
        }
    }

    #[test]
    fn a_token_is_good_for_its_person_until_it_expires_or_is_taken_back() {
        let mut people = People::default();
        let (anna, berta) = (Token::from_random(&[1; 32]), Token::from_random(&[2; 32]));
        people.add(person("anna", "201"), &anna, 0, None);
        people.add(person("berta", "202"), &berta, 0, Some(1_000));
        let holder = |people: &People, token: &Token, at| {
            people.holder(token, at).map(|person| person.id.as_str().to_owned())
        };
        assert_eq!(holder(&people, &anna, 5_000).as_deref(), Some("anna"));
        assert_eq!(holder(&people, &berta, 999).as_deref(), Some("berta"));
        assert_eq!(holder(&people, &berta, 1_000), None);
        assert!(people.revoke(&PersonId::new("anna").expect("a name")));
        assert_eq!(holder(&people, &anna, 5_000), None);
        let again = Token::from_random(&[3; 32]);
        people.add(person("anna", "201"), &again, 0, None);
        assert_eq!(holder(&people, &anna, 0), None, "the token before is good no more");
        assert_eq!(holder(&people, &again, 0).as_deref(), Some("anna"));
    }

    #[test]
    fn who_lost_the_token_is_known_and_nobody_else() {
        let token = |n| Token::from_random(&[n; 32]);
        let mut before = People::default();
        for (n, name) in [(1, "anna"), (2, "berta"), (3, "carla"), (4, "dora")] {
            before.add(person(name, "201"), &token(n), 0, (n == 4).then_some(1_000));
        }
        let mut after = before.clone();
        after.revoke(&PersonId::new("anna").expect("a name"));
        after.add(person("berta", "202"), &token(9), 0, None);
        let lost = |at| -> Vec<String> {
            before.lost(&after, at).iter().map(|id| id.as_str().to_owned()).collect()
        };
        assert_eq!(lost(999), ["anna", "berta"]);
        assert_eq!(lost(1_000), ["anna", "berta", "dora"]);
    }

    #[test]
    fn what_is_stored_or_printed_gives_no_token_away() {
        let token = Token::from_random(&[0xab; 32]);
        let mut people = People::default();
        people.add(person("anna", "201"), &token, 0, None);
        let stored = serde_json::to_string(&people).expect("JSON");
        assert!(!stored.contains("abab") && !format!("{people:?} {token:?}").contains("abab"));
    }

    #[test]
    fn what_is_no_token_or_no_name_is_refused() {
        let good = format!("pronto_{}", "0a".repeat(32));
        assert!(Token::parse(&good).is_some());
        for bad in ["", "pronto_", &good[1..], &format!("{good}0"), &good.replace('a', "g")] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
        for bad in ["", "a b", "ä", "a/b", &"x".repeat(65)] {
            assert!(PersonId::new(bad).is_err() && IntentId::new(bad).is_err(), "{bad}");
        }
    }
}
