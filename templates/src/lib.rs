//! Whole-file templates.
