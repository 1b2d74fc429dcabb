"""Every report of a campus against a second one that counts the same in the slowest and plainest way.

`REPORT_CASES=1000` tries so many random cases of each rather than a hundred.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.collection import Query
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.attendance.sheets import Cast, Sheet
from tui.vendors.virbela.people import Person
from tui.vendors.virbela.reports.by_person import attendance_by_person, silent
from tui.vendors.virbela.reports.by_room import attendance_by_room
from tui.vendors.virbela.reports.certificate import certificate
from tui.vendors.virbela.reports.desk import Desk, DeskSheet
from tui.vendors.virbela.reports.levels import levels
from tui.vendors.virbela.reports.movements import movements
from tui.vendors.virbela.reports.regulars import newcomers, regulars
from tui.vendors.virbela.reports.roster import Entry, Roster
from tui.vendors.virbela.reports.service_level import service_level
from tui.vendors.virbela.waitlist.figures import Event

ZONE = ZoneInfo("Europe/Stockholm")
SPANS = {"spring": "2026-03-28 10:00..2026-03-31", "autumn": "2026-10-24 10:00..2026-10-27"}
"""In both the clocks change; they begin at ten, and end at midnight."""
DAY = 86_400
LONG_AFTER = datetime(2027, 1, 1, tzinfo=UTC)

many = settings(max_examples=int(os.environ.get("REPORT_CASES", "100")), deadline=None)


@pytest.fixture(autouse=True, scope="module")
def few_sessions_at_once() -> Iterator[None]:
    """Have a handful of sessions cut into several stretches of time, as a million of them are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.vendors.virbela.attendance.timeline._AT_ONCE", 3)
        patch.setattr("tui.vendors.virbela.attendance.timeline._STRIDE", 1)
        yield


class Stay(NamedTuple):
    """One random session, cut to the range."""

    user: str
    room: str
    join: datetime
    until: datetime
    start: datetime
    stop: datetime
    talk: float | None
    state: str


class Case(NamedTuple):
    span: TimeRange
    now: datetime
    sessions: Sequence[AttendanceSession]
    parts: int

    def query(self, **values: Any) -> Query:
        return Query(values, self.span, now=self.now, zone=ZONE)

    def sheets(self) -> list[Sheet]:
        cast = Cast()
        return [cast.sheet(self.sessions[part :: self.parts]) for part in range(self.parts)]

    def stays(self, since: datetime | None = None) -> list[Stay]:
        low = since or self.span.start
        high = min(self.span.stop, self.now)
        found = []
        for each in self.sessions:
            if each.join < high and (each.until > low or each.join >= low):
                start, stop = max(each.join, low), max(min(each.until, high), max(each.join, low))
                state = "lost" if each.lost else "open" if each.leave is None else "closed"
                whole = (each.until - each.join).total_seconds()
                share = (stop - start).total_seconds() / whole if whole else 1.0
                talk = None if each.talk is None else each.talk * share
                found.append(Stay(each.user, each.room_id, each.join, each.until, start, stop, talk, state))
        return found

    @property
    def length(self) -> timedelta:
        return min(self.span.stop, self.now) - self.span.start


MOMENTS = [-3 * DAY, -DAY, -1, 0, 1, 300, 301, 14 * 3600, 14 * 3600 - 1, 15 * 3600, 16 * 3600, 62 * 3600]
"""Also the border of the range, midnight, the hour in which the clocks change."""
moments = st.one_of(st.integers(-3 * DAY, 4 * DAY), st.sampled_from(MOMENTS))
spells = st.one_of(st.sampled_from([0, 1, 5, 60, 3600, DAY, 3 * DAY]), st.integers(0, 2 * DAY))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    span = parse_range(SPANS[draw(st.sampled_from(sorted(SPANS)))], now=LONG_AFTER, zone=ZONE)
    now = draw(st.sampled_from([LONG_AFTER, span.start + timedelta(hours=30, seconds=7)]))
    sessions = []
    drawn = st.tuples(
        st.sampled_from(["u1", "u2", "u3", "u4"]),
        st.sampled_from(["r1", "r2", "r3"]),
        moments,
        spells,
        st.sampled_from(["closed", "closed", "closed", "open"]),
        st.sampled_from([None, 0.0, 0.0, 3.5]),
    )
    for user, room, begin, lasts, state, talk in draw(st.lists(drawn, max_size=14)):
        join = span.start + timedelta(seconds=begin)
        leave: datetime | None = join + timedelta(seconds=lasts)
        if join > now:
            continue
        if state == "open" or (leave is not None and leave > now):
            leave = None
        lost = leave is None and now - join > timedelta(days=1)
        until = leave or (join if lost else now)
        person = None if user == "u4" else Person(f"Name of {user}", f"{user}@example.org")
        sessions.append(
            AttendanceSession.of(
                user=user,
                join=join,
                leave=leave,
                until=until,
                talk=talk,
                lost=lost,
                person=person,
                room_id=room,
                room_name=f"Room {room}",
            )
        )
    return Case(span, now, sessions, draw(st.integers(1, 3)))


def merged(stays: Sequence[Stay]) -> list[tuple[datetime, datetime]]:
    """Unite what touches, one pair after the other, until nothing does."""
    found = [(stay.start, stay.stop) for stay in stays]
    while True:
        touching = [
            (one, other)
            for place, one in enumerate(found)
            for other in found[place + 1 :]
            if one[0] <= other[1] and other[0] <= one[1]
        ]
        if not touching:
            return sorted(found)
        one, other = touching[0]
        found.remove(one)
        found.remove(other)
        found.append((min(one[0], other[0]), max(one[1], other[1])))


def minutes(stretches: Sequence[tuple[datetime, datetime]]) -> float:
    return sum((stop - start).total_seconds() for start, stop in stretches) / 60


def days(stays: Sequence[Stay]) -> set[date]:
    """Return the days on the zone’s clocks, by looking at each; who looks in at midnight is there on the new one."""
    found = set()
    for stay in stays:
        day = stay.start.astimezone(ZONE).date()
        last = max(stay.start, stay.stop - timedelta(microseconds=1)).astimezone(ZONE).date()
        while day <= last:
            found.add(day)
            day += timedelta(days=1)
    return found


def close(one: float | None, other: float | None, *, by: float = 0.01) -> bool:
    return one is other or (one is not None and other is not None and abs(one - other) <= by + 1e-6)


def of(stays: Sequence[Stay], user: str, room: str = "") -> list[Stay]:
    return [stay for stay in stays if stay.user == user and room in ("", stay.room)]


SPOILT = [str, str.upper, lambda text: f"  {text.title()} ", lambda text: text.replace("@", " @ ")]
entries = st.lists(
    st.tuples(st.sampled_from(["u1", "u2", "u3", "u9"]), st.sampled_from(SPOILT), st.booleans()),
    max_size=4,
    unique_by=lambda entry: entry[0],
)


@many
@given(cases(), st.one_of(st.none(), entries), st.sampled_from([None, 0, 40, 75, 100]), st.sampled_from([None, 0, 60]))
def test_certificate(case: Case, listed: list[Any] | None, least: int | None, late: int | None) -> None:
    roster = None
    if listed is not None:
        roster = Roster(
            tuple(
                Entry("", spoil(f"{user}@example.org"), 2)
                if by_email
                else Entry(spoil(f"Name  of {user}").replace("@", ""), "", 2)
                for user, spoil, by_email in listed
            )
        )
    values = {name: value for name, value in (("min", least), ("late", late), ("roomId", "r1")) if value is not None}
    found = certificate([*case.sheets(), *([roster] if roster is not None else [])], case.query(**values))
    rows = [record.value for record in found.rows if record.value is not None]

    stays, expected = case.stays(), {user for user, _, _ in listed or ()}
    users = {stay.user for stay in stays}
    assert {row.user_id for row in rows if row.verdict != "absent"} == users
    assert sum(row.verdict == "absent" for row in rows) == len(expected - users)
    for row in rows:
        if row.verdict == "absent":
            assert (row.minutes, row.joins, row.first_join) == (0, 0, None)
            continue
        own = of(stays, row.user_id)
        stretches = merged(own)
        there = sum(((stop - start) for start, stop in stretches), timedelta())
        first = min(stay.join for stay in own)
        assert close(row.minutes, minutes(stretches))
        assert close(row.share, there / case.length * 100, by=0.1)
        assert (row.joins, row.first_join) == (len(stretches), first)
        in_doubt = any(stay.state == "open" for stay in own) or any(
            session.lost and session.user == row.user_id and session.join < min(case.span.stop, case.now)
            for session in case.sessions
        )
        assert row.last_leave == (None if in_doubt else max(stay.until for stay in own))
        short = there * 100 < case.length * (75 if least is None else least)
        is_late = first > case.span.start + timedelta(minutes=5 if late is None else late)
        verdict = "short" if short else "late" if is_late else "present"
        assert row.verdict == ("unexpected" if listed is not None and row.user_id not in expected else verdict)
        assert (row.share < (75 if least is None else least)) == short


@many
@given(cases())
def test_attendance_by_person(case: Case) -> None:
    found = attendance_by_person(case.sheets(), case.query())
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    assert {row.who.key for row in rows} == {stay.user for stay in stays}
    for row in rows:
        own = of(stays, row.who.key)
        known = [stay for stay in own if stay.talk is not None]
        assert row.sessions == len(own)
        assert row.days == len(days(own))
        assert close(row.minutes, minutes(merged(own)))
        assert close(row.talk_minutes, sum(stay.talk or 0 for stay in known) if known else None)
        assert row.first == min(stay.join for stay in own)
        assert row.last == max(stay.until for stay in own)
        lasted = sum((stay.stop - stay.start).total_seconds() for stay in known) / 60
        talked = sum(stay.talk or 0 for stay in known)
        assert close(row.talk_share, min(talked * 100 / lasted, 100) if lasted else None, by=0.1)
    assert [row.minutes for row in rows] == sorted((row.minutes for row in rows), reverse=True)
    assert round(sum(row.share for row in rows), 6) == (100 if any(row.minutes for row in rows) else 0)


@many
@given(cases())
def test_attendance_by_room(case: Case) -> None:
    found = attendance_by_room(case.sheets(), case.query())
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    assert {row.room_id for row in rows} == {stay.room for stay in stays}
    for row in rows:
        own = [stay for stay in stays if stay.room == row.room_id]
        users = {stay.user for stay in own}
        assert (row.people, row.sessions) == (len(users), len(own))
        assert close(row.minutes, sum(minutes(merged(of(own, user))) for user in users))
        assert row.days == len(set().union(*(days(of(own, user)) for user in users)))
    assert round(sum(row.share for row in rows), 6) == (100 if any(row.minutes for row in rows) else 0)


@many
@given(cases(), st.sampled_from(["", "15m", "7m", "1h", "90 min", "1d", "2d"]))
def test_occupancy(case: Case, step: str) -> None:
    found = levels(case.sheets(), case.query(**({"step": step} if step else {}), roomId="r1"))
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    there = {
        user: [(start, stop) for start, stop in merged(of(stays, user)) if stop > start]
        for user in {stay.user for stay in stays}
    }
    assert rows[0].start == case.span.start
    assert rows[-1].end == min(case.span.stop, case.now)
    assert all(one.end == other.start for one, other in pairwise(rows))
    if "d" in step:
        assert all(row.start.astimezone(ZONE).hour == 0 for row in rows[1:])
    for row in rows:
        inside = [
            user for user, own in there.items() if any(start < row.end and stop > row.start for start, stop in own)
        ]
        points = [row.start, *(start for own in there.values() for start, _ in own if row.start <= start < row.end)]
        peak = max(sum(any(start <= at < stop for start, stop in own) for own in there.values()) for at in points)
        assert (row.people, row.peak) == (len(inside), peak)


@many
@given(cases(), st.sampled_from([None, 0, 600]))
def test_movements(case: Case, within: int | None) -> None:
    found = movements(case.sheets(), case.query(**({} if within is None else {"within": within})))
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    wanted: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for user in {stay.user for stay in stays}:
        visits = [
            (start, stop, room)
            for room in {stay.room for stay in of(stays, user)}
            for start, stop in merged(of(stays, user, room))
        ]
        order = {stay.room_id: place for place, stay in reversed(list(enumerate(in_order(case))))}
        visits.sort(key=lambda visit: (visit[0], visit[1], order[visit[2]]))
        for (_, left, start_room), (came, _, end_room) in pairwise(visits):
            gap = max((came - left).total_seconds() / 60, 0)
            if start_room != end_room and gap <= (30 if within is None else within):
                wanted.setdefault((start_room, end_room), []).append((user, gap))
    assert {(row.from_id, row.to_id) for row in rows} == set(wanted)
    for row in rows:
        own = wanted[row.from_id, row.to_id]
        gaps = sorted(gap for _, gap in own)
        middle = (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]) / 2
        assert (row.moves, row.people) == (len(own), len({user for user, _ in own}))
        assert close(row.median_gap_minutes, middle)
    if rows:
        assert round(sum(row.share for row in rows), 6) == 100


def in_order(case: Case) -> list[AttendanceSession]:
    """Return the sessions as the sheets hold them: of two rooms at the same instant the one that came up first wins."""
    return [session for part in range(case.parts) for session in case.sessions[part :: case.parts]]


@many
@given(cases())
def test_silent(case: Case) -> None:
    found = silent(case.sheets(), case.query())
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    wanted = {user for user in {stay.user for stay in stays} if all(stay.talk == 0 for stay in of(stays, user))}
    assert {row.who.key for row in rows} == wanted
    for row in rows:
        assert close(row.minutes, minutes(merged(of(stays, row.who.key))))


@many
@given(cases(), st.sampled_from([None, 1, 2]))
def test_regulars(case: Case, least: int | None) -> None:
    found = regulars(case.sheets(), case.query(**({} if least is None else {"weeks": least})))
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays()
    mondays = sorted({day - timedelta(days=day.weekday()) for day in all_days(case)})
    for user in ("u1", "u2", "u3", "u4"):
        came = {day - timedelta(days=day.weekday()) for day in days(of(stays, user))}
        longest = max(
            (
                stop - start
                for start in range(len(mondays))
                for stop in range(start + 1, len(mondays) + 1)
                if all(monday in came for monday in mondays[start:stop])
            ),
            default=0,
        )
        own = [row for row in rows if row.who.key == user]
        if not came or longest < (3 if least is None else least):
            assert not own
            continue
        assert [row.week for row in own] == [monday.isoformat() for monday in mondays]
        assert {(row.weeks, row.attended) for row in own} == {(longest, len(came))}
        assert close(sum(row.minutes for row in own), minutes(merged(of(stays, user))), by=0.02)


def all_days(case: Case) -> list[date]:
    stop = min(case.span.stop, case.now) - timedelta(microseconds=1)
    first, last = (at.astimezone(ZONE).date() for at in (case.span.start, stop))
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


@many
@given(cases(), st.sampled_from([None, 1, 2]))
def test_newcomers(case: Case, back: int | None) -> None:
    found = newcomers(case.sheets(), case.query(**({} if back is None else {"back": back})))
    rows = [record.value for record in found.rows if record.value is not None]

    stays = case.stays(case.span.start - timedelta(days=30 if back is None else back))
    wanted = {
        user for user in {stay.user for stay in stays} if all(stay.join >= case.span.start for stay in of(stays, user))
    }
    assert {row.who.key for row in rows} == wanted
    for row in rows:
        own = of(stays, row.who.key)
        assert row.person.first == min(stay.join for stay in own)
        assert row.room in {f"Room {stay.room}" for stay in own if stay.join == row.person.first}
        assert close(row.person.minutes, minutes(merged(own)))


events = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([None, "a1", "a2"]),
        moments,
        st.one_of(st.none(), st.integers(0, 400), st.sampled_from([119, 120, 121])),
    ),
    max_size=30,
)


@many
@given(events, st.sampled_from(["", "hour", "agent", "day"]), st.sampled_from(sorted(SPANS)), st.sampled_from([0, 60]))
def test_service_level(drawn: list[Any], by: str, season: str, target: int) -> None:
    span = parse_range(SPANS[season], now=LONG_AFTER, zone=ZONE)
    listed = [
        (called, Event(time=at, agent=agent, lasted=None if lasted is None else timedelta(seconds=lasted)))
        for called, agent, begin, lasted in drawn
        if (at := span.start + timedelta(seconds=begin)) in span
    ]
    desk = Desk()
    sheets: list[DeskSheet] = [
        desk.sheet([event for is_call, event in listed if is_call == called], called=called) for called in (True, False)
    ]
    values = {name: value for name, value in (("by", by), ("target", target)) if value}
    found = service_level(sheets, Query(values, span, now=LONG_AFTER, zone=ZONE))
    rows = [record.value for record in found.rows if record.value is not None]

    def group(event: Event) -> Any:
        wall = event.time.astimezone(ZONE)
        if by == "agent":
            return event.agent
        return wall.hour if by == "hour" else wall.date() if by == "day" else (wall.date(), wall.hour)

    wanted = []
    for name in {group(event) for _, event in listed}:
        own = [(called, event) for called, event in listed if group(event) == name]
        waits = sorted(event.lasted.total_seconds() for called, event in own if called and event.lasted is not None)
        good = sum(wait <= (target or 120) for wait in waits)
        wanted.append(
            (
                sum(called for called, _ in own),
                good,
                sum(not called for called, _ in own),
                waits[ceil(len(waits) * 0.9) - 1] if waits else -1,
                (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2 if waits else -1,
            )
        )
    found_rows = [
        (
            row.called,
            row.within_target,
            row.helped,
            -1 if row.p90_seconds is None else row.p90_seconds,
            -1 if row.median_seconds is None else row.median_seconds,
        )
        for row in rows
    ]
    assert sorted(found_rows) == sorted(wanted)
    unknown = sum(called and event.lasted is None for called, event in listed)
    assert bool(found.missing) == bool(unknown)
