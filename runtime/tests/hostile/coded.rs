//! Bodies under content codings: opened where that is switched on, after verification, up to a bound.

use super::harness::{CREATED, memory, signed, stand};
use super::server::{FORGED, Sent};
use flate2::Compression;
use flate2::write::GzEncoder;
use hookwright::receive::Coding;
use hookwright::serve::Server;
use std::io::Write;
use std::time::SystemTime;

const MEGABYTE: usize = 1024 * 1024;
const ALL: [Coding; 3] = [Coding::Gzip, Coding::Brotli, Coding::Zstd];

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn zstd(plain: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(plain, ruzstd::encoding::CompressionLevel::Fastest)
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// A gigabyte of zeros: a thousand members of a megabyte each, which RFC 1952 reads as one.
fn gigabyte() -> Vec<u8> {
    gzip(&vec![0; MEGABYTE]).repeat(1024)
}

/// 64 MiB of zeros.
fn brotli_bomb() -> Vec<u8> {
    hex(
        "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c32200ddfbfffcffffc73f0110870500baf7ff",
    )
}

/// [`CREATED`].
fn brotli_created() -> Vec<u8> {
    hex("8b10807b2274797065223a226f726465722e63726561746564222c226964223a226f31227d03")
}

fn coded(id: &str, coding: &str, body: &[u8]) -> Sent {
    signed(id, body).header("content-encoding", coding)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_coding_is_opened_where_it_is_switched_on() {
    let standing = stand(Server::new(), |service| service.content_codings(ALL)).await;
    let bodies = [
        ("gzip", gzip(CREATED.as_bytes())),
        ("X-Gzip", [gzip(&CREATED.as_bytes()[..9]), gzip(&CREATED.as_bytes()[9..])].concat()),
        ("br", brotli_created()),
        ("zstd", zstd(CREATED.as_bytes())),
        ("identity", CREATED.into()),
    ];
    for (coding, body) in &bodies {
        let got = coded(coding, coding, body).send(&standing.open).await;
        assert_eq!((got.status, got.body.as_str()), (200, r#"["o1"]"#), "{coding}");
    }
    let wrong = coded("msg_1", "gzip", CREATED.as_bytes()).send(&standing.open).await;
    let cut = coded("msg_2", "br", &brotli_created()[..20]).send(&standing.open).await;
    assert_eq!((wrong.status, cut.status), (400, 400));
    // A body that could not be opened has not taken its id.
    assert_eq!(coded("msg_1", "gzip", &gzip(CREATED.as_bytes())).send(&standing.open).await.status, 200);
    assert_eq!(standing.open.codes(8).await[5..7], ["body::coding"; 2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_switched_on_and_lists_are_refused() {
    let standing = stand(Server::new(), |service| service.content_codings([Coding::Gzip])).await;
    for list in ["br", "gzip, gzip", "gzip, br", "deflate", "gzip;q=1"] {
        let got = coded("msg_1", list, &gzip(CREATED.as_bytes())).send(&standing.open).await;
        assert_eq!((got.status, got.header("accept-encoding")), (415, Some("gzip, identity")), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bombs_stop_at_the_bound() {
    let standing = stand(Server::new(), |service| service.content_codings(ALL)).await;
    let bombs = [
        ("gzip", gigabyte()),
        ("gzip", gzip(&vec![b' '; 8 * MEGABYTE])),
        ("br", brotli_bomb()),
        ("zstd", zstd(&vec![0; 16 * MEGABYTE])),
    ];
    let attack = async {
        let mut statuses = Vec::new();
        for (at, (coding, bomb)) in bombs.iter().enumerate() {
            statuses.push(coded(&format!("msg_{at}"), coding, bomb).send(&standing.open).await.status);
        }
        statuses
    };
    let (statuses, memory) = standing.meanwhile(attack).await;
    assert_eq!(statuses, [413; 4]);
    assert!(memory < 48 * MEGABYTE, "{memory} bytes of memory");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strangers_bomb_stays_shut() {
    let standing =
        stand(Server::new(), |service| service.content_codings(ALL).decoded_limit(usize::MAX)).await;
    let bomb = gigabyte();
    let before = memory();
    // Forged, the text that the signature is over is another one than the body, too.
    let mut sent = Sent::signed_by(FORGED, "msg_1", SystemTime::now(), CREATED);
    sent.body = bomb;
    let attack = sent.header("content-encoding", "gzip");
    let (got, _) = standing.meanwhile(attack.send(&standing.open)).await;
    assert_eq!(got.status, 401);
    assert!(memory().saturating_sub(before) < 32 * MEGABYTE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_of_what_comes_out_is_exact() {
    let length = CREATED.len();
    for (limit, status) in [(length, 200), (length - 1, 413)] {
        let change = |service: super::server::ShopService| {
            service.content_codings(ALL).limit(10_000).decoded_limit(limit)
        };
        let standing = stand(Server::new(), change).await;
        for (coding, body) in
            [("gzip", gzip(CREATED.as_bytes())), ("br", brotli_created()), ("zstd", zstd(CREATED.as_bytes()))]
        {
            assert_eq!(coded(coding, coding, &body).send(&standing.open).await.status, status, "{coding}");
        }
    }
}
