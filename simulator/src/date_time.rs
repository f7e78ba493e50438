//! The 17-character date-time `YYYYMMDDhhmmssmmm` of rows and rooms
//! (docs/voispeed.md), and the short time that people read.

use crate::query::digits;

/// `20100302093000000` for the second of March 2010, half past nine.
pub fn stamp(ms: u64) -> String {
    let (year, month, day) = date(ms / DAY_MS);
    let (hour, minute, second) = time(ms);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{:03}", ms % 1000)
}

/// `20100302093000`, as srv=16 names a message.
pub fn seconds_stamp(ms: u64) -> String {
    stamp(ms)[..14].to_owned()
}

/// Reads the 17 characters.
pub fn parse_stamp(text: &str) -> Option<u64> {
    let (seconds, ms) = text.split_at_checked(14)?;
    let ms: u64 = digits(ms).filter(|ms| ms.len() == 3)?.parse().ok()?;
    Some(parse_seconds_stamp(seconds)? + ms)
}

/// Reads the 14 characters.
pub fn parse_seconds_stamp(text: &str) -> Option<u64> {
    let text = digits(text).filter(|text| text.len() == 14)?;
    let part = |from: usize, to: usize| text[from..to].parse::<u64>().ok();
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let in_day = hour < 24 && minute < 60 && second < 60;
    let day = day(part(0, 4)?, part(4, 6)?, part(6, 8)?).filter(|_| in_day)?;
    Some(day + ((hour * 60 + minute) * 60 + second) * 1000)
}

/// `00.03.25`, the duration of a call.
pub fn dotted(ms: u64) -> String {
    let seconds = ms / 1000;
    format!("{:02}.{:02}.{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `2010_03_02_09_30_00`, as in the names of recordings.
pub fn underscored(ms: u64) -> String {
    let (year, month, day) = date(ms / DAY_MS);
    let (hour, minute, second) = time(ms);
    format!("{year:04}_{month:02}_{day:02}_{hour:02}_{minute:02}_{second:02}")
}

/// `09:30:00`.
pub fn time_of_day(ms: u64) -> String {
    let (hour, minute, second) = time(ms);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// The first millisecond of a day; none when the calendar has no such day, or it is before 1970.
pub fn day(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let (march_year, from_march) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = march_year / 4 - march_year / 100 + march_year / 400;
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = march_year * 365 + leap_days + of_year - DAYS_0000_03_01_TO_EPOCH;
    (date(days) == (year, month, day)).then_some(days * DAY_MS)
}

/// Reads `D,M,Y,h,m`, the dates of Outlook; a leading zero may be there or not.
pub fn appointment(text: &str) -> Option<u64> {
    let fields: Vec<u64> =
        text.split(',').map(|field| digits(field)?.parse().ok()).collect::<Option<_>>()?;
    match fields[..] {
        [of_month, month, year, hour @ 0..24, minute @ 0..60] => {
            Some(day(year, month, of_month)? + (hour * 60 + minute) * 60_000)
        }
        _ => None,
    }
}

pub(crate) const DAY_MS: u64 = 86_400_000;
const DAYS_0000_03_01_TO_EPOCH: u64 = 719_468;

fn time(ms: u64) -> (u64, u64, u64) {
    let seconds = ms % DAY_MS / 1000;
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day from days since 1970-01-01, counted in years that begin in March,
/// so that the leap day is the last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let days = days + DAYS_0000_03_01_TO_EPOCH;
    let (era, of_era) = (days / DAYS_IN_400_YEARS, days % DAYS_IN_400_YEARS);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_calendar() {
        let row = |ms: u64, expected: &str| assert_eq!(stamp(ms), expected);
        row(0, "19700101000000000");
        row(1_267_522_200_000, "20100302093000000");
        row(951_782_399_999, "20000228235959999");
        row(951_782_400_000, "20000229000000000");
        row(951_868_800_000, "20000301000000000");
        row(4_107_542_400_000, "21000301000000000");
        row(1_735_689_599_001, "20241231235959001");
        assert_eq!(time_of_day(1_267_522_261_000), "09:31:01");
    }

    #[test]
    fn stamps_are_read_as_they_are_written() {
        for ms in [0, 1_267_522_200_000, 951_782_399_999, 1_735_689_599_001] {
            assert_eq!(parse_stamp(&stamp(ms)), Some(ms));
            assert_eq!(parse_seconds_stamp(&seconds_stamp(ms)), Some(ms / 1000 * 1000));
        }
        let stamps = [
            "",
            "2010030209300000",
            "201003020930000000",
            "20100230093000000",
            "20100302243000000",
        ];
        for none in
            stamps.into_iter().chain(["20100302096000000", "2010030209306a000", "2010030209300é00"])
        {
            assert_eq!(parse_stamp(none), None, "{none}");
        }
        assert_eq!(dotted(205_999), "00.03.25");
        assert_eq!(dotted(360_000_000), "100.00.00");
    }

    #[test]
    fn days_that_there_are() {
        let row = |(y, m, d), expected: Option<&str>| {
            let stamp = day(y, m, d).map(stamp);
            assert_eq!(stamp.as_deref().map(|stamp| &stamp[..8]), expected, "{y} {m} {d}");
        };
        row((1970, 1, 1), Some("19700101"));
        row((2000, 2, 29), Some("20000229"));
        row((2010, 12, 31), Some("20101231"));
        row((9999, 12, 31), Some("99991231"));
        for none in
            [(2010, 2, 29), (2010, 4, 31), (2010, 0, 1), (2010, 13, 1), (2010, 1, 0), (10, 1, 1)]
        {
            row(none, None);
        }
    }

    #[test]
    fn dates_of_outlook() {
        let row = |text: &str, expected: Option<&str>| {
            assert_eq!(appointment(text).map(stamp).as_deref(), expected, "{text}");
        };
        row("10,3,2010,15,00", Some("20100310150000000"));
        row("2,03,2010,9,30", Some("20100302093000000"));
        for none in [
            "10,3,2010,15",
            "10,3,2010,24,0",
            "10,3,2010,0,60",
            "31,2,2010,0,0",
            "a,3,2010,1,1",
            "",
        ] {
            row(none, None);
        }
    }
}
