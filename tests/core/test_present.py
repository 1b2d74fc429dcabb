"""How values are written: short in a table, exact in the details."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.column import Column, Kind, Value
from tui.core.present import ABSENT, count_text, duration_text, exact, number_text, short
from tui.core.text import cell_width, clean

ZONE = ZoneInfo("Europe/Stockholm")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


def column(kind: Kind, **more: Any) -> Column[Any]:
    return Column("key", "Label", lambda row: row, kind, **more)


def shown(value: Value, kind: Kind, **more: Any) -> str:
    return short(value, column(kind, **more), now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 23, 12, 51, tzinfo=UTC), "13:51"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 11, 17, 8, 14, tzinfo=UTC), "Tue 09:14"),
        (datetime(2026, 11, 16, 8, 14, tzinfo=UTC), "16 Nov"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "24 Nov"),
        (datetime(2026, 1, 3, tzinfo=UTC), "3 Jan"),
        (datetime(2024, 11, 3, 12, tzinfo=UTC), "3 Nov 2024"),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), "1 Jan 2027"),
    ],
)
def test_a_time_is_as_short_as_today_allows(instant: datetime, text: str) -> None:
    assert shown(instant, Kind.TIME) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0.4 s"),
        (31, "31 s"),
        (47 * 60 + 59, "47 min"),
        (3599, "59 min"),
        (3600, "1 h 00"),
        (72 * 60, "1 h 12"),
        (25 * 3600 + 180, "25 h 03"),
        (1204 * 3600, "1,204 h"),
        (-90, "-1 min"),
    ],
)
def test_a_duration_is_said_in_units_that_have_passed(seconds: float, text: str) -> None:
    assert duration_text(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1204, "1,204"),
        (-1204, "-1,204"),
        (15.44, "15.44"),
        (0.5, "0.5"),
        (3.0, "3"),
        (1234.56, "1,235"),
        (123.45, "123.5"),
        (0.0031, "0.0031"),
        (-0.0, "0"),
        (1e20, "1e+20"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_has_its_thousands_apart_and_few_decimals(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("value", [None, "", ()])
@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_absent_is_a_dash(value: Value, kind: Kind) -> None:
    assert shown(value, kind) == ABSENT


def test_minutes_that_a_vendor_sent_as_a_number_are_a_duration() -> None:
    assert shown(72, Kind.DURATION) == "1 h 12"


def test_flags_are_yes_and_no() -> None:
    assert (shown(True, Kind.FLAG), shown(False, Kind.FLAG)) == ("yes", "no")


def test_short_words_are_joined_by_a_blank_and_longer_ones_by_commas() -> None:
    assert shown(("B", "D"), Kind.LIST) == "B D"
    assert shown(("Team B", "D"), Kind.LIST) == "Team B, D"


def test_a_number_in_a_text_column_is_a_name_and_not_grouped() -> None:
    assert shown(120400, Kind.TEXT) == "120400"


def test_a_columns_own_form_is_used_and_cleaned() -> None:
    assert shown(0.09, Kind.NUMBER, form=lambda value: f"{value:.0%}\x1b[31m") == "9%"


def test_the_exact_form_keeps_what_the_columns_own_form_rounds_off() -> None:
    assert exact(0.091, column(Kind.NUMBER, form=lambda value: "9 %"), zone=ZONE) == "9 % (0.091)"


def test_an_exact_time_has_seconds_and_zone() -> None:
    instant = datetime(2026, 11, 20, 13, 20, 31, tzinfo=UTC)
    assert exact(instant, column(Kind.TIME), zone=ZONE) == "Fri 20 Nov 2026 14:20:31 CET"
    assert exact(instant, column(Kind.TIME), zone=UTC) == "Fri 20 Nov 2026 13:20:31 UTC"
    unnamed = timezone(timedelta(hours=5, minutes=30))
    assert exact(instant, column(Kind.TIME), zone=unnamed) == "Fri 20 Nov 2026 18:50:31 UTC+05:30"


def test_an_exact_number_has_every_digit_and_its_unit() -> None:
    assert exact(8192, column(Kind.NUMBER, unit="MB"), zone=ZONE) == "8,192 MB"


def test_an_exact_duration_has_its_seconds() -> None:
    assert exact(timedelta(hours=1, seconds=5), column(Kind.DURATION), zone=ZONE) == "1 h 5 s"
    assert exact(timedelta(0), column(Kind.DURATION), zone=ZONE) == "0 s"


VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.datetimes(timezones=st.sampled_from([UTC, None])),
    st.timedeltas(),
    st.lists(st.text()).map(tuple),
)


@given(VALUES, st.sampled_from(list(Kind)))
def test_whatever_is_written_is_clean_and_not_empty(value: Value, kind: Kind) -> None:
    for zone in (ZONE, NEW_YORK):
        text = short(value, column(kind), now=NOW, zone=zone)
        assert text
        assert clean(text) == text
        text = exact(value, column(kind), zone=zone)
        assert clean(text) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_short_time_takes_eleven_cells_at_the_most(instant: datetime) -> None:
    assert cell_width(shown(instant, Kind.TIME)) <= len("13 Nov 2024")


@pytest.mark.parametrize(("count", "written"), [(0, "0 rooms"), (1, "1 room"), (1_200, "1,200 rooms")])
def test_one_of_something_is_not_written_as_several(count: int, written: str) -> None:
    assert count_text(count, "room", "rooms") == written
