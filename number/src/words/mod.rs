//! What words beside digits mean: one look at a word answers for all tables at once.
//!
//! [`tables`] holds the words by subject and language, [`lexicon`] their hashes; a word of the text is
//! hashed letter by letter on the way, so that stems are met without going back.

mod lexicon;
pub mod tables;

use super::glyphs::Glyph;
use lexicon::{LEXICON, SEED, bit, hashed};

/// What a word can mean; one may mean several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning(u16);

impl Meaning {
    const NONE: Self = Self(0);
    /// A phone, of any sort.
    pub const PHONE: Self = Self(1);
    /// A phone that is a fax.
    pub const FAX: Self = Self(1 << 1);
    /// Something that is no phone.
    pub const OTHER: Self = Self(1 << 2);
    /// What is counted or measured.
    pub const UNIT: Self = Self(1 << 3);
    /// A currency.
    pub const CURRENCY: Self = Self(1 << 4);
    /// "And", "or" and what else stands between the numbers of a list.
    pub const AND_OR: Self = Self(1 << 5);
    /// Hours of a day.
    pub const HOUR: Self = Self(1 << 6);
    /// An extension.
    pub const EXTENSION: Self = Self(1 << 7);
    /// A word that ties a name to what is numbered.
    pub const TIE: Self = Self(1 << 8);
    /// Somebody who may have a number with us.
    pub const CUSTOMER: Self = Self(1 << 9);
    /// A number, of whatever it is.
    pub const NUMBERED: Self = Self(1 << 10);
    /// Whose phone it is.
    pub const OWNER: Self = Self(1 << 11);

    /// Whether it means this, maybe among others.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Longest word that is looked up, in letters.
pub const LETTERS_MAX: usize = 24;

/// What the word means that these glyphs spell, in any case. What is no [`is_part`] of a word is left
/// out: `p.iva`.
#[must_use]
pub fn meaning(glyphs: &[Glyph]) -> Meaning {
    let mut word = ['\0'; LETTERS_MAX];
    let (mut count, mut hash, mut held, mut found) = (0, SEED, 0, Meaning::NONE);
    for glyph in glyphs {
        if !is_part(glyph.char) {
            continue;
        }
        let Some(place) = word.get_mut(count) else { return found };
        *place = lower(glyph.char);
        hash = hashed(hash, *place);
        held |= bit(*place);
        count += 1;
        let stem = LEXICON.stem(hash);
        if stem != Meaning::NONE {
            // A longer stem knows better: telefax is no telephone.
            found = stem;
        }
    }
    let word = &word[..count];
    for part in LEXICON.parts(count) {
        if part.is_in(word, held) {
            found = found.and(part.meaning);
        }
    }
    found.and(LEXICON.whole(hash))
}

/// Whether a character belongs to a word.
#[must_use]
pub fn is_part(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

/// Whether these letters spell the name of a currency. Those are whole words, so that one look does.
#[must_use]
pub fn is_currency(letters: &[Glyph]) -> bool {
    let hash = letters.iter().fold(SEED, |hash, glyph| hashed(hash, lower(glyph.char)));
    LEXICON.whole(hash).has(Meaning::CURRENCY)
}

/// What the word means that begins here, and how many glyphs it has.
#[must_use]
pub fn word_at(glyphs: &[Glyph]) -> (Meaning, usize) {
    let letters = glyphs.iter().take(LETTERS_MAX + 1);
    let count = letters.take_while(|glyph| glyph.char.is_alphabetic()).count();
    if count == 0 || count > LETTERS_MAX {
        return (Meaning::NONE, count);
    }
    (meaning(&glyphs[..count]), count)
}

/// In lower case, in the scripts that the tables hold: what Unicode says of all others is more than
/// the tables themselves. A test walks every character.
pub fn lower(letter: char) -> char {
    let code = u32::from(letter);
    let lowered = match code {
        0x41..=0x5A | 0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3A1 | 0x3A3..=0x3AB | 0x410..=0x42F => {
            code + 0x20
        }
        0..0x100 => code,
        // İ, whose lower case is an i and a dot above it.
        0x130 => 0x69,
        0x178 => 0xFF,
        0x139..=0x148 | 0x179..=0x17E | 0x1AF => code + (code & 1),
        0x100..=0x137
        | 0x14A..=0x177
        | 0x1A0..=0x1A5
        | 0x218..=0x21B
        | 0x1E00..=0x1E95
        | 0x1EA0..=0x1EFF
        | 0x490..=0x4BF
        | 0x4D0..=0x52F => code | 1,
        0x386 => 0x3AC,
        0x388..=0x38A => code + 0x25,
        0x38C => 0x3CC,
        0x38E | 0x38F => code + 0x3F,
        0x400..=0x40F => code + 0x50,
        0x3F4 => 0x3B8,
        0x2126 => 0x3C9,
        0x212A => 0x6B,
        0x212B => 0xE5,
        _ => code,
    };
    char::from_u32(lowered).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::tables::{
        AND_OR, CURRENCIES, CUSTOMERS, EXTENSION, FAX, HOURS, NUMBERED, OTHER, OWNERS, PHONE, TIES,
        UNITS,
    };
    use super::*;
    use crate::glyphs::glyphs;

    fn of(word: &str) -> Meaning {
        meaning(&glyphs(word))
    }

    #[test]
    fn words_stems_and_parts_are_known_in_any_case() {
        for (word, expected, not) in [
            ("Tel", Meaning::PHONE, Meaning::FAX),
            ("TELEFONO", Meaning::PHONE, Meaning::FAX),
            ("Telefax", Meaning::FAX, Meaning::OTHER),
            ("fax", Meaning::FAX, Meaning::OTHER),
            ("Факс", Meaning::FAX, Meaning::OTHER),
            ("Kundentelefon", Meaning::PHONE, Meaning::OTHER),
            ("smartphone", Meaning::PHONE, Meaning::OTHER),
            ("IBAN", Meaning::OTHER, Meaning::PHONE),
            ("Steuernummer", Meaning::OTHER, Meaning::PHONE),
            ("eur", Meaning::CURRENCY, Meaning::PHONE),
            ("Zł", Meaning::CURRENCY, Meaning::PHONE),
            ("km", Meaning::UNIT, Meaning::PHONE),
            ("und", Meaning::AND_OR, Meaning::PHONE),
            ("Uhr", Meaning::HOUR, Meaning::PHONE),
            ("wew", Meaning::EXTENSION, Meaning::PHONE),
        ] {
            assert!(of(word).has(expected), "{word}");
            assert!(!of(word).has(not), "{word}");
        }
        for word in ["", "rossi", "ib", "ibans", "x".repeat(80).as_str()] {
            assert_eq!(of(word), Meaning::default(), "{word}");
        }
    }

    #[test]
    fn all_words_are_in_lower_case() {
        for word in all() {
            assert!(!word.is_empty() && word.trim() == word, "{word:?}");
            assert_eq!(word, word.chars().map(lower).collect::<String>());
            assert!(word.trim_matches('*').chars().count() <= LETTERS_MAX, "{word}");
            assert!(!word.trim_matches('*').contains('*'), "{word}");
        }
        assert!(!CURRENCIES.contains('*'), "names of currencies are whole words");
    }

    #[test]
    fn letters_of_the_tables_have_the_lower_case_that_unicode_gives_them() {
        let known: Vec<char> = all().concat().chars().collect();
        let unknown = |char: char| !known.contains(&char);
        let differs = |letter: &char| {
            let (ours, unicodes) = (lower(*letter), letter.to_lowercase().next());
            Some(ours) != unicodes && !(unknown(ours) && unicodes.is_none_or(unknown))
        };
        assert_eq!(('\0'..=char::MAX).filter(differs).collect::<String>(), "");
    }

    pub fn all() -> Vec<&'static str> {
        let subjects = OTHER.iter().map(|subject| subject.words);
        let lists = [
            PHONE, FAX, UNITS, CURRENCIES, AND_OR, TIES, CUSTOMERS, NUMBERED, OWNERS, HOURS,
            EXTENSION,
        ];
        lists.into_iter().chain(subjects).flat_map(|words| words.split(' ')).collect()
    }
}
