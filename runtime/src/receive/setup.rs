//! The step between a receiver and its service. In: a receiver and secrets. Out: a [`Service`], and by no other way.
//! It must not offer a service without a scheme and a secret, unless somebody wrote `.unsigned()`.

use std::sync::Arc;

use super::delivery::{Routes, Signed};
use super::guard::Guard;
use super::{Service, TenantKey};
use crate::security::Credential;
use crate::signature::{Scheme, Secret, SecretError, SecretProvider, Tenants, Verifier};

/// A receiver that has no secret yet, and is no service before it has one.
///
/// Generated `Webhooks::new` returns it. This does not compile, since nothing says how deliveries are verified:
///
/// ```compile_fail,E0277
/// # mod orders {
/// #     use hookwright::codegen::{Call, Delivery, Dispatch, EventInfo, Fallback, Routes, unclaimed};
/// #     pub struct Shop;
/// #     impl Routes for Shop {
/// #         type Event = ();
/// #         const EVENTS: &'static [EventInfo] = &[];
/// #         const DISPATCH: &'static Dispatch = &Dispatch::Path;
/// #         fn call(&self, _: usize, delivery: Delivery) -> Call<'_> { unclaimed(self, delivery) }
/// #         fn fallback(&self, _: hookwright::Unclaimed<()>) -> Fallback<'_> { Box::pin(async { Ok(()) }) }
/// #     }
/// #     pub struct Webhooks;
/// #     impl Webhooks { pub fn new(shop: Shop) -> hookwright::Setup<Shop> { hookwright::Setup::new(shop) } }
/// # }
/// # use orders::{Shop, Webhooks};
/// let app = Webhooks::new(Shop).router();
/// ```
///
/// This does:
///
/// ```
/// # mod orders {
/// #     use hookwright::codegen::{Call, Delivery, Dispatch, EventInfo, Fallback, Routes, unclaimed};
/// #     pub struct Shop;
/// #     impl Routes for Shop {
/// #         type Event = ();
/// #         const EVENTS: &'static [EventInfo] = &[];
/// #         const DISPATCH: &'static Dispatch = &Dispatch::Path;
/// #         fn call(&self, _: usize, delivery: Delivery) -> Call<'_> { unclaimed(self, delivery) }
/// #         fn fallback(&self, _: hookwright::Unclaimed<()>) -> Fallback<'_> { Box::pin(async { Ok(()) }) }
/// #     }
/// #     pub struct Webhooks;
/// #     impl Webhooks { pub fn new(shop: Shop) -> hookwright::Setup<Shop> { hookwright::Setup::new(shop) } }
/// # }
/// # use orders::{Shop, Webhooks};
/// # use hookwright::signature::{Scheme, SecretError};
/// # fn main() -> Result<(), SecretError> {
/// let service = Webhooks::new(Shop).scheme(Scheme::github(), ["It's a Secret to Everybody"])?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a receiver serves nothing before it has a secret"]
#[derive(Debug)]
pub struct Setup<H> {
    handler: H,
}

impl<H: Routes> Setup<H> {
    /// For generated code, which hands in its own router.
    #[doc(hidden)]
    pub fn new(handler: H) -> Self {
        Self { handler }
    }

    /// The service that accepts what this secret signed, by the document's scheme.
    ///
    /// # Errors
    /// Where the secret is empty or not in the scheme's encoding.
    pub fn secret(self, secret: impl Into<Secret>) -> Result<Service<H>, SecretError>
    where
        H: Signed,
    {
        self.scheme(H::SCHEME(), [secret])
    }

    /// The service that accepts what any of these secrets signed, by the document's scheme: for rotation.
    ///
    /// # Errors
    /// Where there is none, or one is empty or not in the scheme's encoding.
    pub fn secrets(
        self,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Service<H>, SecretError>
    where
        H: Signed,
    {
        self.scheme(H::SCHEME(), secrets)
    }

    /// The service that accepts what any of these secrets signed by this scheme, whatever the document says.
    ///
    /// # Errors
    /// Where there is no secret, or one is empty or not in the scheme's encoding.
    pub fn scheme(
        self,
        scheme: Scheme,
        secrets: impl IntoIterator<Item = impl Into<Secret>>,
    ) -> Result<Service<H>, SecretError> {
        Ok(Service::new(self.handler, Guard::One(Arc::new(Verifier::new(scheme, secrets)?))))
    }

    /// The service that accepts what this verifier accepts: for schemes that fetch keys or certificates.
    pub fn verifier(self, verifier: Verifier) -> Service<H> {
        Service::new(self.handler, Guard::One(Arc::new(verifier)))
    }

    /// The service that accepts what the tenant's own secrets signed, by the document's scheme. `key` says where a
    /// request names its tenant; the provider is asked for its secrets, and they are kept for a while
    /// ([`keep_secrets`](Service::keep_secrets)). Deliveries of two tenants are never repetitions of one another.
    pub fn tenants(self, key: TenantKey, provider: impl SecretProvider) -> Service<H>
    where
        H: Signed,
    {
        self.tenants_by(H::SCHEME(), key, provider)
    }

    /// The same, by this scheme, whatever the document says.
    pub fn tenants_by(self, scheme: Scheme, key: TenantKey, provider: impl SecretProvider) -> Service<H> {
        Service::new(self.handler, Guard::Many(key, Tenants::new(scheme, provider)))
    }

    /// The service that accepts what meets the webhook's own `security` in the document, whether or not it is signed: for
    /// senders with keys, tokens or certificates. A webhook that demands nothing, and every unknown event, is refused.
    ///
    /// `accepted` says by the names of security schemes what they accept.
    pub fn credentials(self, accepted: impl IntoIterator<Item = (&'static str, Credential)>) -> Service<H> {
        let service = Service::new(self.handler, Guard::Credentials);
        accepted.into_iter().fold(service, |service, (scheme, accepted)| service.credential(scheme, accepted))
    }

    /// The service that accepts whatever anybody sends. Nothing is verified, nothing is fresh, and since nothing
    /// vouches for an id, repeated deliveries are handled again.
    ///
    /// For senders that are authenticated before they get here, by mutual TLS or a private network.
    #[must_use]
    pub fn unsigned(self) -> Service<H> {
        Service::new(self.handler, Guard::Open)
    }

    /// There is no service yet: this is here for its error message.
    #[cfg(feature = "axum")]
    #[doc(hidden)]
    #[allow(private_bounds, reason = "nobody may promise that a setup is verified")]
    pub fn router(self) -> std::convert::Infallible
    where
        Self: HasSecret,
    {
        self.no_service()
    }
}

/// What no setup is: it makes the compiler say what is missing.
#[cfg(feature = "axum")]
#[diagnostic::on_unimplemented(
    message = "this receiver has no secret yet, so it is no service",
    label = "deliveries could not be told from forgeries",
    note = "call `.secret(..)?`, `.scheme(scheme, secrets)?` or, if it is meant, `.unsigned()` before"
)]
trait HasSecret {
    fn no_service(self) -> std::convert::Infallible;
}
