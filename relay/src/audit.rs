//! The audit log: who wanted to call which digits, when, and what came of it. Append-only lines of
//! JSON; the only place of the relay that writes numbers down.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use pronto::call::Call;
use serde::Serialize;

use crate::office::Order;
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

/// What came of a wish to call.
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
}

/// The open log.
#[derive(Debug)]
pub struct Log(File);

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

    /// About a call.
    #[must_use]
    pub fn of_call(person: &Person, call: &Call, at_ms: u64, outcome: Outcome) -> Self {
        Self {
            at_ms,
            person: person.name.clone(),
            extension: person.extension.as_str().to_owned(),
            number: call.intent.shown.clone(),
            digits: call.intent.digits.as_str().to_owned(),
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
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
        options.open(path).map(Self)
    }

    /// Writes one line whole, so that two never mix.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }
}
