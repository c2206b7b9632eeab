"""SMS parts: how many pieces a text becomes on the air, counted with smsutil."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import smsutil


@dataclass(frozen=True)
class Parts:
    """`count` pieces, in `encoding` ("GSM-7" or "Unicode")."""

    count: int
    encoding: str


@lru_cache(maxsize=4096)
def count_parts(body: str) -> Parts:
    """Pieces of a text: 160 or 153 GSM-7 septets, 70 or 67 UTF-16 units (3GPP TS 23.040).

    An empty text is one part, as a picture alone is.
    """
    if not body:
        return Parts(1, "GSM-7")
    split = smsutil.split(body)
    encoding = "GSM-7" if split.encoding == "gsm0338" else "Unicode"
    return Parts(max(1, len(split.parts)), encoding)
