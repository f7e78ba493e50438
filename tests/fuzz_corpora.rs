//! Replays what the fuzzer has kept (`cargo xtask fuzz`), and what it once found.

use std::fs;
use std::path::Path;

#[path = "../fuzz/checks.rs"]
mod checks;

#[test]
fn what_the_fuzzer_has_kept_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, check) in [
        ("find", checks::find as fn(&[u8])),
        ("places", checks::places),
        ("digits", checks::digits),
        ("link", checks::link),
        ("table", checks::table),
        ("pbx", checks::pbx),
    ] {
        let files = fs::read_dir(folder.join(name)).expect("each target has a corpus");
        let files: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
        assert!(!files.is_empty(), "{name}");
        for file in files {
            check(&fs::read(file).expect("a file"));
        }
    }
}
