"""Pictures of a campus's reports. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, settled
from tui.core.links import parse_link

SMALL, LARGE = (80, 24), (120, 36)
ROOM = (*"Recording", "space", *"Studio")
MEETING = ("w", "e", "d", "space", "4", "space", "n", "o", "v", "space", "1", "4", "minus", "1", "5", "colon", "3", "0")

Compare = Callable[..., bool]


def after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def run_before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("1", *keys):
            await pilot.press(key)
            await settled(pilot)

    return run_before


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(
            (*["down"] * 15, "enter", *ROOM, *["down"] * 4, *MEETING, "enter"),
            id="certificate",
        ),
    ],
)
def test_reports(snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("link", "keys"),
    [
        pytest.param("campus/regulars?room-id=Recording Studio&range=8w&tab=Chart", ("right",), id="regulars"),
        pytest.param("campus/service-level?tab=Chart", (*["down"] * 3, "right", "right"), id="service-level"),
    ],
)
def test_maps(snap_compare: Compare, tmp_path: Path, link: str, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus")
    app.app_state.opens = parse_link(link, lambda name: app.app_state.connections.named(name).catalog)

    async def run_before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=run_before)
