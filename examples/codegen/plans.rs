//! The numbering plans of libphonenumber's metadata (Apache-2.0, see `NOTICE`), written down for
//! `number/src/plan`: a row for each territory, its patterns in fewer signs ([`super::patterns`]). The
//! reader in `number/src/plan/table.rs` is its mirror.
//!
//! Rows share nothing: what is said twice is what the browser's gzip finds by itself, and each can
//! be read alone. Automata would be quicker at hand, but weigh three times as much.

use std::process::Command;
use std::{fs, io};

use prost::Message as _;

use crate::metadata::{NumberFormat, PhoneMetadata, PhoneMetadataCollection, PhoneNumberDesc};
use crate::patterns;

/// Bytes being written: numbers of seven bits a byte, texts behind their length, lines.
#[derive(Default)]
struct Writer(Vec<u8>);

/// Reads the metadata that the crate carries and gives back the table.
pub fn compile() -> io::Result<Vec<u8>> {
    let folder = crate_folder("rlibphonenumber")?;
    let bytes = fs::read(format!("{folder}/src/generated/metadata/metadata.bin"))?;
    let collection = PhoneMetadataCollection::decode(bytes.as_slice()).map_err(io::Error::other)?;
    let mut all = collection.metadata;
    // A calling code's main country first, as it goes before the others.
    all.sort_by_key(|plan| (plan.country_code(), !plan.main_country_for_code(), plan.id.clone()));
    let mut out = Writer::default();
    out.text(&version(&folder)?);
    out.number(all.len() as u32);
    all.iter().for_each(|plan| territory(plan, &mut out));
    Ok(out.0)
}

fn territory(plan: &PhoneMetadata, out: &mut Writer) {
    let general = plan.general_desc.as_ref();
    out.text(&plan.id);
    out.number(plan.country_code() as u32);
    out.number(lengths(general.map(|desc| desc.possible_length.as_slice())));
    out.number(lengths(general.map(|desc| desc.possible_length_local_only.as_slice())));
    out.number(usual_digits(plan));
    let mut row = Writer::default();
    row.pattern(plan.international_prefix());
    row.pattern(plan.national_prefix_for_parsing());
    row.line(plan.national_prefix_transform_rule().as_bytes());
    row.pattern(plan.leading_digits());
    kinds(plan, &mut row);
    formats(&plan.number_format, &mut row);
    formats(&plan.intl_number_format, &mut row);
    out.number(row.0.len() as u32);
    out.0.extend(row.0);
}

/// Up to an empty line: no number is grouped to nothing.
fn formats(all: &[NumberFormat], row: &mut Writer) {
    for format in all {
        row.line(format.format.as_bytes());
        row.line(format.national_prefix_formatting_rule().as_bytes());
        row.pattern(&format.pattern);
        row.pattern(format.leading_digits_pattern.last().map_or("", String::as_str));
    }
    row.line(b"");
}

/// Which digits are of which kind: the general pattern, and the others in the order in which they
/// are tried.
fn kinds(plan: &PhoneMetadata, row: &mut Writer) {
    row.line(if plan.same_mobile_and_fixed_line_pattern() { b"=" } else { b"" });
    for desc in [
        &plan.general_desc,
        &plan.premium_rate,
        &plan.toll_free,
        &plan.shared_cost,
        &plan.voip,
        &plan.personal_number,
        &plan.pager,
        &plan.uan,
        &plan.voicemail,
        &plan.fixed_line,
        &plan.mobile,
    ] {
        let pattern = bare(desc.as_ref().map_or("", PhoneNumberDesc::national_number_pattern));
        let pattern = if pattern == "NA" { "" } else { pattern };
        let stated = lengths(desc.as_ref().map(|desc| desc.possible_length.as_slice()));
        // Most patterns hold no other lengths than those that are stated.
        if stated != 0 && patterns::lengths(pattern) & !stated != 0 {
            row.0.push(b'@');
            let all = (0..26u8).filter(|length| stated & (1 << length) != 0);
            row.0.extend(all.map(|length| b'A' + length));
            row.0.push(b'@');
        }
        row.pattern(pattern);
    }
}

/// Without the anchors that the crate has put about it; where they stand is known.
fn bare(pattern: &str) -> &str {
    let Some(open) = pattern.strip_prefix("^(?:") else { return pattern };
    open.strip_suffix(")$").or_else(|| open.strip_suffix(')')).unwrap_or(pattern)
}

fn lengths(all: Option<&[i32]>) -> u32 {
    all.unwrap_or_default().iter().filter(|length| **length >= 0).map(|length| 1 << length).sum()
}

/// How long the example of a fixed line is, without any prefix.
fn usual_digits(plan: &PhoneMetadata) -> u32 {
    plan.fixed_line.as_ref().map_or(0, |desc| desc.example_number().len() as u32)
}

/// The metadata's version, as the crate's page states it.
fn version(folder: &str) -> io::Result<String> {
    let page = fs::read_to_string(format!("{folder}/Readme.md"))?;
    let named =
        page.lines().find_map(|line| line.split_once("metadata version:**")?.1.split('`').nth(1));
    named.map(str::to_owned).ok_or_else(|| io::Error::other("the metadata's version is not stated"))
}

/// Where cargo has put the source of a crate.
fn crate_folder(name: &str) -> io::Result<String> {
    let said = Command::new("rustc").arg("-vV").output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    // Without the platform it would fetch the crates of all others.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let json: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(io::Error::other)?;
    let packages = json["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = packages.iter().find(|package| package["name"] == name);
    let manifest = found.and_then(|package| package["manifest_path"].as_str());
    manifest
        .and_then(|path| path.strip_suffix("/Cargo.toml"))
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("cargo knows no {name}")))
}

impl Writer {
    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn line(&mut self, line: &[u8]) {
        assert!(!line.contains(&b'\n'), "no text of the metadata has two lines");
        self.0.extend_from_slice(line);
        self.0.push(b'\n');
    }

    fn pattern(&mut self, pattern: &str) {
        self.line(&patterns::written(bare(pattern)));
    }
}
