//! One manifest source, two manifests.
//!
//! `extension/manifest.json` holds the keys that both browsers share, and an object each under
//! `chromium` and `firefox` that is laid over them: objects are merged key by key, anything else
//! replaces what was there, `null` takes a key away. The version comes from Cargo.toml.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::browser::Browser;

/// The manifest of one browser, from the text of the source.
pub fn for_browser(source: &str, browser: Browser, version: &str) -> Result<Value> {
    let mut manifest: Value =
        serde_json::from_str(source).context("extension/manifest.json is not JSON")?;
    let Some(keys) = manifest.as_object_mut() else {
        bail!("extension/manifest.json is not an object");
    };
    if keys.contains_key("version") {
        bail!("extension/manifest.json states a version; it comes from Cargo.toml");
    }
    let overlays = Browser::ALL.map(|each| (each, keys.remove(each.word())));
    for (each, overlay) in overlays {
        match overlay {
            Some(Value::Object(overlay)) if each == browser => lay_over(keys, overlay),
            Some(Value::Object(_)) => {}
            _ => bail!("extension/manifest.json has no object \"{each}\""),
        }
    }
    keys.insert("version".to_owned(), Value::from(version));
    Ok(manifest)
}

/// The oldest browsers that the manifests admit, as esbuild's targets: `chrome120,firefox128`.
pub fn script_targets(chromium: &Value, firefox: &Value) -> Result<String> {
    let chrome = chromium
        .pointer("/minimum_chrome_version")
        .and_then(Value::as_str)
        .context("the manifest for Chromium has no minimum_chrome_version")?;
    let gecko = firefox
        .pointer("/browser_specific_settings/gecko/strict_min_version")
        .and_then(Value::as_str)
        .context("the manifest for Firefox has no strict_min_version")?;
    Ok(format!("chrome{chrome},firefox{gecko}"))
}

/// The files of the package that a manifest names, as they stand in it.
pub fn files(manifest: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_files(manifest, &mut found);
    found.sort();
    found.dedup();
    found
}

fn lay_over(base: &mut Map<String, Value>, overlay: Map<String, Value>) {
    for (key, value) in overlay {
        match (base.get_mut(&key), value) {
            (_, Value::Null) => {
                base.remove(&key);
            }
            (Some(Value::Object(below)), Value::Object(above)) => lay_over(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Manifests name files as plain strings in many places; what ends like a file of ours is one.
fn collect_files(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_file(text) => {
            found.push(text.trim_start_matches('/').to_owned());
        }
        Value::Array(values) => values.iter().for_each(|value| collect_files(value, found)),
        Value::Object(values) => values.values().for_each(|value| collect_files(value, found)),
        _ => {}
    }
}

fn is_file(text: &str) -> bool {
    let name_only = !text.contains(['*', ' ', ':']);
    name_only
        && [".js", ".html", ".css", ".json", ".png", ".svg"].iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(source: &Value, browser: Browser) -> Value {
        for_browser(&source.to_string(), browser, "1.2.3").unwrap()
    }

    #[test]
    fn each_browser_gets_the_shared_keys_its_own_and_the_version() {
        let source = json!({
            "name": "Pronto",
            "background": { "type": "module" },
            "permissions": ["storage"],
            "chromium": { "background": { "service_worker": "b.js" } },
            "firefox": { "background": { "scripts": ["b.js"] }, "permissions": ["menus"] },
        });
        assert_eq!(
            merged(&source, Browser::Chromium),
            json!({
                "name": "Pronto", "version": "1.2.3", "permissions": ["storage"],
                "background": { "type": "module", "service_worker": "b.js" },
            })
        );
        assert_eq!(
            merged(&source, Browser::Firefox),
            json!({
                "name": "Pronto", "version": "1.2.3", "permissions": ["menus"],
                "background": { "type": "module", "scripts": ["b.js"] },
            })
        );
    }

    #[test]
    fn null_takes_a_key_away() {
        let source =
            json!({ "a": { "b": 1, "c": 2 }, "chromium": { "a": { "b": null } }, "firefox": {} });
        assert_eq!(merged(&source, Browser::Chromium)["a"], json!({ "c": 2 }));
        assert_eq!(merged(&source, Browser::Firefox)["a"], json!({ "b": 1, "c": 2 }));
    }

    #[test]
    fn sources_that_would_mislead_are_refused() {
        for (source, reason) in [
            ("[]", "not an object"),
            ("{", "not JSON"),
            (r#"{"chromium":{}}"#, "no object \"firefox\""),
            (r#"{"chromium":{},"firefox":[]}"#, "no object \"firefox\""),
            (r#"{"version":"1","chromium":{},"firefox":{}}"#, "comes from Cargo.toml"),
        ] {
            let problem = for_browser(source, Browser::Chromium, "1").unwrap_err();
            assert!(format!("{problem:#}").contains(reason), "{source}: {problem:#}");
        }
    }

    #[test]
    fn the_oldest_browsers_are_what_scripts_are_built_for() {
        let chromium = json!({ "minimum_chrome_version": "120" });
        let firefox =
            json!({ "browser_specific_settings": { "gecko": { "strict_min_version": "128.0" } } });
        assert_eq!(script_targets(&chromium, &firefox).unwrap(), "chrome120,firefox128.0");
        assert!(script_targets(&firefox, &chromium).is_err());
    }

    #[test]
    fn files_are_found_wherever_they_are_named() {
        let manifest = json!({
            "action": { "default_popup": "extension/popup/popup.html" },
            "icons": { "16": "/icons/16.png" },
            "content_scripts": [{ "js": ["content.js"], "matches": ["*://a/*.html"] }],
            "homepage_url": "https://example.invalid/index.html",
        });
        assert_eq!(files(&manifest), ["content.js", "extension/popup/popup.html", "icons/16.png"]);
    }
}
