//! Hookwright's own receivers keep the contract: what they refuse and what they acknowledge is theirs to decide.

use hookwright::contract::{Check, Invalid, Report};
use hookwright::{Failure, Incoming, Service};
use hookwright_sockets::{orders, orders_v1, orders_v2};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Refuses all that breaks the document, and takes all that does not.
#[derive(Clone)]
struct Strict;

/// Takes everything, to look at it later.
#[derive(Clone)]
struct Lenient;

impl orders::Receiver for Strict {
    async fn order_cancelled(
        &self,
        _: Incoming<orders::OrderCancelled>,
    ) -> Result<orders::OrderCancelledAnswer, Failure> {
        Ok(orders::OrderCancelledAnswer::NoContent)
    }

    async fn fallback(&self, unclaimed: orders::Unclaimed) -> Result<(), Failure> {
        match unclaimed {
            orders::Unclaimed::Unhandled(_) => Ok(()),
            other => Err(other.refuse()),
        }
    }
}

impl orders::Receiver for Lenient {
    async fn order_cancelled(
        &self,
        _: Incoming<orders::OrderCancelled>,
    ) -> Result<orders::OrderCancelledAnswer, Failure> {
        Ok(orders::OrderCancelledAnswer::NoContent)
    }

    async fn fallback(&self, _: orders::Unclaimed) -> Result<(), Failure> {
        Ok(())
    }
}

impl orders_v1::Receiver for Strict {
    async fn fallback(&self, unclaimed: orders_v1::Unclaimed) -> Result<(), Failure> {
        match unclaimed {
            orders_v1::Unclaimed::Unhandled(_) => Ok(()),
            other => Err(other.refuse()),
        }
    }
}

fn signed<R: orders::Receiver + Clone>(receiver: R) -> Service<orders::Routes<R>> {
    orders::Webhooks::new(receiver).secret(SECRET).expect("a good secret")
}

/// How many outcomes of a check passed, and how many say nothing.
fn counted(report: &Report, check: Check) -> (usize, usize) {
    let of: Vec<_> = report.outcomes.iter().filter(|outcome| outcome.check == check).collect();
    let passed = of.iter().filter(|outcome| outcome.has_passed()).count();
    (passed, of.len() - passed)
}

#[tokio::test]
async fn one_that_refuses_what_breaks_the_document() {
    let suite = orders::contract::suite().secret(SECRET).expect("a good secret");
    let report = suite.invalid(Invalid::Refused).run(signed(Strict)).await;
    println!("{report}");
    report.assert_ok();
    assert_eq!(counted(&report, Check::Violations), (4, 0), "each event's");
}

#[tokio::test]
async fn one_that_acknowledges_everything_is_not_said_to_check_anything() {
    let suite = orders::contract::suite().secret(SECRET).expect("a good secret");
    let report = suite.run(signed(Lenient)).await;
    println!("{report}");
    report.assert_ok();
    assert_eq!(counted(&report, Check::Violations), (0, 4), "each event's");
}

#[tokio::test]
async fn one_over_axum_that_verifies_nothing_because_nothing_is_signed() {
    let router = orders::Webhooks::new(Strict).unsigned().router();
    let report = orders::contract::suite().run(router).await;
    println!("{report}");
    report.assert_ok();
    assert_eq!(counted(&report, Check::Forged).0, 0, "nothing is said of signatures");
}

#[tokio::test]
async fn one_of_a_version_does_not_take_another_versions_payloads() {
    let service = orders_v1::Webhooks::new(Strict).secret(SECRET).expect("a good secret");
    let suite = orders_v1::contract::suite().secret(SECRET).expect("a good secret");
    let report = suite.other(orders_v2::contract::document()).run(service).await;
    println!("{report}");
    report.assert_ok();
    assert!(
        counted(&report, Check::OtherVersion).0 > 0,
        "some payloads of the other version break this one's"
    );
}
