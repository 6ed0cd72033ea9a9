//! The two headers: their form, their labels, their sizes.

use base64ct::{Base64, Encoding as _};
use http::HeaderValue;

use super::{Case, base, lax, signature};

const METHOD: &[(&str, &str)] = &[(r#""@method""#, "POST")];

/// A request with both headers as they are given; `{}` in the second stands for a good signature.
fn written(input: &str, signatures: &str) -> Case {
    let good = signature(&base(METHOD, r#";tag="ours""#).0);
    Case::new()
        .with("signature-input", input.as_bytes())
        .with("signature", signatures.replace("{}", &good).as_bytes())
}

const INPUT: &str = r#"sig1=("@method");tag="ours""#;

#[test]
fn spaces_between_the_parts_do_not_count() {
    for (input, signatures) in [
        (INPUT, "sig1=:{}:"),
        (r#"  sig1=(   "@method"  );  tag="ours"  "#, "  sig1=:{}:  "),
        (r#"a=();tag="other",	sig1=("@method");tag="ours""#, "a=:AAAA:	, sig1=:{}:"),
        (r#"a=();tag="other", sig1=("@method");tag="ours""#, "sig1=:{}:, a=:AAAA:"),
        // What the signature says beside its bytes is of no interest.
        (INPUT, "sig1=:{}:;a=1"),
    ] {
        written(input, signatures).accepted();
    }
}

#[test]
fn every_line_of_a_header_counts() {
    written(r#"a=();tag="other""#, "a=:AAAA:")
        .with("signature-input", INPUT.as_bytes())
        .with("signature", format!("sig1=:{}:", signature(&base(METHOD, r#";tag="ours""#).0)).as_bytes())
        .accepted();
}

#[test]
fn headers_in_another_form_are_malformed() {
    for (input, signatures) in [
        ("", "sig1=:{}:"),
        (INPUT, ""),
        (INPUT, "sig1={}"),
        (INPUT, r#"sig1="{}""#),
        (INPUT, "sig1=(:{}:)"),
        (INPUT, "sig1"),
        (INPUT, "SIG1=:{}:"),
        (INPUT, "sig1=:{}:,"),
        (INPUT, "sig1=:{}"),
        (INPUT, "sig1=::"),
        (r#"sig1=("@method"#, "sig1=:{}:"),
        (r#"sig1=(@method)"#, "sig1=:{}:"),
        (r#"sig1=("@method");tag='ours'"#, "sig1=:{}:"),
        (r#"sig1="@method""#, "sig1=:{}:"),
        (r#"sig1=("@method");tag="ours","#, "sig1=:{}:"),
        (r#"sig1=("@method" "@method");tag="ours""#, "sig1=:{}:"),
    ] {
        let refusal = written(input, signatures).verify().unwrap_err();
        let code = refusal.code();
        assert!(
            matches!(code, "signature::malformed" | "signature::missing" | "signature::mismatch"),
            "{code}: {input} {signatures}"
        );
    }
    Case::new().refused("signature::missing");
    let mut case = written(INPUT, "sig1=:{}:");
    case.headers.append("signature-input", HeaderValue::from_bytes(b"a=(\xff)").unwrap());
    case.refused("signature::malformed");
    let mut case = written(INPUT, "sig1=:{}:");
    case.headers.append("signature", HeaderValue::from_bytes(b"a=:\xff:").unwrap());
    case.refused("signature::malformed");
}

#[test]
fn base64_is_read_in_its_one_spelling() {
    let good = signature(&base(METHOD, r#";tag="ours""#).0);
    let bytes = Base64::decode_vec(&good).unwrap();
    let bare = good.trim_end_matches('=');
    written(INPUT, &format!("sig1=:{good}:")).accepted();
    for other in [
        bare.to_owned(),
        format!("{good}="),
        // The last character has two bits that no byte uses.
        format!("{}{}=", &bare[..bare.len() - 1], next(bare)),
        good.replace(['+', '/'], "-"),
        bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        format!("{good}AA"),
    ] {
        if other != good {
            assert!(written(INPUT, &format!("sig1=:{other}:")).verify().is_err(), "{other}");
        }
    }
}

/// The character after the last one in the alphabet of base64: the same byte, and another spare bit.
fn next(bare: &str) -> char {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let last = bare.chars().last().unwrap();
    alphabet[alphabet.iter().position(|letter| *letter == last).unwrap() + 1]
}

#[test]
fn a_label_stands_in_both_headers() {
    for (input, signatures) in [
        (INPUT, "sig2=:{}:"),
        (INPUT, "sig1=:{}:, sig2=:AAAA:"),
        (r#"sig1=("@method");tag="ours", sig2=()"#, "sig1=:{}:"),
        (r#"sig1=("@method");tag="ours", sig2=()"#, "sig1=:{}:, sig3=:AAAA:"),
    ] {
        written(input, signatures).refused("signature::malformed");
    }
}

/// RFC 9651 lets the last one count; not every reader does.
#[test]
fn no_label_stands_twice() {
    for (input, signatures) in [
        (r#"sig1=(), sig1=("@method");tag="ours""#, "sig1=:{}:"),
        (INPUT, "sig1=:AAAA:, sig1=:{}:"),
        (INPUT, "sig1=:{}:, sig1=:{}:"),
    ] {
        written(input, signatures).refused("signature::malformed");
    }
    written(INPUT, "sig1=:{}:").with("signature", b"sig1=:AAAA:").refused("signature::malformed");
}

#[test]
fn one_good_signature_is_enough_wherever_it_stands() {
    for (input, signatures) in [
        (r#"a=("@path"), sig1=("@method");tag="ours""#, "a=:AAAA:, sig1=:{}:"),
        (r#"sig1=("@method");tag="ours", a=("x-absent")"#, "sig1=:{}:, a=:AAAA:"),
        (r#"a=("x-absent"), sig1=("@method");tag="ours""#, "a=:AAAA:, sig1=:{}:"),
        (r#"a=1, sig1=("@method");tag="ours""#, "a=token, sig1=:{}:"),
        (r#"a=();keyid=1, sig1=("@method");tag="ours""#, "a=:AAAA:, sig1=:{}:"),
    ] {
        written(input, signatures).accepted();
    }
}

#[test]
fn the_tag_chooses() {
    let ours = || lax().tag("ours");
    written(INPUT, "sig1=:{}:").profile(ours()).accepted();
    written(INPUT, "sig1=:{}:").profile(lax().tag("other")).refused("signature::missing");
    for tag in ["", r#";tag="Ours""#, ";tag=ours", r#";tag="""#, ";tag"] {
        Case::new().profile(ours()).signed(METHOD, tag).refused("signature::missing");
    }
    // The signature that counts is bad, another is good.
    written(r#"a=("@method");tag="ours", b=("@method");tag="other""#, "a=:AAAA:, b=:{}:")
        .profile(ours())
        .refused("signature::mismatch");
}

#[test]
fn sizes_are_bounded() {
    let many = |count: usize, one: &dyn Fn(usize) -> String, separator: &str| {
        (0..count).map(one).collect::<Vec<_>>().join(separator)
    };
    let labels = many(2_000, &|at| format!(r#"s{at}=("@method")"#), ", ");
    let signatures = many(2_000, &|at| format!("s{at}=:AAAA:"), ", ");
    written(&labels, &signatures).refused("signature::mismatch");
    let components = many(5_000, &|at| format!(r#""x-{at}""#), " ");
    written(&format!("sig1=({components})"), "sig1=:{}:").refused("signature::malformed");
    written(&"(".repeat(100_000), "sig1=:{}:").refused("signature::malformed");
    written(INPUT, &format!("sig1=:{}:", "A".repeat(400_000))).refused("signature::mismatch");
}
