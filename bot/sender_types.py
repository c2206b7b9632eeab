"""What kinds of sender may carry, in SMS parts a second (texting-facts 1.7).

10DLC by the class that carriers gave the campaign; AT&T's limit, the lowest of the big three, is
per minute. A Messaging Service with several numbers carries their sum: CLARION_SEND_RATE_PER_S.
"""

from __future__ import annotations

from collections.abc import Mapping

PARTS_PER_S: Mapping[str, float] = {
    "long-code": 1.0,
    "toll-free": 3.0,
    "10dlc-low-volume": 75 / 60,
    "10dlc-e-f": 240 / 60,
    "10dlc-c-d": 2400 / 60,
    "10dlc-a-b": 4500 / 60,
    "short-code": 100.0,
}
USUAL = "long-code"


def rate_of(kind: str) -> float:
    """Parts a second of a kind of sender; the slowest for one nobody knows."""
    return PARTS_PER_S.get(kind, PARTS_PER_S[USUAL])
