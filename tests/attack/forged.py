"""Requests that say they come from the carrier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import requests

from bot.carrier.signature import sign
from tests.attack.target import Target, person
from tests.attack.tries import Tries, attack

TEXT, STATUS = "/twilio/sms", "/twilio/status/{id}"
VICTIM = "+12125550199"
_SAY_SO = ("Host", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Port", "X-Forwarded-Proto")
_TOKENS = ("", "another-token", "0" * 32, "AC" + "0" * 32)
_SIGNATURES = (None, "", "=", "AAAA", "\xff\xfe==", "null", "A" * 28, "sha256=" + "0" * 64)


@attack("forged", "unsigned and wrongly signed texts and statuses, JSON, other methods")
def forged(target: Target, tries: Tries) -> None:
    """No try may leave a text in the record or change a message."""
    target.text(person(1), "MENU")
    before = target.count("message"), target.count("contact WHERE opted_out_at IS NOT NULL")
    message_id = target.count("message ORDER BY 1") and _newest(target)
    for path in (TEXT, STATUS.format(id=message_id)):
        fields = target.form(person(2), "STOP", MessageStatus="failed")
        for what, signature in _bad_signatures(target, fields, path):
            _judge(tries, f"{path} {what}", target.post(fields, signature, path))
        for what, answer in _other_ways(target, fields, path):
            _judge(tries, f"{path} {what}", answer)
    after = target.count("message"), target.count("contact WHERE opted_out_at IS NOT NULL")
    tries.control("nothing in the record has changed", before == after, f"{before} {after}")
    tries.control("a signed text is answered", "<Body>" in target.text(person(3), "MENU").text)


def _newest(target: Target) -> int:
    return target.count("(SELECT generate_series(1, (SELECT max(id) FROM message))) AS all_ids")


def _bad_signatures(
    target: Target, fields: Mapping[str, str], path: str
) -> Iterator[tuple[str, str | None]]:
    for signature in _SIGNATURES:
        yield f"signature {signature!r}", signature if signature else None
    for token in _TOKENS:
        yield f"token {token!r}", sign(token, target.url + path, fields)
    right = target.signature(fields, path)
    yield "the right signature, cut", right[:-2]
    yield "the right signature, small", right.lower()
    for name in ("Body", "From", "To", "MessageSid", "OptOutType"):
        yield f"{name} changed after", target.signature({**fields, name: "STOPALL"}, path)


def _other_ways(
    target: Target, fields: Mapping[str, str], path: str
) -> Iterator[tuple[str, requests.Response]]:
    browser = target.browser()
    signature = {"X-Twilio-Signature": target.signature(fields, path)}
    yield "JSON", browser.ask("POST", path, json=dict(fields), headers=signature)
    yield "multipart", browser.ask("POST", path, files={"Body": b"STOP"}, headers=signature)
    yield "in the address", browser.ask("POST", path, params=dict(fields), headers=signature)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        yield method, browser.ask(method, path, headers=signature)
    for override in ("X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL"):
        headers = {override: "POST"}
        yield override, browser.ask("GET", path, params=dict(fields), headers=headers)


@attack("host and port", "signed for another host, port, scheme or path, with headers that say so")
def forged_host(target: Target, tries: Tries) -> None:
    """The right token, for an address that is not ours: what a test line's signature would be."""
    for base, name in product(_bases(target), _SAY_SO):
        fields = target.form(person(4), "STOP")
        value = _said(base, name)
        answer = target.post(fields, target.signature(fields, at=base), **{name: value})
        _judge(tries, f"signed for {base!r}, {name}: {value}", answer)
    for path in (TEXT + "/", "/twilio//sms", "//twilio/sms", TEXT + "?a=1", "/twilio/status/1"):
        fields = target.form(person(4), "STOP")
        _judge(tries, f"signed for {path}", target.post(fields, target.signature(fields, path)))
    fields = target.form(person(4), "MENU")
    answer = target.post(fields, target.signature(fields), Host="evil.test")
    tries.control("our own signature counts under any Host", answer.status_code == 200)


def _bases(target: Target) -> tuple[str, ...]:
    own, other = target.url.removeprefix("http://"), target.port + 1
    return (
        "http://evil.test", "https://evil.test", f"https://{own}", f"http://127.0.0.1:{other}",
        f"http://localhost:{target.port}", f"http://user@{own}", "http://",
    )  # fmt: skip


def _said(base: str, name: str) -> str:
    """What a header says to make an address look like ours."""
    scheme, _, host = base.partition("//")
    host = host or "evil.test"
    special = {
        "Forwarded": f"host={host}",
        "X-Forwarded-Port": host.rpartition(":")[2],
        "X-Forwarded-Proto": scheme.rstrip(":"),
    }
    return special.get(name, host)


@attack("replayed", "a caught text sent again, at once, later, and from another sender")
def replayed(target: Target, tries: Tries) -> None:
    """A text that is known is one text for ever, and its answer is its own sender's."""
    fields = target.form(person(5), "MENU")
    first = target.post(fields).text
    tries.control("the text is answered", "<Body>" in first)
    for number in range(30):
        answer = target.post(fields)
        stored = target.count("message WHERE sid = %s", fields["MessageSid"])
        tries.add(f"again, {number}", stored != 1 or answer.text != first, "its stored answer")
    for index in range(6, 12):
        stolen = {**fields, "From": person(index), "FromCity": "MIAMI"}
        answer = target.post(stolen)
        has_answer = "<Body>" in answer.text
        tries.add(f"its id from sender {index}", has_answer, f"{answer.status_code}, no answer")


@attack("split again", "a caught signature over other boundaries, other accounts, two of a kind")
def split_again(target: Target, tries: Tries) -> None:
    """None may stop, join or speak for somebody who did not text."""
    for word in ("STOP", "JOIN", "START", "ERASE ME"):
        sid = target.simulator.inbound(person(12), f"{word}From{VICTIM}FromCity")["sid"]
        fields = target.form(person(12), f"{word}From{VICTIM}FromCity", MessageSid=sid)
        caught = target.signature(fields)
        for what, split in _splits(fields, word):
            same = target.signature(split) == caught
            _judge(tries, f"{word}: {what}{'' if same else ' (other signature)'}",
                   target.post(split, caught))  # fmt: skip
    for what, changes in _foreign():
        fields = target.form(person(13), "STOP") | changes
        _judge(tries, what, target.post(fields))
    known = target.count("address WHERE digest = %s", target.clarion.sealer.digest("sms", VICTIM))
    tries.control("the victim is nobody we know", known == 0)


def _splits(fields: dict[str, str], word: str) -> Iterator[tuple[str, dict[str, Any]]]:
    sender = fields["From"]
    yield (
        "the victim out of the body",
        dict(fields, Body=word, From=VICTIM, FromCity=f"From{sender}FromCityCHICAGO"),
    )
    yield "the body out of the version", dict(fields, ApiVersion=f"2010-04-01Body{word}", Body="")
    yield "two senders", dict(fields, From=[VICTIM, sender], Body=word)
    yield "two bodies", dict(fields, Body=[word, fields["Body"]])
    yield "no sender", {k: v for k, v in fields.items() if k != "From"}
    yield "no recipient", {k: v for k, v in fields.items() if k != "To"}
    yield "a country's name in the city", dict(fields, FromCity="CHICAGOFromCountryUS")


def _foreign() -> Iterator[tuple[str, dict[str, str]]]:
    yield "another account", {"AccountSid": "AC" + "f" * 32}
    yield "no account", {"AccountSid": ""}
    yield "another recipient", {"To": "+12125550177"}
    yield "no recipient", {"To": ""}
    yield "two ids", {"SmsSid": "SM" + "9" * 32}
    yield "an id that is none", {"MessageSid": "'; DROP TABLE message; --"}
    yield "no id", {"MessageSid": "", "SmsSid": "", "SmsMessageSid": ""}


def _judge(tries: Tries, what: str, answer: requests.Response) -> None:
    code = answer.status_code
    names = {
        403: "signature",
        404: "no such page",
        405: "method",
        413: "too large",
        400: "bad form",
    }
    tries.add(what, code < 400 or code >= 500, f"{code} {names.get(code, answer.reason)}")
