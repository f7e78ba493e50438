//! How this office dials: the outside line, its own country, other countries, colleagues.
//!
//! ```
//! use pronto::dial::Plan;
//! use pronto::settings::{Settings, Stored};
//! let person: Stored = serde_json::from_str(r#"{"country":"IT","outside_prefix":"0"}"#).unwrap();
//! let plan = Plan::from(&Settings::load(&Stored::new(), &person).settings);
//! let target = plan.read("+39 02 189655").unwrap();
//! assert_eq!(plan.digits(&target).unwrap().as_str(), "002189655");
//! ```

use super::{DialString, Target};
use crate::number::{
    Class, Leniency, Mask, Match, Options, PhoneNumber, Region, calling_code, display, emergency,
    find, find_internal, national_digits, parse, parse_uri, significant_digits,
};
use crate::problem::{Code, Problem};
use crate::settings::{HomeNumbers, Settings};

/// How an office dials. Made from the settings whenever they change.
#[derive(Clone, Debug)]
pub struct Plan {
    country: Option<Region>,
    outside_prefix: String,
    emergency_outside: bool,
    international_prefix: String,
    home_numbers: HomeNumbers,
    /// What stands before a national number; none for what the country itself uses.
    national_prefix: Option<String>,
    internal: Vec<Mask>,
}

/// Longest text that is read as a number, in characters.
const TYPED_MAX: usize = 500;
/// Longest service code such as `*72*315#`.
const SERVICE_CODE_MAX: usize = 20;

impl From<&Settings> for Plan {
    fn from(settings: &Settings) -> Self {
        let national_prefix = settings.national_prefix.as_str();
        Self {
            country: settings.country.0,
            outside_prefix: settings.outside_prefix.as_str().to_owned(),
            emergency_outside: settings.emergency_outside,
            international_prefix: settings.international_prefix.as_str().to_owned(),
            home_numbers: settings.home_numbers,
            national_prefix: (national_prefix != "*").then(|| national_prefix.to_owned()),
            internal: settings.internal_extensions.0.clone(),
        }
    }
}

impl Plan {
    /// The digits that go to the PBX. Help is dialled like any outside number, unless the office
    /// says otherwise.
    ///
    /// # Errors
    /// When the office's prefixes make it longer than any PBX takes.
    pub fn digits(&self, target: &Target) -> Result<DialString, Problem> {
        let keys = match target {
            Target::Inside { keys } => return Ok(keys.clone()),
            Target::Emergency { keys } if !self.emergency_outside => return Ok(keys.clone()),
            Target::Emergency { keys } => format!("{}{}", self.outside_prefix, keys.as_str()),
            Target::Outside { number } => {
                format!("{}{}", self.outside_prefix, self.outside_digits(number))
            }
        };
        DialString::new(&keys).map_err(|_| Problem::new(Code::NotANumber).detail(&keys))
    }

    /// As people read it on the button: `+39 02 189655`, `201`, `112`.
    #[must_use]
    pub fn shown(&self, target: &Target) -> String {
        match target {
            Target::Inside { keys } | Target::Emergency { keys } => keys.as_str().to_owned(),
            Target::Outside { number } => display(number),
        }
    }

    /// What a person typed or pasted. Help goes before an extension that looks alike.
    ///
    /// # Errors
    /// When it is no number, or several.
    pub fn read(&self, typed: &str) -> Result<Target, Problem> {
        let typed = typed.trim();
        let refused = || Problem::new(Code::NotANumber).detail(typed);
        if typed.is_empty() || typed.chars().count() > TYPED_MAX {
            return Err(refused());
        }
        let keys = without_separators(typed);
        if let Some(target) = self.keys(&keys).or_else(|| service_code(&keys)) {
            return Ok(target);
        }
        let number = parse(typed, self.country).or_else(|| self.after_outside_prefix(&keys));
        if let Some(number) = number {
            return Ok(Target::Outside { number });
        }
        // A pasted sentence with one number in it, perhaps written twice.
        let options = Options { region: self.country, leniency: Leniency::Valid };
        let mut found = find(typed, &options).into_iter().map(|found| found.number);
        let Some(number) = found.next() else { return Err(refused()) };
        let only = found.all(|other| other.e164 == number.e164);
        if only { Ok(Target::Outside { number }) } else { Err(refused()) }
    }

    /// The keys of a colleague's phone, whom the PBX itself names: the office's masks need not know
    /// them. Help goes before an extension that looks alike.
    ///
    /// # Errors
    /// When it is longer than what can be dialled.
    pub fn read_extension(&self, keys: &str) -> Result<Target, Problem> {
        let help = self.keys(keys).filter(|target| matches!(target, Target::Emergency { .. }));
        let inside = || DialString::new(keys).map(|keys| Target::Inside { keys });
        help.map_or_else(inside, Ok).map_err(|_| Problem::new(Code::NotANumber).detail(keys))
    }

    /// What a phone of this office dialled: digits that may begin with its outside line, where a number
    /// of some country's plan follows.
    #[must_use]
    pub fn read_dialled(&self, digits: &str) -> Option<Target> {
        let outside = self.after_outside_prefix(digits).filter(|n| n.class != Class::Unknown);
        let outside = outside.map(|number| Target::Outside { number });
        let exactly = |target: &Target| self.digits(target).is_ok_and(|all| all.as_str() == digits);
        outside.filter(exactly).or_else(|| self.read(digits).ok())
    }

    /// What a link's `href` names, if it can be dialled here. Service codes cannot: a page must
    /// not offer `*72…`, which would send the person's calls elsewhere.
    #[must_use]
    pub fn read_uri(&self, href: &str) -> Option<Target> {
        let uri = parse_uri(href, self.country)?;
        let office = uri.keys.as_deref().and_then(|keys| self.keys(keys));
        office.or_else(|| uri.number.map(|number| Target::Outside { number }))
    }

    /// The office's own extensions that a text names, and where, in UTF-16 units: apart from the numbers
    /// that were found in it. Help is never one of them.
    #[must_use]
    pub fn named_inside(&self, text: &str, numbers: &[Match]) -> Vec<([u32; 2], Target)> {
        let named = find_internal(text, &self.internal, numbers).into_iter();
        let targets = named.filter_map(|one| Some(([one.start, one.end], self.keys(&one.digits)?)));
        targets.filter(|(_, target)| matches!(target, Target::Inside { .. })).collect()
    }

    /// `0 02 189655` where 0 is the outside line, as fingers know it from the desk phone.
    fn after_outside_prefix(&self, keys: &str) -> Option<PhoneNumber> {
        let prefix = Some(self.outside_prefix.as_str()).filter(|prefix| !prefix.is_empty())?;
        parse(keys.strip_prefix(prefix)?, self.country)
    }

    /// Keys that mean something without any country's plan.
    fn keys(&self, keys: &str) -> Option<Target> {
        let dialled = DialString::new(keys).ok()?;
        if let Some(help) = self.help(keys) {
            let keys = DialString::new(help).ok()?;
            return Some(Target::Emergency { keys });
        }
        let internal = self.internal.iter().any(|mask| mask.matches(keys));
        internal.then_some(Target::Inside { keys: dialled })
    }

    /// `112`, and `0112` where 0 is the outside line.
    fn help<'a>(&self, keys: &'a str) -> Option<&'a str> {
        let after_prefix = keys.strip_prefix(&self.outside_prefix);
        [Some(keys), after_prefix].into_iter().flatten().find(|keys| emergency(keys, self.country))
    }

    fn outside_digits(&self, number: &PhoneNumber) -> String {
        let (code, significant) = significant_digits(number);
        // Countries that share a calling code dial each other like cities: the United States and
        // Canada, Great Britain and Jersey, Italy and the Vatican.
        let home = self.country.and_then(calling_code).is_some_and(|home| home == code);
        if !home || self.home_numbers == HomeNumbers::International {
            return format!("{}{}", self.international_prefix, number.e164.digits());
        }
        match &self.national_prefix {
            None => national_digits(number),
            Some(prefix) => format!("{prefix}{significant}"),
        }
    }
}

/// `*72`, as a person types it.
fn service_code(keys: &str) -> Option<Target> {
    let fits = keys.starts_with(['*', '#']) && keys.len() <= SERVICE_CODE_MAX;
    let keys = DialString::new(keys).ok().filter(|_| fits)?;
    Some(Target::Inside { keys })
}

fn without_separators(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '(' | ')'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Stored;
    use serde_json::json;

    fn plan(changes: serde_json::Value) -> Plan {
        let person: Stored = changes.as_object().cloned().expect("an object").into();
        Plan::from(&Settings::load(&Stored::new(), &person).settings)
    }

    #[test]
    fn offices_dial_the_same_number_differently() {
        let rows = [
            (json!({"country": "IT", "outside_prefix": "0"}), "+39 02 189655", "002189655"),
            (json!({"country": "DE", "outside_prefix": "0"}), "+39 02 189655", "0003902189655"),
            (json!({"country": "IT"}), "+39 347 123 4567", "3471234567"),
            (json!({"country": "DE"}), "+49 30 901820", "030901820"),
            (json!({"country": "GB"}), "+44 20 7946 0123", "02079460123"),
            (json!({"country": "FR"}), "+33 1 40 20 50 50", "0140205050"),
            (json!({"country": "US"}), "+1 201 555 0123", "2015550123"),
            (
                json!({"country": "US", "international_prefix": "011"}),
                "+39 02 189655",
                "0113902189655",
            ),
            (json!({"country": "US", "national_prefix": "1"}), "+1 201 555 0123", "12015550123"),
            (json!({"country": "RU"}), "+7 495 123 45 67", "84951234567"),
            (
                json!({"country": "IT", "home_numbers": "international"}),
                "02 189655",
                "003902189655",
            ),
            (
                json!({"country": "US", "outside_prefix": "9", "international_prefix": "011"}),
                "+1 416 234 5678",
                "94162345678",
            ),
            (json!({"country": "GB"}), "+44 1534 456789", "01534456789"),
            (json!({"country": "IT"}), "+39 06 698 12345", "0669812345"),
            (
                json!({"country": "RU", "international_prefix": "810"}),
                "+7 701 123 4567",
                "87011234567",
            ),
            // The outside line typed by hand is not dialled twice.
            (json!({"country": "IT", "outside_prefix": "0"}), "0 02 189655", "002189655"),
            (json!({"country": "DE", "outside_prefix": "0"}), "0 030 901820", "0030901820"),
            (
                json!({"country": "DE", "outside_prefix": "0"}),
                "0030 21 0123 4567",
                "000302101234567",
            ),
            // San Marino is abroad, although its network hangs on Italy's.
            (json!({"country": "IT"}), "+378 0549 886377", "003780549886377"),
            // Without a country everything is abroad.
            (json!({}), "+39 02 189655", "003902189655"),
            (json!({"country": "IT", "outside_prefix": "0"}), "112", "0112"),
            (json!({"country": "IT", "outside_prefix": "0"}), "0112", "0112"),
            (json!({"outside_prefix": "0", "emergency_outside": false}), "0112", "112"),
        ];
        for (settings, typed, digits) in rows {
            let plan = plan(settings.clone());
            let target = plan.read(typed).expect("a number");
            let dialled = plan.digits(&target).expect("digits");
            assert_eq!(dialled.as_str(), digits, "{typed} with {settings}");
        }
    }

    #[test]
    fn what_people_type_and_links_name() {
        let plan = plan(json!({
            "country": "IT", "internal_extensions": ["[2-6]XX", "1XX"], "outside_prefix": "0",
        }));
        for (typed, kind) in [
            ("315", "inside"),
            ("*72", "inside"),
            ("112", "emergency"),
            // An extension that looks like help counts as help.
            ("118", "emergency"),
            ("02 189655", "outside"),
            ("(02) 189-655", "outside"),
            ("please call 02 189655 today", "outside"),
            ("02 189655 or +39 02 189655", "outside"),
            ("tel:+39-02-189655", "outside"),
        ] {
            let target = serde_json::to_value(plan.read(typed).expect(typed)).expect("JSON");
            assert_eq!(target["kind"], kind, "{typed}");
        }
        for typed in ["", "hello", "02 189655 or 06 6982 1234", "12", &"1".repeat(600)] {
            assert!(plan.read(typed).expect_err("no number").is(Code::NotANumber), "{typed}");
        }
        for (href, digits) in [
            ("tel:+39-02-189655", Some("002189655")),
            ("tel:315", Some("315")),
            ("tel:112", Some("0112")),
            ("callto:0039%2002189655", Some("002189655")),
            ("sip:315@pbx.example", Some("315")),
            ("tel:99", None),
            // Call forwarding to a premium number must not hide in a link.
            ("tel:*72899123456", None),
            ("tel:%23%23002%23", None),
            ("mailto:a@b.example", None),
        ] {
            let target = plan.read_uri(href);
            let dialled = target.map(|target| plan.digits(&target).expect("digits"));
            assert_eq!(dialled.as_ref().map(DialString::as_str), digits, "{href}");
        }
    }
}
