//! The switches of voice menus, playback and meeting rooms, srv=9, 10 and 11.

use serde::{Deserialize, Serialize};

/// A switch each. In JSON they are the object `voice` of `POST /reset`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Voice {
    /// Voice menus; the only one by default is that of the document's example.
    pub ivrs: Vec<Ivr>,
    /// Files that srv=10 can name; only those that end in `.wav` can be played.
    pub audio_files: Vec<String>,
    /// How long a file plays once, in milliseconds.
    pub playback_ms: u64,
    /// Whether srv=10 needs a `call_id`.
    pub playback_call_id: PlaybackCallId,
    /// What srv=10 makes of a `value` without a dot or backslash.
    pub strings: Strings,
    /// Meeting rooms that there can be; none: as many as there are access codes.
    pub most_rooms: Option<usize>,
}

/// A voice menu.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ivr {
    /// As srv=9 names it.
    pub id: String,
    /// 0 off, 1 time bands, 2 day, 3 night, 4 and 5 custom.
    pub mode: u8,
}

/// Whether srv=10 needs a `call_id`: its table says so, its example has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaybackCallId {
    /// The table is right.
    #[default]
    Mandatory,
    /// The example is right.
    Optional,
}

/// What srv=10 makes of a `value` that is no file name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strings {
    /// A file that is not there.
    #[default]
    Refused,
    /// It is spoken.
    Spoken,
}

impl Default for Voice {
    fn default() -> Voice {
        Voice {
            ivrs: vec![Ivr { id: "42".to_owned(), mode: 1 }],
            audio_files: [r"C:\audio\rockmusic.wav", r"C:\audio\readme.txt"]
                .map(str::to_owned)
                .to_vec(),
            playback_ms: 10_000,
            playback_call_id: PlaybackCallId::default(),
            strings: Strings::default(),
            most_rooms: None,
        }
    }
}
