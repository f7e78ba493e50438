//! The audit log: who wanted to call which digits, when, and what came of it. Append-only lines of
//! JSON; the only place of the relay that writes numbers down.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use pronto::call::Call;
use serde::Serialize;

use crate::files;
use crate::office::{Order, Text};
use crate::people::Person;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Milliseconds since 1970.
    pub at_ms: u64,
    /// Name of the person.
    pub person: String,
    /// Whose phone rings first.
    pub extension: String,
    /// The number as it was asked for.
    pub number: String,
    /// The digits that go to the PBX.
    pub digits: String,
    /// The client's name for the call.
    pub intent: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of a wish to call, and what was done with the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The request goes to the PBX.
    Placed,
    /// The person was asked first.
    Asked,
    /// Nothing was called.
    Refused {
        /// Key of the sentence.
        why: String,
    },
    /// It came to an end.
    Ended {
        /// Key of the words.
        why: String,
        /// Seconds that both talked, where that is known.
        talked_s: Option<u64>,
    },
    /// It never came to be.
    Failed {
        /// Key of the words.
        why: String,
    },
    /// The phone took it and does not report.
    Sent,
    /// The call that rang at this colleague's phone was given to the person's own.
    Picked {
        /// Whether the PBX has said so; else its answer was lost.
        sure: bool,
    },
    /// The call that rang at the person's own phone was given to this colleague's.
    Diverted {
        /// The colleague's extension.
        to: String,
        /// As in [`Outcome::Picked`].
        sure: bool,
    },
    /// The call that rang at the person's own phone was made to end.
    TurnedAway {
        /// As in [`Outcome::Picked`].
        sure: bool,
    },
    /// The request for a text message goes to the PBX. Its words are nowhere in the log.
    Text,
    /// The office or the PBX refused it, or nobody can say whether the PBX took it.
    TextFailed {
        /// Key of the sentence.
        why: String,
    },
    /// An administrator has something changed at the PBX.
    Administered {
        /// What, without passwords and PINs.
        what: String,
    },
    /// The PBX did not change it, or nobody can say.
    NotAdministered {
        /// What, without passwords and PINs.
        what: String,
        /// Why.
        why: String,
    },
    /// A person asked for a recording of it to begin or to end.
    Recording {
        /// To begin.
        on: bool,
    },
}

/// The open log.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    torn: bool,
}

impl Record {
    /// About a wish.
    #[must_use]
    pub fn new(person: &Person, order: &Order, at_ms: u64, outcome: Outcome) -> Self {
        Self {
            at_ms,
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            number: order.number.clone(),
            digits: order.digits.as_str().to_owned(),
            intent: order.intent.as_str().to_owned(),
            outcome,
        }
    }

    /// About a phone that rang: the colleague whose, or who called the person's own.
    #[must_use]
    pub fn of_ringing(person: &Person, about: &str, at_ms: u64, outcome: Outcome) -> Self {
        Self {
            at_ms,
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            number: about.to_owned(),
            digits: String::new(),
            intent: String::new(),
            outcome,
        }
    }

    /// About a text message.
    #[must_use]
    pub fn of_text(person: &Person, text: &Text, at_ms: u64, outcome: Outcome) -> Self {
        Self {
            at_ms,
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            number: text.number.clone(),
            digits: text.digits.as_str().to_owned(),
            intent: text.id.as_str().to_owned(),
            outcome,
        }
    }

    /// About what somebody does at the relay's own machine.
    #[must_use]
    pub fn of_administrator(at_ms: u64, outcome: Outcome) -> Self {
        Self {
            at_ms,
            person: "administrator".to_owned(),
            extension: String::new(),
            number: String::new(),
            digits: String::new(),
            intent: String::new(),
            outcome,
        }
    }

    /// About a call.
    #[must_use]
    pub fn of_call(person: &Person, call: &Call, at_ms: u64, outcome: Outcome) -> Self {
        let digits = call.intent.digits.as_ref();
        Self {
            at_ms,
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            number: call.intent.shown.clone(),
            digits: digits.map_or("", |digits| digits.as_str()).to_owned(),
            intent: call.intent.id.clone(),
            outcome,
        }
    }
}

impl Log {
    /// Opens the log to write at its end.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = files::to_append(path, 0o640)?;
        Ok(Self { path: path.to_owned(), file, torn: false })
    }

    /// Writes one line whole, so that two never mix. Where the file was moved away meanwhile, as
    /// logrotate does, a new one begins.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        if !files::is_at(&self.file, &self.path) {
            self.file = files::to_append(&self.path, 0o640)?;
            self.torn = false;
        }
        let mut line = if self.torn { b"\n".to_vec() } else { Vec::new() };
        serde_json::to_writer(&mut line, record)?;
        line.push(b'\n');
        // Half a line may have been written: the next one starts on its own.
        self.torn = true;
        self.file.write_all(&line)?;
        self.torn = false;
        Ok(())
    }

    /// Waits until the disk has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{IntentId, PersonId};
    use pronto::dial::DialString;
    use pronto::settings::{FirstInterface, Keys};

    fn record(intent: &str) -> Record {
        let person = Person {
            id: PersonId::new("anna").expect("a name"),
            name: "anna".to_owned(),
            extension: Keys::try_from("201".to_owned()).expect("an extension"),
            interface: FirstInterface::Sip,
        };
        let order = Order {
            intent: IntentId::new(intent).expect("a name"),
            number: "+39 02 189655".to_owned(),
            digits: DialString::new("002189655").expect("digits"),
            text: None,
            confirmed: false,
            private: false,
            beside: None,
        };
        Record::new(&person, &order, 1, Outcome::Asked)
    }

    fn intents(path: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(path).expect("a log");
        let lines = text.lines().map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).expect("JSON");
            json["intent"].as_str().expect("a name").to_owned()
        });
        lines.collect()
    }

    #[test]
    fn no_line_is_lost_when_the_log_is_moved_away() {
        let folder = files::Folder::temporary("audit");
        let (path, old) = (folder.join("audit.jsonl"), folder.join("audit.jsonl.1"));
        let mut log = Log::open(&path).expect("a log");
        log.write(&record("i1")).expect("written");
        std::fs::rename(&path, &old).expect("moved");
        log.write(&record("i2")).expect("written");
        std::fs::remove_file(&path).expect("taken away");
        log.write(&record("i3")).expect("written");
        assert_eq!((intents(&old), intents(&path)), (vec!["i1".into()], vec!["i3".into()]));
        drop(log);
        let mut log = Log::open(&path).expect("a log");
        log.write(&record("i4")).expect("written");
        assert_eq!(intents(&path), ["i3", "i4"]);
    }
}
