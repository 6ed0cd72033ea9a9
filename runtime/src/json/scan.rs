//! The cursor over the bytes of a JSON text.
//!
//! In come bytes, UTF-8 or not; out go the ends of tokens. It accepts RFC 8259 and nothing else; it
//! must not allocate or recurse.

/// Why the text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// What stands here is not what the grammar asks for.
    Syntax(&'static str),
    /// One array or object too many is open.
    Depth,
}

/// The contents of a string token, without its quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Text {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it holds escapes, so that the bytes are not the text.
    pub(crate) escaped: bool,
}

/// A number token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The digits before the point, where the token has neither fraction nor exponent and they fit.
    pub(crate) plain: Option<u64>,
}

/// A position in a text.
#[derive(Clone, Debug)]
pub(crate) struct Scan<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
    /// Whether it is known that there is no control character anywhere: most senders write no white
    /// space between tokens.
    bare: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

impl<'a> Scan<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, bare: false }
    }

    /// The same, for a text that will be read whole: one look at all of it makes the strings in it
    /// cheaper.
    pub(crate) fn whole(bytes: &'a [u8]) -> Self {
        let lowest = bytes.iter().fold(u8::MAX, |lowest, byte| lowest.min(*byte));
        Self { bytes, at: 0, bare: lowest >= b' ' }
    }

    /// The byte at the cursor; 0, which JSON allows nowhere, at the end.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Skips white space and peeks.
    #[inline(always)]
    pub(crate) fn space(&mut self) -> u8 {
        let byte = self.peek();
        if byte > b' ' { byte } else { self.more_space() }
    }

    fn more_space(&mut self) -> u8 {
        loop {
            match self.peek() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Skips white space and takes `byte`.
    #[inline(always)]
    pub(crate) fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Broken> {
        if self.space() != byte {
            return Err(Broken::Syntax(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Reads a string token; the cursor is on its opening quote.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Text, Broken> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.run();
            match self.peek() {
                b'"' => {
                    let text = Text { start, end: self.at, escaped };
                    self.at += 1;
                    return Ok(text);
                }
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ if self.at >= self.bytes.len() => {
                    return Err(Broken::Syntax("the closing quote is missing"));
                }
                _ => return Err(Broken::Syntax("a control character must be escaped")),
            }
        }
    }

    /// Goes to the next quote, backslash or control character: words short of eight bytes are most,
    /// and of the long strings most hold nothing of the kind.
    #[inline]
    fn run(&mut self) {
        for _ in 0..2 {
            if self.word() {
                return;
            }
        }
        if self.bare {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            return;
        }
        while !self.word() {}
    }

    /// Looks at eight bytes; says whether the cursor has come to where `run` goes.
    #[inline(always)]
    fn word(&mut self) -> bool {
        let Some(chunk) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) else {
            return self.tail();
        };
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        // The lowest bit set is exact; false ones can stand above it only.
        let below = word.wrapping_sub(ONES * 0x20) | quote.wrapping_sub(ONES) | backslash.wrapping_sub(ONES);
        let hits = below & !word & TOPS;
        self.at += if hits == 0 { 8 } else { (hits.trailing_zeros() / 8) as usize };
        hits != 0
    }

    /// The last few bytes of the text.
    #[cold]
    fn tail(&mut self) -> bool {
        while self.at < self.bytes.len() && !matches!(self.peek(), b'"' | b'\\' | 0..0x20) {
            self.at += 1;
        }
        true
    }

    /// Takes one escape; a surrogate must come as a pair.
    #[cold]
    fn escape(&mut self) -> Result<(), Broken> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => match self.unit()? {
                0xD800..0xDC00 if matches!(self.unit()?, 0xDC00..0xE000) => Ok(()),
                0xD800..0xE000 => Err(Broken::Syntax("a surrogate must come as a pair")),
                _ => Ok(()),
            },
            _ => Err(Broken::Syntax("an escape is expected")),
        }
    }

    /// Takes one `\uXXXX`.
    fn unit(&mut self) -> Result<u32, Broken> {
        let expected = Broken::Syntax("`\\u` and four hexadecimal digits are expected");
        let Some([b'\\', b'u', digits @ ..]) = self.bytes.get(self.at..self.at + 6) else {
            return Err(expected);
        };
        let mut unit = 0;
        for digit in digits {
            unit = unit * 16 + char::from(*digit).to_digit(16).ok_or(expected)?;
        }
        self.at += 6;
        Ok(unit)
    }

    /// Reads a number token; the cursor is on its sign or first digit.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number, Broken> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        let first = self.at;
        let value = self.digits()?;
        if self.bytes.get(first) == Some(&b'0') && self.at > first + 1 {
            self.at = first + 1;
            return Err(Broken::Syntax("a number has no leading zeros"));
        }
        // 19 digits always fit into 64 bits.
        let mut plain = (self.at - first <= 19).then_some(value);
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
            plain = None;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
            plain = None;
        }
        Ok(Number { start, end: self.at, plain })
    }

    /// Takes at least one digit; gives their value, which wraps around where they are many.
    #[inline(always)]
    fn digits(&mut self) -> Result<u64, Broken> {
        let start = self.at;
        let mut value = 0_u64;
        while let digit @ b'0'..=b'9' = self.peek() {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        if self.at == start { Err(Broken::Syntax("a digit is expected")) } else { Ok(value) }
    }

    /// Takes `true`, `false` or `null`.
    #[inline]
    pub(crate) fn literal(&mut self, word: &'static str) -> Result<(), Broken> {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(Broken::Syntax("a JSON value is expected"));
        }
        self.at += word.len();
        Ok(())
    }

    /// Takes a member's name and the colon; the cursor is before the name.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<Text, Broken> {
        if self.space() != b'"' {
            return Err(Broken::Syntax("a member's name in quotes is expected"));
        }
        let name = self.string()?;
        self.take(b':', "a colon is expected")?;
        Ok(name)
    }

    /// Takes a scalar; the cursor is on its first byte.
    #[inline]
    fn scalar(&mut self) -> Result<(), Broken> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => Err(Broken::Syntax("a JSON value is expected")),
        }
    }

    /// Takes a whole value, in which at most `room` arrays and objects may be open at once.
    pub(crate) fn skip(&mut self, room: u32) -> Result<(), Broken> {
        // One bit for each open container: is it an object?
        let mut objects = 0_u128;
        let mut open = 0;
        loop {
            match self.space() {
                byte @ (b'{' | b'[') => {
                    if open == room {
                        return Err(Broken::Depth);
                    }
                    self.at += 1;
                    open += 1;
                    objects = objects << 1 | u128::from(byte == b'{');
                    // `{` and `}`, `[` and `]` are two apart.
                    if self.space() != byte + 2 {
                        if byte == b'{' {
                            self.name()?;
                        }
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            // A value has ended, and with it perhaps those that hold it.
            while open > 0 {
                let object = objects & 1 == 1;
                match self.space() {
                    b',' => {
                        self.at += 1;
                        if object {
                            self.name()?;
                        }
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ if object => return Err(Broken::Syntax("a comma or `}` is expected")),
                    _ => return Err(Broken::Syntax("a comma or `]` is expected")),
                }
                self.at += 1;
                open -= 1;
                objects >>= 1;
            }
            if open == 0 {
                return Ok(());
            }
        }
    }
}
