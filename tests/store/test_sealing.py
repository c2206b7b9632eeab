"""Sealing: what a stolen database does not tell."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SealError
from bot.store.sealing import Purpose, Sealer

OLD, NEW = os.urandom(32), os.urandom(32)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    sealer = Sealer([NEW])
    sealed = sealer.seal(text, Purpose.MESSAGE_BODY)
    assert sealer.open(sealed, "message.body") == text
    assert len(sealed) == len(text.encode()) + 33


def test_same_text_is_never_sealed_the_same() -> None:
    sealer = Sealer([NEW])
    assert sealer.seal("hola", "x") != sealer.seal("hola", "x")


def test_sealed_value_does_not_open_in_another_column() -> None:
    sealer = Sealer([NEW])
    with pytest.raises(SealError, match="changed or moved"):
        sealer.open(sealer.seal("Ana", "contact.name"), "message.body")


def test_any_changed_byte_is_noticed() -> None:
    sealer = Sealer([NEW])
    sealed = sealer.seal("Ana", "contact.name")
    for at in range(len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 1
        with pytest.raises(SealError):
            sealer.open(bytes(broken), "contact.name")


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x02" * 40, b"\x01" * 12])
def test_what_was_never_sealed_is_refused(junk: bytes) -> None:
    with pytest.raises(SealError):
        Sealer([NEW]).open(junk, "x")


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    old = before.seal("Ana", "contact.name")

    assert after.open(old, "contact.name") == "Ana"
    assert not after.is_current(old)
    assert after.is_current(after.seal("Ana", "contact.name"))
    with pytest.raises(SealError, match="old key"):
        Sealer([NEW]).open(old, "contact.name")


def test_lookup_finds_an_address_under_any_key_and_by_no_other_way() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    digest = before.digest("sms", "+13125550142")

    assert digest in after.digests("sms", "+13125550142")
    assert digest not in after.digests("whatsapp", "+13125550142")
    assert digest not in after.digests("sms", "+13125550143")
    assert digest not in Sealer([NEW]).digests("sms", "+13125550142")


def test_no_key_is_an_error() -> None:
    with pytest.raises(SealError):
        Sealer([])
