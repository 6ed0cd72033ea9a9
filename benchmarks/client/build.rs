//! Generates the shop's orders, whose type the events have.

fn main() -> hookwright_build::Result {
    hookwright_build::Generator::new("../../specs/orders-v3.yaml").name("orders").generate()
}
