"""What was learned, kept in the data folder, so that only new sentences are embedded at a start.

One file per set of samples: the direction of each by the hash of its sentence, and the weights. It
holds the campaign's own sentences as numbers and nothing of anybody's texts. What the shipped
campaign comes to lies beside this module (bot/campaign/make_meaning.py makes it): nothing is
learned on a machine that runs it as it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.trained import Axes, Weights

if TYPE_CHECKING:
    from bot.understanding.trained import Bytes

SHIPPED = Path(__file__).with_name("shipped.npz")
AXES = Path(__file__).with_name("axes.npz")
_KEPT_FILES = 3
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True)
class Learned:
    """`weights` for the samples that `digest` names, made with the model `part`; `keys` are of
    their sentences, in the order of `weights.samples`."""

    part: str
    digest: str
    weights: Weights
    keys: tuple[str, ...]


def key_of(text: str) -> str:
    """The name a direction is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process of this machine learn while the others wait for what it keeps."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def read_axes() -> Axes:
    """What embeddings are looked at along: the same for every campaign."""
    with np.load(AXES, allow_pickle=False) as kept:
        return Axes(kept["middle"].astype(np.float32), kept["ways"].astype(np.float32))


def keep_axes(axes: Axes) -> None:
    """Write the axes beside this module."""
    np.savez_compressed(AXES, middle=axes.middle, ways=axes.ways.astype(np.float16))


def read_learned(file: Path) -> Learned | None:
    """What is kept in `file`; None where there is nothing that can be read."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            weights = Weights(
                tuple(map(str, kept["flows"])),
                kept["directions"].astype(np.float32),
                kept["biases"].astype(np.float32),
                kept["samples"],
                kept["places"],
            )
            keys = tuple(map(str, kept["keys"]))
            return Learned(str(kept["part"]), str(kept["digest"]), weights, keys)
    except _UNREADABLE:
        return None


def read_directions(folder: Path, part: str) -> dict[str, Bytes]:
    """Directions that `part` found before, by key: the shipped ones and those of `folder`."""
    found: dict[str, Bytes] = {}
    for file in (SHIPPED, *folder.glob("*.npz")):
        learned = read_learned(file)
        if learned is not None and learned.part == part:
            found.update(zip(learned.keys, learned.weights.samples, strict=True))
    return found


def keep(file: Path, learned: Learned) -> None:
    """Write `file` at once or not at all, and let the oldest files go. Raises OSError."""
    weights = learned.weights
    beside = file.with_suffix(".new")
    with beside.open("wb") as out:
        np.savez_compressed(
            out,
            part=np.array(learned.part),
            digest=np.array(learned.digest),
            flows=np.array(weights.flows),
            directions=weights.directions.astype(np.float16),
            biases=weights.biases,
            samples=weights.samples,
            places=weights.places,
            keys=np.array(learned.keys),
        )
    os.replace(beside, file)


def let_go_of_old(folder: Path) -> None:
    """Keep what was learned last, and no more than a few files of it."""
    files = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[_KEPT_FILES:]:
        old.unlink(missing_ok=True)
