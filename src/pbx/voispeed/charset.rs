//! Letters outside ASCII, in queries and answers.
//!
//! Document 000 does not say how they are written, so `query_charset` does: UTF-8, or Windows'
//! western code page. What a query cannot write is refused, so that no other name or group is
//! asked for than the one that was meant; what an answer holds beyond it is read as `U+FFFD`.

use crate::settings::QueryCharset;

/// A letter that the chosen charset does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unencodable(pub char);

/// The text's bytes.
///
/// # Errors
/// The first letter that the charset does not have.
pub fn encode(text: &str, charset: QueryCharset) -> Result<Vec<u8>, Unencodable> {
    match charset {
        QueryCharset::Utf8 => Ok(text.as_bytes().to_vec()),
        QueryCharset::Windows1252 => {
            text.chars().map(|c| windows_1252(c).ok_or(Unencodable(c))).collect()
        }
    }
}

/// The text of these bytes; what is no letter becomes `U+FFFD`.
#[must_use]
pub fn decode(bytes: &[u8], charset: QueryCharset) -> String {
    match charset {
        QueryCharset::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        QueryCharset::Windows1252 => bytes.iter().copied().map(from_windows_1252).collect(),
    }
}

fn windows_1252(c: char) -> Option<u8> {
    match c {
        '\u{00}'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        char::REPLACEMENT_CHARACTER => None,
        _ => (0x80..=0x9f).zip(HIGH).find(|(_, high)| *high == c).map(|(byte, _)| byte),
    }
}

fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Bytes 0x80 to 0x9f; five of them are not in use.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;
    use QueryCharset::{Utf8, Windows1252};

    #[test]
    fn text_becomes_the_bytes_of_its_charset() {
        for (text, charset, bytes) in [
            ("Città", Utf8, Ok(b"Citt\xc3\xa0".to_vec())),
            ("Città", Windows1252, Ok(b"Citt\xe0".to_vec())),
            ("5 €", Windows1252, Ok(b"5 \x80".to_vec())),
            ("Łódź", Utf8, Ok("Łódź".as_bytes().to_vec())),
            ("Łódź", Windows1252, Err(Unencodable('Ł'))),
            ("\u{81}", Windows1252, Err(Unencodable('\u{81}'))),
            ("\u{fffd}", Windows1252, Err(Unencodable('\u{fffd}'))),
        ] {
            assert_eq!(encode(text, charset), bytes, "{text}");
        }
    }

    #[test]
    fn every_byte_reads_and_what_reads_writes_itself() {
        for byte in 0..=255 {
            let text = decode(&[byte], Windows1252);
            match encode(&text, Windows1252) {
                Ok(bytes) => assert_eq!(bytes, [byte]),
                Err(_) => assert_eq!(text, "\u{fffd}", "{byte:#x}"),
            }
        }
        assert_eq!(decode(b"a\xffb", Utf8), "a\u{fffd}b");
    }
}
