"""Signs by the library of Standard Webhooks and tries again under the same id, with the same bytes, signed anew."""

import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

try:
    from standardwebhooks.webhooks import Webhook
except ImportError:
    print("the library `standardwebhooks` is not installed")
    sys.exit(77)

from wire import EVENT, SECRET, URL, compact

body = compact(EVENT)
for attempt in range(3):
    now = datetime.now(tz=timezone.utc)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": "msg_right",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_right", now, body.decode()),
    }
    request = urllib.request.Request(URL, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            break
    except urllib.error.HTTPError as error:
        time.sleep(0.3 * 2**attempt)
