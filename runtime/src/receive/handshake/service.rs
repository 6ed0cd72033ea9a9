//! What a service's user says about handshakes. In: kinds, what calls, paths to arm. Out: a service that takes part.
//! It must not know requests.

use std::sync::Arc;
#[cfg(feature = "learn")]
use {
    super::{ArmError, Armed, Learnt},
    std::time::Duration,
};

use super::Handshake;
use crate::Service;
use crate::signature::Fetcher;

impl<H> Service<H> {
    /// Takes part in one more kind of handshake, or in one that the document declares with other parameters.
    #[must_use]
    pub fn handshake(self, handshake: Handshake) -> Self {
        self.with(|core| core.handshakes.add(handshake))
    }

    /// Sets what calls addresses that handshakes name: [`Handshake::sns`], [`Handshake::by_calling_back`]. Such a
    /// handshake is answered with 503 where nothing was set. It gets [`Wanted::Confirmation`] with an address on the
    /// sender's own hosts, and must not call one that is not public; `client::ClientFetcher` (feature `client`) does not.
    ///
    /// [`Wanted::Confirmation`]: crate::signature::Wanted::Confirmation
    #[must_use]
    pub fn handshake_calls(self, fetcher: impl Fetcher) -> Self {
        self.with(|core| core.handshakes.call_by(Arc::new(fetcher)))
    }

    /// Waits for a secret (Asana's `X-Hook-Secret`) at a new path, for so long and once. Give the sender the URL that
    /// ends with the [segment](Armed::segment), and do it right before the hook is made.
    ///
    /// A secret that comes to any other path, too late or again is refused: whoever could install one would be
    /// believed from then on.
    ///
    /// ```
    /// # mod orders {
    /// #     use hookwright::codegen::{Call, Delivery, Dispatch, EventInfo, Fallback, Routes, unclaimed};
    /// #     pub struct Tasks;
    /// #     impl Routes for Tasks {
    /// #         type Event = ();
    /// #         const EVENTS: &'static [EventInfo] = &[];
    /// #         const DISPATCH: &'static Dispatch = &Dispatch::Path;
    /// #         fn call(&self, _: usize, delivery: Delivery) -> Call<'_> { unclaimed(self, delivery) }
    /// #         fn fallback(&self, _: hookwright::Unclaimed<()>) -> Fallback<'_> { Box::pin(async { Ok(()) }) }
    /// #     }
    /// #     pub struct Webhooks;
    /// #     impl Webhooks { pub fn new(tasks: Tasks) -> hookwright::Setup<Tasks> { hookwright::Setup::new(tasks) } }
    /// # }
    /// # use orders::{Tasks, Webhooks};
    /// use hookwright::Scheme;
    /// use hookwright::receive::{LearntSecrets, TenantKey};
    /// use std::time::Duration;
    ///
    /// let secrets = LearntSecrets::default();
    /// let service = Webhooks::new(Tasks).tenants_by(Scheme::asana(), TenantKey::PathSegment(0), secrets.clone());
    /// let armed = service.arm_handshake(secrets, Duration::from_secs(60))?;
    /// let target = format!("https://hooks.example.com/{}", armed.segment());
    /// # assert_eq!(target.len(), 58);
    /// # Ok::<(), hookwright::receive::ArmError>(())
    /// ```
    ///
    /// # Errors
    /// Where the system has no random numbers, or 10,000 paths wait.
    #[cfg(feature = "learn")]
    pub fn arm_handshake(&self, learnt: impl Learnt, time: Duration) -> Result<Armed, ArmError> {
        let core = self.core();
        core.handshakes.arms().arm(learnt, time, (core.clock)())
    }
}
