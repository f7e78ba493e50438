//! A text message on its way out. What fits into one is said here alone: a person is shown while they
//! write what is asked again before it is sent, in the browser and in the relay.

use super::{Driver, HttpResponse, NetError};
use crate::dial::{DialString, Target};
use crate::problem::{Code, Problem};
use crate::settings::{QueryCharset, Settings, TextCounts};

/// Most of a text message (document 000, section 5: "max length: 160 characters"). What is counted, the
/// option `text_counts` says.
pub const WORDS_MAX: usize = 160;

/// The words of a text message: one line, of 1 to [`WORDS_MAX`].
#[derive(Clone, PartialEq, Eq)]
pub struct Words(String);

/// A text message to be sent.
#[derive(Clone, Copy)]
pub struct TextMessage<'a> {
    /// Our own name for it, unique: what has one hears the same message twice as one.
    pub id: &'a str,
    /// To whom.
    pub to: &'a Target,
    /// The digits of that, as this office dials.
    pub digits: &'a DialString,
    /// What.
    pub words: &'a Words,
    /// The sender's name, where it is known.
    pub name: Option<&'a str>,
}

impl Words {
    /// Of what somebody typed; lines become one.
    ///
    /// # Errors
    /// When nothing is left of it, or too much.
    pub fn new(typed: &str, settings: &Settings) -> Result<Self, Problem> {
        match Self::used(typed, settings) {
            0 => Err(Code::MessageRefused.into()),
            used if used > WORDS_MAX => Err(Code::TextTooLong.into()),
            _ => Ok(Self(one_line(typed))),
        }
    }

    /// How much of [`WORDS_MAX`] this takes.
    #[must_use]
    pub fn used(typed: &str, settings: &Settings) -> usize {
        let line = one_line(typed);
        match (settings.text_counts, settings.query_charset) {
            (TextCounts::Octets, QueryCharset::Utf8) => line.len(),
            // The other charset has a byte for each.
            _ => line.chars().count(),
        }
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text message has gone, by what came back of [`Driver::text`].
///
/// # Errors
/// Why not; [`Code::TextUnsure`] where nobody can say.
pub fn texted(driver: &dyn Driver, answer: Result<HttpResponse, NetError>) -> Result<(), Problem> {
    let done = match answer {
        Err(error) if error.proves_unsent() => return Err(error.problem()),
        Err(_) => return Err(Code::TextUnsure.into()),
        Ok(answer) => driver.done(&answer),
    };
    done.map_err(|problem| {
        let unclear = [Code::AnswerUnreadable, Code::HttpStatus, Code::NotRelay];
        let unsure = unclear.into_iter().any(|code| problem.is(code));
        if unsure { Code::TextUnsure.into() } else { problem }
    })
}

fn one_line(typed: &str) -> String {
    let blank = |c: char| if c.is_control() { ' ' } else { c };
    let lines = typed.trim().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.collect::<Vec<_>>().join(" ").chars().map(blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_the_line_that_is_sent() {
        let (many, more) = ("x".repeat(160), "x".repeat(161));
        let accents = "è".repeat(81);
        for (typed, characters, octets, narrow, line) in [
            ("hello Jenny!", 12, 12, 12, Some("hello Jenny!")),
            ("  a\r\nb\nc\t! ", 7, 7, 7, Some("a b c !")),
            ("a\rb", 3, 3, 3, Some("a b")),
            ("città", 5, 6, 5, Some("città")),
            ("👍", 1, 4, 1, Some("👍")),
            (" \n ", 0, 0, 0, None),
            (&many, 160, 160, 160, Some(many.as_str())),
            (&more, 161, 161, 161, None),
            (&accents, 81, 162, 81, Some(accents.as_str())),
        ] {
            let settings = |text_counts, query_charset| Settings {
                text_counts,
                query_charset,
                ..Settings::default()
            };
            let by_character = settings(TextCounts::Characters, QueryCharset::Utf8);
            let by_octet = settings(TextCounts::Octets, QueryCharset::Utf8);
            let by_narrow_octet = settings(TextCounts::Octets, QueryCharset::Windows1252);
            assert_eq!(Words::used(typed, &by_character), characters, "{typed}");
            assert_eq!(Words::used(typed, &by_octet), octets, "{typed}");
            assert_eq!(Words::used(typed, &by_narrow_octet), narrow, "{typed}");
            let words = Words::new(typed, &by_character).ok();
            assert_eq!(words.as_ref().map(Words::as_str), line, "{typed}");
            let fits = line.is_some() && octets <= WORDS_MAX;
            assert_eq!(Words::new(typed, &by_octet).is_ok(), fits, "{typed}");
        }
    }
}
