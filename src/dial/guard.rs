//! The guard: whether a number is called at once, after a question, or not at all.
//!
//! It protects against mistakes and against pages that make numbers look like others. Refusal goes
//! before asking. Emergency numbers ask, as they are often hit by accident, and are never refused.

use super::Target;
use crate::json::{Read, Write};
use crate::number::{PhoneNumber, Region, display};
use crate::problem::{Code, Problem};
use crate::settings::{GuardClass, GuardClasses, NumberPrefix, Settings};
use crate::small::SmallSet;

/// What is about to be called.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Whom.
    pub target: &'a Target,
    /// The different number that the text of the link named, as people read it.
    pub text: Option<&'a str>,
}

/// What this office allows.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    country: Option<Region>,
    known: &'a SmallSet<Region>,
    ask: &'a GuardClasses,
    refuse: &'a GuardClasses,
    refuse_prefixes: &'a [NumberPrefix],
}

/// What the guard says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Call at once.
    Call,
    /// Ask, and say why.
    Ask(Vec<Reason>),
    /// Do not call.
    Refuse(Reason),
}

/// Why it asks or refuses; each has its own words, `guard_…` in `_locales`.
#[derive(Clone, Debug, PartialEq, Eq, Read, Write)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// A call for help.
    Emergency,
    /// The caller pays a third party.
    Premium,
    /// The caller pays a part, often more than a usual call.
    SharedCost,
    /// By satellite or an international network.
    Satellite,
    /// A country that was not called before from here.
    NewCountry {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        region: Region,
    },
    /// Another country.
    Abroad {
        /// Which, where the number tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
        region: Option<Region>,
    },
    /// The link's text names another number than the link calls.
    Differs {
        /// What the text says.
        text: String,
        /// What would be called.
        href: String,
    },
    /// The beginning of the number is not called from here.
    Prefix {
        /// Which beginning.
        prefix: String,
    },
}

impl<'a> Policy<'a> {
    /// `known` are the countries that were called before; the own one always is.
    #[must_use]
    pub fn new(settings: &'a Settings, known: &'a SmallSet<Region>) -> Self {
        Self {
            country: settings.country.0,
            known,
            ask: &settings.ask_classes,
            refuse: &settings.refuse_classes,
            refuse_prefixes: &settings.refuse_prefixes.0,
        }
    }
}

impl Reason {
    /// What a refusal quotes.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Prefix { prefix } => Some(prefix.clone()),
            Self::NewCountry { region } | Self::Abroad { region: Some(region) } => {
                Some(region.as_str().to_owned())
            }
            _ => None,
        }
    }

    /// What a person is told when the guard refuses for this reason.
    #[must_use]
    pub fn refusal(&self) -> Problem {
        let problem = Problem::new(Code::RefusedByPolicy);
        match self.detail() {
            Some(detail) => problem.detail(&detail),
            None => problem,
        }
    }
}

/// The guard's word on this call.
#[must_use]
pub fn judge(request: &Request<'_>, policy: &Policy<'_>) -> Verdict {
    let mut reasons = Vec::new();
    match request.target {
        Target::Emergency { .. } => reasons.push(Reason::Emergency),
        Target::Inside { .. } => {}
        Target::Outside { number } => {
            if let Some(reason) = refusal(number, policy) {
                return Verdict::Refuse(reason);
            }
            reasons.extend(
                classes(number, policy)
                    .filter_map(|(class, reason)| policy.ask.has(class).then_some(reason)),
            );
            // One word about the country is enough.
            if reasons.iter().any(|reason| matches!(reason, Reason::NewCountry { .. })) {
                reasons.retain(|reason| !matches!(reason, Reason::Abroad { .. }));
            }
        }
    }
    if let Some(text) = request.text {
        let href = called(request.target);
        reasons.push(Reason::Differs { text: text.to_owned(), href });
    }
    if reasons.is_empty() { Verdict::Call } else { Verdict::Ask(reasons) }
}

/// The guard's word on what is sent to this number without asking, be it all of somebody's calls or a text
/// message: what costs more than people expect is refused, and so is help. Another country is not.
///
/// # Errors
/// What the person is told.
pub fn unasked(target: &Target, policy: &Policy<'_>) -> Result<(), Problem> {
    let far = |reason: &Reason| matches!(reason, Reason::NewCountry { .. } | Reason::Abroad { .. });
    match judge(&Request { target, text: None }, policy) {
        Verdict::Call => Ok(()),
        Verdict::Refuse(reason) => Err(reason.refusal()),
        Verdict::Ask(reasons) => {
            reasons.iter().find(|reason| !far(reason)).map_or(Ok(()), |one| Err(one.refusal()))
        }
    }
}

fn refusal(number: &PhoneNumber, policy: &Policy<'_>) -> Option<Reason> {
    let starts = |prefix: &&NumberPrefix| number.e164.as_str().starts_with(prefix.as_str());
    if let Some(prefix) = policy.refuse_prefixes.iter().find(starts) {
        return Some(Reason::Prefix { prefix: prefix.as_str().to_owned() });
    }
    classes(number, policy).find(|(class, _)| policy.refuse.has(*class)).map(|(_, reason)| reason)
}

/// Every class of the guard that this number is of, with its reason.
fn classes<'a>(
    number: &'a PhoneNumber,
    policy: &'a Policy<'_>,
) -> impl Iterator<Item = (GuardClass, Reason)> + 'a {
    let by_kind = GuardClass::of(number.class).map(|class| {
        let reason = match class {
            GuardClass::SharedCost => Reason::SharedCost,
            GuardClass::Satellite => Reason::Satellite,
            _ => Reason::Premium,
        };
        (class, reason)
    });
    let region = number.region;
    let home = region.is_some() && region == policy.country;
    let abroad = (!home).then_some((GuardClass::Abroad, Reason::Abroad { region }));
    let new = region
        .filter(|region| !home && !policy.known.contains(region))
        .map(|region| (GuardClass::NewCountry, Reason::NewCountry { region }));
    [by_kind, new, abroad].into_iter().flatten()
}

fn called(target: &Target) -> String {
    match target {
        Target::Outside { number } => display(number),
        Target::Inside { keys } | Target::Emergency { keys } => keys.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::{DialString, Plan};
    use crate::settings::Stored;
    use serde_json::json;

    /// The guard's word on what was typed, in an Italian office that has called Germany.
    fn verdict(typed: &str, changes: serde_json::Value, text: Option<&str>) -> Verdict {
        let mut person: Stored = changes.as_object().cloned().expect("an object").into();
        person.insert("country".to_owned(), "IT".into());
        let settings = Settings::load(&Stored::new(), &person).settings;
        let target = Plan::from(&settings).read(typed).expect(typed);
        let known = [Region::new("DE").expect("a region")].into_iter().collect();
        judge(&Request { target: &target, text }, &Policy::new(&settings, &known))
    }

    fn region(code: &str) -> Region {
        Region::new(code).expect("a region")
    }

    #[test]
    fn usual_calls_go_at_once_and_unusual_ones_ask() {
        let ask = |reason: Reason| Verdict::Ask(vec![reason]);
        for (typed, expected) in [
            ("02 189655", Verdict::Call),
            ("+49 30 901820", Verdict::Call),
            ("112", ask(Reason::Emergency)),
            ("899 123456", ask(Reason::Premium)),
            ("848 800 444", ask(Reason::SharedCost)),
            ("+44 20 7946 0123", ask(Reason::NewCountry { region: region("GB") })),
        ] {
            assert_eq!(verdict(typed, json!({}), None), expected, "{typed}");
        }
        let Verdict::Ask(satellite) = verdict("+881 6 1234 5678", json!({}), None) else {
            panic!("a satellite phone asks")
        };
        assert!(satellite.contains(&Reason::Satellite));
    }

    #[test]
    fn the_administrator_refuses_and_help_is_never_refused() {
        let policy = json!({
            "refuse_classes": ["premium", "new_country"], "refuse_prefixes": ["+39 02", "+112"],
        });
        for (typed, expected) in [
            ("899 123456", Verdict::Refuse(Reason::Premium)),
            ("+44 20 7946 0123", Verdict::Refuse(Reason::NewCountry { region: region("GB") })),
            ("02 189655", Verdict::Refuse(Reason::Prefix { prefix: "+3902".to_owned() })),
            ("112", Verdict::Ask(vec![Reason::Emergency])),
        ] {
            assert_eq!(verdict(typed, policy.clone(), None), expected, "{typed}");
        }
    }

    #[test]
    fn a_link_that_says_another_number_asks_and_shows_both() {
        let keys = DialString::new("201").expect("keys");
        let settings = Settings::default();
        let known = SmallSet::new();
        let policy = Policy::new(&settings, &known);
        let target = Target::Inside { keys };
        let request = Request { target: &target, text: Some("+39 02 189655") };
        let (text, href) = ("+39 02 189655".to_owned(), "201".to_owned());
        assert_eq!(judge(&request, &policy), Verdict::Ask(vec![Reason::Differs { text, href }]));
    }

    #[test]
    fn what_nobody_wants_asked_is_not_asked() {
        let quiet = json!({"ask_classes": []});
        assert_eq!(verdict("899 123456", quiet.clone(), None), Verdict::Call);
        assert_eq!(verdict("+44 20 7946 0123", quiet, None), Verdict::Call);
        let abroad = json!({"ask_classes": ["abroad"]});
        let expected = Verdict::Ask(vec![Reason::Abroad { region: Some(region("DE")) }]);
        assert_eq!(verdict("+49 30 901820", abroad, None), expected);
    }
}
