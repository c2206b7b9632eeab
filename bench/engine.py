"""Turns per second of the engine, session through JSON between turns, beside its floor.

The flow is the three questions of bench/three_questions.yaml (name; yes or no; ZIP): four turns
a conversation. The floor is a dictionary of functions with no templates, words or events. Where
Node is present, `@floip/flow-runner` walks an equal flow beside it (installed into .cache/).
Run: python -m bench.engine
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.campaign import check, load
from bot.campaign.blank import blank_files
from bot.engine import Campaign, Person, Session, World, route

HERE = Path(__file__).parent
WORLD = World(datetime(2026, 9, 22, 15, tzinfo=UTC))
PERSON = Person(1, lang="en", is_opted_in=True)
TEXTS = ("survey", "my name is Ana", "yes please", "zip is 60608")
SAMPLES, CONVERSATIONS = 10, 300
LIMIT_US = 50.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `us` is microseconds a persisted turn, `per_s` turns a second on one core."""

    name: str
    us: float
    per_s: float
    note: str = ""


def make_campaign(folder: Path, more_flows: int = 0) -> Campaign:
    """A campaign with the measured flow and `more_flows` others, three keywords each."""
    for path, text in blank_files("Bench", "Bench", ("en", "es"), "(312) 555-0142").items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    survey = (HERE / "three_questions.yaml").read_text(encoding="utf-8")
    (folder / "survey.yaml").write_text(survey, encoding="utf-8")
    for n in range(more_flows):
        name = f"more{n}"
        other = survey.replace("flow: survey", f"flow: {name}")
        keywords = f"{{en: [word {n} x, {name}, other {n}]}}"
        (folder / f"{name}.yaml").write_text(other.replace("{en: [survey]}", keywords), "utf-8")
    return load(folder)


def talk(campaign: Campaign) -> str:
    """One conversation, the session through JSON between turns. The last text."""
    session: Session | None = None
    said = ""
    for text in TEXTS:
        stored = session.to_json() if session else ""
        turn = route(campaign, Session.from_json(stored) if stored else None, PERSON, WORLD, text)
        session = turn.session
        said = next(getattr(event, "text", "") for event in turn.events if hasattr(event, "text"))
    return said


def measure(conversation: Callable[[], object]) -> float:
    """Microseconds a turn: the median of ten samples."""
    conversation()
    found = []
    for _ in range(SAMPLES):
        begun = time.process_time()
        for _ in range(CONVERSATIONS):
            conversation()
        found.append((time.process_time() - begun) / (CONVERSATIONS * len(TEXTS)) * 1e6)
    return statistics.median(found)


# --- the floor ---------------------------------------------------------------------------------


def _floor() -> str:
    state = "{}"
    said = ""
    for text in TEXTS:
        session = json.loads(state)
        step = session.get("step")
        if step is None:
            said, session["step"] = "Hi! What is your name?", "name"
        elif step == "name":
            session["who"] = text.removeprefix("my name is ").strip()
            said, session["step"] = f"Nice to meet you, {session['who']}. YES or NO", "come"
        elif step == "come":
            session["come"] = text.lower().split()[0] in ("yes", "y", "yeah")
            said, session["step"] = "What is your ZIP?", "zip"
        else:
            found = re.search(r"\d{5}", text)
            said = f"Thank you, {session['who']} from {found.group() if found else ''}!"
        state = json.dumps(session)
    return said


# --- @floip/flow-runner ------------------------------------------------------------------------


def _floip(cache: Path) -> Row | None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    folder = cache / "floip"
    try:
        if not (folder / "node_modules" / "@floip" / "flow-runner").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [
                    "npm",
                    "install",
                    "--silent",
                    "--prefix",
                    str(folder),
                    "@floip/flow-runner@1.0.11",
                ],
                check=True,
                capture_output=True,
                timeout=240,
            )
        run = subprocess.run(
            ["node", str(HERE / "floip.cjs"), str(folder)],
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        us = float(run.stdout.strip().splitlines()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError):
        return None
    return Row("@floip/flow-runner 1.0.11 (node)", us, 1e6 / us, "equal flow")


def run(cache: Path = Path(".cache")) -> list[Row]:
    """Every figure, in the order of the table."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        campaign = make_campaign(Path(name))
        if talk(campaign) != "Thank you, Ana from 60608!":
            raise RuntimeError(f"the engine says something else: {talk(campaign)}")
        us = measure(lambda: talk(campaign))
        rows.append(Row("Clarion", us, 1e6 / us, f"at most {LIMIT_US:.0f} us"))
    with tempfile.TemporaryDirectory() as name:
        begun = time.process_time()
        many = make_campaign(Path(name), 200)
        check(Path(name))
        took = time.process_time() - begun
        us = measure(lambda: talk(many))
        rows.append(Row("Clarion, 203 flows", us, 1e6 / us, f"loaded and checked in {took:.2f} s"))
    floor = measure(_floor)
    rows.append(
        Row("a bare dict engine (floor)", floor, 1e6 / floor, "no words, events, templates")
    )
    floip = _floip(cache)
    if floip is not None:
        rows.append(floip)
    return rows


if __name__ == "__main__":
    for row in run():
        print(f"{row.name:36} {row.us:8.1f} us/turn {row.per_s:10,.0f} turns/s  {row.note}")
