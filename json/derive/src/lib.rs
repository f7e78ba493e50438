//! `#[derive(Read)]`, which stands where `serde::Deserialize` would.
//!
//! serde's derive writes a reader that is compiled anew for each source of data, and once more for
//! everything inside a tagged enum; that was two fifths of the wasm. This one writes a reader of one
//! source, a parsed JSON value, that names fields and words and leaves all work to functions of
//! `pronto::json`. It obeys the `#[serde(…)]` attributes that `Serialize` and `ts-rs` read on the same
//! type, so that a type still says once how it looks in JSON, and refuses those that it does not know.

mod attributes;
mod reader;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `pronto::json::Read`, and with it `serde::Deserialize`, by the type's `#[serde(…)]`.
#[proc_macro_derive(Read, attributes(serde))]
pub fn derive_read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    reader::of(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
