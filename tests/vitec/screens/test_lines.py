"""The lines of the views, on anything that the vendor might send and any width that a terminal might have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vitec.test_comebacks import COMEBACKS, NOW, ZONES
from tui.core.record import Record
from tui.core.rows.filters import parse_filter
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.catalog import COMEBACKS as COLLECTION
from tui.vendors.vitec.comebacks import Due, due
from tui.vendors.vitec.screens.lines import desk_entries, desk_filter, due_entries, late, moment
from tui.widgets.line import parts_width

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def records(found: list[Comeback]) -> list[Record[Comeback]]:
    return [Record(f"r{number}", comeback, b"{}") for number, comeback in enumerate(found)]


@given(st.lists(COMEBACKS), ZONES, st.integers(80, 160))
def test_every_open_comeback_has_one_line_that_fits(found: list[Comeback], zone: ZoneInfo, width: int) -> None:
    entries, _ = due_entries(records(found), now=NOW, zone=zone, width=width)

    still = [record.id for record in records(found) if due(record.value, now=NOW, zone=zone) is not Due.NOT_OPEN]  # type: ignore[arg-type]
    assert sorted(entry.id for entry in entries if entry.id) == sorted(still)
    assert all(parts_width(entry.left) + parts_width(entry.right) < width - 2 for entry in entries)


@given(st.lists(COMEBACKS, min_size=1), ZONES, st.integers(80, 160))
def test_a_desks_line_fits_and_leads_to_what_lies_on_it(found: list[Comeback], zone: ZoneInfo, width: int) -> None:
    entries, said = desk_entries(records(found), now=NOW, zone=zone, width=width)

    assert all(parts_width(entry.left) + parts_width(entry.right) < width - 1 for entry in entries)
    shown = 0
    for entry in entries[1:]:
        passes = parse_filter(desk_filter(entry.id), COLLECTION.columns, now=NOW, zone=zone)
        shown += sum(passes(record) for record in records(found))
    assert shown >= len(found)
    assert said.startswith(f"{len(entries) - 1} with comebacks")


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(minutes=-9), "9 min late"),
        (timedelta(hours=-30), "1 day late"),
        (timedelta(days=-6, hours=-3), "6 days late"),
        (timedelta(minutes=130), "in 2 h 10"),
        (timedelta(days=2), "in 2 days"),
    ],
)
def test_how_far_off_it_is(off: timedelta, said: str) -> None:
    assert late(NOW + off, now=NOW) == said


def test_a_moment_tells_past_and_coming_weeks_apart() -> None:
    assert moment(datetime(2026, 11, 16, 8, 15, tzinfo=UTC), zone=STOCKHOLM) == "Mon 16 Nov 09:15"
