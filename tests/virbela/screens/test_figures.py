"""What the attendance screens say of the sessions that have arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.screens.attendance.figures import Gathering, clauses, figures_of, instant_text
from tui.vendors.virbela.screens.attendance.people import PEOPLE, lanes, person_record

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = TimeRange(NOW - timedelta(days=5), NOW + timedelta(days=2))


def session(user: str, hours_ago: float, stay: float | None, talk: float | None = None) -> Record[AttendanceSession]:
    join = NOW - hours_ago * HOUR
    leave = None if stay is None else join + stay * HOUR
    value = AttendanceSession.of(user=user, join=join, leave=leave, until=leave or NOW, talk=talk)
    return Record(f"{user}@{join}", value, b"{}")


def gathered(*records: Record[AttendanceSession]) -> Gathering:
    gathering = Gathering()
    gathering.take(records)
    return gathering


def test_the_summary_says_how_many_when_and_how_long() -> None:
    gathering = gathered(session("a", 26, 1, 6.0), session("b", 25.5, 2, 3.0), session("a", 3, 1, 9.0))
    said = clauses(figures_of(gathering.sessions, WEEK, now=NOW), zone=STOCKHOLM)
    assert ", ".join(said) == (
        "3 sessions, 2 people, peak 2 (Thu 11:30), median stay in range 1 h 00, talk 8 %, stays in range 4 h 00"
    )


def test_one_is_not_many_and_nobody_has_no_peak() -> None:
    assert ", ".join(clauses(figures_of(Gathering().sessions, WEEK, now=NOW), zone=STOCKHOLM)) == "0 sessions, 0 people"
    assert clauses(figures_of(gathered(session("a", 3, 1)).sessions, WEEK, now=NOW), zone=STOCKHOLM)[:2] == [
        "1 session",
        "1 person",
    ]


def test_rows_that_cannot_be_read_are_said() -> None:
    gathering = gathered(Record("bad", None, b"{}", "joinTime is missing"), session("a", 3, 1))
    said = clauses(figures_of(gathering.sessions, WEEK, now=NOW), zone=STOCKHOLM, unreadable=gathering.unreadable)
    assert "1 row cannot be read" in said


def test_a_session_that_comes_again_with_a_name_counts_once() -> None:
    first = session("a", 3, 1)
    assert figures_of(gathered(first, first).sessions, WEEK, now=NOW).summary.sessions == 1


def test_who_is_still_in_is_counted_up_to_now_and_not_beyond() -> None:
    figures = figures_of(gathered(session("a", 2, None)).sessions, WEEK, now=NOW)
    assert figures.people[0].time == 2 * HOUR
    assert figures.span.stop == NOW


def test_a_range_that_lies_ahead_is_counted_as_it_is() -> None:
    ahead = TimeRange(NOW + HOUR, NOW + 2 * HOUR)
    assert figures_of([], ahead, now=NOW).span == ahead


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(hours=10), "11:20"),
        (timedelta(days=7), "Fri 11:20"),
        (timedelta(days=30), "20 Nov 11:20"),
        (timedelta(days=800), "20 Nov 2026"),
    ],
)
def test_an_instant_is_as_long_as_the_range_makes_it(length: timedelta, said: str) -> None:
    instant = datetime(2026, 11, 20, 10, 20, tzinfo=UTC)
    start = datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert instant_text(instant, TimeRange(start, start + length), STOCKHOLM) == said


def test_people_are_rows_that_filter_sort_and_export() -> None:
    figures = figures_of(gathered(session("a", 26, 1), session("a", 3, None)).sessions, WEEK, now=NOW)
    record = person_record(figures.people[0])
    values = {column.key: column.read(figures.people[0]) for column in PEOPLE.columns}
    assert (record.id, record.fields()) == ("a", {"userId": "a"})
    assert (values["visits"], values["time_minutes"], values["last"]) == (2, 4 * HOUR, None)
    assert PEOPLE.column(PEOPLE.sort.removeprefix("-")) is not None


def test_lanes_hold_everybodys_stays_in_the_order_of_the_people() -> None:
    gathering = gathered(session("a", 26, 1), session("b", 20, 5), session("a", 3, 1))
    people = figures_of(gathering.sessions, WEEK, now=NOW).people
    drawn = lanes(people, gathering.sessions, {"b": "5 h"})
    assert [(lane.key, len(lane.stays), lane.note) for lane in drawn] == [("b", 1, "5 h"), ("a", 2, "")]
