"""Lists in the console: brought, corrected, written, taken back; who may; what stays nowhere."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.imports import working
from bot.organizers.organizers import Role
from bot.web import uploads
from tests.factories import add_person, rows
from tests.web.conftest import browser, csrf_token, post

MESSY = 'Phone;Name;ZIP\n6465550101;José;2139\n6465550102;"Leo;60608\n(646) 555-0104 x2;Nia;60608\n'
PROOF = {"where": "march", "when": "2026-09-05", "words": "Text me", "by": "Olga"}
LISTS = "/console/lists/"


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def bring(client: FlaskClient, clarion: Clarion, data: bytes | str, **form: Any) -> int:
    """Bring a file as a browser does, and let a worker look at it. The list's id."""
    raw = data.encode() if isinstance(data, str) else data
    file = (io.BytesIO(raw), "march.csv")
    answer = post(client, LISTS, {"file": file, "source": "march", **form})
    assert answer.status_code == 302, answer.text
    import_id = int(answer.location.rpartition("/")[2])
    working.work(clarion, import_id)
    return import_id


def act(client: FlaskClient, import_id: int, name: str) -> str:
    page = client.get(f"{LISTS}{import_id}").text
    data = {"act": name, "csrf_token": csrf_token(page)}
    return client.post(f"{LISTS}{import_id}/act", data=data, follow_redirects=True).text


def people(clarion: Clarion) -> int:
    return int(rows(clarion, "SELECT count(*) FROM contact")[0][0])


def test_a_list_is_shown_corrected_written_and_taken_back(
    olga: FlaskClient, clarion: Clarion
) -> None:
    before = people(clarion)
    import_id = bring(olga, clarion, MESSY)
    page = olga.get(f"{LISTS}{import_id}").text
    for told in ("+16465550101", "José", "a quotation mark is not closed", "Put the zero back",
                 "Waits for your yes", "No proof of consent"):  # fmt: skip
        assert told in page
    assert people(clarion) == before

    sent = {"answer-zeros": "add", "answer-extensions": "take", **PROOF}
    post_to = f"{LISTS}{import_id}/correct"
    token = csrf_token(page)
    assert olga.post(post_to, data={**sent, "csrf_token": token}).status_code == 302
    assert "refresh" in olga.get(f"{LISTS}{import_id}").text
    working.work(clarion, import_id)
    page = olga.get(f"{LISTS}{import_id}").text
    assert "02139" in page
    assert "Bring in 2 new people<" in page

    act(olga, import_id, "write")
    working.work(clarion, import_id)
    assert people(clarion) == before + 2
    page = olga.get(f"{LISTS}{import_id}").text
    assert "Begin the series for 2 people" in page
    assert "6465550101" not in page
    assert "The series have begun for 2 people" in act(olga, import_id, "series")
    assert "2 taken out" in act(olga, import_id, "undo")
    assert people(clarion) == before
    assert {row[0] for row in rows(clarion, "SELECT act FROM audit WHERE object = 'import'")} == {
        "import_opened", "import_corrected", "opened list",
        "import_confirmed", "imported", "import_series", "import_undone",
    }  # fmt: skip


def test_a_column_is_chosen_where_no_name_is_known(olga: FlaskClient, clarion: Clarion) -> None:
    import_id = bring(olga, clarion, "Quién,Dónde,Otro\nAna,646-555-0101,646-555-0102\n")
    page = olga.get(f"{LISTS}{import_id}").text
    assert "No column is known to hold phone numbers" in page
    data = {"column-1": "name", "column-2": "phone", "csrf_token": csrf_token(page)}
    olga.post(f"{LISTS}{import_id}/correct", data=data)
    working.work(clarion, import_id)
    page = olga.get(f"{LISTS}{import_id}").text
    assert "+16465550101" in page
    assert "Bring in 1 new person<" in page


def test_the_file_is_sealed_while_it_waits_and_gone_afterwards(
    olga: FlaskClient, clarion: Clarion
) -> None:
    import_id = bring(olga, clarion, MESSY)
    [(body,)] = rows(clarion, "SELECT body_sealed FROM import_file WHERE kind = 'file'")
    assert b"6465550101" not in bytes(body)
    [(preview, name)] = rows(clarion, "SELECT preview_sealed, name_sealed FROM people_import")
    assert b"6465550101" not in bytes(preview)
    assert b"march" not in bytes(name)
    act(olga, import_id, "write")
    working.work(clarion, import_id)
    assert rows(clarion, "SELECT 1 FROM import_file WHERE kind = 'file'") == []


def multipart(token: str, data: bytes) -> dict[str, Any]:
    """A form with a file as bytes: the test client would put a large one on the disk itself."""
    head = "--x\r\nContent-Disposition: form-data; name="
    body = (
        f'{head}"csrf_token"\r\n\r\n{token}\r\n'
        f'{head}"file"; filename="big.csv"\r\nContent-Type: text/csv\r\n\r\n'
    ).encode() + data
    return {
        "data": body + b"\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
        "headers": {"Referer": "https://clarion.test/"},
    }


def test_a_large_file_never_touches_the_disk(
    olga: FlaskClient, clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was put on the disk")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    many = b"Phone,Notes\n" + b"6465550101," + b"x" * 900 + b"\n"
    many += (b"6465550101," + b"x" * 900 + b"\n") * 1200
    token = csrf_token(olga.get(LISTS).text)
    answer = olga.post(LISTS, **multipart(token, many))
    assert answer.status_code == 302, answer.text
    working.work(clarion, int(answer.location.rpartition("/")[2]))
    assert "the same number again" in olga.get(answer.location).text


def test_a_file_that_is_too_large_is_refused_and_strangers_get_no_room(
    olga: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 400_000)
    monkeypatch.setattr("bot.imports.imports.MAX_BYTES", 400_000)
    token = csrf_token(olga.get(LISTS).text)
    answer = olga.post(LISTS, **multipart(token, b"Phone\n" + b"6465550101\n" * 40_000))
    assert answer.status_code == 400
    assert "larger than 32 MB" in answer.text
    assert olga.post(LISTS, **multipart(token, b"x" * 800_000)).status_code == 413
    stranger = browser(app).post(LISTS, **multipart(token, b"x" * 300_000))
    assert stranger.status_code == 413


def test_numbers_are_whole_only_for_who_brought_the_list(
    olga: FlaskClient, clarion: Clarion, sign_in: Callable[..., FlaskClient]
) -> None:
    import_id = bring(olga, clarion, "Phone,Name\n6465550101,Ana\n6465550102 x3,Leo\n")
    assert "+16465550101" in olga.get(f"{LISTS}{import_id}").text
    other = sign_in("max@clarion.test", Role.ORGANIZER).get(f"{LISTS}{import_id}").text
    assert "5550101" not in other
    assert "5550102" not in other
    assert "… 01" in other


def test_a_viewer_sees_no_list_and_no_token_is_no_act(
    sign_in: Callable[..., FlaskClient], olga: FlaskClient, clarion: Clarion
) -> None:
    import_id = bring(olga, clarion, "Phone\n6465550101\n")
    viewer = sign_in("vi@clarion.test", Role.VIEWER)
    for path in (LISTS, f"{LISTS}{import_id}", f"{LISTS}{import_id}/left-out.csv"):
        assert viewer.get(path).status_code == 403
    assert olga.post(f"{LISTS}{import_id}/act", data={"act": "write"}).status_code == 400
    assert rows(clarion, "SELECT state FROM people_import") == [("shown",)]


def test_left_out_rows_are_taken_away_with_their_reason(
    olga: FlaskClient, clarion: Clarion
) -> None:
    import_id = bring(olga, clarion, MESSY)
    sheet = olga.get(f"{LISTS}{import_id}/left-out.csv?lang=es")
    assert sheet.text.startswith("\ufeffPhone,Name,ZIP,Por qué quedó fuera")
    assert "falta cerrar una comilla" in sheet.text
    assert rows(clarion, "SELECT 1 FROM audit WHERE act = 'import_left_out'")
    act(olga, import_id, "drop")
    assert rows(clarion, "SELECT 1 FROM import_file WHERE kind = 'file'") == []


def test_known_people_show_what_changes_in_spanish_too(olga: FlaskClient, clarion: Clarion) -> None:
    add_person(clarion, "+16465550101", zip=None)
    import_id = bring(olga, clarion, "Phone,ZIP,Tags\n6465550101,60608,rally\n")
    page = olga.get(f"{LISTS}{import_id}?lang=es").text
    assert "Qué cambia de las personas que conocemos" in page
    assert re.search(r"Etiquetas\s+– → rally", page)


def test_half_a_proof_is_sent_back(olga: FlaskClient) -> None:
    file = (io.BytesIO(b"Phone\n6465550101\n"), "a.csv")
    answer = post(olga, LISTS, {"file": file, "where": "march"})
    assert answer.status_code == 400
    assert "The proof of consent lacks when, the words, who vouches" in answer.text
