//! The templates of whole projects, as `hookwright new` makes them.
//!
//! Each is a list of files: where a file goes in the project, and the template it comes from. They go through lists of
//! events, and decide nothing.

/// A file of a project: its path there, and its template.
pub type File = (&'static str, &'static str);

/// The document that a project begins with where none is given: its name, and its text.
pub const STARTER: (&str, &str) = ("tickets.yaml", include_str!("../project/tickets.yaml"));

const MANIFEST: &str = "project/Cargo.toml.tera";
const BUILD: &str = "project/build.rs.tera";
const IGNORED: &str = "project/gitignore.tera";
const RECEIVER: &str = "project/receiver.rs.tera";
const CONTRACT: &str = "project/contract.rs.tera";

/// An application that receives.
pub const RECEIVING: &[File] = &[
    ("Cargo.toml", MANIFEST),
    ("build.rs", BUILD),
    (".gitignore", IGNORED),
    ("README.md", "project/receiver_README.md.tera"),
    ("src/lib.rs", "project/receiver_lib.rs.tera"),
    ("src/receiver.rs", RECEIVER),
    ("src/main.rs", "project/receiver_main.rs.tera"),
    ("tests/contract.rs", CONTRACT),
];

/// Every template by name, with its text.
pub const TEMPLATES: &[File] = &[
    (MANIFEST, include_str!("../project/Cargo.toml.tera")),
    (BUILD, include_str!("../project/build.rs.tera")),
    (IGNORED, include_str!("../project/gitignore.tera")),
    (RECEIVER, include_str!("../project/receiver.rs.tera")),
    (CONTRACT, include_str!("../project/contract.rs.tera")),
    ("project/receiver_README.md.tera", include_str!("../project/receiver_README.md.tera")),
    ("project/receiver_lib.rs.tera", include_str!("../project/receiver_lib.rs.tera")),
    ("project/receiver_main.rs.tera", include_str!("../project/receiver_main.rs.tera")),
];
