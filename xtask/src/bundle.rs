//! Putting an unpacked extension together in `dist/BROWSER/`.
//!
//! | in dist | from |
//! |---|---|
//! | `manifest.json` | `extension/manifest.json`, see [`manifest`] |
//! | `_locales/`, `icons/` | the same in `extension/`; browsers want `_locales` at the top |
//! | `content.js` | `extension/content.js` and `page/`, joined by esbuild |
//! | `extension/`, `page/`, `generated/` | the same folders, so that imports hold as written; pages name the modules that they need, see [`preload`] |
//! | `core/` | the core as wasm, see [`wasm`](crate::wasm) |
//!
//! Of `page/`, only the modules that extension pages import are there besides `content.js`.

use std::collections::BTreeSet;
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
use crate::preload;
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
    let content = join_content(context, &manifest::script_targets(&chromium, &firefox)?)?;
    for (browser, manifest) in [(Browser::Chromium, chromium), (Browser::Firefox, firefox)] {
        let folder = context.dist().join(browser.word());
        drop(fs::remove_dir_all(&folder));
        copy_sources(&context.root, &folder)?;
        preload::into_pages(&folder)?;
        copy(&content, &folder.join("content.js"))?;
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

/// Joins the content script: declared content scripts are classic scripts, without imports.
fn join_content(context: &Context, targets: &str) -> Result<PathBuf> {
    let joined = context.scratch("content")?.join("content.js");
    let mut esbuild = process::tool(context.root.join("node_modules/.bin/esbuild"));
    esbuild
        .current_dir(&context.root)
        .args(["extension/content.js", "--bundle", "--format=iife", "--charset=utf8"])
        .args(["--log-level=warning", "--tsconfig-raw={}"])
        .arg(format!("--target={targets}"))
        .arg(format!("--outfile={}", joined.display()));
    let said = process::aside(context, "esbuild", &mut esbuild)?
        .expect_success("joining the content script")?;
    if !said.trim().is_empty() {
        bail!("esbuild warns:\n{said}");
    }
    Ok(joined)
}

/// Copies what ships as it stands.
fn copy_sources(root: &Path, folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for part in ["extension", "page", "generated"] {
        walk(root, Path::new(part), &mut files)?;
    }
    let reached = reached_modules(root, &files);
    for file in files {
        if let Some(place) = place_in_dist(&file, &reached) {
            copy(&root.join(&file), &folder.join(place))?;
        }
    }
    Ok(())
}

/// Where a source file goes, if it ships.
fn place_in_dist(file: &Path, reached: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let name = file.to_string_lossy();
    if name.ends_with(".d.ts") || name.ends_with(".md") || name.contains("/.") {
        return None;
    }
    if name == "extension/manifest.json" || name == "extension/content.js" {
        return None;
    }
    if file.starts_with("page") && name.ends_with(".js") && !reached.contains(file) {
        return None;
    }
    for top in ["_locales", "icons"] {
        if let Ok(inner) = file.strip_prefix(Path::new("extension").join(top)) {
            return Some(Path::new(top).join(inner));
        }
    }
    Some(file.to_owned())
}

/// The modules that can be reached by imports from the extension's own scripts.
fn reached_modules(root: &Path, files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut waiting: Vec<PathBuf> = files
        .iter()
        .filter(|file| file.starts_with("extension"))
        .filter(|file| file.extension().is_some_and(|end| end == "js"))
        .filter(|file| *file != Path::new("extension/content.js"))
        .cloned()
        .collect();
    let mut reached = BTreeSet::new();
    while let Some(file) = waiting.pop() {
        let source = fs::read_to_string(root.join(&file)).unwrap_or_default();
        if reached.insert(file.clone()) {
            waiting.extend(javascript::imports(&source).iter().map(|name| resolve(&file, name)));
        }
    }
    reached
}

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
        let reached = BTreeSet::from([PathBuf::from("page/text.js")]);
        for (file, place) in [
            ("extension/popup/popup.html", Some("extension/popup/popup.html")),
            ("extension/_locales/en/messages.json", Some("_locales/en/messages.json")),
            ("extension/icons/16.png", Some("icons/16.png")),
            ("extension/manifest.json", None),
            ("extension/content.js", None),
            ("extension/README.md", None),
            ("generated/messages.js", Some("generated/messages.js")),
            ("generated/wire.d.ts", None),
            ("page/text.js", Some("page/text.js")),
            ("page/paint.js", None),
        ] {
            assert_eq!(
                place_in_dist(Path::new(file), &reached),
                place.map(PathBuf::from),
                "{file}"
            );
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
    fn modules_are_reached_through_modules() {
        let context = Context::find(false).unwrap();
        let root = context.scratch("unit-test-reach").unwrap();
        for (file, text) in [
            ("extension/popup.js", "import '../page/a.js';"),
            ("extension/content.js", "import '../page/c.js';"),
            ("page/a.js", "import './b.js';"),
            ("page/b.js", "import './a.js';"),
            ("page/c.js", ""),
        ] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), text).unwrap();
        }
        let mut files = Vec::new();
        walk(&root, Path::new(""), &mut files).unwrap();
        let reached = reached_modules(&root, &files);
        assert!(reached.contains(Path::new("page/b.js")));
        assert!(!reached.contains(Path::new("page/c.js")));
    }
}
