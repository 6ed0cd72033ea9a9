//! What receiving costs in process, on one core: the floor, the pipeline, the generated receiver, and their pieces.
//!
//! `cargo run --release --bin receive [ROUNDS]` prints medians of interleaved rounds, in CPU time of the one thread.
//! `receive --piece NAME --payload NAME --times N` runs one piece alone, for profilers.
fn main() {
    #[cfg(shared)]
    measured::main();
    #[cfg(not(shared))]
    println!("{}", hookwright_benchmarks::ABSENT);
}

#[cfg(shared)]
mod measured {
    use std::cell::LazyCell;
    use std::hint::black_box;

    use hookwright::Service;
    use hookwright::signature::{Scheme, Signed, Verifier};
    use hookwright_benchmarks::clock::{median, now};
    use hookwright_benchmarks::ours::github::Event;
    use hookwright_benchmarks::payload::{Payload, SECRET};
    use hookwright_benchmarks::{floor, ours, pipeline};
    use tower_service::Service as _;

    /// How many requests one measurement takes together.
    const BATCH: usize = 32;

    cpufeatures::new!(sha, "sha", "sse2", "ssse3", "sse4.1");

    /// Runs so many times; gives the CPU time of one, in microseconds.
    type Run = Box<dyn FnMut(usize) -> f64>;

    pub fn main() {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let value = |flag: &str| {
            arguments.iter().position(|word| word == flag).and_then(|at| arguments.get(at + 1)).cloned()
        };
        match (value("--piece"), value("--payload")) {
            (Some(piece), Some(payload)) => {
                alone(&piece, &payload, value("--times").and_then(|n| n.parse().ok()).unwrap_or(1000));
            }
            _ => table(arguments.first().and_then(|n| n.parse().ok()).unwrap_or(200)),
        }
    }

    fn alone(piece: &str, payload: &str, times: usize) {
        let payload =
            Payload::ALL.into_iter().find(|known| known.name() == payload).expect("a payload's name");
        let (_, mut run) =
            pieces(payload).into_iter().find(|(name, _)| *name == piece).expect("the name of a piece");
        println!("{:.2} µs", run(times));
    }

    fn table(rounds: usize) {
        println!(
            "SHA instructions: {}; {rounds} rounds of {BATCH}; µs and, behind it, times the floor",
            sha::get()
        );
        let mut columns = Vec::new();
        for payload in Payload::ALL {
            let mut pieces = pieces(payload);
            let mut measured = vec![Vec::new(); pieces.len()];
            for round in 0..rounds {
                for step in 0..pieces.len() {
                    let at = (round + step) % pieces.len();
                    measured[at].push(pieces[at].1(BATCH));
                }
            }
            let names = pieces.iter().map(|(name, _)| *name);
            let column: Vec<(&str, f64)> = names.zip(measured.into_iter().map(median)).collect();
            columns.push((payload, column));
        }
        print!("{:<36}", "");
        for (payload, _) in &columns {
            print!("{:>22}", format!("{} ({} B)", payload.name(), payload.body().len()));
        }
        println!();
        for row in 0..columns[0].1.len() {
            print!("{:<36}", columns[0].1[row].0);
            for (_, column) in &columns {
                print!("{:>14.2} {:>6.2}x", column[row].1, column[row].1 / column[0].1);
            }
            println!();
        }
    }

    fn pieces(payload: Payload) -> Vec<(&'static str, Run)> {
        let (body, signature) = (payload.body(), payload.signature());
        let key = floor::Key::default();
        // Made when first asked for: under a profiler most pieces shall run without the document.
        let validator = LazyCell::new(move || pipeline::validator(payload));
        let floor = {
            let (key, signature) = (key.clone(), signature.clone());
            each(move || floor::receive(payload, &key, body, &signature))
        };
        let by_hand = {
            let (key, signature) = (key.clone(), signature.clone());
            each(move || pipeline::receive(payload, &key, &validator, body, &signature))
        };
        vec![
            ("floor", floor),
            ("pipeline (Value, jsonschema)", by_hand),
            ("ours: service", service(payload, ours::service())),
            ("ours: service, no duplicates", service(payload, ours::bare())),
            ("ours: service, duplicates and rates", service(payload, ours::guarded())),
            ("ours: verify + from_slice", verify_and_decode(payload)),
            ("ours: verify", verify(payload)),
            ("ours: from_slice", each(move || Event::from_slice(payload.webhook(), body).expect("valid"))),
            ("HMAC", each(move || assert!(key.verifies(body, &signature)))),
            ("serde_json typed", each(move || floor::typed(payload, body))),
            ("serde_json value", each(move || floor::value(body))),
            ("sonic-rs value", each(move || floor::sonic_value(body))),
        ]
    }

    /// Measures a function; what it gives is dropped within the time.
    fn each<R>(mut one: impl FnMut() -> R + 'static) -> Run {
        Box::new(move |times| {
            let start = now();
            for _ in 0..times {
                black_box(one());
            }
            (now() - start).as_secs_f64() * 1e6 / times as f64
        })
    }

    /// The whole service; requests are made beforehand, since a server would have made them.
    fn service(payload: Payload, mut service: Service<impl hookwright::codegen::Routes>) -> Run {
        let good = ours::run(service.call(payload.requests(1).remove(0))).expect("a service never fails");
        assert_eq!(good.status().as_u16() / 100, 2, "{payload:?}: {good:?}");
        Box::new(move |times| {
            let requests = payload.requests(times);
            let start = now();
            for request in requests {
                let _ = black_box(ours::run(service.call(request)));
            }
            (now() - start).as_secs_f64() * 1e6 / times as f64
        })
    }

    fn verify(payload: Payload) -> Run {
        let (verifier, parts) = verifier(payload);
        each(move || {
            let signed =
                Signed { headers: &parts.headers, body: payload.body(), url: None, method: &parts.method };
            black_box(verifier.verify(&signed, std::time::SystemTime::UNIX_EPOCH).expect("signed"));
        })
    }

    fn verify_and_decode(payload: Payload) -> Run {
        let (verifier, parts) = verifier(payload);
        each(move || {
            let signed =
                Signed { headers: &parts.headers, body: payload.body(), url: None, method: &parts.method };
            let verified = verifier.verify(&signed, std::time::SystemTime::UNIX_EPOCH).expect("signed");
            black_box((verified, Event::from_slice(payload.webhook(), payload.body()).expect("valid")));
        })
    }

    fn verifier(payload: Payload) -> (Verifier, http::request::Parts) {
        (
            Verifier::new(Scheme::github(), [SECRET]).expect("a secret"),
            payload.requests(1).remove(0).into_parts().0,
        )
    }
}
