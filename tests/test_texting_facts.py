"""Code and pages cite docs/texting-facts.md by section: each section cited is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PAGE = _ROOT / "docs" / "texting-facts.md"
_KINDS = {".py", ".yaml", ".md", ".html"}
# "texting-facts 3.3", "(texting-facts, 7.6)", and where a comment breaks the line between the two.
_CITATION = re.compile(r"texting-facts(?:\.md)?,?[\s#]+(?:section\s+)?(\d+(?:\.\d+)*)")
_SECTION = re.compile(r"\bsection\s+(\d+(?:\.\d+)*)")
_HEADING = re.compile(r"^#+ (\d+(?:\.\d+)*)\.? ", re.MULTILINE)


def headings() -> list[str]:
    return _HEADING.findall(_PAGE.read_text())


def sources() -> Iterator[Path]:
    """The checkout's files, without what tools leave in hidden folders."""
    for folder, inner, names in os.walk(_ROOT):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            if Path(name).suffix in _KINDS:
                yield Path(folder, name)


def test_every_cited_section_exists() -> None:
    cited = {
        (str(path.relative_to(_ROOT)), number)
        for path in sources()
        for number in _CITATION.findall(path.read_text())
    }
    assert {number for _, number in cited} >= {"1.3", "3.3", "7.6"}  # it does find citations
    known = set(headings())
    assert [(path, number) for path, number in sorted(cited) if number not in known] == []


def test_every_section_the_page_points_to_exists() -> None:
    assert set(_SECTION.findall(_PAGE.read_text())) - set(headings()) == set()


def test_no_section_number_is_given_twice() -> None:
    numbers = headings()
    assert len(numbers) == len(set(numbers))
