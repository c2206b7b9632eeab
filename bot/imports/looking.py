"""Looking at a file: everything that would come of it, with nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clarion import Clarion
from bot.errors import InputError
from bot.imports import line_types
from bot.imports.files import File, read_file
from bot.imports.judging import Judged, judge_all
from bot.imports.onto import Onto
from bot.imports.people import QUESTIONS, Found, Progress, read_people
from bot.imports.previews import Preview, preview
from bot.imports.proofs import Proof
from bot.people import keyring
from bot.sentences import say


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organizer says of a file: which column is what, answers to its questions, the sheet
    of a workbook, and how the people agreed."""

    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    proof: Proof | None = None

    def settings(self) -> dict[str, Any]:
        """What is kept of it in clear."""
        return {"columns": dict(self.columns), "answers": dict(self.answers), "sheet": self.sheet}


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at. `judged` is None where the record was not at hand."""

    file: File
    found: Found
    judged: Sequence[Judged] | None
    preview: Preview


def look(
    clarion: Clarion,
    data: bytes,
    asked: Asked,
    progress: Progress = lambda _: None,
    *,
    rows_shown: int = 200,
    may_lack_phone: bool = False,
    onto: Onto | None = None,
) -> Looked:
    """Look at a file, and at the record for whom it names; `onto` is where its people go, if not
    into the record. Raises: InputError, KeyMissing, RecordAway."""
    file, found = read(clarion, data, asked, progress, may_lack_phone=may_lack_phone)
    with clarion.record.transaction() as connection:
        keyring.check(clarion.sealer, connection)
        if onto is not None:
            judged = onto.judge(connection, list(found.people.values()))
        else:
            has_proof = asked.proof is not None
            judged = judge_all(
                clarion.sealer, connection, found.people.values(), has_proof=has_proof
            )
    looked_up = (0, 0) if onto else line_types.look_up(clarion, judged)
    return Looked(
        file, found, judged,
        preview(
            file, found, judged, asked.answers, asked.proof,
            rows_shown=rows_shown, looked_up=looked_up,
        ),
    )  # fmt: skip


def read(
    clarion: Clarion,
    data: bytes,
    asked: Asked,
    progress: Progress = lambda _: None,
    *,
    may_lack_phone: bool = False,
) -> tuple[File, Found]:
    """Read a file without asking the record. Raises: InputError."""
    check_answers(asked.answers)
    file = read_file(data, asked.columns, asked.sheet, may_lack_phone=may_lack_phone)
    languages = tuple(clarion.campaign.current().languages)
    return file, read_people(file.layout, file.rows, languages, asked.answers, progress)


def check_answers(answers: Mapping[str, str]) -> None:
    """Raises: InputError for a question or an answer that there is not."""
    for name, answer in answers.items():
        if name not in QUESTIONS:
            raise InputError(
                say(
                    "There is no question “%(name)s”; there are: %(names)s",
                    name=name,
                    names=", ".join(QUESTIONS),
                ),
                "answer",
            )
        choices = QUESTIONS[name][1]
        if answer not in choices:
            raise InputError(
                say(
                    "“%(answer)s” is no answer to “%(name)s”; there are: %(answers)s",
                    answer=answer,
                    name=name,
                    answers=", ".join(choices),
                ),
                "answer",
            )
