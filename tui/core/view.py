"""Records in the order, and of the selection, that the user sees.

A hundred thousand rows are common, so nothing here takes long at a time. A new filter or order over many rows is worked
out in slices: `work` does one, and the rows shown stay what they were until the last is done::

    extend ──► rows ──► (filter, sort) ──► shown ──► window
                            ▲
    set_filter, set_sort ───┘   few rows: at once;  many: pending, until `work` says there is no more
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from time import perf_counter
from typing import Any, Final, cast

from tui.core.column import Column, Value
from tui.core.errors import UsageError
from tui.core.filters import Filter, fold, haystack, parse_filter
from tui.core.record import Record

__all__ = ["AT_ONCE", "RecordView", "sort_key"]

AT_ONCE: Final = 4_000
"""Up to so many rows a new filter or order is worked out within the call."""

_SLICE: Final = 250
"""Rows between two looks at the clock."""

SortKey = tuple[int, Any]


def sort_key(value: Value) -> SortKey | None:
    """Return what a value sorts by; None for an absent one. Numbers come before text, whatever the column says."""
    match value:
        case None | "" | ():
            return None
        case bool() | int() | float():
            return (0, float(value))
        case datetime():
            return (0, (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).timestamp())
        case timedelta():
            return (0, value.total_seconds())
        case tuple():
            return (1, fold(" ".join(value)))
        case _:
            return (1, fold(str(value)))


@dataclass(slots=True)
class _Piles:
    """Rows by number, in the three parts in which they are shown one after the other."""

    present: list[int] = field(default_factory=list)
    """Sorted; without an order simply all."""
    absent: list[int] = field(default_factory=list)
    """Those that have nothing to be sorted by."""
    unreadable: list[int] = field(default_factory=list)


class RecordView:
    """Holds records, and shows those that pass the filter, in order. Knows nothing of screens."""

    def __init__(self, columns: Sequence[Column[Any]], *, zone: tzinfo, now: datetime) -> None:
        self.columns = tuple(columns)
        self.zone = zone
        self.now = now
        """The instant that relative terms of a filter count from."""
        self.marked: set[str] = set()
        """The ids of marked records. They outlive filter, order and refresh."""
        self.filter_text = ""
        self.sort: tuple[str, bool] = ("", False)
        """The column's key and whether downwards; an empty key is the order in which rows came."""
        self._filter = Filter(self.columns, zone)
        self._sort_column: Column[Any] | None = None
        self._all: list[Record[Any]] = []
        self._number: dict[str, int] = {}
        self._hay: list[str | None] = []
        self._keys: list[SortKey | None] = []
        self._piles = _Piles()
        self._rows: list[int] = []
        self._places: dict[int, int] | None = None
        self._pending: Generator[None, None, None] | None = None

    # Reading.

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self._rows)

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._all)

    @property
    def is_pending(self) -> bool:
        """Whether a new filter or order is still being worked out."""
        return self._pending is not None

    def window(self, start: int, stop: int) -> list[Record[Any]]:
        """Return the rows shown from one place up to another."""
        return [self._all[number] for number in self._rows[max(0, start) : max(0, stop)]]

    def at(self, place: int) -> Record[Any] | None:
        """Return the row shown at a place; None outside."""
        return self._all[self._rows[place]] if 0 <= place < len(self._rows) else None

    def get(self, record_id: str) -> Record[Any] | None:
        """Return a row by id, shown or not."""
        number = self._number.get(record_id)
        return None if number is None else self._all[number]

    def index_of(self, record_id: str) -> int | None:
        """Return at which place a row is shown; None when it is not."""
        number = self._number.get(record_id)
        if number is None:
            return None
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self._rows)}
        return self._places.get(number)

    def shown_records(self) -> list[Record[Any]]:
        """Return all rows shown, in order."""
        return [self._all[number] for number in self._rows]

    def records(self) -> Sequence[Record[Any]]:
        """Return all rows, in the order in which they came."""
        return tuple(self._all)

    def marked_records(self) -> list[Record[Any]]:
        """Return the marked rows: those shown first, in their order, then those that the filter hides."""
        if not self.marked:
            return []
        shown = [record for record in self.shown_records() if record.id in self.marked]
        seen = {record.id for record in shown}
        return shown + [record for record in self._all if record.id in self.marked and record.id not in seen]

    # Marking.

    def toggle_mark(self, record_id: str) -> None:
        """Mark a row, or take the mark off."""
        self.marked ^= {record_id}

    def mark_shown(self) -> None:
        """Mark every row shown; when all of them are, take their marks off."""
        shown = {self._all[number].id for number in self._rows}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown

    def clear_marks(self) -> None:
        """Take off every mark."""
        self.marked.clear()

    # Filling.

    def extend(self, records: Iterable[Record[Any]]) -> None:
        """Add rows; one whose id is there already replaces that one in place."""
        fresh: list[int] = []
        moved = False
        for record in records:
            number = self._number.get(record.id)
            if number is None:
                number = self._number[record.id] = len(self._all)
                self._all.append(record)
                self._hay.append(None)
                self._keys.append(None)
                fresh.append(number)
            else:
                moved |= self._replace(number, record)
        if moved or self._pending is not None:
            # The slices walk over the rows by number, and so come by the fresh ones as well.
            if moved:
                self._rebuild()
        elif fresh:
            self._insert(fresh)

    def keep_only(self, record_ids: Iterable[str]) -> None:
        """Drop every row that is not among some ids: what a refresh did not bring is gone at the vendor."""
        kept = set(record_ids)
        if kept.issuperset(self._number):
            return
        records = [record for record in self._all if record.id in kept]
        self._forget()
        self.extend(records)

    def clear(self) -> None:
        """Drop every row; filter, order and marks stay."""
        self._forget()

    def set_filter(self, text: str) -> None:
        """Show only what passes a filter.

        Raises:
            UsageError: saying what is wrong with it; then the filter stays what it was.
        """
        self._filter = parse_filter(text, self.columns, now=self.now, zone=self.zone)
        self.filter_text = text
        self._rebuild()

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
        self._keys = [None] * len(self._all)
        self._rebuild()

    def work(self, seconds: float) -> bool:
        """Go on with what is pending for about so long, and tell whether there is more."""
        end = perf_counter() + seconds
        while self._pending is not None and perf_counter() < end:
            if next(self._pending, self) is self:
                self._pending = None
        return self._pending is not None

    # Within.

    def _forget(self) -> None:
        self._pending = None
        self._all, self._number, self._hay, self._keys = [], {}, [], []
        self._piles = _Piles()
        self._show()

    def _replace(self, number: int, record: Record[Any]) -> bool:
        """Put a row in another's place, and tell whether it may stand elsewhere now, or nowhere."""
        old = self._all[number]
        self._all[number] = record
        if old.raw == record.raw and old.derived == record.derived and old.problem == record.problem:
            return False
        passed, key = self._passes_as(old, number), self._keys[number]
        self._hay[number] = None
        self._keys[number] = self._key(record)
        return (
            passed is not self._passes(number) or key != self._keys[number] or bool(old.problem) != bool(record.problem)
        )

    def _passes_as(self, record: Record[Any], number: int) -> bool:
        hay = self._hay[number] if self._filter.words else ""
        return self._filter.passes(record, haystack(record, self.columns, zone=self.zone) if hay is None else hay)

    def _passes(self, number: int) -> bool:
        if not self._filter:
            return True
        hay = ""
        if self._filter.words:
            known = self._hay[number]
            if known is None:
                known = self._hay[number] = haystack(self._all[number], self.columns, zone=self.zone)
            hay = known
        return self._filter.passes(self._all[number], hay)

    def _key(self, record: Record[Any]) -> SortKey | None:
        column = self._sort_column
        return None if column is None or record.value is None else sort_key(column.read(record.value))

    def _insert(self, fresh: Sequence[int]) -> None:
        """Add new rows to those shown: two sorted runs, which Python's sort merges in one pass."""
        self._sift((number for number in fresh if self._passes(number)), self._piles)
        self._order(self._piles)
        self._show()

    def _sift(self, numbers: Iterable[int], piles: _Piles) -> None:
        """Put rows where they belong."""
        if not self.sort[0]:
            piles.present.extend(numbers)
            return
        for number in numbers:
            record = self._all[number]
            key = self._keys[number] = self._key(record)
            pile = piles.unreadable if record.value is None else piles.absent if key is None else piles.present
            pile.append(number)

    def _order(self, piles: _Piles) -> None:
        if self.sort[0]:
            keys = cast("list[SortKey]", self._keys)  # no row among the present is without one
            piles.present.sort(key=keys.__getitem__, reverse=self.sort[1])

    def _show(self) -> None:
        self._rows = [*self._piles.present, *self._piles.absent, *self._piles.unreadable]
        self._places = None

    def _rebuild(self) -> None:
        self._pending = self._slices()
        if len(self._all) <= AT_ONCE:
            self.work(float("inf"))

    def _slices(self) -> Generator[None, None, None]:
        """Work out filter and order anew, a slice at a time; what is shown changes at the end."""
        piles = _Piles()
        number = 0
        while number < len(self._all):
            stop = min(number + _SLICE, len(self._all))
            self._sift((each for each in range(number, stop) if self._passes(each)), piles)
            number = stop
            yield
        self._order(piles)
        self._piles = piles
        self._show()
