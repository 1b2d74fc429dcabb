"""What the top line of attendance says of the range."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.app.support import NOW
from tui.core.time.ranges import parse_range
from tui.vendors.virbela.screens.attendance.sessions_range import range_words

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7d", "Fri 13 Nov – now   7d"),
        ("last 2 weeks", "Fri 6 Nov – now   last 2 weeks"),
        ("30d", "21 Oct – now   30d"),
        ("400d", "16 Oct 2025 – now   400d"),
        ("12h", "02:51 – now   12h"),
        ("24h", "Thu 19 Nov 14:51 – now   24h"),
        ("45min", "14:06 – now   45min"),
    ],
)
def test_a_range_counted_back_says_its_day_and_what_was_typed(typed: str, said: str) -> None:
    assert range_words(parse_range(typed, now=NOW, zone=STOCKHOLM), STOCKHOLM, now=NOW) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("today", "today"),
        ("last week", "Mon 9 – Sun 15 Nov"),
        ("2026-W47", "Mon 16 – Sun 22 Nov"),
        ("2025", "2025"),
        ("2026-11-16..", "Mon 16 Nov – now"),
        ("2026-02-01..", "1 Feb – now"),
    ],
)
def test_whole_days_show_no_clock(typed: str, said: str) -> None:
    assert range_words(parse_range(typed, now=NOW, zone=STOCKHOLM), STOCKHOLM, now=NOW) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-16 09:30..", "16 Nov 09:30 – now"),
        ("2026-11-16 09:30..2026-11-16 11:00", "16 Nov 09:30–11:00"),
    ],
)
def test_ends_typed_by_the_clock_keep_it(typed: str, said: str) -> None:
    assert range_words(parse_range(typed, now=NOW, zone=STOCKHOLM), STOCKHOLM, now=NOW) == said


def test_an_hour_later_a_read_is_still_of_the_instant_of_asking() -> None:
    span = parse_range("7d", now=NOW, zone=STOCKHOLM)
    assert range_words(span, STOCKHOLM, now=NOW) == "Fri 13 Nov – now   7d"
    assert " – now" not in range_words(span, STOCKHOLM, now=NOW + timedelta(hours=1))
