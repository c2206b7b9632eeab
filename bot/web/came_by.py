"""The code of the link somebody came by, handed from page to page as `s`: no cookie keeps it."""

from __future__ import annotations

import re

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from bot.people.source_codes import LEAST, MOST

_CODE = re.compile(rf"[A-Za-z][A-Za-z0-9]{{{LEAST - 1},{MOST - 1}}}", re.ASCII)


def configure(app: Flask) -> None:
    """Tell every template of this app the code, as `came_by`."""
    app.context_processor(lambda: {"came_by": code_of_link() or None})


def code_of_link() -> str:
    """The code that an address or a form names, in capitals; "" where it names none."""
    try:
        said = request.values.get("s", "").strip()
    except HTTPException:  # a form that is too long, while the page that says so is made
        return ""
    return said.upper() if _CODE.fullmatch(said) else ""
