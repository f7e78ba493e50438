//! A secret that `relay.toml` names and somebody says: of it only the hash is held.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A secret of which only the hash is held.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// Fewest and most letters of one.
const LETTERS: std::ops::RangeInclusive<usize> = 32..=128;

impl Secret {
    /// # Errors
    /// When somebody could guess it, or it is no part of an address: what to write instead.
    pub fn checked(text: &str) -> Result<Self, String> {
        let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if LETTERS.contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self::of(text));
        }
        let (least, most) = (LETTERS.start(), LETTERS.end());
        Err(format!(
            "secret must be {least} to {most} letters and digits that nobody can guess: write what \
             `openssl rand -hex 24` prints"
        ))
    }

    fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Whether it is this one: hashes are compared, so that the time it takes says nothing.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        *self == Self::of(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
