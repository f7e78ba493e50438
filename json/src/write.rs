//! Our types into JSON: a type says what it is to a [`Writer`], and the text is made in one place.
//!
//! serde's derive writes out, for every type, each field with its comma and its error. Here a type is the
//! table of its fields and a list of references (`#[derive(Write)]`), so that a field is a few stores.
//! The same saying goes to serde for whoever writes elsewhere, such as the relay's HTTP answers.

use std::fmt::Write as _;

use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use crate::Json;

/// What can be written as JSON.
pub trait Write {
    /// Says what it is: one text, number or the like, or all of one list or object.
    fn write(&self, to: &mut dyn Writer);

    /// Whether it says nothing, so that a field with it may be left out.
    fn is_blank(&self) -> bool {
        false
    }
}

/// Where one value goes. It is a list or an object from the first word that says so, and is closed when
/// the value has nothing more to say: so one may say some fields, and what it holds say more.
pub trait Writer {
    /// `null`.
    fn null(&mut self);
    /// `true` or `false`.
    fn flag(&mut self, yes: bool);
    /// A whole number.
    fn whole(&mut self, number: u64);
    /// A text.
    fn text(&mut self, text: &str);
    /// A list, empty so far.
    fn list(&mut self);
    /// The list's next value.
    fn item(&mut self, value: &dyn Write);
    /// An object, with the fields that it has so far.
    fn object(&mut self);
    /// The object's next field.
    fn field(&mut self, name: &str, value: &dyn Write);
}

impl dyn Writer + '_ {
    /// An object's next fields, by their [table](crate#tables).
    pub fn fields(&mut self, table: &'static str, values: &[&dyn Write]) {
        self.object();
        for (entry, value) in table.split_terminator(' ').zip(values) {
            match entry.strip_suffix('?') {
                Some(name) if !value.is_blank() => self.field(name, *value),
                Some(_) => {}
                None => self.field(entry, *value),
            }
        }
    }

    /// An object's first field, which names its kind: a word of a [table](crate#tables).
    pub fn kind(&mut self, tag: &str, table: &'static str, place: usize) {
        self.object();
        self.field(tag, &nth(table, place));
    }

    /// A word of a [table](crate#tables).
    pub fn word(&mut self, table: &'static str, place: usize) {
        self.text(nth(table, place));
    }
}

fn nth(table: &'static str, place: usize) -> &'static str {
    table.split(' ').nth(place).unwrap_or_default()
}

/// As JSON, without blanks.
#[must_use]
pub fn to_text(value: &dyn Write) -> String {
    let mut text = String::new();
    append(value, &mut text);
    text
}

/// For `serde::Serialize`, to wherever that writes.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Write, to: S) -> Result<S::Ok, S::Error> {
    let mut to = ToSerde::Start(to);
    value.write(&mut to);
    match to {
        ToSerde::Done(outcome) => outcome,
        ToSerde::List(list) => list.end(),
        ToSerde::Object(object) => object.end(),
        ToSerde::Start(_) | ToSerde::Between => Err(S::Error::custom("a value says nothing")),
    }
}

fn append(value: &dyn Write, text: &mut String) {
    let mut to = ToText { text, closing: None };
    value.write(&mut to);
    let closing = to.closing;
    text.extend(closing);
}

struct ToText<'a> {
    text: &'a mut String,
    /// The bracket at the end of a list or an object.
    closing: Option<char>,
}

impl ToText<'_> {
    fn open(&mut self, opening: char, closing: char) {
        if self.closing.is_none() {
            self.text.push(opening);
            self.closing = Some(closing);
        }
    }

    /// No value ends with an opening bracket, so that one means that nothing stands before.
    fn comma(&mut self) {
        if !self.text.ends_with(['[', '{']) {
            self.text.push(',');
        }
    }
}

impl Writer for ToText<'_> {
    fn null(&mut self) {
        self.text.push_str("null");
    }

    fn flag(&mut self, yes: bool) {
        self.text.push_str(if yes { "true" } else { "false" });
    }

    fn whole(&mut self, number: u64) {
        // A string takes whatever is written to it.
        let _ = write!(self.text, "{number}");
    }

    fn text(&mut self, text: &str) {
        quote(text, self.text);
    }

    fn list(&mut self) {
        self.open('[', ']');
    }

    fn item(&mut self, value: &dyn Write) {
        self.comma();
        append(value, self.text);
    }

    fn object(&mut self) {
        self.open('{', '}');
    }

    fn field(&mut self, name: &str, value: &dyn Write) {
        self.comma();
        quote(name, self.text);
        self.text.push(':');
        append(value, self.text);
    }
}

/// A text in quotation marks (RFC 8259, section 7), escaped as serde_json does.
fn quote(text: &str, to: &mut String) {
    to.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|sign: char| sign < ' ' || sign == '"' || sign == '\\') {
        to.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        match sign {
            b'"' => to.push_str("\\\""),
            b'\\' => to.push_str("\\\\"),
            b'\n' => to.push_str("\\n"),
            b'\r' => to.push_str("\\r"),
            b'\t' => to.push_str("\\t"),
            0x08 => to.push_str("\\b"),
            0x0c => to.push_str("\\f"),
            _ => {
                let _ = write!(to, "\\u{sign:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    to.push_str(rest);
    to.push('"');
}

enum ToSerde<S: Serializer> {
    Start(S),
    List(S::SerializeSeq),
    Object(S::SerializeMap),
    Done(Result<S::Ok, S::Error>),
    /// What the value was is being replaced.
    Between,
}

impl<S: Serializer> ToSerde<S> {
    fn begin(&mut self, next: impl FnOnce(S) -> Self) {
        *self = match std::mem::replace(self, Self::Between) {
            Self::Start(to) => next(to),
            begun => begun,
        };
    }

    fn heed(&mut self, outcome: Result<(), S::Error>) {
        if let Err(error) = outcome {
            *self = Self::Done(Err(error));
        }
    }
}

impl<S: Serializer> Writer for ToSerde<S> {
    fn null(&mut self) {
        self.begin(|to| Self::Done(to.serialize_unit()));
    }

    fn flag(&mut self, yes: bool) {
        self.begin(|to| Self::Done(to.serialize_bool(yes)));
    }

    fn whole(&mut self, number: u64) {
        self.begin(|to| Self::Done(to.serialize_u64(number)));
    }

    fn text(&mut self, text: &str) {
        self.begin(|to| Self::Done(to.serialize_str(text)));
    }

    fn list(&mut self) {
        self.begin(|to| to.serialize_seq(None).map_or_else(|e| Self::Done(Err(e)), Self::List));
    }

    fn item(&mut self, value: &dyn Write) {
        if let Self::List(list) = self {
            let outcome = list.serialize_element(&ForSerde(value));
            self.heed(outcome);
        }
    }

    fn object(&mut self) {
        self.begin(|to| to.serialize_map(None).map_or_else(|e| Self::Done(Err(e)), Self::Object));
    }

    fn field(&mut self, name: &str, value: &dyn Write) {
        if let Self::Object(object) = self {
            let outcome = object.serialize_entry(name, &ForSerde(value));
            self.heed(outcome);
        }
    }
}

struct ForSerde<'a>(&'a dyn Write);

impl Serialize for ForSerde<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serialize(self.0, to)
    }
}

impl Write for bool {
    fn write(&self, to: &mut dyn Writer) {
        to.flag(*self);
    }

    fn is_blank(&self) -> bool {
        !self
    }
}

macro_rules! whole_number {
    ($($number:ty),*) => {$(
        impl Write for $number {
            fn write(&self, to: &mut dyn Writer) {
                to.whole((*self).into());
            }
        }
    )*};
}
whole_number!(u8, u16, u32, u64);

impl Write for str {
    fn write(&self, to: &mut dyn Writer) {
        to.text(self);
    }
}

impl Write for String {
    fn write(&self, to: &mut dyn Writer) {
        to.text(self);
    }
}

impl<T: Write + ?Sized> Write for &T {
    fn write(&self, to: &mut dyn Writer) {
        T::write(self, to);
    }

    fn is_blank(&self) -> bool {
        T::is_blank(self)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, to: &mut dyn Writer) {
        T::write(self, to);
    }

    fn is_blank(&self) -> bool {
        T::is_blank(self)
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, to: &mut dyn Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.null(),
        }
    }

    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, to: &mut dyn Writer) {
        to.list();
        for one in self {
            to.item(one);
        }
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, to: &mut dyn Writer) {
        self.as_slice().write(to);
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write, const N: usize> Write for [T; N] {
    fn write(&self, to: &mut dyn Writer) {
        self.as_slice().write(to);
    }
}

impl Write for Json {
    fn write(&self, to: &mut dyn Writer) {
        match self {
            Self::Null | Self::OtherNumber => to.null(),
            Self::Bool(yes) => to.flag(*yes),
            Self::Whole(number) => to.whole(*number),
            Self::String(text) => to.text(text),
            Self::Array(list) => list.write(to),
            Self::Object(fields) => fields.write(to),
        }
    }
}
