//! A receiver against the newest version that does not say how parcels come about.

use hookwright_compile_errors::orders::{Receiver, Unclaimed, Webhooks};

struct Shop;

impl Receiver for Shop {
    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), hookwright::Failure> {
        Err(unclaimed.refuse())
    }
}

fn main() {
    let _ = Webhooks::new(Shop);
}
