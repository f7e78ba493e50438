//! `#[derive(Read)]` and `#[derive(Write)]`, which stand where serde's `Deserialize` and `Serialize` would.
//!
//! serde's derive writes a reader that is compiled anew for each source of data, and once more for
//! everything inside a tagged enum; that was two fifths of the wasm. `Read` writes a reader of one
//! source, a parsed JSON value, and `Write` a writer that only refers to the fields; the names of fields
//! and words are one text a type (`pronto_json`, "Tables"), and all work is left to functions of
//! `pronto_json`. Both obey the `#[serde(…)]` attributes that `ts-rs` and `utoipa` read on the same type,
//! so that a type says once how it looks in JSON, and refuse those that they do not know.

mod attributes;
mod fields;
mod reader;
mod writer;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `pronto_json::Read`, and with it `serde::Deserialize`, by the type's `#[serde(…)]`.
#[proc_macro_derive(Read, attributes(serde))]
pub fn derive_read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    reader::of(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Implements `pronto_json::Write`, and with it `serde::Serialize`, by the type's `#[serde(…)]`.
#[proc_macro_derive(Write, attributes(serde))]
pub fn derive_write(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    writer::of(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
