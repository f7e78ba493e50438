//! What a page asks about.

use crate::json::{Read, Write};

/// Most texts, and most links, in one request.
pub const TEXTS_MAX: usize = 500;
/// Longest text of a request in UTF-16 units.
pub const TEXT_UNITS_MAX: usize = 20_000;

/// A link that names a number.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Link {
    /// Its `href` as written.
    pub href: String,
    /// What a person reads on it.
    pub text: String,
}
