//! Three versions of one API, checked in, for applications that leave something out.

#[rustfmt::skip]
#[path = "../../golden/versions_together/mod.rs"]
pub mod orders;
