"""How a table's columns share a line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.column import Column, Kind
from tui.widgets.table_layout import GAP, GUTTER, Layout, lay_out


def column(key: str, width: int, rank: int = 1, kind: Kind = Kind.TEXT, min_width: int = 4) -> Column[Any]:
    return Column(key, key.title(), lambda row: row, kind, width=width, rank=rank, min_width=min_width)


NAME = column("name", 26, 0)
LEVEL = column("level", 14, 2)
GROUP = column("group", 20, 1)
USERS = column("users", 8, 3, Kind.NUMBER)
ALL = (NAME, LEVEL, GROUP, USERS)


def there(layout: Layout) -> list[str]:
    return [placed.column.key for placed in layout.placed]


def taken(layout: Layout) -> int:
    return GUTTER + sum(placed.cells for placed in layout.placed) + GAP * max(0, len(layout.placed) - 1)


@pytest.mark.parametrize(
    ("cells", "keys"),
    [
        (120, ["name", "level", "group", "users"]),
        (70, ["name", "level", "group", "users"]),
        (58, ["name", "level", "group"]),
        (48, ["name", "group"]),
        (30, ["name"]),
        (5, ["name"]),
    ],
)
def test_columns_are_dropped_by_rank(cells: int, keys: list[str]) -> None:
    layout = lay_out(ALL, cells)
    assert there(layout) == keys
    assert layout.hidden == len(ALL) - len(keys)


def test_what_matters_most_is_not_squeezed_for_the_sake_of_the_rest() -> None:
    assert next(placed.cells for placed in lay_out(ALL, 70).placed if placed.column is NAME) == 26


def test_looking_further_right_keeps_the_first_column() -> None:
    assert there(lay_out(ALL, 48, first=2)) == ["name", "users"]


COLUMNS = st.lists(
    st.builds(
        column, st.text("abc", min_size=1, max_size=12), st.integers(4, 30), st.integers(0, 3), st.sampled_from(Kind)
    ),
    min_size=1,
    max_size=8,
)


@given(COLUMNS, st.integers(0, 200))
def test_no_line_is_longer_than_the_screen(columns: list[Column[Any]], cells: int) -> None:
    layout = lay_out(columns, cells)
    assert layout.placed
    assert taken(layout) <= max(cells, GUTTER + 1)


@given(COLUMNS, st.integers(0, 200))
def test_numbers_are_dropped_rather_than_squeezed(columns: list[Column[Any]], cells: int) -> None:
    layout = lay_out(columns, cells)
    for placed in layout.placed[1:]:
        if placed.column.right_aligned:
            assert placed.cells >= placed.column.width


@given(COLUMNS, st.integers(0, 200))
def test_more_room_never_shows_fewer_columns(columns: list[Column[Any]], cells: int) -> None:
    assert lay_out(columns, cells + 1).hidden <= lay_out(columns, cells).hidden


EMAIL = column("email", 26, 1)
ROLE = column("role", 10, 1)
UPDATED = column("updated", 10, 3, Kind.TIME)
PEOPLE = (NAME, EMAIL, ROLE, UPDATED)
NEEDS = {"name": 21, "email": 36, "role": 6}


def cells_of(layout: Layout) -> dict[str, int]:
    return {placed.column.key: placed.cells for placed in layout.placed}


def test_what_matters_less_gives_way_before_what_matters_more_is_cut() -> None:
    assert cells_of(lay_out(PEOPLE, 75, needs=NEEDS)) == {"name": 26, "email": 36, "role": 6}


def test_what_is_to_spare_goes_to_texts_that_are_cut_and_then_to_the_hour() -> None:
    assert cells_of(lay_out(PEOPLE, 90, needs=NEEDS)).items() >= {"email": 36, "updated": 12}.items()


def test_a_short_word_is_shown_whole_or_not_at_all() -> None:
    for cells in range(20, 80):
        assert cells_of(lay_out(PEOPLE, cells, needs=NEEDS)).get("role", 6) >= 6


@given(COLUMNS, st.integers(0, 200), st.dictionaries(st.text("abc", min_size=1, max_size=12), st.integers(0, 60)))
def test_no_line_is_longer_than_the_screen_whatever_the_content_takes(
    columns: list[Column[Any]], cells: int, needs: dict[str, int]
) -> None:
    layout = lay_out(columns, cells, needs=needs)
    assert layout.placed
    assert taken(layout) <= max(cells, GUTTER + 1)
