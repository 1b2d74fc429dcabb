"""The table for eyes."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.text import cell_width
from tui.export import Format, open_writer

COLUMNS: tuple[Column[Any], ...] = (
    Column("name", "Name", lambda row: row.get("name"), rank=0),
    Column("seats", "Seats", lambda row: row.get("seats"), Kind.NUMBER, rank=0),
    Column("level", "Level", lambda row: row.get("level"), rank=2),
    Column("at", "Updated", lambda row: row.get("at"), Kind.TIME, rank=1),
    Column("hidden", "Hidden", lambda row: "x", shown=False),
)
ROOMS = Collection("rooms", "Rooms", COLUMNS, lambda client, query: iter(()))  # type: ignore[return-value, arg-type]


def table(rows: list[Any], *, width: int | None = None, bad: bool = False) -> list[str]:
    stream = io.StringIO()
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with open_writer(Format.TABLE, stream, ROOMS, zone=ZoneInfo("Europe/Stockholm"), now=now, width=width) as writer:
        for row in rows:
            plain = {key: value for key, value in row.items() if not isinstance(value, datetime)}
            writer.write(Record("1", None if bad else row, json.dumps(plain).encode()))
    return stream.getvalue().splitlines()


def test_columns_line_up_numbers_at_the_right_and_times_are_whole_in_the_zone() -> None:
    rows = [
        {"name": "Lobby", "seats": 1204, "level": "lobby", "at": datetime(2026, 7, 1, 12, tzinfo=UTC)},
        {"name": "寿司", "seats": 8, "at": datetime(2026, 1, 1, 12, tzinfo=UTC) - timedelta(days=400)},
    ]

    assert table(rows) == [
        "Name   Seats  Level           Updated",
        "Lobby  1,204  lobby  2026-07-01 14:00",
        "寿司       8  –      2024-11-27 13:00",
    ]


def test_no_rows_write_nothing() -> None:
    assert table([]) == []


def test_on_a_narrow_terminal_the_least_important_column_goes_and_no_number_is_cut() -> None:
    rows = [{"name": "A room with a rather long name", "seats": 123456789, "level": "lobby"}]

    assert table(rows, width=30) == ["Name                     Seats", "A room with a ra…  123,456,789"]


@given(st.lists(st.dictionaries(st.sampled_from(["name", "level"]), st.text()), min_size=1), st.integers(20, 90))
def test_no_line_is_wider_than_the_terminal_or_moves_its_cursor(rows: list[dict[str, str]], width: int) -> None:
    lines = table(rows, width=width)

    assert len(lines) == len(rows) + 1
    assert all(cell_width(line) <= width for line in lines)
    assert not any(control in line for line in lines for control in "\x1b\x07\r\t\x9b\u202e")


def test_a_row_that_does_not_decode_shows_what_it_has() -> None:
    assert table([{"name": "Lobby\x1b[2J", "seats": "many"}], bad=True) == [
        "Name   Seats  Level  Updated",
        "Lobby   many  –            –",
    ]
