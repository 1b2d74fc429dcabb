"""Pictures of the report's views. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, settled

Compare = Callable[..., bool]


def after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys, one at a time, each after the last one's work is done."""

    async def press(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("enter", "enter", *keys):
            await pilot.press(key)
            await settled(pilot)

    return press


@pytest.mark.parametrize("view", [0, 1, 2, 3], ids=["list", "by assignee", "due", "week"])
def test_a_view(snap_compare: Compare, tmp_path: Path, view: int) -> None:
    app = make_app(tmp_path, only="office")
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(*["tab"] * view))


@pytest.mark.parametrize("size", [(120, 36), (60, 15)], ids=str)
@pytest.mark.parametrize("view", [1, 2, 3], ids=["by assignee", "due", "week"])
def test_a_view_with_more_and_with_less_room(
    snap_compare: Compare, tmp_path: Path, view: int, size: tuple[int, int]
) -> None:
    app = make_app(tmp_path, only="office")
    assert snap_compare(app, terminal_size=size, run_before=after(*["tab"] * view))


def test_the_week_without_colour(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(tmp_path, only="office", change={"class": "production"})
    assert snap_compare(app, terminal_size=(80, 24), run_before=after("tab", "tab", "tab"))
