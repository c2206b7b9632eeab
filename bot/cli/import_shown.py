"""A list's preview on the terminal, and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from bot.imports.previews import KindShown, Preview, Question
from bot.imports.problems import NOTICES, Cost
from bot.texting.counting import counted

_ROWS = 12  # numbers named; the rest are counted
_COST = {
    Cost.ROW: "left out",
    Cost.ASKED: "to answer",
    Cost.ZIP: "without their ZIP",
    Cost.LANG: "without their language",
    Cost.NAME: "without their name",
    Cost.TAG: "tags cut",
    Cost.NOTHING: "to know",
}
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BECOMES = {
    "new": "new", "changed": "changes", "same": "known, nothing changes",
    "stopped": "has stopped: stays out", "erased": "was erased: stays out",
}  # fmt: skip
_FIELDS = {"lang": "language", "zip": "ZIP", "consent": "consent", "name": "name", "tags": "tags"}


def as_json(name: str, shown: Preview) -> dict[str, Any]:
    """The preview for scripts: kinds with their words and the mend beside them."""
    found = shown.as_json()
    for one in found["problems"]:
        notice = NOTICES[one["kind"]]
        one |= {"costs": notice.cost.value, "what": str(notice.what), "mend": str(notice.mend)}
        one["examples"] = [{"row": row, "value": value} for row, value in one["examples"]]
    for one in found["questions"]:
        one["option"] = f"--answer {one['name']}={'|'.join(one['answers'])}"
        one["what"] = str(NOTICES[one["kind"]].what)
    return {"file": name, **found}


def print_preview(name: str, shown: Preview) -> None:
    """Everything there is to see before saying yes."""
    click.echo(f"{name}: {_form(shown)}")
    if not shown.is_against_record:
        click.echo("The record is not at hand: who is known, has stopped or was erased is not seen")
    _print_columns(shown)
    _print_first(shown)
    _print_counts(shown)
    _print_looked_up(shown)
    _print_problems(shown.problems)
    _print_questions(shown.questions)
    _print_changes(shown)
    _print_tags(shown)
    _print_consent(shown)


def print_done(
    import_id: int, counts: dict[str, Any], *, has_proof: bool, is_called: bool = False
) -> None:
    """What came of it, and what to do now. `is_called`: they are on a calling list."""
    click.echo(
        f"List {import_id}: {counts['new']:,} added, {counts['changed']:,} changed,"
        f" {counts['same']:,} known before, {counts['stopped']:,} have stopped and stay out,"
        f" {counts['erased']:,} were erased and stay out, {counts['left_out']:,} rows left out."
    )
    if is_called:
        click.echo(
            "Nobody is texted because of it; callers get their first names by NEXT. To take it all"
            f" back, until the first name: `clarion contacts undo {import_id}`."
        )
        return
    click.echo(
        "Nobody is texted because of it."
        + (
            f" Series wait for `clarion contacts start-series {import_id}`; the first text carries"
            " the disclosure."
            if has_proof
            else " Without proof of consent they get no broadcast; bring the file again with it."
        )
    )
    click.echo(f"To take it all back, until the first text: `clarion contacts undo {import_id}`.")


def _form(shown: Preview) -> str:
    form = shown.form
    if form["kind"] == "workbook":
        others = [one for one in form["sheets"] if one != form["sheet"]]
        words = f"a workbook, its sheet “{form['sheet']}”"
        words += f" (also there: {', '.join(others)})" if others else ""
    else:
        separator = _SEPARATORS.get(form["separator"], form["separator"])
        words = f"{form['encoding']}, {separator} between cells, lines end with {form['ends']}"
    export = f"; looks like an export of {shown.export}" if shown.export else ""
    header = (
        f"; row {shown.header_row} names the columns"
        if shown.header_row
        else "; no row names the columns"
    )
    return f"{words}{export}{header}."


def _print_columns(shown: Preview) -> None:
    click.echo('\nColumns (to correct one: --column "HEADER=WHAT"):')
    for one in shown.columns:
        how = {"cells": " (its cells look like it)", "chosen": " (as you said)"}.get(one["how"], "")
        if one["field"] == "other_phone":
            how = " (home, work and other numbers are not texted)"
        header = one["header"] or "(no name)"
        example = f"   e.g. {one['example']}" if one["example"] else ""
        click.echo(f"  {one['number']:>3}  {header} → {one['is']}{how}{example}")


def _print_first(shown: Preview) -> None:
    if not shown.first:
        return
    click.echo("\nThe first, as they would be kept:")
    for one in shown.first:
        cells = [one["phone"], one["name"], one["lang"], one["zip"], ", ".join(one["tags"])]
        kept = " · ".join(cell or "–" for cell in cells)
        click.echo(f"  row {one['row']}: {kept}  [{_BECOMES[one['becomes']]}]")


def _print_counts(shown: Preview) -> None:
    counts = shown.counts
    click.echo(
        f"\n{counted(counts['rows'], 'row', 'rows')}:"
        f" {counted(counts['new'], 'new person', 'new people')}, {counts['changed']:,} known and"
        f" changed, {counts['same']:,} known and the same, {counts['twice']:,} the same number"
        f" again, {counted(counts['stopped'], 'has', 'have')} stopped,"
        f" {counted(counts['erased'], 'was', 'were')} erased, {counts['left_out']:,} left out."
    )


def _print_looked_up(shown: Preview) -> None:
    if "looked_up" in shown.counts:
        missing = shown.counts["not_looked_up"]
        more = f"; {missing:,} could not be" if missing else ""
        done = counted(shown.counts["looked_up"], "number was", "numbers were")
        click.echo(f"{done} looked up at the carrier{more}.")


def _print_problems(problems: Sequence[KindShown]) -> None:
    if problems:
        click.echo("\nProblems:")
    for one in problems:
        notice = NOTICES[one.kind]
        click.echo(f"  {one.count:,} × {notice.what} ({_COST[notice.cost]}): {_rows(one)}")
        if one.examples:
            told = "; ".join(f"row {row}: {value}" for row, value in one.examples[:3])
            click.echo(f"      {told}")
        click.echo(f"      {notice.mend}")


def _rows(one: KindShown) -> str:
    named = ", ".join(str(row) for row in one.rows[:_ROWS])
    more = len(one.rows) - _ROWS
    word = "row" if len(one.rows) == 1 else "rows"
    return f"{word} {named}" + (f" and {more:,} more" if more > 0 else "")


def _print_questions(questions: Sequence[Question]) -> None:
    if questions:
        click.echo("\nQuestions, each once for the file:")
    for one in questions:
        answer = f" (answered: {one.answer})" if one.answer else ""
        click.echo(
            f"  {one.count:,} × {NOTICES[one.kind].what}{answer}:"
            f" --answer {one.name}={'|'.join(one.answers)}"
        )


def _print_changes(shown: Preview) -> None:
    if not shown.changes:
        return
    counted = ", ".join(f"{_FIELDS[what]} {count:,}" for what, count in shown.changes.items())
    click.echo(f"\nChanges to people in the record: {counted}.")
    for one in shown.changed[:10]:
        told = "; ".join(
            f"{_FIELDS[what]}: {_value(before)} → {_value(after)}"
            for what, (before, after) in one["changes"].items()
        )
        click.echo(f"  row {one['row']}: {told}")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "agreed" if value else "not agreed"
    if isinstance(value, (list, tuple)):
        return ", ".join(value) or "–"
    return str(value) if value else "–"


def _print_tags(shown: Preview) -> None:
    if not shown.tags:
        return
    click.echo("\nTags:")
    for one in shown.tags[:20]:
        kept = "" if one["written"] == one["kept"] else f" → kept as “{one['kept']}”"
        click.echo(f"  {one['written']}{kept}  ({one['count']:,})")
    if len(shown.tags) > 20:
        click.echo(f"  and {len(shown.tags) - 20:,} more")


def _print_consent(shown: Preview) -> None:
    if shown.proof:
        click.echo(
            f"\nConsent: {shown.proof['where']}, {shown.proof['when']}; the words:"
            f" “{shown.proof['words']}”; {shown.proof['by']} vouches."
        )
    else:
        click.echo(
            "\nNo proof of consent: they come in and get no broadcast. With it: --consent WHERE"
            ' --consent-when DAY --consent-words "…" --consent-by NAME.'
        )
