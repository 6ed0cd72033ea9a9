//! Headers in rows: as HTTP writes them, a line each. In: headers. Out: bytes, and back, to the byte. It must not decide
//! which headers are stored.

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) fn write(headers: &HeaderMap) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 * headers.len());
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(value.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// Neither names nor values can hold a line's end, nor names a colon. What is no header was not written here.
pub(crate) fn read(bytes: &[u8]) -> HeaderMap {
    let lines = bytes.split(|byte| *byte == b'\n');
    let pairs = lines.filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        Some((name, HeaderValue::from_bytes(&line[colon + 1..]).ok()?))
    });
    let mut headers = HeaderMap::new();
    headers.extend(pairs);
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_to_the_byte() {
        let mut headers = HeaderMap::new();
        for value in [&b" a: b\t"[..], b"", b"\xff\xfe", b"x"] {
            headers.append("x-list", HeaderValue::from_bytes(value).unwrap());
        }
        headers.insert("content-type", HeaderValue::from_static("text/plain"));
        assert_eq!(read(&write(&headers)), headers);
        assert!(read(b"").is_empty());
    }
}
