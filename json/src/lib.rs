//! JSON into our types and back: a text is parsed once, at the door, and every type is read from the
//! parsed value.
//!
//! So the parser is compiled once and not once a type, and what a type adds is the names of its fields
//! (`#[derive(Read)]` of `pronto-derive`). Through `serde::Deserialize`, which the derive implements
//! too, whoever has another source of data, such as the relay with its TOML, goes the same way. Writing
//! is the same the other way round (`#[derive(Write)]`), for `serde::Serialize` too.
//!
//! # Tables
//!
//! What a type's declaration says of its fields and words is one text, the same for reading and writing:
//! `"intent number text? private"`, where `?` marks a field that is left out when it says nothing
//! ([`Write::is_blank`]). A list of texts would be larger: each has a pointer and a length, which pack badly.

mod parse;
pub mod small;
mod value;
mod write;

use std::fmt;
use std::str::SplitTerminator;

pub use pronto_derive::{Read, Write};
use serde::de::{Deserialize as _, Deserializer, Error as _};
pub use value::{Json, Object};
pub use write::{Write, Writer, serialize, to_text};

/// What can be read from JSON.
pub trait Read: Sized {
    /// Reads it, whole or not at all.
    ///
    /// # Errors
    /// When the value is no such thing.
    fn read(json: &Json) -> Result<Self, Unreadable>;

    /// What a field is that is not there, where that is allowed.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// Why a value could not be read: a sentence that begins with the place.
///
/// One word, as every result of reading has room for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(Box<Sentence>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Sentence(String);

/// Reads a text.
///
/// # Errors
/// When it is no JSON, or not what it should be.
pub fn from_text<T: Read>(text: &str) -> Result<T, Unreadable> {
    T::read(&parse::parse(text)?)
}

/// Reads UTF-8.
///
/// # Errors
/// When it is no UTF-8, no JSON, or not what it should be.
pub fn from_bytes<T: Read>(bytes: &[u8]) -> Result<T, Unreadable> {
    from_text(std::str::from_utf8(bytes).map_err(|error| Unreadable::saying(&error))?)
}

/// For `serde::Deserialize`, from whatever source.
///
/// # Errors
/// When the source fails, or its value is not what it should be.
pub fn deserialize<'de, T: Read, D: Deserializer<'de>>(source: D) -> Result<T, D::Error> {
    T::read(&Json::deserialize(source)?).map_err(D::Error::custom)
}

/// The fields of an object, read one after the other by their names.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    object: &'a Object,
    names: SplitTerminator<'static, char>,
}

impl<'a> Fields<'a> {
    /// Those of this object, to be read in the order of this [table](crate#tables).
    ///
    /// # Errors
    /// When it is none.
    pub fn of(json: &'a Json, table: &'static str) -> Result<Self, Unreadable> {
        match json.as_object() {
            Some(object) => Ok(Self { object, names: table.split_terminator(' ') }),
            None => Err(Unreadable::not("an object", json)),
        }
    }

    /// The next field, which must be there unless its type allows otherwise.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    #[inline(never)]
    pub fn next_field<T: Read>(&mut self) -> Result<T, Unreadable> {
        let (name, json) = self.step();
        match json {
            Some(json) => T::read(json).map_err(|error| error.within(name)),
            None => T::absent().ok_or_else(|| Unreadable::missing(name)),
        }
    }

    /// The next field, which may be left out.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    #[inline(never)]
    pub fn next_or_default<T: Read + Default>(&mut self) -> Result<T, Unreadable> {
        let (name, json) = self.step();
        match json {
            Some(json) => T::read(json).map_err(|error| error.within(name)),
            None => Ok(T::default()),
        }
    }

    #[inline(never)]
    fn step(&mut self) -> (&'static str, Option<&'a Json>) {
        let name = name_of(self.names.next().unwrap_or_default());
        (name, self.object.get(name))
    }

    /// Refuses every field but those of the table, and this one.
    ///
    /// # Errors
    /// When there is another.
    pub fn only(&self, tag: &str) -> Result<(), Unreadable> {
        let known = |key: &str| key == tag || self.names.clone().any(|name| name_of(name) == key);
        match self.object.iter().find(|(key, _)| !known(key)) {
            Some((unknown, _)) => {
                Err(Unreadable::saying(&format_args!("unknown field `{unknown}`")))
            }
            None => Ok(()),
        }
    }
}

/// A name without the mark that it has in a table.
fn name_of(entry: &'static str) -> &'static str {
    entry.strip_suffix('?').unwrap_or(entry)
}

/// The place of a word in a list.
///
/// # Errors
/// When it is no text or none of them.
pub fn word(json: &Json, words: &[&str]) -> Result<usize, Unreadable> {
    let word = text(json)?;
    let place = words.iter().position(|known| *known == word);
    place.ok_or_else(|| Unreadable::unknown(word, &words.join(", ")))
}

/// The place of a word in a [table](crate#tables).
///
/// # Errors
/// When it is no text or none of them.
pub fn word_of(json: &Json, table: &'static str) -> Result<usize, Unreadable> {
    let word = text(json)?;
    let place = table.split(' ').position(|known| known == word);
    place.ok_or_else(|| Unreadable::unknown(word, &table.replace(' ', ", ")))
}

/// The place in a [table](crate#tables) of the word that names an object's kind.
///
/// # Errors
/// When it is no object, or its kind none of them.
pub fn kind_of(json: &Json, tag: &str, table: &'static str) -> Result<usize, Unreadable> {
    let object = json.as_object().ok_or_else(|| Unreadable::not("an object", json))?;
    let kind = object.get(tag).ok_or_else(|| Unreadable::missing(tag))?;
    word_of(kind, table).map_err(|error| error.within(tag))
}

/// A type that is another one with conditions.
///
/// # Errors
/// When it cannot be read, or does not meet them.
pub fn try_from<T: Read, U: TryFrom<T>>(json: &Json) -> Result<U, Unreadable>
where
    U::Error: fmt::Display,
{
    U::try_from(T::read(json)?).map_err(|error| Unreadable::saying(&error))
}

fn text(json: &Json) -> Result<&str, Unreadable> {
    json.as_str().ok_or_else(|| Unreadable::not("a text", json))
}

fn list(json: &Json) -> Result<&Vec<Json>, Unreadable> {
    json.as_array().ok_or_else(|| Unreadable::not("a list", json))
}

fn whole(json: &Json, max: u64) -> Result<u64, Unreadable> {
    let number = json.as_u64().filter(|number| *number <= max);
    number.ok_or_else(|| Unreadable::not(&format_args!("a whole number up to {max}"), json))
}

impl Read for bool {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        match json {
            Json::Bool(yes) => Ok(*yes),
            _ => Err(Unreadable::not("true or false", json)),
        }
    }
}

macro_rules! whole_number {
    ($($number:ty),*) => {$(
        impl Read for $number {
            fn read(json: &Json) -> Result<Self, Unreadable> {
                // It fits: that was asked for.
                whole(json, <$number>::MAX.into()).map(|number| number as $number)
            }
        }
    )*};
}
whole_number!(u8, u16, u32, u64);

impl Read for String {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        text(json).map(str::to_owned)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        if json.is_null() { Ok(None) } else { T::read(json).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        T::read(json).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        // A loop, as `collect` with its errors is compiled into four functions for each type.
        let mut all = Self::new();
        for one in list(json)? {
            all.push(T::read(one)?);
        }
        Ok(all)
    }
}

impl<T: Read, const N: usize> Read for [T; N] {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        let all: Vec<T> = Read::read(json)?;
        all.try_into().map_err(|_| Unreadable::not(&format_args!("{N} values"), json))
    }
}

impl Read for Json {
    fn read(json: &Json) -> Result<Self, Unreadable> {
        Ok(json.clone())
    }
}

impl Unreadable {
    /// With a sentence of somebody else's.
    #[cold]
    #[inline(never)]
    pub fn saying(sentence: &dyn fmt::Display) -> Self {
        Self(Box::new(Sentence(sentence.to_string())))
    }

    #[cold]
    fn missing(name: &str) -> Self {
        Self::saying(&format_args!("missing field `{name}`"))
    }

    #[cold]
    fn unknown(word: &str, words: &str) -> Self {
        Self::saying(&format_args!("unknown word `{word}`, expected one of {words}"))
    }

    #[cold]
    fn not(wanted: &(impl fmt::Display + ?Sized), json: &Json) -> Self {
        let kind = match json {
            Json::Null => "nothing",
            Json::Bool(_) => "true or false",
            Json::Whole(_) | Json::OtherNumber => "a number",
            Json::String(_) => "a text",
            Json::Array(_) => "a list",
            Json::Object(_) => "an object",
        };
        Self::saying(&format_args!("expected {wanted}, found {kind}"))
    }

    #[cold]
    #[inline(never)]
    fn within(self, name: &str) -> Self {
        Self::saying(&format_args!("{name}: {}", self.0.0))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0)
    }
}

impl std::error::Error for Unreadable {}
