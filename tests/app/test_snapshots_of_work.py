"""Pictures of what waits, of what went wrong on the way, and of every step of a write."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.app.support import make_app, settled
from tests.app.test_needs import leave_a_crashed_bulk
from tui.app import FrontdeskApp
from tui.core.collection import Query
from tui.core.errors import Arrival, Unreachable
from tui.core.record import Page
from tui.sandbox.faults import Faults
from tui.widgets import state_view

SMALL, LARGE, LEAST = (80, 24), (120, 36), (60, 15)

Compare = Callable[..., bool]
Fetch = Callable[[Any, Query], AsyncIterator[Page[Any]]]

PRODUCTION = {"class": "production", "network": {"max_concurrency": 1}}


@pytest.fixture(autouse=True)
def _the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one operator on one machine, and a spinner that stands still."""
    monkeypatch.setenv("LOGNAME", "kim")
    monkeypatch.setattr(socket, "gethostname", lambda: "desk-7")
    monkeypatch.setattr(state_view, "TURNS", "··")


def _after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys, one at a time, each after the last one's work is done. Words are typed."""

    async def press(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(*(key.removeprefix("type:") if key.startswith("type:") else [key]))
            await settled(pilot)

    return press


def _with_rooms(app: FrontdeskApp, fetch: Fetch) -> FrontdeskApp:
    """Have the rooms come from somewhere else."""
    campus = app.app_state.connections.named("campus")
    rooms = campus.catalog.collection("rooms")
    campus.__dict__["catalog"] = replace(campus.catalog, collections=(replace(rooms, fetch=fetch),))
    return app


async def _nothing_yet(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    await asyncio.Event().wait()
    yield Page(())


async def _no_answer(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    raise Unreachable(
        "gateway-us.virbela.com refused the connection.",
        way_out="Check that the host can be reached from here.",
        url="https://gateway-us.virbela.com/Rooms",
        arrival=Arrival.NO,
    )
    yield Page(())  # type: ignore[unreachable]  # a generator all the same


async def _a_bug(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    raise KeyError("joinTime")
    yield Page(())  # type: ignore[unreachable]  # a generator all the same


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_loading(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def open_rooms(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()

    app = _with_rooms(make_app(tmp_path, only="campus"), _nothing_yet)
    assert snap_compare(app, terminal_size=size, run_before=open_rooms)


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_offline(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = _with_rooms(make_app(tmp_path, only="campus"), _no_answer)
    assert snap_compare(app, terminal_size=size, run_before=_after("enter", "enter"))


def test_home_after_a_crash(snap_compare: Compare, tmp_path: Path) -> None:
    asyncio.run(leave_a_crashed_bulk(tmp_path, ago=timedelta(hours=3), host="desk-9"))
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter", "escape", "escape"))


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_the_parameters_of_a_collection(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="names")
    assert snap_compare(app, terminal_size=size, run_before=_after("enter", "enter", "type:1001"))


INVITE = ("enter", "colon", "type:invite", "enter")


@pytest.mark.parametrize("size", [SMALL, LARGE, LEAST], ids=str)
def test_a_form_with_a_problem(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(app, terminal_size=size, run_before=_after(*INVITE, "type:lee", "f2"))


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_a_question_before_what_can_be_undone(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(app, terminal_size=size, run_before=_after(*INVITE, "type:lee@example.org", "f2"))


PEOPLE = ("enter", "down", "enter")


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_a_question_before_what_cannot_be_undone(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(
        app, terminal_size=size, run_before=_after(*PEOPLE, "down", "a", "down", "down", "down", "enter")
    )


SUSPEND_FOUR = (*PEOPLE, "space", "space", "space", "space", "a", "down", "enter")


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_a_question_before_many(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(app, terminal_size=size, run_before=_after(*SUSPEND_FOUR, "up", "type:4", "enter", "right"))


@pytest.mark.parametrize("size", [SMALL, LEAST], ids=str)
def test_many_with_some_refused(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    faults = Faults.parse("400@/virbela/User/Membership/suspend#2")
    app = make_app(tmp_path, only="campus", change=PRODUCTION, faults=faults)
    keys = (*SUSPEND_FOUR, "up", "type:4", "enter", "right", "enter")
    assert snap_compare(app, terminal_size=size, run_before=_after(*keys))


@pytest.mark.parametrize("size", [SMALL, LARGE, LEAST], ids=str)
def test_the_journal(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    asyncio.run(leave_a_crashed_bulk(tmp_path, ago=timedelta(hours=3), host="desk-9"))
    app = make_app(tmp_path, only="campus", change=PRODUCTION)
    assert snap_compare(app, terminal_size=size, run_before=_after("J", "down"))


def test_a_mistake_of_ours(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.boundary.place_of", lambda error: "KeyError in tui/vendors/acme/rows.py, line 12")
    monkeypatch.setattr("tui.screens.boundary.write_report", lambda error, folder, now: Path("~/bug.txt"))
    app = _with_rooms(make_app(tmp_path, only="campus"), _a_bug)
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter"))
