//! The writer of one type: the table of its fields, and a reference to each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DataEnum, DeriveInput, Error, Fields, Result, Variant};

use crate::attributes::OfType;
use crate::fields::{Field, Named, words};

/// Both implementations for a type.
pub fn of(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a type for JSON has no parameters"));
    }
    let own = OfType::read(&input.attrs)?;
    let body = match (&own.into, &input.data) {
        (Some(other), _) => quote! {
            let other: #other = self.clone().into();
            pronto_json::Write::write(&other, to);
        },
        (None, Data::Struct(data)) => structure(&own, &data.fields)?,
        (None, Data::Enum(data)) => enumeration(&own, data)?,
        (None, Data::Union(_)) => return Err(Error::new_spanned(name, "a union is no JSON")),
    };
    Ok(quote! {
        impl pronto_json::Write for #name {
            fn write(&self, to: &mut dyn pronto_json::Writer) {
                #body
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                pronto_json::serialize(self, to)
            }
        }
    })
}

fn structure(own: &OfType, fields: &Fields) -> Result<TokenStream> {
    match fields {
        Fields::Named(named) => {
            let named = Named::of(own, named)?;
            let (table, flattened) = (named.table(), &named.flattened);
            let places = named.own.iter().map(|field| field.ident);
            let checks = named.own.iter().filter_map(Field::check);
            Ok(quote! {
                #(#checks)*
                #(pronto_json::Write::write(&self.#flattened, to);)*
                to.fields(#table, &[#(&self.#places),*]);
            })
        }
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            Ok(quote!(pronto_json::Write::write(&self.0, to)))
        }
        _ => Err(Error::new_spanned(fields, "give the fields names")),
    }
}

fn enumeration(own: &OfType, data: &DataEnum) -> Result<TokenStream> {
    let words = words(own, data)?;
    let places = 0..data.variants.len();
    let names = data.variants.iter().map(|variant| &variant.ident);
    let place = quote!(match self { #(Self::#names { .. } => #places,)* });
    let Some(tag) = &own.tag else {
        return match data.variants.iter().find(|it| !matches!(it.fields, Fields::Unit)) {
            None => Ok(quote!(to.word(#words, #place))),
            Some(it) => Err(Error::new_spanned(it, "an enum that holds something needs a tag")),
        };
    };
    let arms: Result<TokenStream> =
        data.variants.iter().map(|variant| held(own, variant)).collect();
    let arms = arms?;
    Ok(quote! {
        to.kind(#tag, #words, #place);
        match self { #arms }
    })
}

/// What a variant holds, beside its kind.
fn held(own: &OfType, variant: &Variant) -> Result<TokenStream> {
    let name = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => quote!(Self::#name => {}),
        Fields::Named(named) => {
            let named = Named::of(own, named)?;
            let (table, flattened) = (named.table(), &named.flattened);
            let checks = named.own.iter().filter_map(Field::check);
            // Prefixed, as a field may be called `to`.
            let held = |ident| format_ident!("held_{ident}");
            let places: Vec<_> = named.own.iter().map(|field| field.ident).collect();
            let values: Vec<_> = places.iter().map(held).collect();
            let others: Vec<_> = flattened.iter().map(held).collect();
            let fields = (!places.is_empty()).then(|| quote!(to.fields(#table, &[#(#values),*]);));
            quote! {
                Self::#name { #(#flattened: #others,)* #(#places: #values),* } => {
                    #(#checks)*
                    #(pronto_json::Write::write(#others, to);)*
                    #fields
                }
            }
        }
        Fields::Unnamed(one) if one.unnamed.len() == 1 => {
            quote!(Self::#name(held) => pronto_json::Write::write(held, to),)
        }
        Fields::Unnamed(_) => return Err(Error::new_spanned(variant, "give the fields names")),
    })
}
