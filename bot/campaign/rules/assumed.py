"""What nobody has confirmed: listed by `clarion check`, and what production must not run with."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.known import Known
from bot.errors import Problem
from bot.sentences import say


def assumed_places_exist(known: Known) -> Iterator[Problem]:
    """An assumption names a place of campaign.yaml."""
    for name in known.campaign.assumed:
        if tuple(name.split(".")) not in known.source.document.places:
            yield known.source.problem(
                ("assumed", name),
                say("Nothing stands at '%(name)s' to be assumed.", name=name),
                say("Write the way to it with dots: lines.white_house.hours."),
                code="assumed",
            )


def assumptions(known: Known) -> Iterator[Problem]:
    """What the campaign says without anybody having confirmed it, as notes at its place."""
    for name, why in known.campaign.assumed.items():
        loc = tuple(name.split("."))
        if loc in known.source.document.places:
            yield known.source.problem(loc, why, code="assumed", severity="assumed")


def hotline_is_real(known: Known) -> Iterator[Problem]:
    """People in danger are sent to a number where somebody answers. For production."""
    hotline = known.campaign.hotline
    if hotline is not None and hotline.placeholder:
        yield known.source.problem(
            ("hotline", "placeholder"),
            say(
                "%(number)s is a placeholder: nobody answers there, and {hotline} "
                "sends people in danger to it.",
                number=hotline.number,
            ),
            say("Put your own hotline there and delete `placeholder`."),
            code="placeholder",
        )
