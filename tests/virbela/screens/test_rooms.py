"""The campus's rooms: ranked by time, and by the hour of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.screens.attendance.rooms import bars, heat_rows, room_figures

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = TimeRange(NOW - timedelta(days=5), NOW + timedelta(days=2))


def stay(user: str, room: str, hours_ago: float, hours: float) -> AttendanceSession:
    join = NOW - hours_ago * HOUR
    leave = join + hours * HOUR
    return AttendanceSession.of(user=user, join=join, leave=leave, until=leave, room_id=room, room_name=room.title())


SESSIONS = [stay("a", "hall", 5, 2), stay("b", "hall", 4.5, 2), stay("a", "hall", 5, 1), stay("a", "lab", 1, 0.5)]


def test_the_room_with_the_most_time_comes_first_and_two_devices_count_once() -> None:
    rooms = room_figures(SESSIONS, WEEK, now=NOW, zone=STOCKHOLM)
    assert [(room.name, room.time, room.summary.people) for room in rooms] == [
        ("Hall", 4 * HOUR, 2),
        ("Lab", 0.5 * HOUR, 1),
    ]


def test_hours_are_those_on_the_users_clock_and_a_begun_one_counts() -> None:
    rows = heat_rows(room_figures(SESSIONS, WEEK, now=NOW, zone=STOCKHOLM))
    assert rows[0].values[8:11] == [2, 2, 1]
    assert sum(rows[1].values) == 1


def test_bars_carry_their_time_people_and_peak() -> None:
    first = bars(room_figures(SESSIONS, WEEK, now=NOW, zone=STOCKHOLM))[0]
    assert (first.key, first.value, first.more.split()) == ("hall", 4 * 3600, ["2", "2"])


def test_without_sessions_there_are_no_rooms() -> None:
    assert room_figures([], WEEK, now=NOW, zone=STOCKHOLM) == []
