"""A range that is written as it is typed reads back as the same instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.core.time.typed import part_of_day, typed

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 4, 2, 10, 30, 12, 345678, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["7d", "today", "2026-03-29", "last week", "2026-03", "2026-03-28 14:30..2026-03-29 09:10", "5min", "2026-03-29.."],
)
def test_a_range_that_is_written_reads_back_with_the_same_first_and_last_instant(text: str) -> None:
    span = parse_range(text, now=NOW, zone=ZONE)
    again = parse_range(typed(span, ZONE), now=NOW + timedelta(hours=3), zone=ZONE)
    assert (again.start, again.last) == (span.start, span.last)


def test_whole_days_are_written_by_their_dates() -> None:
    assert typed(parse_range("2026-03-29", now=NOW, zone=ZONE), ZONE) == "2026-03-29"
    assert typed(parse_range("last week", now=NOW, zone=ZONE), ZONE) == "2026-03-23..2026-03-29"


def test_the_parts_of_its_days_are_a_range_without_an_instant_left_out_or_in_two() -> None:
    span = parse_range("2026-03-28 14:30..2026-03-30 09:10", now=NOW, zone=ZONE)
    days = [date(2026, 3, 28) + timedelta(days=place) for place in range(3)]
    parts = [parse_range(part_of_day(day, span, ZONE), now=NOW, zone=ZONE) for day in days]
    assert (parts[0].start, parts[-1].last) == (span.start, span.last)
    for earlier, later in pairwise(parts):
        assert earlier.last + timedelta(microseconds=1) == later.start
    assert part_of_day(days[1], span, ZONE) == "2026-03-29", "a day that lies whole in the range"
    assert part_of_day(date(2026, 4, 1), span, ZONE) == ""


def test_a_day_of_no_range_is_all_of_it() -> None:
    assert part_of_day(date(2026, 3, 29), None, ZONE) == "2026-03-29"
    closed = TimeRange(NOW, NOW + timedelta(minutes=1), closed=True)
    again = parse_range(part_of_day(date(2026, 4, 2), closed, ZONE), now=NOW, zone=ZONE)
    assert again.last == closed.stop
