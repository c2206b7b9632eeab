"""A voice to check reading times against: Debian's espeak-ng, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess

from bot.errors import ClarionError

PROGRAM = "espeak-ng"
_VOICES = {"en": "en-us", "es": "es-419"}
# What its WAV has on standard output: a header of 44 bytes, then 16-bit samples, one channel.
_HEADER, _SAMPLE, _RATE = 44, 2, 22_050
_HINT = re.compile(r" ?\([^()]*\)")


class NoVoice(ClarionError):
    """There is no voice on this machine, or none for the language."""


def has_voice() -> bool:
    """Whether there is a voice on this machine."""
    return shutil.which(PROGRAM) is not None


def spoken_s(text: str, lang: str, words_per_minute: int) -> float:
    """Seconds the voice speaks the text at that pace. Hints in brackets are not spoken.

    Raises: NoVoice.
    """
    if lang not in _VOICES or not has_voice():
        raise NoVoice(f"There is no voice for {lang} here. On Debian: apt-get install {PROGRAM}")
    done = subprocess.run(  # noqa: S603 - a fixed program; the text goes in on standard input
        [PROGRAM, "-v", _VOICES[lang], "-s", str(words_per_minute), "--stdout"],
        input=_HINT.sub("", text).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        raise NoVoice(f"{PROGRAM} failed: {done.stderr.decode(errors='replace').strip()[:200]}")
    return (len(done.stdout) - _HEADER) / _SAMPLE / _RATE
