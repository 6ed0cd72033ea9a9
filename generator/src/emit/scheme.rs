//! How deliveries are signed, as the runtime reads it.
//!
//! In: the scheme. Out: a function that gives it, and the record behind it where it is the document's own. It must not
//! know what is made of it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::ir::nodes::{
    Family, Piece, Place, Scheme, SignatureForm as Form, SignaturePlace, Template, Timestamp,
};

/// `scheme()`, and what it needs.
pub(super) fn tokens(scheme: &Scheme) -> TokenStream {
    let needs = scheme.is_asymmetric().then(|| quote! { ::hookwright::codegen::needs_asymmetric! {} });
    let (record, value) = match scheme {
        Scheme::Preset(name) => {
            let constructor = variant(&name.replace('-', "_"));
            (None, quote! { ::hookwright::Scheme::#constructor() })
        }
        Scheme::Template(template) => {
            (Some(record(template)), quote! { ::hookwright::Scheme::template(&SCHEME) })
        }
    };
    let docs = format!(" How deliveries are signed: `{}`.", scheme.name());
    quote! {
        #needs
        #record
        #[doc = #docs]
        #[must_use]
        pub fn scheme() -> ::hookwright::Scheme {
            #value
        }
    }
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn record(template: &Template) -> TokenStream {
    let (name, prefix) = (&template.name, &template.prefix);
    let [key_prefix, private_prefix] = &template.key_prefixes;
    let algorithm = variant(template.algorithm);
    let (encoding, unprefixed) = (variant(template.key_encoding), variant(template.unprefixed));
    let families = template.families.iter().map(family);
    quote! {
        static SCHEME: ::hookwright::signature::template::Template = {
            use ::hookwright::signature::template::*;
            Template {
                name: #name,
                variants: &[Variant {
                    algorithm: Algorithm::#algorithm,
                    key: KeyText {
                        encoding: KeyEncoding::#encoding,
                        prefix: #key_prefix,
                        private_prefix: #private_prefix,
                        unprefixed: Unprefixed::#unprefixed,
                    },
                    prefix: #prefix,
                    bare: false,
                }],
                families: &[#(#families),*],
                signs: 0,
            }
        };
    }
}

fn family(family: &Family) -> TokenStream {
    let chosen_by = family.chosen_by.iter().map(place);
    let requires = family.required.iter().map(|name| quote! { Requirement::Header(#name) });
    let content = family.content.iter().map(piece);
    let signature = signature(family);
    let timestamp = option(family.timestamp.as_ref().map(timestamp));
    let id = option(family.id.as_ref().map(|(at, required)| {
        let field = place(at);
        quote! { IdField { field: #field, required: #required } }
    }));
    let trim = family.trim;
    quote! {
        Family {
            chosen_by: &[#(#chosen_by),*],
            requires: &[#(#requires),*],
            content: &[#(#content),*],
            signature: #signature,
            timestamp: #timestamp,
            id: #id,
            trim: #trim,
        }
    }
}

fn option(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or_else(
        || quote! { ::core::option::Option::None },
        |tokens| quote! { ::core::option::Option::Some(#tokens) },
    )
}

fn place(place: &Place) -> TokenStream {
    match place {
        Place::Header(name) => quote! { Field::Header(#name) },
        Place::Part(key) => quote! { Field::Part(#key) },
        Place::Json(at) => quote! { Field::Json(#at) },
    }
}

fn piece(piece: &Piece) -> TokenStream {
    match piece {
        Piece::Text(text) => quote! { Piece::Text(#text) },
        Piece::Plain(name) => {
            let name = variant(name);
            quote! { Piece::#name }
        }
        Piece::Field(at) => {
            let field = place(at);
            quote! { Piece::Field(#field) }
        }
        Piece::SignedHeaders(key) => quote! { Piece::SignedHeaders(#key) },
    }
}

fn signature(family: &Family) -> TokenStream {
    let place = match &family.place {
        SignaturePlace::Header(name) => quote! { Place::Header(#name) },
        SignaturePlace::Numbered(start) => quote! { Place::Numbered(#start) },
        SignaturePlace::Json(at) => quote! { Place::Json(#at) },
    };
    let form = match &family.form {
        Form::One => quote! { Form::One },
        Form::List(separator) => quote! { Form::List(#separator) },
        Form::Parts([separator, equals, key]) => {
            quote! { Form::Parts { separator: #separator, equals: #equals, key: #key } }
        }
    };
    let encoding = variant(family.encoding);
    quote! { SignatureField { place: #place, form: #form, encoding: Encoding::#encoding } }
}

fn timestamp(time: &Timestamp) -> TokenStream {
    let field = place(&time.place);
    let (unit, form) = (variant(time.unit), variant(time.form));
    let [past, future] = time.tolerance.map(Literal::u64_unsuffixed);
    quote! {
        TimestampField {
            field: #field,
            unit: Unit::#unit,
            form: TimestampForm::#form,
            past: #past,
            future: #future,
        }
    }
}
