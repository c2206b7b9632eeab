"""The list of actions in the console, narrowed down by what its address asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.rights import Role
from tests.factories import rows
from tests.web.broadcasting import stand_still
from tests.web.eventing import make_event

ALL = "/console/actions/"


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    stand_still(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Vigil", "March", "Banners"}),
        ("state=pending", {"Banners"}),
        ("waits=yes", {"Banners"}),
        ("kind=protest", {"March"}),
        ("where=IL", {"Vigil"}),
        ("where=331", {"March", "Banners"}),
        ("where=33135&kind=protest", {"March"}),
        ("words=vigil", {"Vigil"}),
        ("words=plaza+march", {"March"}),
        ("words=nobody", set()),
        ("thin=yes", {"March", "Vigil"}),
        ("day=2026-12-01", {"Banners"}),
        ("day=rubbish&kind=rubbish", {"Vigil", "March", "Banners"}),
    ],
)
def test_the_list_is_narrowed_down_by_its_address(
    clarion: Clarion, olga: FlaskClient, asked: str, found: set[str]
) -> None:
    make_event(clarion, what="Vigil", phone="+13125550151")
    march = make_event(clarion, what="March", phone="+13125550152")
    banners = make_event(clarion, what="Banners", phone="+13125550153")
    rows(clarion, "UPDATE event SET kind = 'protest', zip = '33135' WHERE code = %s RETURNING 1",
         march)  # fmt: skip
    rows(clarion, "UPDATE event SET state = 'pending', zip = '33135', day = '2026-12-01'"
                  " WHERE code = %s RETURNING 1", banners)  # fmt: skip
    page = olga.get(f"{ALL}?{asked}").text
    assert {name for name in ("Vigil", "March", "Banners") if f">{name}</a>" in page} == found
    if not found:
        assert "No action is like that." in page
    for pair in asked.split("&") if "rubbish" not in asked else ():
        name, _, value = pair.partition("=")
        if name in ("state", "kind"):
            assert f'<option value="{value}" selected>' in page
