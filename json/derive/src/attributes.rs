//! The `#[serde(…)]` attributes that types of the core carry.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, ExprPath, LitStr, Result, Type};

/// What stands on a type.
#[derive(Default)]
pub struct OfType {
    /// The field that names the variant.
    pub tag: Option<String>,
    /// Whether words are the variants' names in small letters with `_` between.
    pub snake_case: bool,
    /// Whether a field that nobody knows is an error.
    pub deny_unknown: bool,
    /// Whether any field may be left out.
    pub default: bool,
    /// The type that is read, and converted by `TryFrom`.
    pub try_from: Option<Type>,
    /// The type that is written, by `Into`.
    pub into: Option<Type>,
}

/// What stands on a field or a variant.
#[derive(Default)]
pub struct OfField {
    /// Its name in JSON, where it is not the one in Rust.
    pub rename: Option<String>,
    /// Whether it may be left out.
    pub default: bool,
    /// Whether its fields stand beside the others.
    pub flatten: bool,
    /// What tells that it says nothing and is not written.
    pub skips_if: Option<ExprPath>,
}

/// What may stand behind `skip_serializing_if`: what `pronto_json::Write::is_blank` says of some type.
const BLANK: [&str; 3] = ["Option::is_none", "Vec::is_empty", "std::ops::Not::not"];

impl OfType {
    pub fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut own = Self::default();
        each(attributes, |meta| {
            let path = &meta.path;
            if path.is_ident("tag") {
                own.tag = Some(text(meta)?.value());
            } else if path.is_ident("rename_all") {
                let rule = text(meta)?;
                if rule.value() != "snake_case" {
                    return Err(Error::new(rule.span(), "only snake_case is known"));
                }
                own.snake_case = true;
            } else if path.is_ident("deny_unknown_fields") {
                own.deny_unknown = true;
            } else if path.is_ident("default") {
                own.default = true;
            } else if path.is_ident("try_from") {
                own.try_from = Some(text(meta)?.parse()?);
            } else if path.is_ident("into") {
                own.into = Some(text(meta)?.parse()?);
            } else if !path.is_ident("transparent") {
                return Err(meta.error("neither `Read` nor `Write` knows this attribute"));
            }
            Ok(())
        })?;
        Ok(own)
    }
}

impl OfField {
    pub fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut own = Self::default();
        each(attributes, |meta| {
            let path = &meta.path;
            if path.is_ident("rename") {
                own.rename = Some(text(meta)?.value());
            } else if path.is_ident("default") {
                own.default = true;
            } else if path.is_ident("flatten") {
                own.flatten = true;
            } else if path.is_ident("skip_serializing_if") {
                let rule = text(meta)?;
                if !BLANK.contains(&rule.value().as_str()) {
                    return Err(Error::new(
                        rule.span(),
                        format!("only {} are known", BLANK.join(", ")),
                    ));
                }
                own.skips_if = Some(rule.parse()?);
            } else {
                return Err(meta.error("neither `Read` nor `Write` knows this attribute"));
            }
            Ok(())
        })?;
        Ok(own)
    }
}

/// Goes through everything within `#[serde(…)]`.
fn each(
    attributes: &[Attribute],
    mut heed: impl FnMut(&ParseNestedMeta) -> Result<()>,
) -> Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| heed(&meta))?;
    }
    Ok(())
}

/// What stands behind `=`.
fn text(meta: &ParseNestedMeta) -> Result<LitStr> {
    meta.value()?.parse()
}
