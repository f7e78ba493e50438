//! Words that have no business in the tree: unfinished work, places of a machine, waiting in tests.

use std::sync::LazyLock;

use regex::Regex;

use super::{Source, lines_with};
use crate::javascript;

/// Nothing is left for later, and no test is left out.
pub fn unfinished(source: &Source) -> Vec<(usize, String)> {
    if source.is_foreign() {
        return Vec::new();
    }
    let mut findings = say(source.text, &UNFINISHED, "stands for work that is not done");
    if source.is("rs") {
        findings.extend(say(&source.rust_code(), &IGNORED, "leaves a test out"));
    }
    if source.is("js") && source.is_in("tests") {
        let code = javascript::without_comments(source.text);
        findings.extend(say(&code, &SKIPPED, "leaves tests out"));
    }
    findings
}

/// A path of somebody's machine is wrong on every other one.
pub fn places(source: &Source) -> Vec<(usize, String)> {
    say(source.text, &PLACES, "is a folder of one machine")
}

/// A test that waits for time to pass is slow on one machine and wrong on another.
///
/// The pages under test may tick: those in tests/e2e/pages/ are exempt.
pub fn waiting(source: &Source) -> Vec<(usize, String)> {
    const WHY: &str = "waits for time instead of an event";
    if source.is("js") && source.is_in("tests/e2e") && !source.is_in("tests/e2e/pages") {
        return say(&javascript::without_comments(source.text), &WAITING_SCRIPT, WHY);
    }
    if !source.is("rs") {
        return Vec::new();
    }
    let code = source.rust_code();
    let all_tests = source.path.iter().any(|folder| folder == "tests");
    let start = if all_tests { 0 } else { code.find("#[cfg(test)]").unwrap_or(code.len()) };
    let before = code[..start].matches('\n').count();
    let findings = say(&code[start..], &WAITING_RUST, WHY);
    findings.into_iter().map(|(line, what)| (line + before, what)).collect()
}

fn say(text: &str, pattern: &Regex, what: &str) -> Vec<(usize, String)> {
    lines_with(text, pattern).map(|(line, word)| (line, format!("`{word}` {what}"))).collect()
}

const WELL_FORMED: &str = "the pattern is well-formed, and a test uses it";

// Single letters stand in brackets here and there, so that the patterns do not find themselves.

static UNFINISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|\b(?:tod[o]|unimplemente[d])!").expect(WELL_FORMED)
});

static IGNORED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"#\[ignor[e]").expect(WELL_FORMED));

static SKIPPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:test|it|describe|suite|t)\.(?:skip|only|todo)\b|\b(?:skip|only|todo):")
        .expect(WELL_FORMED)
});

static PLACES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/(?:wor[k]|far[m]|roo[t])/|/(?:hom[e]|User[s])/\w+").expect(WELL_FORMED)
});

static WAITING_SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:setTimeout|setInterval|waitForTimeout|sleep)\s*\(|timers/promises|Atomics\.wait",
    )
    .expect(WELL_FORMED)
});

static WAITING_RUST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:thread|time)::slee[p]").expect(WELL_FORMED));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn unfinished_work_is_noticed_in_any_file() {
        for word in ["TO_DO", "FIX_ME", "to_do!()", "un_implemented!()"] {
            let text = format!("a\nb {}\n", word.replace('_', ""));
            for path in ["src/a.rs", "page/a.js", "README.md"] {
                let findings = found(unfinished, path, &text);
                assert!(matches!(findings.as_slice(), [(2, _)]), "{path}: {findings:?}");
            }
        }
        assert!(found(unfinished, "README.md", "a todo list").is_empty());
    }

    #[test]
    fn tests_that_are_left_out_are_noticed() {
        let ignored = ["#[ignor", "e]"].concat();
        assert_eq!(found(unfinished, "src/a.rs", &ignored).len(), 1);
        for text in ["test.skip('a')", "it.only('a')", "test('a', { todo: true })"] {
            assert_eq!(found(unfinished, "tests/e2e/a.test.js", text).len(), 1, "{text}");
        }
        assert!(found(unfinished, "src/a.rs", "letters.skip(1)").is_empty());
    }

    #[test]
    fn folders_of_a_machine_are_noticed() {
        for top in ["work", "root", "home", "Users"] {
            let text = format!("see /{top}/somebody/pronto");
            assert_eq!(found(places, "docs/a.md", &text).len(), 1, "{text}");
        }
        assert!(found(places, "docs/a.md", "see /usr/bin/chromium and /tmp").is_empty());
    }

    #[test]
    fn waiting_is_noticed_in_tests_only() {
        let rust = ["std::thread::", "sleep(second);"].concat();
        assert_eq!(found(waiting, "simulator/tests/a.rs", &rust).len(), 1);
        assert!(found(waiting, "simulator/src/faults.rs", &rust).is_empty());
        let beneath = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{rust}\n}}");
        let findings = found(waiting, "simulator/src/faults.rs", &beneath);
        assert_eq!(findings.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4]);
        for text in ["setTimeout(go, 100)", "await sleep(5)", "import 'node:timers/promises'"] {
            assert_eq!(found(waiting, "tests/e2e/a.test.js", text).len(), 1, "{text}");
            assert!(found(waiting, "tests/e2e/pages/a.js", text).is_empty(), "{text}");
        }
    }
}
