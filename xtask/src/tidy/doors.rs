//! Names that only one place may say: the browser's, wasm-bindgen's, and the core's.

use std::sync::LazyLock;

use regex::Regex;

use super::{Source, lines_with};
use crate::javascript;

/// `chrome` and `browser` are named in extension/platform.js and nowhere else.
pub fn browser(source: &Source) -> Vec<(usize, String)> {
    let watched = ["extension", "page", "www"].iter().any(|folder| source.is_in(folder));
    if !watched || !source.is("js") || source.path.ends_with("extension/platform.js") {
        return Vec::new();
    }
    lines_with(&javascript::without_comments(source.text), &BROWSER)
        .map(|(line, name)| (line, format!("`{name}` belongs in extension/platform.js")))
        .collect()
}

/// wasm-bindgen and its family are named in src/web/ and nowhere else in the core.
pub fn wasm(source: &Source) -> Vec<(usize, String)> {
    if !source.is("rs") || !source.is_in("src") || source.is_in("src/web") {
        return Vec::new();
    }
    lines_with(&source.rust_code(), &WASM)
        .map(|(line, name)| (line, format!("`{name}` belongs in src/web/")))
        .collect()
}

/// The simulated PBX imports nothing of ours, or it would share our misunderstandings.
pub fn simulator(source: &Source) -> Vec<(usize, String)> {
    let pattern = match source.path.extension().and_then(|ending| ending.to_str()) {
        Some("rs") => &*CORE_IN_RUST,
        Some("toml") => &*CORE_AS_DEPENDENCY,
        _ => return Vec::new(),
    };
    if !source.is_in("simulator") {
        return Vec::new();
    }
    let code = if source.is("rs") { source.rust_code() } else { source.text.to_owned() };
    lines_with(&code, pattern)
        .map(|(line, _)| (line, "the simulator imports nothing of the core".to_owned()))
        .collect()
}

const WELL_FORMED: &str = "the pattern is well-formed, and a test uses it";

static BROWSER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:chrome|browser)\??\.[a-zA-Z]+|\bglobalThis\.(?:chrome|browser)\b")
        .expect(WELL_FORMED)
});

static WASM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:\w*wasm_bindgen\w*|web_sys|js_sys|gloo\w*)\b").expect(WELL_FORMED)
});

static CORE_IN_RUST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bpronto(?:_json|_number)?::").expect(WELL_FORMED));

static CORE_AS_DEPENDENCY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:\[.*dependencies\.)?pronto(?:-json|-number)?\b[^-]|path\s*=\s*"\.\.""#)
        .expect(WELL_FORMED)
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn the_browser_is_named_in_its_file_only() {
        for text in ["chrome.tabs.query()", "browser.runtime", "globalThis.chrome", "chrome?.tabs"]
        {
            assert_eq!(found(browser, "extension/background.js", text).len(), 1, "{text}");
            assert_eq!(found(browser, "page/paint.js", text).len(), 1, "{text}");
            assert!(found(browser, "extension/platform.js", text).is_empty(), "{text}");
            assert!(found(browser, "tests/e2e/harness.js", text).is_empty(), "{text}");
        }
        assert!(found(browser, "page/paint.js", "// chrome.tabs is not here\n").is_empty());
    }

    #[test]
    fn the_browser_family_of_crates_is_named_in_web_only() {
        for text in ["use web_sys::Window;", "wasm_bindgen_futures::spawn_local", "gloo_net::x"] {
            assert_eq!(found(wasm, "src/engine/mod.rs", text).len(), 1, "{text}");
            assert!(found(wasm, "src/web/mod.rs", text).is_empty(), "{text}");
            assert!(found(wasm, "xtask/src/wasm.rs", text).is_empty(), "{text}");
        }
        assert!(found(wasm, "src/lib.rs", "//! never wasm_bindgen\n").is_empty());
    }

    #[test]
    fn the_simulator_knows_nothing_of_the_core() {
        assert_eq!(found(simulator, "simulator/src/main.rs", "use pronto::wire;").len(), 1);
        assert_eq!(found(simulator, "simulator/src/main.rs", "use pronto_number::E164;").len(), 1);
        let number = "pronto-number = { path = \"../number\" }";
        assert_eq!(found(simulator, "simulator/Cargo.toml", number).len(), 1);
        assert_eq!(found(simulator, "simulator/Cargo.toml", "pronto = { path = \"..\" }").len(), 1);
        assert_eq!(found(simulator, "simulator/Cargo.toml", "core = { path = \"..\" }").len(), 1);
        assert!(found(simulator, "simulator/Cargo.toml", "name = \"pronto-simulator\"").is_empty());
        assert!(found(simulator, "xtask/src/main.rs", "use pronto::wire;").is_empty());
    }
}
