"""Signatures held against the vendors' own libraries, both ways.

What `hookwright sign` makes, the library must accept and, with one byte of the body changed, refuse; where the library
signs itself, `hookwright verify` must accept it and refuse it changed. See README.md for how to run it.
"""

import asyncio, json, os, subprocess, sys, tempfile, time

COMMAND = sys.argv[1] if len(sys.argv) > 1 else "target/debug/hookwright"
BODY = json.dumps({"id": "evt_1", "type": "order.created", "note": "café ☕", "amount": 1299}).encode()
URL = "https://hooks.example.com/webhook?shop=1"
WHSEC = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
NOW = int(time.time())
ED25519 = ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
           "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")


def run(command, scheme, secret, body, headers=(), extra=None):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "body")
        with open(path, "wb") as file:
            file.write(body)
        arguments = [COMMAND, command, "--scheme", scheme, "--secret", secret, "--url", URL, "--now", str(NOW),
                     "--body-file", path]
        for name, value in headers:
            arguments += ["--header", f"{name}: {value}"]
        if extra is not None:
            path = os.path.join(folder, "extra.json")
            with open(path, "w") as file:
                json.dump(extra, file)
            arguments += ["--extra", path]
        return subprocess.run(arguments, capture_output=True, text=True)


def sign(scheme, secret, body=BODY, headers=(), extra=None):
    done = run("sign", scheme, secret, body, headers, extra)
    assert done.returncode == 0, done.stderr
    made = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    return {**{name.lower(): value for name, value in headers}, **made}


def accepts(scheme, secret, headers, body=BODY, extra=None):
    return run("verify", scheme, secret, body, headers.items(), extra).returncode == 0


def verdict(check):
    """Whether a library accepts: by what it returns, or by not raising."""
    try:
        return check() is not False
    except Exception:
        return False


CASES = []


def case(name):
    return lambda function: CASES.append((name, function))


def ours(check, scheme, secret, headers=()):
    """Our signature under the library's verdict: as it is, and over another body."""
    made = sign(scheme, secret, headers=headers)
    assert verdict(lambda: check(made, BODY)), "the library refuses our signature"
    assert not verdict(lambda: check(made, BODY + b" ")), "the library accepts a changed body"


def theirs(scheme, secret, headers):
    """The library's signature under our verdict."""
    assert accepts(scheme, secret, headers), "we refuse the library's signature"
    assert not accepts(scheme, secret, headers, BODY + b" "), "we accept a changed body"


@case("standardwebhooks")
def _():
    from datetime import datetime, timezone
    from standardwebhooks.webhooks import Webhook
    hook = Webhook(WHSEC)
    ours(lambda headers, body: hook.verify(body, headers) or True, "standard-webhooks", WHSEC)
    made = hook.sign("msg_1", datetime.fromtimestamp(NOW, timezone.utc), BODY.decode())
    theirs("standard-webhooks", WHSEC, {"webhook-id": "msg_1", "webhook-timestamp": str(NOW), "webhook-signature": made})


@case("svix")
def _():
    from datetime import datetime, timezone
    from svix.webhooks import Webhook
    hook = Webhook(WHSEC)
    ours(lambda headers, body: hook.verify(body, headers) or True, "svix", WHSEC)
    made = hook.sign("msg_1", datetime.fromtimestamp(NOW, timezone.utc), BODY.decode())
    theirs("svix", WHSEC, {"svix-id": "msg_1", "svix-timestamp": str(NOW), "svix-signature": made})


@case("openai")
def _():
    from openai import OpenAI
    hooks = OpenAI(api_key="none", webhook_secret=WHSEC).webhooks
    ours(lambda headers, body: hooks.verify_signature(body, headers) or True, "openai", WHSEC)


@case("stripe")
def _():
    import stripe
    secret = "whsec_test_secret"
    check = stripe.WebhookSignature.verify_header
    ours(lambda headers, body: check(body.decode(), headers["stripe-signature"], secret, 300), "stripe", secret)
    made = stripe.WebhookSignature.generate_signature_header(BODY.decode(), secret, NOW) \
        if hasattr(stripe.WebhookSignature, "generate_signature_header") else None
    if made:
        theirs("stripe", secret, {"stripe-signature": made})


@case("slack")
def _():
    from slack_sdk.signature import SignatureVerifier
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    verifier = SignatureVerifier(secret)
    ours(lambda headers, body: verifier.is_valid_request(body, headers), "slack", secret)
    made = verifier.generate_signature(timestamp=str(NOW), body=BODY)
    theirs("slack", secret, {"x-slack-request-timestamp": str(NOW), "x-slack-signature": made})


@case("twilio")
def _():
    from twilio.request_validator import RequestValidator
    validator, form = RequestValidator("12345"), b"From=%2B14158675309&Body=a+b&Body=c"
    values = {"From": "+14158675309", "Body": ["a b", "c"]}
    kind = [("content-type", "application/x-www-form-urlencoded")]

    class Values(dict):
        def getall(self, name):
            return values[name] if isinstance(values[name], list) else [values[name]]

    made = sign("twilio", "12345", form, kind)
    assert validator.validate(URL, Values(values), made["x-twilio-signature"]), "the library refuses our signature"
    other = {**dict(kind), "x-twilio-signature": validator.compute_signature(URL, Values(values))}
    assert accepts("twilio", "12345", other, form)
    assert not accepts("twilio", "12345", other, form + b"x")


@case("hubspot v1, v2, v3")
def _():
    from hubspot.utils.signature import Signature
    secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
    for version in ["v1", "v2", "v3"]:
        def check(headers, body):
            header = headers.get("x-hubspot-signature-v3" if version == "v3" else "x-hubspot-signature")
            return Signature.is_valid(signature=header, client_secret=secret, request_body=body.decode(), http_uri=URL,
                                      http_method="POST", signature_version=version,
                                      timestamp=headers.get("x-hubspot-request-timestamp"))
        ours(check, f"hubspot-{version}", secret)


@case("hook0")
def _():
    from hook0.signature import verify_webhook_signature
    secret = "3c0a1c2e-7f10-4a4b-9a9e-2b1f3f0c9d11"
    check = verify_webhook_signature
    ours(lambda headers, body: check(headers["x-hook0-signature"], body, headers, secret, 300) or True, "hook0", secret,
         [("X-Event-Id", "evt_1"), ("X-Event-Type", "order.created")])


@case("discord")
def _():
    from discord_interactions import verify_key
    made = sign("discord", ED25519[0])
    check = lambda body: verify_key(body, made["x-signature-ed25519"], made["x-signature-timestamp"], ED25519[1])
    assert check(BODY), "the library refuses our signature"
    assert not check(BODY + b" "), "the library accepts a changed body"
    from nacl.signing import SigningKey
    other = SigningKey(bytes.fromhex(ED25519[0])).sign(str(NOW).encode() + BODY).signature.hex()
    theirs("discord", ED25519[1], {"x-signature-timestamp": str(NOW), "x-signature-ed25519": other})


@case("workos")
def _():
    from workos import WorkOSClient
    secret = "wh_secret"
    hooks = WorkOSClient(api_key="none", client_id="none").webhooks
    ours(lambda headers, body: hooks.verify_header(event_body=body.decode(), event_signature=headers["workos-signature"],
                                                   secret=secret, tolerance=180) or True, "workos", secret)


@case("square")
def _():
    from square.utils.webhooks_helper import verify_signature
    ours(lambda headers, body: verify_signature(request_body=body.decode(), signature_key="asdf1234", notification_url=URL,
                                                signature_header=headers["x-square-hmacsha256-signature"]),
         "square", "asdf1234")


@case("paddle")
def _():
    from paddle_billing.Notifications import Secret, Verifier

    class Request:
        def __init__(self, headers, body):
            self.body, self.headers = body, {"Paddle-Signature": headers["paddle-signature"]}

    ours(lambda headers, body: Verifier().verify(Request(headers, body), Secret("pdl_secret")), "paddle", "pdl_secret")


@case("resend")
def _():
    import resend
    def check(headers, body):
        resend.Webhooks.verify({"payload": body.decode(), "webhook_secret": WHSEC, "headers": {
            "id": headers["svix-id"], "timestamp": headers["svix-timestamp"], "signature": headers["svix-signature"]}})
        return True
    ours(check, "resend", WHSEC)


@case("jws-detached (PyJWT)")
def _():
    import jwt
    from jwt.utils import base64url_decode
    secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    key = base64url_decode(secret)
    check = lambda headers, body: jwt.api_jws.PyJWS().decode(headers["x-jws-signature"], key, ["HS256"],
                                                             detached_payload=body) == body
    ours(check, "jws-detached", secret)
    made = jwt.api_jws.PyJWS().encode(BODY, key, "HS256", is_payload_detached=True)
    theirs("jws-detached", secret, {"x-jws-signature": made})


@case("plaid (PyJWT)")
def _():
    import hashlib, jwt
    from cryptography.hazmat.primitives.asymmetric import ec
    private = ec.generate_private_key(ec.SECP256R1())
    both = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private)), "kid": "k1", "alg": "ES256"}
    public = {name: value for name, value in both.items() if name != "d"}

    def check(headers, body):
        claims = jwt.decode(headers["plaid-verification"], private.public_key(), algorithms=["ES256"])
        return claims["request_body_sha256"] == hashlib.sha256(body).hexdigest()

    ours(check, "plaid", json.dumps(both))
    claims = {"iat": NOW, "request_body_sha256": hashlib.sha256(BODY).hexdigest()}
    theirs("plaid", json.dumps(public),
           {"plaid-verification": jwt.encode(claims, private, "ES256", headers={"kid": "k1"})})


@case("adyen-notification")
def _():
    from Adyen.util import generate_notification_sig
    key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
    item = {"pspReference": "7914073381342284", "merchantAccountCode": "TestMerchant", "merchantReference": "caf\u00e9",
            "amount": {"value": 1130, "currency": "EUR"}, "eventCode": "AUTHORISATION", "success": "true"}
    made = generate_notification_sig(item, key)
    item["additionalData"] = {"hmacSignature": made.decode() if isinstance(made, bytes) else made}
    body = json.dumps({"notificationItems": [{"NotificationRequestItem": item}]}).encode()
    assert accepts("adyen-notification", key, {}, body), "we refuse the library's signature"
    assert not accepts("adyen-notification", key, {}, body.replace(b"1130", b"1131")), "we accept a changed amount"


failed = 0
for name, function in CASES:
    try:
        function()
        print(f"ok      {name}")
    except Exception as error:
        failed += 1
        print(f"FAILED  {name}: {type(error).__name__}: {error}")
print(f"{len(CASES) - failed} of {len(CASES)} vendors' libraries agree")
sys.exit(1 if failed else 0)
