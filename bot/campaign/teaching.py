"""Teaching a flow a sentence or a keyword: the change of its file as a diff, checked, then written.

The file keeps its comments and its order: one line is added, nothing is written anew. What was
there before is kept in a folder of versions.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.campaign.loading import check
from bot.errors import Conflict, InputError, NotFound
from bot.sentences import say

MAX_SENTENCE = 120
AS_SAMPLE, AS_KEYWORD = "sample", "keyword"
_SHORT = 4  # words; a keyword is no sentence


@dataclass(frozen=True, slots=True)
class Lesson:
    """A change of one file: its lines before and after, the diff, and what would be wrong."""

    path: Path
    before: str
    after: str
    diff: str
    problems: tuple[str, ...]


def teach(folder: Path, flow: str, lang: str, words: str, how: str) -> Lesson:
    """What it takes for `words` to lead to `flow`; nothing is written.

    Raises: NotFound (no such flow), InputError (no words, too many).
    """
    path = folder / f"{flow}.yaml"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", flow) or not path.is_file():
        raise NotFound(
            say(
                "There is no flow called %(flow_name)s. Flows are called as their files in the "
                "campaign’s folder, without .yaml.",
                flow_name=flow,
            )
        )
    said = " ".join(words.split()).strip(" .,;!¡¿?\"'")
    if not said or len(said) > MAX_SENTENCE:
        raise InputError(
            say("One sentence of at most %(most)s letters.", most=MAX_SENTENCE), "words"
        )
    if how == AS_KEYWORD and said.count(" ") >= _SHORT:
        raise InputError(say("A keyword has at most %(most)s words.", most=_SHORT), "words")
    if not re.fullmatch(r"[a-z]{2}", lang):
        raise InputError(say("Name the language, like en or es."), "lang")
    before = path.read_text("utf-8")
    after = (
        _with_keyword(before, lang, said) if how == AS_KEYWORD else _with_sample(before, lang, said)
    )
    name = path.name
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), name, name, lineterm="", n=2
    )
    return Lesson(path, before, after, "\n".join(lines), _problems(folder, path, after))


def write(lesson: Lesson, versions: Path, now: datetime) -> Path:
    """Write the change and keep what was there before. The path of the kept version.

    Raises: Conflict where the file has changed meanwhile or the change has problems.
    """
    if lesson.problems or lesson.path.read_text("utf-8") != lesson.before:
        raise Conflict(say("The file has changed meanwhile, or this would break it. Look again."))
    versions.mkdir(parents=True, exist_ok=True)
    kept = versions / f"{now:%Y%m%dT%H%M%S}-{lesson.path.name}"
    kept.write_text(lesson.before, "utf-8")
    new = lesson.path.with_suffix(".new")
    new.write_text(lesson.after, "utf-8")
    new.replace(lesson.path)
    return kept


def versions_in(data_dir: Path) -> Path:
    """Where files are kept as they were before a change."""
    return data_dir / "campaign-versions"


def _problems(folder: Path, path: Path, after: str) -> tuple[str, ...]:
    """What `clarion check` would refuse with the change that it does not refuse without."""
    was = {str(problem) for problem in check(folder) if problem.severity == "error"}
    with tempfile.TemporaryDirectory(prefix="clarion-lesson-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy)
        (copy / path.name).write_text(after, "utf-8")
        found = [str(problem) for problem in check(copy) if problem.severity == "error"]
    return tuple(problem for problem in found if problem not in was)


def _quoted(words: str) -> str:
    """As YAML reads it as text."""
    plain = re.fullmatch(r"[^\W\d_][\w '?¿¡!áéíóúñü]*", words) is not None
    is_word = words.lower() in ("yes", "no", "on", "off", "true", "false", "null", "si", "y", "n")
    return (
        words
        if plain and not is_word and ": " not in words
        else json.dumps(words, ensure_ascii=False)
    )


def _with_sample(text: str, lang: str, words: str) -> str:
    line = f"    - {_quoted(words)}\n"
    block = re.search(rf"(?ms)^means:\n(?:  .*\n|\n)*?  {lang}:\n", text)
    if block is not None:
        return text[: block.end()] + line + text[block.end() :]
    means = re.search(r"(?m)^means:\n", text)
    if means is not None:
        return text[: means.end()] + f"  {lang}:\n{line}" + text[means.end() :]
    return text.rstrip("\n") + f"\nmeans:\n  {lang}:\n{line}"


def _with_keyword(text: str, lang: str, words: str) -> str:
    words = _quoted(words.lower())
    found = re.search(rf"(?m)^keywords:\n(?:  .*\n)*?  {lang}: \[(.*)\]$", text)
    if found is not None:
        there = f"{found[1]}, {words}" if found[1].strip() else words
        return text[: found.start(1)] + there + text[found.end(1) :]
    keywords = re.search(r"(?m)^keywords:\n", text)
    if keywords is not None:
        return text[: keywords.end()] + f"  {lang}: [{words}]\n" + text[keywords.end() :]
    first = re.search(r"(?m)^(about:.*\n)", text)
    at = first.end() if first is not None else 0
    return text[:at] + f"keywords:\n  {lang}: [{words}]\n" + text[at:]
