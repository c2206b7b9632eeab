"""Lists of texts: filters, order, pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from twilio.rest import Client

from bot.clock import wall_time
from tests.simulator.conftest import ANA, CY, DEE
from tests.simulator.schema import check_fields
from tests.simulator_process import FROM, Simulator


def _day_sent(client: Client, simulator: Simulator) -> date:
    """Send one text; the day it went out, which may have ended since."""
    [sid] = send(client, ANA, 1)
    simulator.wait_for("status", status="sent")
    sent_at = client.messages(sid).fetch().date_sent
    assert sent_at is not None
    return sent_at.date()


def send(client: Client, to: str, count: int) -> list[str]:
    return [client.messages.create(to=to, from_=FROM, body=f"Text {n}").sid for n in range(count)]


def test_newest_come_first_and_inbound_ones_too(client: Client, simulator: Simulator) -> None:
    first = send(client, ANA, 1)[0]
    second = simulator.inbound(ANA, "CALL")["sid"]
    third = send(client, DEE, 1)[0]
    found = client.messages.list()
    assert [message.sid for message in found] == [third, second, first]
    assert found[1].direction == "inbound"
    assert (found[1].status, found[1].from_, found[1].to) == ("received", ANA, FROM)


def test_filters_by_recipient_and_sender(client: Client, simulator: Simulator) -> None:
    to_ana, to_dee = send(client, ANA, 3), send(client, DEE, 2)
    from_ana = simulator.inbound(ANA, "Hello")["sid"]
    sids = {
        "to ana": [m.sid for m in client.messages.list(to=ANA)],
        "from us to dee": [m.sid for m in client.messages.list(to=DEE, from_=FROM)],
        "from ana to us": [m.sid for m in client.messages.list(to=FROM, from_=ANA)],
        "to us": [m.sid for m in client.messages.list(to=FROM)],
        "to cy": [m.sid for m in client.messages.list(to=CY)],
    }
    assert sids == {
        "to ana": to_ana[::-1],
        "from us to dee": to_dee[::-1],
        "from ana to us": [from_ana],
        "to us": [from_ana],
        "to cy": [],
    }


def test_pages_hold_every_text_once(client: Client) -> None:
    sent = send(client, ANA, 7)
    assert [m.sid for m in client.messages.list(to=ANA, page_size=3)] == sent[::-1]
    assert [m.sid for m in client.messages.list(page_size=2, limit=5)] == sent[:1:-1]


def test_pages_stay_whole_while_new_texts_arrive(client: Client) -> None:
    sent = send(client, ANA, 4)
    page = client.messages.page(to=ANA, page_size=2)
    seen = [message.sid for message in page]
    send(client, ANA, 3)
    seen += [message.sid for message in page.next_page()]
    assert seen == sent[::-1]


def test_page_has_twilios_shape(client: Client, simulator: Simulator) -> None:
    send(client, ANA, 3)
    status, first = simulator.api("GET", "/Messages.json?To=%2B13125550142&PageSize=2")
    check_fields("/Messages.json", "get", status, first)
    assert (first["page"], first["start"], first["end"], first["page_size"]) == (0, 0, 1, 2)
    assert first["previous_page_uri"] is None
    assert "To=%2B13125550142&PageSize=2&Page=1&PageToken=PASM" in first["next_page_uri"]
    path = first["next_page_uri"].split(simulator.account_sid)[1]
    _, second = simulator.api("GET", path)
    assert (second["page"], second["start"], len(second["messages"])) == (1, 2, 1)
    assert second["next_page_uri"] is None


@pytest.mark.parametrize(
    ("days", "is_found"),
    [
        ({"date_sent": 0}, True),
        ({"date_sent": -1}, False),
        ({"date_sent_after": -1}, True),
        ({"date_sent_after": 1}, False),
        ({"date_sent_before": 1}, True),
        ({"date_sent_before": 0}, False),
        ({"date_sent_before": -1}, False),
        ({"date_sent_after": -1, "date_sent_before": 1}, True),
    ],
    ids=str,
)
def test_filters_by_day(
    client: Client, simulator: Simulator, days: dict[str, int], is_found: bool
) -> None:
    today = _day_sent(client, simulator)
    asked: dict[str, date] = {name: today + timedelta(days=n) for name, n in days.items()}
    assert bool(client.messages.list(to=ANA, **asked)) is is_found


def test_day_without_a_time_includes_the_day(client: Client, simulator: Simulator) -> None:
    today = _day_sent(client, simulator).isoformat()
    for name in ("DateSent", "DateSent%3C", "DateSent%3E"):
        _, page = simulator.api("GET", f"/Messages.json?{name}={today}")
        assert len(page["messages"]) == 1, name


def test_filters_by_instant(client: Client, simulator: Simulator) -> None:
    send(client, ANA, 1)
    simulator.wait_for("status", status="sent")
    now = wall_time()
    assert client.messages.list(to=ANA, date_sent_after=now - timedelta(seconds=5))
    assert not client.messages.list(to=ANA, date_sent_after=now + timedelta(seconds=5))
    assert not client.messages.list(to=ANA, date_sent_before=now - timedelta(seconds=60))


def test_text_not_yet_sent_has_no_sending_date_to_filter_by(
    client: Client, simulator: Simulator
) -> None:
    simulator.settings(sent_delay_ms=60_000)
    send(client, ANA, 1)
    yesterday = wall_time() - timedelta(days=1)
    assert len(client.messages.list(to=ANA)) == 1
    assert client.messages.list(to=ANA, date_sent_after=yesterday) == []
    simulator.settings(list_unsent_by_date=True)
    assert len(client.messages.list(to=ANA, date_sent_after=yesterday)) == 1


def test_lists_may_lag_behind(client: Client, simulator: Simulator) -> None:
    simulator.settings(list_lag_ms=60_000)
    [sid] = send(client, ANA, 1)
    assert client.messages.list(to=ANA) == []
    assert client.messages(sid).fetch().sid == sid


@pytest.mark.parametrize(
    "query",
    ["PageSize=0", "PageSize=x", "DateSent=soon", "PageToken=PASM00", "DateSent%3E=13/13/13"],
)
def test_bad_query_is_refused(simulator: Simulator, query: str) -> None:
    status, body = simulator.api("GET", f"/Messages.json?{query}")
    assert (status, body["code"]) == (400, 20001)


def test_page_size_over_1000_is_1000(simulator: Simulator) -> None:
    _, page = simulator.api("GET", "/Messages.json?PageSize=5000")
    assert page["page_size"] == 1000
