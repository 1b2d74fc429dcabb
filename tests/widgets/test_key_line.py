"""The key line's hints: known by their command, so that what they are called is words and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.app.support import make_app, settled
from tui.screens.base import FrontdeskScreen
from tui.widgets.key_line import OPENING, Hint, brought_forward, relabelled, without

OPEN, SORT, RANGE = (
    Hint("table.open", "Enter", "open"),
    Hint("table.sort", "s", "sort"),
    Hint("table.range", "t", "range"),
)


def test_a_command_can_be_called_otherwise() -> None:
    assert relabelled((OPEN, SORT), OPENING, "person") == (Hint("table.open", "Enter", "person"), SORT)


def test_a_command_can_be_left_out() -> None:
    assert without((OPEN, SORT), OPENING) == (SORT,)


def test_what_matters_here_comes_right_behind_the_first() -> None:
    assert brought_forward((OPEN, SORT, RANGE), ["table.range", "table.unknown"]) == (OPEN, RANGE, SORT)


@pytest.mark.parametrize("place", ["rooms", "users", "profiles", "waitlist-agents"])
async def test_rewording_a_label_moves_and_hides_nothing(tmp_path: Path, place: str) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(120, 36)) as pilot:
        campus = app.app_state.connections.named("campus")
        app.open_collection(campus, place, values={}, crumbs=("campus",), range_text="7d")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, FrontdeskScreen)
        hints = tuple(
            Hint(each.binding.id or "", key, each.binding.description) for key, each in screen.active_bindings.items()
        )
        reworded = tuple(replace(hint, label=f"*{hint.label}") for hint in hints)

        def arranged(given: tuple[Hint, ...]) -> list[str]:
            return [hint.command_id for hint in screen.arrange_hints(given)]

        assert arranged(reworded) == arranged(hints)
