//! The two pages of first steps, walked as a reader would, with real programs over real sockets.

use hookwright_guide::walk;

#[test]
fn a_receiver_in_five_minutes() {
    walk::page("consumer.md");
}

#[test]
fn a_sender_in_ten_minutes() {
    walk::page("provider.md");
}
