"""Attendance is asked for without a limit: when that is trusted, and what becomes of servers that do it otherwise."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.virbela.campus import Answering, Asked, Server, Told, attending, connect, envelope, records_of, refusal, stay
from tui.core.errors import Rejected
from tui.core.time.time_range import TimeRange

START = datetime(2026, 5, 1, tzinfo=UTC)
SPAN = TimeRange(START, START + timedelta(days=30))


def attended(count: int) -> list[dict[str, Any]]:
    return [stay(f"u{n:05}", START + timedelta(minutes=n), START + timedelta(minutes=n + 5)) for n in range(count)]


def campus(counts: list[int], answer: Answering | None = None, *, cap: int = 10**9) -> Server:
    """A campus of rooms that were attended so many times."""
    rooms = [{"objectId": f"R{n}", "name": f"Room {n}"} for n in range(len(counts))]
    server = Server({"/Rooms/World/acme%20campus": lambda asked: (200, {"count": len(rooms), "data": rooms})})
    server.routes["/User"] = lambda asked: (200, envelope([]))
    for number, count in enumerate(counts):
        server.routes[f"/User/Attendance/Room/R{number}"] = answer or attending(attended(count), cap=cap)
    return server


def attendance_asked(server: Server) -> list[Asked]:
    return [asked for asked in server.asked if "/Attendance/" in asked.path]


async def count_of(server: Server) -> int:
    return len(await records_of(connect(server), "campus-attendance", SPAN, settled=True))


async def test_rooms_of_many_lengths_hardly_need_a_second_request() -> None:
    counts = [n * 37 % 101 for n in range(60)]
    server = campus(counts)

    assert await count_of(server) == sum(counts)
    assert len(attendance_asked(server)) <= 60 * 1.1
    assert {tuple(asked.query) for asked in attendance_asked(server)[:1]} == {("start", "stop", "offset")}


@pytest.mark.parametrize("count", [0, 1, 40])
async def test_rooms_that_are_all_of_one_length_are_trusted_after_a_few(count: int) -> None:
    server = campus([count] * 60)

    assert await count_of(server) == 60 * count
    assert len(attendance_asked(server)) <= 60 + 12


async def test_a_room_of_2700_sessions_takes_one_request_once_a_longer_one_is_known() -> None:
    server = campus([2701, 0])
    client = connect(server)
    await records_of(client, "campus-attendance", SPAN, settled=True)
    server.routes["/User/Attendance/Room/R0"] = attending(attended(2700))
    server.asked.clear()

    assert len(await records_of(client, "campus-attendance", SPAN, settled=True)) == 2700
    assert len(attendance_asked(server)) == 2


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 15))
def test_a_server_with_a_limit_of_its_own_loses_nothing(counts: list[int], cap: int) -> None:
    # Three rooms by chance exactly as long as a limit that nobody knows of: that would pass for no limit.
    assume(counts.count(cap) < 3)

    assert asyncio.run(count_of(campus(counts, cap=cap))) == sum(counts)


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_that_wants_a_limit_is_asked_with_one_from_then_on(status: int) -> None:
    whole = attending(attended(1500))

    def strict(asked: Asked) -> Told:
        told = (status, refusal("Bad request", "limit is required")) if "limit" not in asked.query else whole(asked)
        assert isinstance(told, tuple)
        return told

    server = campus([1500] * 20, strict)

    assert await count_of(server) == 20 * 1500
    without = [asked for asked in attendance_asked(server) if "limit" not in asked.query]
    assert len(without) <= 8
    assert len(attendance_asked(server)) - len(without) == 20 * 2


async def test_an_answer_that_is_too_much_for_the_server_is_read_in_pages() -> None:
    whole = attending(attended(1500))

    def overloaded(asked: Asked) -> Told:
        told = (501, refusal("Too much")) if "limit" not in asked.query else whole(asked)
        assert isinstance(told, tuple)
        return told

    assert await count_of(campus([1500], overloaded)) == 1500


async def test_a_refusal_that_has_nothing_to_do_with_a_limit_stays_one() -> None:
    server = campus([5], lambda asked: (400, refusal("Bad room", "It is haunted.")))

    with pytest.raises(Rejected, match="It is haunted"):
        await count_of(server)
    assert len(attendance_asked(server)) == 2


async def test_an_answer_that_says_it_is_not_everything_is_believed() -> None:
    """Even when a longer one is known: "30 attendance records were returned", and 20 came."""
    rows = attended(30)

    def cut(asked: Asked) -> Told:
        begin = int(asked.query["offset"])
        return 200, envelope(rows[begin : begin + 20], detail="30 attendance records were returned, please see data.")

    server = campus([50, 0])
    client = connect(server)
    await records_of(client, "campus-attendance", SPAN, settled=True)
    server.routes["/User/Attendance/Room/R0"] = cut

    assert len(await records_of(client, "campus-attendance", SPAN, settled=True)) == 30
