"""Sentences keep what they are made of; all that people meet on pages have Spanish."""

from __future__ import annotations

import ast
import copy
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from bot import errors
from bot.sentences import Sentence, joined, kept, own_words, recalled, say, say_many, told
from bot.web.words import catalog
from tests import translations

BOT = Path(errors.__file__).parent
Node = TypeVar("Node", ast.Call, ast.Assign)
# They end a command or a process, or stand in the log; no page shows what they say.
_FOR_THE_TERMINAL = {
    "ConfigError", "ServiceError", "RecordAway", "SealError", "CarrierError", "CarrierRefused",
    "CarrierBusy", "CarrierSilent",
}  # fmt: skip
# English only: the command line, what it says of the machine, and the carrier that is played.
_ENGLISH_ONLY = ("cli", "machine", "simulator")
# What else is made to be read: the name of the call, and which of its arguments are sentences.
_MADE = {
    "TemplateError": (0, 1), "Step": (2,), "Failure": (1,),
    "WrongValue": (0, 1), "Problem": (3, 4), "problem": (0, 1, 2), "did_you_mean": (2,),
}  # fmt: skip


def _raised() -> set[str]:
    """The names of the errors that a page can show."""
    return {
        name
        for name, one in vars(errors).items()
        if isinstance(one, type)
        and issubclass(one, errors.ClarionError)
        and name not in {*_FOR_THE_TERMINAL, "CampaignError"}
    }


def _nodes(kind: type[Node]) -> Iterator[tuple[str, Node]]:
    """Every node of a kind in bot/, with its place."""
    for path in sorted(BOT.rglob("*.py")):
        if path.relative_to(BOT).parts[0] in _ENGLISH_ONLY:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield f"bot/{path.relative_to(BOT)}:{node.lineno}", node


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call in bot/ with its place and the name of what is called."""
    for place, node in _nodes(ast.Call):
        yield place, node, getattr(node.func, "id", getattr(node.func, "attr", ""))


def is_bare(node: ast.expr) -> bool:
    """Whether it is English with nothing to translate it by."""
    if isinstance(node, ast.IfExp):
        return is_bare(node.body) or is_bare(node.orelse)
    if isinstance(node, ast.BinOp):
        return is_bare(node.left) or is_bare(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)
    return is_text or isinstance(node, ast.JoinedStr)


def _is_said(node: ast.expr) -> bool:
    """Whether it is a bare text of several words."""
    parts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return is_bare(node) and " " in "".join(part for part in parts if isinstance(part, str)).strip()


def test_every_error_and_reason_that_a_page_shows_can_be_translated() -> None:
    shown = dict.fromkeys(_raised(), (0,)) | _MADE
    bare = [
        f"{place}: {name} takes say(…), not a bare text"
        for place, call, name in _calls()
        for index in shown.get(name, ())
        if index < len(call.args) and _is_said(call.args[index])
    ]
    assert not bare, "\n".join(bare)


def test_what_is_not_there_says_what_to_do_now() -> None:
    """An error of something that does not exist has a second sentence, or a part after a colon."""
    short = []
    for place, node, name in _calls():
        told = node.args[0] if name == "NotFound" and node.args else None
        if not isinstance(told, ast.Call) or getattr(told.func, "id", "") not in ("say", "_"):
            continue
        template = ast.literal_eval(told.args[0])
        if not re.search(r"[.:;!] \S", template):
            short.append(f"{place}: {template}")
    assert short == []


def test_what_is_said_later_is_made_as_a_sentence() -> None:
    """A message or a mend that is first named, then given to a problem."""
    names = {"message", "mend", "note", "reason"}
    bare = []
    for place, node in _nodes(ast.Assign):
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            bare += [
                f"{place}: {one.id} is a bare text"
                for one, value in pairs
                if isinstance(one, ast.Name) and one.id in names and _is_said(value)
            ]
    assert not bare, "\n".join(bare)


def test_every_sentence_has_spanish_and_its_values() -> None:
    spanish = {
        (m.id if isinstance(m.id, str) else m.id[0]): m.string
        for m in translations.in_spanish()
        if m.id
    }
    wrong = []
    for place, call, name in _calls():
        is_ours = len(call.args) == {"say": 1, "say_many": 3}.get(name)
        if not is_ours or isinstance(call.func, ast.Attribute):
            continue  # a walk says texts of the campaign, too
        texts = call.args[: 1 if name == "say" else 2]
        if not all(isinstance(text, ast.Constant) for text in texts):
            wrong.append(f"{place}: {name} takes a text as it is written, which Babel can find")
            continue
        english = [str(text.value) for text in texts if isinstance(text, ast.Constant)]
        if not all(spanish.get(english[0], "")):
            wrong.append(f"{place}: no Spanish for {english[0]!r}; run make translations")
        given = {word.arg for word in call.keywords} | set()
        wanted = set(re.findall(r"%\((\w+)\)s", " ".join(english)))
        if name == "say_many":
            wanted -= {"num"}
        if None not in given and given != wanted:
            wrong.append(f"{place}: its values are {sorted(map(str, given ^ wanted))} off")
    assert not wrong, "\n".join(wrong)


def test_catalog_is_what_make_translations_writes() -> None:
    assert translations.CATALOG.read_bytes() == translations.updated(), "run make translations"
    assert [m.id for m in translations.in_spanish() if m.id and not all(m.string or [""])] == []


def test_spanish_has_the_same_values() -> None:
    for message in translations.in_spanish():
        forms = (message.string,) if isinstance(message.string, str) else message.string
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        for form in forms if message.id else ():
            assert set(re.findall(r"%\((\w+)\)s", form)) <= {
                *re.findall(r"%\((\w+)\)s", english), "num",
            }, message.id  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "english", "spanish"),
    [
        (say("There is no broadcast yet."), "There is no broadcast yet.", "no hay"),
        (say("There is no broadcast %(id)s.", id=7), "There is no broadcast 7.", "7"),
        (
            say_many(
                "waits for a second organizer: %(num)s person gets it",
                "waits for a second organizer: %(num)s people get it",
                1204,
            ),
            "waits for a second organizer: 1,204 people get it",
            "lo reciben 1,204 personas",
        ),
        (
            say(
                "nobody can say who gets it: %(problem)s",
                problem=say("Action %(code)s has no ZIP.", code="KTR47"),
            ),
            "nobody can say who gets it: Action KTR47 has no ZIP.",
            "El evento KTR47 no tiene",
        ),
        (own_words({"en": "paused", "es": "en pausa"}), "paused", "en pausa"),
        (joined(say("fewer brackets"), "x"), "fewer brackets x", "menos paréntesis x"),
    ],
)
def test_sentence_is_said_in_both_languages_and_kept(
    sentence: Sentence, english: str, spanish: str
) -> None:
    assert str(sentence) == english
    for same in (
        sentence,
        recalled(kept(sentence)),
        copy.deepcopy(sentence),
        pickle.loads(pickle.dumps(sentence)),  # noqa: S301 - made on the same line
    ):
        assert same == english
        assert spanish in told(same, "es", catalog("es"))
        assert told(same, "en", catalog("en")) == english


@pytest.mark.parametrize("text", ["", "paused by an organizer", '{"say": 1', "{", '{"en": 3', "%s"])
def test_what_older_versions_kept_comes_back_as_it_was(text: str) -> None:
    assert recalled(text) == text
    assert kept(text) == text


def test_percent_signs_and_braces_in_values_stay() -> None:
    sentence = say("There is no segment named “%(name)s”.", name="100 %(x)s {y}")
    assert "100 %(x)s {y}" in sentence
    assert "100 %(x)s {y}" in told(recalled(kept(sentence)), "es", catalog("es"))
