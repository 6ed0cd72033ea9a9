//! Telling a request's version allocates nothing: a receiver of three versions allocates as often as one of one.
#![allow(dead_code, unreachable_pub, reason = "the shop is shared with the other tests of receiving")]

#[path = "receive/versions/shop.rs"]
mod shop;

use bytes::Bytes;
use hookwright::codegen::{Dispatch, VersionInfo, VersionSource, Versions};
use hookwright::{Service, Setup};
use http::Request;
use http_body_util::Full;
use shop::{Routes, Table, integers, tables, three};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use tower_service::Service as _;

/// One version, without a table.
struct Single;

impl Table for Single {
    const VERSIONS: Option<&'static Versions> = None;
}

static ONLY: Dispatch = Dispatch::Single(0);

/// Three versions, whose requests need no look into the body.
const fn bare(sources: &'static [VersionSource]) -> Versions {
    const THREE: [VersionInfo; 3] = {
        let [first, second, third] = three(["1", "2", "3"]);
        [
            VersionInfo { dispatch: &ONLY, ..first },
            VersionInfo { dispatch: &ONLY, ..second },
            VersionInfo { dispatch: &ONLY, ..third },
        ]
    };
    Versions { versions: &THREE, ..integers(sources) }
}

const MEDIA_TYPE: VersionSource =
    VersionSource::MediaType { before: "application/vnd.shop.v", after: "+json" };

tables! {
    ByHeader: bare(&[VersionSource::Header("webhook-version")]);
    ByPath: bare(&[VersionSource::Path { before: "v", after: "" }]);
    ByMediaType: bare(&[MEDIA_TYPE]);
    ByParameter: bare(&[VersionSource::MediaTypeParameter("version")]);
    ByQuery: bare(&[VersionSource::Query("version")]);
    ByPointer: bare(&[VersionSource::Pointer("/version")]);
    Between: Versions { between: true, ..bare(&[VersionSource::Header("webhook-version")]) };
}

fn request(path: &str, media_type: &str, version: &str) -> Request<Full<Bytes>> {
    let body = r#"{"type":"order.created","version":3,"id":"order_7"}"#;
    let request = Request::post(path).header("content-type", media_type).header("webhook-version", version);
    request.body(Full::from(body)).unwrap()
}

/// How often a request is answered with, where it is accepted.
fn allocations<T: Table>(path: &str, media_type: &str, version: &str) -> u64 {
    let mut service: Service<Routes<T>> = Setup::new(Routes::<T>::default()).unsigned();
    let mut counts = (0..2).map(|_| {
        let request = request(path, media_type, version);
        let mut status = None;
        let counted = allocation_counter::measure(|| {
            let mut future = pin!(service.call(request));
            let mut context = Context::from_waker(Waker::noop());
            if let Poll::Ready(Ok(response)) = future.as_mut().poll(&mut context) {
                status = Some(response.status().as_u16());
            }
        });
        assert_eq!(status, Some(200), "{path} {media_type} {version}");
        counted.count_total
    });
    // The first one finds what is made once.
    let _ = counts.next();
    counts.next().unwrap()
}

#[test]
fn routing_by_version_allocates_nothing() {
    let (json, vendor) = ("application/json; version=3", "application/vnd.shop.v3+json");
    let plain = "/webhook/v3/orders?version=3";
    let single = allocations::<Single>(plain, json, "3");
    assert!(single > 0, "the counter counts");
    assert_eq!(allocations::<ByHeader>(plain, json, "3"), single);
    assert_eq!(allocations::<ByHeader>(plain, json, "v3"), single);
    assert_eq!(allocations::<Between>(plain, json, "9"), single);
    assert_eq!(allocations::<ByPath>(plain, json, "3"), single);
    assert_eq!(allocations::<ByParameter>(plain, json, "3"), single);
    assert_eq!(allocations::<ByQuery>(plain, json, "3"), single);
    assert_eq!(allocations::<ByPointer>(plain, json, "3"), single);
    assert_eq!(allocations::<ByMediaType>(plain, vendor, "3"), allocations::<Single>(plain, vendor, "3"));
}
