//! The named fields of a structure or of a variant: how JSON calls each and what it may do without.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DataEnum, Error, ExprPath, FieldsNamed, Result, Type, Variant};

use crate::attributes::{OfField, OfType};

/// Named fields, apart from those that stand beside the others.
#[derive(Default)]
pub struct Named<'a> {
    /// Fields of their own name, in order.
    pub own: Vec<Field<'a>>,
    /// Fields whose fields stand beside the others, before those.
    pub flattened: Vec<&'a Ident>,
}

/// A field of its own name.
pub struct Field<'a> {
    pub ident: &'a Ident,
    pub has_default: bool,
    name: String,
    of_type: &'a Type,
    skips_if: Option<ExprPath>,
}

impl<'a> Named<'a> {
    pub fn of(own: &OfType, named: &'a FieldsNamed) -> Result<Self> {
        let mut all = Self::default();
        for field in &named.named {
            let ident = field.ident.as_ref().expect("the fields have names");
            let rules = OfField::read(&field.attrs)?;
            if !rules.flatten {
                all.own.push(Field {
                    ident,
                    has_default: rules.default || own.default,
                    name: entry(rules.rename, ident)?,
                    of_type: &field.ty,
                    skips_if: rules.skips_if,
                });
            } else if own.deny_unknown {
                return Err(Error::new_spanned(field, "flattened fields would be refused"));
            } else if all.own.is_empty() {
                all.flattened.push(ident);
            } else {
                return Err(Error::new_spanned(field, "flattened fields stand before the others"));
            }
        }
        Ok(all)
    }

    /// The table of the fields that have a name of their own.
    pub fn table(&self) -> String {
        let mark = |field: &Field| if field.skips_if.is_some() { "?" } else { "" };
        let names: Vec<_> =
            self.own.iter().map(|field| format!("{}{}", field.name, mark(field))).collect();
        names.join(" ")
    }
}

impl Field<'_> {
    /// Has the compiler see that what tells that it says nothing is of its type, as serde would.
    pub fn check(&self) -> Option<TokenStream> {
        let (skips_if, of_type) = (self.skips_if.as_ref()?, self.of_type);
        Some(quote!(const _: fn(&#of_type) -> bool = |value| #skips_if(value);))
    }
}

/// The table of the words that stand for the variants.
pub fn words(own: &OfType, data: &DataEnum) -> Result<String> {
    let words: Result<Vec<_>> = data.variants.iter().map(|variant| word(own, variant)).collect();
    Ok(words?.join(" "))
}

fn word(own: &OfType, variant: &Variant) -> Result<String> {
    let rules = OfField::read(&variant.attrs)?;
    let snake = own.snake_case.then(|| snake_case(&variant.ident));
    entry(rules.rename.or(snake), &variant.ident)
}

/// A name as it may stand in a table, whose entries are parted by blanks and may bear a mark.
fn entry(name: Option<String>, ident: &Ident) -> Result<String> {
    let name = name.unwrap_or_else(|| ident.to_string());
    if name.chars().all(|sign| sign.is_alphanumeric() || sign == '_') {
        Ok(name)
    } else {
        Err(Error::new_spanned(ident, "a name of letters, digits and `_`"))
    }
}

/// As serde writes it.
fn snake_case(name: &Ident) -> String {
    let mut snake = String::new();
    for letter in name.to_string().chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
