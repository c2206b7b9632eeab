"""The conversations that a call begins by itself: each is one text about that very call."""

from __future__ import annotations

OUTCOME = "after_call"  # how did it go?
BUSY = "line_busy"  # nobody was reached, and what to do
NOTE = "call_note"  # write to us here, a person reads it
REMINDER = "line_open"  # the line has opened, as they asked for by a key
CALL_ME = "call_me"  # asked for by text, or by a page and a YES
NEWS = "call_news"  # why a call that was to be made does not come
FLOWS = frozenset({OUTCOME, BUSY, NOTE, REMINDER, NEWS})
