//! House rules that a machine can check. A rule is a row in [`RULES`], with examples in its file.

mod doors;
mod imports;
mod shape;
mod words;

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::context::Context;

/// Holds every file of the source against every rule.
pub fn check(context: &Context) -> Result<()> {
    let mut findings = Vec::new();
    for path in context.sources()? {
        // What is no text (icons) has no words to check.
        if let Ok(text) = fs::read_to_string(context.root.join(&path)) {
            findings.extend(broken_rules(&Source { path: &path, text: &text }));
        }
    }
    if !findings.is_empty() {
        bail!("{}", findings.join("\n"));
    }
    Ok(())
}

/// A text file of the checkout.
struct Source<'a> {
    /// Relative to the checkout.
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn is(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|found| found == ending)
    }

    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Made by a program or taken from elsewhere: not ours to shape.
    fn is_foreign(&self) -> bool {
        let name = self.path.to_string_lossy();
        self.is_in("generated")
            || name.contains("fixtures/")
            || name.contains("corpora/")
            || name.ends_with("Cargo.lock")
            || name.ends_with("package-lock.json")
    }

    /// Rust without what follows `//` on each line; every line keeps its number.
    ///
    /// An address in a string loses its end too, and no rule looks for anything there.
    fn rust_code(&self) -> String {
        let code = self.text.lines().map(|line| line.split("//").next().unwrap_or(line));
        code.collect::<Vec<_>>().join("\n")
    }
}

/// A rule: what it finds wrong in a file, as a line number (from 1) and a sentence.
type Rule = fn(&Source) -> Vec<(usize, String)>;

const RULES: [Rule; 10] = [
    doors::browser,
    doors::wasm,
    doors::simulator,
    imports::javascript,
    imports::rust,
    shape::header,
    shape::length,
    words::places,
    words::unfinished,
    words::waiting,
];

fn broken_rules(source: &Source) -> Vec<String> {
    let mut found: Vec<(usize, String)> = RULES.iter().flat_map(|rule| rule(source)).collect();
    found.sort();
    found.iter().map(|(line, what)| format!("{}:{line}: {what}", source.path.display())).collect()
}

/// The lines of a text that fit a pattern, each with what fitted.
fn lines_with<'a>(
    text: &'a str,
    pattern: &'a regex::Regex,
) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| pattern.find(line).map(|found| (index + 1, found.as_str())))
}

#[cfg(test)]
fn found(rule: Rule, path: &str, text: &str) -> Vec<(usize, String)> {
    rule(&Source { path: Path::new(path), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_say_where() {
        let text = "//! About.\nuse web_sys::Window;\n";
        let findings = broken_rules(&Source { path: Path::new("src/call/state.rs"), text });
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("src/call/state.rs:2: "), "{findings:?}");
    }

    #[test]
    fn comments_are_not_code() {
        let source = Source { path: Path::new("src/a.rs"), text: "a // b\n/// c\nd" };
        assert_eq!(source.rust_code(), "a \n\nd");
    }
}
