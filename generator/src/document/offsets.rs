//! From places counted in characters, as the YAML parser has them, to bytes.

/// The characters of a text that take more than one byte.
pub(super) struct Offsets {
    /// Number of the character, and how many bytes more than characters lie before the next one.
    wide: Vec<(usize, usize)>,
}

impl Offsets {
    /// Reads a text.
    pub(super) fn new(text: &str) -> Self {
        let mut wide = Vec::new();
        let mut extra = 0;
        if !text.is_ascii() {
            for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| *byte >= 0xc0) {
                let character = at - extra;
                extra += match byte {
                    0xf0.. => 3,
                    0xe0.. => 2,
                    _ => 1,
                };
                wide.push((character, extra));
            }
        }
        Self { wide }
    }

    /// The byte at which a character begins.
    pub(super) fn byte(&self, character: usize) -> usize {
        let wider = self.wide.partition_point(|(at, _)| *at < character);
        let extra = wider.checked_sub(1).map_or(0, |at| self.wide[at].1);
        character + extra
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn every_character_finds_its_byte() {
        let text = "aü€x😀ß.";
        let offsets = Offsets::new(text);
        for (character, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.byte(character), byte);
        }
        assert_eq!(offsets.byte(7), text.len());
    }
}
