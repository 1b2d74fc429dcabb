"""The board's figures, and the three lists read side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.virbela.campus import Asked, Server, connect, envelope, pages_of, records_of, refusal, user, value
from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.waitlist.board import board_of, busiest, slowest
from tui.vendors.virbela.waitlist.figures import Event
from tui.vendors.virbela.waitlist.waitlist_read import KINDS, DeskEvents, desk_events, kind_of

DAY = datetime(2026, 7, 1, tzinfo=UTC)
SPAN = TimeRange(DAY, DAY + timedelta(days=1))


def event(hour: int, seconds: int | None, **more: Any) -> Event:
    lasted = None if seconds is None else timedelta(seconds=seconds)
    return Event(time=DAY + timedelta(hours=hour), lasted=lasted, **more)


def results(*rows: dict[str, Any]) -> Any:
    return lambda asked: (200, envelope({"count": len(rows), "results": rows if asked.query["offset"] == "0" else []}))


def row(hour: int, who: str, **more: str) -> dict[str, Any]:
    return {"userId": who, "room": "WorkRm1", "time": f"2026-07-01T{hour:02}:00:00Z", **more}


def desk(**changed: Any) -> Server:
    called = [row(9, "u00001", supportUserId="u00009", secondsInLine="60", initialPlace="1")]
    helped = [row(10, "u00001", supportUserId="u00009", secondsBeingHelped="300")]
    shifts = [row(14, "u00009", numUsersHelped="1", secondsHelpingUsers="300", secondsSupportingList="14400")]
    routes = {
        "/User": lambda asked: (200, envelope([user(1), user(9)] if asked.query.get("skip", "0") == "0" else [])),
        "/Activity/Waitlist/Called": results(*called),
        "/Activity/Waitlist/HelpDone": results(*helped),
        "/Activity/Waitlist/SupportEnd": results(*shifts),
    }
    return Server({**routes, **changed})


def test_hours_are_those_of_the_users_clock() -> None:
    board = board_of([event(8, 60), event(8, 120), event(9, 600)], [], [], ZoneInfo("Europe/Stockholm"))
    assert busiest(board.hours) == 10
    assert slowest(board.hours) == 11


def test_of_equal_hours_the_earliest_is_named() -> None:
    board = board_of([event(8, 60), event(9, 60)], [], [], UTC)
    assert (busiest(board.hours), slowest(board.hours)) == (8, 8)


def test_without_events_nothing_is_busiest() -> None:
    board = board_of([], [], [], UTC)
    assert board.is_empty
    assert (busiest(board.hours), slowest(board.hours)) == (None, None)


def test_an_event_that_tells_no_length_counts_and_has_no_say() -> None:
    board = board_of([event(8, None), event(9, 60)], [], [], UTC)
    assert (board.waited.count, board.waited.median, slowest(board.hours)) == (2, timedelta(seconds=60), 9)


async def test_the_three_lists_come_in_one_read_and_are_told_apart() -> None:
    client = connect(desk())
    gathered = DeskEvents()
    progress = None
    async for page in desk_events(client, Query({}, SPAN)):
        gathered.take(page.records)
        progress = page.progress or progress
    assert {kind_of(record) for record in gathered.records.values()} == set(KINDS)
    assert [len(gathered.events(kind)) for kind in KINDS] == [1, 1, 1]
    assert progress is not None
    assert (progress.done, progress.of) == (3, 3)


async def test_each_agent_gets_a_row_with_what_they_did() -> None:
    (record,) = await records_of(connect(desk()), "waitlist-agents", SPAN)
    work = value(record)
    assert (record.id, work.name, work.called, work.helped, work.shifts) == ("u00009", "Person 9", 1, 1, 1)
    assert (work.help.median, work.on_shift) == (timedelta(minutes=5), timedelta(hours=4))


async def test_events_that_cannot_be_read_make_the_agents_figures_partial() -> None:
    good = row(9, "u00001", supportUserId="u00009", secondsInLine="60")
    server = desk(**{"/Activity/Waitlist/Called": results(good, {**good, "userId": ["u00001"]})})

    pages = await pages_of(connect(server), "waitlist-agents", SPAN)

    assert [value(record).called for page in pages for record in page.records] == [1]
    assert [said for page in pages for said in page.missing] == ["1 event could not be read and is in no figure."]


async def test_half_of_the_figures_are_never_given_as_all() -> None:
    def refuse(asked: Asked) -> tuple[int, Any]:
        return 403, refusal("Forbidden", "No waitlists here.")

    server = desk(**{"/Activity/Waitlist/HelpDone": refuse})
    with pytest.raises(VendorError):
        await pages_of(connect(server), "waitlist-agents", SPAN)


async def test_the_room_filter_goes_to_all_three() -> None:
    server = desk()
    await records_of(connect(server), "waitlist-agents", SPAN, sfsRoom="WorkRm1")
    asked = [each for each in server.asked if each.path.startswith("/Activity")]
    assert {each.path for each in asked} == {
        "/Activity/Waitlist/Called",
        "/Activity/Waitlist/HelpDone",
        "/Activity/Waitlist/SupportEnd",
    }
    assert {each.query["sfsRoom"] for each in asked} == {"WorkRm1"}
