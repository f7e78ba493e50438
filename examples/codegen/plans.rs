//! The numbering plans of libphonenumber's metadata (Apache-2.0, see `NOTICE`), compiled for
//! `src/number/plan`: patterns that say which digits are a number become one automaton for all
//! countries, everything else a table. The reader in `src/number/plan/table.rs` is its mirror.

use std::collections::HashMap;
use std::process::Command;
use std::{fs, io};

use prost::Message as _;

use crate::automaton::{Automaton, Values};
use crate::metadata::{NumberFormat, PhoneMetadata, PhoneMetadataCollection, PhoneNumberDesc};

/// Bytes being written: numbers of seven bits a byte, texts behind their length.
#[derive(Default)]
struct Writer(Vec<u8>);

/// Each text once.
#[derive(Default)]
struct Texts {
    known: HashMap<String, u32>,
    all: Vec<String>,
}

/// Reads the metadata that the crate carries and gives back the table.
pub fn compile() -> io::Result<Vec<u8>> {
    let folder = crate_folder("rlibphonenumber")?;
    let bytes = fs::read(format!("{folder}/src/generated/metadata/metadata.bin"))?;
    let collection = PhoneMetadataCollection::decode(bytes.as_slice()).map_err(io::Error::other)?;
    let mut automaton = Automaton::default();
    let mut texts = Texts::default();
    let mut territories = Writer::default();
    let mut all = collection.metadata;
    // A calling code's main country first, as it goes before the others.
    all.sort_by_key(|plan| (plan.country_code(), !plan.main_country_for_code(), plan.id.clone()));
    territories.number(all.len() as u32);
    for plan in &all {
        territory(plan, &mut automaton, &mut texts, &mut territories);
    }
    let mut out = Writer::default();
    out.text(&version(&folder)?);
    out.number(texts.all.len() as u32);
    texts.all.iter().for_each(|text| out.text(text));
    out.number(automaton.bytes().len() as u32);
    out.0.extend_from_slice(automaton.bytes());
    out.0.extend_from_slice(&territories.0);
    Ok(out.0)
}

fn territory(plan: &PhoneMetadata, automaton: &mut Automaton, texts: &mut Texts, out: &mut Writer) {
    let general = plan.general_desc.as_ref();
    out.text(&plan.id);
    out.number(plan.country_code() as u32);
    out.number(texts.index(bare(plan.international_prefix())));
    out.number(texts.index(bare(plan.national_prefix_for_parsing())));
    out.number(texts.index(plan.national_prefix_transform_rule()));
    out.number(lengths(general.map(|desc| desc.possible_length.as_slice())));
    out.number(lengths(general.map(|desc| desc.possible_length_local_only.as_slice())));
    out.number(usual_digits(plan));
    out.number(automaton.add(&kinds(plan)));
    out.number(prefix(automaton, plan.leading_digits()));
    formats(&plan.number_format, automaton, texts, out);
    formats(&plan.intl_number_format, automaton, texts, out);
}

fn formats(all: &[NumberFormat], automaton: &mut Automaton, texts: &mut Texts, out: &mut Writer) {
    out.number(all.len() as u32);
    for format in all {
        out.number(texts.index(bare(&format.pattern)));
        out.number(texts.index(&format.format));
        out.number(texts.index(format.national_prefix_formatting_rule()));
        let leading = format.leading_digits_pattern.last().map_or("", String::as_str);
        out.number(prefix(automaton, leading));
    }
}

/// Which digits are of which kind: the general pattern's bit, and the kind.
fn kinds(plan: &PhoneMetadata) -> Values {
    let descs = [
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
    ];
    let pattern = |desc: &Option<PhoneNumberDesc>| {
        bare(desc.as_ref().map_or("", PhoneNumberDesc::national_number_pattern)).to_owned()
    };
    let masks: Vec<u32> = descs
        .iter()
        .map(|desc| lengths(desc.as_ref().map(|desc| desc.possible_length.as_slice())))
        .collect();
    let same = plan.same_mobile_and_fixed_line_pattern();
    Values {
        patterns: descs.iter().map(|desc| pattern(desc)).collect(),
        prefix: false,
        value: Box::new(move |matched, length| {
            let is = |at: usize| matched[at] && (masks[at] == 0 || masks[at] & (1 << length) != 0);
            let general = u8::from(matched[0]) << 4;
            let kind = match () {
                () if !is(0) => 0,
                () if is(1) => 5,
                () if is(2) => 4,
                () if is(3) => 6,
                () if is(4) => 7,
                () if is(5) => 8,
                () if is(6) => 9,
                () if is(7) => 10,
                () if is(8) => 11,
                () if is(9) && (same || is(10)) => 3,
                () if is(9) => 1,
                () if !same && is(10) => 2,
                () => 0,
            };
            general | kind
        }),
    }
}

/// Without the anchors that the crate has put about it; where they stand is known.
fn bare(pattern: &str) -> &str {
    let Some(open) = pattern.strip_prefix("^(?:") else { return pattern };
    open.strip_suffix(")$").or_else(|| open.strip_suffix(')')).unwrap_or(pattern)
}

/// Digits that begin as this pattern says.
fn prefix(automaton: &mut Automaton, pattern: &str) -> u32 {
    if pattern.is_empty() {
        return 0;
    }
    let value = Box::new(|matched: &[bool], _| u8::from(matched[0]));
    automaton.add(&Values { patterns: vec![bare(pattern).to_owned()], prefix: true, value })
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
}

impl Texts {
    /// From 1; 0 stands for no text.
    fn index(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(index) = self.known.get(text) {
            return *index;
        }
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), self.all.len() as u32);
        self.all.len() as u32
    }
}
