//! `hookwright verify` where a certificate stands elsewhere: `--extra` has it.

#[allow(dead_code, reason = "the other suite uses the rest")]
mod command;

use command::Folder;
use serde_json::{Value, json};

const URL: &str = "https://api.paypal.com/v1/notifications/certs/CERT-1";
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:orders";

fn data(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/tests/data/certificates/");
    std::fs::read_to_string(format!("{folder}{name}")).expect("it stands there")
}

fn paypal(extra: &Value, webhook: &str) -> (i32, String) {
    let folder = Folder::new();
    folder.write("body.json", &data("paypal.json"));
    folder.write("extra.json", &extra.to_string());
    let header = |name: &str, value: &str| format!("PayPal-{name}: {value}");
    let headers = [
        header("Transmission-Id", "69cd13f0-d67a-11e5-baa3-778b53f4ae55"),
        header("Transmission-Time", "2023-11-14T22:13:20Z"),
        header("Transmission-Sig", &data("paypal.sig")),
        header("Cert-Url", URL),
        header("Auth-Algo", "SHA256withRSA"),
    ];
    let mut arguments = vec!["verify", "--scheme", "paypal", "--secret", webhook, "--now", "1700000000"];
    arguments.extend(["--body-file", "body.json", "--extra", "extra.json"]);
    arguments.extend(headers.iter().flat_map(|header| ["--header", header]));
    let ran = folder.run(arguments);
    (ran.code, ran.out)
}

fn sns(body: &str, extra: &Value, topics: &[&str]) -> (i32, String) {
    let folder = Folder::new();
    folder.write("body.json", body);
    folder.write("extra.json", &extra.to_string());
    let mut arguments = vec!["verify", "--scheme", "aws-sns", "--now", "1700000000"];
    arguments.extend(["--body-file", "body.json", "--extra", "extra.json"]);
    arguments.extend(topics.iter().flat_map(|topic| ["--secret", topic]));
    let ran = folder.run(arguments);
    (ran.code, ran.out)
}

#[test]
fn paypals_certificates_come_from_the_file() {
    let (root, chain) = (data("root.pem"), data("paypal.pem") + &data("inter.pem"));
    let good = (0, "accepted 69cd13f0-d67a-11e5-baa3-778b53f4ae55\n".to_owned());
    let webhook = "1JE4291016473214C";
    assert_eq!(paypal(&json!({ "served": { URL: chain }, "trust_root_pem": root }), webhook), good);
    assert_eq!(paypal(&json!({ "cert_pem": chain, "trust_root_pem": root }), webhook), good);
    let refused = |name: &str| (1, format!("{name}\n"));
    let elsewhere = json!({ "served": { "https://api.paypal.com/x": chain }, "trust_root_pem": root });
    assert_eq!(paypal(&elsewhere, webhook), refused("signature::unavailable"));
    assert_eq!(paypal(&json!({ "cert_pem": chain }), webhook), refused("signature::certificate"));
    let other = paypal(&json!({ "cert_pem": chain, "trust_root_pem": root }), "another");
    assert_eq!(other, refused("signature::mismatch"));
    assert_eq!(paypal(&json!({ "cert_pem": chain, "trust_root_pem": "none" }), webhook).0, 2);
}

#[test]
fn messages_of_sns_are_judged_with_and_without_topics() {
    let extra = json!({ "cert_pem": data("sns.pem") });
    let good = (0, "accepted 22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n".to_owned());
    for name in ["sns-notification.json", "sns-notification-v1.json", "sns-confirmation.json", "sns-end.json"]
    {
        let body = data(name);
        assert_eq!(sns(&body, &extra, &[TOPIC]), good, "{name}");
        assert_eq!(sns(&body, &extra, &[]), good, "{name}");
        let other = sns(&body, &extra, &["arn:aws:sns:us-east-1:1:other"]);
        assert_eq!(other, (1, "signature::not_allowed\n".to_owned()));
    }
    let forged = data("sns-notification.json").replace("An order", "No order");
    assert_eq!(sns(&forged, &extra, &[TOPIC]), (1, "signature::mismatch\n".to_owned()));
}
