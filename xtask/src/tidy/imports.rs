//! Who may name whom: the directions of ARCHITECTURE.md, read from the import lines.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::Source;
use crate::javascript;

/// A module of the core names only the modules that stand beside it in [`CORE`].
pub fn rust(source: &Source) -> Vec<(usize, String)> {
    if source.is_in("relay/src") && source.is("rs") {
        return relay(source);
    }
    let Ok(inner) = source.path.strip_prefix("src") else {
        return Vec::new();
    };
    if !source.is("rs") || inner == Path::new("lib.rs") {
        return Vec::new();
    }
    let own = inner.iter().next().unwrap_or_default().to_string_lossy();
    let own = own.trim_end_matches(".rs");
    let Some((_, allowed)) = CORE.iter().find(|(module, _)| *module == own) else {
        return vec![(1, format!("`{own}` has no row in xtask/src/tidy/imports.rs"))];
    };
    let mut findings = Vec::new();
    for (line, module) in modules_named(&source.rust_code()) {
        let is_module = CORE.iter().any(|(known, _)| *known == module);
        if is_module && module != own && !allowed.contains(&module.as_str()) {
            findings.push((line, format!("`{own}` may not name `{module}`")));
        }
    }
    findings
}

/// The relay never reaches into the browser's side, and its office does no I/O.
fn relay(source: &Source) -> Vec<(usize, String)> {
    let forbidden: &[&str] =
        if source.is_in("relay/src/office") { &NOT_IN_OFFICE } else { &NOT_IN_RELAY };
    let code = source.rust_code();
    let lines = code.lines().enumerate();
    lines
        .flat_map(|(at, line)| {
            let named = forbidden.iter().filter(move |name| line.contains(*name));
            named.map(move |name| {
                (at + 1, format!("`{}` may not name `{name}`", source.path.display()))
            })
        })
        .collect()
}

const NOT_IN_RELAY: [&str; 1] = ["pronto::web"];
const NOT_IN_OFFICE: [&str; 7] =
    ["pronto::web", "tokio", "std::fs", "std::net", "SystemTime", "crate::house", "crate::http"];

/// A folder of JavaScript imports only from the folders that stand beside it in [`SCRIPTS`].
pub fn javascript(source: &Source) -> Vec<(usize, String)> {
    let row = SCRIPTS.iter().find(|(folder, ..)| source.is_in(folder));
    let Some((folder, allowed, with_packages)) = row else {
        return Vec::new();
    };
    if !source.is("js") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for name in javascript::imports(source.text) {
        let fits = if name.starts_with('.') || name.starts_with('/') {
            let target = crate::bundle::resolve(source.path, &name);
            target.starts_with(folder) || allowed.iter().any(|place| target.starts_with(place))
        } else {
            *with_packages
        };
        if !fits {
            let line = source.text.lines().position(|line| line.contains(&name)).unwrap_or(0) + 1;
            findings.push((line, format!("{folder}/ may not import {name}")));
        }
    }
    findings
}

/// The modules of the core from the ground up, each with those that it may name.
///
/// A module names only modules above its own row, so the core has no circles.
const CORE: [(&str, &[&str]); 12] = [
    // Crates of their own, which can name nothing of ours but what their Cargo.toml says.
    ("json", &[]),
    // Of the same crate.
    ("small", &[]),
    ("number", &["json"]),
    ("problem", &["json"]),
    ("settings", &["json", "number", "problem", "small"]),
    ("dial", &["json", "number", "problem", "settings", "small"]),
    ("event", &["json", "number", "problem", "settings"]),
    ("call", &["dial", "event", "json", "number", "problem", "settings", "small"]),
    ("wire", &["call", "dial", "event", "json", "number", "problem", "settings"]),
    ("pbx", &["call", "dial", "event", "json", "number", "problem", "settings", "small", "wire"]),
    (
        "engine",
        &["call", "dial", "event", "json", "number", "pbx", "problem", "settings", "small", "wire"],
    ),
    (
        "web",
        &[
            "call", "dial", "engine", "event", "json", "number", "pbx", "problem", "settings",
            "small", "wire",
        ],
    ),
];

/// Folders of JavaScript: where from they may import, and whether npm packages and Node too.
///
/// What ships imports no package, for there is no node_modules in dist/. The tests see only dist/.
/// Types in comments are free: they are gone when the code runs.
const SCRIPTS: [(&str, &[&str], bool); 6] = [
    ("www/samples", &[], true),
    ("extension", &["core", "generated", "page"], false),
    ("page", &[], false),
    ("www", &["generated", "page"], false),
    ("tests/e2e", &[], true),
    ("xtask/demo", &[], true),
];

/// Every `crate::module`, also those within the braces of `use crate::{…}`.
fn modules_named(code: &str) -> BTreeSet<(usize, String)> {
    let mut named = BTreeSet::new();
    for found in NAMED.captures_iter(code) {
        let whole = found.get(0).map_or(0, |whole| whole.start());
        let line = code[..whole].matches('\n').count() + 1;
        if let Some(module) = found.get(1) {
            named.insert((line, module.as_str().to_owned()));
        }
        if let Some(list) = found.get(2) {
            let names = top_names(list.as_str());
            named.extend(names.into_iter().map(|name| (line, name)));
        }
    }
    named
}

/// The first words of a braced list, without what is in braces further in.
fn top_names(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut flat = String::new();
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => flat.push(letter),
            _ => {}
        }
    }
    let word = |part: &str| part.trim().split([':', ' ']).next().unwrap_or("").to_owned();
    flat.split(',').map(word).filter(|name| !name.is_empty()).collect()
}

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bcrate::(?:([a-z_]+)|\{([^;]*)\}\s*;)")
        .expect("the pattern is well-formed, and a test uses it")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_module_names_only_what_lies_beneath_it() {
        for (path, text, count) in [
            ("src/engine/mod.rs", "use crate::call::Call;", 0),
            ("src/call/state.rs", "use crate::engine::Engine;", 1),
            ("src/call/state.rs", "use crate::call::view::View;", 0),
            ("src/call/state.rs", "/// See [`crate::engine`].", 0),
            ("src/problem.rs", "fn f() { crate::wire::read() }", 1),
            ("src/dial/mod.rs", "use crate::{\n number::{A, B}, engine::C,\n web,\n};", 2),
            ("src/lib.rs", "pub use crate::web::Core;", 0),
            ("src/surprise.rs", "", 1),
            ("relay/src/main.rs", "use pronto::web::X;", 1),
            ("relay/src/house.rs", "use tokio::sync::mpsc;", 0),
            ("relay/src/office/mod.rs", "use tokio::sync::mpsc;", 1),
            ("relay/src/office/mod.rs", "//! [`crate::house`]", 0),
        ] {
            assert_eq!(found(rust, path, text).len(), count, "{path}: {text}");
        }
    }

    #[test]
    fn the_core_has_no_circles() {
        for (row, (module, allowed)) in CORE.iter().enumerate() {
            for other in *allowed {
                let place = CORE.iter().position(|(name, _)| name == other);
                assert!(place.is_some_and(|place| place < row), "{module} names {other}");
            }
        }
    }

    #[test]
    fn a_folder_of_scripts_imports_only_from_its_neighbours() {
        for (path, text, count) in [
            ("extension/background.js", "import start from '../core/pronto.js';", 0),
            ("extension/popup/popup.js", "import { a } from '../../page/a.js';", 0),
            ("extension/popup/popup.js", "import { a } from '../../tests/a.js';", 1),
            ("extension/popup/popup.js", "import React from 'react';", 1),
            ("page/paint.js", "import { a } from './a.js';", 0),
            ("page/paint.js", "import { a } from '../extension/platform.js';", 1),
            ("page/paint.js", "import { a } from '../generated/messages.js';", 1),
            ("page/paint.js", "/** @import {A} from '../generated/wire.js' */", 0),
            ("tests/e2e/click.test.js", "import test from 'node:test';", 0),
            ("tests/e2e/click.test.js", "import { a } from '../../page/a.js';", 1),
        ] {
            assert_eq!(found(javascript, path, text).len(), count, "{path}: {text}");
        }
    }
}
