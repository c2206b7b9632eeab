"""Proof of consent: somebody's lines of the ledger, for a carrier's complaint, and a check of them.

The number is not in it. Whoever has the number can see that the lines are about it: each holds
SHA-256 of a salt and the number, and the salt is with it while the person is in the record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people import keyring
from bot.people.consent import bind
from bot.people.deadlines import delete_by
from bot.people.numbers import read_phone
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import ledger
from bot.store.people.ledger import Checked, Line
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

HOW_TO_CHECK = (
    "Each line's hash is the SHA-256 of its text in `hashed` (UTF-8), which repeats what stands"
    " beside it and the hash of the line before. `wording` is the SHA-256 of the words in"
    " `wordings`. `binding` is the SHA-256 of the salt (bytes) followed by sms: and the number as"
    " +1XXXXXXXXXX: with the number of the complaint you can see that it is about it. Or run:"
    " clarion consent verify FILE --number NUMBER."
)
_FORMAT = "clarion consent 1"


def of_person(clarion: Clarion, contact_id: int, by: int | None) -> dict[str, Any]:
    """The proof of somebody in the record; the audit has a line. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        lines = ledger.of_contact(connection, contact_id)
        if not lines:
            raise NotFound(
                say(
                    "The ledger has no line about person %(id)s: they never joined. If you meant "
                    "somebody else, `clarion why NUMBER` tells the id.",
                    id=contact_id,
                )
            )
        _audit(clarion, connection, contact_id, by)
    return _as_json(clarion, lines)


def of_number(clarion: Clarion, phone: str, by: int | None) -> dict[str, Any]:
    """The proof of a number, also of somebody who was erased. Raises: InputError, NotFound,
    KeyMissing, RecordAway."""
    number = read_phone(phone)
    with clarion.record.transaction() as connection:
        keyring.check(clarion.sealer, connection)
        lines = ledger.of_traces(connection, clarion.sealer.traces("sms", number))
        if not lines:
            raise NotFound(
                say(
                    "The ledger has no line about this number: look for a slip, or it never joined."
                )
            )
        _audit(clarion, connection, None, by)
    return _as_json(clarion, lines)


def check_all(clarion: Clarion) -> Checked:
    """Look at every chain of the ledger. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return ledger.check(connection)


def check_file(text: str, phone: str | None = None) -> list[str]:
    """What is wrong with a proof, by what is in it alone; with a number, whether it is about it.

    Raises: InputError where it is no proof.
    """
    try:
        proof = json.loads(text)
        lines, words = proof["lines"], proof["wordings"]
        if proof["format"] != _FORMAT:
            raise KeyError("format")
        wrong = [
            f"wording {one[:12]}" for one, about in words.items() if _sha(about["words"]) != one
        ]
        before: dict[str, tuple[int, str | None]] = {}
        for line in lines:
            wrong += _wrong_in(line, before)
            wrong += _wrong_words(line, words)
            if phone is not None:
                wrong += _wrong_number(line, read_phone(phone))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(say("This is no proof of consent as Clarion writes it."), "file") from None
    return wrong


def _wrong_in(line: Mapping[str, Any], before: dict[str, tuple[int, str | None]]) -> list[str]:
    n, previous = before.get(line["subject"], (0, None))
    before[line["subject"]] = (line["n"], line["hash"])
    told = [_FORMAT, *(line[name] for name in _HASHED)]
    if _sha(line["hashed"]) != line["hash"] or json.loads(line["hashed"]) != told:
        return [f"line {line['n']}: it is not what it was"]
    if (line["n"], line["previous"]) != (n + 1, previous):
        return [f"line {line['n']}: the line before it is missing"]
    return []


def _wrong_words(line: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    if line["wording"] is None or line["wording"] in words:
        return []
    return [f"line {line['n']}: its words are not here"]


def _wrong_number(line: Mapping[str, Any], number: str) -> list[str]:
    if line["salt"] is None or line["binding"] is None:
        return []
    is_it = bind(bytes.fromhex(line["salt"]), f"sms:{number}").hex() == line["binding"]
    return [] if is_it else [f"line {line['n']}: it is about another number"]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_HASHED = (
    "subject", "n", "previous", "act", "scope", "method", "source", "program", "wording",
    "message_id", "import_id", "organizer_id", "at", "binding", "proof",
)  # fmt: skip


def _as_json(clarion: Clarion, lines: Sequence[Line]) -> dict[str, Any]:
    told = [_line(clarion.sealer, line) for line in lines]
    return {
        "format": _FORMAT,
        "made_at": clarion.clock.now().isoformat(),
        "delete_by": delete_by(clarion).isoformat(),
        "by": clarion.campaign.current().name,
        "how_to_check": HOW_TO_CHECK,
        "is_whole": all(line.is_true for line in lines) and _is_chained(lines),
        "lines": told,
        "wordings": {
            line.wording: {
                "words": line.words,
                "lang": line.words_lang,
                "version": line.words_version,
            }
            for line in lines
            if line.wording and line.words is not None
        },
    }


def _is_chained(lines: Sequence[Line]) -> bool:
    last: dict[object, tuple[int, bytes | None]] = {}
    for line in lines:
        n, before = last.get(line.subject, (0, None))
        if (line.n, line.previous) != (n + 1, before):
            return False
        last[line.subject] = (line.n, line.hash)
    return True


def _line(sealer: Sealer, line: Line) -> dict[str, Any]:
    hashed = json.loads(line.hashed)
    return {
        **dict(zip(_HASHED, hashed[1:], strict=True)),
        "salt": sealer.open_or_unknown(line.salt_sealed, Purpose.CONSENT_SALT),
        "organizer_says": sealer.open_or_unknown(line.proof_sealed, Purpose.CONSENT_PROOF),
        "hash": line.hash.hex(),
        "hashed": line.hashed,
    }


def _audit(
    clarion: Clarion, connection: Transaction, contact_id: int | None, by: int | None
) -> None:
    notes.note(
        connection, act="took proof of consent", object_name="contact", object_id=contact_id,
        detail={}, now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip
