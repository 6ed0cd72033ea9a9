"""Sends once, whatever the answer is."""

from wire import EVENT, compact, send

send("msg_once", compact(EVENT))
