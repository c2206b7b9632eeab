"""Makes bot/campaign/zips.txt: which five digits are a ZIP, for the readers of answers.

Run `python -m bot.places.make_zips` after an upgrade of zipcodes. One bit a number, compressed and
in base64: 12 KB instead of the 50 MB that the library's own table takes in every process.
"""

from __future__ import annotations

import base64
import textwrap
import zlib
from pathlib import Path

import zipcodes

_OUT = Path(__file__).parents[1] / "campaign" / "zips.txt"


def pack() -> str:
    """Every ZIP there is, packed."""
    bits = bytearray(100_000 // 8)
    for row in zipcodes.list_all():
        if row["state"]:
            number = int(row["zip_code"])
            bits[number // 8] |= 1 << number % 8
    return "\n".join(textwrap.wrap(base64.b64encode(zlib.compress(bytes(bits), 9)).decode(), 100))


if __name__ == "__main__":
    _OUT.write_text(pack() + "\n", encoding="ascii")
