"""The figures of attendance against twins that count by brute force."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.reading.windows import windows
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance import (
    AttendanceSession,
    Ledger,
    SessionMerge,
    by_person,
    by_room,
    median_stay,
    occupancy,
    summarise,
    talk_share,
    total_stay,
    unique_attendees,
)
from tui.vendors.virbela.attendance.known_ends import USER_BITS, KnownEnds

ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOW = ORIGIN + 100 * MINUTE
SPAN = TimeRange(ORIGIN + 20 * MINUTE, ORIGIN + 80 * MINUTE)

minutes = st.integers(0, 100)


@pytest.fixture(autouse=True, scope="module")
def few_sessions_at_once() -> Iterator[None]:
    """Have a handful of sessions cut into several stretches of time, and those packed, as a million of them are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.vendors.virbela.attendance.timeline._AT_ONCE", 3)
        patch.setattr("tui.vendors.virbela.attendance.timeline._STRIDE", 1)
        patch.setattr("tui.vendors.virbela.attendance.known_ends._SHORTEST", 600_000_000)
        patch.setattr("tui.vendors.virbela.attendance.known_ends._AT_HAND", 1)
        patch.setattr("tui.vendors.virbela.attendance.known_ends._WORTH_IT", 1)
        yield


@st.composite
def sessions(draw: st.DrawFn) -> AttendanceSession:
    first, second = sorted((draw(minutes), draw(minutes)))
    leave = draw(st.sampled_from([ORIGIN + second * MINUTE, None]))
    return AttendanceSession.of(
        user=draw(st.sampled_from("abcde")),
        join=ORIGIN + first * MINUTE,
        leave=leave,
        until=leave or NOW,
        talk=draw(st.sampled_from([None, 0.0, 0.5, 3.25])),
        room_id=draw(st.sampled_from(["R1", "R2"])),
    )


many = st.lists(sessions(), max_size=30)


def inside(session: AttendanceSession) -> bool:
    """Tell by looking at every instant: is it in at one of the span's, begins in it, or ends as it begins."""
    at_one = any(session.join <= SPAN.start + n * MINUTE < session.until for n in range(60))
    return at_one or SPAN.start <= session.join < SPAN.stop or session.leave == SPAN.start


def clipped(session: AttendanceSession) -> timedelta:
    return max(min(session.until, SPAN.stop) - max(session.join, SPAN.start), timedelta())


def there(all_of_them: Sequence[AttendanceSession], at: datetime) -> set[str]:
    return {each.user for each in all_of_them if each.join <= at < each.until}


instants = st.integers(0, 10**15).map(lambda micros: ORIGIN - timedelta(microseconds=micros))
lengths = st.timedeltas(timedelta(microseconds=1), timedelta(days=900))


@given(instants, lengths)
def test_windows_cover_the_span_without_a_gap_and_none_is_too_long(start: datetime, length: timedelta) -> None:
    span = TimeRange(start, start + length)

    cut = windows(span, longest=timedelta(days=90))

    assert cut[0].start <= span.start < cut[0].start + timedelta(milliseconds=1)
    assert cut[-1].stop < span.stop <= cut[-1].stop + timedelta(milliseconds=1)
    assert all(window.stop - window.start <= timedelta(days=90) for window in cut)
    assert all(earlier.stop == later.start for earlier, later in pairwise(cut))
    assert len(cut) <= length / timedelta(days=90) + 1


@given(many)
def test_people_and_stays_are_those_that_counting_finds(all_of_them: list[AttendanceSession]) -> None:
    ledger = Ledger.of(all_of_them, SPAN)

    kept = [each for each in all_of_them if inside(each)]
    stays = [clipped(each) for each in kept]
    assert len(ledger) == len(kept)
    assert unique_attendees(ledger) == len({each.user for each in kept})
    assert total_stay(ledger) == sum(stays, timedelta())
    expected = median(stay.total_seconds() for stay in stays) if stays else None
    found = median_stay(ledger)
    assert (found.total_seconds() if found is not None else None) == expected


@given(many)
def test_the_curve_is_right_at_every_minute(all_of_them: list[AttendanceSession]) -> None:
    curve = occupancy(Ledger.of(all_of_them, SPAN))

    for n in range(100):
        at = ORIGIN + n * MINUTE
        assert curve.at(at) == (len(there(all_of_them, at)) if at in SPAN else 0)
    counts = [count for _, count in curve.steps()]
    assert all(earlier != later for earlier, later in pairwise([0, *counts]))


@given(many)
def test_the_peak_is_the_first_of_the_fullest_minutes(all_of_them: list[AttendanceSession]) -> None:
    peak = occupancy(Ledger.of(all_of_them, SPAN)).peak

    levels = [len(there(all_of_them, SPAN.start + n * MINUTE)) for n in range(60)]
    if max(levels) == 0:
        assert peak is None
        return
    assert peak is not None
    assert peak.people == max(levels)
    assert peak.start == SPAN.start + levels.index(max(levels)) * MINUTE
    assert peak.start < peak.stop <= SPAN.stop


@given(many, st.sampled_from([1, 2, 3, 5, 12, 60]))
def test_levels_and_means_are_those_of_the_minutes_in_each_part(
    all_of_them: list[AttendanceSession], parts: int
) -> None:
    curve = occupancy(Ledger.of(all_of_them, SPAN))

    levels = [len(there(all_of_them, SPAN.start + n * MINUTE)) for n in range(60)]
    size = 60 // parts
    split = [levels[n * size : (n + 1) * size] for n in range(parts)]
    assert curve.levels(parts) == [max(part) for part in split]
    assert all(abs(mean - sum(part) / size) < 1e-9 for mean, part in zip(curve.means(parts), split, strict=True))


@given(many)
def test_a_persons_time_is_the_minutes_they_were_there(all_of_them: list[AttendanceSession]) -> None:
    people = by_person(Ledger.of(all_of_them, SPAN))

    for person in people:
        own = [each for each in all_of_them if each.user == person.user and inside(each)]
        present = sum(person.user in there(own, SPAN.start + n * MINUTE) for n in range(60))
        assert person.time == present * MINUTE
        assert person.sessions == len(own)
        assert person.first == max(min(each.join for each in own), SPAN.start)
        assert person.still_in == any(each.leave is None for each in own)
    assert [person.time for person in people] == sorted((person.time for person in people), reverse=True)
    assert {person.user for person in people} == {each.user for each in all_of_them if inside(each)}


@given(many)
def test_the_talk_share_spreads_talk_evenly_over_a_session(all_of_them: list[AttendanceSession]) -> None:
    known = [each for each in all_of_them if inside(each) and each.talk is not None]
    stayed = sum((clipped(each) for each in known), timedelta()).total_seconds()
    talked = 0.0
    for each in known:
        whole = (each.until - each.join).total_seconds()
        talked += (each.talk or 0) * 60 * (clipped(each).total_seconds() / whole if whole else 1)

    share = talk_share(Ledger.of(all_of_them, SPAN))

    assert (share is None) == (stayed == 0)
    assert share is None or abs(share - talked / stayed) < 1e-9


@given(many)
def test_hours_add_up_to_the_time_of_all_people(all_of_them: list[AttendanceSession]) -> None:
    ledger = Ledger.of(all_of_them, SPAN)

    hours = occupancy(ledger).by_hour(ZoneInfo("Asia/Kathmandu"))

    assert sum(hours, timedelta()) == sum((person.time for person in by_person(ledger)), timedelta())


def test_hours_are_those_of_the_zones_clock() -> None:
    start = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)
    ledger = Ledger.of(
        [AttendanceSession.of(user="a", join=start, leave=start + 30 * MINUTE, until=start + 30 * MINUTE)],
        TimeRange(ORIGIN, ORIGIN + timedelta(days=1)),
    )

    hours = occupancy(ledger).by_hour(ZoneInfo("Asia/Kathmandu"))

    assert (hours[9], hours[10]) == (30 * MINUTE, timedelta()) or hours[9] + hours[10] == 30 * MINUTE
    assert hours[9] == 30 * MINUTE


@given(many)
def test_rooms_are_those_of_their_own_sessions(all_of_them: list[AttendanceSession]) -> None:
    ranked = by_room(all_of_them, SPAN)

    for room in ranked:
        own = [each for each in all_of_them if each.room_id == room.room_id]
        assert room.summary == summarise(Ledger.of(own, SPAN))


def test_two_devices_of_one_person_are_one_person() -> None:
    session = AttendanceSession.of(user="a", join=SPAN.start, leave=SPAN.stop, until=SPAN.stop)

    ledger = Ledger.of([session, session], SPAN)

    assert summarise(ledger).sessions == 2
    assert [count for _, count in occupancy(ledger).steps()] == [1]


# --- merging -----------------------------------------------------------------------------------------------------


@st.composite
def rows(draw: st.DrawFn) -> AttendanceRow:
    first, second = sorted((draw(minutes), draw(minutes)))
    leave = draw(st.sampled_from([(ORIGIN + second * MINUTE).isoformat(), None, ""]))
    join = ORIGIN + first * MINUTE
    return AttendanceRow(user_id=draw(st.sampled_from("ab")), join_time=join, leave_time=leave)


def expected(all_of_them: Sequence[AttendanceRow]) -> set[tuple[str, datetime, datetime | None]]:
    found = {
        (row.user_id, row.join_time, datetime.fromisoformat(row.leave_time) if row.leave_time else None)
        for row in all_of_them
    }
    closed = {(user, join) for user, join, leave in found if leave is not None}
    touching = {
        (user, join, leave)
        for user, join, leave in found
        if join < SPAN.stop and (leave is None or leave >= SPAN.start)
    }
    return {each for each in touching if each[2] is not None or (each[0], each[1]) not in closed}


@given(st.lists(rows(), max_size=25), st.booleans())
def test_merging_gives_every_session_once_in_whatever_order_rows_come(
    all_of_them: list[AttendanceRow], settled: bool
) -> None:
    merge = SessionMerge(SPAN, now=NOW, settled=settled)
    shown: dict[str, AttendanceSession] = {}
    given_out = 0
    for n, row in enumerate(all_of_them):
        for record in merge.take([Record(str(n), row, msgspec.json.encode(row))]):
            assert record.value is not None
            shown[record.id] = record.value
            given_out += 1
    merge.close()  # nothing that was held back is lost by that
    for record in merge.rest():
        assert record.value is not None
        shown[record.id] = record.value
        given_out += 1

    # A row that left before the span is outside it, and so cannot close the open one that would be inside.
    inside_rows = [row for row in all_of_them if not row.leave_time or _touches(row)]
    found = [(each.user, each.join, each.leave) for each in shown.values()]
    assert set(found) == expected(inside_rows)
    assert len(found) == len(set(found))
    assert not settled or given_out == len(found)


def _touches(row: AttendanceRow) -> bool:
    leave = datetime.fromisoformat(row.leave_time or "")
    return row.join_time < SPAN.stop and leave >= SPAN.start


def test_a_session_takes_little_room_once_those_of_much_later_have_come() -> None:
    tracemalloc.start()
    try:
        known, each, stretches = KnownEnds(0, 256 * 10**10), 2000, 50
        for stretch in range(stretches):
            ends = known.of(stretch)
            for n in range(each):
                began = stretch * known.width + n * 10**6
                ends[began << USER_BITS | n % 7] = began + 5
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held / (each * stretches) < 40
    assert known.of(3)[3 * known.width << USER_BITS] == 3 * known.width + 5


async def test_a_long_page_is_taken_in_steps_between_which_others_have_their_turn() -> None:
    left = (ORIGIN + 70 * MINUTE).isoformat()
    page = [
        Record(str(n), AttendanceRow(user_id=f"u{n}", join_time=SPAN.start, leave_time=left), b"{}")
        for n in range(2700)
    ]
    turns = 0

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(another())
    taken = await SessionMerge(SPAN, now=NOW).take_long(page)
    beside.cancel()

    assert [record.value.user for record in taken if record.value] == [f"u{n}" for n in range(2700)]
    assert turns >= 10


def test_a_closed_row_takes_the_open_ones_place() -> None:
    merge = SessionMerge(SPAN, now=NOW)
    still_open = AttendanceRow(user_id="a", join_time=SPAN.start)
    closed = AttendanceRow(user_id="a", join_time=SPAN.start, leave_time=(SPAN.start + MINUTE).isoformat())

    first = merge.take([Record("1", still_open, b"{}")])
    second = merge.take([Record("2", closed, b"{}")])
    third = merge.take([Record("3", still_open, b"{}")])

    assert [record.id for record in first] == [record.id for record in second]
    assert third == ()


def test_sessions_that_touch_no_other_are_counted_apart() -> None:
    count = 1000
    sparse = [
        AttendanceSession.of(user=str(n), join=ORIGIN + 2 * n * MINUTE, leave=None, until=ORIGIN + (2 * n + 1) * MINUTE)
        for n in range(count)
    ]

    curve = occupancy(Ledger.of(sparse, TimeRange(ORIGIN, ORIGIN + timedelta(days=10))))

    assert len(curve.times) == 2 * count
    assert curve.peak is not None
    assert curve.peak.people == 1


def test_thousands_of_sessions_are_written_down_like_a_few() -> None:
    count = 5_000
    crowd = [
        AttendanceSession.of(
            user=str(n // 2), join=ORIGIN + n * MINUTE, leave=ORIGIN + (n + 1) * MINUTE, until=ORIGIN + (n + 1) * MINUTE
        )
        for n in range(count)
    ]

    ledger = Ledger.of(iter(crowd), TimeRange(ORIGIN + 30 * timedelta(seconds=1), ORIGIN + count * MINUTE - MINUTE / 2))

    assert [(who.key, who.name) for who in ledger.cast.who] == [(str(n), str(n)) for n in range(count // 2)]
    assert [person for moment in ledger.moments() for person in moment.people] == [n // 2 for n in range(count)]
    assert total_stay(ledger) == (count - 1) * MINUTE
    assert [count for _, count in occupancy(ledger).steps()] == [1]
    assert [person.time for person in by_person(ledger)] == [2 * MINUTE] * (count // 2 - 2) + [1.5 * MINUTE] * 2
