//! What a file looks like: how it opens and how long it is.

use super::Source;

/// Code opens by saying what it is; generated files say which command made them.
pub fn header(source: &Source) -> Vec<(usize, String)> {
    let opening = source.text.lines().find(|line| !line.starts_with("#!/")).unwrap_or("");
    if source.is_in("generated") {
        let made = source.text.lines().take(3).any(|line| line.contains("cargo xtask codegen"));
        let says = source.is("json") || made;
        return complain(!says, "a generated file names `cargo xtask codegen` in its first lines");
    }
    if source.is_foreign() {
        return Vec::new();
    }
    if source.is("rs") {
        return complain(!opening.starts_with("//! "), "opens without `//!` and what it is about");
    }
    let commented = opening.starts_with("/**") || opening.starts_with("// ");
    complain(source.is("js") && !commented, "opens without a comment on what it is about")
}

/// A long file has two subjects.
pub fn length(source: &Source) -> Vec<(usize, String)> {
    let code = ["rs", "js", "css", "html"].iter().any(|ending| source.is(ending));
    let lines = source.text.lines().count();
    let long = code && !source.is_foreign() && lines > MOST_LINES;
    complain(long, &format!("{lines} lines; more than {MOST_LINES} are two subjects"))
}

const MOST_LINES: usize = 500;

fn complain(wrong: bool, what: &str) -> Vec<(usize, String)> {
    if wrong { vec![(1, what.to_owned())] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn code_opens_with_what_it_is() {
        for (path, text, count) in [
            ("src/a.rs", "//! About a.\n", 0),
            ("src/a.rs", "use b;\n", 1),
            ("src/a.rs", "", 1),
            ("page/a.js", "/**\n * About a.\n */\n", 0),
            ("page/a.js", "// About a.\n", 0),
            ("page/a.js", "import './b.js';\n", 1),
            ("xtask/demo/a.js", "#!/usr/bin/env node\n/** About a. */\n", 0),
            ("generated/a.js", "// Made by `cargo xtask codegen`.\n", 0),
            ("generated/a.d.ts", "export type A = number;\n", 1),
            ("generated/a.json", "{}\n", 0),
            ("tests/fixtures/a.js", "a()\n", 0),
            ("README.md", "# Pronto\n", 0),
        ] {
            assert_eq!(found(header, path, text).len(), count, "{path}: {text}");
        }
    }

    #[test]
    fn long_files_are_noticed() {
        let long = "x\n".repeat(MOST_LINES + 1);
        for (path, count) in [
            ("src/a.rs", 1),
            ("page/a.js", 1),
            ("extension/a.css", 1),
            ("generated/a.js", 0),
            ("README.md", 0),
        ] {
            assert_eq!(found(length, path, &long).len(), count, "{path}");
        }
        assert!(found(length, "src/a.rs", &"x\n".repeat(MOST_LINES)).is_empty());
    }
}
