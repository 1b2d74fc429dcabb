"""Pictures of search, reports, stepper and matrix. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app
from tests.vuforia.screens.test_journey import press
from tui.sandbox.faults import Faults

SMALL, LARGE = (80, 24), (120, 36)
SEARCHED = ("enter", "enter", "'1234", "enter")

Compare = Callable[..., bool]


def after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def run_before(pilot: Pilot[Any]) -> None:
        await press(pilot, "'", *keys)

    return run_before


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((*SEARCHED, "escape"), id="search"),
        pytest.param(SEARCHED, id="reports"),
        pytest.param((*SEARCHED, "enter"), id="stepper"),
        pytest.param((*SEARCHED, "enter", "m"), id="matrix"),
    ],
)
def test_screens(snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="line4")
    assert snap_compare(app, terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("keys", [("enter",), ("enter", "m")], ids=["stepper", "matrix"])
def test_400_steps(snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...]) -> None:
    app = make_app(tmp_path, only="line4")
    run_before = after("enter", "enter", "'LONG-400", "enter", *keys)
    assert snap_compare(app, terminal_size=SMALL, run_before=run_before)


def test_without_colour(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="line4", change={"class": "production"})
    assert snap_compare(app, terminal_size=SMALL, run_before=after(*SEARCHED, "enter", "m"))


def test_an_unknown_serial_number(snap_compare: Compare, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    assert snap_compare(app, terminal_size=SMALL, run_before=after("enter", "enter", "'nobody", "enter"))


def test_an_expired_token(snap_compare: Compare, tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4", faults=Faults.parse("401@/vuforia/customer-events/*x*"))
    assert snap_compare(app, terminal_size=SMALL, run_before=after(*SEARCHED))
