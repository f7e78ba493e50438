//! The words of [`tables`](super::tables) by their hashes, put in their places by the compiler: a page's
//! first number waits for none of it, and the wasm holds the hashes and not the words.

use super::tables::{
    AND_OR, CURRENCIES, CUSTOMERS, EXTENSION, FAX, HOURS, NUMBERED, OTHER, OWNERS, PHONE, TIES,
    UNITS,
};
use super::{LETTERS_MAX, Meaning};

/// All words, in the order in which they were read.
pub static LEXICON: Lexicon = Lexicon::of(&DRAFT);

/// What is known of words.
///
/// Half of the places are free, so that a gap between entries would weigh as much as some of them: which
/// places are taken is a bit each, and the entries stand side by side.
pub struct Lexicon {
    /// A bit a place, set where a word has it: open addressing.
    taken: [u64; ROWS],
    /// How many words stand before each row of those bits.
    before: [u16; ROWS],
    /// The lower 20 bits of each word's hash. The upper ones say where the place is, and what is not told
    /// does not weigh.
    low: [u16; WORDS],
    middle: [u8; WORDS],
    /// Which of `kinds` each word is.
    kind: [u8; WORDS],
    kinds: [Kind; KINDS_MAX],
    parts: [Part; PARTS],
}

/// What a whole word means, and what words mean that begin so.
#[derive(Clone, Copy)]
struct Kind {
    whole: Meaning,
    stem: Meaning,
}

/// The words while they are read, each at its place.
struct Draft {
    /// 0 for none.
    hashes: [u32; PLACES_AND_MORE],
    kinds: [Kind; PLACES_AND_MORE],
    words: usize,
    parts: [Part; PARTS_MAX],
    parts_count: usize,
}

const DRAFT: Draft = Draft::read();

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
/// With a row for words that find the last places taken.
const PLACES_AND_MORE: usize = PLACES + ROW;
/// How many places a row of bits has, and how many rows there are.
const ROW: usize = u64::BITS as usize;
const ROWS: usize = PLACES_AND_MORE / ROW;
/// What is kept of a hash.
const KNOWN: u32 = 0xF_FFFF;
const WORDS: usize = DRAFT.words;
const PARTS: usize = DRAFT.parts_count;
/// Room for what words are; the compiler counts it.
const KINDS_MAX: usize = 64;
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
        self.kind(hash).map_or(Meaning::NONE, |kind| kind.whole)
    }

    /// What words mean whose beginning has this hash.
    pub fn stem(&self, hash: u32) -> Meaning {
        self.kind(hash).map_or(Meaning::NONE, |kind| kind.stem)
    }

    /// The parts that are shorter than a word with so many letters.
    pub fn parts(&self, letters: usize) -> impl Iterator<Item = &Part> {
        self.parts.iter().take_while(move |part| usize::from(part.count) < letters)
    }

    fn kind(&self, hash: u32) -> Option<&Kind> {
        let mut place = first_place(hash);
        let (row, bit) = (self.taken[place / ROW], place % ROW);
        let mut word =
            usize::from(self.before[place / ROW]) + (row & ((1 << bit) - 1)).count_ones() as usize;
        // The last row is never full, so that a free place ends this.
        while self.taken[place / ROW] >> (place % ROW) & 1 == 1 {
            if self.known(word) == hash & KNOWN {
                return Some(&self.kinds[usize::from(self.kind[word])]);
            }
            (place, word) = (place + 1, word + 1);
        }
        None
    }

    fn known(&self, word: usize) -> u32 {
        u32::from(self.low[word]) | u32::from(self.middle[word]) << 16
    }

    const fn of(draft: &Draft) -> Self {
        let mut lexicon = Self {
            taken: [0; ROWS],
            before: [0; ROWS],
            low: [0; WORDS],
            middle: [0; WORDS],
            kind: [0; WORDS],
            kinds: [Kind::NONE; KINDS_MAX],
            parts: [Part::NONE; PARTS],
        };
        let (mut place, mut word, mut kinds) = (0, 0, 0);
        while place < PLACES_AND_MORE {
            if place % ROW == 0 {
                lexicon.before[place / ROW] = word as u16;
            }
            let hash = draft.hashes[place];
            if hash != 0 {
                lexicon.taken[place / ROW] |= 1 << (place % ROW);
                lexicon.low[word] = hash as u16;
                lexicon.middle[word] = ((hash & KNOWN) >> 16) as u8;
                let mut kind = 0;
                while kind < kinds && !lexicon.kinds[kind].is(draft.kinds[place]) {
                    kind += 1;
                }
                if kind == kinds {
                    lexicon.kinds[kind] = draft.kinds[place];
                    kinds += 1;
                }
                lexicon.kind[word] = kind as u8;
                word += 1;
            }
            place += 1;
        }
        let mut part = 0;
        while part < PARTS {
            lexicon.parts[part] = draft.parts[part];
            part += 1;
        }
        lexicon
    }
}

impl Kind {
    const NONE: Self = Self { whole: Meaning::NONE, stem: Meaning::NONE };

    const fn is(self, other: Self) -> bool {
        self.whole.0 == other.whole.0 && self.stem.0 == other.stem.0
    }
}

impl Draft {
    const fn read() -> Self {
        let mut draft = Self {
            hashes: [0; PLACES_AND_MORE],
            kinds: [Kind::NONE; PLACES_AND_MORE],
            words: 0,
            parts: [Part::NONE; PARTS_MAX],
            parts_count: 0,
        };
        draft.add_all(PHONE, Meaning::PHONE);
        draft.add_all(FAX, Meaning::PHONE.and(Meaning::FAX));
        draft.add_all(UNITS, Meaning::UNIT);
        draft.add_all(CURRENCIES, Meaning::CURRENCY);
        draft.add_all(AND_OR, Meaning::AND_OR);
        draft.add_all(TIES, Meaning::TIE);
        draft.add_all(CUSTOMERS, Meaning::TIE.and(Meaning::CUSTOMER));
        draft.add_all(OWNERS, Meaning::OWNER);
        draft.add_all(NUMBERED, Meaning::TIE.and(Meaning::NUMBERED));
        draft.add_all(HOURS, Meaning::HOUR);
        draft.add_all(EXTENSION, Meaning::EXTENSION);
        let mut subject = 0;
        while subject < OTHER.len() {
            draft.add_all(OTHER[subject].words, Meaning::OTHER);
            subject += 1;
        }
        draft
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
            self.kinds[place].whole = self.kinds[place].whole.and(meaning);
        }
        if compound {
            self.add_part(&letters, count, !within, meaning);
        } else if within {
            let place = self.room(hash);
            self.kinds[place].stem = self.kinds[place].stem.and(meaning);
        }
        at
    }

    const fn room(&mut self, hash: u32) -> usize {
        let mut place = first_place(hash);
        while self.hashes[place] != hash {
            if self.hashes[place] == 0 {
                self.hashes[place] = hash;
                self.words += 1;
                break;
            }
            place += 1;
        }
        place
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
            let hash = letters.chars().fold(SEED, hashed);
            assert_ne!(hash, 0, "{word}");
            let known = words.insert(hash, letters);
            assert!(known.is_none_or(|known| known == letters), "{word} and {known:?}");
        }
        assert!(words.len() * 2 <= PLACES, "{} words", words.len());
        assert_eq!(DRAFT.hashes[PLACES_AND_MORE - 1], 0, "a free place ends every search");
    }

    #[test]
    fn each_word_is_found_as_it_was_read() {
        for (hash, kind) in DRAFT.hashes.into_iter().zip(DRAFT.kinds).filter(|it| it.0 != 0) {
            assert_eq!(LEXICON.whole(hash), kind.whole, "{hash:x}");
            assert_eq!(LEXICON.stem(hash), kind.stem, "{hash:x}");
        }
        assert_eq!(LEXICON.before[ROWS - 1] as usize, WORDS, "no word had to go beyond the places");
    }
}
