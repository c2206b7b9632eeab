"""Which passwords are taken: none that is common, and none made of what others know of a person."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.organizers.organizers import Role
from bot.web.passwords import is_easy, own_words
from tests.web.conftest import PASSWORD, post

OWN = own_words("olga.reyes@coalition.test", "Olga Reyes Treviño")


@pytest.mark.parametrize(
    "password",
    [
        "password1234", " " * 12, "aaaaaaaaaaaa", "123456789012", "qwertyuiop12", "iloveyou12345",
        "contraseña123", "Passw0rd!2026", "abcabcabcabc", "olga.reyes@coalition.test",
        "olgareyes2026", "TREVIÑOolga12", "coalition123!", "clarionclarion", "2026-11-28-2026",
    ],
)  # fmt: skip
def test_easy_ones_are_easy(password: str) -> None:
    assert is_easy(password, OWN)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "correct horse battery", "lluvia piedra manzana violín", "x8#Lq2!vTz9w"],
)  # fmt: skip
def test_others_are_taken(password: str) -> None:
    assert not is_easy(password, OWN)


def test_a_very_long_one_takes_no_time() -> None:
    began = time.process_time()
    is_easy("ab1!Zq" * 5_000 + PASSWORD, OWN)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("password", ["password1234", "olga@clarion.test", "Olga Clarion Test"])
def test_easy_one_is_refused_in_words_at_both_doors(
    sign_in: Callable[..., FlaskClient], password: str
) -> None:
    client = sign_in("olga@clarion.test", Role.ORGANIZER)
    typed = {"password": password, "again": password}
    page = post(client, "/console/account/first-password", typed).text
    assert "easy to guess" in page or "at least 12" in page
    post(client, "/console/account/first-password", {"password": PASSWORD, "again": PASSWORD})
    typed = {"password": PASSWORD, "new_password": password, "new_password_confirm": password}
    assert "easy to guess" in post(client, "/console/password", typed).text
