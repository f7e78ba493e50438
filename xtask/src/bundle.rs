//! Putting an unpacked extension together in `dist/BROWSER/`.
//!
//! | in dist | from |
//! |---|---|
//! | `manifest.json` | `extension/manifest.json`, see [`manifest`] |
//! | `_locales/`, `icons/` | the same in `extension/`; browsers want `_locales` at the top |
//! | `content.js` | `extension/content.js`, joined |
//! | `extension/` | pages and styles as they are; each script that a page or the manifest names, joined |
//! | `generated/` | what of it browsers read as files |
//! | `core/` | the core as wasm, see [`wasm`](crate::wasm) |
//!
//! Joined: one file with all that it imports, by esbuild. A declared content script cannot import, and what
//! is one file is there sooner: the popup in Chromium by 30 ms, in Firefox by 17 (docs/pages.md).

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context as _, Result, bail};
use regex::Regex;
use serde_json::Value;

use crate::browser::Browser;
use crate::context::{Context, walk};
use crate::javascript;
use crate::manifest;
use crate::process;
use crate::wasm::{Core, WASM_FILE};

/// Both unpacked extensions, anew.
pub fn assemble(context: &Context, core: &Core) -> Result<()> {
    let source = context.root.join("extension/manifest.json");
    let source =
        fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let manifests = [Browser::Chromium, Browser::Firefox]
        .map(|browser| manifest::for_browser(&source, browser, Context::VERSION));
    let [chromium, firefox] = manifests;
    let (chromium, firefox) = (chromium?, firefox?);
    let joined = join(context, &manifest::script_targets(&chromium, &firefox)?)?;
    for (browser, manifest) in [(Browser::Chromium, chromium), (Browser::Firefox, firefox)] {
        let folder = context.dist().join(browser.word());
        drop(fs::remove_dir_all(&folder));
        copy_sources(&context.root, &folder)?;
        for (script, place) in &joined {
            copy(script, &folder.join(place))?;
        }
        for name in ["pronto.js", WASM_FILE] {
            copy(&core.folder.join(name), &folder.join("core").join(name))?;
        }
        let text = serde_json::to_string_pretty(&manifest)? + "\n";
        fs::write(folder.join("manifest.json"), text)?;
        let broken = broken_references(&folder, &manifest)?;
        if !broken.is_empty() {
            bail!("dist/{browser} names files that are not in it:\n  {}", broken.join("\n  "));
        }
    }
    Ok(())
}

/// Joins each script that a browser starts; where the joined ones lie, with their places in dist.
fn join(context: &Context, targets: &str) -> Result<Vec<(PathBuf, PathBuf)>> {
    let folder = context.scratch("joined")?;
    let content = Path::new("extension/content.js");
    esbuild(context, &folder, targets, "iife", &[content.to_owned()])?;
    let modules = modules(&context.root)?;
    esbuild(context, &folder, targets, "esm", &modules)?;
    let same = modules.iter().map(|file| (folder.join(file), file.clone()));
    Ok(same.chain([(folder.join(content), "content.js".into())]).collect())
}

/// The background, and what pages of ours name.
fn modules(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = vec![PathBuf::from("extension/background.js")];
    let mut files = Vec::new();
    walk(root, Path::new("extension"), &mut files)?;
    for page in files.iter().filter(|file| file.extension().is_some_and(|end| end == "html")) {
        let names = references(&fs::read_to_string(root.join(page))?);
        let scripts = names.iter().filter(|name| name.ends_with(".js"));
        found.extend(scripts.map(|name| resolve(page, name)));
    }
    Ok(found)
}

fn esbuild(
    context: &Context,
    folder: &Path,
    targets: &str,
    format: &str,
    scripts: &[PathBuf],
) -> Result<()> {
    let mut esbuild = process::tool(context.root.join("node_modules/.bin/esbuild"));
    esbuild
        .current_dir(&context.root)
        .args(scripts)
        .args(["--bundle", "--charset=utf8", "--log-level=warning", "--tsconfig-raw={}"])
        // It lies beside its wasm, and finds it from there.
        .arg("--external:*/core/pronto.js")
        .args([format!("--format={format}"), format!("--target={targets}")])
        .args(["--outbase=.".to_owned(), format!("--outdir={}", folder.display())]);
    let said =
        process::aside(context, "esbuild", &mut esbuild)?.expect_success("joining scripts")?;
    if !said.trim().is_empty() {
        bail!("esbuild warns:\n{said}");
    }
    Ok(())
}

/// Copies what ships as it stands.
fn copy_sources(root: &Path, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for part in ["extension", "generated"] {
        walk(root, Path::new(part), &mut files)?;
    }
    for file in files {
        if let Some(place) = place_in_dist(&file) {
            copy(&root.join(&file), &folder.join(place))?;
        }
    }
    Ok(())
}

/// Where a source file goes, if it ships as it stands.
fn place_in_dist(file: &Path) -> Option<PathBuf> {
    let name = file.to_string_lossy();
    if name.starts_with("generated/") {
        return READ_BY_BROWSERS.contains(&&*name).then(|| file.to_owned());
    }
    let elsewhere = [".js", ".d.ts", ".md"].iter().any(|end| name.ends_with(end));
    if elsewhere || name.contains("/.") || name == "extension/manifest.json" {
        return None;
    }
    for top in ["_locales", "icons"] {
        if let Ok(inner) = file.strip_prefix(Path::new("extension").join(top)) {
            return Some(Path::new(top).join(inner));
        }
    }
    Some(file.to_owned())
}

/// The other files of `generated/` are for builds.
const READ_BY_BROWSERS: [&str; 2] = ["generated/highlight.css", "generated/managed_schema.json"];

/// Imports, HTML references and manifest entries that lead nowhere.
fn broken_references(folder: &Path, manifest: &Value) -> Result<Vec<String>> {
    let mut files = Vec::new();
    walk(folder, Path::new(""), &mut files)?;
    let mut broken = Vec::new();
    let mut expect = |from: &Path, name: &str| {
        if !files.contains(&resolve(from, name)) {
            broken.push(format!("{}: {name}", from.display()));
        }
    };
    for name in manifest::files(manifest) {
        expect(Path::new("manifest.json"), &name);
    }
    for file in &files {
        let ending = file.extension().unwrap_or_default();
        if ending == "js" {
            let source = fs::read_to_string(folder.join(file))?;
            javascript::imports(&source).iter().for_each(|name| expect(file, name));
        } else if ending == "html" {
            let source = fs::read_to_string(folder.join(file))?;
            references(&source).iter().for_each(|name| expect(file, name));
        }
    }
    Ok(broken)
}

/// The files that a page of ours names in `src` and `href`.
pub fn references(html: &str) -> Vec<String> {
    REFERENCE
        .captures_iter(html)
        .map(|found| found[1].to_owned())
        .filter(|name| !name.contains(':') && !name.starts_with('#'))
        .collect()
}

static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\s(?:src|href)="([^"?#]+)"#)
        .expect("the pattern is well-formed, and a test uses it")
});

/// A relative name seen from a file; `/x` is seen from the top.
pub fn resolve(from: &Path, name: &str) -> PathBuf {
    let mut place = match name.strip_prefix('/') {
        Some(_) => PathBuf::new(),
        None => from.parent().unwrap_or(Path::new("")).to_owned(),
    };
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            Component::Normal(part) => place.push(part),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    place
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to)
        .map(drop)
        .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_of_file_has_its_place() {
        for (file, place) in [
            ("extension/popup/popup.html", Some("extension/popup/popup.html")),
            ("extension/_locales/en/messages.json", Some("_locales/en/messages.json")),
            ("extension/icons/16.png", Some("icons/16.png")),
            ("extension/manifest.json", None),
            ("extension/content.js", None),
            ("extension/README.md", None),
            ("extension/popup/popup.js", None),
            ("generated/highlight.css", Some("generated/highlight.css")),
            ("generated/plans.bin", None),
            ("generated/wire.d.ts", None),
        ] {
            assert_eq!(place_in_dist(Path::new(file)), place.map(PathBuf::from), "{file}");
        }
    }

    #[test]
    fn names_are_seen_from_the_file_that_says_them() {
        for (from, name, place) in [
            ("extension/popup/popup.js", "../platform.js", "extension/platform.js"),
            ("extension/popup/popup.js", "../../generated/a.js", "generated/a.js"),
            ("extension/popup/popup.html", "popup.css", "extension/popup/popup.css"),
            ("extension/popup/popup.html", "/icons/a.svg", "icons/a.svg"),
            ("manifest.json", "content.js", "content.js"),
        ] {
            assert_eq!(resolve(Path::new(from), name), Path::new(place), "{from} {name}");
        }
    }

    #[test]
    fn a_dist_that_names_a_missing_file_is_noticed() {
        let context = Context::find(false).unwrap();
        let folder = context.scratch("unit-test-bundle").unwrap();
        fs::create_dir_all(folder.join("extension")).unwrap();
        fs::write(folder.join("extension/a.js"), "import './b.js';\nimport './a.js';").unwrap();
        let page =
            r##"<a href="#x"></a><script type="module" src="a.js"></script><img src="c.png">"##;
        fs::write(folder.join("extension/a.html"), page).unwrap();
        let broken =
            broken_references(&folder, &json!({ "a": "extension/a.html", "b": "d.js" })).unwrap();
        assert_eq!(
            broken,
            ["manifest.json: d.js", "extension/a.html: c.png", "extension/a.js: ./b.js"]
        );
    }

    #[test]
    fn the_scripts_that_browsers_start_are_those_of_manifest_and_pages() {
        let context = Context::find(false).unwrap();
        let root = context.scratch("unit-test-scripts").unwrap();
        for (file, text) in [
            (
                "extension/a/a.html",
                r#"<script type="module" src="a.js"></script><img src="b.png">"#,
            ),
            ("extension/a/b.html", r#"<script type="module" src="../b.js"></script>"#),
            ("extension/a/none.html", ""),
            ("extension/ui.js", ""),
        ] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), text).unwrap();
        }
        let mut modules = modules(&root).unwrap();
        modules.sort();
        let names = ["extension/a/a.js", "extension/b.js", "extension/background.js"];
        assert_eq!(modules, names.map(PathBuf::from));
    }
}
