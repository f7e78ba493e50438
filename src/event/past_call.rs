//! The calls that a PBX says there were, from one person's side, by the PBX's own clock.

use std::fmt;

use crate::json::{Read, Write};

/// A day of the calendar, by a clock that names no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

/// From the first to the last of some days, both whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Day,
    /// The last.
    pub to: Day,
}

/// The person's calls that a PBX lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallLog {
    /// Newest first, at most [`LOGGED_MAX`].
    pub calls: Vec<LoggedCall>,
    /// Whether every row of the PBX's answer could be read.
    pub complete: bool,
}

/// A call that was.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoggedCall {
    /// The PBX's name for it.
    pub id: String,
    /// When it came, by the PBX's own clock: milliseconds since 1970, as if that clock showed UTC.
    pub local_ms: u64,
    /// Whether the person's phone was called, and did not call.
    pub incoming: bool,
    /// What came of it.
    pub fate: Fate,
    /// The other side, as the PBX prints it; empty where it does not.
    pub other: String,
    /// How long both talked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talked_s: Option<u32>,
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Somebody else took a call to the person's phone.
    Elsewhere,
    /// Somebody answered.
    Taken,
    /// Nobody answered.
    Unanswered,
}

/// Most calls of a log: what a person looks through.
pub const LOGGED_MAX: usize = 100;
/// Most days that are asked for at once.
pub const DAYS_MAX: u32 = 31;
/// Milliseconds of a day.
pub const DAY_MS: u64 = 86_400_000;

/// The end of the last year that is written with four digits.
pub const LAST_MS: u64 = 253_402_300_799_999;
/// From 1 March of the year 0 to 1970.
const DAYS_TO_1970: u64 = 719_468;

impl Day {
    /// Year, month from 1, day of the month.
    #[must_use]
    pub fn new(year: u16, month: u16, day: u16) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let small = |number: u16| u8::try_from(number).ok();
        let fits = (1..=days).contains(&day);
        if fits { Some(Self { year, month: small(month)?, day: small(day)? }) } else { None }
    }

    /// The day of this time, in milliseconds since 1970 by its own clock.
    #[must_use]
    pub fn of_ms(local_ms: u64) -> Self {
        // Years that begin in March end with the day that some of them lack.
        let days = local_ms.min(LAST_MS) / DAY_MS + DAYS_TO_1970;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        // Each fits, as the years end with the last of four digits.
        Self { year: (era * 400 + year + next) as u16, month: month as u8, day: day as u8 }
    }

    /// Days since a day long ago.
    #[must_use]
    pub fn since_0(self) -> u64 {
        let month = u64::from(self.month);
        // 400 years more keep all above zero.
        let year = u64::from(self.year) + 400 - u64::from(month <= 2);
        let leaps = year / 4 - year / 100 + year / 400;
        year * 365 + leaps + ((month + 9) % 12 * 153 + 2) / 5 + u64::from(self.day) - 1
    }

    /// Days since 1970; none before.
    #[must_use]
    pub fn since_1970(self) -> Option<u64> {
        self.since_0().checked_sub(DAYS_TO_1970 + 146_097)
    }

    /// `2026-11-22`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits = |from: usize, to: usize| {
            let part = text.get(from..to)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
        };
        let parted = text.len() == 10 && text.get(4..5)? == "-" && text.get(7..8)? == "-";
        if parted { Self::new(digits(0, 4)?, digits(5, 7)?, digits(8, 10)?) } else { None }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl CallLog {
    /// Takes in what another answer lists; a call that both list is one.
    pub fn join(&mut self, more: Self) {
        self.complete &= more.complete;
        more.calls.into_iter().for_each(|call| self.add(call));
    }

    /// Takes in a call, in its place.
    pub fn add(&mut self, call: LoggedCall) {
        // The PBX counts its calls anew now and then: a name alone proves nothing.
        let same = |known: &LoggedCall| known.id == call.id && known.local_ms == call.local_ms;
        if !self.calls.iter().any(same) {
            // A sort would be larger than all of this, and a report of a month has few of them to keep.
            let at = self.calls.partition_point(|known| known.local_ms >= call.local_ms);
            self.calls.insert(at, call);
            self.calls.truncate(LOGGED_MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (ms, text) in [
            (0, "1970-01-01"),
            (951_782_399_999, "2000-02-28"),
            (951_782_400_000, "2000-02-29"),
            (1_267_522_200_000, "2010-03-02"),
            (1_735_689_599_999, "2024-12-31"),
            (4_107_542_400_000, "2100-03-01"),
        ] {
            let day = Day::of_ms(ms);
            assert_eq!(day.to_string(), text);
            assert_eq!(Day::read(text), Some(day));
            assert_eq!(day.since_1970(), Some(ms / DAY_MS), "{text}");
        }
        assert_eq!(Day::of_ms(u64::MAX).to_string(), "9999-12-31");
        assert_eq!(Day::new(1969, 12, 31).and_then(Day::since_1970), None);
        for none in
            ["", "2010-02-30", "2010-3-2", "20100302", "2010-03-02T", "2010/03/02", "+010-03-02"]
        {
            assert_eq!(Day::read(none), None, "{none}");
        }
    }

    #[test]
    fn logs_join_newest_first_and_are_bounded() {
        let call = |id: u64, local_ms| LoggedCall {
            id: id.to_string(),
            local_ms,
            incoming: false,
            fate: Fate::Taken,
            other: String::new(),
            talked_s: None,
        };
        let mut log = CallLog { calls: Vec::new(), complete: true };
        log.join(CallLog { calls: vec![call(1, 10), call(2, 30)], complete: true });
        log.join(CallLog { calls: vec![call(3, 20), call(2, 30)], complete: false });
        assert_eq!(log.calls.iter().map(|c| c.local_ms).collect::<Vec<_>>(), [30, 20, 10]);
        assert!(!log.complete);
        log.join(CallLog { calls: (0..500).map(|n| call(100 + n, n)).collect(), complete: true });
        assert_eq!((log.calls.len(), log.calls[0].local_ms), (LOGGED_MAX, 499));
    }
}
