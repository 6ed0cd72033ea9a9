//! All places in which a version may stand, and which of them counts.

use super::super::server::Sent;
use super::shop::{Table, integers, tables};
use super::{FIRST, UNKNOWN, expect, second, typed};
use hookwright::codegen::{VersionSource, Versions};

const HEADER: VersionSource = VersionSource::Header("webhook-version");
const QUERY: VersionSource = VersionSource::Query("version");

tables! {
    ByPath: integers(&[VersionSource::Path { before: "v", after: "" }]);
    ByBarePath: integers(&[VersionSource::Path { before: "", after: "" }]);
    ByHeader: integers(&[HEADER]);
    ByParameter: integers(&[VersionSource::MediaTypeParameter("version")]);
    ByMediaType: integers(&[VersionSource::MediaType { before: "application/vnd.shop.v", after: "+json" }]);
    ByQuery: integers(&[QUERY]);
    ByPointer: integers(&[VersionSource::Pointer("/api~1version")]);
    ByEvent: integers(&[VersionSource::Event]);
    ByAll: Versions {
        default: Some(2),
        ..integers(&[VersionSource::Path { before: "v", after: "" }, HEADER, QUERY, VersionSource::Pointer("/v")])
    };
}

#[tokio::test]
async fn by_path() {
    let to = |path: &str| second().to(path);
    let first = Sent::plain(FIRST).to("/webhook/v1/orders");
    expect::<ByPath>([
        (first, "1"),
        (to("/webhook/v2/orders"), "2"),
        (to("/webhook/V2"), "2"),
        (to("/shop/v2"), "2"),
        (to("/shop/v2/orders"), "2"),
        (to("/a/very/v3/long/v2/way"), "3"),
        (to("/webhook/%762"), "2"),
        (to("/vendor/v2"), "2"),
        (to("/webhook/v9/orders"), UNKNOWN),
        (to("/webhook/orders"), UNKNOWN),
    ])
    .await;
    // A number alone may be anything.
    expect::<ByBarePath>([(to("/tenants/42/2"), "2"), (to("/42/v2"), "2"), (to("/v9/2"), UNKNOWN)]).await;
}

#[tokio::test]
async fn by_header() {
    let says = |value: &str| second().header("Webhook-Version", value);
    expect::<ByHeader>([
        (Sent::plain(FIRST).header("webhook-version", "1"), "1"),
        (says("2"), "2"),
        (says(" v2 "), "2"),
        (says("2").header("webhook-version", "2"), "2"),
        (says("2").header("webhook-version", "3"), UNKNOWN),
        (says("4"), UNKNOWN),
        (says(""), UNKNOWN),
        (says("2, 2"), UNKNOWN),
        (second(), UNKNOWN),
    ])
    .await;
}

#[tokio::test]
async fn by_media_type() {
    expect::<ByParameter>([
        (typed("application/json; version=2"), "2"),
        (typed("application/json;charset=utf-8; Version=\"3\""), "3"),
        (typed("application/json; version=2; version=3"), UNKNOWN),
        (typed("application/json"), UNKNOWN),
        (typed("text/plain; version=2"), "415"),
    ])
    .await;
    expect::<ByMediaType>([
        (typed("application/vnd.shop.v2+json"), "2"),
        (typed("Application/VND.shop.v3+json; charset=utf-8"), "3"),
        (typed("application/vnd.shop.v9+json"), UNKNOWN),
        (typed("application/json"), UNKNOWN),
        (typed("application/vnd.shop.v2+xml"), "415"),
    ])
    .await;
}

#[tokio::test]
async fn by_query() {
    let to = |path: &str| second().to(path);
    expect::<ByQuery>([
        (to("/x?version=2"), "2"),
        (to("/webhook/x/y?a=%20&%76ersion=%33"), "3"),
        (to("/x?version=2&version=3"), UNKNOWN),
        (to("/x?version="), UNKNOWN),
        (to("/version=2"), UNKNOWN),
    ])
    .await;
}

#[tokio::test]
async fn by_payload() {
    let says = |value: &str| {
        Sent::plain(&format!(r#"{{"type":"order.created","id":"order_7","api/version":{value}}}"#))
    };
    expect::<ByPointer>([
        (says("2"), "2"),
        (says(r#""2""#), "2"),
        (says(r#""\u0032""#), "2"),
        (says("null"), UNKNOWN),
        (says("{}"), UNKNOWN),
        (says("9"), UNKNOWN),
    ])
    .await;
}

#[tokio::test]
async fn by_event() {
    let cancelled = Sent::plain(r#"{"type":"order.cancelled","id":"order_7"}"#);
    let other = Sent::plain(r#"{"type":"order.moved","id":"order_7"}"#);
    // The newest version that has it; what none has comes to `fallback`, as an event of the newest.
    expect::<ByEvent>([(second(), "3"), (cancelled, "cancelled"), (other, "410")]).await;
}

#[tokio::test]
async fn the_first_place_that_says_something_decides() {
    let body =
        |version: &str| Sent::plain(&format!(r#"{{"type":"order.created","id":"order_7","v":"{version}"}}"#));
    expect::<ByAll>([
        (second(), "3"),
        (body("2"), "2"),
        (body("9"), UNKNOWN),
        (body("3").to("/?version=2"), "2"),
        (body("3").to("/?version=3").header("webhook-version", "2"), "2"),
        (body("3").to("/v2?version=3").header("webhook-version", "3"), "2"),
        // What is there and not known does not leave the word to the next.
        (body("2").to("/?version=9"), UNKNOWN),
        (body("2").header("webhook-version", "9"), UNKNOWN),
        (body("2").to("/v9"), UNKNOWN),
        // But of a path, what is no version says nothing.
        (body("2").to("/very/vast"), "2"),
    ])
    .await;
}
