"""All checks, over every phone and everything that somebody leads."""

from __future__ import annotations

from bot.rehearsals.week.checks import (
    actions,
    digests,
    friends,
    languages,
    limits,
    phones,
    reminders,
)
from bot.rehearsals.week.town import Town

_OF_A_PHONE = (*phones.CHECKS, *languages.CHECKS, *reminders.OF_A_PHONE, *friends.CHECKS)
_OF_A_PLAN = (*actions.CHECKS, *digests.CHECKS, limits.from_hosts)


def check(town: Town) -> list[str]:
    """Every promise that was broken, with who got what and when."""
    found, capped = list(town.faults), limits.campaign_texts(town)
    for player in town.everybody:
        for look in _OF_A_PHONE:
            found += look(town, player)
        found += limits.under_caps(town, player, capped)
    for plan in town.ledger.plans:
        for of_plan in _OF_A_PLAN:
            found += of_plan(town, plan)
        for reminder in reminders.OF_A_PLAN:
            found += reminder(town, plan, capped)
    found += [f"the campaign has no “{name}”, which is looked for" for name in
              sorted(town.sayings.missing)]  # fmt: skip
    return found
