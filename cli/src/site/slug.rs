//! From names to names of files.
//!
//! Comes in: any text. Goes out: a name that every file system takes and no other name has. It must not know what is
//! named.

use std::collections::HashSet;

/// No name of a file is longer, its ending left out.
const LONGEST: usize = 80;

/// What Windows keeps for devices.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// The names that were given.
#[derive(Default)]
pub(super) struct Slugs(HashSet<String>);

impl Slugs {
    /// A name that nobody has yet. Names that differ in case alone would be one file on some systems.
    pub(super) fn claim(&mut self, text: &str) -> String {
        let plain = plain(text);
        let mut free = plain.clone();
        let mut number = 2;
        while !self.0.insert(free.clone()) {
            free = format!("{plain}-{number}");
            number += 1;
        }
        free
    }
}

/// Lower-case letters, digits, and dots, underscores and hyphens between them.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        let kept = if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
        let doubled = !kept.is_ascii_alphanumeric() && out.ends_with(kept);
        if !doubled && out.len() < LONGEST {
            out.push(kept);
        }
    }
    let out = out.trim_matches(['.', '-']);
    let device = out.split('.').next().unwrap_or_default();
    let is_device = DEVICES.contains(&device)
        || device.len() == 4 && (device.starts_with("com") || device.starts_with("lpt"));
    match out {
        "" => "unnamed".to_owned(),
        "index" | "readme" => format!("{out}-"),
        _ if is_device => format!("_{out}"),
        _ => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_gives_a_file() {
        assert_eq!(plain("order.created"), "order.created");
        assert_eq!(plain("../../etc/passwd"), "etc-passwd");
        assert_eq!(plain("Bestellung «größer»"), "bestellung-gr-er");
        assert_eq!(plain("заказ"), "unnamed");
        assert_eq!(plain("CON"), "_con");
        assert_eq!(plain("index"), "index-");
        assert!(plain(&"x".repeat(500)).len() <= LONGEST);
    }

    #[test]
    fn no_two_names_give_one_file() {
        let mut slugs = Slugs::default();
        let all: Vec<String> = ["a/b", "a b", "A-B", "a-b-2"].map(|name| slugs.claim(name)).to_vec();
        assert_eq!(all, ["a-b", "a-b-2", "a-b-3", "a-b-2-2"]);
    }
}
