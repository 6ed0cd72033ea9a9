"""Receives the webhooks of an OpenAPI document, as somebody would who has `standardwebhooks` and `jsonschema`.

    python orders.py DOCUMENT SECRET [FAULT]

The first line that it prints is its port. With a fault it does one thing wrong.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml
from jsonschema import Draft202012Validator
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

DOCUMENT, SECRET, FAULT = sys.argv[1], sys.argv[2], (sys.argv[3:] + [None])[0]
LIMIT = 1_000_000


def validators(path):
    with open(path, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for name, item in document["webhooks"].items():
        schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        yield name, Draft202012Validator({**schema, "components": document["components"]})


VALIDATORS = dict(validators(DOCUMENT))


class Refused(Exception):
    """An answer that refuses."""


def by_hand(body, headers):
    """What people write who do not use the library."""
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    identity, sent = headers["webhook-id"], headers["webhook-timestamp"]
    given = headers["webhook-signature"]
    if not identity or not sent or not given:
        raise Refused(401)
    if FAULT == "no_time" or abs(time.time() - int(sent)) <= 300:
        content = f"{identity}.{sent}.".encode() + body
        right = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        if FAULT == "whole_header" and given == right:
            return
        if FAULT != "whole_header" and any(hmac.compare_digest(one, right) for one in given.split(" ")):
            return
    raise Refused(401)


def verify(body, headers):
    if FAULT == "dumped":
        by_hand(json.dumps(json.loads(body)).encode(), headers)
    elif FAULT == "dumped_compact":
        by_hand(json.dumps(json.loads(body), separators=(",", ":")).encode(), headers)
    elif FAULT in ("no_time", "whole_header"):
        by_hand(body, headers)
    else:
        try:
            Webhook(SECRET).verify(body, dict(headers.items()))
        except WebhookVerificationError as error:
            if FAULT != "uncaught":
                raise Refused(401) from error
            raise


def receive(headers, body):
    if headers.get_content_type() != "application/json":
        raise Refused(415)
    verify(body, headers)
    payload = json.loads(body)
    event = payload.get("type") if isinstance(payload, dict) else None
    if event not in VALIDATORS:
        return 204, None
    if not VALIDATORS[event].is_valid(payload):
        raise Refused(422)
    answers = {"order.created": (200, None), "order.shipped": (202, None), "order.cancelled": (200, {"parcels": 0})}
    return answers.get(event, (204, None))


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers["content-length"] or 0)
        if length > LIMIT:
            self.close_connection = True
            return self.answer(413, None)
        body = self.rfile.read(length)
        try:
            status, answer = receive(self.headers, body)
        except Refused as refused:
            status, answer = refused.args[0], None
        except ValueError:  # no JSON, no UTF-8
            status, answer = 400, None
        except Exception:
            status, answer = 500, None
        return self.answer(status, answer)

    def answer(self, status, answer):
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        if answer is not None:
            self.send_header("content-type", "application/json")
        if status != 204:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
