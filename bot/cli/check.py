"""`clarion check`: everything that is wrong with the campaign's files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from bot.campaign import load
from bot.campaign.files import read_sources
from bot.campaign.rules import find_assumptions
from bot.campaign.schemas import schemas
from bot.campaign.translating import entries
from bot.cli.campaign_folder import campaign_option, is_set_to_production
from bot.errors import Problem
from bot.machine.campaign_check import check_today, count
from bot.sentences import told


@click.command("check")
@campaign_option
@click.option("--schema", is_flag=True, help="Write JSON Schemas for editors beside the campaign.")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@click.option(
    "--lang", type=click.Choice(["en", "es"]), default="en", help="Language of the problems."
)
def command(folder: Path, schema: bool, as_json: bool, strict: bool, lang: str) -> None:
    """Check flows, texts and scripts; say what is wrong, where, and how to mend it.

    Exit code 1 when the campaign cannot run, 0 otherwise. Warnings are shown and do not stop it;
    so is what the campaign assumes. With CLARION_ENV=production a hotline that is a placeholder
    is an error.
    """
    if schema:
        _write_schemas(folder)
        return
    problems = check_today(folder, is_production=is_set_to_production())
    assumed = find_assumptions(read_sources(folder))
    if lang != "en":
        problems, assumed = _in_language(problems, lang), _in_language(assumed, lang)
    if as_json:
        found = [_as_data(p) for p in (*problems, *assumed)]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            click.secho(
                f"{folder}/{problem}", fg="red" if problem.severity == "error" else "yellow"
            )
        for one in assumed:
            click.secho(f"{folder}/{one}", fg="cyan")
        click.echo(_summary(folder, problems))
    is_wrong = any(p.severity == "error" or strict for p in problems)
    raise SystemExit(1 if is_wrong else 0)


def _in_language(problems: Iterable[Problem], lang: str) -> list[Problem]:
    # The catalog is the pages', which take a second to import: only whoever asks waits for it.
    from bot.web.words import catalog

    words = catalog(lang)
    return [
        replace(one, message=told(one.message, lang, words), mend=told(one.mend, lang, words))
        for one in problems
    ]


def _summary(folder: Path, problems: list[Problem]) -> str:
    errors, warnings = count(problems)
    if errors:
        return f"{_many(errors, 'error')}, {_many(warnings, 'warning')}. It cannot run like this."
    campaign = load(folder)
    size = (
        _many(len(campaign.flows), "flow"),
        _many(sum(len(flow.steps) for flow in campaign.flows.values()), "step"),
        _many(len(campaign.keywords.by_word), "keyword"),
        _many(len(campaign.scripts), "script"),
        f"{len(campaign.series)} series",
    )
    if not warnings:
        state = "No problems; it can run"
    else:
        state = (
            f"{_many(warnings, 'warning')}; it can run, but `make test` wants none in this folder"
        )
    return f"{campaign.name}: {', '.join(size)}. {_coverage(folder)}. {state}."


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _coverage(folder: Path) -> str:
    """How much of the texts each language has: "en 100 %, es 98 %"."""
    sources = read_sources(folder)
    texts = [entry.at.texts for entry in entries(sources) if not entry.is_words]
    languages = sources.campaign.model.languages if sources.campaign else []
    shares = {lang: sum(lang in by_lang for by_lang in texts) for lang in languages}
    whole = max(1, len(texts))
    return ", ".join(f"{lang} {100 * share // whole} %" for lang, share in shares.items())


def _as_data(problem: Problem) -> dict[str, str | int]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "step": problem.step,
        "message": problem.message,
        "mend": problem.mend,
    }


def _write_schemas(folder: Path) -> None:
    target = folder / ".schema"
    target.mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        path = target / f"{name}.json"
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(f"Wrote {path}")
    click.echo(
        "In a flow file's first line, for editors with a YAML language server:\n"
        "# yaml-language-server: $schema=.schema/flow.json"
    )
