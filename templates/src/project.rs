//! The templates of whole projects, as `hookwright new` makes them.
//!
//! A project is a list of files: where each goes, and the template that it comes from. Templates go through lists of
//! events, and decide nothing.

/// A file of a project: its path there, and its template.
pub type File = (&'static str, &'static str);

/// The document that a project begins with where none is given: its name, and its text.
pub const STARTER: (&str, &str) = ("tickets.yaml", include_str!("../project/tickets.yaml"));

const MANIFEST: File = ("Cargo.toml", "project/Cargo.toml.tera");
const BUILD: File = ("build.rs", "project/build.rs.tera");
const IGNORED: File = (".gitignore", "project/gitignore.tera");
const RECEIVER: File = ("src/receiver.rs", "project/receiver.rs.tera");
const SENDER: File = ("src/sender.rs", "project/sender.rs.tera");
const CONTRACT: File = ("tests/contract.rs", "project/contract.rs.tera");
const DELIVERY: File = ("tests/delivery.rs", "project/delivery.rs.tera");

/// An application that receives.
pub const RECEIVING: &[File] = &[
    MANIFEST,
    BUILD,
    IGNORED,
    RECEIVER,
    CONTRACT,
    ("README.md", "project/receiver_README.md.tera"),
    ("src/lib.rs", "project/receiver_lib.rs.tera"),
    ("src/main.rs", "project/receiver_main.rs.tera"),
];

/// An application that sends.
pub const SENDING: &[File] = &[
    MANIFEST,
    BUILD,
    IGNORED,
    SENDER,
    DELIVERY,
    ("README.md", "project/sender_README.md.tera"),
    ("src/lib.rs", "project/sender_lib.rs.tera"),
    ("src/main.rs", "project/sender_main.rs.tera"),
];

/// An application that does both.
pub const BOTH: &[File] = &[
    MANIFEST,
    BUILD,
    IGNORED,
    RECEIVER,
    SENDER,
    CONTRACT,
    DELIVERY,
    ("README.md", "project/both_README.md.tera"),
    ("src/lib.rs", "project/both_lib.rs.tera"),
    ("src/main.rs", "project/both_main.rs.tera"),
];

/// Every template by name, with its text.
pub const TEMPLATES: &[File] = &[
    (MANIFEST.1, include_str!("../project/Cargo.toml.tera")),
    (BUILD.1, include_str!("../project/build.rs.tera")),
    (IGNORED.1, include_str!("../project/gitignore.tera")),
    (RECEIVER.1, include_str!("../project/receiver.rs.tera")),
    (SENDER.1, include_str!("../project/sender.rs.tera")),
    (CONTRACT.1, include_str!("../project/contract.rs.tera")),
    (DELIVERY.1, include_str!("../project/delivery.rs.tera")),
    ("project/receiver_README.md.tera", include_str!("../project/receiver_README.md.tera")),
    ("project/receiver_lib.rs.tera", include_str!("../project/receiver_lib.rs.tera")),
    ("project/receiver_main.rs.tera", include_str!("../project/receiver_main.rs.tera")),
    ("project/sender_README.md.tera", include_str!("../project/sender_README.md.tera")),
    ("project/sender_lib.rs.tera", include_str!("../project/sender_lib.rs.tera")),
    ("project/sender_main.rs.tera", include_str!("../project/sender_main.rs.tera")),
    ("project/both_README.md.tera", include_str!("../project/both_README.md.tera")),
    ("project/both_lib.rs.tera", include_str!("../project/both_lib.rs.tera")),
    ("project/both_main.rs.tera", include_str!("../project/both_main.rs.tera")),
];
