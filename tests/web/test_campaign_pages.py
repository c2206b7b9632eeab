"""The pages of the campaign: what runs, what is wrong with changed files, each flow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.bootstrap import build
from bot.campaign import loading
from bot.campaign.files import read_sources
from bot.campaign.graph import draw_svg, graph_of, read_graph
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers.organizers import Role
from bot.web import create_app
from tests.web.broadcasting import add_people, words

FLOWS = Path(__file__).resolve().parents[2] / "flows"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped campaign, to be changed."""
    return Path(shutil.copytree(FLOWS, tmp_path / "flows"))


@pytest.fixture
def clarion(
    record: str, redis_url: str, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clarion]:
    monkeypatch.setattr(loading, "SWEEP_S", 0.0)
    built = build(settings.model_copy(update={"campaign": folder}))
    yield built
    built.record.dispose()


@pytest.fixture
def app(clarion: Clarion) -> Flask:
    return create_app(clarion)


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


def test_campaign_page_says_what_runs_and_how_much_each_language_has(
    olga: FlaskClient, clarion: Clarion
) -> None:
    page = words(olga.get("/console/campaign/").text)
    assert clarion.campaign.current().hash[:12] in page
    assert "the files as they are" in page
    assert "English 100 %" in page
    assert "Spanish 100 %" in page
    assert "call, call in, phone" in page


def test_broken_file_is_shown_with_place_and_mend_while_the_old_version_runs(
    olga: FlaskClient, clarion: Clarion, folder: Path
) -> None:
    before = clarion.campaign.current().hash
    (folder / "call.yaml").write_text(
        (folder / "call.yaml").read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8"
    )
    clarion.campaign.current()
    page = olga.get("/console/campaign/").text
    assert "an older version than the files" in page
    assert before[:12] in page
    assert "<code>call.yaml:" in page
    assert "nonsense" in page
    assert "It can have: flow" in page
    assert "problem" in words(olga.get("/console/").text)
    broken = olga.get("/console/campaign/flows/call")
    assert broken.status_code == 200
    assert "there is no picture" in broken.text


def test_problems_of_a_file_are_only_text(
    olga: FlaskClient, clarion: Clarion, folder: Path
) -> None:
    (folder / "menu.yaml").write_text("<script>alert(1)</script>: 1\n", encoding="utf-8")
    clarion.campaign.current()
    assert "<script>alert" not in olga.get("/console/campaign/").text


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_flow_has_a_page_and_the_same_picture_as_the_command(
    olga: FlaskClient, clarion: Clarion, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(loading, "SWEEP_S", 1.0)  # no file changes here
    sources = read_sources(clarion.campaign.path)  # as read_graph does, once
    assert graph_of(sources.flows["call"].model, lang) == read_graph(
        clarion.campaign.path, "call", lang
    )
    for name in clarion.campaign.current().flows:
        answer = olga.get(f"/console/campaign/flows/{name}?in={lang}")
        assert answer.status_code == 200, name
        picture = olga.get(f"/console/campaign/flows/{name}.svg?in={lang}")
        assert picture.mimetype == "image/svg+xml"
        assert picture.text == draw_svg(graph_of(sources.flows[name].model, lang))
        assert "script-src" not in picture.headers["Content-Security-Policy"]
        assert "sandbox" in picture.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nope", "..%2fcampaign", "call.yaml", "%00"])
def test_flow_that_is_none_is_not_found(olga: FlaskClient, name: str) -> None:
    assert olga.get(f"/console/campaign/flows/{name}").status_code == 404
    assert olga.get(f"/console/campaign/flows/{name}.svg").status_code == 404
