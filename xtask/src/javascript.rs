//! Reading JavaScript just far enough: comments away, import lines out.
//!
//! Not a parser. It knows strings, templates, comments and regular expressions, so that a `//` in
//! an address is no comment and an `import` in a comment is no import.

use std::sync::LazyLock;

use regex::Regex;

/// The modules that a file imports, as written, in order: `./a.js`, `node:fs`.
///
/// Static imports, re-exports and dynamic imports of a literal.
pub fn imports(source: &str) -> Vec<String> {
    let code = without_comments(source);
    IMPORT
        .captures_iter(&code)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)))
        .map(|name| name.as_str().to_owned())
        .collect()
}

/// The same text with comments made blank; every line keeps its number.
pub fn without_comments(source: &str) -> String {
    let mut rest = source.chars().peekable();
    let mut code = String::with_capacity(source.len());
    let mut inside = Inside::Code;
    while let Some(letter) = rest.next() {
        let next = rest.peek().copied();
        match inside {
            Inside::Code => match (letter, next) {
                ('/', Some('/')) => {
                    inside = Inside::LineComment;
                    continue;
                }
                ('/', Some('*')) => {
                    rest.next();
                    inside = Inside::BlockComment;
                    code.push(' ');
                    continue;
                }
                ('/', _) if starts_pattern(&code) => inside = Inside::Pattern { class: false },
                ('"' | '\'' | '`', _) => inside = Inside::Text(letter),
                _ => {}
            },
            Inside::LineComment => {
                if letter == '\n' {
                    inside = Inside::Code;
                    code.push(letter);
                }
                continue;
            }
            Inside::BlockComment => {
                if letter == '*' && next == Some('/') {
                    rest.next();
                    inside = Inside::Code;
                } else if letter == '\n' {
                    code.push(letter);
                }
                continue;
            }
            Inside::Text(quote) => {
                if letter == '\\' {
                    code.push(letter);
                    code.extend(rest.next());
                    continue;
                }
                if letter == quote || letter == '\n' && quote != '`' {
                    inside = Inside::Code;
                }
            }
            Inside::Pattern { class } => match letter {
                '\\' => {
                    code.push(letter);
                    code.extend(rest.next());
                    continue;
                }
                '[' => inside = Inside::Pattern { class: true },
                ']' => inside = Inside::Pattern { class: false },
                '/' if !class => inside = Inside::Code,
                '\n' => inside = Inside::Code,
                _ => {}
            },
        }
        code.push(letter);
    }
    code
}

/// Where the reader is. Code within a template's `${}` counts as text.
#[derive(Clone, Copy)]
enum Inside {
    Code,
    LineComment,
    BlockComment,
    Text(char),
    Pattern { class: bool },
}

/// A slash divides after a value and opens a regular expression anywhere else.
fn starts_pattern(code_before: &str) -> bool {
    let before = code_before.trim_end();
    match before.chars().last() {
        None => true,
        Some(last) if last.is_alphanumeric() || last == '_' || last == '$' => {
            ["return", "typeof", "case", "in", "of"]
                .iter()
                .any(|word| before.ends_with(word) && before.len() < code_before.len())
        }
        Some(last) => !matches!(last, ')' | ']' | '"' | '\'' | '`'),
    }
}

static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)^\s*(?:import|export)\b(?:[^'";()]*?\bfrom)?\s*["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*[,)]"#,
    )
    .expect("the pattern is well-formed, and a test uses it")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_import_is_found() {
        let source = r#"
            /** @import {Match} from '../generated/wire.js' */
            import { a } from './a.js';
            import b, {
              c,
            } from "../page/b.js";
            import './side.css.js';
            export { d } from './d.js';
            export * from './e.js';
            const f = await import('./f.js');
            // import './commented.js';
            const text = "import './text.js'";
            export const g = 'from nowhere';
        "#;
        assert_eq!(
            imports(source),
            ["./a.js", "../page/b.js", "./side.css.js", "./d.js", "./e.js", "./f.js"]
        );
    }

    #[test]
    fn comments_go_and_what_looks_like_one_stays() {
        for (source, code) in [
            ("a // b\nc", "a \nc"),
            ("a /* b\nc */ d", "a  \n d"),
            ("'http://x' // y", "'http://x' "),
            (r"'it\'s // text'", r"'it\'s // text'"),
            ("`// ${text} //`", "`// ${text} //`"),
            ("x = /[/'\"]\\/\\//; // gone", "x = /[/'\"]\\/\\//; "),
            ("a / b / c // gone", "a / b / c "),
            ("return /'/ // gone", "return /'/ "),
        ] {
            assert_eq!(without_comments(source), code, "{source}");
        }
    }
}
