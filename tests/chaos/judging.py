"""What went wrong, by the carrier's log and the record."""

from __future__ import annotations

from collections import Counter

from tests.chaos.house import House, say

_WORDS = ("Call (866)", "Llama ya", "Call +1866", "Another text")


def judge(house: House) -> list[str]:
    """A sentence for each thing that must hold and does not."""
    found = house.progress()
    if found is None:
        return ["the record is away"]
    texts = [
        entry
        for entry in house.simulator.log("accepted")
        if "/status/" in (entry["callback"] or "") and entry["body"].startswith(_WORDS)
    ]
    got = Counter(entry["to"] for entry in texts)
    wrong = []
    if found.state != "done":
        wrong.append(f"the broadcast is {found.state} ({found.state_reason}): {say(found)}")
    if not found.is_sound:
        wrong.append("the states do not add up to the recipients")
    twice = [phone for phone, count in got.items() if count > 1]
    if twice:
        wrong.append(f"{len(twice)} people got more than one")
    settled = sum(found.states[s] for s in ("accepted", "sent", "delivered", "undelivered"))
    if settled != len(got):
        wrong.append(f"the record says {settled} were sent, the carrier {len(got)}")
    # Somebody whose STOP the carrier heard while we were down is refused by it: a reason as well.
    refused = sum(failure.count for failure in found.failures if failure.code == 21610)
    if refused != found.states["failed"]:
        wrong.append(f"failed: {found.failures} {dict(found.skipped)}")
    # Strangers who text meanwhile may be among the recipients, skipped since they never joined.
    expected = sum(found.states.values()) - found.states["skipped"] - refused
    if expected != len(got):
        wrong.append(f"{expected - len(got)} people were lost")
    first = {entry["to"]: entry["n"] for entry in texts}
    late = [phone for phone, n in house.stopped if first.get(phone, 0) > n]
    if late:
        wrong.append(f"{len(late)} people were texted after their STOP was answered")
    return wrong
