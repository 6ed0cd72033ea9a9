//! `versions.rs`: which versions there are, and how a request tells its own.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::nodes::Item;
use super::super::words::{doc, ident};
use super::modules;
use super::plans::literal;
use crate::ir::nodes::{Numbering, Source, Version, Versioned};

/// The items of `versions.rs`.
#[must_use]
pub(crate) fn tables(versioned: &Versioned) -> Vec<Item> {
    let modules = modules(versioned);
    let (enumeration, table) = (enumeration(versioned), table(versioned));
    vec![Item::Rust(quote! {
        use ::hookwright::codegen;
        #modules
        #enumeration
        #table
    })]
}

fn enumeration(versioned: &Versioned) -> TokenStream {
    let variants: Vec<_> = versioned.versions.iter().map(|version| ident(&version.variant)).collect();
    let names: Vec<_> = versioned.versions.iter().map(|version| literal(&version.name)).collect();
    let each = versioned.versions.iter().zip(&variants).map(|(version, variant)| {
        let docs = doc(&[], &format!("Version {}: `{}`.", version.name, version.module));
        quote! { #docs #variant, }
    });
    let target = &variants[versioned.target];
    quote! {
        /// The versions, oldest first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Version { #(#each)* }
        impl Version {
            /// All of them, oldest first.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];
            /// The one that the receiver is written against, and that the client is given.
            pub const CURRENT: Self = Self::#target;
            /// Its name, as requests have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { #(Self::#variants => #names,)* }
            }
            /// The version of this name.
            #[must_use]
            pub fn named(name: &str) -> ::core::option::Option<Self> {
                Self::ALL.iter().copied().find(|version| version.name() == name)
            }
            /// What tells it in a request, beside the event's own headers.
            pub(super) const fn sent(self) -> &'static codegen::SentVersion {
                &SENT[self as usize]
            }
        }
    }
}

fn table(versioned: &Versioned) -> TokenStream {
    let modules: Vec<_> = versioned.versions.iter().map(|version| ident(&version.module)).collect();
    let total =
        Literal::usize_unsuffixed(versioned.versions.iter().map(|version| version.ir.events.len()).sum());
    let mut first = 0;
    let infos = versioned.versions.iter().map(|version| {
        let tokens = info(version, first);
        first += version.ir.events.len();
        tokens
    });
    let infos: Vec<TokenStream> = infos.collect();
    let sent = versioned.versions.iter().map(|version| sent(versioned, version));
    let count = Literal::usize_unsuffixed(versioned.versions.len());
    let sources = versioned.routing.sources.iter().map(source);
    let default = option(versioned.routing.default.map(|index| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#index)
    }));
    let between = versioned.routing.between;
    let numbering = ident(match versioned.routing.numbering {
        Numbering::Integer => "Integer",
        Numbering::Semver => "Semver",
        Numbering::Date => "Date",
        Numbering::Declared => "Declared",
    });
    quote! {
        /// The events of all versions, one version after the other.
        pub static EVENTS: [codegen::EventInfo; #total] = codegen::joined(&[#(#modules::EVENTS),*]);

        /// How a request tells its version.
        pub(super) static VERSIONS: codegen::Versions = codegen::Versions {
            sources: &[#(#sources),*],
            versions: &[#(#infos),*],
            default: #default,
            between: #between,
            numbering: codegen::Numbering::#numbering,
        };

        /// What tells each in a request, beside the event's own headers.
        pub(super) static SENT: [codegen::SentVersion; #count] = [#(#sent),*];
    }
}

fn info(version: &Version, first: usize) -> TokenStream {
    let (module, name, link) = (ident(&version.module), literal(&version.name), literal(&version.link));
    let (first, count) =
        (Literal::usize_unsuffixed(first), Literal::usize_unsuffixed(version.ir.events.len()));
    let time = |seconds: Option<i64>| {
        option(seconds.map(|seconds| {
            let seconds = Literal::i64_unsuffixed(seconds);
            quote!(#seconds)
        }))
    };
    let (deprecated, sunset) = (time(version.deprecated), time(version.sunset));
    quote! {
        codegen::VersionInfo {
            name: #name,
            first: #first,
            count: #count,
            dispatch: &#module::DISPATCH,
            deprecated: #deprecated,
            sunset: #sunset,
            link: #link,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn source(source: &Source) -> TokenStream {
    let of = |variant: &str, what: &str| {
        let (variant, what) = (ident(variant), literal(what));
        quote!(codegen::VersionSource::#variant(#what))
    };
    let around = |variant: &str, before: &str, after: &str| {
        let (variant, before, after) = (ident(variant), literal(before), literal(after));
        quote!(codegen::VersionSource::#variant { before: #before, after: #after })
    };
    match source {
        Source::Path { before, after } => around("Path", before, after),
        Source::MediaType { before, after } => around("MediaType", before, after),
        Source::Header(name) => of("Header", name),
        Source::MediaTypeParameter(name) => of("MediaTypeParameter", name),
        Source::Query(name) => of("Query", name),
        Source::Pointer(pointer) => of("Pointer", pointer),
        Source::Event => quote!(codegen::VersionSource::Event),
    }
}

/// What a sender adds where the event's own record does not say it: what stands for `{version}` in the endpoint's URL,
/// and, since many URLs have no such place, the first of the other sources.
fn sent(versioned: &Versioned, version: &Version) -> TokenStream {
    let name = literal(&version.name);
    let pair = |key: &str| {
        let key = literal(key);
        quote!(&[(#key, #name)])
    };
    let sources = &versioned.routing.sources;
    let segment = sources.iter().find_map(|source| match source {
        Source::Path { before, after } => {
            let segment = literal(&format!("{before}{}{after}", version.name.trim_start_matches(['v', 'V'])));
            Some(quote!(path_segment: #segment,))
        }
        _ => None,
    });
    let other = sources.iter().find(|source| !matches!(source, Source::Path { .. }));
    let other = other.and_then(|source| match source {
        Source::Query(key) => {
            let pair = pair(key);
            Some(quote!(query: #pair,))
        }
        Source::MediaTypeParameter(key) => {
            let pair = pair(key);
            Some(quote!(media_type_parameters: #pair,))
        }
        _ => None,
    });
    quote! {
        codegen::SentVersion { name: #name, #segment #other ..codegen::SentVersion::SILENT }
    }
}
