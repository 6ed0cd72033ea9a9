//! What somebody smuggles into a header that we send: every way in is checked, and nothing goes out.
