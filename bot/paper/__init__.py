"""What is printed: pages of US Letter as PDF, for posters, tally sheets and reports.

The one rule: nothing here knows the campaign or a person. Words, places on the page and colors come
in; bytes go out, the same for the same words, with no clock in them.
"""

from bot.paper.pages import (
    BRAND,
    HEIGHT,
    INK,
    MARGIN,
    QUIET,
    WIDTH,
    Box,
    Document,
    Page,
    Style,
    printable,
)

__all__ = [
    "BRAND",
    "HEIGHT",
    "INK",
    "MARGIN",
    "QUIET",
    "WIDTH",
    "Box",
    "Document",
    "Page",
    "Style",
    "printable",
]
