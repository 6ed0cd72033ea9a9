//! Both documents of `specs`: webhooks and a callback.
fn main() -> hookwright_build::Result {
    hookwright_build::Generator::new("../../specs/orders.yaml").generate()?;
    hookwright_build::Generator::new("../../specs/subscriptions.yaml").generate()
}
