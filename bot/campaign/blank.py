"""The files of a new campaign: small, complete, in the languages asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.campaign.documents import read_document
from bot.campaign.transcript_writing import quote
from bot.errors import InputError
from bot.sentences import say


@cache
def _texts() -> Mapping[str, Any]:
    document, problems = read_document(Path(__file__).with_name("blank.yaml"), "blank.yaml")
    if document is None:
        raise RuntimeError(str(problems[0]))
    texts: Mapping[str, Any] = document.data
    return texts


def blank_files(name: str, org: str, languages: Sequence[str], line: str) -> Mapping[str, str]:
    """File texts by path. Raises InputError for a language there are no first texts in."""
    table = _texts()
    for lang in languages:
        if lang not in table["own"]["stopped"]:
            known = ", ".join(table["own"]["stopped"])
            raise InputError(
                say(
                    "There are no first texts in '%(lang)s' yet, only in %(known)s. Begin with "
                    "those and translate: clarion translate.",
                    lang=lang,
                    known=known,
                ),
                "lang",
            )
    rows = [
        f"campaign: {quote(name)}",
        f"org: {quote(org)}",
        f"languages: [{', '.join(languages)}]",
        "zone: America/New_York",
        "",
        "lines:",
        "  main:",
        f"    number: {quote(line)}",
        f"    languages: [{', '.join(languages)}]",
        "",
        "fields:",
        "  disclosed: {about: The first text has said who texts and how to stop.}",
        "",
        "texts:",
    ]
    for key, by_lang in table["own"].items():
        rows.append(f"  {key}:")
        rows += [f"    {lang}: {quote(by_lang[lang])}" for lang in languages]
    files = {"campaign.yaml": "\n".join(rows) + "\n"}
    for flow, flow_rows in table["flows"].items():
        files[f"{flow}.yaml"] = _pick(flow_rows, languages)
    files["conversations/call.yaml"] = table["conversations"][languages[0]]
    return files


def _pick(text: str, languages: Sequence[str]) -> str:
    """The rows of a flow that are in these languages: others begin with "xx:" of another."""
    kept = []
    for row in text.split("\n"):
        head = row.strip().partition(":")[0]
        if len(head) == 2 and head in _texts()["own"]["stopped"] and head not in languages:
            continue
        kept.append(row)
    return "\n".join(kept)
