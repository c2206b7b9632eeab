"""Texts out to a sheet for translators, and back without touching the structure.

A row is one text: a stable id (file and place), what it is, the source, the translation, and
how long it may be. Only texts go back in: ids that are not there any more are told, never made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.campaign.anatomy import TextAt, texts_of, words_of
from bot.campaign.campaign_models import CampaignModel
from bot.campaign.documents import Document, Loc, parse_document
from bot.campaign.files import Source, Sources
from bot.campaign.models import FlowModel
from bot.campaign.transcript_writing import quote
from bot.cells import inert, is_formula
from bot.engine import as_sms, parts
from bot.engine.template import TemplateError, compile_template
from bot.errors import Problem
from bot.sentences import say

COLUMNS = ("id", "context", "limit", "source", "translation", "note")
# Spreadsheets run cells that begin so (OWASP ASVS 5.0, 1.2.10).


@dataclass(frozen=True)
class Entry:
    """One text of the campaign and where it is written."""

    document: Document
    at: TextAt
    flow: str
    is_words: bool = False

    @property
    def id(self) -> str:
        """Stable while the step keeps its name: call/number/say."""
        if self.flow == "calendar":  # by name: entries are moved about
            return f"calendar/{self.at.step}/say"
        tail = "/".join(str(part) for part in self.at.loc if part not in ("steps", "texts"))
        return f"{self.flow}/{tail}"


def entries(sources: Sources) -> Iterator[Entry]:
    """Every text people read, in file order."""
    if sources.campaign is not None:
        model: CampaignModel = sources.campaign.model
        for name, texts in model.texts.items():
            at = TextAt(("texts", name), "", texts, f"the campaign's own text: {name}")
            yield Entry(sources.campaign.document, at, "campaign")
    for source in sources.flows.values():
        flow: Source[FlowModel] = source
        for found in texts_of(flow.model):
            if "*" not in found.texts:
                yield Entry(flow.document, found, flow.model.flow)
        for found in words_of(flow.model):
            yield Entry(flow.document, _placed(flow.document, found), flow.model.flow, True)
    yield from _of_calendar(sources)
    yield from _of_series(sources)


def _of_calendar(sources: Sources) -> Iterator[Entry]:
    if sources.calendar is not None:
        for index, planned in enumerate(sources.calendar.model.entries):
            at = TextAt(
                ("entries", index, "say"), planned.name, planned.say, f"broadcast at {planned.at}"
            )
            yield Entry(sources.calendar.document, at, "calendar")


def _of_series(sources: Sources) -> Iterator[Entry]:
    for series in sources.series.values():
        for name, text in series.model.texts.items():
            if text.say and "*" not in text.say:
                at = TextAt(("texts", name, "say"), name, text.say, f"series, {text.when}")
                yield Entry(series.document, at, f"series/{series.model.series}")


def _placed(document: Document, words: TextAt) -> TextAt:
    """Words stand beside a choice's other keys, or under `words`."""
    inside = (*words.loc, "words")
    return replace(words, loc=inside) if inside in document.places else words


def export_sheet(
    sources: Sources, source_lang: str, lang: str, max_parts: int, *, folds: bool
) -> str:
    """The sheet as CSV with a byte order mark, so that spreadsheets read its accents."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries(sources):
        source = entry.at.texts.get(source_lang, "")
        done = entry.at.texts.get(lang, "")
        limit = f"{160 if max_parts == 1 else 153 * max_parts} characters"
        if entry.is_words:
            limit = "words, with commas between; the first is shown"
        count = parts(as_sms(done) if folds else done).count
        note = f"{count} parts" if count > 1 else ""
        step = f"{entry.at.step}: " if entry.at.step else ""
        row = (entry.id, step + entry.at.context, limit, source, done, note)
        writer.writerow([inert(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


@dataclass(frozen=True)
class Import:
    """What a sheet changes: new file texts by path, how many texts, and what was wrong."""

    files: Mapping[str, str]
    changed: int
    problems: tuple[Problem, ...]


def import_sheet(sources: Sources, lang: str, content: str, shown: str) -> Import:
    """Take a sheet back. A row that is wrong changes nothing and becomes a problem."""
    by_id = {entry.id: entry for entry in entries(sources)}
    problems: list[Problem] = []
    edits: dict[str, list[tuple[Entry, str]]] = {}
    reader = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    if reader.fieldnames is None or not {"id", "translation"} <= set(reader.fieldnames):
        problem = Problem(
            shown, 1, 1, say("The sheet has no columns id and translation."), code="sheet"
        )
        return Import({}, 0, (problem,))
    for row in reader:
        text = _unsafe((row.get("translation") or "").replace("\r\n", "\n").strip())
        entry = by_id.get((row.get("id") or "").strip())
        if entry is not None and entry.is_words:
            text = ", ".join(word.strip() for word in text.split(",") if word.strip())
        if not text or (entry and entry.at.texts.get(lang) == text):
            continue
        wrong = _row_problem(entry, row.get("id") or "", text, shown, reader.line_num)
        if wrong or entry is None:
            problems.extend([wrong] if wrong else [])
            continue
        edits.setdefault(entry.document.path, []).append((entry, text))
    files = {path: _apply(changes, lang) for path, changes in edits.items()}
    changed = sum(len(changes) for changes in edits.values())
    return Import(files, changed, tuple(problems))


def _row_problem(
    entry: Entry | None, row_id: str, text: str, shown: str, line: int
) -> Problem | None:
    if entry is None:
        message = say("There is no text '%(row_id)s' any more.", row_id=row_id)
        return Problem(shown, line, 1, message, say("Export a fresh sheet."), code="sheet")
    try:
        fields = {field.name for field in compile_template(text).fields}
    except TemplateError as error:
        return Problem(
            shown,
            line,
            1,
            say("%(row_id)s: %(problem)s", row_id=row_id, problem=error.message),
            error.mend,
            code="sheet",
        )
    source = next(iter(entry.at.texts.values()))
    known = {f.name for t in entry.at.texts.values() for f in compile_template(t).fields}
    strange = fields - known
    if strange:
        message = say(
            "%(row_id)s: {%(strange)s} is not in the source.", row_id=row_id, strange=min(strange)
        )
        mend = say("Keep its fields as they are: %(source)s", source=source)
        return Problem(shown, line, 1, message, mend, code="sheet")
    return None


def _apply(changes: list[tuple[Entry, str]], lang: str) -> str:
    """The file's text with translations put in, from the last to the first; checked to read
    back as meant."""
    document = changes[0][0].document
    lines = document.text.split("\n")
    for entry, text in sorted(changes, key=lambda c: document.places[c[0].at.loc], reverse=True):
        _put(lines, document, entry, lang, text)
    result = "\n".join(lines)
    again, _ = parse_document(result, document.path)
    for entry, text in changes:
        if again is None or _read_back(again.data, (*entry.at.loc, lang)) != text:
            raise RuntimeError(f"{document.path}: the translation of {entry.id} does not read back")
    return result


def _read_back(data: object, loc: Loc) -> object:
    found = _dig(data, loc)
    return ", ".join(found) if isinstance(found, list) else found


def _written(entry: Entry, text: str) -> str:
    if not entry.is_words:
        return quote(text)
    return f"[{', '.join(quote(word) for word in text.split(', '))}]"


def _dig(data: object, loc: Loc) -> object:
    for part in loc:
        data = data[part] if isinstance(data, list) and isinstance(part, int) else _key(data, part)
    return data


def _key(data: object, part: object) -> object:
    return data.get(part) if isinstance(data, dict) else None


def _put(lines: list[str], document: Document, entry: Entry, lang: str, text: str) -> None:
    loc = entry.at.loc
    key = (*loc, lang)
    if key in document.places:
        start, end = document.spans[key]
        _replace(lines, start, end, _written(entry, text))
        return
    first = next(iter(entry.at.texts))
    (row, column), _ = document.places[(*loc, first)], None
    is_block = not lines[row - 1][: column - 1].strip()
    if is_block:
        end_row = document.spans[(*loc, first)][1][0]
        lines.insert(
            end_row,
            f"{' ' * (column - 1)}{lang}: {_written(entry, text)}",
        )
    else:
        end = document.spans[(*loc, first)][1]
        _replace(lines, end, end, f", {lang}: {_written(entry, text)}")


def _replace(lines: list[str], start: tuple[int, int], end: tuple[int, int], new: str) -> None:
    """Put `new` in place of what is from `start` to `end` (rows and columns from 1)."""
    head = lines[start[0] - 1][: start[1] - 1]
    tail = lines[end[0] - 1][end[1] - 1 :]
    lines[start[0] - 1 : end[0]] = [f"{head}{new}{tail}"]
