//! How the PBX writes its answers (docs/voispeed.md).
//!
//! Command services say `result=0;call_id=12345`, data services pairs (`200=1;201=2;`) or rows of
//! comma-separated fields. Trailing `;`, blanks and line ends come and go. A data service that
//! refuses says `result=NN` and nothing else. Whatever else arrives, the HTML help page, a half
//! answer, noise, is [`Misread::Unreadable`] and never success.

use super::charset::decode;
use super::result::ResultCode;
use crate::event::LINE_MAX;
use crate::problem::{Code, Problem};
use crate::settings::QueryCharset;
use crate::small::{find_part, sort_by};

/// Longest answer that is read, in bytes.
pub const ANSWER_MAX: usize = 256 * 1024;

/// An answer of one service, read from untrusted text.
pub trait Answer: Sized {
    /// Longest that is read, in bytes.
    const MAX: usize = ANSWER_MAX;

    /// Reads the decoded body.
    ///
    /// # Errors
    /// When it is a refusal or not such an answer.
    fn read(text: &str) -> Result<Self, Misread>;

    /// Reads the body's bytes.
    ///
    /// # Errors
    /// When it is a refusal or not such an answer.
    fn decode(body: &[u8], charset: QueryCharset) -> Result<Self, Misread> {
        if body.len() > Self::MAX {
            return Err(Misread::TooLarge);
        }
        Self::read(&decode(body, charset))
    }
}

/// The answer of a command service that says no more than how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandAnswer {
    /// How.
    pub result: ResultCode,
}

/// The answer of a service whose answer no document shows (srv 12, 15, 16 and 18): the PBX's own lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAnswer {
    /// The result, where the answer begins with one as those of command services do.
    pub result: Option<ResultCode>,
    /// What else it says, each line as it came, at most [`RAW_LINES_MAX`] of them.
    pub lines: Vec<String>,
}

/// What srv 15 and 16 answer to `getall`, which no document shows either: none where nothing is listed. Of
/// a message that somebody wrote no word is left out; what names itself as a user's password or PIN
/// (`pwd_=…`) is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLines(pub Vec<String>);

/// Why an answer was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// A data service answered with a result code.
    Refused(ResultCode),
    /// More than [`Answer::MAX`].
    TooLarge,
    /// Not in the form that is documented.
    Unreadable,
}

/// What an answer lists. A row that could not be read is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// What could be read, in the PBX's order.
    pub rows: Vec<T>,
    /// What could not.
    pub unparsed: Vec<String>,
}

/// `key=value` pieces. On a duplicate key the FIRST wins, because values such as an appointment's
/// subject are other people's text and `;` cannot be escaped (docs/voispeed.md).
pub struct Pairs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Pairs<'a> {
    /// The value of the first piece with this key; keys are case-sensitive.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(k, _)| *k == key).map(|(_, value)| *value)
    }

    /// In the order of the answer, repeated keys too.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|(key, _)| *key)
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Pairs<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Answer for CommandAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        command(text).map(|(result, _)| Self { result })
    }
}

impl Answer for RawAnswer {
    fn read(text: &str) -> Result<Self, Misread> {
        if trim(text).is_empty() {
            return Err(Misread::Unreadable);
        }
        let (result, lines) = raw(text, names_secret)?;
        Ok(Self { result, lines })
    }
}

impl Answer for ListedLines {
    fn read(text: &str) -> Result<Self, Misread> {
        let is_secret =
            |piece: &str| pair(piece).is_some_and(|(key, _)| is_keyword(key) && names_secret(key));
        Ok(Self(raw(text, is_secret)?.1))
    }
}

/// The result, if there is one, and the lines without the pieces that are secret.
fn raw(
    text: &str,
    is_secret: fn(&str) -> bool,
) -> Result<(Option<ResultCode>, Vec<String>), Misread> {
    let text = trim(text);
    if text.starts_with('<') {
        return Err(Misread::Unreadable);
    }
    let (first, rest) = text.split_once([';', '\r', '\n']).unwrap_or((text, ""));
    let result = pair(first).filter(|(key, _)| *key == "result");
    let result = result.and_then(|(_, value)| ResultCode::read(value));
    if let Some(code) = result.filter(|code| *code != ResultCode::OK) {
        return Err(Misread::Refused(code));
    }
    let rest = if result.is_some() { rest } else { text };
    let lines = rest.split(['\r', '\n']).map(trim).filter(|line| !line.is_empty());
    let lines = lines.take(RAW_LINES_MAX).map(|line| raw_line(line, is_secret)).collect();
    Ok((result, lines))
}

/// What nobody is shown of a user or a group.
const SECRETS: [&str; 3] = ["pwd", "vcb_code", "password"];
/// Most lines of an answer that nobody has documented.
const RAW_LINES_MAX: usize = 1000;

fn names_secret(text: &str) -> bool {
    SECRETS.iter().any(|key| find_part(text, key).is_some())
}

/// As it came, but that it can neither break a line nor be longer than a screen, and that what is secret is
/// not in it.
fn raw_line(line: &str, is_secret: fn(&str) -> bool) -> String {
    let pieces = line.split_inclusive([';', ',']);
    let kept: String = pieces.clone().filter(|piece| !is_secret(piece)).collect();
    let line = if kept == line { line } else { kept.trim_end_matches([';', ',', ' ']) };
    line.chars().take(LINE_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl From<Misread> for Problem {
    fn from(misread: Misread) -> Self {
        match misread {
            Misread::Refused(code) => code.problem(),
            Misread::TooLarge => Code::AnswerTooLarge.into(),
            Misread::Unreadable => Code::AnswerUnreadable.into(),
        }
    }
}

/// The answer of a command service: its result and what came with it.
///
/// # Errors
/// When any piece is not `key=value` or no readable `result` is among them: half an answer must
/// not pass for a whole one.
pub fn command(text: &str) -> Result<(ResultCode, Pairs<'_>), Misread> {
    let pairs: Option<Pairs<'_>> = pieces(text).map(pair).collect::<Option<Vec<_>>>().map(Pairs);
    let pairs = pairs.ok_or(Misread::Unreadable)?;
    if !pairs.keys().all(is_keyword) {
        return Err(Misread::Unreadable);
    }
    let result = pairs.get("result").and_then(ResultCode::read).ok_or(Misread::Unreadable)?;
    Ok((result, pairs))
}

/// The text of a data service, unless it is its error form or HTML.
///
/// # Errors
/// For the error form the code; a bare `result=0` brings no data and is unreadable.
pub fn data(text: &str) -> Result<&str, Misread> {
    let text = trim(text);
    if text.starts_with('<') {
        return Err(Misread::Unreadable);
    }
    let piece = text.strip_suffix(';').map_or(text, trim);
    let digits = piece.strip_prefix("result=").filter(|digits| digits.len() <= 2);
    match digits.and_then(ResultCode::read) {
        None => Ok(text),
        Some(ResultCode::OK) => Err(Misread::Unreadable),
        Some(code) => Err(Misread::Refused(code)),
    }
}

/// A list of `key=value` pieces, a thing each. Of one key the first is taken.
///
/// # Errors
/// As [`data`], and when there are pieces of which not one could be read.
pub fn pair_rows<T>(
    text: &str,
    read: impl Fn(&str, &str) -> Option<T>,
) -> Result<Listed<T>, Misread> {
    let pieces: Vec<_> = pieces(data(text)?).map(|piece| (piece, pair(piece))).collect();
    let keys = pieces.iter().enumerate().filter_map(|(at, (_, pair))| Some((pair.as_ref()?.0, at)));
    let mut firsts: Vec<(&str, usize)> = keys.collect();
    sort_by(&mut firsts, Ord::cmp);
    firsts.dedup_by_key(|(key, _)| *key);
    let mut listed = Listed { rows: Vec::new(), unparsed: Vec::new() };
    for (at, (piece, pair)) in pieces.into_iter().enumerate() {
        match pair {
            Some((key, _)) if firsts.binary_search(&(key, at)).is_err() => {}
            Some((key, value)) => listed.take(read(key, value), piece),
            None => listed.take(None, piece),
        }
    }
    if listed.rows.is_empty() && !listed.complete() { Err(Misread::Unreadable) } else { Ok(listed) }
}

/// A list of lines, a thing each.
///
/// # Errors
/// As [`data`], and when there are lines of which not one has a comma: that is no list of calls
/// with a flaw, it is something else.
pub fn csv_rows<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Listed<T>, Misread> {
    let mut listed = Listed { rows: Vec::new(), unparsed: Vec::new() };
    for line in data(text)?.split(['\r', '\n']).map(trim).filter(|line| !line.is_empty()) {
        listed.take(read(line), line);
    }
    let strange = listed.unparsed.iter().all(|line| !line.contains(','));
    if listed.rows.is_empty() && !listed.complete() && strange {
        return Err(Misread::Unreadable);
    }
    Ok(listed)
}

/// The comma-separated fields of a line; the document's format prints blanks around the commas.
pub fn fields(line: &str) -> Vec<&str> {
    line.split(',').map(trim).collect()
}

/// The entries of a comma-separated list, none for an empty text.
pub fn members(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(trim).filter(|entry| !entry.is_empty())
}

/// `;`-separated pieces, trimmed, without the empty ones.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(trim).filter(|piece| !piece.is_empty())
}

/// A piece split at its FIRST `=`.
pub fn pair(piece: &str) -> Option<(&str, &str)> {
    let (key, value) = piece.split_once('=')?;
    let key = trim(key);
    if key.is_empty() { None } else { Some((key, trim(value))) }
}

/// Without the blanks and line ends that the PBX puts around things.
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Decimal digits as a number.
pub fn count(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Text of people and administrators, made one line of at most 100 characters.
pub fn label(text: &str) -> String {
    text.chars().take(LABEL_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

const LABEL_MAX: usize = 100;

impl<T> Listed<T> {
    /// Whether everything could be read: only then does absence prove anything.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.unparsed.is_empty()
    }

    fn take(&mut self, row: Option<T>, raw: &str) {
        match row {
            Some(row) => self.rows.push(row),
            None => self.unparsed.push(raw.to_owned()),
        }
    }
}

/// The document's keywords are letters, digits and `_`; markup and noise are not.
fn is_keyword(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_documented_stays_as_it_came_but_for_secrets() {
        for (text, lines) in [
            ("result=0;id=7\r\n1,hello", vec!["id=7", "1,hello"]),
            ("result=0", vec![]),
            ("7,jenny,20100302,hi\n\n8,x", vec!["7,jenny,20100302,hi", "8,x"]),
            ("result=0; name=Jenny; pwd_=x; vcb_code=1", vec!["name=Jenny"]),
            ("a\tb", vec!["a b"]),
        ] {
            assert_eq!(RawAnswer::read(text).expect("lines").lines, lines, "{text}");
        }
        let refused = RawAnswer::read("result=24; pwd_=x");
        assert!(matches!(refused, Err(Misread::Refused(code)) if code.number() == 24));
        assert_eq!(RawAnswer::read("<html>"), Err(Misread::Unreadable));
    }

    #[test]
    fn a_list_of_messages_is_shown_as_it_came() {
        let long = "è".repeat(LINE_MAX + 1);
        for (text, lines) in [
            ("", vec![]),
            ("result=0\r\n", vec![]),
            ("result=0\r\n1,202,ciao\r\n2,203,<b>x</b>;", vec!["1,202,ciao", "2,203,<b>x</b>;"]),
            ("1,202,the password is x, ok", vec!["1,202,the password is x, ok"]),
            ("id=1; pwd_=x; body=a; vcb_code=2;", vec!["id=1; body=a"]),
            ("1,a\tb\u{1b}[2J", vec!["1,a b [2J"]),
            (&long, vec![&long[..LINE_MAX * 2]]),
        ] {
            assert_eq!(ListedLines::read(text).expect("lines").0, lines, "{text}");
        }
        let refused = ListedLines::read("result=26");
        assert!(matches!(refused, Err(Misread::Refused(code)) if code.number() == 26));
        assert_eq!(ListedLines::read("<html>"), Err(Misread::Unreadable));
    }

    #[test]
    fn command_answers_are_whole_or_nothing() {
        for (text, result, call_id) in [
            ("result=0;call_id=12345", Some(0), Some("12345")),
            ("result=0;call_id=12345; \r\n ", Some(0), Some("12345")),
            (" result=0 ; call_id=12345", Some(0), Some("12345")),
            ("result = 0;", Some(0), None),
            ("call_id=9;result=0", Some(0), Some("9")),
            ("result=0;result=7;call_id=1;call_id=2", Some(0), Some("1")),
            ("result=45;new_key=a=b", Some(45), None),
            ("Result=0", None, None),
            ("result=", None, None),
            ("result=0x", None, None),
            ("result=0 OK", None, None),
            ("result=0;call_", None, None),
            ("resul", None, None),
            ("", None, None),
            (";;;", None, None),
            ("call_id=12345", None, None),
            ("<p a=b;result=0;c=d", None, None),
            ("result=0;<b>x=y", None, None),
        ] {
            let read = command(text);
            let shown =
                read.as_ref().ok().map(|(code, pairs)| (code.number(), pairs.get("call_id")));
            assert_eq!(shown, result.map(|number| (number, call_id)), "{text:?}");
        }
    }

    #[test]
    fn data_services_refuse_with_a_bare_result() {
        for (text, read) in [
            ("result=40", Err(Misread::Refused(ResultCode::read("40").expect("a code")))),
            (" result=7 ; \r\n", Err(Misread::Refused(ResultCode::CALL_ID_NOT_FOUND))),
            ("result=0", Err(Misread::Unreadable)),
            ("<html>", Err(Misread::Unreadable)),
            ("result=400", Ok("result=400")),
            ("result=40;200=1", Ok("result=40;200=1")),
            ("result=200,300;", Ok("result=200,300;")),
            (" \r\n", Ok("")),
        ] {
            assert_eq!(data(text), read, "{text:?}");
        }
    }

    #[test]
    fn lists_keep_what_they_cannot_read() {
        let read = |text| pair_rows(text, |key, value| Some((count(key)?, count(value)?)));
        let listed = read("200=1; 201 = 2;;203=x;205;201=9").expect("a list");
        assert_eq!(listed.rows, [(200, 1), (201, 2)]);
        assert_eq!(listed.unparsed, ["203=x", "205"]);
        assert_eq!(read("not a list"), Err(Misread::Unreadable));
        assert_eq!(read("").map(|listed| listed.rows), Ok(vec![]));
    }

    #[test]
    fn lines_end_in_any_way_and_a_flaw_is_no_other_thing() {
        let read = |text| {
            csv_rows(text, |line| <[&str; 2]>::try_from(fields(line)).ok().map(|[a, _]| a.len()))
        };
        let listed = read("a , b\r\n\r\nccc,d\nx,y,z\r").expect("lines");
        assert_eq!((listed.rows, listed.unparsed), (vec![1, 3], vec!["x,y,z".to_owned()]));
        assert!(!read("x,y,z").expect("flawed lines").complete());
        assert_eq!(read("Service Unavailable"), Err(Misread::Unreadable));
    }

    #[test]
    fn an_answer_beyond_the_bound_is_not_read() {
        struct Anything;
        impl Answer for Anything {
            fn read(_: &str) -> Result<Self, Misread> {
                Ok(Self)
            }
        }
        let body = vec![b' '; ANSWER_MAX + 1];
        assert!(Anything::decode(&body[1..], QueryCharset::Utf8).is_ok());
        let refused = Anything::decode(&body, QueryCharset::Utf8).err();
        assert_eq!(refused, Some(Misread::TooLarge));
    }

    #[test]
    fn labels_are_short_lines() {
        assert_eq!(label("Smith\r\nJohn"), "Smith  John");
        assert_eq!(label(&"é".repeat(500)).chars().count(), LABEL_MAX);
    }
}
