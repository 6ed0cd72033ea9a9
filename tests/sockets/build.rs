//! Both documents of `specs`, webhooks and a callback, and the features that have media types of their own; three
//! versions of one API together, by each way in which requests can name theirs, and each of them alone.

use hookwright_build::{Generator, VersionSpec};
use serde_json::{Value, json};

fn main() -> hookwright_build::Result {
    for document in [
        "orders",
        "subscriptions",
        "features/form_body",
        "features/handshake",
        "features/headers",
        "features/multipart_form",
        "features/multipart_related",
        "features/text_body",
    ] {
        Generator::new(format!("../../specs/{document}.yaml")).generate()?;
    }
    for alone in ["orders-v1", "orders-v2", "orders-v3"] {
        Generator::new(format!("../../specs/{alone}.yaml")).generate()?;
    }
    versions()
}

const ORDERS: [&str; 3] =
    ["../../specs/orders-v1.yaml", "../../specs/orders-v2.yaml", "../../specs/orders-v3.yaml"];

fn versions() -> hookwright_build::Result {
    let said = ORDERS[1..].iter().fold(Generator::new(ORDERS[0]), |all, spec| all.version(*spec));
    said.clone().name("orders_all").generate()?;
    said.target("2").name("orders_at_v2").generate()?;
    let integers = ["1", "2", "3"];
    for (name, from) in [
        ("orders_by_header", json!([{ "header": "Shop-Version" }])),
        ("orders_by_parameter", json!([{ "media-type": "version" }])),
        ("orders_by_media_type", json!([{ "media-type": "application/vnd.shop.v{version}+json" }])),
        ("orders_by_query", json!([{ "query": "api" }])),
        ("orders_by_pointer", json!([{ "json": "/api_version" }])),
    ] {
        named(name, &integers, json!({ "from": from })).generate()?;
    }
    let dates = json!({ "from": [{ "header": "Shop-Version" }], "between": "earlier" });
    named("orders_by_date", &["2026-01-01", "2026-04-01"], dates).generate()?;
    let semver =
        json!({ "from": [{ "path": "/hooks/{version}" }, { "header": "Shop-Version" }], "default": "2.0.0" });
    named("orders_by_semver", &["1.0.0", "1.2.0", "2.0.0"], semver).generate()?;
    for one_document in ["versions_marked", "versions_by_name"] {
        Generator::new(format!("../../specs/features/{one_document}.yaml")).generate()?;
    }
    Ok(())
}

/// As many of the versions as there are names, whose requests tell theirs as `versioning` says.
fn named(module: &str, names: &[&str], versioning: Value) -> Generator {
    let first = Generator::new(ORDERS[0]).named_version(names[0]);
    let rest = names.iter().zip(ORDERS).skip(1);
    let all = rest.fold(first, |all, (name, spec)| all.version(VersionSpec::named(*name, spec)));
    all.versioning(versioning).name(module)
}
