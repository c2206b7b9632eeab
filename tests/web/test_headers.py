"""What pages tell browsers to refuse and to forget."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.organizers.organizers import Role
from tests.web.conftest import LIBRARY_CHOICES, csrf_token, post
from tests.web.test_access import path_of, rules


def directives(header: str) -> set[str]:
    """Directives of a Cache-Control header as a browser reads them (RFC 9111, 5.2): names in any
    case; one that takes no argument and is given one is none."""
    named = [part.strip() for part in header.split(",")]
    return {part.lower() for part in named if "=" not in part}


def test_a_browser_reads_no_directive_in_one_with_an_argument() -> None:
    assert directives("private=True, no-store=True") == set()
    assert directives("No-Store , max-age=0") == {"no-store"}


@LIBRARY_CHOICES
def test_no_page_of_the_console_is_kept_by_a_browser(
    app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    client = sign_in("olga@clarion.test", Role.ADMIN)
    walked = [
        path_of(rule)
        for one, rule in rules(app)
        if one is app and rule.rule.startswith("/console") and "GET" in (rule.methods or ())
    ]
    # What ends the session comes last.
    walked.sort(key=lambda path: path in ("/console/link", "/console/sign-out"))
    kept = [
        path
        for path in walked
        if "no-store" not in directives(client.get(path).headers.get("Cache-Control", ""))
    ]
    assert len(walked) > 40
    assert kept == []


@LIBRARY_CHOICES
def test_neither_are_a_second_factor_s_secret_and_recovery_codes(
    sign_in: Callable[..., FlaskClient],
) -> None:
    client = sign_in("olga@clarion.test", Role.ADMIN)
    for path, data in (
        ("/console/tf-setup", {"setup": "authenticator"}),
        ("/console/mf-recovery-codes", {"generate_new_codes": "1"}),
    ):
        answer = post(client, path, data)
        assert "no-store" in directives(answer.headers["Cache-Control"]), path


@pytest.mark.parametrize("path", ["/v/unknown", "/console/nothing-here"])
def test_neither_are_pages_of_volunteers_and_errors(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "no-store" in directives(answer.headers["Cache-Control"])


def test_other_sites_may_not_draw_what_is_ours_in_their_pages(client: FlaskClient) -> None:
    for path in ("/", "/console/sign-in", "/live"):
        assert client.get(path).headers["Cross-Origin-Resource-Policy"] == "same-origin", path


@pytest.mark.parametrize("path", ["/", "/healthz", "/twilio/sms", "/nowhere", "/live.json"])
def test_every_answer_forbids_to_guess_and_to_frame(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in headers["Content-Security-Policy"]
    assert "includeSubDomains" in headers["Strict-Transport-Security"]


def test_who_signs_out_leaves_nothing_in_the_browser(
    app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    client = sign_in()
    token = csrf_token(client.get("/console/").text)
    answer = client.post("/console/sign-out", data={"csrf_token": token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
