//! A parsed value: what any JSON says, as far as something of ours can be read from it.
//!
//! serde_json's own keeps objects in trees and every number as it was written; in the wasm the code for
//! both was 9 KB gzipped, and nothing of ours has use for it. Through serde it comes from other sources.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::small::SmallMap;

/// A parsed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0.
    Whole(u64),
    /// A number below 0 or with a fraction. No type of ours has one, so that it is not kept which it is,
    /// and it is written as `null`, which none of them takes either.
    OtherNumber,
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// The fields of an object, in the order of their names.
pub type Object = SmallMap<String, Json>;

impl Json {
    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(list) => Some(list),
            _ => None,
        }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Object> for Json {
    fn from(fields: Object) -> Self {
        Self::Object(fields)
    }
}

/// A list of texts.
impl<T: Into<String>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        Self::Array(texts.into_iter().map(|text| Self::String(text.into())).collect())
    }
}

/// What tests and native tools write down with `serde_json::json!`.
impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Number(number) => number.as_u64().map_or(Self::OtherNumber, Self::Whole),
            Value::String(text) => Self::String(text),
            Value::Array(list) => Self::Array(list.into_iter().map(Self::from).collect()),
            Value::Object(fields) => Self::Object(fields.into()),
        }
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Object {
    fn from(fields: serde_json::Map<String, serde_json::Value>) -> Self {
        fields.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::OtherNumber => to.serialize_unit(),
            Self::Bool(yes) => to.serialize_bool(*yes),
            Self::Whole(number) => to.serialize_u64(*number),
            Self::String(text) => to.serialize_str(text),
            Self::Array(list) => list.serialize(to),
            Self::Object(fields) => fields.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        Json::deserialize(source)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Json, E> {
        Ok(Json::Bool(yes))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(u64::try_from(number).map_or(Json::OtherNumber, Json::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = source.next_element()? {
            list.push(value);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = source.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(Object::of_entries(fields)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::from_text;

    #[test]
    fn what_is_read_is_written_again_but_for_numbers_that_nothing_has() {
        for (text, written) in [
            (r#"{"b":[1,"\u00e9",null],"a":{"c":true}}"#, r#"{"a":{"c":true},"b":[1,"é",null]}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("18446744073709551615", "18446744073709551615"),
            ("[-1,1.5,1e3,-0]", "[null,null,null,null]"),
        ] {
            let json: Json = from_text(text).expect(text);
            assert_eq!(serde_json::to_string(&json).expect("JSON"), written);
            let theirs: serde_json::Value = serde_json::from_str(text).expect(text);
            assert_eq!(Json::from(theirs), json);
        }
    }

    #[test]
    fn what_it_is_not_it_does_not_give() {
        let json = Json::from(json!({ "list": ["a"], "none": null, "number": 7 }));
        let fields = json.as_object().expect("an object");
        assert_eq!(fields["list"], ["a"].into_iter().collect());
        assert_eq!(fields["number"].as_u64(), Some(7));
        assert!(fields["none"].is_null() && fields["list"].as_str().is_none());
        assert!(fields["number"].as_array().is_none() && fields["list"].as_object().is_none());
    }
}
