"""Signs one serialisation and sends another: what `requests.post(json=…)` does to a body that was signed before."""

import json

from wire import EVENT, compact, send

send("msg_reserialises", json.dumps(EVENT).encode(), signed=compact(EVENT))
