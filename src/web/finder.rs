//! The number finder alone, without the engine, for what weighs and measures it: a text comes in by
//! one buffer that JavaScript writes into, and the answer goes out as one text and a row of places.

use wasm_bindgen::prelude::*;

use crate::number::{Leniency, Options, Region, find};

/// Buffers for texts and places, used again from text to text.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Finder {
    text: Vec<u8>,
    places: Vec<u32>,
}

#[wasm_bindgen]
impl Finder {
    /// With an empty buffer.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where a text of so many bytes of UTF-8 is to be written, before [`Finder::find`].
    #[must_use]
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        if self.text.len() < bytes {
            self.text.resize(bytes, 0);
        }
        self.text.as_ptr()
    }

    /// The numbers in the first `bytes` of the buffer, each with its extension behind it, without anything
    /// between them; [`Finder::places`] tells them apart. What is no UTF-8 holds none.
    #[must_use]
    pub fn find(&mut self, bytes: usize, region: &str, possible: bool) -> String {
        let text = std::str::from_utf8(self.text.get(..bytes).unwrap_or_default());
        let options = Options {
            region: Region::new(region).ok(),
            leniency: if possible { Leniency::Possible } else { Leniency::Valid },
        };
        let mut numbers = String::new();
        self.places.clear();
        for found in find(text.unwrap_or_default(), &options) {
            let number = found.number.e164.as_str();
            let ext = found.number.ext.as_deref().unwrap_or_default();
            numbers.push_str(number);
            numbers.push_str(ext);
            // Both are short: a number has at most 16 signs.
            let lengths = number.len() | ext.len() << 8 | usize::from(found.fax) << 16;
            self.places.extend([found.start, found.end, lengths as u32]);
        }
        numbers
    }

    /// For each number that was found last: where it begins and ends in UTF-16 units, and how many signs
    /// it and, 8 bits higher, its extension have; 16 bits higher a 1 says that it is a fax.
    #[must_use]
    pub fn places(&self) -> *const u32 {
        self.places.as_ptr()
    }

    /// How many [`Finder::places`] there are, three a number.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places.len()
    }
}
