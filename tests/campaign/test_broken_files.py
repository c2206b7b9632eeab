"""Every broken file gets exactly the messages written beside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.campaign import check, load
from bot.campaign.faults import described
from bot.errors import CampaignError
from bot.sentences import Sentence, told
from bot.web.words import catalog
from tests.campaign.broken_files import BROKEN, GOOD, lay_out, messages
from tests.translations import descriptions


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN) >= 60


def test_good_campaign_has_no_problem() -> None:
    assert [p for p in check(GOOD) if p.severity == "error"] == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_where_and_how(case: Path, tmp_path: Path) -> None:
    expected = case.with_suffix(".txt").read_text(encoding="utf-8")

    assert messages(case, tmp_path) == expected
    assert expected


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_never_loaded(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)

    with pytest.raises(CampaignError) as caught:
        load(tmp_path)

    assert (
        str(caught.value).splitlines() == case.with_suffix(".txt").read_text("utf-8").splitlines()
    )


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_broken_file_is_told_in_spanish_too(case: Path, tmp_path: Path) -> None:
    lay_out(case, tmp_path)

    own = _words(" ".join(path.read_text("utf-8") for path in tmp_path.rglob("*.yaml")))
    for problem in check(tmp_path):
        assert isinstance(problem.message, Sentence), problem
        assert told(problem.message, "es", catalog("es")) != problem.message
        for part in filter(None, (problem.message, problem.mend)):
            assert isinstance(part, Sentence), problem
            left = told(part, "es", _NoWords())
            assert not (_words(left) & _ENGLISH) - own - _NAMES, f"{problem} leaves {left!r}"


@pytest.mark.parametrize("text", sorted(set(descriptions())))
def test_every_field_of_a_file_is_described_in_spanish(text: str) -> None:
    assert text
    assert told(described(text), "es", catalog("es")) not in ("", text)


@pytest.mark.parametrize(
    ("written", "spanish"),
    [
        ("steps: {a: {say: Hi}}\n", "Falta 'about'. Una frase: para qué sirve."),
        (
            "about: A.\nsteps: {a: {say: Hi, untagg: x, go: end}}\n",
            "Aquí no existe 'untagg'. ¿Quisiste decir 'untag'?",
        ),
        (
            "about: A.\nsteps: {a: {say: Hi, aks: {kind: yes}}}\n",
            "Aquí no existe 'aks'. ¿Quisiste decir 'ask'?",
        ),
        (
            "about: A.\nmatch: all\nsteps: {a: {say: Hi}}\n",
            "'all' no va en 'match'. Es uno de estos: 'first', 'whole'.",
        ),
        (
            "about: A.\nsteps:\n  a: {say: Hi, ask: {kind: pattern, pattern: '(a'}}\n",
            "El patrón no se puede leer: hay un ( que nunca se cierra. Corrígelo, o usa otro tipo.",
        ),
        (
            "about: [A.\n",
            "Hay un [ que se abre y nunca se cierra. Revisa la sangría y las comillas.",
        ),
    ],
)
def test_wrong_field_is_told_in_spanish_as_a_whole(
    written: str, spanish: str, tmp_path: Path
) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    (tmp_path / "wrong.yaml").write_text(f"flow: wrong\n{written}", encoding="utf-8")
    [problem] = [p for p in check(tmp_path) if p.path == "wrong.yaml" and p.severity == "error"]

    said = [told(part, "es", catalog("es")) for part in (problem.message, problem.mend)]
    assert " ".join(said) == spanish


# One of them is in nearly every English sentence, and none is a name in a campaign's files.
_ENGLISH = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "can", "expected", "for", "found",
        "has", "in", "is", "it", "missing", "must", "not", "of", "on", "or", "should", "than",
        "that", "the", "there", "this", "to", "too", "was", "with", "without", "write",
    }
)  # fmt: skip


# Conditions have such names.
_NAMES = frozenset({"in", "is", "not", "on"})


class _NoWords:
    """A catalog that leaves nothing of a sentence but its values."""

    def gettext(self, message: str, /) -> str:
        return " ".join(re.findall(r"%\(\w+\)s", message))

    def ngettext(self, singular: str, plural: str, num: int, /) -> str:
        return self.gettext(plural)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d]+", text.lower()))
