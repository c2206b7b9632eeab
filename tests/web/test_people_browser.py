"""Merging, acts on a segment and a list, in a real browser: phone and desk, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.broadcasts import saved_segments
from bot.conversations import inbound
from bot.imports import working
from bot.web.words import catalog
from tests.factories import add_person, make_form, rows
from tests.web.browsing import Web, people, wrong_on
from tests.web.test_accessible import faults, faults_here

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
BOTH = pytest.mark.parametrize(
    ("lang", "size"), [("es", PHONE), ("en", DESK)], ids=["phone-es", "desk-en"]
)
LIST = "Phone,Name,ZIP\n6465550101,Ana Ruiz,60608\n6465550102,Leo,02139\n"


class Olga:
    """The console in her browser, in a language and on a screen."""

    def __init__(self, chromium: Any, web: Web, lang: str, size: dict[str, int]) -> None:
        context = chromium.new_context(viewport=size, locale=f"{lang}-US")
        self.page, self._web, self._lang, self._width = context.new_page(), web, lang, size["width"]
        self.wrong = wrong_on(self.page)
        web.enter(self.page)

    def goes_to(self, path: str) -> None:
        self.page.goto(self._web.url + path)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self._width
        assert self.page.locator("html").get_attribute("lang") == self._lang

    def presses(self, words: str, at: str = "main") -> None:
        name = self.word(words)
        self.page.locator(at).get_by_role("button", name=name, exact=True).first.click()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self._width

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(self.word(words)).first).to_be_visible()

    def word(self, words: str) -> str:
        return words if self._lang == "en" else str(catalog(self._lang).gettext(words))


def tags(web: Web) -> set[str]:
    found = rows(web.clarion, "SELECT DISTINCT unnest(tags) FROM contact")
    return {str(tag) for (tag,) in found}


@BOTH
def test_two_entries_are_made_one(chromium: Any, web: Web, lang: str, size: dict[str, int]) -> None:
    kept = add_person(web.clarion, "+13125550101", name="Ana Ruiz")
    gone = add_person(web.clarion, "+13125550102", name="Ana R.")
    olga = Olga(chromium, web, lang, size)
    olga.goes_to(f"/console/people/{kept}")
    olga.page.fill("#other", str(gone))
    olga.presses("Look at what would move")
    olga.sees("Look first: nothing has been changed yet.")
    assert len(rows(web.clarion, "SELECT 1 FROM contact")) == 2
    olga.presses("Make them one")
    olga.sees("They are one now.")
    assert rows(web.clarion, "SELECT id FROM contact") == [(kept,)]
    assert len(rows(web.clarion, "SELECT 1 FROM address")) == 2
    assert olga.wrong == []


@BOTH
def test_tag_is_put_on_everybody_and_taken_off_again(
    chromium: Any, web: Web, lang: str, size: dict[str, int]
) -> None:
    people(web.clarion, 6)
    olga = Olga(chromium, web, lang, size)
    olga.goes_to("/console/acts/")
    olga.page.fill("#segment", "lang = es")
    olga.page.fill("#tag", "rally")
    olga.presses("How many?")
    expect(olga.page.get_by_role("status")).to_contain_text("2")
    assert tags(web) == set()
    olga.presses("Do it")
    olga.sees("Done.")
    assert tags(web) == {"rally"}
    olga.presses("Undo")
    olga.sees("Saved.")
    assert tags(web) == set()
    assert olga.wrong == []


@BOTH
def test_list_is_brought_in_from_a_file(
    chromium: Any, web: Web, lang: str, size: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "march.csv"
    file.write_text(LIST, encoding="utf-8")
    olga = Olga(chromium, web, lang, size)
    olga.goes_to("/console/lists/")
    olga.page.set_input_files("#file", str(file))
    olga.page.fill("#source", "march")
    for name, words in (("where", "march"), ("when", "2026-09-05"), ("words", "Text me"),
                        ("by", "Olga")):  # fmt: skip
        olga.page.fill(f"#proof-{name}", words)
    olga.presses("Look at it")
    [(listed,)] = rows(web.clarion, "SELECT id FROM people_import")
    working.work(web.clarion, listed)
    olga.goes_to(f"/console/lists/{listed}")
    expect(olga.page.get_by_text("Ana Ruiz").first).to_be_visible()
    assert rows(web.clarion, "SELECT 1 FROM contact") == []
    olga.page.locator("button[name=act][value=write]").click()
    working.work(web.clarion, listed)
    olga.goes_to(f"/console/lists/{listed}")
    olga.sees("In the record")
    assert len(rows(web.clarion, "SELECT 1 FROM contact")) == 2
    assert olga.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_person_and_lists_with_data_have_no_serious_fault(
    chromium: Any, web: Web, lang: str
) -> None:
    people(web.clarion, 6)
    ana = add_person(web.clarion, "+13125550177", name="Ana Ruiz", zip="60608", tags=("rally",))
    other = add_person(web.clarion, "+13125550178", name="Ana R.")
    for text in ("CALL", "DONE", "MADE 3 CALLS", "QUESTION", "who helps with papers?"):
        inbound.receive(web.clarion, make_form("+13125550177", text))
    kept = saved_segments.keep(web.clarion, "everybody", "all", None)
    olga = Olga(chromium, web, lang, PHONE)
    paths = [
        f"/console/people/{ana}",
        f"/console/people/{ana}/merge/{other}",
        "/console/inbox/",
        "/console/segments/",
        f"/console/segments/{kept}",
        "/console/acts/?segment=all",
        "/console/audit/",
    ]
    found = []
    for path in paths:
        found += faults(olga.page, web.url + path)
        assert olga.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    olga.page.goto(f"{web.url}/console/people/")
    olga.page.locator("main input:not([type=hidden])").first.fill("ana ruiz")
    olga.page.keyboard.press("Enter")
    expect(olga.page.get_by_text("Ana Ruiz").first).to_be_visible()
    found += faults_here(olga.page)
    assert "\n".join(found) == ""
