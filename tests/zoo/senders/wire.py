"""Signing by hand, and one request."""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = sys.argv[1]
SECRET = os.environ["WEBHOOK_SECRET"]
EVENT = {"type": "stock.changed", "sku": "book", "left": 3}


def compact(event):
    return json.dumps(event, separators=(",", ":")).encode()


def sign(identifier, seconds, body):
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    content = f"{identifier}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def send(identifier, body, signed=None, signature=None):
    """Sends it and gives the status."""
    seconds = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature or sign(identifier, seconds, body if signed is None else signed),
    }
    request = urllib.request.Request(URL, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
