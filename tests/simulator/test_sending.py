"""Creating, fetching, redacting, cancelling and deleting texts."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.rest import Client

from tests.simulator.conftest import ANA, BO, refused, table
from tests.simulator.schema import check_fields
from tests.simulator_process import FROM, SERVICE_SID, Simulator

STAND_INS = {"FROM": FROM, "SERVICE": SERVICE_SID}


@pytest.mark.parametrize("row", table("sends.yaml"), ids=lambda row: row["name"])
def test_create_answers_as_twilio_does(simulator: Simulator, row: dict[str, Any]) -> None:
    form = {name: STAND_INS.get(value, value) for name, value in row["form"].items()}
    status, body = simulator.api("POST", "/Messages.json", form)
    assert status == row["http"]
    if "code" in row:
        assert set(body) == {"code", "message", "more_info", "status"}
        assert (body["code"], body["status"]) == (row["code"], row["http"])
        assert body["more_info"] == f"https://www.twilio.com/docs/errors/{row['code']}"
        assert simulator.log("accepted") == []
    else:
        assert body["status"] == row["status"]
        assert body["to"] == row.get("to", row["form"]["To"])
        check_fields("/Messages.json", "post", 201, body)


def test_body_of_1600_characters_passes_and_one_more_does_not(client: Client) -> None:
    assert client.messages.create(to=ANA, from_=FROM, body="x" * 1600).num_segments == "11"
    assert (
        refused(lambda: client.messages.create(to=ANA, from_=FROM, body="x" * 1601)).code == 21617
    )


def test_sender_by_service_is_null_until_it_is_chosen(client: Client, simulator: Simulator) -> None:
    made = client.messages.create(to=ANA, messaging_service_sid=SERVICE_SID, body="Hi")
    assert (made.from_, made.num_segments, made.status) == (None, "0", "accepted")
    simulator.wait_for("status", status="delivered")
    later = made.fetch()
    assert (later.from_, later.num_segments, later.status) == (FROM, "1", "delivered")
    assert later.date_sent >= later.date_created


def test_fetch_of_an_unknown_sid_is_404(client: Client) -> None:
    error = refused(lambda: client.messages("SM" + "0" * 32).fetch())
    assert (error.status, error.code) == (404, 20404)


def test_wrong_token_is_401(simulator: Simulator) -> None:
    simulator.auth_token, kept = "wrong", simulator.auth_token
    try:
        status, body = simulator.api("GET", "/Messages.json")
    finally:
        simulator.auth_token = kept
    assert (status, body["code"], body["message"]) == (401, 20003, "Authenticate")


def test_unknown_path_is_twilios_404(simulator: Simulator) -> None:
    status, body = simulator.api("GET", "/Nothing.json")
    assert (status, body["code"]) == (404, 20404)


def test_redacting_empties_the_body_and_keeps_the_rest(
    client: Client, simulator: Simulator
) -> None:
    made = client.messages.create(to=ANA, from_=FROM, body="Secret")
    simulator.wait_for("status", status="delivered")
    assert made.update(body="").body == ""
    assert made.fetch().status == "delivered"
    assert refused(lambda: made.update(body="Other")).code == 20001


def test_only_a_scheduled_text_can_be_canceled(client: Client, simulator: Simulator) -> None:
    made = client.messages.create(to=ANA, from_=FROM, body="Hi")
    error = refused(lambda: made.update(status="canceled"))
    assert (error.status, error.code) == (400, 30409)


def test_delete_waits_for_the_end_and_then_forgets(client: Client, simulator: Simulator) -> None:
    simulator.settings(sent_delay_ms=300)
    made = client.messages.create(to=ANA, from_=FROM, body="Hi")
    assert refused(made.delete).code == 20009
    simulator.wait_for("status", status="delivered")
    assert made.delete()
    assert refused(made.fetch).status == 404
    assert client.messages.list(to=ANA) == []


def test_feedback_and_media_have_twilios_shapes(simulator: Simulator) -> None:
    form = {"To": ANA, "From": FROM, "MediaUrl": "https://example.org/a.jpg"}
    _, made = simulator.api("POST", "/Messages.json", form)
    assert made["sid"].startswith("MM")
    path = f"/Messages/{made['sid']}"
    status, media = simulator.api("GET", path + "/Media.json")
    check_fields("/Messages/{MessageSid}/Media.json", "get", status, media)
    assert len(media["media_list"]) == 1
    status, told = simulator.api("POST", path + "/Feedback.json", {"Outcome": "confirmed"})
    check_fields("/Messages/{MessageSid}/Feedback.json", "post", status, told)


def test_account_is_there_without_its_token(client: Client, simulator: Simulator) -> None:
    account = client.api.accounts(simulator.account_sid).fetch()
    assert (account.status, account.type, account.auth_token) == ("active", "Full", None)


def test_api_key_is_let_in() -> None:
    args = ("--api-key", "SK1", "--api-secret", "s3cret")
    with Simulator(args=args) as simulator:
        client = Client("SK1", "s3cret", simulator.account_sid)
        client.api.base_url = simulator.url
        assert client.messages.create(to=ANA, from_=FROM, body="Hi").status == "queued"
        client.http_client.session.close()


def test_number_given_a_behaviour_keeps_to_it(client: Client, simulator: Simulator) -> None:
    simulator.numbers(not_mobile=[ANA], landline=["+13125550150"], opted_out=["+13125550151"])
    assert refused(lambda: client.messages.create(to=ANA, from_=FROM, body="Hi")).code == 21614
    stopped = "+13125550151"
    assert refused(lambda: client.messages.create(to=stopped, from_=FROM, body="Hi")).code == 21610
    landline = client.messages.create(to="+13125550150", from_=FROM, body="Hi")
    simulator.wait_for("status", status="undelivered", sid=landline.sid)
    assert landline.fetch().error_code == 30006


def test_refusals_are_in_the_log(client: Client, simulator: Simulator) -> None:
    refused(lambda: client.messages.create(to=BO, from_=FROM, body="Hi"))
    [entry] = simulator.log("refused")
    assert (entry["code"], entry["to"]) == (21610, BO)
