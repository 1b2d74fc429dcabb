"""Pictures of screens in their states. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import NOW, make_app, settled
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox.faults import Faults

SMALL, LARGE, LEAST = (80, 24), (120, 36), (60, 15)

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pictures the same wherever they are taken."""
    monkeypatch.setattr("tui.export.parquet.is_available", lambda: False)


def _after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys, one at a time, each after the last one's work is done."""

    async def press(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return press


@pytest.mark.parametrize("size", [SMALL, LARGE, LEAST], ids=str)
def test_home(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(tmp_path), terminal_size=size, run_before=_after())


def test_home_with_failures(snap_compare: Compare, tmp_path: Path) -> None:
    app = make_app(tmp_path, faults=Faults.parse("401@/virbela/*x*,403@/vitec/*x*"))
    assert snap_compare(app, terminal_size=SMALL, run_before=_after())


def test_home_without_connections(snap_compare: Compare) -> None:
    clock = FrozenClock(NOW)
    config = config_from({"connections": {}}, file=Path("/nowhere/config.toml"), environ={})
    app = FrontdeskApp(Connections(config, clock=clock), config, clock=clock)
    assert snap_compare(app, terminal_size=SMALL, run_before=_after())


def test_a_production_connection(snap_compare: Compare, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", change={"class": "production"})
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter"))


def test_the_palette(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=_after("colon", "a", "t"))


@pytest.mark.parametrize("size", [SMALL, LARGE, LEAST], ids=str)
def test_a_collection(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus")
    assert snap_compare(app, terminal_size=size, run_before=_after("enter", "enter", "down", "space", "down"))


@pytest.mark.parametrize("theme", ["harbor-light", "high-contrast", "ansi16"])
def test_a_collection_in_each_theme(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    app = make_app(tmp_path, only="campus", ui={"theme": theme}, change={"class": "production"})
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter", "down", "space", "down"))


def test_a_collection_without_colour(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="campus", change={"class": "production"})
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter", "down", "space", "down"))


def test_a_filter(snap_compare: Compare, tmp_path: Path) -> None:
    keys = ("enter", "enter", "slash", *"lect")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=_after(*keys))


def test_filtered_to_nothing(snap_compare: Compare, tmp_path: Path) -> None:
    keys = ("enter", "enter", "slash", *"zzz")
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=SMALL, run_before=_after(*keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_details(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus")
    assert snap_compare(app, terminal_size=size, run_before=_after("enter", "enter", "down", "d"))


@pytest.mark.parametrize("key", ["s", "c", "x", "y", "question_mark"])
def test_what_lies_over_a_collection(snap_compare: Compare, tmp_path: Path, key: str) -> None:
    app = make_app(tmp_path, only="campus")
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter", key))


@pytest.mark.parametrize("size", [SMALL, (60, 15)], ids=str)
@pytest.mark.parametrize("look", ["", "NO_COLOR", "ansi16"])
def test_exporting_the_marked_the_shown_or_all(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], look: str
) -> None:
    if look == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="campus", ui={"theme": "ansi16"} if look == "ansi16" else {})
    keys = ("enter", "enter", "space", "slash", *"lect", "enter", "x", "tab", "down")
    assert snap_compare(app, terminal_size=size, run_before=_after(*keys))


@pytest.mark.parametrize("fault", ["401", "403", "garble"])
def test_a_collection_that_fails(snap_compare: Compare, tmp_path: Path, fault: str) -> None:
    app = make_app(tmp_path, only="campus", faults=Faults.parse(f"{fault}@/virbela/*x*"))
    assert snap_compare(app, terminal_size=SMALL, run_before=_after("enter", "enter"))
