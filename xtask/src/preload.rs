//! Names in each page of the extension the modules that it will need: browsers find them one import
//! after the other otherwise, and the page stays empty meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::bundle::{references, resolve};
use crate::context::walk;
use crate::javascript;

/// Writes the lines into the pages of an unpacked extension.
pub fn into_pages(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    walk(folder, Path::new(""), &mut files)?;
    for page in files.iter().filter(|file| file.extension().is_some_and(|end| end == "html")) {
        let text = fs::read_to_string(folder.join(page))?;
        let modules = reached(folder, page, &text)?;
        fs::write(folder.join(page), with_links(&text, page, &modules))?;
    }
    Ok(())
}

/// What the page's scripts import, and what that imports; not the scripts themselves.
fn reached(folder: &Path, page: &Path, text: &str) -> Result<BTreeSet<PathBuf>> {
    let is_module = |file: &PathBuf| file.extension().is_some_and(|end| end == "js");
    let scripts: Vec<_> =
        references(text).iter().map(|name| resolve(page, name)).filter(is_module).collect();
    let mut waiting = scripts.clone();
    let mut reached = BTreeSet::new();
    while let Some(file) = waiting.pop() {
        let source = fs::read_to_string(folder.join(&file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        let imported = javascript::imports(&source);
        let imported = imported.iter().map(|name| resolve(&file, name)).filter(is_module);
        waiting.extend(
            imported.filter(|file| !scripts.contains(file) && reached.insert(file.clone())),
        );
    }
    Ok(reached)
}

fn with_links(text: &str, page: &Path, modules: &BTreeSet<PathBuf>) -> String {
    let up = "../".repeat(page.components().count() - 1);
    let links: String = modules
        .iter()
        .map(|file| format!("    <link rel=\"modulepreload\" href=\"{up}{}\">\n", file.display()))
        .collect();
    text.replacen("  </head>", &(links + "  </head>"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;

    #[test]
    fn a_page_names_what_its_scripts_reach() {
        let folder = Context::find(false).unwrap().scratch("unit-test-preload").unwrap();
        let head = "  <head>\n    <script type=\"module\" src=\"a.js\"></script>\n";
        for (file, text) in [
            ("ui/a.html", format!("{head}  </head>")),
            ("ui/a.js", "import './b.js';\nimport rows from '../rows.json';".to_owned()),
            ("ui/b.js", "import '../c.js';\nimport './a.js';".to_owned()),
            ("c.js", "import './ui/b.js';".to_owned()),
            ("unused.js", String::new()),
        ] {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            fs::write(folder.join(file), text).unwrap();
        }
        into_pages(&folder).unwrap();
        let links = "    <link rel=\"modulepreload\" href=\"../c.js\">\n    \
                     <link rel=\"modulepreload\" href=\"../ui/b.js\">\n";
        assert_eq!(
            fs::read_to_string(folder.join("ui/a.html")).unwrap(),
            format!("{head}{links}  </head>")
        );
    }
}
