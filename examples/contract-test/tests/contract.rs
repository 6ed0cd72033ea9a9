//! Everything that the document promises a sender, asked of the receiver: a test for each event and check.

use example_contract_test::{Dock, orders};
use hookwright::contract::Tested;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The application with what counts its deliveries. A pair of service and secret would do, too.
fn dock() -> Tested {
    let dock = Dock::default();
    let service = orders::Webhooks::new(dock.clone()).secret(SECRET).unwrap();
    orders::contract::suite().secret(SECRET).unwrap().handled(move || dock.parcels()).on(service)
}

hookwright::contract_tests!(orders, dock);

/// All of it at once, with the report.
#[tokio::test]
async fn the_dock_keeps_the_contract() {
    let report = dock().run().await;
    println!("{report}\n{}", report.coverage);
    report.assert_ok();
}

#[tokio::test]
async fn a_receiver_with_another_secret_does_not() {
    let service = orders::Webhooks::new(Dock::default())
        .secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        .unwrap();
    let suite = orders::contract::suite().secret(SECRET).unwrap();
    assert!(!suite.run(service).await.is_ok(), "the suite must notice");
}
