"""The acts flows may ask for: acts.yaml as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.campaign.documents import read_document
from bot.engine import ActResult
from bot.engine.readers.company import parse_company


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its arguments ("*" is any), outcomes and result values, and a sample result.

    `is_planned`: no use case performs it yet; flows go their `else` way until one does.
    `only_looks`: it changes nothing, for nobody. `echoes` are arguments that come back as values.
    """

    name: str
    about: str
    args: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: tuple[str, ...]
    sample: ActResult
    is_planned: bool = False
    only_looks: bool = False
    echoes: tuple[str, ...] = ()

    def sample_of(self, args: Mapping[str, str]) -> ActResult:
        """The sample, with what was said in place of the values that the act gives back."""
        said = {name: args[name] for name in self.echoes if args.get(name)}
        company = parse_company(args.get("said", "")) if "party" in self.echoes else None
        if company is not None and company.party is not None:
            said["party"] = str(company.party) if company.party > 1 else ""
        return replace(self.sample, values={**self.sample.values, **said}) if said else self.sample

    @property
    def noun(self) -> str:
        """What its values are called by in texts: {script.text} of script.next."""
        return self.name.partition(".")[0]


@cache
def acts() -> Mapping[str, Act]:
    """Every act, by name."""
    document, problems = read_document(Path(__file__).with_name("acts.yaml"), "acts.yaml")
    if document is None:
        raise RuntimeError(str(problems[0]))
    found = {}
    for name, row in document.data.items():
        sample = row["sample"]
        found[name] = Act(
            name,
            row["about"],
            tuple(row.get("args", ())),
            tuple(row["outcomes"]),
            tuple(row.get("values", ())),
            ActResult(sample["outcome"], dict(sample.get("values", {}))),
            row.get("planned") == "yes",
            row.get("looks") == "yes",
            tuple(row.get("echoes", ())),
        )
    return found
