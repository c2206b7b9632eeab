"""Canaries: made-up words and numbers that stand nowhere else, and where they can be read.

A word is looked for as it was written, in small letters, and in the hexadecimal and base64 that
would carry it through a column of bytes or a job.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from bot.queue import connect

_LETTERS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_CHUNK = 1 << 20
_WINDOW = 8  # bytes, as many as a number of the processor has


@dataclass(frozen=True, slots=True)
class Leak:
    """A canary that can be read: which one, and where."""

    word: str
    where: str


@dataclass
class Canaries:
    """Words that were planted, by what they stand for."""

    planted: dict[str, str] = field(default_factory=dict)
    _made: tuple[object, _Finder] | None = field(default=None, repr=False, compare=False)

    def word(self, what: str) -> str:
        """A new word for an input, like "Zuvalokinet": nothing else has it, and names may."""
        syllables = (secrets.choice(_LETTERS) + secrets.choice(_VOWELS) for _ in range(6))
        made = "".join(syllables).capitalize() + "x"
        self.planted[what] = made
        return made

    def add(self, what: str, value: str) -> str:
        """Watch for something that was not made here, such as a number's digits."""
        self.planted[what] = value
        return value

    @property
    def forms(self) -> Mapping[str, Sequence[str]]:
        """Each canary with the forms it may be read in, all in small letters."""
        return {what: forms_of(value) for what, value in self.planted.items()}

    def read_in(self, data: bytes, where: str) -> Iterator[Leak]:
        """Which canaries can be read in bytes."""
        for what in self._finder().find(data.lower()):
            yield Leak(what, where)

    @property
    def longest(self) -> int:
        """Letters of the longest form."""
        return self._finder().longest

    def _finder(self) -> _Finder:
        values = tuple(self.planted.items())
        if self._made is None or self._made[0] != values:
            self._made = (values, _Finder(self.forms))
        return self._made[1]


class _Finder:
    """Finds thousands of forms in bytes at once: only those whose first eight letters stand
    anywhere are looked for one by one."""

    def __init__(self, forms: Mapping[str, Sequence[str]]) -> None:
        self._forms: dict[int, list[tuple[str, bytes]]] = {}
        self._short: list[tuple[str, bytes]] = []
        encoded = [(what, form.encode()) for what, listed in forms.items() for form in listed]
        for what, form in encoded:
            if len(form) < _WINDOW:
                self._short.append((what, form))
            else:
                start = int.from_bytes(form[:_WINDOW], "little")
                self._forms.setdefault(start, []).append((what, form))
        self._starts = np.array(sorted(self._forms), dtype="<u8")
        self._order = {what: number for number, what in enumerate(forms)}
        self.longest = max((len(form) for _, form in encoded), default=0)

    def find(self, small: bytes) -> list[str]:
        """What can be read in bytes of small letters, in the order it was given."""
        likely = [*self._short, *(one for start in self._seen(small) for one in self._forms[start])]
        found = {what for what, form in likely if form in small}
        return sorted(found, key=self._order.__getitem__)

    def _seen(self, small: bytes) -> set[int]:
        """The first eight letters of forms that stand in bytes, as numbers."""
        seen: set[int] = set()
        if not self._forms:
            return seen
        for offset in range(min(_WINDOW, max(0, len(small) - _WINDOW + 1))):
            count = (len(small) - offset) // _WINDOW
            windows = np.frombuffer(small, dtype="<u8", count=count, offset=offset)
            nearest = self._starts.searchsorted(windows).clip(max=len(self._starts) - 1)
            seen.update(windows[self._starts[nearest] == windows].tolist())
        return seen


@cache
def forms_of(value: str) -> Sequence[str]:
    """How a value may stand in bytes, in small letters: itself, hexadecimal, base64 at each of its
    three offsets, without the letters that depend on what stands beside it."""
    found = {value.lower()}
    for one in {value, value.lower(), value.upper()}:
        raw = one.encode()
        found.add(raw.hex())
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
            found.add(coded[(0, 2, 3)[offset] : -1].lower())
    return tuple(sorted(found))


def look_in_files(canaries: Canaries, folder: Path, but: Sequence[str] = ()) -> Iterator[Leak]:
    """Which canaries can be read in the files of a folder, and in their names. Folders named in
    `but` are left out; files that go away meanwhile, too."""
    for path in sorted(folder.rglob("*")):
        where = str(path.relative_to(folder))
        if where.split("/", 1)[0] in but:
            continue
        yield from canaries.read_in(where.encode(), f"the name of a file in {folder.name}")
        if path.is_file() and not path.is_symlink():
            yield from _in_file(canaries, path, where)


def _in_file(canaries: Canaries, path: Path, where: str) -> Iterator[Leak]:
    found: set[Leak] = set()
    try:
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(_CHUNK):
                found |= set(canaries.read_in(before + chunk, where))
                before = chunk[-canaries.longest :]
    except OSError:
        return
    yield from sorted(found, key=lambda leak: leak.word)


def look_in_redis(canaries: Canaries, redis_url: str) -> Iterator[Leak]:
    """Which canaries can be read in Redis or Valkey: names of keys, values of every type, and the
    arguments of jobs. Raises: redis.exceptions.RedisError."""
    client = connect(redis_url)
    for key in client.scan_iter(count=500):
        yield from canaries.read_in(key, "the name of a key in Redis")
        data = client.dump(key)
        if data:
            # Values are compressed in a dump where they are long: read them as they are, too.
            yield from canaries.read_in(data + _value(client, key), f"Redis {_family(key)}")
    client.close()


def _value(client: object, key: bytes) -> bytes:
    readers = {
        b"string": lambda c: c.get(key),
        b"hash": lambda c: c.hgetall(key),
        b"list": lambda c: c.lrange(key, 0, -1),
        b"set": lambda c: c.smembers(key),
        b"zset": lambda c: c.zrange(key, 0, -1),
        b"stream": lambda c: c.xrange(key),
    }
    kind = client.type(key)  # type: ignore[attr-defined]  # redis' own types are of no help here
    read = readers.get(kind)
    found = read(client) if read else b""
    whole = repr(found).encode()
    for part in found.values() if isinstance(found, dict) else ():
        with contextlib.suppress(zlib.error):  # what a job is called with is compressed
            whole += zlib.decompress(part)
    return whole


def _family(key: bytes) -> str:
    return key.decode("utf-8", "replace").split(":")[0]
