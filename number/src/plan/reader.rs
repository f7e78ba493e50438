//! Reads the table piece by piece. What it cannot be is read as nothing, never a panic: a fuzzer hands it
//! anything.

/// What is left of the table, or of a row.
#[derive(Clone, Copy)]
pub struct Reader(&'static [u8]);

/// What stands before and behind lengths that a pattern does not tell, a letter each.
const LENGTHS: u8 = b'@';

impl Reader {
    pub fn of(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, count: usize) -> &'static [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub fn number(&mut self) -> usize {
        let (number, length) = number(self.0);
        self.take(length);
        number
    }

    pub fn text(&mut self) -> &'static str {
        let length = self.number();
        text(self.take(length))
    }

    /// A part with its own length.
    pub fn row(&mut self) -> Self {
        let length = self.number();
        Self(self.take(length))
    }

    /// Up to the end of the line; no pattern holds one.
    pub fn line(&mut self) -> &'static [u8] {
        let end = self.0.iter().position(|byte| *byte == b'\n').unwrap_or(self.0.len());
        let line = self.take(end);
        self.take(1);
        line
    }

    pub fn line_of_text(&mut self) -> &'static str {
        text(self.line())
    }

    pub fn lengths(&mut self) -> u32 {
        let mut lengths = 0;
        if self.0.first() == Some(&LENGTHS) {
            self.take(1);
            while let [letter] = *self.take(1)
                && letter != LENGTHS
            {
                lengths |= 1u32.checked_shl(u32::from(letter.wrapping_sub(b'A'))).unwrap_or(0);
            }
        }
        lengths
    }
}

/// The table holds nothing else; empty if it did.
fn text(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Seven bits a byte, at most 28; the number, and how many bytes it took.
fn number(bytes: &[u8]) -> (usize, usize) {
    let mut number = 0;
    let bytes = &bytes[..bytes.len().min(4)];
    for (at, byte) in bytes.iter().enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return (number, at + 1);
        }
    }
    (number, bytes.len())
}
