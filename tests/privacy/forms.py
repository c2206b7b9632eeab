"""A browser that fills every form of a page, and remembers every address it was sent to."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient

from bot.privacy.canaries import Canaries

# Forms that end the session or send what the others need away.
_NOT = ("/logout", "/console/sign-out", "/console/account", "/tf-", "/change", "/first-password")
_KEPT = ("hidden", "radio", "checkbox", "submit", "number", "date", "time", "datetime-local")


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        self.links += [got[name] for name in ("href", "src", "action") if name in got]
        if tag == "form":
            self._open = Form(got.get("action", ""), got.get("method", "get").lower())
            self.forms.append(self._open)
        name = got.get("name", "")
        if self._open is None or not name:
            return
        if tag == "textarea" or (tag == "input" and got.get("type", "text") not in _KEPT):
            self._open.words.append(name)
        elif tag == "input" and name not in self._open.fields:
            self._open.fields[name] = got.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def fill_all(client: FlaskClient, canaries: Canaries, path: str) -> list[str]:
    """Post every form of a page with canaries in it. Every address on the way."""
    answer = client.get(path)
    if "text/html" not in answer.content_type:
        return [path]
    page, seen = Page(answer.text), [path]
    for number, form in enumerate(page.forms):
        target = form.action or path
        if form.method != "post" or any(part in target for part in _NOT):
            continue
        data = dict(form.fields)
        for name in form.words:
            data[name] = canaries.word(f"{path}, form {number}, {name}")
        done = client.post(target, data=data)
        seen += [target, done.headers.get("Location", "")]
    return seen + page.links
