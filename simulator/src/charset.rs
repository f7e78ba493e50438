//! The charset of parameters and answers.
//!
//! The document does not name one (docs/voispeed.md), so it is a switch:
//! UTF-8, or the Windows code page that a PBX of those years most likely spoke.

use serde::{Deserialize, Serialize};

/// How text becomes octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Charset {
    /// UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows code page 1252; a character outside it becomes `?`.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Charset {
    /// The octets of `text`.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => text.as_bytes().to_vec(),
            Charset::Windows1252 => text.chars().map(windows_1252_octet).collect(),
        }
    }

    /// The text of `octets`; what cannot be read becomes U+FFFD.
    pub fn decode(self, octets: &[u8]) -> String {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(octets).into_owned(),
            Charset::Windows1252 => octets.iter().map(|&o| windows_1252_char(o)).collect(),
        }
    }
}

fn windows_1252_octet(character: char) -> u8 {
    let code = u32::from(character);
    match u8::try_from(code) {
        Ok(octet) if !(0x80..0xa0).contains(&octet) => octet,
        _ => FROM_0X80
            .iter()
            .position(|&c| c == character && c != UNUSED)
            .and_then(|place| u8::try_from(0x80 + place).ok())
            .unwrap_or(b'?'),
    }
}

fn windows_1252_char(octet: u8) -> char {
    match octet {
        0x80..0xa0 => FROM_0X80[usize::from(octet - 0x80)],
        _ => char::from(octet),
    }
}

const UNUSED: char = '\u{fffd}';

/// The part of the code page that differs from Latin-1.
const FROM_0X80: [char; 32] = [
    '€', UNUSED, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', UNUSED, 'Ž',
    UNUSED, //
    UNUSED, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', UNUSED, 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_both_charsets() {
        let row = |charset: Charset, text: &str, octets: &[u8]| {
            assert_eq!(charset.encode(text), octets, "{text}");
            assert_eq!(charset.decode(octets), text);
        };
        row(Charset::Utf8, "Müller", b"M\xc3\xbcller");
        row(Charset::Windows1252, "Müller", b"M\xfcller");
        row(Charset::Windows1252, "Šimek €", b"\x8aimek \x80");
        row(Charset::Windows1252, "Zoë", b"Zo\xeb");
    }

    #[test]
    fn what_has_no_place_is_replaced() {
        assert_eq!(Charset::Windows1252.encode("Wałęsa \u{81}\u{fffd}"), b"Wa??sa ??");
        assert_eq!(Charset::Windows1252.decode(b"\x81"), "\u{fffd}");
        assert_eq!(Charset::Utf8.decode(b"M\xfcller"), "M\u{fffd}ller");
    }
}
