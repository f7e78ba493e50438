//! What a person has said is not a phone number: a shape, on one site or everywhere.

use super::Site;
use crate::json::{Read, Write};
use crate::number::{Invalid, Shape};

/// An entry such as `XXXX/XXXX-XX` or, for one site alone, `XXXX/XXXX-XX @crm.example.com`.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(try_from = "String", into = "String")]
pub struct NotNumber {
    /// What it looks like.
    pub shape: Shape,
    /// Where; nothing for everywhere.
    pub site: Option<Site>,
}

impl NotNumber {
    /// Whether a text of this shape on a page of this host is meant.
    #[must_use]
    pub fn covers(&self, shape: &Shape, host: &str) -> bool {
        self.shape == *shape && self.site.as_ref().is_none_or(|site| site.covers(host))
    }
}

impl TryFrom<String> for NotNumber {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let (shape, site) = match text.rsplit_once('@') {
            Some((shape, site)) => (shape, Some(Site::try_from(site.to_owned())?)),
            None => (text.as_str(), None),
        };
        Ok(Self { shape: Shape::of(shape)?, site })
    }
}

impl From<NotNumber> for String {
    fn from(NotNumber { shape, site }: NotNumber) -> Self {
        match site {
            Some(site) => format!("{shape} @{}", site.as_str()),
            None => shape.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_a_shape_and_perhaps_a_site() {
        for (typed, kept) in [
            ("XXXX/XXXX-XX", Some("XXXX/XXXX-XX")),
            (" 2024/0815-33 ", Some("XXXX/XXXX-XX")),
            ("XX XXXX @ CRM.example.com", Some("XX XXXX @crm.example.com")),
            ("XX XXXX @*.example.com", Some("XX XXXX @*.example.com")),
            ("XX XXXX @", None),
            ("XX XXXX @a b", None),
            ("X", None),
            ("@crm.test", None),
        ] {
            let entry = NotNumber::try_from(typed.to_owned()).ok().map(String::from);
            assert_eq!(entry.as_deref(), kept, "{typed}");
        }
    }

    #[test]
    fn an_entry_covers_its_shape_on_its_site() {
        let shape = |text: &str| Shape::of(text).expect("a shape");
        let entry = |text: &str| NotNumber::try_from(text.to_owned()).expect("an entry");
        assert!(entry("XX XXXX").covers(&shape("02 1896"), "crm.test"));
        assert!(entry("XX XXXX @crm.test").covers(&shape("02 1896"), "crm.test"));
        assert!(!entry("XX XXXX @crm.test").covers(&shape("02 1896"), "other.test"));
        assert!(!entry("XX XXXX").covers(&shape("02-1896"), "crm.test"));
    }
}
