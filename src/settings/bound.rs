//! A secret goes only where it was meant to go. Addresses travel with the person's account, so that
//! whoever changes one there must not get the secret that was typed for another: each secret is
//! stored with the origin that it was given for, and holds for no other.

use super::{Settings, Stored};
use crate::json::Json;
use crate::problem::{Code, Problem};
use crate::small::split_at_part;

/// Each secret and the option whose address it belongs to.
pub(super) const BOUND: [(&str, &str); 2] =
    [("dial_url_password", "dial_url_template"), ("relay_token", "relay_address")];

/// Under this key lie the origins, beside the secrets: never synchronised.
const GIVEN_FOR: &str = "given_for";

impl Settings {
    /// Takes away every secret that was given for another address, and says so. What the
    /// administrator has set holds only for an address of the administrator's.
    pub(super) fn keep_bound_secrets(&mut self, managed: &Stored, person: &Stored) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (secret, address) in BOUND {
            let none = Json::from("");
            if self.get(secret).is_none_or(|value| value == none) {
                continue;
            }
            let here = self.origin(address);
            let meant = if managed.contains_key(secret) {
                managed.contains_key(address)
            } else {
                here.is_some() && here.as_deref() == given_for(person, secret)
            };
            if !meant {
                self.take(secret, &none);
                let problem = Problem::new(Code::SecretForOtherAddress).field(secret);
                problems.extend(here.map(|here| problem.detail(&here)));
            }
        }
        problems
    }

    fn origin(&self, address: &str) -> Option<String> {
        origin(self.get(address)?.as_str()?)
    }
}

/// Notes for each secret that was just typed which address it was typed for.
pub(super) fn bind(managed: &Stored, person: &mut Stored, changes: &Stored) {
    let now = Settings::load(managed, person).settings;
    let mut given = person.get(GIVEN_FOR).and_then(Json::as_object).cloned().unwrap_or_default();
    for (secret, address) in BOUND {
        if !changes.contains_key(secret) {
            continue;
        }
        match now.origin(address) {
            Some(here) => given.insert(secret.to_owned(), here.into()),
            None => given.remove(secret),
        };
    }
    person.insert(GIVEN_FOR.to_owned(), given.into());
}

/// What belongs beside these secrets.
pub(super) fn keep(person: &Stored, secrets: &mut Stored) {
    let given: Stored = BOUND
        .iter()
        .filter(|(secret, _)| secrets.contains_key(*secret))
        .filter_map(|(secret, _)| {
            Some(((*secret).to_owned(), given_for(person, secret)?.to_owned().into()))
        })
        .collect();
    if !given.is_empty() {
        secrets.insert(GIVEN_FOR.to_owned(), given.into());
    }
}

fn given_for<'a>(person: &'a Stored, secret: &str) -> Option<&'a str> {
    person.get(GIVEN_FOR)?.as_object()?.get(secret)?.as_str()
}

/// Scheme, host and port, in small letters.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = split_at_part(address, "://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next().filter(|host| !host.is_empty())?;
    Some(format!("{scheme}://{host}").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::Kind;

    fn stored(json: serde_json::Value) -> Stored {
        json.as_object().cloned().expect("an object").into()
    }

    #[test]
    fn every_secret_is_bound_to_an_address() {
        let secrets: Vec<_> = Settings::table()
            .into_iter()
            .filter(|spec| spec.kind == Kind::Secret)
            .map(|spec| spec.key)
            .collect();
        assert_eq!(secrets.len(), BOUND.len());
        for (secret, address) in BOUND {
            assert!(secrets.contains(&secret) && Settings::default().get(address).is_some());
        }
    }

    #[test]
    fn a_token_holds_for_the_address_that_it_was_typed_for() {
        let none = Stored::new();
        let typed = stored(json!({"relay_address": "https://a.example:1", "relay_token": "t"}));
        let split = Settings::change(&none, &none, &typed).expect("good changes");
        let mut person = split.sync.clone();
        person.extend(split.local.clone());
        assert!(!split.sync.contains_key("relay_token") && !split.sync.contains_key(GIVEN_FOR));
        let token = |managed: &Stored, person: &Stored| {
            let loaded = Settings::load(managed, person);
            let told = loaded.problems.iter().any(|p| p.is(Code::SecretForOtherAddress));
            (loaded.settings.relay_token.reveal().to_owned(), told)
        };
        assert_eq!(token(&none, &person), ("t".to_owned(), false));
        for elsewhere in ["https://b.example:1", "https://a.example:2", "http://a.example:1"] {
            let mut person = person.clone();
            person.insert("relay_address".to_owned(), elsewhere.into());
            assert_eq!(token(&none, &person), (String::new(), true), "{elsewhere}");
            let managed = stored(json!({"relay_address": elsewhere}));
            assert_eq!(token(&managed, &person), (String::new(), true), "{elsewhere}");
            // Saving anything else does not give it for the new address.
            let other = stored(json!({"country": "IT"}));
            let person = Settings::changed(&none, &person, &other);
            assert_eq!(token(&none, &person), (String::new(), true), "{elsewhere}");
            let again = Settings::changed(&none, &person, &stored(json!({"relay_token": "u"})));
            assert_eq!(token(&none, &again), ("u".to_owned(), false), "{elsewhere}");
        }
    }

    #[test]
    fn the_administrators_token_holds_for_the_administrators_address_only() {
        let managed = stored(json!({"relay_token": "t"}));
        let person = stored(json!({"relay_address": "https://evil.example"}));
        assert_eq!(Settings::load(&managed, &person).settings.relay_token.reveal(), "");
        let managed = stored(json!({"relay_token": "t", "relay_address": "https://a.example"}));
        assert_eq!(Settings::load(&managed, &person).settings.relay_token.reveal(), "t");
    }

    #[test]
    fn origins_are_read_as_browsers_read_them() {
        for (address, expected) in [
            ("https://Relay.Example:8460", Some("https://relay.example:8460")),
            ("http://phone/servlet?key={number}", Some("http://phone")),
            ("http://user@evil.example/", Some("http://evil.example")),
            ("http://a.example\\@b.example/", Some("http://a.example")),
            ("http://", None),
            ("phone", None),
        ] {
            assert_eq!(origin(address).as_deref(), expected, "{address}");
        }
    }
}
