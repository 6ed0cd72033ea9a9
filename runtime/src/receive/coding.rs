//! Content codings (RFC 9110, section 8.4.1). In: a request's headers, and a body whose signature is good. Out: the body
//! as it was written. It must not open anything before it is verified: that is how a stranger's bomb stays shut.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http::{HeaderMap, HeaderValue, StatusCode};

#[cfg(feature = "decompress")]
use super::Service;
use super::{Reply, problem};

/// A content coding that can be switched on, by the feature `decompress` and
/// [`Service::content_codings`](super::Service::content_codings).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coding {
    /// `gzip` (RFC 1952), and `x-gzip`, which means the same.
    Gzip,
    /// `br` (RFC 7932).
    Brotli,
    /// `zstd` (RFC 8878), with windows up to 8 MiB as RFC 9659 has it.
    Zstd,
}

impl Coding {
    const ALL: [Self; 3] = [Self::Gzip, Self::Brotli, Self::Zstd];

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let name = if name.eq_ignore_ascii_case("x-gzip") { "gzip" } else { name };
        Self::ALL.into_iter().find(|coding| coding.name().eq_ignore_ascii_case(name))
    }
}

/// Which codings a service opens, and how much may come out. By default none.
#[derive(Clone, Debug, Default)]
pub(super) struct Codings {
    open: Vec<Coding>,
    /// The most bytes that may come out; the size limit of bodies where none is said.
    #[cfg_attr(not(feature = "decompress"), allow(dead_code, reason = "nothing is opened"))]
    limit: Option<usize>,
}

/// Why a coded body could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "decompress"), allow(dead_code, reason = "nothing is opened"))]
pub(super) enum Shut {
    TooLarge,
    Broken,
}

impl Codings {
    /// The one coding of a request. Refused with 415 are others than those switched on, and a list of several.
    pub(super) fn of(&self, headers: &HeaderMap) -> Result<Option<Coding>, Box<Reply>> {
        let mut found = None;
        for value in headers.get_all(CONTENT_ENCODING) {
            for name in value.to_str().unwrap_or("?").split(',').map(str::trim) {
                if name.eq_ignore_ascii_case("identity") {
                    continue;
                }
                let coding = Coding::named(name).filter(|coding| self.open.contains(coding));
                if coding.is_none() || found.is_some() {
                    return Err(Box::new(self.refusal()));
                }
                found = coding;
            }
        }
        Ok(found)
    }

    fn refusal(&self) -> Reply {
        let names: Vec<&str> = self.open.iter().map(|coding| coding.name()).chain(["identity"]).collect();
        let names = HeaderValue::from_str(&names.join(", "));
        problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, None)
            .header(ACCEPT_ENCODING, names.unwrap_or(HeaderValue::from_static("identity")))
    }

    /// The body as it was written, if that is at most the limit of bytes.
    #[cfg(feature = "decompress")]
    pub(super) fn open(&self, coding: Coding, body: &Bytes, limit: usize) -> Result<Bytes, Shut> {
        open::open(coding, body, self.limit.unwrap_or(limit))
    }

    /// Never called: nothing is switched on without the feature.
    #[cfg(not(feature = "decompress"))]
    pub(super) fn open(&self, _: Coding, _: &Bytes, _: usize) -> Result<Bytes, Shut> {
        Err(Shut::Broken)
    }
}

#[cfg(feature = "decompress")]
impl<H> Service<H> {
    /// Opens bodies that come under one of these codings, after their signature is found good: it is over what was sent.
    /// By default none is opened, and a coded body is answered with 415. Under
    /// [`unsigned`](super::Setup::unsigned) anybody's are opened.
    ///
    /// [`Incoming::body`](super::Incoming::body) is then what came out.
    #[must_use]
    pub fn content_codings(self, codings: impl IntoIterator<Item = Coding>) -> Self {
        self.with(|core| core.codings.open = codings.into_iter().collect())
    }

    /// Sets the most bytes that may come out of a coded body; more is answered with 413. By default the
    /// [`limit`](Self::limit) of bodies.
    #[must_use]
    pub fn decoded_limit(self, bytes: usize) -> Self {
        self.with(|core| core.codings.limit = Some(bytes))
    }
}

#[cfg(feature = "decompress")]
mod open {
    //! The decoders. In: coded bytes. Out: plain ones, no more than asked for.

    use super::{Coding, Shut};
    use bytes::Bytes;
    use std::io::Read;

    /// The buffer between brotli's reader and its decoder.
    const BUFFER: usize = 4096;

    /// RFC 9659: more window than this nobody may ask for.
    const ZSTD_WINDOW: u64 = 8 * 1024 * 1024;

    pub(super) fn open(coding: Coding, body: &[u8], limit: usize) -> Result<Bytes, Shut> {
        match coding {
            Coding::Gzip => whole(flate2::read::MultiGzDecoder::new(body), limit),
            Coding::Brotli => whole(brotli_decompressor::Decompressor::new(body, BUFFER), limit),
            Coding::Zstd => {
                let decoder = ruzstd::decoding::StreamingDecoder::new_with_max_window_size(body, ZSTD_WINDOW);
                whole(decoder.map_err(|_| Shut::Broken)?, limit)
            }
        }
    }

    fn whole(decoder: impl Read, limit: usize) -> Result<Bytes, Shut> {
        let mut plain = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        decoder.take(most).read_to_end(&mut plain).map_err(|_| Shut::Broken)?;
        if plain.len() > limit { Err(Shut::TooLarge) } else { Ok(plain.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(open: &[Coding], values: &[&'static str]) -> Result<Option<Coding>, String> {
        let headers =
            values.iter().map(|value| (CONTENT_ENCODING, HeaderValue::from_static(value))).collect();
        let codings = Codings { open: open.to_vec(), limit: None };
        codings.of(&headers).map_err(|reply| reply.headers[ACCEPT_ENCODING].to_str().unwrap().to_owned())
    }

    #[test]
    fn nothing_is_opened_unasked() {
        assert_eq!(of(&[], &[]), Ok(None));
        assert_eq!(of(&[], &["Identity", "identity, identity"]), Ok(None));
        for coding in ["gzip", "x-gzip", "br", "zstd", "deflate", "", "identity, gzip"] {
            assert_eq!(of(&[], &[coding]), Err("identity".into()), "{coding}");
        }
    }

    #[test]
    fn one_that_is_switched_on_is_opened_and_a_list_is_not() {
        let open = [Coding::Gzip, Coding::Brotli];
        assert_eq!(of(&open, &["X-GZip"]), Ok(Some(Coding::Gzip)));
        assert_eq!(of(&open, &["identity", "br"]), Ok(Some(Coding::Brotli)));
        for list in [&["gzip, br"][..], &["gzip", "gzip"], &["zstd"], &["br, identity, br"]] {
            assert_eq!(of(&open, list), Err("gzip, br, identity".into()), "{list:?}");
        }
    }
}
