"""Names in right-to-left script shift nothing: what stands beside them is where it is for any other name."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyte
import pytest

from tests.frugal.tmux import tmux_server
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.widgets.record_table_lines import row
from tui.widgets.table_layout import GAP, GUTTER, lay_out

NOW: Final = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
WIDTH: Final = 60
COLUMNS: Final[tuple[Column[Any], ...]] = (
    Column("name", "Name", lambda one: one, width=16, rank=0),
    Column("at", "At", lambda one: NOW, Kind.TIME, width=12, rank=0),
    Column("count", "Count", lambda one: 1234, Kind.NUMBER, width=7, rank=0),
    Column("room", "Room", lambda one: "Hall 3 אולם", width=14, rank=0),
)
LAYOUT: Final = lay_out(COLUMNS, WIDTH)
BESIDE: Final = GUTTER + LAYOUT.placed[0].cells
"""The first cell behind the name."""

NAMES: Final = (
    "Åsa Öberg",
    "مريم الدوسري",
    "דניאל לוי",
    "לֵאָה 12:30",  # with points on its letters, and digits
    "\u2067عبد الرحمن بن خالد الأنصاري\u2069",  # with isolates of its own, and too long
)


def lines() -> list[str]:
    layout = lay_out(COLUMNS, WIDTH)
    rows = (
        row(Record(each, each, b"{}"), layout, WIDTH, here=False, marked=False, now=NOW, zone=UTC) for each in NAMES
    )
    return ["".join(text for text, _ in pieces).rstrip() for pieces in rows]


def cells_of(screen: pyte.Screen, y: int) -> list[str]:
    return [screen.buffer[y][x].data for x in range(WIDTH)]


def beside_the_name(cells: list[str]) -> list[str]:
    return cells[BESIDE : BESIDE + sum(GAP + placed.cells for placed in LAYOUT.placed[1:3])]


def test_what_stands_beside_a_name_is_in_its_cells_in_a_terminal() -> None:
    screen = pyte.Screen(WIDTH, len(NAMES))
    pyte.Stream(screen).feed("\x1b[8l" + "\r\n".join(lines()))

    usual, *others = (cells_of(screen, y) for y in range(len(NAMES)))
    assert "1,234" in "".join(beside_the_name(usual))
    for each in others:
        assert beside_the_name(each) == beside_the_name(usual)
    assert "".join(others[0][GUTTER:]).startswith("مريم الدوسري ")
    assert others[3][BESIDE - 1] == "…"


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_what_stands_beside_a_name_is_in_its_cells_in_tmux(tmp_path: Path) -> None:
    with tmux_server(tmp_path) as tmux:
        captured = tmux.shown("\x1b[8l" + "\r\n".join(lines()), width=WIDTH, height=len(NAMES))

    screen = pyte.Screen(WIDTH, len(NAMES))
    pyte.Stream(screen).feed("\r\n".join(line.rstrip() for line in captured.splitlines()[: len(NAMES)]))
    usual, *others = (beside_the_name(cells_of(screen, y)) for y in range(len(NAMES)))
    assert others == [usual] * len(others)
