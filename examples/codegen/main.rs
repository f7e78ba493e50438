//! Writes what other languages need of the core's types and tables into a folder:
//! `cargo xtask codegen` keeps it in `generated/`, `cargo xtask check` compares.
//!
//! ```text
//! cargo run -p pronto --features types --example codegen -- FOLDER
//! ```

mod metadata;
mod patterns;
mod plans;

use std::path::Path;
use std::{env, fs, io};

use pronto::pbx::DRIVERS;
use pronto::settings::{Group, Settings, schema};
use pronto::{call, dial, event, number, problem, wire};
use serde_json::Value as Json;
use ts_rs::{Config, TS};

fn main() -> io::Result<()> {
    let folder =
        env::args().nth(1).ok_or_else(|| io::Error::other("names no folder to write into"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let drivers: Vec<(&str, &[&str])> =
        DRIVERS.iter().map(|driver| (driver.id(), driver.options())).collect();
    fs::write(folder.join("wire.d.ts"), wire_types())?;
    fs::write(folder.join("options.json"), pretty(&schema::form(&drivers)))?;
    fs::write(folder.join("managed_schema.json"), pretty(&schema::managed(&drivers)))?;
    fs::write(folder.join("plans.bin"), plans::compile()?)?;
    fs::write(folder.join("options.md"), options_page(&drivers)?)?;
    Ok(())
}

/// Every type that crosses to JavaScript, in one module.
fn wire_types() -> String {
    let config = Config::default();
    let mut module = String::from(
        "// Made by `cargo xtask codegen` from src/wire/mod.rs and the types it names. Do not edit.\n",
    );
    macro_rules! types {
        ($($name:ty),+ $(,)?) => {
            $(
                module.push_str("\nexport ");
                module.push_str(&<$name as TS>::decl(&config));
                module.push('\n');
            )+
        };
    }
    types! {
        wire::Request, wire::Link, wire::Reply, wire::Outcome, wire::Offer,
        wire::Dialled, wire::Incoming, wire::Past, wire::Push, call::CallView, call::CallState, call::Control,
        dial::guard::Reason, event::Away, event::Capabilities, event::Colleague, event::Extension,
        event::Facilities, event::LocalMinute, event::Mode, event::MessageLists, event::MyState, event::PbxLines,
        event::Presence, event::Room, event::RoomState, event::StateKind, event::StateWish, event::Trunk, event::TrunkKind, number::Class, problem::Problem,
    }
    module
}

fn pretty(json: &Json) -> String {
    let mut text = serde_json::to_string_pretty(json).expect("JSON always prints");
    text.push('\n');
    text
}

/// The options as a page for people, with the labels of the English form.
fn options_page(drivers: &[(&str, &[&str])]) -> io::Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let labels = fs::read_to_string(root.join("extension/_locales/en/messages.json"))?;
    let labels: Json = serde_json::from_str(&labels).map_err(io::Error::other)?;
    let label = |key: &str| labels[key]["message"].as_str().unwrap_or_default().to_owned();
    let mut page = String::from(
        "<!-- Made by `cargo xtask codegen` from src/settings. Do not edit. -->\n# Options\n\n\
         The administrator sets any of them by policy under the same key; a key that is set there\n\
         goes before the person's value and is locked. Rows marked † rest on a guess that no real\n\
         PBX has confirmed yet.\n",
    );
    for group in Group::ALL {
        page.push_str(&format!("\n## {}\n\n", label(&format!("group_{}", group.word()))));
        page.push_str("| key | option | values | default |\n|---|---|---|---|\n");
        for spec in Settings::table().iter().filter(|spec| spec.group == group) {
            let mut name = label(&format!("opt_{}", spec.key));
            if spec.unverified {
                name.push_str(" †");
            }
            let row = schema::row(spec, drivers);
            let values = match row["words"].as_array() {
                Some(words) => {
                    let quoted: Vec<String> =
                        words.iter().map(|word| format!("`{word}`")).collect();
                    quoted.join(", ").replace("`\"", "`").replace("\"`", "`")
                }
                None => row["kind"].as_str().unwrap_or_default().replace('_', " "),
            };
            page.push_str(&format!(
                "| `{}` | {name} {} | {values} | `{}` |\n",
                spec.key,
                label(&format!("opt_{}_help", spec.key)),
                row["default"]
            ));
        }
    }
    Ok(page)
}
