//! Both documents of `specs`, webhooks and a callback, and the features that have media types of their own.
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
        hookwright_build::Generator::new(format!("../../specs/{document}.yaml")).generate()?;
    }
    Ok(())
}
