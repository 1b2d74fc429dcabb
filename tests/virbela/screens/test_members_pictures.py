"""Pictures of one person, and of private volumes. A changed picture is looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import settled
from tests.virbela.screens.support import Campus, open_, press

Compare = Callable[..., bool]


def after(campus: Campus, collection: str, *keys: str) -> Callable[[Pilot[Any]], Any]:
    """Go to a collection and press keys."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        values = {"userId": str((await campus.user())["objectId"])} if collection == "user" else {}
        title = "Ifeanyi Balogun" if collection == "user" else "Private volumes"
        await open_(pilot, collection, crumbs=("campus", title), **values)
        await press(pilot, *keys)

    return run


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=str)
def test_one_person(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=size, run_before=after(campus, "user"))


def test_what_looking_through_all_rooms_takes(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=(80, 24), run_before=after(campus, "user", "v"))


def test_no_volumes_yet(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    assert snap_compare(campus.app, terminal_size=(80, 24), run_before=after(campus, "private-volume"))


def test_volumes(snap_compare: Compare, tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    run = after(campus, "private-volume", "plus", *"PR-2114767535--NewCampus", "tab", *"Board room", "enter")
    assert snap_compare(campus.app, terminal_size=(80, 24), run_before=run)
