//! What is asked once of the receiver, with the first event that it acknowledges.

use std::sync::atomic::Ordering;

use super::{Base, Check, Expected, Trial};

/// More than any receiver of webhooks should hold in memory for a stranger.
const LARGE: usize = 32 * 1024 * 1024;

impl Trial {
    pub(super) async fn general(&mut self, base: &Base) {
        if self.run.general.fetch_add(1, Ordering::Relaxed) > 0 {
            return;
        }
        if self.wants(Check::Oversize) {
            self.oversize(base).await;
        }
        if self.wants(Check::Handshake) {
            self.handshakes().await;
        }
    }

    async fn oversize(&mut self, base: &Base) {
        let size = self.run.suite.limit.map_or(LARGE, |limit| limit + 1);
        let grown = self.signed(&base.draft.clone().grown_to(size));
        let Ok(mut grown) = grown else { return };
        let answer = self.ask(Check::Oversize, &grown).await;
        // Whoever hangs up on a body that never ends has refused it.
        let Ok(answer) = answer else { return };
        if let Err(mismatch) = Expected::Refused.judge(&Ok(answer.clone())) {
            grown.body = format!("a body of {size} bytes").into_bytes();
            self.fail(Check::Oversize, &format!("{size} bytes"), mismatch, &grown, Some(&answer));
        }
    }
}
