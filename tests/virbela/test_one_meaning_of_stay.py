"""What a row says of a stay and what the summary above it says are the same, to the microsecond."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tui.core.column import Column, Value
from tui.core.present import duration_text
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.export.values import machine_fields
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance import AttendanceSession, SessionMerge
from tui.vendors.virbela.catalog.attendance import ATTENDANCE
from tui.vendors.virbela.screens.attendance.figures import Figures, clauses, figures_of
from tui.vendors.virbela.screens.attendance.people import PEOPLE
from tui.vendors.virbela.screens.attendance.rooms import ROOM_TIMES, room_figures

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ORIGIN = datetime(2026, 11, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = ORIGIN + 100 * HOUR
"""Instants are up to 20 hours after it, for a vendor's clock may be ahead, and up to four days before."""

instants = st.integers(0, 120 * 3_600_000).map(lambda after: ORIGIN + timedelta(milliseconds=after))


@st.composite
def rows(draw: st.DrawFn) -> Record[AttendanceRow]:
    """Make a row: closed, open, or open for so long that its leave time must have got lost."""
    join, leave = sorted((draw(instants), draw(instants)))
    left = draw(st.sampled_from([leave.isoformat(), None]))
    row = AttendanceRow(user_id=draw(st.sampled_from("abcde")), join_time=join, leave_time=left, talk_minutes="1.5")
    return Record(f"{row.user_id}@{join}", row, b"{}")


@st.composite
def ranges(draw: st.DrawFn) -> TimeRange:
    start, stop = sorted((draw(instants), draw(instants)))
    return TimeRange(start, stop + timedelta(microseconds=1), closed=draw(st.booleans()))


many = st.lists(rows(), max_size=30)


def merged(answered: Sequence[Record[AttendanceRow]], span: TimeRange) -> Sequence[Record[AttendanceSession]]:
    """Give the rows of a list, as a screen and a command have them."""
    merge = SessionMerge(span, now=NOW, settled=True, room_id="R1", room_name="Hall")
    return [*merge.take(answered), *merge.rest()]


def figures(records: Sequence[Record[AttendanceSession]], span: TimeRange) -> Figures:
    return figures_of([record.value for record in records if record.value is not None], span, now=NOW)


def values(key: str, shown: Sequence[Any], columns: Sequence[Column[Any]] = ATTENDANCE.columns) -> list[Value]:
    """Read a column."""
    column = next(column for column in columns if column.key == key)
    return [column.read(value) for value in shown]


def lengths(read: Sequence[Value]) -> list[timedelta]:
    return [value for value in read if isinstance(value, timedelta)]


@given(many, ranges())
def test_the_summarys_stays_are_the_sum_of_the_rows_column(
    answered: list[Record[AttendanceRow]], span: TimeRange
) -> None:
    records = merged(answered, span)
    found = figures(records, span)

    column = lengths(values("in_range_minutes", [record.value for record in records]))
    assert found.summary.total_stay == sum(column, timedelta())
    assert all(timedelta() <= each <= found.span.length for each in column)
    assert found.summary.lost == len(records) - len(column)
    if column and found.summary.sessions == len(records):
        middle = median(each / timedelta(microseconds=1) for each in column)
        assert found.summary.median_stay == timedelta(microseconds=middle)
    if found.summary.sessions > found.summary.lost:
        assert f"stays in range {duration_text(sum(column, timedelta()))}" in clauses(found, zone=STOCKHOLM)


@given(many, ranges())
def test_an_export_has_the_same_minutes_as_the_summary(answered: list[Record[AttendanceRow]], span: TimeRange) -> None:
    records = merged(answered, span)
    total = figures(records, span).summary.total_stay

    written = [machine_fields(record, ATTENDANCE) for record in records]

    assert abs(sum(row["in_range_minutes"] or 0 for row in written) - total / timedelta(minutes=1)) < 0.01
    assert all((row["in_range_minutes"] or 0) <= (row["stay_minutes"] or 0) + 0.005 for row in written)


@given(many, ranges())
def test_peoples_time_in_range_adds_up_to_what_is_said_above_them(
    answered: list[Record[AttendanceRow]], span: TimeRange
) -> None:
    found = figures(merged(answered, span), span)

    said = clauses(found, zone=STOCKHOLM, by_person=True)

    column = lengths(values("time_minutes", found.people, PEOPLE.columns))
    if found.summary.sessions > found.summary.lost:
        assert f"time in range {duration_text(sum(column, timedelta()))}" in said
    assert sum(column, timedelta()) <= found.summary.total_stay
    assert sum(person.sessions for person in found.people) == found.summary.sessions


@given(many, ranges())
def test_a_rooms_time_in_range_is_its_peoples(answered: list[Record[AttendanceRow]], span: TimeRange) -> None:
    records = merged(answered, span)
    people = figures(records, span).people

    rooms = room_figures([record.value for record in records if record.value], span, now=NOW, zone=STOCKHOLM)

    column = lengths(values("time_minutes", rooms, ROOM_TIMES.columns))
    assert sum(column, timedelta()) == sum((person.time for person in people), timedelta())


def test_a_row_says_what_of_a_stay_lies_in_the_range_and_how_long_it_was_as_a_whole() -> None:
    row = AttendanceRow(user_id="a", join_time=ORIGIN, leave_time=(ORIGIN + 9 * HOUR).isoformat())
    span = TimeRange(ORIGIN + 2 * HOUR, ORIGIN + 4 * HOUR)

    record = merged([Record("a", row, b"{}")], span)[0]

    assert values("in_range_minutes", [record.value]) == [2 * HOUR]
    assert values("stay_minutes", [record.value]) == [9 * HOUR]
    labels = {column.key: column.label for column in ATTENDANCE.columns}
    assert (labels["in_range_minutes"], labels["stay_minutes"]) == ("In range", "Whole stay")


def test_a_session_without_a_leave_time_pulls_no_figure_down() -> None:
    gone = AttendanceRow(user_id="a", join_time=NOW - 50 * HOUR)
    known = AttendanceRow(user_id="b", join_time=NOW - 4 * HOUR, leave_time=(NOW - 2 * HOUR).isoformat())
    span = TimeRange(ORIGIN, NOW)

    found = figures(merged([Record("a", gone, b"{}"), Record("b", known, b"{}")], span), span)

    assert found.summary.median_stay == 2 * HOUR
    assert "1 without a leave time" in clauses(found, zone=STOCKHOLM)
