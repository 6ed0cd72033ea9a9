//! What the compiler says where a receiver lacks an upgrade, and a sender a downgrade: what changed between the versions.
//!
//! `TRYBUILD=overwrite` blesses. The texts are those of the compiler that `.ci/run` uses.

#[test]
fn what_only_the_application_knows_is_demanded() {
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
