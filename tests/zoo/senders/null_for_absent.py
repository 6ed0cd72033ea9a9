"""Sends `null` where the document has a member that may be absent, but not null."""

from wire import EVENT, compact, send

send("msg_null", compact({**EVENT, "warehouses": None}))
