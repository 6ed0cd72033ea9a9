//! Everything that the document promises a sender, asked of the receiver.

use example_contract_test::{Dock, orders};
use hookwright::Signing;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[tokio::test]
async fn the_dock_keeps_the_contract() -> Result<(), Box<dyn std::error::Error>> {
    let dock = Dock::default();
    let service = orders::Webhooks::new(dock.clone()).secret(SECRET)?;
    let suite = orders::contract::suite().signing(Signing::standard_webhooks(SECRET)?);
    let report = suite.handled(move || dock.parcels()).run(service).await;
    println!("{report}");
    report.assert_ok();
    Ok(())
}

#[tokio::test]
async fn a_receiver_with_another_secret_does_not() -> Result<(), Box<dyn std::error::Error>> {
    let service = orders::Webhooks::new(Dock::default())
        .secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")?;
    let suite = orders::contract::suite().signing(Signing::standard_webhooks(SECRET)?);
    assert!(!suite.run(service).await.is_ok(), "the suite must notice");
    Ok(())
}
