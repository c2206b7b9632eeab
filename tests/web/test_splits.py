"""A signature that somebody caught, of a text they wrote, changes nothing for anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from bot.carrier.signature import sign
from bot.carrier.splits import is_plain
from bot.config import Settings
from bot.web import create_app, twilio_hooks
from tests.crowd import carried_by
from tests.factories import make_clarion
from tests.simulator_process import Simulator
from tests.web.conftest import ANA, PUBLIC_URL, browser, form, new_sid
from tests.web.test_twilio_hooks import stored

VICTIM = "+12125550199"
FORM = "application/x-www-form-urlencoded"
Post = Callable[[Mapping[str, str], str], TestResponse]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture
def post(record: str, redis_url: str, settings: Settings, simulator: Simulator) -> Iterator[Post]:
    """Posts a form under a signature, to Clarion whose carrier is the simulator."""
    clarion = make_clarion(carried_by(settings, simulator))
    client = browser(create_app(clarion))

    def send(fields: Mapping[str, str], signature: str) -> TestResponse:
        headers = {"X-Twilio-Signature": signature}
        data = urlencode(list(fields.items()))
        return client.post("/twilio/sms", data=data, content_type=FORM, headers=headers)

    yield send
    clarion.record.dispose()


def signed(simulator: Simulator, fields: Mapping[str, str]) -> str:
    return sign(simulator.auth_token, PUBLIC_URL + "/twilio/sms", fields)


def texted(simulator: Simulator, body: str) -> dict[str, str]:
    """The form of a text that the carrier really has."""
    sid = simulator.inbound(ANA, body)["sid"]
    more = {"AccountSid": simulator.account_sid, "To": simulator.number, "Body": body}
    return form(MessageSid=sid, **more)


def test_stop_of_somebody_else_cut_out_of_a_text_is_refused(
    post: Post, simulator: Simulator, record: str
) -> None:
    fields = texted(simulator, f"STOPFrom{VICTIM}FromCity")
    split = dict(fields, Body="STOP", From=VICTIM, FromCity=f"From{ANA}FromCityCHICAGO")
    assert signed(simulator, split) == signed(simulator, fields)

    assert post(split, signed(simulator, fields)).status_code == 403
    assert stored(record) == 0


def test_text_that_only_looks_so_is_taken_once_the_carrier_has_it(
    post: Post, simulator: Simulator, record: str
) -> None:
    fields = texted(simulator, "Body count: From+1 and To+1 are what I was asked")
    assert "<Body>" in post(fields, signed(simulator, fields)).text
    assert stored(record) == 1


def test_text_that_the_carrier_does_not_have_is_refused(
    post: Post, simulator: Simulator, record: str
) -> None:
    fields = texted(simulator, f"JOINFrom{VICTIM}FromCity") | {"MessageSid": new_sid()}
    assert post(fields, signed(simulator, fields)).status_code == 403
    assert stored(record) == 0


@pytest.mark.parametrize(
    "changes",
    [{"AccountSid": "AC" + "f" * 32}, {"To": "+12125550177"}, {"SmsSid": "SM" + "9" * 32}],
    ids=["account", "recipient", "two ids"],
)
def test_what_is_not_of_ours_is_refused(
    post: Post, simulator: Simulator, record: str, changes: dict[str, str]
) -> None:
    fields = texted(simulator, "JOIN") | changes
    assert post(fields, signed(simulator, fields)).status_code == 403
    assert stored(record) == 0


@pytest.mark.parametrize(("body", "status"), [("STOP", 200), ("JOIN", 503)])
def test_while_the_carrier_cannot_be_asked_only_a_stop_is_taken(
    post: Post, simulator: Simulator, record: str, body: str, status: int
) -> None:
    fields = texted(simulator, body) | {"FromCity": "From+1312"}
    simulator.fault("500_before", call="fetch")
    try:
        assert post(fields, signed(simulator, fields)).status_code == status
    finally:
        simulator.clear_faults()


@pytest.mark.parametrize(("body", "status"), [("STOP", 200), ("JOIN", 503)])
def test_odd_texts_never_take_every_thread(
    post: Post, simulator: Simulator, record: str, body: str, status: int
) -> None:
    fields = texted(simulator, body) | {"FromCity": "From+1312"}
    while twilio_hooks._asking.acquire(blocking=False):
        pass  # others ask a slow carrier
    try:
        assert post(fields, signed(simulator, fields)).status_code == status
    finally:
        for _ in range(2):
            twilio_hooks._asking.release()
    assert post(fields, signed(simulator, fields)).status_code == 200


def test_id_of_a_text_shows_its_answer_to_nobody_else(
    post: Post, simulator: Simulator, record: str
) -> None:
    fields = texted(simulator, "MENU")
    answer = post(fields, signed(simulator, fields)).text
    again = dict(fields, From=VICTIM)

    assert post(fields, signed(simulator, fields)).text == answer
    assert "<Body>" not in post(again, signed(simulator, again)).text


def test_usual_forms_need_no_question() -> None:
    picture = {
        "MediaUrl0": f"https://api.twilio.com/Accounts/AC{'0' * 32}/Messages/MM{'1' * 32}",
        "MessagingServiceSid": "MG" + "2" * 32,
        "MediaContentType0": "image/jpeg",
    }
    whatsapp = {"From": "whatsapp:+13125550142", "ProfileName": "Ana", "WaId": "13125550142"}
    for more in ({}, picture, whatsapp, {"Body": "To 312 or From Ana, SMS 5550142"}):
        assert is_plain(form(**more).items()), more
