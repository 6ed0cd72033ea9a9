//! Both documents of `specs`, webhooks and a callback, and the features that have media types of their own; three
//! versions of one API together, and each of them alone.

use hookwright_build::Generator;

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
    Generator::new("../../specs/orders-v1.yaml")
        .version("../../specs/orders-v2.yaml")
        .version("../../specs/orders-v3.yaml")
        .name("orders_all")
        .generate()
}
