//! How many lines are taken: info=1 (ISDN) and info=3 (WAN).
//!
//! ```text
//! info=1   1=30/30;2=8/30;3=0/30;
//! info=3   7/16
//! ```

use super::super::grammar::{Answer, Listed, Misread, count, data, label, pair_rows, trim};

/// Lines of one kind; also the whole answer to info=3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// How many are taken.
    pub busy: u32,
    /// How many there are.
    pub total: u32,
}

/// info=1: an ISDN controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    /// Its name, a number in the example.
    pub ctrl: String,
    /// Its lines.
    pub lines: Lines,
}

impl Lines {
    fn of(text: &str) -> Option<Self> {
        let (busy, total) = text.split_once('/')?;
        Some(Self { busy: count(trim(busy))?, total: count(trim(total))? })
    }
}

impl Answer for Lines {
    fn read(text: &str) -> Result<Self, Misread> {
        let text = data(text)?;
        Self::of(text.strip_suffix(';').unwrap_or(text)).ok_or(Misread::Unreadable)
    }
}

impl Answer for Listed<Controller> {
    fn read(text: &str) -> Result<Self, Misread> {
        pair_rows(text, |ctrl, lines| {
            Some(Controller { ctrl: label(ctrl), lines: Lines::of(lines)? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_two_numbers() {
        for (text, lines) in [
            ("7/16", Some((7, 16))),
            (" 0/0; \r\n", Some((0, 0))),
            ("7", None),
            ("7/", None),
            ("7/16/1", None),
            ("-7/16", None),
            ("", None),
        ] {
            let read = Lines::read(text).ok().map(|lines| (lines.busy, lines.total));
            assert_eq!(read, lines, "{text}");
        }
    }

    #[test]
    fn a_controller_that_cannot_be_read_is_kept_raw() {
        let lines = Listed::<Controller>::read("1=30/30;2=some/30").expect("a list");
        assert_eq!((lines.rows.len(), lines.unparsed), (1, vec!["2=some/30".to_owned()]));
    }
}
