"""What was learned, kept in the data folder, so that only new sentences are embedded at a start.

One file per set of samples: embeddings by the hash of their sentence, and the weights. It holds the
campaign's own sentences as numbers and nothing of anybody's texts.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.trained import Weights

if TYPE_CHECKING:
    from bot.understanding.trained import Floats

_KEPT_FILES = 3
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def key_of(text: str) -> str:
    """The name an embedding is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process of this machine learn while the others wait for what it keeps."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_weights(file: Path) -> Weights | None:
    """The weights kept in `file`; None where there are none that can be read."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return Weights(
                tuple(map(str, kept["flows"])), kept["directions"], kept["biases"], kept["middle"]
            )
    except _UNREADABLE:
        return None


def read_embeddings(folder: Path, part: str) -> dict[str, Floats]:
    """Embeddings that `part` made before, by key, from all files of `folder`."""
    found: dict[str, Floats] = {}
    for file in folder.glob("*.npz"):
        with suppress(*_UNREADABLE):
            found.update(_embeddings_of(file, part))
    return found


def _embeddings_of(file: Path, part: str) -> dict[str, Floats]:
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
        if str(kept["part"]) != part:
            return {}
        return dict(zip(map(str, kept["keys"]), kept["embeddings"], strict=True))


def keep(file: Path, part: str, weights: Weights, embeddings: Mapping[str, Floats]) -> None:
    """Write `file` at once or not at all, and let the oldest files go. Raises OSError."""
    beside = file.with_suffix(".new")
    with beside.open("wb") as out:
        np.savez(
            out,
            part=np.array(part),
            flows=np.array(weights.flows),
            directions=weights.directions,
            biases=weights.biases,
            middle=weights.middle,
            keys=np.array(list(embeddings)),
            embeddings=np.stack(list(embeddings.values())),
        )
    os.replace(beside, file)
    files = sorted(file.parent.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[_KEPT_FILES:]:
        old.unlink(missing_ok=True)
