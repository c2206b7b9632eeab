"""A script's page: made for a studio, a cheap phone and a printer, with and without JavaScript.

Codes cannot be guessed and lead to no person; pages are not to be found by search engines.
"""

from __future__ import annotations

import re

from flask import Response, make_response, render_template, request

from bot import shares
from bot.shares import SharedScript
from bot.web.doors import Access, Door, services
from bot.web.error_pages import error_page
from bot.web.public import our_number
from bot.web.words import gettext as _

door = Door("on_air", __name__, access=Access.PUBLIC)

_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_AS = re.compile(r"(\d{1,3}|live)-([a-z]{2,3})")


@door.get("/on-air/<code>")
def page(code: str) -> Response:
    """A script's page, made to be read aloud; `?as=60-es` asks for another length and language."""
    share = _share(code)
    if share is None:
        return error_page(404, _("There is no script behind this link. Text SCRIPT for a new one."))
    shown = render_template(
        "public/on_air.html",
        share=share,
        paragraphs=[part for part in share.copy.text.splitlines() if part.strip()],
        org=share.org,
        text_to=our_number(services()),
    )
    response = make_response(shown)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def _share(code: str) -> SharedScript | None:
    if not _CODE.fullmatch(code):
        return None
    asked = _AS.fullmatch(request.args.get("as", ""))
    length, lang = asked.groups() if asked else ("", "")
    return shares.find_share(services(), code, length=length, lang=lang)
