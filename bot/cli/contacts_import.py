"""`clarion contacts import`, `lists`, `undo`, `start-series`: people in from a file, and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from bot.bootstrap import build
from bot.calling_lists import importing, lists
from bot.calling_lists.importing import OntoList
from bot.clarion import Clarion
from bot.cli.import_shown import as_json, print_done, print_preview
from bot.errors import ConfigError, InputError, RecordAway
from bot.imports import imports, keeping, leftovers, undoing
from bot.imports.bringing import bring_in
from bot.imports.files import MAX_BYTES
from bot.imports.judging import Fate
from bot.imports.looking import Asked, Looked, look, read
from bot.imports.names import CHOICES
from bot.imports.people import QUESTIONS
from bot.imports.previews import Preview, preview
from bot.imports.proofs import read_proof
from bot.people.deadlines import delete_by
from bot.sentences import say

_ALL = 10**9


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", "is_preview", is_flag=True, help="Only show what would come of it.")
@click.option("--json", "is_json", is_flag=True, help="Show it as JSON, with every row number.")
@click.option("--yes", is_flag=True, help="Bring them in without asking once more.")
@click.option(
    "--column", "columns", multiple=True, metavar="COLUMN=WHAT",
    help=f"Say what a column is, by its header or number: {', '.join(CHOICES)}.",
)  # fmt: skip
@click.option(
    "--answer", "answers", multiple=True, metavar="QUESTION=ANSWER",
    help="Answer for the whole file: "
    + "; ".join(f"{name}={'|'.join(choices)}" for name, (_, choices) in QUESTIONS.items()) + ".",
)  # fmt: skip
@click.option("--sheet", default=None, help="The sheet of a workbook; else its first with rows.")
@click.option("--consent", "where", default=None, help="Proof: where and how they agreed.")
@click.option("--consent-when", "when", default=None, help="Proof: the day, or the days.")
@click.option("--consent-words", "words", default=None, help="Proof: the words they agreed to.")
@click.option("--consent-by", "by", default=None, help="Proof: who vouches for it.")
@click.option("--source", default="import", show_default=True, help="Where the list is from.")
@click.option(
    "--calling-list", "list_code", default="", metavar="CODE",
    help="Put them on this list of `clarion calling`, to be called; none becomes a contact.",
)  # fmt: skip
@click.option(
    "--left-out", "left_path", default=None, type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows that were left out to this CSV, with the reason in its last column.",
)  # fmt: skip
def import_list(
    file: Path,
    is_preview: bool,
    is_json: bool,
    yes: bool,
    columns: tuple[str, ...],
    answers: tuple[str, ...],
    sheet: str | None,
    source: str,
    list_code: str,
    left_path: Path | None,
    **proof: str | None,
) -> None:
    """Bring in the people of a list: CSV, TSV or a workbook (XLSX), from any system.

    It is shown first: what each column is, what would be kept, what is wrong in which row, who is
    known. Nothing is written before you say yes (or --yes), and nobody is texted because of it.

    Ends with 0 when every row is used and no question is open, 1 when rows are left out or a
    question is open, 2 when the file or an option cannot be used.
    """
    clarion = build()
    asked = Asked(
        columns=dict(_pair(one, "column") for one in columns),
        answers=dict(_pair(one, "answer") for one in answers),
        sheet=sheet,
        # The day may have begun where they agreed, and not yet in UTC.
        proof=read_proof(proof, clarion.clock.now().date() + timedelta(days=1)),
    )
    onto = _onto(clarion, list_code, asked)
    looked = _look(clarion, _bytes_of(file), asked, is_preview, onto)
    if left_path is not None:
        _write_left_out(clarion, left_path, looked)
    if is_json and is_preview:
        click.echo(json.dumps(as_json(file.name, looked.preview), ensure_ascii=False, indent=2))
    elif not is_json:
        print_preview(file.name, looked.preview)
    if is_preview:
        raise SystemExit(_exit_code(looked.preview))
    _confirm(looked.preview, yes)
    import_id, counts = _write(clarion, file.name, source, asked, looked, onto)
    _print_done(file.name, import_id, counts, asked, looked, onto, is_json)
    raise SystemExit(_exit_code(looked.preview))


def _print_done(
    name: str,
    import_id: int,
    counts: dict[str, Any],
    asked: Asked,
    looked: Looked,
    onto: OntoList | None,
    is_json: bool,
) -> None:
    if is_json:
        shown = {**as_json(name, looked.preview), "list": import_id, "counts": counts}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        has_proof, is_called = asked.proof is not None, onto is not None
        print_done(import_id, counts, has_proof=has_proof, is_called=is_called)


@click.command("lists")
def list_all() -> None:
    """The lists that were brought in, newest first."""
    for one in imports.list_all(build()):
        counts = ", ".join(f"{name} {count:,}" for name, count in one.row.counts.items() if count)
        click.echo(
            f"{one.row.id}  {one.row.created_at:%Y-%m-%d %H:%M}  {one.row.state}  {one.name}"
            f"  {counts}"
        )


@click.command("undo")
@click.argument("list_id", type=int)
@click.confirmation_option(prompt="Everybody this list brought is taken out again. Go on?")
def undo(list_id: int) -> None:
    """Take a list back as a whole, until the first text that anybody of it has got."""
    clarion = build()
    if imports.show(clarion, list_id).row.calling_list_id is not None:
        removed = importing.undo(clarion, list_id, None)
        click.echo(f"{removed:,} taken off the calling list.")
        return
    done = undoing.undo(clarion, list_id, None)
    click.echo(
        f"{done.removed:,} taken out, {done.restored:,} as they were before, {done.stay:,} have"
        " written since and stay."
    )


@click.command("start-series")
@click.argument("list_id", type=int)
@click.confirmation_option(prompt="The campaign's series begin for this list. Go on?")
def start_series(list_id: int) -> None:
    """Let the campaign's series (a welcome, a day's texts) begin for the people of a list."""
    count = imports.start_series(build(), list_id, None)
    click.echo(f"The series have begun for {count:,} people.")


def _pair(text: str, option: str) -> tuple[str, str]:
    name, is_there, value = text.rpartition("=")
    if not is_there or not name.strip() or not value.strip():
        raise InputError(
            say("--%(option)s takes NAME=VALUE, not “%(text)s”.", option=option, text=text), option
        )
    return name.strip(), value.strip()


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > MAX_BYTES:
        raise InputError(
            say("The file is larger than 32 MB. Split it, and bring the parts."), "file"
        )
    return file.read_bytes()


def _onto(clarion: Clarion, code: str, asked: Asked) -> OntoList | None:
    """The list that people go onto, if one is named. Raises: NotFound, Conflict, InputError
    (without proof)."""
    if not code:
        return None
    if asked.proof is None:
        raise InputError(imports.no_proof(), "consent")
    list_id = lists.find_by_code(clarion, code).id
    importing.check(clarion, list_id)
    return OntoList(clarion, list_id)


def _look(
    clarion: Clarion, data: bytes, asked: Asked, is_preview: bool, onto: OntoList | None
) -> Looked:
    """Look at the file; a preview does without the record where that is away, and says so."""
    with _bar("reading", data.count(b"\n")) as told:
        try:
            return look(clarion, data, asked, told, rows_shown=_ALL, onto=onto)
        except (RecordAway, ConfigError):
            if not is_preview:
                raise
        file, found = read(clarion, data, asked, told)
    shown = preview(file, found, None, asked.answers, asked.proof, rows_shown=_ALL)
    return Looked(file, found, None, shown)


def _write_left_out(clarion: Clarion, path: Path, looked: Looked) -> None:
    gathered = leftovers.gather(looked.file.layout, looked.found.left_out)
    path.write_text(leftovers.as_csv(gathered), encoding="utf-8", newline="")
    click.echo(f"Delete {path} by {delete_by(clarion).isoformat()}.", err=True)


def _confirm(shown: Preview, yes: bool) -> None:
    if not shown.can_be_written:
        click.echo("Nothing to bring in: nobody is new, and nobody changes.", err=True)
        raise SystemExit(_exit_code(shown))
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(
            say("Nothing was written. Look at it with --preview, then say --yes to bring them in.")
        )
    counts = shown.counts
    click.confirm(f"Bring in {counts['new']:,} and change {counts['changed']:,}?", abort=True)


def _write(
    clarion: Clarion,
    name: str,
    source: str,
    asked: Asked,
    looked: Looked,
    onto: OntoList | None,
) -> tuple[int, dict[str, Any]]:
    with clarion.record.transaction() as connection:
        import_id = keeping.begin(
            clarion, connection, name, source=source, made_by=None, state="writing",
            calling_list_id=onto.list_id if onto else None,
        )  # fmt: skip
        keeping.keep_asked(clarion, connection, import_id, asked)
        keeping.keep_preview(clarion, connection, import_id, looked)
    people = list(looked.found.people.values())
    with _bar("bringing in", len(people)) as told:
        tell = keeping.teller(clarion, import_id, told)
        if onto is not None:
            fates = onto.bring(import_id, people, tell)
        else:
            fates = bring_in(
                clarion, import_id, people, source=source, proof=asked.proof, progress=tell
            )
    counts = {**looked.preview.counts, **{fate.value: fates[fate] for fate in Fate}}
    keeping.finish(clarion, import_id, counts, looked.preview, None)
    return import_id, counts


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Progress on the terminal's other stream, so that JSON can be piped."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=max(total, 1))
        yield lambda done: bar.update(task, completed=done)


def _exit_code(shown: Preview) -> int:
    is_open = any(one.count and not one.answer for one in shown.questions)
    return 1 if shown.leaves_out or is_open else 0
