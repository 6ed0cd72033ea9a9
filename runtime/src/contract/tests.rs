//! Contract tests as tests of cargo: one for each event and check, by name.
//!
//! In: an application, a suite, what to ask of it. Out: a test that passes, fails, or says why it says nothing. It must
//! not know how a check is made.

use std::fmt::Display;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::{Check, Failure, Outcome, Report, Suite, Tested, Verdict};

/// An application that contract tests can be made of: a service with its secret, or a [`Tested`], which can say more.
pub trait App {
    /// The suite with what it tests.
    ///
    /// # Errors
    /// Where the secret is not in the form that the document's scheme asks for.
    fn under(self, suite: Suite) -> Result<Tested, String>;
}

impl App for Tested {
    fn under(self, _: Suite) -> Result<Tested, String> {
        Ok(self)
    }
}

impl<S, B> App for (S, &str)
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Display,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Display,
{
    fn under(self, suite: Suite) -> Result<Tested, String> {
        let (service, secret) = self;
        Ok(suite.secret(secret).map_err(|error| error.to_string())?.on(service))
    }
}

/// Makes a test of cargo of each check of each event.
///
/// `make_app` is a function that gives an [`App`](crate::contract::App): a service with its secret, or
/// `suite().secret(…)?.handled(…).on(service)` where there is more to say. It is called for each test, within a runtime of
/// tokio. `async make_app` where it is an `async fn`.
///
/// ```text
/// // tests/contract.rs
/// use shop::orders;
///
/// fn make_app() -> (axum::Router, &'static str) {
///     (shop::app(SECRET), SECRET)
/// }
///
/// hookwright::contract_tests!(orders, make_app);      // contract::order_created::tampered …
/// ```
///
/// Feature `contract`, which belongs into `dev-dependencies`.
#[macro_export]
macro_rules! contract_tests {
    ($first:ident $(:: $rest:ident)*, async $make:expr $(,)?) => {
        $first $(:: $rest)* :: contract::each_event! {
            $crate::__contract_tests, [async] [$first $(:: $rest)*] [$make]
        }
    };
    ($first:ident $(:: $rest:ident)*, $make:expr $(,)?) => {
        $first $(:: $rest)* :: contract::each_event! {
            $crate::__contract_tests, [] [$first $(:: $rest)*] [$make]
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __contract_tests {
    ([$($wait:ident)?] [$($module:ident)::+] [$make:expr] $($event:ident $name:literal,)*) => {
        mod contract {
            use super::*;

            async fn ask(event: &str, check: &str) -> $crate::contract::Report {
                let app = $crate::__contract_tests!(@app [$($wait)?] $make);
                $crate::contract::test_one(app, $($module)::+::contract::suite(), event, check).await
            }

            $crate::__contract_tests!(@fns "" [oversize handshake]);
            $(mod $event {
                use super::ask;
                $crate::__contract_tests!(@fns $name [
                    examples samples answers in_time raw_bytes charset repeated raced rotated tampered relabelled forged
                    unsigned truncated stale future missing_header media_type unknown_event unknown_version other_version
                    not_json newer violations echo
                ]);
            })*
        }
    };
    (@app [] $make:expr) => { ($make)() };
    (@app [async] $make:expr) => { ($make)().await };
    (@fns $event:literal [$($check:ident)*]) => {
        $(
            #[test]
            fn $check() {
                $crate::codegen::contract_test(ask($event, ::core::stringify!($check)));
            }
        )*
    };
}

/// One check of one event; of the receiver, where the event's name is empty. An application that cannot be tested, and a
/// check that there is not, fail.
pub async fn test_one(app: impl App, suite: Suite, event: &str, check: &str) -> Report {
    let Some(check) = Check::named(check) else {
        return untested(event, Check::Samples, format!("there is no check `{check}`"));
    };
    match app.under(suite) {
        Err(error) => untested(event, check, error),
        Ok(tested) => {
            let tested = tested.with(|suite| {
                let suite = suite.checks([check]);
                if event.is_empty() { suite } else { suite.events([event]) }
            });
            tested.run().await
        }
    }
}

fn untested(event: &str, check: Check, found: String) -> Report {
    let failure =
        Failure { expected: "an application that can be tested".to_owned(), found, ..Failure::default() };
    let outcome = Outcome::new(event, check, 0, Verdict::Failed(vec![failure]));
    Report { outcomes: vec![outcome], ..Report::default() }
}

/// Runs one test to its end, on a runtime of its own.
///
/// # Panics
/// With the report, where a check failed.
#[doc(hidden)]
pub fn contract_test(report: impl Future<Output = Report>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let report = runtime.expect("the system has what a runtime needs").block_on(report);
    for outcome in &report.outcomes {
        if let Verdict::Skipped(reason) = &outcome.verdict {
            println!("skipped: {reason}");
        }
    }
    assert!(report.failed().next().is_none(), "{report}");
}
