"""How fast the record table is at a hundred thousand rows of eight columns; run with `--benchmark-only`.

Textual's own DataTable at ten thousand rows is the floor: it measures every cell before it shows the first one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.widgets.record_table import RecordTable

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
MANY = 100_000
PAGE = 1_000
FEW = 10_000
SIZE = (120, 36)

KINDS = (Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.NUMBER, Kind.TIME, Kind.DURATION, Kind.LIST, Kind.TEXT)


def _reader(index: int) -> Callable[[tuple[Any, ...]], Any]:
    return lambda row: row[index]


COLUMNS = tuple(Column(f"c{index}", f"C{index}", _reader(index), kind) for index, kind in enumerate(KINDS))


def _record(number: int) -> Record[tuple[Any, ...]]:
    scattered = number * 7919 % MANY
    row = (
        f"Åsa Öberg {scattered}",
        f"member{scattered}@example.org",
        ("member", "host", "guest")[number % 3],
        scattered,
        NOW - timedelta(minutes=scattered),
        timedelta(seconds=scattered),
        ("A", "B")[: number % 3],
        "plain text",
    )
    return Record(str(number), row, b"{}")


@pytest.fixture(scope="module")
def records() -> list[Record[tuple[Any, ...]]]:
    return [_record(number) for number in range(MANY)]


def _view(records: list[Record[tuple[Any, ...]]], *, text: str = "", sort: str = "") -> RecordView:
    view = RecordView(COLUMNS, zone=UTC, now=NOW)
    view.set_filter(text)
    view.set_sort(sort, False)
    for start in range(0, len(records), PAGE):
        view.extend(records[start : start + PAGE])
    return view


def _longest_slice(view: RecordView) -> float:
    """Work out what is pending as the table does, and return the longest time that the keyboard had to wait."""
    longest, more = 0.0, True
    while more:
        before = perf_counter()
        more = view.work(0.008)
        longest = max(longest, perf_counter() - before)
    return longest


@pytest.mark.parametrize(("text", "sort"), [("", ""), ("asa", "c0"), ("c3>50000", "c4")])
def test_the_longest_that_a_page_of_a_thousand_blocks(
    benchmark: Any, records: list[Record[tuple[Any, ...]]], text: str, sort: str
) -> None:
    def fill() -> float:
        view, longest = RecordView(COLUMNS, zone=UTC, now=NOW), 0.0
        view.set_filter(text)
        view.set_sort(sort, False)
        for start in range(0, MANY, PAGE):
            before = perf_counter()
            view.extend(records[start : start + PAGE])
            longest = max(longest, perf_counter() - before)
        return longest

    longest = benchmark.pedantic(fill, rounds=3)
    benchmark.extra_info["longest page, ms"] = round(longest * 1000, 1)
    assert longest < 0.05


@pytest.mark.parametrize("text", ["asa", "77 member -guest", "c3>50000", "c4<7d"])
def test_a_filter_over_all_rows(benchmark: Any, records: list[Record[tuple[Any, ...]]], text: str) -> None:
    view, longest = _view(records, text="words are kept"), []

    def run() -> None:
        view.set_filter(text)
        longest.append(_longest_slice(view))

    benchmark.pedantic(run, rounds=5)
    benchmark.extra_info["longest slice, ms"] = round(max(longest) * 1000, 1)
    assert max(longest) < 0.05


@pytest.mark.parametrize("key", ["c0", "c3", "c4"])
def test_an_order_of_all_rows(benchmark: Any, records: list[Record[tuple[Any, ...]]], key: str) -> None:
    longest = []

    def run(view: RecordView) -> None:
        view.set_sort(key, True)
        longest.append(_longest_slice(view))

    benchmark.pedantic(run, setup=lambda: ((_view(records),), {}), rounds=3)
    benchmark.extra_info["longest slice, ms"] = round(max(longest) * 1000, 1)
    assert max(longest) < 0.08


class _TableApp(App[None]):
    def __init__(self, view: RecordView) -> None:
        super().__init__()
        self.table = RecordTable(view)

    def compose(self) -> ComposeResult:
        yield self.table


class _DataTableApp(App[None]):
    def compose(self) -> ComposeResult:
        self.table: DataTable[str] = DataTable(cursor_type="row")
        yield self.table


async def _ours(records: list[Record[tuple[Any, ...]]]) -> tuple[float, float]:
    """Return the seconds until rows are shown, and those that a cursor move takes."""
    app = _TableApp(RecordView(COLUMNS, zone=UTC, now=NOW))
    async with app.run_test(size=SIZE) as pilot:
        before = perf_counter()
        for start in range(0, len(records), PAGE):
            app.table.view.extend(records[start : start + PAGE])
            app.table.refresh_rows()
        await pilot.pause()
        shown = perf_counter() - before
        before = perf_counter()
        for _ in range(20):
            app.table.action_move(1)
            await pilot.pause()
        return shown, (perf_counter() - before) / 20


async def _theirs(records: list[Record[tuple[Any, ...]]]) -> tuple[float, float]:
    app = _DataTableApp()
    async with app.run_test(size=SIZE) as pilot:
        before = perf_counter()
        app.table.add_columns(*(column.label for column in COLUMNS))
        for record in records:
            assert record.value is not None
            app.table.add_row(*map(str, record.value))
        await pilot.pause()
        shown = perf_counter() - before
        before = perf_counter()
        for _ in range(20):
            app.table.action_cursor_down()
            await pilot.pause()
        return shown, (perf_counter() - before) / 20


def test_ten_times_the_rows_of_a_data_table_are_shown_in_less_than_its_time(
    benchmark: Any, records: list[Record[tuple[Any, ...]]]
) -> None:
    theirs, their_move = asyncio.run(_theirs(records[:FEW]))
    ours, our_move = benchmark.pedantic(lambda: asyncio.run(_ours(records)), rounds=1)
    benchmark.extra_info["shown, s: ours at 100,000, DataTable at 10,000"] = (round(ours, 3), round(theirs, 3))
    benchmark.extra_info["move, ms"] = (round(our_move * 1000, 1), round(their_move * 1000, 1))
    assert ours < theirs


def test_the_first_page_is_on_the_screen(benchmark: Any, records: list[Record[tuple[Any, ...]]]) -> None:
    shown, _ = benchmark.pedantic(lambda: asyncio.run(_ours(records[:PAGE])), rounds=3)
    benchmark.extra_info["shown, ms"] = round(shown * 1000, 1)
    assert shown < 0.2
