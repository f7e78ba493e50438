//! Names of recordings (srv=2), as document 000 describes them:
//! `info_counter_year_month_day_hours_minutes_seconds_calling_called.wav`.

/// What a file's name says. `info` may itself have `_`, so it is read from its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingName<'a> {
    /// The fields in the order of [`RecordingName::FIELDS`].
    pub fields: [&'a str; 10],
}

impl<'a> RecordingName<'a> {
    /// The fields, as document 000 names them.
    pub const FIELDS: [&'static str; 10] = [
        "info", "counter", "year", "month", "day", "hours", "minutes", "seconds", "calling",
        "called",
    ];

    /// Of a file's name.
    #[must_use]
    pub fn read(name: &'a str) -> Option<Self> {
        let mut fields = [""; 10];
        let mut parts = name.strip_suffix(".wav")?.rsplitn(fields.len(), '_');
        for field in fields.iter_mut().rev() {
            *field = parts.next()?;
        }
        Some(Self { fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_may_have_what_parts_the_fields() {
        for (name, info, called) in [
            ("sales_12_2010_3_2_9_30_0_201_02189655.wav", Some("sales"), "02189655"),
            ("sales_rome_12_2010_3_2_9_30_0_201_02189655.wav", Some("sales_rome"), "02189655"),
            ("_12_2010_3_2_9_30_0_201_315.wav", Some(""), "315"),
            ("12_2010_3_2_9_30_0_201_315.wav", None, ""),
            ("sales_12_2010_3_2_9_30_0_201_315.mp3", None, ""),
            ("", None, ""),
        ] {
            let read = RecordingName::read(name);
            assert_eq!(read.as_ref().map(|read| read.fields[0]), info, "{name}");
            assert_eq!(read.map_or("", |read| read.fields[9]), called, "{name}");
        }
    }
}
