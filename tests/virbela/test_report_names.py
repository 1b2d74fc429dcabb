"""A campus's reports show figures at once, by ids, and call people by their names once these have come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.virbela.campus import (
    Asked,
    Server,
    Told,
    asking,
    attending,
    connect,
    envelope,
    pages_of,
    refusal,
    slicing,
    stay,
    user,
    value,
)
from tui.core.record import Page, Table
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.attendance.sheets import Cast, Who
from tui.vendors.virbela.people import Person
from tui.vendors.virbela.reports.persons import PersonRow

ROOM = "/User/Attendance/Room/R1"
ROOMS = "/Rooms/World/acme%20campus"
START = datetime(2026, 1, 20, tzinfo=UTC)
SPAN = TimeRange(START, START + timedelta(days=7))
HOUR = stay("u00003", START, START + timedelta(hours=1))


class Slow:
    """Users that are answered once somebody says so."""

    def __init__(self, *, fails: bool = False) -> None:
        self.gate = asyncio.Event()
        self._fails = fails

    async def __call__(self, asked: Asked) -> Told:
        await self.gate.wait()
        if self._fails:
            return 422, refusal("No users today")
        return 200, envelope([user(3)] if asked.query["skip"] == "0" else [])


def campus(users: Any) -> Server:
    called = {
        "userId": "u1",
        "room": "W1",
        "time": "2026-01-24T14:15:22Z",
        "secondsInLine": "95",
        "supportUserId": "u00003",
    }
    route = slicing([called], offset="offset", wrap=lambda page: envelope({"count": 0, "results": page}))
    nobody = slicing([], offset="offset", wrap=lambda page: envelope({"count": 0, "results": page}))
    return Server(
        {
            ROOM: attending([HOUR]),
            ROOMS: lambda asked: (200, {"count": 1, "data": [{"objectId": "R1", "name": "Hall"}]}),
            "/User": users,
            "/Activity/Waitlist/Called": route,
            "/Activity/Waitlist/HelpDone": nobody,
        }
    )


async def opening(pages: AsyncIterator[Page[Any]], users: Slow) -> list[Page[Any]]:
    """Take pages, and let the names come once there are figures that lack nothing but them."""
    came = []
    async for page in pages:
        came.append(page)
        if page.table is Table.UNNAMED:
            users.gate.set()
    return came


def called(page: Page[Any]) -> list[str]:
    rows = [value(record) for record in page.records]
    return [row.who.name if isinstance(row, PersonRow) else row.group for row in rows]


@pytest.mark.parametrize(
    ("report", "asked"),
    [("attendance-by-person", {"roomId": "R1"}), ("attendance-by-person", {}), ("service-level", {"by": "agent"})],
)
async def test_figures_are_whole_before_the_names_come_and_those_fill_in(report: str, asked: dict[str, str]) -> None:
    users = Slow()
    pages = await opening(asking(connect(campus(users)), report, SPAN, **asked), users)
    told = [(page.table, called(page)) for page in pages if page.table is not None]
    assert (Table.UNNAMED, ["u00003"]) in told
    assert told[-1] == (Table.WHOLE, ["Person 3"])
    assert not any("ames" in note for page in pages for note in (*page.notes, *page.missing))


async def test_names_that_cannot_be_read_are_said_and_the_figures_stay() -> None:
    users = Slow(fails=True)
    pages = await opening(asking(connect(campus(users)), "attendance-by-person", SPAN, roomId="R1"), users)
    assert (pages[-1].table, called(pages[-1])) == (Table.WHOLE, ["u00003"])
    assert "Names could not be read, so ids stand in for them." in pages[-1].notes[0]


async def test_what_needs_no_names_has_none_read() -> None:
    server = campus(Slow())
    pages = await pages_of(connect(server), "service-level", SPAN, by="hour")
    assert [value(record).called for record in pages[-1].records] == [1]
    assert not server.to("/User")


async def test_nobody_of_a_roster_is_called_absent_before_the_names_have_come(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nPerson 3\n", encoding="utf-8")
    users = Slow()
    told: list[Any] = []
    async for page in asking(connect(campus(users)), "certificate", SPAN, roomId="R1", roster=str(roster)):
        told += [value(record).verdict for record in page.records]
        assert users.gate.is_set() or not told
        users.gate.set()
    assert "absent" not in told
    assert "unexpected" not in told


def test_people_who_appear_after_the_names_have_come_are_called_by_them() -> None:
    """Their session may have been under way, without a name, when the names came."""
    session = AttendanceSession.of(
        user="u00003", join=START, leave=START + timedelta(hours=1), until=START + timedelta(hours=1), talk=0.0
    )
    cast = Cast()
    cast.take_names({"u00003": Person("Person 3", "p3@example.org")})

    sheet = cast.sheet([session])

    assert [cast.who[place] for place in sheet.people] == [Who("u00003", "Person 3", "p3@example.org")]
