//! A text as the finder reads it: one [`Glyph`] a visible character, with its place in UTF-16.
//!
//! Digits of other scripts become `0` to `9`, every kind of blank (no-break U+00A0, narrow
//! U+202F, thin U+2009 …) one blank, every dash a hyphen. What has no width (soft hyphen, joiners,
//! direction marks) is left out, so that it can neither split nor disguise a number.

/// A visible character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// As the finder reads it: `'0'..='9'`, `' '`, `'-'`, `'.'`, `'/'`, `'('`, `')'`, `'+'`, or
    /// the character itself.
    pub char: char,
    /// Twice its first UTF-16 unit, and one more where it has two. Eight bytes a glyph and not twelve, of
    /// which a page makes as many as it has characters.
    place: u32,
}

impl Glyph {
    fn new(char: char, start: u32, units: u32) -> Self {
        Self { char, place: start << 1 | (units - 1) }
    }

    /// First UTF-16 unit.
    #[must_use]
    pub fn start(self) -> u32 {
        self.place >> 1
    }

    /// One past its last UTF-16 unit.
    #[must_use]
    pub fn end(self) -> u32 {
        self.start() + 1 + (self.place & 1)
    }
}

/// The glyphs of a text, in order.
#[must_use]
pub fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    read_into(text, 0, &mut glyphs);
    glyphs
}

/// Puts the glyphs of a part of a text in place of those that were there; `units_before` of the
/// text's UTF-16 units lie before the part.
pub fn read_into(part: &str, units_before: u32, glyphs: &mut Vec<Glyph>) {
    // Room for all at once: asking for it glyph by glyph costs more than the glyphs.
    glyphs.resize(part.len(), Glyph::new(' ', 0, 1));
    let (mut at, mut count) = (units_before, 0);
    let mut rest = part;
    while !rest.is_empty() {
        // A few at once, which compilers make wide instructions of.
        if let Some(stride) = rest.as_bytes().first_chunk::<STRIDE>()
            && stride.is_ascii()
        {
            let places = glyphs[count..].iter_mut().zip(stride).zip(at..);
            places.for_each(|((place, byte), at)| *place = ascii(*byte, at));
            at += STRIDE as u32;
            count += STRIDE;
            rest = &rest[STRIDE..];
        } else {
            let (some, others) = rest.split_at(rest.ceil_char_boundary(STRIDE));
            (at, count) = read_each(some, at, glyphs, count);
            rest = others;
        }
    }
    glyphs.truncate(count);
}

/// Bytes that are looked at in one go.
const STRIDE: usize = 16;

/// The same, a character at a time, from the place `count` on: the unit and the place of what follows.
fn read_each(part: &str, units_before: u32, glyphs: &mut [Glyph], count: usize) -> (u32, usize) {
    let (mut at, mut count) = (units_before, count);
    for char in part.chars() {
        let units = if u32::from(char) > 0xFFFF { 2 } else { 1 };
        let glyph = if char.is_ascii() {
            Some(ascii(char as u8, at))
        } else {
            read(char).map(|char| Glyph::new(char, at, units))
        };
        if let Some(glyph) = glyph {
            glyphs[count] = glyph;
            count += 1;
        }
        at += units;
    }
    (at, count)
}

fn ascii(byte: u8, at: u32) -> Glyph {
    let byte = match byte {
        b'[' => b'(',
        b']' => b')',
        byte => byte,
    };
    Glyph::new(char::from(byte), at, 1)
}

/// Whether these glyphs end with this word, letter by letter.
#[must_use]
pub fn ends_with(glyphs: &[Glyph], word: &str) -> bool {
    let tail = glyphs.iter().rev().map(|glyph| glyph.char);
    tail.take(word.chars().count()).eq(word.chars().rev())
}

/// How one character is read; nothing when it has no width.
#[must_use]
#[inline(never)]
pub fn read(char: char) -> Option<char> {
    Some(match char {
        '\0'..='\x7F' => ascii(char as u8, 0).char,
        '（' | '［' => '(',
        '）' | '］' => ')',
        '\u{00A0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}' => '-',
        '\u{00B7}' | '\u{2219}' | '\u{22C5}' | '\u{FF0E}' => '.',
        '\u{FF0F}' | '\u{2044}' => '/',
        '\u{FF0B}' => '+',
        '\u{FF1A}' => ':',
        '\u{FF03}' => '#',
        '\u{00AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE0F}'
        | '\u{FEFF}' => return None,
        _ => digit(char).unwrap_or(char),
    })
}

/// `'0'..='9'` for a digit of any of the scripts in [`ZEROS`].
fn digit(char: char) -> Option<char> {
    let code = u32::from(char);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 10)
}

/// The zeros of the scripts that people write numbers in; nine more digits follow each.
const ZEROS: [u32; 22] = [
    0x0660,  // Arabic
    0x06F0,  // Persian, Urdu
    0x07C0,  // N'Ko
    0x0966,  // Devanagari
    0x09E6,  // Bengali
    0x0A66,  // Gurmukhi
    0x0AE6,  // Gujarati
    0x0B66,  // Odia
    0x0BE6,  // Tamil
    0x0C66,  // Telugu
    0x0CE6,  // Kannada
    0x0D66,  // Malayalam
    0x0DE6,  // Sinhala
    0x0E50,  // Thai
    0x0ED0,  // Lao
    0x0F20,  // Tibetan
    0x1040,  // Burmese
    0x17E0,  // Khmer
    0x1810,  // Mongolian
    0xA8D0,  // Saurashtra
    0xFF10,  // Full width
    0x1E950, // Adlam
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(text: &str) -> String {
        glyphs(text).iter().map(|glyph| glyph.char).collect()
    }

    #[test]
    fn digits_blanks_and_dashes_of_all_kinds_read_alike() {
        for (text, read) in [
            ("+39 02", "+39 02"),
            ("\u{FF0B}\u{FF13}\u{FF19}\u{3000}\u{FF10}\u{FF12}", "+39 02"),
            ("+39\u{00A0}02\u{202F}18\u{2009}96", "+39 02 18 96"),
            ("٠٢‑١٨٩٦٥٥", "02-189655"),
            ("۰۲–۱۸", "02-18"),
            ("०२−१८", "02-18"),
            ("02·18", "02.18"),
            ("[02]（18）", "(02)(18)"),
            ("0\u{00AD}2\u{200B}1\u{2060}8", "0218"),
            ("²①½", "²①½"),
        ] {
            assert_eq!(read_back(text), read, "{text}");
        }
    }

    #[test]
    fn places_are_in_utf_16() {
        let glyphs = glyphs("📞 0\u{200B}2");
        assert_eq!((glyphs[0].start(), glyphs[0].end()), (0, 2));
        assert_eq!((glyphs[2].start(), glyphs[2].end()), (3, 4));
        assert_eq!((glyphs[3].start(), glyphs[3].end()), (5, 6));
    }

    #[test]
    fn a_part_counts_from_where_it_begins() {
        let mut glyphs = glyphs("something else");
        read_into("02", 7, &mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.start()).collect::<Vec<_>>(), [7, 8]);
    }

    #[test]
    fn zeros_are_in_order_and_apart() {
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
    }
}
