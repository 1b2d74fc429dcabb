"""Pictures of the clinic. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, settled

Compare = Callable[..., bool]


@pytest.mark.parametrize(
    "keys",
    [("enter",), ("enter", "d"), ("down", "enter"), ("down", "down", "enter")],
    ids=["sessions", "details", "devices", "templates"],
)
def test_a_collection(snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("enter", *keys):
            await pilot.press(key)
            await settled(pilot)

    assert snap_compare(make_app(tmp_path, only="clinic"), terminal_size=(80, 24), run_before=show)
