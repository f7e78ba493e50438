//! The PBX's two ways of writing a time. Both are the PBX's local time and name no zone.
//!
//! `20100302093000000` is `YYYYMMDDhhmmssmmm`, exactly 17 digits; `2,3,2010,9,30` is day, month,
//! year, hour, minute, padded or not (docs/voispeed.md).

use std::fmt;

use crate::event::DAY_MS;
pub use crate::event::Day;

/// A time as printed and, where it is one, as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PbxTime {
    /// As the PBX printed it.
    pub raw: String,
    /// What it says; nothing for what is no date of the calendar.
    pub moment: Option<Moment>,
}

/// A date and time of day by the PBX's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// 0 to 999.
    pub millisecond: u16,
}

impl PbxTime {
    /// The 17-character date-time of events and calls.
    #[must_use]
    pub fn seventeen(raw: &str) -> Self {
        Self { raw: raw.to_owned(), moment: Moment::seventeen(raw) }
    }

    /// The `D,M,Y,h,m` of Outlook's fields.
    #[must_use]
    pub fn outlook(raw: &str) -> Self {
        Self { raw: raw.to_owned(), moment: Moment::outlook(raw) }
    }
}

impl Moment {
    /// Milliseconds since a day long ago, by the same clock: for how far two times lie apart.
    #[must_use]
    pub fn ms(&self) -> u64 {
        self.day().since_0() * DAY_MS + self.of_day_ms()
    }

    /// Milliseconds since 1970, by the same clock; none before.
    #[must_use]
    pub fn local_ms(&self) -> Option<u64> {
        Some(self.day().since_1970()? * DAY_MS + self.of_day_ms())
    }

    fn day(&self) -> Day {
        Day { year: self.year, month: self.month, day: self.day }
    }

    fn of_day_ms(&self) -> u64 {
        let minutes = u64::from(self.hour) * 60 + u64::from(self.minute);
        (minutes * 60 + u64::from(self.second)) * 1_000 + u64::from(self.millisecond)
    }

    /// Year, month, day, hour, minute, where the calendar has it.
    #[must_use]
    pub fn minute([year, month, day, hour, minute]: [u16; 5]) -> Option<Self> {
        Self::new([year, month, day], [hour, minute, 0, 0])
    }

    /// `YYYYMMDDhhmmssmmm`, as srv=11 takes it.
    #[must_use]
    pub fn seventeen_digits(&self) -> String {
        format!("{}{:03}", self.fourteen_digits(), self.millisecond)
    }

    /// `YYYYMMDDhhmmss`, as srv=16 takes it.
    #[must_use]
    pub fn fourteen_digits(&self) -> String {
        let Self { year, month, day, hour, minute, second, .. } = self;
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
    }

    /// `D,M,Y,h,m`, written as srv=4's example writes it.
    #[must_use]
    pub fn outlook_text(&self) -> String {
        let Self { year, month, day, hour, minute, .. } = self;
        format!("{day},{month},{year},{hour},{minute:02}")
    }

    fn seventeen(text: &str) -> Option<Self> {
        if text.len() != 17 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| text[from..to].parse::<u16>().ok();
        let date = [part(0, 4)?, part(4, 6)?, part(6, 8)?];
        Self::new(date, [part(8, 10)?, part(10, 12)?, part(12, 14)?, part(14, 17)?])
    }

    fn outlook(text: &str) -> Option<Self> {
        let number = |part: &str| {
            let part = part.trim_matches(' ');
            let fits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if fits { part.parse::<u16>().ok() } else { None }
        };
        let mut parts = text.split(',').map(number);
        let mut next = || parts.next().flatten();
        let (day, month, year) = (next()?, next()?, next()?);
        let (hour, minute) = (next()?, next()?);
        if parts.next().is_some() {
            None
        } else {
            Self::new([year, month, day], [hour, minute, 0, 0])
        }
    }

    /// Year, month, day; hour, minute, second, millisecond: a time that the calendar has.
    fn new(
        [year, month, day]: [u16; 3],
        [hour, minute, second, millisecond]: [u16; 4],
    ) -> Option<Self> {
        let Day { year, month, day } = Day::new(year, month, day)?;
        let small = |number: u16| u8::try_from(number).ok();
        if hour > 23 || minute > 59 || second > 59 || millisecond > 999 {
            return None;
        }
        Some(Self {
            year,
            month,
            day,
            hour: small(hour)?,
            minute: small(minute)?,
            second: small(second)?,
            millisecond,
        })
    }
}

impl fmt::Display for Moment {
    /// To the minute: `2010-03-02T09:30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, .. } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_digits_are_a_time() {
        for (text, moment) in [
            ("20060201171529343", Some("2006-02-01T17:15")),
            ("20000229235959999", Some("2000-02-29T23:59")),
            ("19000229000000000", None),
            ("2006020117152934", None),
            ("200602011715293430", None),
            ("20061301171529343", None),
            ("20060201241529343", None),
            ("2006020117152934x", None),
            ("2006020117152934é", None),
            ("", None),
        ] {
            let time = PbxTime::seventeen(text);
            assert_eq!(time.moment.map(|m| m.to_string()).as_deref(), moment, "{text}");
            assert_eq!(time.raw, text);
        }
        let moment = PbxTime::seventeen("20060201171529343").moment.expect("a time");
        assert_eq!((moment.second, moment.millisecond), (29, 343));
    }

    #[test]
    fn times_lie_apart_as_the_calendar_has_it() {
        const DAY: u64 = 24 * 60 * 60 * 1_000;
        for (from, to, ms) in [
            ("20060201171529343", "20060201171529344", 1),
            ("20060228235959999", "20060301000000000", 1),
            ("20080228120000000", "20080301120000000", 2 * DAY),
            ("20001231000000000", "20010101000000000", DAY),
            ("20000101000000000", "20010101000000000", 366 * DAY),
            ("20260731000000000", "20260801000000000", DAY),
            ("00000101000000000", "04000101000000000", 146_097 * DAY),
        ] {
            let ms_of = |text| PbxTime::seventeen(text).moment.expect("a time").ms();
            assert_eq!(ms_of(to) - ms_of(from), ms, "{from} {to}");
        }
    }

    #[test]
    fn outlooks_times_begin_with_the_day() {
        for (text, moment) in [
            ("2,3,2010,9,30", Some("2010-03-02T09:30")),
            ("10,3,2010,15,00", Some("2010-03-10T15:00")),
            ("10, 03, 2010, 15, 00", Some("2010-03-10T15:00")),
            ("31,4,2010,9,30", None),
            ("2,3,2010,9", None),
            ("2,3,2010,9,30,0", None),
            ("2,3,2010,9,-1", None),
            ("", None),
            (",,,,", None),
        ] {
            let time = PbxTime::outlook(text);
            assert_eq!(time.moment.map(|m| m.to_string()).as_deref(), moment, "{text}");
        }
    }
}
