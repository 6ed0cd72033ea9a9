//! The handshakes of a document, as the runtime reads them.
//!
//! In: the kinds. Out: a constant of the receiver's routes, where there are any. It must not know what is made of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::nodes::{Handshake, HandshakeKind as Kind};

/// `HANDSHAKES`.
pub(super) fn constant(handshakes: &[Handshake]) -> Option<TokenStream> {
    if handshakes.is_empty() {
        return None;
    }
    let each = handshakes.iter().map(one);
    Some(quote! {
        const HANDSHAKES: &'static [codegen::Handshake] = &[#(#each),*];
    })
}

fn one(handshake: &Handshake) -> TokenStream {
    match handshake.kind {
        Kind::Slack => quote! { codegen::Handshake::slack() },
        Kind::Zoom => quote! { codegen::Handshake::zoom() },
        Kind::Discord => quote! { codegen::Handshake::discord() },
        Kind::Sns => quote! { codegen::Handshake::sns() },
        Kind::Dropbox => quote! { codegen::Handshake::dropbox() },
        Kind::Asana => quote! { codegen::Handshake::asana() },
        Kind::Meta => quote! { codegen::Handshake::meta_without_token() },
        Kind::EventGrid => quote! { codegen::Handshake::event_grid() },
        Kind::CloudEvents => {
            let origins = &handshake.origins;
            let rate = handshake.rate.map_or_else(
                || quote! { ::core::option::Option::None },
                |rate| {
                    let rate = Literal::u32_unsuffixed(rate);
                    quote! { ::core::option::Option::Some(#rate) }
                },
            );
            quote! { codegen::Handshake::declared_cloud_events(&[#(#origins),*], #rate) }
        }
    }
}
