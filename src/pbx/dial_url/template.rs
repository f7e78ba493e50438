//! A click-to-dial address with `{number}` in it, and `{ext}`, `{user}`, `{pw}` where a phone needs
//! them (docs/voispeed.md).

use crate::problem::{Code, Problem};
use crate::settings::{self, UrlTemplate};

/// An address that was checked. Its text may hold a passcode, so it is never printed.
pub struct Template(UrlTemplate);

/// What a template can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// `{number}`: the digits to dial.
    Number,
    /// `{ext}`: the person's extension.
    Ext,
    /// `{user}`: only in the query.
    User,
    /// `{pw}`: only in the query.
    Password,
}

impl Placeholder {
    const ALL: [Self; 4] = [Self::Number, Self::Ext, Self::User, Self::Password];

    const fn written(self) -> settings::Placeholder {
        let (name, query_only) = match self {
            Self::Number => ("{number}", false),
            Self::Ext => ("{ext}", false),
            Self::User => ("{user}", true),
            Self::Password => ("{pw}", true),
        };
        settings::Placeholder { name, query_only }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.written().name == name)
    }
}

impl Template {
    /// Checks an address as [`UrlTemplate::parse`] does; exactly one `{number}` must be in it, and
    /// no `#`, which would cut off what follows.
    ///
    /// # Errors
    /// [`Code::TemplateInvalid`]; its detail is the part that is wrong, where it can be shown.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.contains('#') {
            return Err(invalid("#"));
        }
        let template = UrlTemplate::parse(text, &Placeholder::ALL.map(Placeholder::written));
        let template = Self(template.map_err(|part| invalid(&part))?);
        let numbers = template.placeholders().filter(|what| *what == Placeholder::Number).count();
        if numbers == 1 { Ok(template) } else { Err(invalid("{number}")) }
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.0.origin()
    }

    /// Whether the query itself carries user or password.
    #[must_use]
    pub fn holds_credentials(&self) -> bool {
        let secret = |what| matches!(what, Placeholder::User | Placeholder::Password);
        self.placeholders().any(secret)
    }

    /// The address with these values.
    ///
    /// # Errors
    /// The first placeholder whose value is empty.
    pub fn fill<'a>(&self, value: impl Fn(Placeholder) -> &'a str) -> Result<String, Placeholder> {
        match self.placeholders().find(|what| value(*what).is_empty()) {
            Some(missing) => Err(missing),
            None => Ok(self.0.fill(|name| Placeholder::named(name).map_or("", &value))),
        }
    }

    fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.names().filter_map(Placeholder::named)
    }
}

fn invalid(part: &str) -> Problem {
    Problem::new(Code::TemplateInvalid).field("dial_url_template").detail(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_template_is_told() {
        for (template, wrong) in [
            ("", "http://"),
            ("ftp://h/{number}", "ftp://h"),
            ("http://h/?n=", "{number}"),
            ("http://h/{number}?n={number}", "{number}"),
            ("http://h/{user}/{number}", "{user}"),
            ("http://h/{pw}?n={number}", "{pw}"),
            ("http://h/{number}?l={line}", "{line}"),
            ("http://h/?n=#{number}", "#"),
        ] {
            let problem = Template::parse(template).err().expect(template);
            assert!(problem.is(Code::TemplateInvalid), "{template}: {problem:?}");
            assert_eq!(problem.field.as_deref(), Some("dial_url_template"));
            assert_eq!(problem.detail.as_deref(), Some(wrong), "{template}");
        }
    }
}
