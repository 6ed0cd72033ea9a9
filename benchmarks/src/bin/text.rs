//! What different types of text cost: the same generated types, decoded and dropped, over each of them.
//!
//! `cargo run --release --bin text [ROUNDS]`. Types that share the body count the making of the shared body.
#![allow(missing_docs, dead_code)]
fn main() {
    #[cfg(shared)]
    measured::main();
    #[cfg(not(shared))]
    println!("{}", hookwright_benchmarks::ABSENT);
}

#[cfg(shared)]
mod measured {
    use std::borrow::Cow;
    use std::cell::RefCell;
    use std::hint::black_box;
    use std::sync::Arc;

    use bytes::Bytes;
    use bytestring::ByteString;
    use hipstr::HipStr;
    use hookwright::codegen::Reader;
    use hookwright::decode::{Invalid, Reading, read_shared};
    use hookwright_benchmarks::clock::{median, now};
    use hookwright_benchmarks::ours::github;
    use hookwright_benchmarks::payload::Payload;
    use serde::{Serialize, Serializer};

    /// One type of text, and the generated types over it.
    macro_rules! over {
        ($module:ident, $inner:ty, $shared:ty, |$text:ident, $body:ident| $make:expr, |$owned:ident| $own:expr, |$bytes:ident| $share:expr) => {
            pub mod $module {
                use super::*;

                thread_local! {
                    static BODY: RefCell<Option<$shared>> = const { RefCell::new(None) };
                }

                #[derive(Clone, Debug, PartialEq)]
                pub struct Text($inner);

                impl hookwright::Decode for Text {
                    fn decode(r: &mut Reader<'_>) -> Result<Self, Invalid> {
                        let $text = match r.string()? {
                            Cow::Borrowed(text) => text,
                            Cow::Owned($owned) => return Ok(Self($own)),
                        };
                        BODY.with_borrow(|body| {
                            let $body = body.as_ref().expect("set before");
                            Ok(Self($make))
                        })
                    }
                }

                impl Serialize for Text {
                    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        serializer.serialize_str("")
                    }
                }

                impl From<hookwright::Unknown> for Text {
                    fn from(_: hookwright::Unknown) -> Self {
                        unreachable!("nothing unknown is read")
                    }
                }

                #[allow(missing_docs, dead_code, clippy::all)]
                mod types {
                    use super::Text;
                    include!(concat!(env!("OUT_DIR"), "/types.rs"));
                }

                pub fn run(payload: Payload, $bytes: &Bytes, times: usize) -> f64 {
                    let start = now();
                    for _ in 0..times {
                        BODY.set(Some($share));
                        match payload {
                            Payload::Star => decode::<types::WebhookStarCreated>($bytes),
                            Payload::Issues => decode::<types::WebhookIssuesOpened>($bytes),
                            Payload::PullRequest => decode::<types::WebhookPullRequestOpened>($bytes),
                        }
                    }
                    (now() - start).as_secs_f64() * 1e6 / times as f64
                }
            }
        };
    }

    fn decode<T: hookwright::Decode>(bytes: &Bytes) {
        drop(black_box(read_shared::<Box<T>>(bytes, Reading::Strict).expect("valid")));
    }

    fn text(bytes: &Bytes) -> &str {
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    /// A slice of a shared text, with the place of its bytes.
    fn place(text: &str, body: usize) -> (u32, u32) {
        let start = text.as_ptr().addr().wrapping_sub(body) as u32;
        (start, start + text.len() as u32)
    }

    over!(string, String, (), |text, _body| text.to_owned(), |owned| owned, |bytes| ());
    over!(boxed, Box<str>, (), |text, _body| text.into(), |owned| owned.into(), |bytes| ());
    over!(
        compact,
        compact_str::CompactString,
        (),
        |text, _body| text.into(),
        |owned| owned.into(),
        |bytes| ()
    );
    over!(
        byte_string,
        ByteString,
        ByteString,
        |text, body| body.slice_ref(text),
        |owned| owned.into(),
        |bytes| ByteString::try_from(bytes.clone()).expect("UTF-8")
    );
    over!(
        hip,
        HipStr<'static>,
        (HipStr<'static>, usize),
        |text, body| {
            let (start, end) = place(text, body.1);
            body.0.slice(start as usize..end as usize)
        },
        |owned| owned.into(),
        |bytes| (HipStr::from(text(bytes).to_owned()), bytes.as_ptr().addr())
    );
    over!(
        arc,
        (Arc<str>, u32, u32),
        (Arc<str>, usize),
        |text, body| {
            let (start, end) = place(text, body.1);
            (Arc::clone(&body.0), start, end)
        },
        |owned| (Arc::from(&*owned), 0, owned.len() as u32),
        |bytes| (Arc::from(text(bytes)), bytes.as_ptr().addr())
    );
    over!(offsets, (u32, u32), usize, |text, body| place(text, *body), |_owned| (0, 0), |bytes| bytes
        .as_ptr()
        .addr());

    /// The type that was chosen, as it is generated.
    fn chosen(payload: Payload, bytes: &Bytes, times: usize) -> f64 {
        let start = now();
        for _ in 0..times {
            match payload {
                Payload::Star => decode::<github::WebhookStarCreated>(bytes),
                Payload::Issues => decode::<github::WebhookIssuesOpened>(bytes),
                Payload::PullRequest => decode::<github::WebhookPullRequestOpened>(bytes),
            }
        }
        (now() - start).as_secs_f64() * 1e6 / times as f64
    }

    type Run = fn(Payload, &Bytes, usize) -> f64;

    const TYPES: [(&str, Run); 8] = [
        ("String", string::run),
        ("Box<str>", boxed::run),
        ("CompactString (inline to 24)", compact::run),
        ("HipStr (inline to 23, else shared)", hip::run),
        ("ByteString (shared Bytes)", byte_string::run),
        ("Arc<str> and range", arc::run),
        ("hookwright::Text (thin, shared)", chosen),
        ("a bound: offsets alone", offsets::run),
    ];

    pub fn main() {
        let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200);
        for payload in Payload::ALL {
            let bytes = Bytes::from_static(payload.body());
            let mut measured = vec![Vec::new(); TYPES.len()];
            for round in 0..rounds {
                for step in 0..TYPES.len() {
                    let at = (round + step) % TYPES.len();
                    measured[at].push(TYPES[at].1(payload, &bytes, 32));
                }
            }
            println!("{} ({} B)", payload.name(), bytes.len());
            let medians: Vec<f64> = measured.into_iter().map(median).collect();
            for ((name, _), time) in TYPES.iter().zip(&medians) {
                println!("  {name:<36}{time:>8.2} µs {:>6.2}x", time / medians[0]);
            }
        }
    }
}
