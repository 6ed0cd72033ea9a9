//! Each wrong receiver is found by the checks that its fault is about, and by no other; the right ones pass them all.

use std::collections::BTreeSet;
use std::time::Duration;

use hookwright::contract::{Check, Document, Report, Suite};
use hookwright_zoo::fault::{Fault, Home};
use hookwright_zoo::shop::{LIMIT, Shop};
use hookwright_zoo::{GITHUB_SECRET, SECRET, document, handshake, tracker, versions};

fn suite(document: &'static Document, secret: &str) -> Suite {
    Suite::new(document).secret(secret).expect("a good secret").limit(LIMIT)
}

/// The reports of a receiver with this fault or none, one for each version.
async fn tested(home: Home, fault: Option<Fault>) -> Vec<Report> {
    match home {
        Home::Shop => vec![shop(fault).await],
        Home::Tracker => {
            vec![suite(document("issues.yaml"), GITHUB_SECRET).run(tracker::router(fault)).await]
        }
        Home::Handshake => {
            let document = document("features/handshake.yaml");
            vec![suite(document, SECRET).run(handshake::router(fault)).await]
        }
        Home::Versions => {
            let mut reports = Vec::new();
            let documents = versions();
            for (document, other) in [(documents[0], documents[1]), (documents[1], documents[0])] {
                reports.push(suite(document, SECRET).other(other).run(versions::router(fault)).await);
            }
            reports
        }
    }
}

async fn shop(fault: Option<Fault>) -> Report {
    let shop = Shop::new(fault);
    let mut suite = suite(document("orders.yaml"), SECRET);
    if fault == Some(Fault::SlowAnswer) {
        // Few requests suffice to see that answers are late.
        suite = suite.within(Duration::from_secs(1)).checks([Check::InTime]).events(["order.cancelled"]);
    }
    let router = shop.router();
    suite.handled(move || shop.handled()).run(router).await
}

fn found(reports: &[Report]) -> BTreeSet<Check> {
    reports.iter().flat_map(Report::failed).map(|outcome| outcome.check).collect()
}

#[tokio::test]
async fn each_fault_is_found_by_its_checks_and_by_no_other() {
    let mut wrong = Vec::new();
    for fault in Fault::ALL {
        let reports = tested(fault.home(), Some(*fault)).await;
        println!("== {fault:?}: {}", fault.words());
        reports.iter().for_each(|report| println!("{report}\n"));
        let expected: BTreeSet<Check> = fault.found_by().iter().copied().collect();
        let found = found(&reports);
        if found != expected {
            wrong.push(format!("{fault:?}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_right_receivers_are_not_blamed() {
    for home in Home::ALL {
        for report in tested(*home, None).await {
            println!("{home:?}: {report}");
            report.assert_ok();
        }
    }
}

/// A check that finds nothing in the zoo would prove nothing.
#[test]
fn each_check_finds_a_fault() {
    let finds = |check: &&Check| Fault::ALL.iter().any(|fault| fault.found_by().contains(check));
    let idle: Vec<&Check> = Check::ALL.iter().filter(|check| !finds(check)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
