"""Written conversations: run, told where they go otherwise, renewed and written down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign import load
from bot.campaign.cast import cast, find_person
from bot.campaign.documents import parse_document
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.campaign.transcript_writing import quote, renew, write_new
from bot.campaign.transcripts import run, run_file
from bot.clock import wall_time
from bot.engine import Campaign
from tests.campaign.broken_files import GOOD


@pytest.fixture(scope="module")
def good() -> Campaign:
    return load(GOOD)


TALK = """\
conversation: call
# a comment that stays
as: {lang: en, opted_in: yes}
turns:
  - them: CALL
    us: "Something old
      over two lines"
  - them: done
then: {reports: {called: 1}}
"""


def test_conversation_that_goes_otherwise_is_told_turn_by_turn(good: Campaign) -> None:
    document, _ = parse_document(TALK, "call.yaml")
    assert document is not None

    problems = [str(problem) for problem in run(good, document).problems]

    assert problems == [
        "call.yaml:6:5: error: We said: Call (312) 555-0142. Then text DONE. "
        "Written is: Something old over two lines",
        "call.yaml:8:5: error: We said: Thank you! Every call counts. Written is: (nothing)",
    ]


def test_update_writes_what_is_said_and_keeps_the_rest(good: Campaign) -> None:
    document, _ = parse_document(TALK, "call.yaml")
    assert document is not None

    renewed = renew(run(good, document))

    assert renewed == TALK.replace(
        '"Something old\n      over two lines"', '"Call (312) 555-0142. Then text DONE."'
    ).replace("  - them: done\n", '  - them: done\n    us: "Thank you! Every call counts."\n')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("turns: 3\n", "A conversation has `turns`."),
        ("turns: [a]\n", "A turn is a table."),
        ("turns: [{us: x}]\n", "A turn has one of them, wait and start."),
        ("turns: [{them: x, wait: 1h}]\n", "A turn has one of them, wait and start."),
        ("turns: [{them: x, uz: y}]\n", "There is no 'uz' here."),
        ("turns: [{wait: long}]\n", "'long' is not a length of time."),
        ("turns: [{them: x, acts: {nope: ok}}]\n", "There is no act 'nope'."),
        ("as: {nome: x}\nturns: []\n", "A person has no 'nome'."),
        ("at: soon\nturns: []\n", "'soon' is not a moment."),
        ("turns: []\nthen: {tagz: []}\n", "There is no 'tagz' here."),
        ("turns: []\nthen: {tags: [dj]}\n", "After it, tags is []."),
    ],
)
def test_conversation_that_is_not_one_is_told(good: Campaign, text: str, says: str) -> None:
    document, _ = parse_document(text, "x.yaml")
    assert document is not None

    assert says in str(run(good, document).problems[0])


@pytest.mark.parametrize("text", ['a "b" \\ c', "día\nñandú", "#: {x}", " blank ", "🎉", "\t"])
def test_quoted_text_reads_back_the_same(text: str) -> None:
    document, _ = parse_document(f"x: {quote(text)}", "x")

    assert document is not None
    assert document.data == {"x": text}


def test_chat_written_down_is_a_conversation_that_passes(good: Campaign, tmp_path: Path) -> None:
    given = find_person("ana")
    rehearsal = Rehearsal(good, make_person(given), datetime(2026, 9, 22, 17, tzinfo=UTC))
    turns = [{"them": text, "us": rehearsal.receive(text)} for text in ("CALL", "what?", "done")]
    path = tmp_path / "chat.yaml"
    path.write_text(write_new("chat", given, "2026-09-22 12:00", turns, rehearsal), "utf-8")

    assert run_file(good, path, "chat.yaml").problems == ()


def test_everybody_of_the_cast_can_talk(good: Campaign) -> None:
    for name in cast():
        rehearsal = Rehearsal(good, make_person(find_person(name)), wall_time())
        assert rehearsal.receive("call")
