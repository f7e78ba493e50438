//! The widget's files in `dist/www/`, as the relay serves them.
//!
//! | in dist/www | from |
//! |---|---|
//! | `widget.js` | made here: the stable address, which imports the version that is there |
//! | `pronto.d.ts` | `www/widget/pronto.d.ts` |
//! | `widget/VERSION/widget/`, `…/frame/` | `www/widget/`, `www/frame/`, as they are |
//! | `widget/VERSION/page/` | those modules of `page/` that they reach, as they are |
//! | `widget/VERSION/core/` | the core as wasm |
//! | `widget/VERSION/texts/` | `extension/_locales/`, without the texts of the options |
//!
//! VERSION ends with a hash of all of them, so that they can be cached for ever. Beside each file lies
//! its `.gz`, for a server that packs nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::bundle::{references, resolve};
use crate::context::{Context, walk};
use crate::javascript;
use crate::wasm::{Core, WASM_FILE};

/// Files by their place below a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes `dist/www` anew.
pub fn assemble(context: &Context, core: &Core) -> Result<()> {
    let files = versioned(context, core)?;
    let broken = broken_references(&files);
    if !broken.is_empty() {
        bail!("the widget names files that are not in it:\n  {}", broken.join("\n  "));
    }
    let version = version(&files);
    let folder = context.dist().join("www");
    drop(fs::remove_dir_all(&folder));
    for (place, bytes) in &files {
        write(&folder.join("widget").join(&version).join(place), bytes)?;
    }
    let entry = format!(
        "// Pronto's widget. This address stays; what it imports may be kept for ever.\n\
         import './widget/{version}/widget/main.js';\n"
    );
    write(&folder.join("widget.js"), entry.as_bytes())?;
    write(&folder.join("pronto.d.ts"), &read(&context.root.join(TYPES))?)
}

const TYPES: &str = "www/widget/pronto.d.ts";

/// Everything below `widget/VERSION/`.
fn versioned(context: &Context, core: &Core) -> Result<Files> {
    let mut files = Files::new();
    for part in ["widget", "frame"] {
        let mut found = Vec::new();
        walk(&context.root.join("www"), Path::new(part), &mut found)?;
        for file in found.into_iter().filter(|file| !file.to_string_lossy().ends_with(".d.ts")) {
            let bytes = read(&context.root.join("www").join(&file))?;
            files.insert(file, bytes);
        }
    }
    for name in ["pronto.js", WASM_FILE] {
        files.insert(Path::new("core").join(name), read(&core.folder.join(name))?);
    }
    add_reached(&context.root, &mut files)?;
    for language in ["en", "it"] {
        let messages = context.root.join("extension/_locales").join(language).join("messages.json");
        let messages: Map<String, Value> = serde_json::from_slice(&read(&messages)?)?;
        let texts = serde_json::to_vec(&texts(&messages))?;
        files.insert(Path::new("texts").join(format!("{language}.json")), texts);
    }
    Ok(files)
}

/// The modules of `page/` that are reached by imports from those that are there.
fn add_reached(root: &Path, files: &mut Files) -> Result<()> {
    let mut waiting: Vec<PathBuf> = files.keys().cloned().collect();
    let mut seen = BTreeSet::new();
    while let Some(file) = waiting.pop() {
        let is_script = file.extension().is_some_and(|end| end == "js");
        if !is_script || !seen.insert(file.clone()) {
            continue;
        }
        if !files.contains_key(&file) && file.starts_with("page") {
            files.insert(file.clone(), read(&root.join(&file))?);
        }
        let Some(bytes) = files.get(&file) else { continue };
        let source = String::from_utf8_lossy(bytes);
        waiting.extend(javascript::imports(&source).iter().map(|name| resolve(&file, name)));
    }
    Ok(())
}

/// Key to text. Options are set in the extension; a widget has none.
fn texts(messages: &Map<String, Value>) -> BTreeMap<&str, &str> {
    let shown = messages.iter().filter(|(key, _)| !key.starts_with("opt_"));
    shown.filter_map(|(key, entry)| Some((key.as_str(), entry.get("message")?.as_str()?))).collect()
}

/// Names these files and no others.
fn version(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (place, bytes) in files {
        hash.update(place.to_string_lossy().as_bytes());
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    let hex: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hex}", Context::VERSION)
}

/// Imports and references that lead nowhere.
fn broken_references(files: &Files) -> Vec<String> {
    let mut broken = Vec::new();
    for (file, bytes) in files {
        let source = String::from_utf8_lossy(bytes);
        let names = match file.extension().and_then(|end| end.to_str()) {
            Some("js") => javascript::imports(&source),
            Some("html") => references(&source),
            _ => Vec::new(),
        };
        for name in names.iter().filter(|name| !files.contains_key(&resolve(file, name))) {
            broken.push(format!("{}: {name}", file.display()));
        }
    }
    broken
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Writes a file and its packed twin. No time goes into it: the same bytes pack to the same bytes.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    let mut twin = file.as_os_str().to_owned();
    twin.push(".gz");
    fs::write(PathBuf::from(twin), packed.finish()?)?;
    Ok(())
}

/// What a visitor loads: who marks the page, both frames with what they share, core and texts.
///
/// Bytes as they stand and as a download, by group.
pub fn weights(context: &Context) -> Result<Vec<(&'static str, usize, usize)>> {
    let folder = context.dist().join("www");
    let mut files = Vec::new();
    walk(&folder, Path::new(""), &mut files)?;
    let size = |file: &Path| fs::metadata(folder.join(file)).map(|data| data.len() as usize);
    GROUPS
        .iter()
        .map(|(name, part)| {
            let (mut raw, mut packed) = (0, 0);
            for file in files.iter().filter(|file| group_of(file) == Some(part)) {
                let is_packed = file.extension().is_some_and(|end| end == "gz");
                *(if is_packed { &mut packed } else { &mut raw }) += size(file)?;
            }
            Ok((*name, raw, packed))
        })
        .collect()
}

const GROUPS: [(&str, &str); 5] = [
    ("www: the page's own modules", "widget"),
    ("www: modules of page/", "page"),
    ("www: both frames", "frame"),
    ("www: core", "core"),
    ("www: texts (one is loaded)", "texts"),
];

/// The folder below `widget/VERSION/` that a file lies in.
fn group_of(file: &Path) -> Option<&str> {
    file.strip_prefix("widget").ok()?.iter().nth(1)?.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_version_changes_with_each_byte_and_each_name() {
        let files =
            |name: &str, text: &str| Files::from([(PathBuf::from(name), text.as_bytes().to_vec())]);
        let one = version(&files("a.js", "a"));
        assert_eq!(one, version(&files("a.js", "a")));
        assert_ne!(one, version(&files("a.js", "b")));
        assert_ne!(one, version(&files("b.js", "a")));
        let hash = one.strip_prefix(Context::VERSION).unwrap().strip_prefix('-').unwrap();
        assert!(hash.len() == 12 && hash.chars().all(|c| c.is_ascii_hexdigit()));
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        let files = Files::from([
            (PathBuf::from("frame/a.html"), br#"<script src="a.js"></script>"#.to_vec()),
            (PathBuf::from("frame/a.js"), b"import '../page/b.js';".to_vec()),
        ]);
        assert_eq!(broken_references(&files), ["frame/a.js: ../page/b.js"]);
    }

    #[test]
    fn texts_are_those_that_a_widget_shows() {
        let messages = json!({ "call": { "message": "Call", "description": "x" }, "opt_a": { "message": "A" } });
        let texts = texts(messages.as_object().unwrap());
        assert_eq!(texts, BTreeMap::from([("call", "Call")]));
    }

    #[test]
    fn files_belong_to_the_folder_of_their_version() {
        for (file, group) in [
            ("widget/1-a/page/b.js", Some("page")),
            ("widget/1-a/frame/b.html", Some("frame")),
            ("widget.js", None),
        ] {
            assert_eq!(group_of(Path::new(file)), group, "{file}");
        }
    }
}
