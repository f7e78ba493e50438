//! The 17-character date-time `YYYYMMDDhhmmssmmm` of rows and rooms
//! (docs/voispeed.md), and the short time that people read.

/// `20100302093000000` for the second of March 2010, half past nine.
pub fn stamp(ms: u64) -> String {
    let (year, month, day) = date(ms / DAY_MS);
    let (hour, minute, second) = time(ms);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{:03}", ms % 1000)
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

const DAY_MS: u64 = 86_400_000;

fn time(ms: u64) -> (u64, u64, u64) {
    let seconds = ms % DAY_MS / 1000;
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day from days since 1970-01-01, counted in years that begin in March,
/// so that the leap day is the last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_0000_03_01_TO_EPOCH: u64 = 719_468;
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
}
