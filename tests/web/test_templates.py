"""Templates say nothing that Babel does not see: a word outside `_("…")` has no Spanish."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

import bot.web

_TEMPLATES = Path(bot.web.__file__).parent / "templates"
_READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
_UNREAD = {"script", "style", "code", "kbd", "pre"}
_WORD = re.compile(r"[^\W\d_]{2,}")
# The same in both languages: our name, a code, a format, words of segments and HTML.
_SAME = {"Clarion", "CSV", "KTR", "source", "next", "nonce"}


class _Read(HTMLParser):
    """Notes what a reader of the page is told: texts, and attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[int, str]] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        self.said += [
            (self.getpos()[0], value or "") for name, value in attrs if name in _READ_ALOUD
        ]

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread:
            before = data[: len(data) - len(data.lstrip())]
            self.said.append((self.getpos()[0] + before.count("\n"), data))


def bare(source: str) -> list[str]:
    """Words of a template that no language has a translation of, each text with its line."""
    # Lines of what Jinja takes away stay, so that places are right.
    plain = "".join(
        text if kind == "data" else "\n" * text.count("\n")
        for _line, kind, text in Environment(autoescape=True).lex(source)
    )
    reader = _Read()
    reader.feed(plain)
    reader.close()
    return [
        f"line {line}: {' '.join(text.split())}"
        for line, text in reader.said
        if set(_WORD.findall(text)) - _SAME
    ]


@pytest.mark.parametrize(
    "path", sorted(_TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(_TEMPLATES))
)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert bare(path.read_text("utf-8")) == [], 'write {{ _("…") }}, then run make translations'


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p class="x">{{ _("Hello you") }}, {{ name }} · Clarion</p>', []),
        ("<p>{# a note #}\n\nHello {{ name }}</p>", ["line 3: Hello"]),
        ('<a title="Look here" {% if x %}class="on"{% endif %}>1</a>', ["line 1: Look here"]),
        ("<script>let hello = 1;</script><code>make run</code>", []),
    ],
)
def test_bare_words_are_found_where_they_stand(source: str, found: list[str]) -> None:
    assert bare(source) == found
