//! The reader of one type: few words, as every word is compiled as often as there are types.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Result, Variant};

use crate::attributes::OfType;
use crate::fields::{Named, words};

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
        Fields::Named(named) => named_fields(own, "", &quote!(Self), named),
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            Ok(quote!(pronto_json::Read::read(json).map(Self)))
        }
        _ => Err(Error::new_spanned(fields, "give the fields names")),
    }
}

/// Each field with its value, in the order of the table.
fn named_fields(
    own: &OfType,
    tag: &str,
    constructor: &TokenStream,
    named: &FieldsNamed,
) -> Result<TokenStream> {
    let named = Named::of(own, named)?;
    let (table, flattened) = (named.table(), &named.flattened);
    let only = own.deny_unknown.then(|| quote!(fields.only(#tag)?;));
    let values = named.own.iter().map(|field| {
        let ident = field.ident;
        if field.has_default {
            quote!(#ident: fields.next_or_default()?)
        } else {
            quote!(#ident: fields.next_field()?)
        }
    });
    let mutable = (!named.own.is_empty()).then(|| quote!(mut));
    Ok(quote! {
        let #mutable fields = pronto_json::Fields::of(json, #table)?;
        #only
        Ok(#constructor {
            #(#flattened: pronto_json::Read::read(json)?,)*
            #(#values,)*
        })
    })
}

fn enumeration(own: &OfType, data: &DataEnum) -> Result<TokenStream> {
    let words = words(own, data)?;
    let arms = data.variants.iter().map(|variant| match &own.tag {
        Some(tag) => tagged(own, tag, variant),
        None => plain(variant),
    });
    let mut arms = arms.collect::<Result<Vec<_>>>()?;
    let Some(last) = arms.pop() else {
        return Err(Error::new(Span::call_site(), "an enum without variants cannot be read"));
    };
    let places = 0..arms.len();
    let place = match &own.tag {
        Some(tag) => quote!(pronto_json::kind_of(json, #tag, #words)?),
        None => quote!(pronto_json::word_of(json, #words)?),
    };
    // What is found is a place within `words`, so that whatever is left is the last.
    Ok(quote!(match #place { #(#places => #arms,)* _ => #last }))
}

fn plain(variant: &Variant) -> Result<TokenStream> {
    let name = &variant.ident;
    match variant.fields {
        Fields::Unit => Ok(quote!(Ok(Self::#name))),
        _ => Err(Error::new_spanned(variant, "an enum that holds something needs a tag")),
    }
}

fn tagged(own: &OfType, tag: &str, variant: &Variant) -> Result<TokenStream> {
    let name = &variant.ident;
    match &variant.fields {
        Fields::Unit => Ok(quote!(Ok(Self::#name))),
        Fields::Named(named) => {
            let body = named_fields(own, tag, &quote!(Self::#name), named)?;
            Ok(quote!({ #body }))
        }
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            Ok(quote!(pronto_json::Read::read(json).map(Self::#name)))
        }
        Fields::Unnamed(_) => Err(Error::new_spanned(variant, "give the fields names")),
    }
}
