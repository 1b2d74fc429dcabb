"""Pages, and the portions in which a screen shows them."""

from __future__ import annotations

import pytest

from tui.core.record import Page, Progress, Record

ROWS = tuple(Record(str(n), n, b"{}") for n in range(10))


@pytest.mark.parametrize("size", [1, 3, 5, 9, 10, 11])
def test_portions_of_a_page_hold_its_rows_in_order_and_none_is_too_long(size: int) -> None:
    page = Page(ROWS, total=20, progress=Progress(1, 2), notes=("a note",), missing=("a room",), missing_ids=("R1",))

    portions = list(page.portions(size))

    assert tuple(row for portion in portions for row in portion.records) == ROWS
    assert all(0 < len(portion.records) <= size for portion in portions)
    assert {(portion.total, portion.progress) for portion in portions} == {(20, Progress(1, 2))}
    assert [portion.notes for portion in portions] == [()] * (len(portions) - 1) + [("a note",)]
    assert (portions[-1].missing, portions[-1].missing_ids) == (("a room",), ("R1",))


@pytest.mark.parametrize("rows", [(), ROWS[:3]])
def test_a_page_that_is_short_enough_is_its_own_portion(rows: tuple[Record[int], ...]) -> None:
    page = Page(rows)

    assert [portion is page for portion in page.portions(3)] == [True]
