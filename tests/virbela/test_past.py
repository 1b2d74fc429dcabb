"""Attendance with the cache and without it: the same sessions, fewer requests, and a note that says so."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.virbela.campus import Asked, Server, Told, attending, connect, envelope, refusal, stay
from tui.core.collection import Query
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.reading.past import SettledPart
from tui.reading.windows import Window
from tui.storage.cache import Cache
from tui.vendors.registry import load
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance.cache import ATTENDED

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TICK = timedelta(milliseconds=1)
ROOM = "/User/Attendance/Room/R1"


@dataclass
class MovingClock:
    """A clock that a test moves on."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Campus:
    """One room, whose sessions the server knows as far as the clock has come."""

    sessions: list[tuple[str, datetime, datetime]]
    clock: MovingClock = field(default_factory=lambda: MovingClock(START + 300 * DAY))

    def server(self) -> Server:
        rooms = [{"objectId": "R1", "name": "Room"}]
        return Server(
            {
                "/Rooms/World/acme%20campus": lambda asked: (200, {"count": 1, "data": rooms}),
                "/User": lambda asked: (200, envelope([])),
                ROOM: lambda asked: attending(self.known())(asked),
                "/User/Attendance/PrivateVolume/V1": lambda asked: attending(self.known())(asked),
            }
        )

    def known(self) -> list[dict[str, Any]]:
        now = self.clock.now()
        return [stay(user, join, leave if leave <= now else None) for user, join, leave in self.sessions if join <= now]


async def pages(
    client: VirbelaClient, span: TimeRange, *, collection: str = "attendance", fresh: bool = False
) -> list[Any]:
    values = {"attendance": {"roomId": "R1"}, "private-volume": {"volumeId": "V1"}}.get(collection, {})
    query = Query(values, span, now=client.clock.now(), zone=UTC, settled=True, fresh=fresh)
    return [page async for page in load("virbela").catalog().collection(collection).fetch(client, query)]


def records(read: list[Page[Any]]) -> list[Record[Any]]:
    return [record for page in read for record in page.records]


def notes(read: list[Page[Any]]) -> list[str]:
    return [note for page in read for note in page.notes]


@asynccontextmanager
async def caching(folder: Path, clock: MovingClock) -> AsyncIterator[Cache]:
    cache = Cache(folder, max_mb=10, clock=clock)
    yield cache
    await cache.aclose()


def hourly(days: int) -> list[tuple[str, datetime, datetime]]:
    return [(f"u{n % 40:05}", START + n * HOUR, START + n * HOUR + 30 * HOUR) for n in range(24 * days)]


def asked_for(server: Server) -> list[tuple[datetime, datetime]]:
    ranges = [(asked.query["start"], asked.query["stop"]) for asked in server.asked if "/Attendance/" in asked.path]
    return [(datetime.fromisoformat(start), datetime.fromisoformat(stop)) for start, stop in dict.fromkeys(ranges)]


@st.composite
def histories(draw: st.DrawFn) -> Campus:
    def session(user: int, join: int, length: int) -> tuple[str, datetime, datetime]:
        begun = START + join * HOUR
        return f"u{user}", begun, begun + length * HOUR / 2

    sessions = st.builds(session, st.integers(0, 3), st.integers(0, 24 * 40), st.integers(0, 24 * 8))
    return Campus(draw(st.lists(sessions, max_size=25)), MovingClock(START + 20 * DAY))


questions = st.lists(
    st.tuples(
        st.timedeltas(timedelta(), 6 * DAY),  # until it is asked
        st.timedeltas(timedelta(minutes=1), 25 * DAY),  # how far back it goes
        st.timedeltas(timedelta(), 6 * DAY),  # how long before now it ends
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(histories(), questions)
def test_the_sessions_are_the_same_with_the_cache_and_without(
    campus: Campus, asked: list[tuple[timedelta, timedelta, timedelta, bool]]
) -> None:
    async def run(folder: Path) -> None:
        async with caching(folder, campus.clock) as cache:
            for later, back, before, fresh in asked:
                campus.clock.at += later
                stop = campus.clock.at - before
                span = TimeRange(stop - back, stop)
                with_cache = connect(campus.server(), cache=cache.of("campus"), clock=campus.clock)
                without = connect(campus.server(), clock=campus.clock)
                found = {(each.raw, each.value) for each in records(await pages(with_cache, span, fresh=fresh))}
                expected = {(each.raw, each.value) for each in records(await pages(without, span))}
                assert found == expected

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


@pytest.mark.parametrize("collection", ["attendance", "private-volume", "campus-attendance"])
async def test_a_past_range_is_asked_for_once_and_the_note_says_when(tmp_path: Path, collection: str) -> None:
    campus = Campus(hourly(60), MovingClock(datetime(2026, 11, 3, 14, 20, tzinfo=UTC)))
    server, span = campus.server(), TimeRange(START + 3 * HOUR, START + 50 * DAY)
    async with caching(tmp_path, campus.clock) as cache:
        first = await pages(connect(server, cache=cache.of("c"), clock=campus.clock), span, collection=collection)
        server.asked.clear()
        campus.clock.at += DAY
        again = await pages(connect(server, cache=cache.of("c"), clock=campus.clock), span, collection=collection)

    assert asked_for(server) == []
    assert {record.id for record in records(again)} == {record.id for record in records(first)}
    assert notes(first) == []
    assert notes(again) == [f"{len(records(first)):,} sessions from the cache, read 3 Nov 14:20"]


async def test_a_range_until_now_asks_for_the_last_days_only_the_second_time(tmp_path: Path) -> None:
    campus = Campus(hourly(300), MovingClock(START + 200 * DAY + 13 * HOUR))
    server = campus.server()
    async with caching(tmp_path, campus.clock) as cache:
        client = connect(server, cache=cache.of("campus"), clock=campus.clock)
        now = campus.clock.now()
        await pages(client, TimeRange(now - 180 * DAY, now))
        assert len(asked_for(server)) == 2  # as many as without a cache
        server.asked.clear()
        campus.clock.at = now = campus.clock.now() + 25 * HOUR
        read = await pages(client, TimeRange(now - 180 * DAY, now))

    # Two days before now, back to midnight, and sessions of 30 hours that were open then or ended too lately.
    assert asked_for(server) == [(START + 197 * DAY, now - TICK)]
    assert notes(read)
    assert len({record.id for record in records(read)}) == len(records(read)) > 180 * 24


async def test_fresh_passes_the_cache_over_and_keeps_what_it_finds(tmp_path: Path) -> None:
    campus = Campus(hourly(10))
    server, span = campus.server(), TimeRange(START, START + 9 * DAY)
    async with caching(tmp_path, campus.clock) as cache:
        client = connect(server, cache=cache.of("campus"), clock=campus.clock)
        await pages(client, span)
        campus.sessions.append(("late", START + DAY, START + DAY + HOUR))
        server.asked.clear()
        stale = await pages(client, span)
        fresh = await pages(client, span, fresh=True)
        after = await pages(client, span)

    assert len(asked_for(server)) == 1
    assert len(records(stale)) + 1 == len(records(fresh)) == len(records(after))
    assert notes(fresh) == []


async def test_a_window_that_fails_half_way_is_not_kept(tmp_path: Path) -> None:
    rows = [stay(f"u{n:05}", START + n * TICK, START + HOUR) for n in range(1500)]
    server = Campus([]).server()
    clock = MovingClock(START + 100 * DAY)

    def failing(asked: Asked) -> Told:
        if "limit" not in asked.query or asked.query["offset"] != "0":
            return 400, refusal("Bad request")
        return 200, envelope(rows[:1000])

    server.routes[ROOM] = failing
    async with caching(tmp_path, clock) as cache:
        client = connect(server, cache=cache.of("campus"), clock=clock)
        with pytest.raises(Exception, match="Bad request"):
            await pages(client, TimeRange(START, START + DAY))
        server.routes[ROOM] = attending(rows)
        assert len(records(await pages(client, TimeRange(START, START + DAY)))) == 1500


async def test_other_campuses_connections_and_places_are_kept_apart(tmp_path: Path) -> None:
    campus = Campus(hourly(3))
    span = TimeRange(START, START + DAY)
    async with caching(tmp_path, campus.clock) as cache:
        own = cache.of("campus")
        await pages(connect(campus.server(), cache=own, clock=campus.clock), span)
        for different, settings_ in (
            (own, {"client_name": "other campus"}),
            (own, {"base_url": "http://elsewhere.test"}),
            (cache.of("second"), {}),
        ):
            server = campus.server()
            await pages(connect(server, cache=different, clock=campus.clock, **settings_), span)
            assert len(asked_for(server)) == 1
        server = campus.server()
        volume = connect(server, cache=own, clock=campus.clock)
        await pages(volume, span, collection="private-volume")
        assert len(asked_for(server)) == 1


def row(join: datetime, leave: datetime | None) -> Record[AttendanceRow]:
    value = AttendanceRow(user_id="u", join_time=join, leave_time=leave.isoformat() if leave else None)
    return Record(ATTENDANCE.identify(value), value, b"{}")


def settled_part(window: Window, rows: Sequence[Record[AttendanceRow]], *, now: datetime) -> Window | None:
    part = SettledPart(window, ATTENDED, now=now)
    part.look_at(rows)
    return part.settled


def test_what_is_settled_ends_before_the_first_open_session() -> None:
    window, now = Window(START + HOUR, START + 30 * DAY), START + 33 * DAY
    closed = row(START + DAY, START + 2 * DAY)

    assert settled_part(window, [closed], now=now) == window
    assert settled_part(window, [closed, row(START + 27 * DAY + HOUR, None)], now=now) == Window(
        START + HOUR, START + 27 * DAY
    )
    assert settled_part(window, [row(START, None)], now=START + 5 * DAY) is None
    assert settled_part(window, [Record("?", None, b"{}", "joinTime")], now=now) is None


def test_a_session_whose_leave_time_got_lost_does_not_stop_the_past_from_being_kept() -> None:
    window, now = Window(START + HOUR, START + 30 * DAY), START + 33 * DAY

    assert settled_part(window, [row(START - 1000 * DAY, None)], now=now) == window


def test_what_ended_less_than_two_days_ago_is_not_settled() -> None:
    window = Window(START, START + 30 * DAY)
    now = START + 31 * DAY + HOUR

    assert settled_part(window, [], now=now) == Window(START, START + 29 * DAY)
    lately = row(START + 20 * DAY + HOUR, now - DAY)
    assert settled_part(window, [lately], now=now) == Window(START, START + 20 * DAY)
