"""Pictures of a person's events. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, settled

Compare = Callable[..., bool]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=str)
@pytest.mark.parametrize("view", [0, 1, 2], ids=["events", "days", "counts"])
def test_a_view(snap_compare: Compare, tmp_path: Path, view: int, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        asked = ("enter", "enter", *"rec-1; rec-2", "enter", *"lead-1", "enter")
        await settled(pilot)
        for key in (*asked, *["tab"] * view):
            await pilot.press(key)
            await settled(pilot)

    assert snap_compare(make_app(tmp_path, only="names"), terminal_size=size, run_before=show)
