"""Copies of the shipped campaign, for tests that change it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.conftest import ROOT

FLOWS = ROOT / "flows"
_ONE_OF_THEM = "about.yaml"


def _but_one_of_means(folder: str, names: list[str]) -> set[str]:
    return set(names) - {_ONE_OF_THEM} if Path(folder).name == "means" else set()


# Of the 8,000 sentences in means/, those of one flow: a check listens to each, which takes 1.3 s of
# processor. For tests that check, and ask nothing about sentences.
copy_with_few_sentences: Callable[..., str] = partial(
    shutil.copytree, FLOWS, ignore=_but_one_of_means
)
