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
    let (mut count, mut hash, mut found) = (0, SEED, Meaning::default());
    for letter in letters {
        let Some(place) = word.get_mut(count) else { return found };
        *place = lower(letter);
        hash = hashed(hash, *place);
        count += 1;
        if let Some(stem) = LEXICON.stems.get(hash) {
            // A longer stem knows better: telefax is no telephone.
            found = stem;
        }
    }
    let word = &word[..count];
    for (part, at_end, meaning) in &LEXICON.parts {
        let holds = match at_end {
            true => count > part.len() && word.ends_with(part),
            false => count > part.len() && word.windows(part.len()).any(|window| window == part),
        };
        if holds {
            found = found.and(*meaning);
        }
    }
    match LEXICON.whole.get(hash) {
        Some(whole) if count > 0 => found.and(whole),
        _ => found,
    }
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

/// In lower case; the first letter where that makes more than one.
fn lower(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    letter.to_lowercase().next().unwrap_or(letter)
}

struct Lexicon {
    whole: Hashes,
    stems: Hashes,
    /// Parts of compounds, and whether they must be their end.
    parts: Vec<(Vec<char>, bool, Meaning)>,
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
            words.iter().for_each(|word| lexicon.add(word, meaning));
        }
        lexicon
    }

    fn add(&mut self, word: &str, meaning: Meaning) {
        let letters = word.trim_matches('*').chars();
        match (word.starts_with('*'), word.ends_with('*')) {
            (true, within) => {
                // A phone's number alone is one as well; a number alone may be anything's.
                if meaning.has(Meaning::PHONE) {
                    self.whole.add(letters.clone().fold(SEED, hashed), meaning);
                }
                self.parts.push((letters.collect(), !within, meaning));
            }
            (false, true) => self.stems.add(letters.fold(SEED, hashed), meaning),
            (false, false) => self.whole.add(letters.fold(SEED, hashed), meaning),
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
        let subjects = OTHER.iter().flat_map(|subject| subject.words);
        let lists = [
            PHONE, FAX, UNITS, CURRENCIES, AND_OR, TIES, CUSTOMERS, NUMBERED, OWNERS, HOURS,
            EXTENSION,
        ];
        let all: Vec<&str> = lists.into_iter().flatten().chain(subjects).copied().collect();
        assert!(all.len() * 2 <= PLACES, "{} words", all.len());
        for word in all {
            assert_eq!(word, word.chars().map(lower).collect::<String>());
            assert!(word.trim_matches('*').chars().count() <= LETTERS_MAX, "{word}");
        }
    }
}
