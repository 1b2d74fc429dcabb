"""Pictures of attendance in its views and states. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, settled
from tests.virbela.screens.attending import (
    HALL,
    later_pages,
    open_room,
    open_room_broken_off,
    open_room_half_way,
)
from tests.virbela.screens.support import open_, press

SMALL, LARGE, LEAST = (80, 24), (120, 36), (60, 15)

Compare = Callable[..., bool]
Run = Callable[[Pilot[Any]], Awaitable[None]]


def in_the_room(*keys: str, range_text: str = "7d", room: str = HALL) -> Run:
    """Go to a room's attendance and press keys."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await open_room(pilot, range_text=range_text, room=room)
        await press(pilot, *keys)

    return run


def in_the_collection(collection: str, *keys: str, crumb: str, **values: Any) -> Run:
    """Go to a collection's screen and press keys."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await open_(pilot, collection, range_text="7d", crumbs=("campus", crumb), **values)
        await press(pilot, *keys)

    return run


@pytest.mark.parametrize("size", [SMALL, LARGE, LEAST], ids=str)
def test_sessions(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    run = in_the_room("down", room="Help Center")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_people(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=in_the_room("tab"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_timeline(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    run = in_the_room("tab", "tab", range_text="today", room="Help Center")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=run)


@pytest.mark.parametrize("look", ["", "NO_COLOR", "ansi16"])
def test_details_beside_the_rooms_that_a_filter_left(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    if look == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="campus", ui={"theme": "ansi16"} if look == "ansi16" else {})
    run = in_the_collection("campus-attendance", "slash", *"lecture", "enter", "down", "d", crumb="Campus attendance")
    assert snap_compare(app, terminal_size=LARGE, run_before=run)


def test_details_over_the_hours(snap_compare: Compare, tmp_path: Path) -> None:
    run = in_the_collection("campus-attendance", "tab", "down", "d", crumb="Campus attendance")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=LEAST, run_before=run)


def test_without_colour(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="campus", change={"class": "production"})
    assert snap_compare(app, terminal_size=SMALL, run_before=in_the_room("o"))


def test_in_sixteen_colours(snap_compare: Compare, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", change={"class": "production"}, ui={"theme": "ansi16"})
    assert snap_compare(app, terminal_size=SMALL, run_before=in_the_room("down"))


def test_half_way(snap_compare: Compare, tmp_path: Path) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await open_room_half_way(pilot)

    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=run)


def test_broken_off(snap_compare: Compare, tmp_path: Path) -> None:
    gate = later_pages()

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await open_room_broken_off(pilot, gate)

    app = make_app(tmp_path, only="campus", change={"network": {"max_concurrency": 8}}, gate=gate)
    assert snap_compare(app, terminal_size=SMALL, run_before=run)


def test_nobody_there(snap_compare: Compare, tmp_path: Path) -> None:
    run = in_the_room(range_text="2025-01-05")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=run)


def test_choosing_a_range(snap_compare: Compare, tmp_path: Path) -> None:
    run = in_the_room("t", *"2026-W46")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=run)


def test_a_person(snap_compare: Compare, tmp_path: Path) -> None:
    run = in_the_room("tab", "enter")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=run)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_campus_by_room(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    run = in_the_collection("campus-attendance", crumb="Campus attendance")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_campus_by_hour(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    run = in_the_collection("campus-attendance", "tab", crumb="Campus attendance")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=run)


def test_a_private_volume(snap_compare: Compare, tmp_path: Path) -> None:
    run = in_the_collection("private-volume", crumb="Room of the deans", volumeId="PR-2114767535--NewCampus")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=run)
