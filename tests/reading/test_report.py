"""The machinery of reports: told while they are read, once when settled, of what was read when a part is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tui.core.collection import Query
from tui.core.errors import UsageError, VendorFailed
from tui.core.record import Page, Record, Table
from tui.core.reports.as_asked import Compared
from tui.core.time.ranges import parse_range
from tui.reading.report import Tabulated, report, table_record

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
WEEK = parse_range("2026-11-09..2026-11-15", now=NOW, zone=UTC)


def record(number: int, *, problem: str = "") -> Record[int]:
    return Record(str(number), None if problem else number, b"{}", problem)


class Shelf:
    """Serves numbers page by page, and counts how often they were tabulated."""

    def __init__(self, *pages: Sequence[Record[int]], fails: bool = False) -> None:
        self.pages = pages
        self.fails = fails
        self.asked: list[Query] = []
        self.tabulated = 0

    async def fetch(self, client: object, query: Query) -> AsyncIterator[Page[int]]:
        self.asked.append(query)
        for number, records in enumerate(self.pages):
            yield Page(tuple(records), notes=(f"Page {number}.",))
        if self.fails:
            raise VendorFailed("The shelf fell over.")

    def tabulate(self, values: Sequence[int], query: Query) -> Tabulated:
        self.tabulated += 1
        odd = sum(value % 2 for value in values)
        groups = {"odd": odd, "even": len(values) - odd}
        return Tabulated([table_record(name, count) for name, count in groups.items() if count], notes=("Counted.",))

    async def told(self, **asked: Any) -> list[Page[Any]]:
        fetch = report(self.fetch, self.tabulate, noun=("number", "numbers"))
        return [page async for page in fetch(None, Query(**{"now": NOW, "zone": UTC, **asked}))]


def figures(page: Page[Any]) -> dict[str, Any]:
    return {each.id: each.value for each in page.records}


async def test_figures_fill_in_while_they_are_read_and_are_whole_at_the_end() -> None:
    pages = await Shelf([record(1)], [record(2), record(3)]).told()
    assert [(page.table, figures(page)) for page in pages] == [
        (Table.SO_FAR, {"odd": 1}),
        (Table.SO_FAR, {"odd": 2, "even": 1}),
        (Table.WHOLE, {"odd": 2, "even": 1}),
    ]
    assert pages[-1].notes == ("Page 0.", "Page 1.", "Counted.")
    assert not any(page.notes for page in pages[:-1])


async def test_settled_figures_are_worked_out_once() -> None:
    shelf = Shelf(*[[record(number)] for number in range(9)])
    pages = await shelf.told(settled=True)
    assert shelf.tabulated == 1
    assert [page.table for page in pages if page.records] == [Table.WHOLE]


async def test_figures_are_worked_out_anew_only_when_there_is_much_more() -> None:
    shelf = Shelf(*[[record(number)] for number in range(1_000)])
    await shelf.told()
    assert shelf.tabulated < 20


async def test_a_record_that_comes_again_counts_once() -> None:
    pages = await Shelf([record(1)], [record(1)]).told(settled=True)
    assert figures(pages[-1]) == {"odd": 1}


async def test_all_records_are_asked_for_though_few_rows_are_wanted() -> None:
    shelf = Shelf([record(1)])
    await shelf.told(limit=1)
    assert shelf.asked[0].limit is None


async def test_of_what_could_be_read_there_are_figures_and_it_says_that_a_part_is_missing() -> None:
    pages = await Shelf([record(1)], fails=True).told(settled=True)
    assert figures(pages[-1]) == {"odd": 1}
    assert pages[-1].missing == ("Not everything could be read: The shelf fell over.",)


async def test_when_nothing_could_be_read_the_failure_is_told_as_it_is() -> None:
    with pytest.raises(VendorFailed, match="fell over"):
        await Shelf(fails=True).told()


async def test_a_record_that_does_not_decode_is_missing_from_the_figures() -> None:
    pages = await Shelf([record(1), record(2, problem="value: expected a number")]).told(settled=True)
    assert figures(pages[-1]) == {"odd": 1}
    assert pages[-1].missing == ("1 number could not be read and is in no figure: value: expected a number",)


async def test_a_comparison_asks_for_the_range_before_and_pairs_rows_by_their_names() -> None:
    shelf = Shelf([record(1), record(2)])
    pages = await shelf.told(settled=True, span=WEEK, values={"against": "previous"})
    assert [(query.span.start.day, query.text("against")) for query in shelf.asked if query.span] == [
        (2, ""),
        (9, "previous"),
    ]
    assert figures(pages[-1]) == {"odd": Compared(1, 1), "even": Compared(1, 1)}


async def test_a_row_that_there_was_only_before_is_said_to_be_in_no_row_of_the_table() -> None:
    class Emptied(Shelf):
        async def fetch(self, client: object, query: Query) -> AsyncIterator[Page[int]]:
            self.pages = ([record(1)],) if query.text("against") else ([record(1), record(2)],)
            async for page in super().fetch(client, query):
                yield page

    pages = await Emptied().told(settled=True, span=WEEK, values={"against": "previous"})
    assert figures(pages[-1]) == {"odd": Compared(1, 1)}
    assert pages[-1].notes[-1] == "1 row of the range before is not in this range, and not in the table."


async def test_what_is_missing_of_the_range_before_is_said() -> None:
    pages = await Shelf([record(1)], fails=True).told(settled=True, span=WEEK, values={"against": "previous"})
    assert pages[-1].missing[-1] == "In the range before: Not everything could be read: The shelf fell over."


async def test_without_a_range_nothing_can_be_compared() -> None:
    with pytest.raises(UsageError, match="Without a range"):
        await Shelf([record(1)]).told(values={"against": "previous"})


async def test_a_long_table_comes_in_two_so_that_no_screen_stands_still() -> None:
    def each(values: Sequence[int], query: Query) -> Tabulated:
        return Tabulated([table_record(str(value), value) for value in values])

    shelf = Shelf([record(number) for number in range(5_000)])
    fetch = report(shelf.fetch, each, noun=("number", "numbers"))
    pages = [page async for page in fetch(None, Query(now=NOW, zone=UTC, settled=True))]
    whole = [page for page in pages if page.records]
    assert [(page.table, len(page.records)) for page in whole] == [(Table.WHOLE, 2_000), (None, 3_000)]


async def test_a_long_table_is_compared_with_all_of_the_one_before() -> None:
    def each(values: Sequence[int], query: Query) -> Tabulated:
        return Tabulated([table_record(str(value), value) for value in values])

    shelf = Shelf([record(number) for number in range(3_000)])
    fetch = report(shelf.fetch, each, noun=("number", "numbers"))
    query = Query({"against": "previous"}, WEEK, now=NOW, zone=UTC, settled=True)
    rows = [row async for page in fetch(None, query) for row in page.records]
    assert len(rows) == 3_000
    assert all(row.value.before == row.value.row for row in rows if row.value is not None)
