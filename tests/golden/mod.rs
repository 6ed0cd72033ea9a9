//! The goldens, one module per feature of `specs/features`.

pub mod all_of;
pub mod answers;
pub mod any_of;
pub mod callbacks;
pub mod checks;
pub mod dispatch_header_template;
pub mod extras_keep;
pub mod form_body;
pub mod formats;
pub mod headers;
pub mod hostile_components;
pub mod hostile_names;
pub mod maps_and_extras;
pub mod multi_file;
pub mod multipart_form;
pub mod multipart_related;
pub mod nullable_3_0;
pub mod nullable_optional;
pub mod one_of_discriminator;
pub mod one_of_kinds;
pub mod recursion;
pub mod required_sets;
pub mod shared_inline;
pub mod string_enum;
pub mod text_body;
