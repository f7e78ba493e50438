//! What words beside digits mean: one look at a word answers for all tables at once.
//!
//! [`tables`] holds the words by subject and language. They are hashed once, at first use; a word of
//! the text is hashed letter by letter on the way, so that stems are met without going back.

pub mod tables;

use std::sync::LazyLock;

use super::glyphs::Glyph;
use tables::{
    AND_OR, CURRENCIES, CUSTOMERS, EXTENSION, FAX, HOURS, NUMBERED, OTHER, OWNERS, PHONE, TIES,
    UNITS,
};

/// What a word can mean; one may mean several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning(u16);

impl Meaning {
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
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Longest word that is looked up, in letters.
pub const LETTERS_MAX: usize = 24;

/// What the word means that these letters spell, in any case.
#[must_use]
pub fn meaning(letters: impl Iterator<Item = char>) -> Meaning {
    let mut word = ['\0'; LETTERS_MAX];
    let (mut count, mut hash, mut held, mut found) = (0, SEED, 0, Meaning::default());
    let lexicon = &*LEXICON;
    for letter in letters {
        let Some(place) = word.get_mut(count) else { return found };
        *place = lower(letter);
        hash = hashed(hash, *place);
        held |= bit(*place);
        count += 1;
        if let Some(stem) = lexicon.stems.get(hash) {
            // A longer stem knows better: telefax is no telephone.
            found = stem;
        }
    }
    if count == 0 {
        return found;
    }
    let word = &word[..count];
    for part in lexicon.parts.iter().filter(|part| part.bits & !held == 0) {
        if part.is_in(word) {
            found = found.and(part.meaning);
        }
    }
    lexicon.whole.get(hash).map_or(found, |whole| found.and(whole))
}

/// Whether these letters spell the name of a currency. Those are whole words, so that one look does.
#[must_use]
pub fn is_currency(letters: impl Iterator<Item = char>) -> bool {
    let hash = letters.map(lower).fold(SEED, hashed);
    LEXICON.whole.get(hash).is_some_and(|meaning| meaning.has(Meaning::CURRENCY))
}

/// What the word means that begins here, and how many glyphs it has.
#[must_use]
pub fn word_at(glyphs: &[Glyph]) -> (Meaning, usize) {
    let letters = glyphs.iter().map(|glyph| glyph.char).take_while(|char| char.is_alphabetic());
    let count = letters.clone().take(LETTERS_MAX + 1).count();
    if count == 0 || count > LETTERS_MAX {
        return (Meaning::default(), count);
    }
    (meaning(letters), count)
}

/// In lower case, in the scripts that the tables hold: what Unicode says of all others is more than
/// the tables themselves. A test walks every character.
fn lower(letter: char) -> char {
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

/// The bit that a letter sets of 64, so that most words are told from most parts at once.
fn bit(letter: char) -> u64 {
    1 << (u32::from(letter) & 63)
}

struct Lexicon {
    whole: Hashes,
    stems: Hashes,
    parts: Vec<Part>,
}

/// Letters that compounds hold.
struct Part {
    letters: Vec<char>,
    /// The [`bit`]s of its letters.
    bits: u64,
    /// Whether they must be the end.
    at_end: bool,
    meaning: Meaning,
}

impl Part {
    fn is_in(&self, word: &[char]) -> bool {
        let part = &self.letters;
        word.len() > part.len()
            && match self.at_end {
                true => word.ends_with(part),
                false => word.windows(part.len()).any(|window| window == part),
            }
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Self {
        let mut lexicon =
            Self { whole: Hashes::with_room(), stems: Hashes::with_room(), parts: Vec::new() };
        let lists = [
            (PHONE, Meaning::PHONE),
            (FAX, Meaning::PHONE.and(Meaning::FAX)),
            (UNITS, Meaning::UNIT),
            (CURRENCIES, Meaning::CURRENCY),
            (AND_OR, Meaning::AND_OR),
            (TIES, Meaning::TIE),
            (CUSTOMERS, Meaning::TIE.and(Meaning::CUSTOMER)),
            (OWNERS, Meaning::OWNER),
            (NUMBERED, Meaning::TIE.and(Meaning::NUMBERED)),
            (HOURS, Meaning::HOUR),
            (EXTENSION, Meaning::EXTENSION),
        ];
        let others = OTHER.iter().map(|subject| (subject.words, Meaning::OTHER));
        for (words, meaning) in lists.into_iter().chain(others) {
            words.split(' ').for_each(|word| lexicon.add(word, meaning));
        }
        lexicon
    }

    fn add(&mut self, word: &str, meaning: Meaning) {
        let (compound, within) = (word.starts_with('*'), word.ends_with('*'));
        let letters = || word.chars().filter(|char| *char != '*');
        let hash = letters().fold(SEED, hashed);
        // A phone's number alone is one as well; a number alone may be anything's.
        if if compound { meaning.has(Meaning::PHONE) } else { !within } {
            self.whole.add(hash, meaning);
        }
        if compound {
            let bits = letters().fold(0, |bits, letter| bits | bit(letter));
            self.parts.push(Part { letters: letters().collect(), bits, at_end: !within, meaning });
        } else if within {
            self.stems.add(hash, meaning);
        }
    }
}

/// Meanings by the hashes of words, open addressing.
struct Hashes {
    places: Vec<(u64, Meaning)>,
}

/// Twice as many as there are words, and a power of two; a test counts them.
const PLACES: usize = 4096;

impl Hashes {
    fn with_room() -> Self {
        Self { places: vec![(0, Meaning::default()); PLACES] }
    }

    fn add(&mut self, hash: u64, meaning: Meaning) {
        for place in places(hash) {
            let (known, old) = &mut self.places[place];
            if *known == 0 || *known == hash {
                (*known, *old) = (hash, old.and(meaning));
                return;
            }
        }
    }

    fn get(&self, hash: u64) -> Option<Meaning> {
        for place in places(hash) {
            match self.places[place] {
                (0, _) => return None,
                (known, meaning) if known == hash => return Some(meaning),
                _ => {}
            }
        }
        None
    }
}

fn places(hash: u64) -> impl Iterator<Item = usize> {
    let first = (hash >> 40) as usize;
    (0..PLACES).map(move |more| (first + more) % PLACES)
}

/// FNV-1a over letters.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> Meaning {
        meaning(word.chars())
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
    fn all_words_have_room_and_are_in_lower_case() {
        let all = all();
        assert!(all.len() * 2 <= PLACES, "{} words", all.len());
        for word in all {
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

    fn all() -> Vec<&'static str> {
        let subjects = OTHER.iter().map(|subject| subject.words);
        let lists = [
            PHONE, FAX, UNITS, CURRENCIES, AND_OR, TIES, CUSTOMERS, NUMBERED, OWNERS, HOURS,
            EXTENSION,
        ];
        lists.into_iter().chain(subjects).flat_map(|words| words.split(' ')).collect()
    }
}
