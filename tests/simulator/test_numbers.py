"""Our own numbers, and what is looked up about others."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from tests.simulator.conftest import ANA, refused
from tests.simulator.recording_bot import RecordingBot
from tests.simulator.schema import check_fields
from tests.simulator_process import FROM, Simulator


def test_our_number_is_there_and_its_webhook_is_used(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    [number] = client.incoming_phone_numbers.list()
    assert number.phone_number == FROM
    assert client.incoming_phone_numbers.list(phone_number=FROM)[0].sid == number.sid
    number.update(sms_url=bot.url + "/elsewhere")
    simulator.inbound(ANA, "CALL")
    assert len(bot.at("/elsewhere")) == 1
    assert number.fetch().sms_url == bot.url + "/elsewhere"


def test_number_without_webhook_keeps_texts_and_tells_nobody(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    [number] = client.incoming_phone_numbers.list()
    number.update(sms_url="")
    told = simulator.inbound(ANA, "CALL")
    assert (told["status"], bot.hits) == (None, [])
    assert client.messages(told["sid"]).fetch().body == "CALL"


def test_second_number_can_be_bought_used_and_released(
    client: Client, simulator: Simulator, bot: RecordingBot
) -> None:
    bought = client.incoming_phone_numbers.create(
        phone_number="+12025550101", sms_url=bot.url + "/second"
    )
    simulator.inbound(ANA, "CALL", to="+12025550101")
    assert bot.at("/second")[0].fields["To"] == "+12025550101"
    assert client.messages.create(to=ANA, from_="+12025550101", body="Hi").status == "queued"
    assert bought.delete()
    assert refused(bought.fetch).code == 20404
    send = {"to": ANA, "from_": "+12025550101", "body": "Hi"}
    assert refused(lambda: client.messages.create(**send)).code == 21606


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"sms_url": "nowhere"}, 21502),
        ({"voice_url": "ftp://x"}, 21502),
        ({"sms_method": "PUT"}, 20001),
    ],
)
def test_wrong_webhooks_are_refused(client: Client, fields: dict[str, str], code: int) -> None:
    [number] = client.incoming_phone_numbers.list()
    assert refused(lambda: number.update(**fields)).code == code


def test_numbers_have_twilios_shape(simulator: Simulator) -> None:
    status, page = simulator.api("GET", "/IncomingPhoneNumbers.json")
    check_fields("/IncomingPhoneNumbers.json", "get", status, page)
    sid = page["incoming_phone_numbers"][0]["sid"]
    status, number = simulator.api("GET", f"/IncomingPhoneNumbers/{sid}.json")
    check_fields("/IncomingPhoneNumbers/{Sid}.json", "get", status, number)


def test_whether_somebody_else_has_a_number_is_looked_up(
    client: Client, simulator: Simulator
) -> None:
    simulator.numbers(reassigned=["+13125550150"])

    def look(number: str, **more: str) -> object:
        phone = client.lookups.v2.phone_numbers(number)
        return phone.fetch(fields="reassigned_number", **more).reassigned_number

    day = {"last_verified_date": "20260101"}
    assert look("+13125550150", **day) == {**day, "is_number_reassigned": "yes", "error_code": None}
    assert look(ANA, **day) == {**day, "is_number_reassigned": "no", "error_code": None}
    assert look(ANA)["error_code"] == "60617"  # type: ignore[index]  # the library has no types


def test_line_type_of_a_number_is_looked_up(client: Client, simulator: Simulator) -> None:
    simulator.numbers(landline=["+13125550150"])
    fields = "line_type_intelligence"
    landline = client.lookups.v2.phone_numbers("+13125550150").fetch(fields=fields)
    mobile = client.lookups.v2.phone_numbers(ANA).fetch(fields=fields)
    plain = client.lookups.v2.phone_numbers(ANA).fetch()
    assert landline.line_type_intelligence["type"] == "landline"
    assert mobile.line_type_intelligence["type"] == "mobile"
    assert plain.line_type_intelligence is None
    assert refused(lambda: client.lookups.v2.phone_numbers("nonsense").fetch()).code == 20404
