"""No bytes whatever make reading a campaign raise; every problem has a place."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.campaign import check
from bot.campaign.documents import parse_document
from bot.engine.definition import Exit
from bot.engine.effects import EFFECTS
from bot.engine.exits import EXITS
from bot.engine.notes import Effect
from tests.campaign.broken_files import GOOD

YAML = st.text(alphabet="ab:-{}[]\"'|>#&*!%@,\n \t?~", max_size=120)
quick = settings(max_examples=200, deadline=None)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(st.one_of(YAML, st.text(max_size=200)))
def test_any_text_is_read_or_told(text: str) -> None:
    document, problems = parse_document(text, "x.yaml")

    assert (document is None) == bool(problems)
    assert all(p.line >= 1 and p.column >= 1 and p.message for p in problems)


@slow
@given(st.binary(max_size=300))
def test_any_bytes_in_a_flow_file_are_told(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(GOOD, folder, dirs_exist_ok=True)
        (folder / "x.yaml").write_bytes(raw)

        assert any(p.path == "x.yaml" for p in check(folder))


WORDS = st.sampled_from(
    [
        "end",
        "again",
        "one",
        "two",
        "/menu",
        "/x/two",
        "/x",
        "",
        "{name}",
        "yes",
        "3",
        "{{",
        "[",
        "*",
    ]
)
STEP = st.fixed_dictionaries(
    {},
    optional={
        "say": WORDS,
        "go": WORDS,
        "call": WORDS,
        "do": WORDS,
        "needs": WORDS,
        "tag": WORDS,
        "when": st.lists(st.fixed_dictionaries({"go": WORDS}, optional={"if": WORDS}), max_size=2),
        "ask": st.fixed_dictionaries({}, optional={"kind": WORDS, "go": WORDS, "max": WORDS}),
        "split": st.dictionaries(st.sampled_from(["a", "b"]), WORDS, max_size=2),
        "later": st.fixed_dictionaries({"name": WORDS, "go": WORDS}, optional={"after": WORDS}),
    },
)


@slow
@given(st.fixed_dictionaries({"one": STEP, "two": STEP}))
def test_any_shape_of_flow_is_checked_without_a_crash(steps: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(GOOD, folder, dirs_exist_ok=True)
        flow = {"flow": "x", "about": "A.", "steps": steps}
        (folder / "x.yaml").write_text(json.dumps(flow), encoding="utf-8")

        for problem in check(folder):
            assert str(problem)


def test_every_effect_and_every_way_on_is_carried_out() -> None:
    assert set(EFFECTS) == set(get_args(Effect))
    assert set(EXITS) == set(get_args(Exit))
