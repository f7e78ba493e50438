//! The reader of one type: few words, as every word is compiled as often as there are types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Result, Variant};

use crate::attributes::{OfField, OfType};

/// Both implementations for a type.
pub fn of(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a type for JSON has no parameters"));
    }
    let own = OfType::read(&input.attrs)?;
    let body = match (&own.try_from, &input.data) {
        (Some(other), _) => quote!(pronto_json::try_from::<#other, Self>(json)),
        (None, Data::Struct(data)) => structure(&own, &data.fields)?,
        (None, Data::Enum(data)) => enumeration(&own, data)?,
        (None, Data::Union(_)) => return Err(Error::new_spanned(name, "a union is no JSON")),
    };
    Ok(quote! {
        impl pronto_json::Read for #name {
            fn read(json: &pronto_json::Json) -> Result<Self, pronto_json::Unreadable> {
                #body
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                pronto_json::deserialize(source)
            }
        }
    })
}

fn structure(own: &OfType, fields: &Fields) -> Result<TokenStream> {
    match fields {
        Fields::Named(named) => {
            let (values, names) = read_fields(own, named)?;
            let only = own.deny_unknown.then(|| quote!(fields.only(&[#(#names),*])?;));
            Ok(quote! {
                let fields = pronto_json::Fields::of(json)?;
                #only
                Ok(Self { #values })
            })
        }
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            Ok(quote!(pronto_json::Read::read(json).map(Self)))
        }
        _ => Err(Error::new_spanned(fields, "give the fields names")),
    }
}

/// Each field with its value, and the names of all in JSON.
fn read_fields(own: &OfType, named: &FieldsNamed) -> Result<(TokenStream, Vec<String>)> {
    let mut values = TokenStream::new();
    let mut names = Vec::new();
    for field in &named.named {
        let ident = field.ident.as_ref().expect("the fields have names");
        let rules = OfField::read(&field.attrs)?;
        if rules.flatten {
            if own.deny_unknown {
                return Err(Error::new_spanned(field, "flattened fields would be refused"));
            }
            values.extend(quote!(#ident: pronto_json::Read::read(json)?,));
            continue;
        }
        let name = rules.rename.unwrap_or_else(|| ident.to_string());
        values.extend(if rules.default || own.default {
            quote!(#ident: fields.or_default(#name)?,)
        } else {
            quote!(#ident: fields.field(#name)?,)
        });
        names.push(name);
    }
    Ok((values, names))
}

fn enumeration(own: &OfType, data: &DataEnum) -> Result<TokenStream> {
    let mut words = Vec::new();
    let mut arms = Vec::new();
    for variant in &data.variants {
        words.push(word(own, variant)?);
        arms.push(match &own.tag {
            Some(tag) => tagged(own, tag, variant)?,
            None => plain(variant)?,
        });
    }
    let Some(last) = arms.pop() else {
        return Err(Error::new(Span::call_site(), "an enum without variants cannot be read"));
    };
    let places = 0..arms.len();
    // What is found is a place within `words`, so that whatever is left is the last.
    let chosen = quote!(Ok(match place { #(#places => #arms,)* _ => #last }));
    Ok(match &own.tag {
        Some(tag) => quote! {
            let (fields, place) = pronto_json::tagged(json, #tag, &[#(#words),*])?;
            #chosen
        },
        None => quote! {
            let place = pronto_json::word(json, &[#(#words),*])?;
            #chosen
        },
    })
}

fn word(own: &OfType, variant: &Variant) -> Result<String> {
    let rules = OfField::read(&variant.attrs)?;
    let name =
        || if own.snake_case { snake_case(&variant.ident) } else { variant.ident.to_string() };
    Ok(rules.rename.unwrap_or_else(name))
}

fn plain(variant: &Variant) -> Result<TokenStream> {
    let name = &variant.ident;
    match variant.fields {
        Fields::Unit => Ok(quote!(Self::#name)),
        _ => Err(Error::new_spanned(variant, "an enum that holds something needs a tag")),
    }
}

fn tagged(own: &OfType, tag: &str, variant: &Variant) -> Result<TokenStream> {
    let name = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => quote!(Self::#name),
        Fields::Named(named) => {
            let (values, names) = read_fields(own, named)?;
            let only = own.deny_unknown.then(|| quote!(fields.only(&[#tag, #(#names),*])?;));
            quote!({ #only Self::#name { #values } })
        }
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            quote!(Self::#name(pronto_json::Read::read(json)?))
        }
        Fields::Unnamed(_) => return Err(Error::new_spanned(variant, "give the fields names")),
    })
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
