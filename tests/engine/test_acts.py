"""Acts and splits inside a flow: which way is taken, and that walks end."""

from __future__ import annotations

import pytest

from bot.engine import (
    ActResult,
    Person,
    SplitTaken,
    World,
    start,
)
from bot.errors import NotFound
from tests.engine.small import NOW, Talk, make, make_of


def test_split_is_the_same_for_the_same_seed_and_recorded() -> None:
    campaign = make_of("coin")
    found = {}
    for seed in range(40):
        talk = Talk(campaign, seed=seed)
        said = talk.says("coin")
        taken = talk.all_of(SplitTaken)
        found[said] = taken[0]

    assert found == {
        "Heads": SplitTaken("coin/toss", "heads"),
        "Tails": SplitTaken("coin/toss", "tails"),
    }


@pytest.mark.parametrize(
    ("outcome", "said"), [("full", "One.\n\nNothing."), ("missing", "One.\n\nNothing.")]
)
def test_act_branches_on_its_outcome(outcome: str, said: str) -> None:
    talk = Talk(make_of("act"), results={"events.rsvp": ActResult(outcome)})

    assert talk.says("act") == said


def test_short_values_of_an_act_stay_and_long_ones_go() -> None:
    values: dict[str, str | int] = {"place": "x" * 500, "title": "Families"}
    talk = Talk(make_of("act"), results={"events.rsvp": ActResult("ok", values)})
    talk.says("act")

    assert talk.session is not None
    assert "events.place" not in talk.session.fields
    assert talk.says("yes") == "Families!"


def test_acts_in_a_row_end() -> None:
    flow = "keywords: {en: [chain]}\nsteps:\n" + "".join(
        f"  s{n}: {{do: count.mine, then: {{ok: s{n + 1}}}, go: s{n + 1}}}\n" for n in range(12)
    )
    talk = Talk(make({"chain": flow + '  s12: {say: "End."}\n'}))

    assert talk.says("chain").startswith("No problem")
    assert talk.session is None


def test_start_of_an_unknown_flow_is_told() -> None:
    with pytest.raises(NotFound, match="no flow called nothing"):
        start(make(), "nothing", Person(1), World(NOW))
