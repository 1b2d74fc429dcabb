"""Attendance over any range: windows, pages, names, failures, breaking off."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from tests.virbela.campus import (
    CATALOG,
    NOW,
    Answering,
    Asked,
    Server,
    Told,
    asking,
    attending,
    connect,
    envelope,
    pages_of,
    records_of,
    refusal,
    slicing,
    stay,
    until_failure,
    user,
    value,
)
from tui.core.collection import Query
from tui.core.errors import NotFound, Rejected, SignedOut, VendorError
from tui.core.record import Record
from tui.core.time.ranges import parse_bounds
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import Ledger, by_person, summarise

ROOM = "/User/Attendance/Room/R1"
START = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = TimeRange(START, START + timedelta(days=200))
USERS = slicing([user(number) for number in range(50)], offset="skip")


def straddling() -> list[dict[str, Any]]:
    """A session every 20 hours, each 30 hours long, from before the range until after it: every cut is straddled."""
    joins = [START - timedelta(days=2) + timedelta(hours=20 * number) for number in range(250)]
    return [stay(f"u{number % 40:05}", join, join + timedelta(hours=30)) for number, join in enumerate(joins)]


async def test_200_days_have_every_session_once_and_none_is_lost() -> None:
    server = Server({ROOM: attending(straddling()), "/User": USERS})

    records = await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")

    expected = [
        row["joinTime"]
        for row in straddling()
        if datetime.fromisoformat(str(row["leaveTime"])) > SPAN.start
        and datetime.fromisoformat(str(row["joinTime"])) < SPAN.stop
    ]
    assert sorted(record.fields()["joinTime"] for record in records) == sorted(expected)
    asked = {(each.query["start"], each.query["stop"]) for each in server.to(ROOM)}
    assert len(asked) == 3


async def test_the_windows_are_read_at_once_within_the_connections_limit() -> None:
    server = Server({"/User": USERS})
    full = asyncio.Event()

    async def together(asked: Asked) -> Told:
        if server.under_way == 4:
            full.set()
        await full.wait()
        return 200, envelope([])

    server.routes[ROOM] = together
    async with asyncio.timeout(10):
        await records_of(connect(server), "attendance", TimeRange(START, START + timedelta(days=900)), roomId="R1")

    assert server.most_under_way == 4
    assert len(server.to(ROOM)) == 10


async def test_pages_within_a_window_are_all_read_even_when_capped() -> None:
    rows = [stay(f"u{n:05}", START + timedelta(minutes=n), START + timedelta(minutes=n + 5)) for n in range(730)]
    server = Server({ROOM: attending(rows, cap=100), "/User": USERS})

    records = await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")

    assert len(records) == 730


async def test_the_range_goes_in_the_users_zone_with_its_plus_encoded() -> None:
    server = Server({ROOM: attending([]), "/User": USERS})
    zone = ZoneInfo("Europe/Stockholm")
    span = TimeRange(datetime(2026, 1, 5, tzinfo=zone), datetime(2026, 1, 6, tzinfo=zone))

    fetch = CATALOG.collection("attendance").fetch
    async for _ in fetch(connect(server), Query({"roomId": "R1"}, span, now=NOW, zone=zone)):
        pass

    asked = server.to(ROOM)[0]
    assert parse_qs(asked.raw_query) == {
        "start": ["2026-01-05T00:00:00.000+01:00"],
        "stop": ["2026-01-05T23:59:59.999+01:00"],
        "offset": ["0"],
    }
    assert "+" not in asked.raw_query


async def test_ids_with_slashes_stay_one_part_of_the_path() -> None:
    server = Server({"/User/Attendance/PrivateVolume/PR-1%2F..%2F2%3Fx": attending([]), "/User": USERS})

    assert await records_of(connect(server), "private-volume", SPAN, volumeId="PR-1/../2?x") == []


async def test_an_unknown_room_is_not_found_with_a_way_out() -> None:
    server = Server({"/User": USERS})

    with pytest.raises(NotFound) as caught:
        await records_of(connect(server), "attendance", SPAN, roomId="nowhere")

    assert "among the rooms" in caught.value.way_out


async def test_names_are_joined_from_the_users() -> None:
    rows = [stay("u00003", START, START + timedelta(hours=1)), stay("gone", START, START + timedelta(hours=1))]
    server = Server({ROOM: attending(rows), "/User": USERS})

    records = await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")

    assert [record.derived.get("user_email") for record in records] == ["person3@example.org", None]
    assert [value(record).user_name for record in records] == ["Person 3", "gone"]


async def test_rows_come_before_the_names_do_and_again_with_them() -> None:
    gate = asyncio.Event()

    async def slow_users(asked: Asked) -> Told:
        await gate.wait()
        return 200, envelope([user(3)] if asked.query["skip"] == "0" else [])

    server = Server({ROOM: attending([stay("u00003", START, START + timedelta(hours=1))]), "/User": slow_users})
    came: list[Record[Any]] = []
    async for page in asking(connect(server), "attendance", SPAN, roomId="R1"):
        came.extend(page.records)
        if page.records:
            gate.set()

    assert [value(record).user_email for record in came] == [None, "person3@example.org"]
    assert len({record.id for record in came}) == 1


async def test_the_users_are_read_once_however_many_reads_want_them() -> None:
    server = Server({ROOM: attending([]), "/User": USERS})
    client = connect(server)

    await asyncio.gather(*(records_of(client, "attendance", SPAN, settled=True, roomId="R1") for _ in range(3)))
    await records_of(client, "attendance", SPAN, settled=True, roomId="R1")

    assert [asked.query["skip"] for asked in server.to("/User")] == ["0", "50"]


@pytest.mark.parametrize("settled", [True, False])
async def test_unreadable_users_leave_ids_and_a_note(settled: bool) -> None:
    server = Server({ROOM: attending([stay("u00003", START, START + timedelta(hours=1))])})

    pages = await pages_of(connect(server), "attendance", SPAN, settled=settled, roomId="R1")

    records = [record for page in pages for record in page.records]
    assert [value(record).user_name for record in records] == ["u00003"]
    assert any("Names could not be read" in note for page in pages for note in page.notes)


async def test_one_failing_window_keeps_what_came_before_and_is_raised() -> None:
    answer = attending([stay("u00003", START + timedelta(days=1), START + timedelta(days=1, hours=1))])
    gate = asyncio.Event()

    async def failing_late(asked: Asked) -> Told:
        if datetime.fromisoformat(asked.query["start"]) == SPAN.start:
            told = answer(asked)
            assert not hasattr(told, "__await__")
            if asked.query["offset"] != "0":
                gate.set()
            return told
        await gate.wait()
        return 400, refusal("Bad request", "No such day.")

    for settled in (True, False):
        gate.clear()
        client = connect(Server({ROOM: failing_late, "/User": USERS}))
        came, failed = await until_failure(asking(client, "attendance", SPAN, settled=settled, roomId="R1"))

        assert len({record.id for record in came}) == 1
        assert isinstance(failed, Rejected)


async def test_breaking_off_stops_everything_that_was_under_way() -> None:
    async def never(asked: Asked) -> Told:
        await asyncio.Event().wait()
        return 200, envelope([])

    rows = [stay("u00003", START, START + timedelta(hours=1))]

    async def first_only(asked: Asked) -> Told:
        if datetime.fromisoformat(asked.query["start"]) == SPAN.start and asked.query["offset"] == "0":
            return 200, envelope(rows)
        return await never(asked)

    server = Server({ROOM: first_only, "/User": never})
    before = asyncio.all_tasks()
    async with aclosing(asking(connect(server), "attendance", SPAN, roomId="R1")) as pages:  # type: ignore[type-var]
        async for page in pages:
            if page.records:
                break

    assert asyncio.all_tasks() == before
    assert server.under_way == 0


async def test_cancelling_stops_everything_that_was_under_way() -> None:
    reached = asyncio.Event()

    async def never(asked: Asked) -> Told:
        reached.set()
        await asyncio.Event().wait()
        return 200, envelope([])

    server = Server({ROOM: never, "/User": never})
    before = asyncio.all_tasks()
    reading = asyncio.create_task(records_of(connect(server), "attendance", SPAN, roomId="R1"))
    await reached.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert asyncio.all_tasks() == before
    assert server.under_way == 0


async def test_a_session_still_open_says_so_and_lasts_until_now() -> None:
    join = NOW - timedelta(minutes=72)
    server = Server({ROOM: attending([stay("u00003", join, None)]), "/User": USERS})

    records = await records_of(connect(server), "attendance", TimeRange(START, NOW), settled=True, roomId="R1")

    assert len(records) == 1
    assert value(records[0]).leave is None
    assert records[0].derived["still_in"] is True
    assert records[0].derived["stay_minutes"] == 72


async def test_a_row_that_does_not_decode_is_shown_once_and_loses_no_other() -> None:
    good = stay("u00003", START, START + timedelta(hours=1))
    bad = {"userId": "u00004", "joinTime": "yesterday"}
    pages = {"0": [bad, good], "2": []}
    server = Server({ROOM: lambda asked: (200, envelope(pages[asked.query["offset"]])), "/User": USERS})

    records = await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")

    assert sorted(bool(record.problem) for record in records) == [False, True]
    assert any("joinTime" in record.problem for record in records)


def rooms(*names: str) -> dict[str, object]:
    return {"count": len(names), "data": [{"objectId": name, "name": f"Room {name}"} for name in names]}


async def test_campus_attendance_reads_every_room_and_tells_of_one_that_fails() -> None:
    row = stay("u00003", START, START + timedelta(hours=1))
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, rooms("R1", "R2", "R3")),
            ROOM: attending([row]),
            "/User/Attendance/Room/R2": lambda asked: (400, refusal("Bad room", "It is haunted.")),
            "/User/Attendance/Room/R3": attending([row]),
            "/User": USERS,
        }
    )

    pages = await pages_of(connect(server), "campus-attendance", SPAN, settled=True)

    records = [record for page in pages for record in page.records]
    assert sorted(record.derived["room_name"] for record in records) == ["Room R1", "Room R3"]
    assert len({record.id for record in records}) == 2
    assert all(record.derived["user_email"] == "person3@example.org" for record in records)
    notes = [note for page in pages for note in page.notes]
    assert notes == [notes[0]]
    assert notes[0].startswith("Room R2 could not be read in full. Bad room. It is haunted.")
    progress = [page.progress for page in pages if page.progress]
    assert (progress[-1].done, progress[-1].of) == (9, 9)
    assert server.most_under_way <= 4


@pytest.mark.parametrize(("status", "error"), [(401, SignedOut), (400, VendorError)])
async def test_a_campus_whose_rooms_all_fail_is_an_error_and_no_empty_list(status: int, error: type[Exception]) -> None:
    no = (status, refusal("No"))
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, rooms("R1", "R2")),
            ROOM: lambda asked: no,
            "/User/Attendance/Room/R2": lambda asked: no,
            "/User": USERS,
        }
    )

    with pytest.raises(error):
        await records_of(connect(server), "campus-attendance", SPAN)


async def test_waitlists_send_the_client_name_and_join_both_names() -> None:
    row = {
        "userId": "u00001",
        "supportUserId": "u00002",
        "room": "WorkRm100",
        "time": "2026-01-24T14:15:22Z",
        "secondsInLine": "95",
        "initialPlace": "3",
    }
    route = slicing([row], offset="offset", wrap=lambda page: envelope({"count": 0, "results": page}))
    server = Server({"/Activity/Waitlist/Called": route, "/User": USERS})

    span = TimeRange(START, START + timedelta(days=30))
    records = await records_of(connect(server), "waitlist-called", span, settled=True, sfsRoom="WorkRm100")

    asked = server.to("/Activity/Waitlist/Called")[0]
    assert asked.headers["v-client-name"] == "acme campus"
    assert asked.query["sfsRoom"] == "WorkRm100"
    assert [value(record).lasted for record in records] == [timedelta(seconds=95)]
    assert value(records[0]).place == 3
    assert records[0].derived == {
        "user_name": "Person 1",
        "user_email": "person1@example.org",
        "support_user_name": "Person 2",
    }
    assert "sfsRoom" not in (await _asked_without_room(server)).query


async def _asked_without_room(server: Server) -> Asked:
    server.asked.clear()
    await records_of(connect(server), "waitlist-called", SPAN)
    return server.to("/Activity/Waitlist/Called")[0]


async def test_who_only_counts_waits_does_not_have_a_whole_campus_read_for_its_names() -> None:
    row = {"userId": "u00001", "room": "WorkRm100", "time": "2026-01-24T14:15:22Z", "secondsInLine": "95"}
    route = slicing([row], offset="offset", wrap=lambda page: envelope({"count": 0, "results": page}))
    server = Server({"/Activity/Waitlist/Called": route, "/User": USERS})

    span = TimeRange(START, START + timedelta(days=30))
    records = await records_of(connect(server), "waitlist-called", span, settled=True, named=False)

    assert [value(record).lasted for record in records] == [timedelta(seconds=95)]
    assert not server.to("/User")


async def test_other_endpoints_are_sent_no_client_name() -> None:
    server = Server({"/User": USERS})

    await records_of(connect(server), "users")

    assert "v-client-name" not in server.asked[0].headers


async def test_the_probe_counts_rooms_and_people() -> None:
    told = envelope([user(0)], detail="Retrieved data for 1204 users in world x")
    server = Server(
        {"/Rooms/World/acme%20campus": lambda asked: (200, rooms("R1", "R2")), "/User": lambda asked: (200, told)}
    )

    assert (await CATALOG.probe(connect(server))).holds == "2 rooms, 1,204 people"
    assert server.to("/User")[0].query == {"limit": "1", "skip": "0"}


async def test_the_probe_counts_rooms_alone_when_people_cannot_be_counted() -> None:
    server = Server({"/Rooms/World/acme%20campus": lambda asked: (200, rooms("R1"))})

    assert (await CATALOG.probe(connect(server))).holds == "1 room"


def minute_sessions() -> list[dict[str, Any]]:
    noon = START + timedelta(hours=12)
    return [
        stay("before", noon - timedelta(hours=2), noon - timedelta(milliseconds=1)),
        stay("leaves", noon - timedelta(hours=2), noon),
        stay("joins", noon + timedelta(seconds=59, milliseconds=500), noon + timedelta(hours=1)),
        stay("last", noon + timedelta(seconds=59, milliseconds=999), noon + timedelta(hours=1)),
        stay("after", noon + timedelta(minutes=1), noon + timedelta(hours=1)),
    ]


@pytest.mark.parametrize(
    ("stop", "asked", "came"),
    [
        ("12:00:59.999", "12:00:59.999", {"leaves", "joins", "last"}),
        ("12:00:59.5", "12:00:59.500", {"leaves", "joins"}),
        ("12:00:59", "12:00:59.000", {"leaves"}),
        ("12:01", "12:01:00.000", {"leaves", "joins", "last", "after"}),
    ],
)
async def test_an_instant_is_asked_for_and_kept_as_the_vendor_has_it(stop: str, asked: str, came: set[str]) -> None:
    server = Server({ROOM: attending(minute_sessions()), "/User": USERS})
    span = parse_bounds("2026-01-01 12:00", f"2026-01-01 {stop}", now=NOW, zone=UTC, default="7d")

    records = await records_of(connect(server), "attendance", span, settled=True, roomId="R1")

    assert server.to(ROOM)[0].query["stop"] == f"2026-01-01T{asked}+00:00"
    assert {value(record).user for record in records} == came
    assert summarise(Ledger.of([value(record) for record in records], span)).sessions == len(came)


async def test_a_session_that_left_as_a_day_began_is_in_that_day_as_the_vendor_has_it() -> None:
    midnight = START + timedelta(days=1)
    rows = [stay("leaves", START, midnight), stay("joins", midnight + timedelta(days=1), None)]
    server = Server({ROOM: attending(rows), "/User": USERS})

    span = TimeRange(midnight, midnight + timedelta(days=1))
    records = await records_of(connect(server), "attendance", span, settled=True, roomId="R1")

    assert [value(record).user for record in records] == ["leaves"]


async def test_a_session_that_is_open_for_more_than_a_day_has_no_leave_time() -> None:
    rows = [stay("u00003", NOW - timedelta(days=1422), None), stay("u00004", NOW - timedelta(hours=23), None)]
    server = Server({ROOM: attending(rows), "/User": USERS})
    span = TimeRange(NOW - timedelta(days=7), NOW)

    records = await records_of(connect(server), "attendance", span, settled=True, roomId="R1")

    collection = CATALOG.collection("attendance")
    left, stayed = collection.column("leaveTime"), collection.column("stay_minutes")
    assert left is not None
    assert stayed is not None
    assert [left.read(value(record)) for record in records] == ["no leave time", "still in"]
    assert [stayed.read(value(record)) for record in records] == [None, timedelta(hours=23)]
    assert [record.derived.get("still_in") for record in records] == [None, True]
    figures = summarise(Ledger.of([value(record) for record in records], span))
    assert figures.total_stay == timedelta(hours=23)


async def test_the_rows_of_a_command_come_in_the_same_order_whichever_window_answers_first() -> None:
    rows = [stay(f"u{n:05}", START + timedelta(days=n), START + timedelta(days=n, hours=1)) for n in range(200)]
    answer = attending(rows)
    orders = []
    for first in (0, 1, 2):
        gate = asyncio.Event()

        async def answered(asked: Asked, *, first: int = first, gate: asyncio.Event = gate) -> Told:
            window = (datetime.fromisoformat(asked.query["start"]) - START) // timedelta(days=90)
            if window == first:
                gate.set()
            else:
                await gate.wait()
            told = answer(asked)
            assert isinstance(told, tuple)
            return told

        server = Server({ROOM: answered, "/User": USERS})
        orders.append(
            [each.id for each in await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")]
        )

    assert len(orders[0]) == 200
    assert orders[0] == orders[1] == orders[2]


async def test_names_come_after_the_reading_broke_off_as_well() -> None:
    gate = asyncio.Event()

    async def slow_users(asked: Asked) -> Told:
        await gate.wait()
        return 200, envelope([user(3)] if asked.query["skip"] == "0" else [])

    async def breaking(asked: Asked) -> Told:
        if datetime.fromisoformat(asked.query["start"]) == SPAN.start:
            return 200, envelope([stay("u00003", START, START + timedelta(hours=1))])
        gate.set()
        return 400, refusal("Bad request", "No such day.")

    for settled in (True, False):
        gate.clear()
        client = connect(Server({ROOM: breaking, "/User": slow_users}))
        came, failed = await until_failure(asking(client, "attendance", SPAN, settled=settled, roomId="R1"))

        assert isinstance(failed, Rejected)
        assert value(came[-1]).user_name == "Person 3"
        assert len({record.id for record in came}) == 1


async def test_a_campus_of_which_rooms_fail_says_which_and_can_be_asked_for_those_alone() -> None:
    row = stay("u00003", START, START + timedelta(hours=1))
    haunted = {"R2", "R4"}

    def room(name: str) -> Answering:
        answer = attending([row])
        return lambda asked: (400, refusal("Bad room")) if name in haunted else answer(asked)

    names = [f"R{number}" for number in range(1, 7)]
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, rooms(*names)),
            "/User": USERS,
            **{f"/User/Attendance/Room/{name}": room(name) for name in names},
        }
    )
    client = connect(server)
    pages = await pages_of(client, "campus-attendance", SPAN, settled=True)

    assert [sentence for page in pages for sentence in page.missing] == ["2 of 6 rooms could not be read."]
    assert pages[-1].missing_ids == ("R2", "R4")
    assert len([record for page in pages for record in page.records]) == 4

    haunted.clear()
    server.asked.clear()
    query = Query({}, SPAN, now=NOW, zone=UTC, settled=True, only=pages[-1].missing_ids)
    again = [page async for page in CATALOG.collection("campus-attendance").fetch(client, query)]

    assert [record.derived["room_id"] for page in again for record in page.records] == ["R2", "R4"]
    assert not any(page.missing for page in again)
    assert {asked.path for asked in server.asked if "/Attendance/" in asked.path} == {
        "/User/Attendance/Room/R2",
        "/User/Attendance/Room/R4",
    }


async def test_a_room_that_does_not_decode_is_asked_for_by_its_id_and_one_without_is_missing() -> None:
    sent = {"count": 2, "data": [{"objectId": "R1", "name": "Hall", "createdAt": 5}, {"name": ["?"]}]}
    server = Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, sent),
            ROOM: attending([stay("u00003", START, START + timedelta(hours=1))]),
            "/User": USERS,
        }
    )

    pages = await pages_of(connect(server), "campus-attendance", SPAN, settled=True)

    assert [record.derived["room_name"] for page in pages for record in page.records] == ["Hall"]
    assert pages[-1].missing == ("1 of 2 rooms could not be read.",)


async def test_a_range_without_an_end_is_not_thousands_of_requests() -> None:
    server = Server({ROOM: attending([]), "/User": USERS})
    span = parse_bounds("2026-07-01", "9999-12-31", now=NOW, zone=UTC, default="7d")

    await records_of(connect(server), "attendance", span, settled=True, roomId="R1")

    assert len(server.to(ROOM)) == 1


async def test_times_at_the_ends_of_the_calendar_lose_no_row() -> None:
    rows = [
        {"userId": "u00001", "joinTime": "0001-01-01T00:00:00+01:00", "leaveTime": "9999-12-31T23:59:59.999-05:00"},
        {"userId": "u00002", "joinTime": "0001-01-01T00:00:00Z"},
        stay("u00003", START, START + timedelta(hours=1)),
    ]
    server = Server({ROOM: lambda asked: (200, envelope(rows)), "/User": USERS})

    records = await records_of(connect(server), "attendance", SPAN, settled=True, roomId="R1")

    assert [value(record).user for record in records] == ["u00001", "u00003", "u00002"]
    assert by_person(Ledger.of([value(record) for record in records], SPAN))


async def test_an_answer_that_has_come_is_kept_when_another_window_fails_in_that_instant() -> None:
    answer = attending([stay("u00003", START + timedelta(days=1), START + timedelta(days=1, hours=1))])
    gate = asyncio.Event()

    async def failing_at_once(asked: Asked) -> Told:
        if datetime.fromisoformat(asked.query["start"]) == SPAN.start:
            gate.set()
            told = answer(asked)
            assert isinstance(told, tuple)
            return told
        await gate.wait()
        return 400, refusal("Bad request", "No such day.")

    client = connect(Server({ROOM: failing_at_once, "/User": USERS}))
    came, failed = await until_failure(asking(client, "attendance", SPAN, settled=True, roomId="R1"))

    assert [value(record).user for record in came] == ["u00003"]
    assert isinstance(failed, Rejected)
