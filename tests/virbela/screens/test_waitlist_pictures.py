"""Pictures of the waitlist. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import settled
from tests.virbela.screens.support import Campus, open_, press

Compare = Callable[..., bool]


def after(*keys: str, range_text: str = "7d") -> Callable[[Pilot[Any]], Any]:
    """Go to the board and press keys."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await open_(pilot, "waitlist-agents", range_text=range_text, crumbs=("campus", "Waitlist board"))
        await press(pilot, *keys)

    return run


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 15)], ids=str)
def test_the_board(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(Campus(tmp_path).app, terminal_size=size, run_before=after())


def test_those_called(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(Campus(tmp_path).app, terminal_size=(80, 24), run_before=after("tab"))


def test_the_board_while_watched(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(Campus(tmp_path).app, terminal_size=(80, 24), run_before=after("w", "home", "enter"))


def test_a_board_with_nothing_on_it(snap_compare: Compare, tmp_path: Path) -> None:
    run = after(range_text="2020-01-01")
    assert snap_compare(Campus(tmp_path).app, terminal_size=(80, 24), run_before=run)
