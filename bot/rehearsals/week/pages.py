"""The pages as people see them: forms that guests fill in, and what stands on each."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.clarion import Clarion
from bot.rehearsals.week.handset import Handset
from bot.web import create_app
from bot.web.sign_in import one_time_link

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ORIGIN = "https://clarion.invalid"


class Pages:
    """A browser for everybody, and one of an organizer's."""

    def __init__(self, clarion: Clarion, organizer: str) -> None:
        self._clarion, self._organizer = clarion, organizer
        self._app = create_app(clarion)
        self._browser = self._app.test_client()
        self._console: FlaskClient | None = None
        self._forms = 0
        self._calls = 0

    def handset(self, number: str) -> Handset:
        """A phone that is about to call our number."""
        self._calls += 1
        hooks = self._app.extensions["machines"].test_client()
        return Handset(hooks, self._clarion.settings, number, f"CA{self._calls:032x}")

    def get(self, path: str, lang: str = "en") -> TestResponse:
        """A page as somebody with a browser in a language sees it."""
        return self._browser.get(path, base_url=_ORIGIN, headers={"Accept-Language": lang})

    def fill(self, code: str, form: Mapping[str, str], lang: str) -> TestResponse:
        """Send an action's form, each from a place of its own."""
        self._forms += 1
        place = f"10.{self._forms // 250}.{self._forms % 250}.7"
        return self._browser.post(
            f"/events/{code}", base_url=_ORIGIN, data=form,
            headers={"Accept-Language": lang}, environ_base={"REMOTE_ADDR": place},
        )  # fmt: skip

    def tap(self, path: str, form: Mapping[str, str]) -> TestResponse:
        """Press a button of a page, with the token that the page carries."""
        found = _TOKEN.search(self.get(path).text)
        token = {"csrf_token": found[1] if found else ""}
        headers = {"Referer": f"{_ORIGIN}{path}"}
        return self._browser.post(path, base_url=_ORIGIN, data={**form, **token}, headers=headers)

    def console(self, path: str) -> TestResponse:
        """A page of the console, signed in by a one-time link."""
        if self._console is None:
            self._console = self._app.test_client()
            link = one_time_link(self._clarion.settings, self._organizer)
            self._console.get(link.removeprefix(_ORIGIN), base_url=_ORIGIN)
        return self._console.get(path, base_url=_ORIGIN)
