//! What is made from the table besides the settings themselves: the form's data and the schema
//! of `storage.managed`.

use serde_json::{Value as Json, json};

use super::{Kind, Settings, Spec};

/// The form's rows: key, kind, default, group and, for choices, the words.
///
/// `drivers` are the PBXs to choose from, each with the options that it needs; a row that some
/// driver needs is shown only for those drivers.
#[must_use]
pub fn form(drivers: &[(&str, &[&str])]) -> Json {
    let rows: Vec<Json> = Settings::table().iter().map(|spec| row(spec, drivers)).collect();
    Json::Array(rows)
}

/// JSON Schema for `storage.managed` (Chromium's `managed_schema`; Firefox reads none).
#[must_use]
pub fn managed(drivers: &[(&str, &[&str])]) -> Json {
    let properties: serde_json::Map<String, Json> =
        Settings::table().iter().map(|spec| (spec.key.to_owned(), policy(spec, drivers))).collect();
    json!({ "type": "object", "properties": properties })
}

/// One row of [`form`].
#[must_use]
pub fn row(spec: &Spec, drivers: &[(&str, &[&str])]) -> Json {
    let mut row = json!({
        "key": spec.key,
        "kind": kind_word(spec.kind),
        "default": spec.default,
        "group": spec.group.word(),
        "unverified": spec.unverified,
        "first_run": spec.first_run,
    });
    match spec.kind {
        Kind::Choice(words) | Kind::Choices(words) => row["words"] = json!(words),
        Kind::Whole { min, max } => {
            row["min"] = json!(min);
            row["max"] = json!(max);
        }
        _ => {}
    }
    if spec.key == "pbx" {
        row["kind"] = json!("choice");
        row["words"] = drivers.iter().map(|(id, _)| *id).collect();
    }
    let needing: Vec<&str> =
        drivers.iter().filter(|(_, keys)| keys.contains(&spec.key)).map(|(id, _)| *id).collect();
    if !needing.is_empty() {
        row["drivers"] = json!(needing);
    }
    row
}

fn policy(spec: &Spec, drivers: &[(&str, &[&str])]) -> Json {
    if spec.key == "pbx" {
        let ids: Vec<&str> = drivers.iter().map(|(id, _)| *id).collect();
        return json!({ "type": "string", "enum": ids });
    }
    match spec.kind {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Choices(words) => {
            json!({ "type": "array", "items": { "type": "string", "enum": words } })
        }
        Kind::Lines => json!({ "type": "array", "items": { "type": "string" } }),
        _ => json!({ "type": "string" }),
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Choice(_) => "choice",
        Kind::Text => "text",
        Kind::Secret => "secret",
        Kind::Address => "address",
        Kind::Country => "country",
        Kind::Flag => "flag",
        Kind::Whole { .. } => "whole",
        Kind::Choices(_) => "choices",
        Kind::Lines => "lines",
        Kind::StatusMap => "status_map",
    }
}
