"""How well sentences are understood, by the built-in part and by the trained one, and at what cost.

The sentences are tests/cases/sentences.yaml, written by somebody who had not seen what the flows
give. Only the parts are measured: what keywords take first is not theirs.
"""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import psutil
import yaml

from bench.table import Row
from bot.campaign import load
from bot.engine.meaning import Meaning
from bot.understanding.built_in import BuiltInMeaning
from bot.understanding.embedder import embedder_version
from bot.understanding.learning import learn_now, samples_in

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "cases" / "sentences.yaml"
RIGHT, WRONG, MOST_MS, MOST_MB = 0.80, 0.04, 60.0, 60.0


def run(_rounds: int = 1, _seconds: float = 0.0, data_dir: Path = ROOT / ".cache") -> list[Row]:
    """Right, wrong, silent, CPU and memory of both parts; learning is not in the figures."""
    samples = samples_in(load(ROOT / "flows"))
    if embedder_version():  # in a process of its own: learning takes more than answering
        learn = multiprocessing.get_context("spawn").Process(
            target=learn_now, args=(samples, data_dir)
        )
        learn.start()
        learn.join()
    rows = _measured("built in", BuiltInMeaning(samples), _memory_mb())
    if embedder_version():
        before_mb = _memory_mb()  # numpy and the model count too
        rows += _measured("trained", learn_now(samples, data_dir), before_mb)
    return rows


def _measured(name: str, part: Meaning, before_mb: float) -> list[Row]:
    sentences = yaml.safe_load(SENTENCES.read_text("utf-8"))["sentences"]
    part.match("warm", "en")
    began, right, wrong = time.process_time(), 0, 0
    for one in sentences:
        found = part.match(str(one["text"]), one["lang"])
        meant = {found.flow, found.or_flow or found.flow} if found else {"unknown"}
        is_right = not meant.isdisjoint(one["expected"])
        right += is_right
        wrong += found is not None and not is_right
    ms = (time.process_time() - began) / len(sentences) * 1000
    mb = _memory_mb() - before_mb
    good, bad = right / len(sentences), wrong / len(sentences)
    is_last = name == "trained"
    return [
        Row(f"{name}: right", good, "", None, None, f"≥ {RIGHT}" if is_last else "",
            good >= RIGHT if is_last else None),
        Row(f"{name}: wrong", bad, "", None, None, f"≤ {WRONG}", bad <= WRONG),
        Row(f"{name}: silent", 1 - good - bad, ""),
        Row(f"{name}: a text", ms, "ms", None, None, f"≤ {MOST_MS:g} ms", ms <= MOST_MS),
        Row(f"{name}: memory", mb, "MB", None, None, f"≤ {MOST_MB:g} MB", mb <= MOST_MB),
    ]  # fmt: skip


def _memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    for row in run():
        print(f"{row.name:20} {row.value:8.3f} {row.unit:4} {row.target}")
