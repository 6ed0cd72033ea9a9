//! Each wrong receiver is found by the checks that its fault is about, and by no other; the right one passes them all.

use std::collections::BTreeSet;
use std::time::Duration;

use hookwright::contract::{Check, Report, Suite};
use hookwright_zoo::fault::Fault;
use hookwright_zoo::shop::{LIMIT, Shop};
use hookwright_zoo::{SECRET, document};

fn suite() -> Suite {
    Suite::new(document("orders.yaml")).secret(SECRET).expect("a good secret").limit(LIMIT)
}

async fn tested(fault: Option<Fault>) -> Report {
    let shop = Shop::new(fault);
    let suite = match fault {
        // One request suffices to see that an answer is late.
        Some(Fault::SlowAnswer) => suite().within(Duration::from_secs(1)).checks([Check::InTime]),
        _ => suite(),
    };
    suite
        .handled({
            let shop = shop.clone();
            move || shop.handled()
        })
        .run(shop.router())
        .await
}

fn found(report: &Report) -> BTreeSet<Check> {
    report.failed().map(|outcome| outcome.check).collect()
}

#[tokio::test]
async fn each_fault_is_found_by_its_checks_and_by_no_other() {
    let mut wrong = Vec::new();
    // What is found by samples alone waits for them.
    let made = document("orders.yaml").events.iter().any(|event| {
        document("orders.yaml")
            .schema(event)
            .ok()
            .flatten()
            .is_some_and(|schema| !schema.broken(0).is_empty())
    });
    let of_samples = [Check::Samples, Check::Newer, Check::Violations, Check::Echo, Check::Answers];
    let found_now = |fault: &&Fault| made || !fault.found_by().iter().any(|check| of_samples.contains(check));
    for fault in Fault::ALL.iter().filter(found_now) {
        let report = tested(Some(*fault)).await;
        println!("== {fault:?}: {}\n{report}\n", fault.words());
        let expected: BTreeSet<Check> = fault.found_by().iter().copied().collect();
        let found = found(&report);
        if found != expected {
            wrong.push(format!("{fault:?}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_right_receiver_is_not_blamed() {
    let report = tested(None).await;
    println!("{report}");
    report.assert_ok();
}
