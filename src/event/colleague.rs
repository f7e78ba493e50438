//! Who else works in the office, as everybody there may see them. This is all that a relay tells of
//! one person to another.

use super::{Extension, Presence};
use crate::json::{Read, Write};

/// A colleague, as a PBX and a relay tell of one.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// Which phone is theirs.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub extension: Extension,
    /// As the PBX prints it, "surname name" at a VOIspeed. Not to be taken apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub name: Option<String>,
    /// Names of the groups that they belong to, in the PBX's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<String>>", optional))]
    pub groups: Vec<String>,
    /// What their phone does, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub presence: Option<Presence>,
}

/// Longest name of a colleague or a group, in characters.
const NAME_MAX: usize = 100;
/// Most groups of one colleague.
const GROUPS_MAX: usize = 50;

impl Colleague {
    /// One of whom nothing but the phone is known.
    #[must_use]
    pub fn at(extension: Extension) -> Self {
        Self { extension, name: None, groups: Vec::new(), presence: None }
    }

    /// Whether texts and lists are no longer than an office has them: others are not shown.
    #[must_use]
    pub fn fits(&self) -> bool {
        let short = |text: &String| text.chars().take(NAME_MAX + 1).count() <= NAME_MAX;
        self.name.iter().all(short)
            && self.groups.len() <= GROUPS_MAX
            && self.groups.iter().all(short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn what_is_not_known_is_not_written() {
        for (text, fits) in [
            (r#"{"extension":"201"}"#, true),
            (
                r#"{"extension":"0003","name":"Łącki Żaneta","groups":["A","B"],"presence":"after_call"}"#,
                true,
            ),
            (&format!(r#"{{"extension":"201","name":"{}"}}"#, "é".repeat(101)), false),
            (&format!(r#"{{"extension":"201","groups":[{}"A"]}}"#, r#""A","#.repeat(50)), false),
        ] {
            let colleague: Colleague = json::from_text(text).expect("a colleague");
            assert_eq!(serde_json::to_string(&colleague).expect("JSON"), text);
            assert_eq!(colleague.fits(), fits, "{text}");
        }
        for text in ["{}", r#"{"extension":"2 1"}"#, r#"{"extension":"201","presence":"sleeps"}"#] {
            assert!(json::from_text::<Colleague>(text).is_err(), "{text}");
        }
    }
}
