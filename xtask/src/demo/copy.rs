//! A copy of the extension for the demo, with leave to reach loopback from the start.
//!
//! The extension that ships asks for the PBX's address when it is saved and for pages when the
//! person allows them. The demo is to be seen at once, and a launcher cannot answer a browser's
//! questions.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::context::Context;
use crate::dist;

/// Makes the copy anew in `target/demo/BROWSER`.
pub fn prepare(context: &Context, browser: Browser) -> Result<PathBuf> {
    let to = context.target.join("demo").join(browser.word());
    dist::copy(context, browser, &to)?;
    let manifest = to.join("manifest.json");
    let mut value: Value = serde_json::from_str(&fs::read_to_string(&manifest)?)?;
    allow_loopback(&mut value)?;
    fs::write(&manifest, serde_json::to_string_pretty(&value)?)?;
    Ok(to)
}

/// Adds loopback to the hosts that are granted at install.
fn allow_loopback(manifest: &mut Value) -> Result<()> {
    let keys = manifest.as_object_mut().context("the manifest is an object")?;
    let hosts = keys.entry("host_permissions").or_insert_with(|| json!([]));
    let hosts = hosts.as_array_mut().context("host_permissions is a list")?;
    for host in ["*://127.0.0.1/*", "*://localhost/*"] {
        if !hosts.contains(&json!(host)) {
            hosts.push(json!(host));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_added_once_and_nothing_else_changes() {
        let mut manifest = json!({ "name": "Pronto", "host_permissions": ["*://localhost/*"] });
        allow_loopback(&mut manifest).unwrap();
        assert_eq!(
            manifest,
            json!({
                "name": "Pronto",
                "host_permissions": ["*://localhost/*", "*://127.0.0.1/*"],
            })
        );
        let mut empty = json!({});
        allow_loopback(&mut empty).unwrap();
        assert_eq!(empty["host_permissions"].as_array().unwrap().len(), 2);
    }
}
