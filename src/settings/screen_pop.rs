//! The page that opens for an incoming call: `https://crm.example/find?phone={number}`.

use super::{Placeholder, UrlTemplate};
use crate::json::{Read, Write};
use crate::number::Invalid;

/// An address with placeholders, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct PopAddress(String);

/// What the address can name of a call. What is not known is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Popped<'a> {
    /// `{number}`: E.164 where it is a number of the numbering plans, else as the PBX prints it.
    pub number: &'a str,
    /// `{name}`: who calls.
    pub name: &'a str,
    /// `{call_id}`: the PBX's name for the call.
    pub call_id: &'a str,
    /// `{extension}`: the phone that is called.
    pub extension: &'a str,
}

const PLACEHOLDERS: &[Placeholder] = &[
    Placeholder { name: "{number}", query_only: false },
    Placeholder { name: "{name}", query_only: false },
    Placeholder { name: "{call_id}", query_only: false },
    Placeholder { name: "{extension}", query_only: false },
];

impl PopAddress {
    /// The address of this call's page; nothing where none is set.
    #[must_use]
    pub fn fill(&self, call: Popped<'_>) -> Option<String> {
        // It was read when it was set.
        let template = UrlTemplate::parse(&self.0, PLACEHOLDERS).ok()?;
        Some(template.fill(|name| match name {
            "{number}" => call.number,
            "{name}" => call.name,
            "{call_id}" => call.call_id,
            _ => call.extension,
        }))
    }
}

impl TryFrom<String> for PopAddress {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.len() > super::value::TEXT_MAX {
            return Err(Invalid);
        }
        if !text.is_empty() && UrlTemplate::parse(text, PLACEHOLDERS).is_err() {
            return Err(Invalid);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<PopAddress> for String {
    fn from(address: PopAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_filled_in() {
        let call = Popped { number: "+3902189655", name: "A & B", call_id: "12", extension: "201" };
        for (text, url) in [
            ("", None),
            ("https://crm.example/c", Some("https://crm.example/c")),
            (
                " https://crm.example/find?phone={number}&who={name}#{call_id}-{extension}",
                Some("https://crm.example/find?phone=%2B3902189655&who=A%20%26%20B#12-201"),
            ),
        ] {
            let address = PopAddress::try_from(text.to_owned()).expect(text);
            assert_eq!(address.fill(call).as_deref(), url, "{text}");
        }
        for bad in ["crm", "javascript://x/{number}", "https://{number}/", "https://h/?p={pin}"] {
            assert_eq!(PopAddress::try_from(bad.to_owned()), Err(Invalid), "{bad}");
        }
    }
}
