"""Records in the order, and of the selection, that the user sees.

A hundred thousand rows are common, so nothing here takes long at a time. A new filter or order over many rows is worked
out in slices: `work` does some, and what is shown stays until the last is done::

    extend ──► rows ──► (filter, sort) ──► shown ──► window
                            ▲
    set_filter, set_sort ───┘   few rows: at once;  many: pending, until `work` says there is no more

Rows that arrive meanwhile take their place in what is shown, and in what is being worked out.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime, tzinfo
from time import perf_counter
from typing import Any, Final

from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.rows.filtered_rows import FilteredRows, mark
from tui.core.rows.filters import Filter, parse_filter
from tui.core.rows.held import HeldRows
from tui.core.rows.sorted_rows import SortedRows

__all__ = ["AT_ONCE", "RecordView"]

AT_ONCE: Final = 2_000
"""Up to so many rows a new filter or order is worked out within the call: about 25 ms."""

_SLICE: Final = 256
"""Rows between two looks at the clock."""


class RecordView:
    """Holds records, and shows those that pass the filter, in order. Knows nothing of screens."""

    def __init__(self, columns: Sequence[Column[Any]], *, zone: tzinfo, now: datetime, at_once: int = AT_ONCE) -> None:
        self.columns = tuple(columns)
        self.zone = zone
        self.now = now
        """The instant that times are shown by, and that relative terms of a filter count from."""
        self.marked: set[str] = set()
        """The ids of marked records. They outlive filter, order and refresh."""
        self.doubted: set[str] = set()
        """The ids of records that something was written to since they were read; reading one anew ends the doubt."""
        self.filter_text = ""
        self.filter_refused = False
        """Whether another filter was asked for since, and could not be read: what is shown is by the one before."""
        self.sort: tuple[str, bool] = ("", False)
        """The order that was asked for: a column's key and whether downwards; an empty key is as rows came."""
        self.version = 0
        """Grows whenever other rows may be shown than before, or in another order."""
        self._filter = Filter(self.columns, zone)
        self._sort_column: Column[Any] | None = None
        self._held = HeldRows(self.columns, zone)
        self._at_once = at_once
        self._shown = self._no_rows()
        self._pending: Generator[None, None, None] | None = None
        self._touched: set[int] = set()
        """Rows that were replaced or dropped while a filter or order is being worked out."""

    # Reading.

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self._shown.order)

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._held.numbers)

    @property
    def is_pending(self) -> bool:
        """Whether a new filter or order is still being worked out."""
        return self._pending is not None

    @property
    def shown_sort(self) -> tuple[str, bool]:
        """The order of what is shown, as `sort` says it: another while that one is still being worked out."""
        order = self._shown.sorted
        return (order.column.key if order.column is not None else "", order.descending)

    def window(self, start: int, stop: int) -> list[Record[Any]]:
        """Return the rows shown from one place up to another."""
        row = self._held.row
        return [row(number) for number in self._shown.order.numbers(start, stop)]

    def at(self, place: int) -> Record[Any] | None:
        """Return the row shown at a place; None outside."""
        return next(iter(self.window(place, place + 1)), None) if place >= 0 else None

    def get(self, record_id: str) -> Record[Any] | None:
        """Return a row by id, shown or not."""
        number = self._held.numbers.get(record_id)
        return None if number is None else self._held.row(number)

    def index_of(self, record_id: str) -> int | None:
        """Return at which place a row is shown; None when it is not."""
        number = self._held.numbers.get(record_id)
        return None if number is None else self._shown.order.place_of(number)

    def shown_records(self) -> list[Record[Any]]:
        """Return all rows shown, in order."""
        return self.window(0, len(self))

    def records(self) -> Sequence[Record[Any]]:
        """Return all rows, in the order in which they came."""
        return self._held.all_rows()

    def marked_records(self) -> list[Record[Any]]:
        """Return the marked rows: those shown first, in their order, then those that the filter hides."""
        if not self.marked:
            return []
        known = self._held.numbers
        numbers = {known[record_id] for record_id in self.marked if record_id in known}
        shown = [number for number in self._shown.order.numbers() if number in numbers]
        return [self._held.row(number) for number in (*shown, *sorted(numbers.difference(shown)))]

    # Marking.

    def toggle_mark(self, record_id: str) -> None:
        """Mark a row, or take the mark off."""
        self.marked ^= {record_id}

    def mark_shown(self) -> None:
        """Mark every row shown; when all of them are, take their marks off."""
        shown = {record.id for record in self.shown_records()}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown

    def clear_marks(self) -> None:
        """Take off every mark."""
        self.marked.clear()

    # Filling.

    def extend(self, records: Iterable[Record[Any]]) -> None:
        """Add rows; one whose id is there already replaces that one in place."""
        held = self._held
        fresh: dict[int, None] = {}
        """Rows to be put in their places."""
        changed: set[int] = set()
        for record in records:
            self.doubted.discard(record.id)
            number = held.numbers.get(record.id)
            if number is None:
                fresh[held.add(record)] = None
            elif held.replace(number, record) and number not in fresh:
                changed.add(number)
                fresh[number] = None
        if changed:
            self._drop(changed)
        self._shown.take(sorted(fresh))
        self.version += 1

    def keep_only(self, record_ids: Iterable[str]) -> None:
        """Drop every row that is not among some ids: what a refresh did not bring is gone at the vendor."""
        kept = record_ids if isinstance(record_ids, Set | Mapping) else set(record_ids)
        # Not the difference of two sets: of a hundred thousand ids, that takes several times as long.
        known = self._held.numbers
        if not known.keys() <= (kept.keys() if isinstance(kept, Mapping) else kept):  # mostly all of them are
            gone = {self._held.drop(record_id) for record_id in [each for each in known if each not in kept]}
            self._drop(gone)
            self.version += 1
        if not self._held.numbers and not self.is_pending:
            self._held = HeldRows(self.columns, self.zone)
            self._shown = self._no_rows()

    def replace(self, records: Sequence[Record[Any]]) -> None:
        """Have these rows and no others; where the sort sees no difference they stand as given, not as they came."""
        ids = [record.id for record in records]
        self.keep_only(set(ids))
        if [*(there := self._held.numbers)] != ids[: len(there)]:
            self.clear()
        self.extend(records)

    def clear(self) -> None:
        """Drop every row; filter, order and marks stay."""
        self.keep_only(())

    def set_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Have other columns, as when they turn up with the rows; the rows are filtered and sorted by them."""
        self.columns = tuple(columns)
        self._held.set_columns(self.columns)
        key, descending = self.sort
        self._sort_column = next((column for column in self.columns if column.key == key), None)
        self.sort = (key if self._sort_column is not None else "", descending)
        # A name that was clear among fewer columns may be no more: the filter then stays as it was understood.
        with suppress(UsageError):
            self._filter = parse_filter(self.filter_text, self.columns, now=self.now, zone=self.zone)
        self._rearrange()

    def set_filter(self, text: str) -> None:
        """Show only what passes a filter.

        Raises:
            UsageError: saying what is wrong with it; then the filter stays what it was.
        """
        try:
            self._filter = parse_filter(text, self.columns, now=self.now, zone=self.zone)
        except UsageError:
            self.filter_refused = True
            raise
        self.filter_text, self.filter_refused = text, False
        self._rearrange()

    def set_sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - a pair, as `sort` keeps it
        """Show the rows by a column; an empty key is the order in which they came.

        Raises:
            UsageError: when there is no such column.
        """
        column = next((column for column in self.columns if column.key == key), None)
        if key and column is None:
            raise UsageError(f"There is no column “{key}” to sort by.")
        self._sort_column = column
        self.sort = (key, descending)
        self._rearrange()

    def work(self, seconds: float) -> bool:
        """Go on with what is pending for about so long, one slice at the least, and tell whether there is more."""
        end = perf_counter() + seconds
        while self._pending is not None:
            if next(self._pending, self) is self:
                self._pending = None
            elif perf_counter() >= end:
                break
        return self._pending is not None

    # Within.

    def _no_rows(self) -> FilteredRows:
        """Show nothing yet, by the filter and in the order that are set."""
        order = SortedRows(self._held, self._sort_column, descending=self.sort[1])
        return FilteredRows(self._held, self._filter, order, bytearray())

    def _drop(self, numbers: set[int]) -> None:
        """Take rows out that went, or that changed."""
        self._shown.drop(numbers)
        if self._pending is not None:
            self._touched |= numbers

    def _rearrange(self) -> None:
        self._touched = set()
        self._pending = self._slices()
        if len(self._held) <= self._at_once:
            self.work(float("inf"))

    def _slices(self) -> Generator[None, None, None]:
        """Work out filter and order anew, a slice at a time; what is shown changes at the end.

        Rows that come meanwhile must not put the end off: the order is settled without them, and they are put in their
        places afterwards, of each slice more than came since the one before.
        """
        held, wanted, before = self._held, self._filter, self._shown.sorted
        order, passing = before, bytearray()
        anew = not before.is_by(self._sort_column, descending=self.sort[1])
        if anew:
            order = SortedRows(held, self._sort_column, descending=self.sort[1], like=before)
        at_first = len(held)
        for done in range(0, at_first, _SLICE):
            stop = min(done + _SLICE, at_first)
            if anew:
                order.append_run(held.there(done, stop))
            if wanted:
                mark(passing, wanted, held.span(done, stop), held)
            yield
        taken_out = 0
        while anew and not order.is_settled:
            taken_out = self._take_out_touched(order, taken_out)
            order.settle()
            yield
        done, seen = at_first, len(held)
        while done < len(held):
            stop = min(done + max(_SLICE, 2 * (len(held) - seen)), len(held))
            seen = len(held)
            if anew:
                taken_out = self._take_out_touched(order, taken_out)
                order.insert(held.there(done, stop))
            if wanted:
                mark(passing, wanted, held.span(done, stop), held)
            done = stop
            if done < len(held):
                yield
        touched = held.still_there(self._touched)
        if anew:
            order.remove(self._touched)
            order.insert(touched)
        if wanted:
            mark(passing, wanted, touched, held)
        self._shown = FilteredRows(held, wanted, order, passing)
        self.version += 1

    def _take_out_touched(self, order: SortedRows, taken_out: int) -> int:
        """Take out of an order the rows that were touched, unless those so many were all; return how many are."""
        if len(self._touched) != taken_out:
            order.remove(self._touched)
        return len(self._touched)
