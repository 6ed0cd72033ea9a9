//! `contract_tests!`: a test of cargo for each check, which fails by name and says why.

use std::process::Command;

use axum::Router;
use hookwright::contract::{Suite, Tested, test_one};
use hookwright_zoo::fault::Fault;
use hookwright_zoo::shop::{LIMIT, Shop};
use hookwright_zoo::{SECRET, document};

/// Says that the shop is to have a fault: what follows is run again, by itself.
const WRONG: &str = "HOOKWRIGHT_ZOO_UNVERIFIED";

/// What the generator would make of `specs/orders.yaml`, as far as the macro looks at it.
mod orders {
    pub(crate) mod contract {
        pub(crate) fn suite() -> hookwright::contract::Suite {
            super::super::suite()
        }

        macro_rules! events {
            ($then:path, $($rest:tt)*) => {
                $then! { $($rest)* order_created "order.created", stock_changed "stock.changed", }
            };
        }
        pub(crate) use events as each_event;
    }
}

fn suite() -> Suite {
    Suite::new(document("orders.yaml"))
}

/// An application that takes time to start, with what counts its effects.
async fn make_app() -> Tested {
    tokio::task::yield_now().await;
    let shop = Shop::new(std::env::var_os(WRONG).map(|_| Fault::Unverified));
    let router = shop.router();
    let suite = suite().secret(SECRET).expect("a good secret").limit(LIMIT);
    suite.handled(move || shop.handled()).on(router)
}

hookwright::contract_tests!(orders, async make_app);

#[test]
fn a_wrong_application_fails_by_name_and_says_why() {
    let run = |name: &str| {
        let this = std::env::current_exe().expect("this test");
        let output = Command::new(this).args([name, "--exact"]).env(WRONG, "1").output().expect("a run");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), text + &String::from_utf8_lossy(&output.stderr))
    };
    let (passed, text) = run("contract::order_created::tampered");
    assert!(!passed, "{text}");
    for said in [
        "test contract::order_created::tampered ... FAILED",
        "✗ tampered: a body that was changed on its way is taken",
        "expected 4xx, found 200 OK",
        "curl -i -X POST 'http://localhost/'",
    ] {
        assert!(text.contains(said), "`{said}` is not in\n{text}");
    }
    let (passed, text) = run("contract::order_created::samples");
    assert!(passed && text.contains("1 passed"), "{text}");
}

#[tokio::test]
async fn a_handler_that_panics_is_a_finding() {
    let broken = Router::new().fallback(async || -> &'static str { panic!("a handler's own mistake") });
    let report = test_one((broken, SECRET), suite(), "order.created", "examples").await;
    let failed = report.failed().next().expect("it fails");
    assert_eq!(failed.check.name(), "examples");
    assert!(failed.failures()[0].found.contains("broke off"), "{report}");
}

#[tokio::test]
async fn what_cannot_be_asked_fails() {
    let report = test_one((Router::new(), SECRET), suite(), "order.created", "no_such_check").await;
    assert!(report.to_string().contains("there is no check `no_such_check`"), "{report}");
    let report = test_one((Router::new(), "whsec_!"), suite(), "order.created", "examples").await;
    assert_eq!(report.failed().count(), 1, "a secret that cannot be read: {report}");
}
