//! One line: the document becomes the module `orders`.
fn main() -> hookwright_build::Result {
    hookwright_build::Generator::new("../../specs/orders.yaml").generate()
}
