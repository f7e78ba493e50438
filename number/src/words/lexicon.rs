//! The words of [`tables`](super::tables) by their hashes, put in their places by the compiler: a page's
//! first number waits for none of it, and the wasm holds the hashes and not the words.

use super::tables::{
    AND_OR, CURRENCIES, CUSTOMERS, EXTENSION, FAX, HOURS, NUMBERED, OTHER, OWNERS, PHONE, TIES,
    UNITS,
};
use super::{LETTERS_MAX, Meaning};

/// All words, in the order in which they were read.
pub static LEXICON: Lexicon = Lexicon::read();

/// What is known of words.
pub struct Lexicon {
    /// The lower 24 bits of the hash at each place, 0 for none: open addressing. The upper ones say where
    /// the place is, and what is not told does not weigh.
    low: [u16; PLACES],
    middle: [u8; PLACES],
    /// What the whole words at those places mean, and what words mean that begin so.
    whole: [Meaning; PLACES],
    stems: [Meaning; PLACES],
    parts: [Part; PARTS_MAX],
    parts_count: usize,
}

/// Letters that compounds hold.
#[derive(Clone, Copy)]
pub struct Part {
    letters: [char; PART_LETTERS_MAX],
    count: u8,
    /// The [`bit`]s of its letters.
    bits: u32,
    /// Whether they must be the end.
    at_end: bool,
    /// What a word means that holds them.
    pub meaning: Meaning,
}

/// Twice as many as there are words, and a power of two; a test counts them.
const PLACES: usize = 4096;
/// What is kept of a hash.
const KNOWN: u32 = 0xFF_FFFF;
/// Room for the parts, and for the letters of each; the compiler counts them.
const PARTS_MAX: usize = 64;
const PART_LETTERS_MAX: usize = 16;

/// What a word begins with: FNV-1a over letters.
pub const SEED: u32 = 0x811c_9dc5;

/// The hash of letters and one more.
pub const fn hashed(hash: u32, letter: char) -> u32 {
    (hash ^ letter as u32).wrapping_mul(0x0100_0193)
}

/// The bit that a letter sets of 32, so that most words are told from most parts at once.
pub const fn bit(letter: char) -> u32 {
    1 << (letter as u32 & 31)
}

impl Lexicon {
    /// What the word with this hash means.
    pub fn whole(&self, hash: u32) -> Meaning {
        self.place(hash).map_or(Meaning::NONE, |place| self.whole[place])
    }

    /// What words mean whose beginning has this hash.
    pub fn stem(&self, hash: u32) -> Meaning {
        self.place(hash).map_or(Meaning::NONE, |place| self.stems[place])
    }

    /// The parts that are shorter than a word with so many letters.
    pub fn parts(&self, letters: usize) -> impl Iterator<Item = &Part> {
        let parts = self.parts.iter().take(self.parts_count);
        parts.take_while(move |part| usize::from(part.count) < letters)
    }

    fn place(&self, hash: u32) -> Option<usize> {
        let mut place = first_place(hash);
        // Half of the places are free, so that one of them ends this.
        loop {
            match self.known(place % PLACES) {
                0 => return None,
                known if known == hash & KNOWN => return Some(place % PLACES),
                _ => place += 1,
            }
        }
    }

    const fn known(&self, place: usize) -> u32 {
        self.low[place] as u32 | (self.middle[place] as u32) << 16
    }

    const fn read() -> Self {
        let mut lexicon = Self {
            low: [0; PLACES],
            middle: [0; PLACES],
            whole: [Meaning::NONE; PLACES],
            stems: [Meaning::NONE; PLACES],
            parts: [Part::NONE; PARTS_MAX],
            parts_count: 0,
        };
        lexicon.add_all(PHONE, Meaning::PHONE);
        lexicon.add_all(FAX, Meaning::PHONE.and(Meaning::FAX));
        lexicon.add_all(UNITS, Meaning::UNIT);
        lexicon.add_all(CURRENCIES, Meaning::CURRENCY);
        lexicon.add_all(AND_OR, Meaning::AND_OR);
        lexicon.add_all(TIES, Meaning::TIE);
        lexicon.add_all(CUSTOMERS, Meaning::TIE.and(Meaning::CUSTOMER));
        lexicon.add_all(OWNERS, Meaning::OWNER);
        lexicon.add_all(NUMBERED, Meaning::TIE.and(Meaning::NUMBERED));
        lexicon.add_all(HOURS, Meaning::HOUR);
        lexicon.add_all(EXTENSION, Meaning::EXTENSION);
        let mut subject = 0;
        while subject < OTHER.len() {
            lexicon.add_all(OTHER[subject].words, Meaning::OTHER);
            subject += 1;
        }
        lexicon
    }

    const fn add_all(&mut self, words: &str, meaning: Meaning) {
        let bytes = words.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at = self.add(bytes, at, meaning) + 1;
        }
    }

    /// Adds the word that begins at `from`; where it ends.
    const fn add(&mut self, words: &[u8], from: usize, meaning: Meaning) -> usize {
        let compound = words[from] == b'*';
        let mut at = if compound { from + 1 } else { from };
        let mut letters = ['\0'; LETTERS_MAX];
        let (mut count, mut hash, mut within) = (0, SEED, false);
        while at < words.len() && words[at] != b' ' {
            if words[at] == b'*' {
                within = true;
                at += 1;
            } else {
                (letters[count], at) = decoded(words, at);
                hash = hashed(hash, letters[count]);
                count += 1;
            }
        }
        // A phone's number alone is one as well; a number alone may be anything's.
        if compound && meaning.has(Meaning::PHONE) || !compound && !within {
            let place = self.room(hash);
            self.whole[place] = self.whole[place].and(meaning);
        }
        if compound {
            self.add_part(&letters, count, !within, meaning);
        } else if within {
            let place = self.room(hash);
            self.stems[place] = self.stems[place].and(meaning);
        }
        at
    }

    const fn room(&mut self, hash: u32) -> usize {
        let mut place = first_place(hash);
        loop {
            let known = self.known(place % PLACES);
            if known == 0 || known == hash & KNOWN {
                self.low[place % PLACES] = hash as u16;
                self.middle[place % PLACES] = (hash >> 16) as u8;
                return place % PLACES;
            }
            place += 1;
        }
    }

    /// Short ones come first.
    const fn add_part(
        &mut self,
        letters: &[char; LETTERS_MAX],
        count: usize,
        at_end: bool,
        meaning: Meaning,
    ) {
        let mut part = Part { count: count as u8, at_end, meaning, ..Part::NONE };
        let mut at = 0;
        while at < count {
            part.letters[at] = letters[at];
            part.bits |= bit(letters[at]);
            at += 1;
        }
        let mut place = self.parts_count;
        while place > 0 && self.parts[place - 1].count > part.count {
            self.parts[place] = self.parts[place - 1];
            place -= 1;
        }
        self.parts[place] = part;
        self.parts_count += 1;
    }
}

impl Part {
    const NONE: Self = Self {
        letters: ['\0'; PART_LETTERS_MAX],
        count: 0,
        bits: 0,
        at_end: false,
        meaning: Meaning::NONE,
    };

    /// Whether a word holds it; `held` are the bits of the word's letters.
    pub fn is_in(&self, word: &[char], held: u32) -> bool {
        if self.bits & !held != 0 {
            return false;
        }
        let part = &self.letters[..usize::from(self.count)];
        match self.at_end {
            true => word.ends_with(part),
            false => word.windows(part.len()).any(|window| window == part),
        }
    }
}

const fn first_place(hash: u32) -> usize {
    (hash >> 20) as usize
}

/// The character that begins at `at` in UTF-8, and where the next one does.
const fn decoded(text: &[u8], at: usize) -> (char, usize) {
    let first = text[at] as u32;
    let (mut code, length) = match first {
        0..0x80 => (first, 1),
        0x80..0xE0 => (first & 0x1F, 2),
        0xE0..0xF0 => (first & 0x0F, 3),
        _ => (first & 0x07, 4),
    };
    let mut more = 1;
    while more < length {
        code = code << 6 | (text[at + more] & 0x3F) as u32;
        more += 1;
    }
    (char::from_u32(code).expect("the tables are text"), at + length)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::tests::all;
    use super::*;

    #[test]
    fn all_words_have_room_and_hashes_of_their_own() {
        let mut words = BTreeMap::new();
        for word in all() {
            let letters = word.trim_matches('*');
            let hash = letters.chars().fold(SEED, hashed) & KNOWN;
            assert_ne!(hash, 0, "{word}");
            let known = words.insert(hash, letters);
            assert!(known.is_none_or(|known| known == letters), "{word} and {known:?}");
        }
        assert!(words.len() * 2 <= PLACES, "{} words", words.len());
    }
}
