//! What may stand in a question: texts that the PBX can take as they are, and nothing that could end one
//! parameter and begin another thing.

use std::fmt;

use crate::number::Invalid;

/// A text for people, such as a description: 1 to `MAX` characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MAX: usize>(String);

/// A group's name: 1 to 64 characters without `,`, which parts the names of a list, `;` and `=`, which part
/// what the PBX answers, and control characters. `*` alone means all groups and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName(String);

/// A password or PIN: 1 to 64 characters, shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl<const MAX: usize> Text<MAX> {
    /// Of what somebody typed.
    ///
    /// # Errors
    /// When it is empty, longer than `MAX` characters, or has a control character.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if is_line(text, MAX) { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl GroupName {
    /// Of a name as the PBX lists it.
    ///
    /// # Errors
    /// When it cannot be told from a list of names.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let fits = is_line(text, 64) && !text.contains([',', ';', '=']) && text != "*";
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Secret {
    /// Of what an administrator typed.
    ///
    /// # Errors
    /// When it is empty, too long, or has a control character.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if is_line(text, 64) { Ok(Self(text.to_owned())) } else { Err(Invalid) }
    }

    /// For the question that carries it, and for nothing else.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••")
    }
}

/// A row of 1 to 20 digits by which the PBX names something, leading zeros kept.
macro_rules! names_of_digits {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// As the PBX named it.
            ///
            /// # Errors
            /// When it is no row of 1 to 20 digits.
            pub fn new(text: &str) -> Result<Self, Invalid> {
                let fits = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
                if fits { Ok(Self(text.to_owned())) } else { Err(Invalid) }
            }

            /// The digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}
names_of_digits!(
    /// A voice menu (srv=9).
    IvrId,
    /// What is dialled for a meeting room, such as `0003` (srv=11).
    AccessCode
);

fn is_line(text: &str, most: usize) -> bool {
    let count = text.chars().count();
    (1..=most).contains(&count) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_taken_for_something_else_is_refused() {
        for (text, line, group) in [
            ("Sales", true, true),
            ("Sales Rome", true, true),
            ("Sales,Rome", true, false),
            ("a;status=1", true, false),
            ("*", true, false),
            ("two\nlines", false, false),
            ("", false, false),
            ("ufficio-è", true, true),
            ("../rec", true, true),
        ] {
            assert_eq!(Text::<40>::new(text).is_ok(), line, "{text:?}");
            assert_eq!(GroupName::new(text).is_ok(), group, "{text:?}");
        }
        assert!(Text::<3>::new("èèè").is_ok() && Text::<3>::new("èèèè").is_err());
        assert!(IvrId::new("007").is_ok() && IvrId::new("1;x=2").is_err());
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("918273").expect("a PIN");
        assert_eq!(format!("{secret:?}"), "••••");
    }
}
