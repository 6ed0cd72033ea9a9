//! Generates the types whose decoder is fuzzed.

fn main() -> hookwright_build::Result {
    hookwright_build::Generator::new("specs/decoder.json").extras(hookwright_build::Extras::Keep).generate()
}
