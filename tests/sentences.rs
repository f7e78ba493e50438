//! Every key that the core hands out has its words, in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pronto::call::{EndedWhy, FailedWhy};
use pronto::pbx::DRIVERS;
use pronto::problem::{Code, Problem};
use pronto::settings::{Group, Kind, Settings};
use serde_json::Value as Json;

/// Language to key to text.
fn languages() -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| {
            let entry = entry.expect("readable");
            let text = std::fs::read_to_string(entry.path().join("messages.json")).expect("there");
            let json: BTreeMap<String, Json> = serde_json::from_str(&text).expect("JSON");
            let texts = json.into_iter().map(|(key, entry)| {
                let text = entry["message"].as_str().expect("a text").to_owned();
                (key, text)
            });
            (entry.file_name().to_string_lossy().into_owned(), texts.collect())
        })
        .collect()
}

/// Keys that the core names.
fn keys() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        Code::ALL.iter().map(|code| code.message().to_owned()).collect();
    keys.extend((0..=46).map(|number| Problem::pbx_result(number).message));
    keys.extend(Group::ALL.iter().map(|group| format!("group_{}", group.word())));
    for spec in Settings::table() {
        keys.insert(format!("opt_{}", spec.key));
        // Where every word of a choice explains itself, the row needs no more.
        if !matches!(spec.kind, Kind::Choice(_)) && spec.key != "pbx" {
            keys.insert(format!("opt_{}_help", spec.key));
        }
        if let Kind::Choice(words) | Kind::Choices(words) = spec.kind {
            let word =
                |word: &&str| if word.is_empty() { "none".to_owned() } else { key_part(word) };
            keys.extend(words.iter().map(|w| format!("opt_{}_{}", spec.key, word(w))));
        }
    }
    keys.extend(DRIVERS.iter().map(|driver| format!("opt_pbx_{}", driver.id())));
    keys.extend(
        ["dialling", "ringing_you", "ringing_them", "connected", "on_the_line", "ended", "failed"]
            .iter()
            .chain(&["unknown", "sent"])
            .map(|state| format!("state_{state}")),
    );
    let ended = [EndedWhy::ByYou, EndedWhy::HungUp, EndedWhy::NoAnswer, EndedWhy::NotLifted];
    keys.extend(ended.iter().chain(&[EndedWhy::WhileAway]).map(|why| why.key().to_owned()));
    let failed = [FailedWhy::Refused, FailedWhy::NotSent, FailedWhy::NotSeen];
    keys.extend(failed.iter().map(|why| why.key().to_owned()));
    for kind in
        ["emergency", "premium", "shared_cost", "satellite", "new_country", "abroad", "differs"]
    {
        keys.insert(format!("guard_{kind}"));
    }
    keys
}

/// Browsers allow only `A-Za-z0-9_@` in keys.
fn key_part(word: &str) -> String {
    word.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

#[test]
fn every_key_has_its_words_in_every_language() {
    for (language, texts) in languages() {
        let missing: Vec<_> =
            keys().into_iter().filter(|key| texts.get(key).is_none_or(String::is_empty)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
    }
}

#[test]
fn every_language_has_the_same_keys_and_quotes_the_same_values() {
    let languages = languages();
    let english = &languages["en"];
    let quoted = |text: &str| {
        ["$1", "$2", "$3"].iter().filter(|value| text.contains(*value)).copied().collect::<Vec<_>>()
    };
    for (language, texts) in &languages {
        let here: BTreeSet<_> = texts.keys().collect();
        let there: BTreeSet<_> = english.keys().collect();
        let differ: Vec<_> = here.symmetric_difference(&there).collect();
        assert!(differ.is_empty(), "{language} and en differ in {differ:?}");
        for (key, text) in texts {
            assert_eq!(quoted(text), quoted(&english[key]), "{language}: {key}");
        }
    }
}
