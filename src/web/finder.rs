//! The number finder alone, without the engine, for what weighs and measures it: a text comes in by
//! one buffer that JavaScript writes into, and the answer goes out as one text.

use wasm_bindgen::prelude::*;

use crate::number::{Leniency, Options, Region, find};

/// A buffer for texts, used again from text to text.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Finder {
    text: Vec<u8>,
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

    /// The numbers in the first `bytes` of the buffer: `[[start, end, "+39…", "ext"], …]` in UTF-16
    /// units, a fax with a fifth element `"fax"`. What is no UTF-8 holds none.
    #[must_use]
    pub fn find(&self, bytes: usize, region: &str, possible: bool) -> String {
        let text = std::str::from_utf8(self.text.get(..bytes).unwrap_or_default());
        let options = Options {
            region: Region::new(region).ok(),
            leniency: if possible { Leniency::Possible } else { Leniency::Valid },
        };
        let mut answer = String::from("[");
        for found in find(text.unwrap_or_default(), &options) {
            answer.push_str(if answer.len() > 1 { ",[" } else { "[" });
            push_number(&mut answer, found.start);
            answer.push(',');
            push_number(&mut answer, found.end);
            // Digits and a plus need no escapes.
            answer.push_str(",\"");
            answer.push_str(found.number.e164.as_str());
            answer.push_str("\",\"");
            answer.push_str(found.number.ext.as_deref().unwrap_or_default());
            answer.push_str(if found.fax { "\",\"fax\"]" } else { "\"]" });
        }
        answer.push(']');
        answer
    }
}

/// In decimal digits; the standard library's way knows widths and signs, and takes its time.
fn push_number(text: &mut String, number: u32) {
    let mut place = 1;
    while number / place >= 10 {
        place *= 10;
    }
    while place > 0 {
        text.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}
