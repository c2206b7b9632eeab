"""ZIPs, area codes and zones: never a guess, always every zone a person may be in."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot import places
from bot.places import _areas


@pytest.mark.parametrize(
    ("zip_code", "city", "state", "zones"),
    [
        ("60608", "Chicago", "IL", ("America/Chicago",)),
        ("02139", "Cambridge", "MA", ("America/New_York",)),
        ("46534", "Knox", "IN", ("America/Indiana/Knox",)),
        ("00601", "Adjuntas", "PR", ("America/Puerto_Rico",)),
    ],
)
def test_zip_has_its_place(zip_code: str, city: str, state: str, zones: tuple[str, ...]) -> None:
    place = places.find_zip(zip_code)
    assert place is not None
    assert (place.city, place.state, place.zones) == (city, state, zones)


@pytest.mark.parametrize("text", ["00000", "6060", "606081", "abcde", "", "６０６０８"])  # noqa: RUF001 - full-width digits are meant
def test_what_is_no_zip_has_no_place(text: str) -> None:
    assert places.find_zip(text) is None


def test_zip_whose_zone_is_broken_in_the_data_has_its_states_zones() -> None:
    napakiak = places.find_zip("99634")  # the data says "Napakiak", which is no zone
    assert napakiak is not None
    assert "America/Anchorage" in napakiak.zones


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+13125550142", {"America/Chicago"}),
        ("+14485550142", {"America/Chicago", "America/New_York"}),  # overlay of 850
        ("+13645550142", {"America/Chicago", "America/New_York"}),  # overlay of 270
        ("+14585550142", {"America/Los_Angeles", "America/Boise"}),  # overlay of 541
        ("+14165550142", {"America/Toronto"}),
    ],
)
def test_area_code_has_every_zone_it_spans(number: str, zones: set[str]) -> None:
    assert zones <= set(places.zones_of_number(number))


@pytest.mark.parametrize(
    ("number", "states"),
    [
        ("+13125550142", {"IL"}),
        ("+18565550142", {"NJ", "PA"}),
        ("+14485550142", {"AL", "FL"}),  # overlay of 850
        ("+13015550142", {"MD"}),  # some ZIPs of Pennsylvania and Virginia list it
        ("+16035550142", {"NH"}),  # and some of Maine list this one
        ("+16455550142", {"FL"}),  # overlay too new for the table of ZIPs
        ("+17385550142", {"CA"}),
        ("+15065550142", set()),  # New Brunswick, although ZIPs of Maine list it
    ],
)
def test_area_code_has_its_state_and_those_with_a_tenth_of_its_zips(
    number: str, states: set[str]
) -> None:
    assert set(places.states_of_number(number)) == states


@pytest.mark.parametrize("number", ["+18664735915", "+15005550006", "+525512345678", "72345", ""])
def test_numbers_that_say_nothing_of_a_place_have_no_zone(number: str) -> None:
    assert places.zones_of_number(number) == ()
    assert places.states_of_number(number) == ()


def test_every_zone_of_the_table_exists() -> None:
    known = available_timezones()
    for table in _areas().values():
        for row in table.values():
            assert set(row["zones"]) <= known
            assert all(ZoneInfo(zone) for zone in row["zones"])
