//! Digits without a heap: a number is read many times on the way to a match, and most are none.

use std::fmt;

/// At most [`MOST`] ASCII characters: digits, and a plus before them where one is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    bytes: [u8; MOST],
    count: u8,
}

/// 15 of E.164, the longest prefixes before them and what a plan's transformation adds.
pub const MOST: usize = 27;

impl Digits {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: [0; MOST], count: 0 }
    }

    /// These; nothing when they are too many or no ASCII.
    #[must_use]
    pub fn of(text: impl AsRef<[u8]>) -> Option<Self> {
        let text = text.as_ref();
        let mut digits = Self::new();
        let mut signs = 0;
        // One by one: for so few, a copy of memory costs wasm more than the digits.
        for (place, byte) in digits.bytes.get_mut(..text.len())?.iter_mut().zip(text) {
            signs |= byte;
            *place = *byte;
        }
        digits.count = text.len() as u8;
        signs.is_ascii().then_some(digits)
    }

    /// Appends one; whether there was room, and it was ASCII.
    pub fn push(&mut self, byte: u8) -> bool {
        match self.bytes.get_mut(usize::from(self.count)) {
            Some(place) if byte.is_ascii() => {
                *place = byte;
                self.count += 1;
                true
            }
            _ => false,
        }
    }

    /// These and those behind them; nothing when they are too many.
    #[must_use]
    pub fn and(mut self, more: &[u8]) -> Option<Self> {
        more.iter().all(|byte| self.push(*byte)).then_some(self)
    }

    /// Appends ASCII digits as far as there is room.
    pub fn extend_with(&mut self, digits: impl Iterator<Item = u8>) {
        let mut count = self.count;
        for (place, digit) in self.bytes.iter_mut().skip(usize::from(count)).zip(digits) {
            *place = digit & 0x7F;
            count += 1;
        }
        self.count = count;
    }

    /// Appends these as far as there is room.
    pub fn extend(&mut self, digits: &[u8]) {
        for byte in digits {
            self.push(*byte);
        }
    }

    /// As bytes, which costs less than [`Digits::as_str`].
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.count)]
    }

    /// Without the plus.
    #[must_use]
    pub fn significant(&self) -> &[u8] {
        let digits = self.as_bytes();
        digits.strip_prefix(b"+").unwrap_or(digits)
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_there_is_room_for() {
        let most = "1".repeat(MOST);
        assert_eq!(Digits::of(&most).map(|digits| digits.to_string()), Some(most.clone()));
        assert_eq!(Digits::of(format!("{most}1")), None);
        assert_eq!(Digits::of("é"), None);
        let mut digits = Digits::new();
        digits.extend(b"+39");
        assert!(digits.push(b'0'));
        assert_eq!(digits.to_string(), "+390");
    }
}
