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
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.table import Row
from bot.campaign import check, load
from bot.campaign.blank import blank_files
from bot.engine import Campaign, Person, Session, World, route

HERE = Path(__file__).parent
WORLD = World(datetime(2026, 9, 22, 15, tzinfo=UTC))
PERSON = Person(1, lang="en", is_opted_in=True)
TEXTS = ("survey", "my name is Ana", "yes please", "zip is 60608")
SAMPLES_A_ROUND, CONVERSATIONS, MANY = 4, 200, 200
PACKAGE = "@floip/flow-runner@1.0.11"
LIMIT_US = 50.0


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


def measure(conversations: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Microseconds of CPU a turn for each, interleaved: the median of its samples."""
    found: list[list[float]] = [[] for _ in conversations]
    for conversation in conversations:
        conversation()
    for _ in range(max(rounds, 1) * SAMPLES_A_ROUND):
        for samples, conversation in zip(found, conversations, strict=True):
            begun = time.process_time()
            for _ in range(CONVERSATIONS):
                conversation()
            samples.append((time.process_time() - begun) / (CONVERSATIONS * len(TEXTS)) * 1e6)
    return [statistics.median(samples) for samples in found]


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


def _floip(cache: Path) -> float | None:
    """Microseconds a turn, or None where Node or the package cannot be had."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    folder = cache / "floip"
    try:
        if not (folder / "node_modules" / "@floip" / "flow-runner").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            install = ["npm", "install", "--silent", "--prefix", str(folder), PACKAGE]
            subprocess.run(install, check=True, capture_output=True, timeout=240)
        walk = ["node", str(HERE / "floip.cjs"), str(folder)]
        run = subprocess.run(walk, check=True, capture_output=True, text=True, timeout=120)
        return float(run.stdout.strip().splitlines()[-1])
    except (subprocess.SubprocessError, OSError, ValueError, IndexError):
        return None


def run(rounds: int = 3, _seconds: float = 4.0, cache: Path = Path(".cache")) -> list[Row]:
    """Every figure, in the order of the table."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        small = make_campaign(Path(one))
        begun = time.process_time()
        large = make_campaign(Path(two), MANY)
        check(Path(two))
        loading_s = time.process_time() - begun
    if talk(small) != "Thank you, Ana from 60608!":
        raise RuntimeError(f"the engine says something else: {talk(small)}")
    ours, many, floor = measure([lambda: talk(small), lambda: talk(large), _floor], rounds)
    is_quick, is_flat, is_loaded = ours <= LIMIT_US, many <= 1.15 * ours, loading_s <= 2
    rows = [
        Row("a persisted turn", ours, "µs", floor, ours / floor, f"≤ {LIMIT_US:g} µs", is_quick),
        Row(f"the same among {MANY} flows", many, "µs", ours, many / ours, "≤ 1.15", is_flat),
        Row("turns on one core", 1e6 / ours, "1/s", 1e6 / floor, floor / ours),
        Row(f"load and check {MANY} flows", loading_s, "s", None, None, "≤ 2 s", is_loaded),
    ]
    floip = _floip(cache)
    if floip is not None:
        rows.append(Row(f"a turn of {PACKAGE}", floip, "µs", ours, floip / ours))
    return rows


if __name__ == "__main__":
    for row in run():
        floor = f"floor {row.floor:,.1f}" if row.floor else ""
        print(f"{row.name:44} {row.value:10,.1f} {row.unit:4} {floor:16} {row.target}")
