"""TwiML: the XML that answers a webhook.

Written by hand and not by the library's builder: it is on the path of every text, it is three
elements, and XML 1.0 forbids control characters that the builder would let through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

# What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(body: str | None, media: Sequence[str] = (), status_callback: str | None = None) -> str:
    """One `<Message>` with its text, media and status callback, or no answer at all.

    An empty `body` without media is silence. Any text is safe in it.
    """
    if not body and not media:
        return EMPTY
    callback = f" statusCallback={quoteattr(_clean(status_callback))}" if status_callback else ""
    text = f"<Body>{_escape(body)}</Body>" if body else ""
    pictures = "".join(f"<Media>{_escape(url)}</Media>" for url in media)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<Response><Message{callback}>{text}{pictures}</Message></Response>"
    )


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _escape(text: str) -> str:
    # A bare CR would be read back as LF (XML 1.0, 2.11).
    return escape(_clean(text), {"\r": "&#13;"})
