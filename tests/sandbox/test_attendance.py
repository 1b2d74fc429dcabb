"""Attendance: the overlap rule to the letter, the 90 days, and a past that does not depend on who asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.asgi import NOW, Client, MovingClock, campus, room_named

Row = dict[str, Any]


async def ask(client: Client, room: str, start: datetime, stop: datetime, **more: str) -> list[Row]:
    path = f"/User/Attendance/Room/{room}"
    rows: list[Row] = (await client.get(path, start=start.isoformat(), stop=stop.isoformat(), **more)).data
    return rows


def lies_in(row: Row, start: datetime, stop: datetime) -> bool:
    """Say it as the page does: start <= leave and stop >= join."""
    leave = datetime.fromisoformat(row["leaveTime"]) if row.get("leaveTime") else NOW
    return start <= leave and stop >= datetime.fromisoformat(row["joinTime"])


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(["Theater", "Engineering Floor", "Help Center", "Café Lykta", "Board Room 1"]),
    first=st.integers(0, 20 * 86_400_000),
    length=st.integers(0, 4 * 86_400_000),
)
async def test_a_window_has_exactly_the_sessions_that_overlap_it(name: str, first: int, length: int) -> None:
    client = campus()
    room = await room_named(client, name)
    begin = NOW - timedelta(days=20)
    start = begin + timedelta(milliseconds=first)
    stop = start + timedelta(milliseconds=length)
    everything = await ask(client, room, begin - timedelta(days=3), NOW + timedelta(days=1))
    expected = [row for row in everything if start <= NOW and lies_in(row, start, stop)]
    assert await ask(client, room, start, stop) == expected


async def test_both_ends_of_the_window_are_in_it() -> None:
    client = campus()
    room = await room_named(client, "Theater")
    row = (await ask(client, room, NOW - timedelta(days=3), NOW - timedelta(days=2)))[5]
    join, leave = datetime.fromisoformat(row["joinTime"]), datetime.fromisoformat(row["leaveTime"])
    tick = timedelta(microseconds=1)
    assert row in await ask(client, room, leave, leave + timedelta(hours=1))
    assert row not in await ask(client, room, leave + tick, leave + timedelta(hours=1))
    assert row in await ask(client, room, join - timedelta(hours=1), join)
    assert row not in await ask(client, room, join - timedelta(hours=1), join - tick)


async def test_a_session_is_the_same_from_every_window_and_after_others_were_asked_for() -> None:
    one, other = campus(), campus()
    room = await room_named(one, "Engineering Floor")
    day = datetime(2024, 5, 14, tzinfo=UTC)
    for back in range(300):
        await ask(other, room, day - timedelta(days=back + 1), day - timedelta(days=back))
    assert await ask(one, room, day, day + timedelta(days=1)) == await ask(other, room, day, day + timedelta(days=1))


async def test_a_page_is_a_slice_of_the_whole() -> None:
    client = campus()
    room = await room_named(client, "Theater")
    window = NOW - timedelta(days=30), NOW
    whole = await ask(client, room, *window)
    pages = [await ask(client, room, *window, limit="1000", offset=str(at)) for at in range(0, len(whole) + 1, 1000)]
    assert len(whole) > 2_000
    assert [row for page in pages for row in page] == whole
    assert await ask(client, room, *window, skip="5") == whole


async def test_ninety_days_are_answered_and_a_millisecond_more_is_refused() -> None:
    client = campus()
    room = await room_named(client, "Team Suite")
    assert await ask(client, room, NOW - timedelta(days=90), NOW)
    start = NOW - timedelta(days=90, milliseconds=1)
    path = f"/User/Attendance/Room/{room}"
    refused = await client.get(path, start=start.isoformat(), stop=NOW.isoformat())
    assert refused.status == 400
    assert refused.json["responseCode"] != "success"
    assert "90 days" in refused.json["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "stop=2026-01-02T00:00:00Z",
        "start=2026-01-01T00:00:00Z",
        "start=yesterday&stop=2026-01-02T00:00:00Z",
        "start=&stop=2026-01-02T00:00:00Z",
        "start=2026-01-02T00:00:00Z&stop=2026-01-01T00:00:00Z",
        "start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z&limit=many",
        "start=2026-01-01T00:00:00Z&stop=2026-01-02T00:00:00Z&offset=-1",
        "start=2026-01-01T00:00:00+01:00&stop=2026-01-02T00:00:00Z",  # a plus that nobody encoded is a space
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(query: str) -> None:
    client = campus()
    room = await room_named(client, "Theater")
    assert (await client.send("GET", f"/User/Attendance/Room/{room}", query=query)).status == 400


async def test_an_offset_that_is_encoded_is_understood() -> None:
    client = campus()
    room = await room_named(client, "Theater")
    path = f"/User/Attendance/Room/{room}"
    here = f"start={quote('2026-01-14T01:00:00.000+01:00')}&stop={quote('2026-01-15T01:00:00.000+01:00')}"
    there = "start=2026-01-14T00:00:00Z&stop=2026-01-15T00:00:00Z"
    rows = [(await client.send("GET", path, query=query)).data for query in (here, there)]
    assert rows[0] == rows[1] != []


async def test_rows_have_the_page_s_fields_and_form() -> None:
    client = campus()
    room = await room_named(client, "Theater")
    heard = await client.get(f"/User/Attendance/Room/{room}", start="2026-01-14", stop="2026-01-15")
    row = heard.data[0]
    assert list(row) == ["userId", "joinTime", "leaveTime", "talkMinutes", "attendanceMinutes"]
    assert row["joinTime"].endswith("+00:00")
    assert len(row["joinTime"]) == len("2023-01-19T11:55:56.140+00:00")
    stay = datetime.fromisoformat(row["leaveTime"]) - datetime.fromisoformat(row["joinTime"])
    assert row["attendanceMinutes"] == f"{stay.total_seconds() / 60:.2f}"
    assert 0 <= float(row["talkMinutes"]) <= float(row["attendanceMinutes"])
    assert heard.json["title"] == "Successfully queried room attendance data."
    assert heard.json["detail"].startswith(f"{len(heard.data)} attendance records were returned")
    assert len(heard.json["requestId"]) == 24


async def test_who_is_still_inside_has_no_leave_time_and_gets_one_later() -> None:
    clock = MovingClock()
    client = campus(clock=clock)
    room = await room_named(client, "Engineering Floor")
    rows = await ask(client, room, NOW - timedelta(hours=1), NOW)
    inside = [row for row in rows if not row.get("leaveTime")]
    assert len(inside) > 5
    assert {"leaveTime" in row for row in inside} == {True, False}, "sometimes null, sometimes not there"
    clock.at = NOW + timedelta(days=1)
    later = await ask(client, room, NOW - timedelta(hours=1), NOW)
    assert {(row["userId"], row["joinTime"]) for row in rows} == {(row["userId"], row["joinTime"]) for row in later}
    assert all(row["leaveTime"] for row in later)


async def test_nothing_has_happened_yet_in_the_future() -> None:
    client = campus()
    room = await room_named(client, "Engineering Floor")
    assert await ask(client, room, NOW + timedelta(seconds=1), NOW + timedelta(days=5)) == []


async def test_a_room_that_is_not_there_is_not_found() -> None:
    heard = await campus().get("/User/Attendance/Room/nowhere", start="2026-01-14", stop="2026-01-15")
    assert heard.status == 404
    assert heard.json["responseCode"] == "error"


@pytest.mark.parametrize("volume", ["PR-2114767535--NewCampus", "1187730452--LearningCenter"])
async def test_a_private_volume_answers_by_its_id(volume: str) -> None:
    client = campus()
    path = f"/User/Attendance/PrivateVolume/{volume}"
    heard = await client.get(path, start="2026-01-05", stop="2026-01-15")
    assert len(heard.data) > 10
    assert heard.json["title"] == "Successfully queried room attendance data."
    unknown = await client.get("/User/Attendance/PrivateVolume/PR-1--NewCampus", start="2026-01-05", stop="2026-01-06")
    assert unknown.status == 404


async def test_weekends_and_nights_are_sparse_and_lectures_start_at_the_bell() -> None:
    client = campus()
    room = await room_named(client, "Theater")
    rows = await ask(client, room, NOW - timedelta(days=60), NOW)
    joins = [datetime.fromisoformat(row["joinTime"]) for row in rows]
    assert all(join.weekday() < 5 and 7 <= join.hour <= 16 for join in joins)
    beach = await ask(client, await room_named(client, "Beach"), NOW - timedelta(days=60), NOW)
    at_night = [row for row in beach if datetime.fromisoformat(row["joinTime"]).hour < 5]
    assert 0 < len(at_night) < len(beach) / 20


async def test_everybody_who_was_there_is_a_user() -> None:
    client = campus()
    users = {user["objectId"] for user in (await client.get("/User", limit="5000")).data}
    for name in ("Theater", "Help Center", "Engineering Floor", "Main Square"):
        rows = await ask(client, await room_named(client, name), NOW - timedelta(days=30), NOW)
        assert {row["userId"] for row in rows} <= users
