"""From a report's rows to what its chart shows, before anybody draws it: screens and printed pages draw the same.

With a comparison each thing that is drawn has what it was in the range before beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from typing import Any, TypeAlias

from msgspec import Struct

from tui.core.chart import Bars, Curve, Heat, Multiples
from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.present import ABSENT, duration_text, number_text, short
from tui.core.record import Record
from tui.core.reports.as_asked import before_of
from tui.core.time.lengths import length_in

__all__ = ["Drawing", "DrawnBar", "DrawnBars", "DrawnCurve", "DrawnLine", "DrawnMap", "Mark", "cell_of", "drawing_of"]


class Mark(Enum):
    """What is marked along a bar."""

    BEFORE = "before"
    """What it was in the range before."""
    OTHER = "other"
    """Another figure of the row."""
    CUMULATED = "cumulated"
    """What this bar and all above it come to, in percent."""


class DrawnBar(Struct, frozen=True):
    """A row as a bar."""

    key: str
    """The record's id."""
    label: str
    value: float
    said: str
    more: str
    """The figure at the edge; empty for none."""
    marks: tuple[tuple[float, Mark], ...]


class DrawnBars(Struct, frozen=True):
    """Bars in the order of the table."""

    bars: tuple[DrawnBar, ...]
    top: float
    """The value that fills the room; 0 for the highest there is."""
    headings: tuple[str, str, str]
    """What label, value and the figure at the edge are called."""
    mark: str
    """What the other figure is called; empty for none."""
    is_cumulated: bool
    is_compared: bool


class DrawnCurve(Struct, frozen=True):
    """A count over time: from each instant on, so many."""

    steps: tuple[tuple[datetime, int], ...]
    before: tuple[tuple[datetime, int], ...]
    """What there were in the range before, each at the instant of now that is compared with it; empty without one."""
    noun: tuple[str, str]


class DrawnLine(Struct, frozen=True):
    """A line of a map: a value for each cell."""

    key: str
    """What it is told from the others by."""
    name: str
    values: tuple[float, ...]
    before: tuple[float, ...]
    """What they were in the range before; empty where nothing is compared."""


class DrawnMap(Struct, frozen=True):
    """Lines of cells."""

    cells: tuple[str, ...]
    """What the cells are called."""
    lines: tuple[DrawnLine, ...]
    unit: str
    is_bars: bool
    """Whether each line is a small chart of bars; else the cells tell by how dense they are."""
    is_time: bool = False
    """Whether the values are lengths of time, in minutes."""

    def said(self, value: float) -> str:
        """Write a value, or a sum of several."""
        length = length_in(round(value), timedelta(minutes=1)) if self.is_time else None
        return number_text(round(value)) if length is None else duration_text(length)


Drawing: TypeAlias = DrawnBars | DrawnCurve | DrawnMap


def drawing_of(
    collection: Collection, records: Sequence[Record[Any]], *, now: datetime, zone: tzinfo
) -> Drawing | None:
    """Return what a report's chart shows of rows; None where it has no chart."""
    figures = _Figures(collection, now=now, zone=zone)
    readable = [record for record in records if record.value is not None]
    match collection.report.chart if collection.report is not None else None:
        case Bars() as chart:
            return _bars(chart, readable, figures)
        case Curve() as chart:
            return _curve(chart, readable, figures)
        case Heat() | Multiples() as chart:
            return _map(chart, readable, figures)
        case _:
            return None


def cell_of(collection: Collection, record: Record[Any], *, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """Return in which line and in which cell of its map a row lies; empty where its report has no map."""
    chart = collection.report.chart if collection.report is not None else None
    if record.value is None or not isinstance(chart, Heat | Multiples):
        return "", ""
    figures = _Figures(collection, now=now, zone=zone)
    line, cell = _keys(chart)
    return figures.text(record, line), figures.text(record, cell)


class _Figures:
    """Reads rows by the keys of columns."""

    def __init__(self, collection: Collection, *, now: datetime, zone: tzinfo) -> None:
        self._columns = {column.key: column for column in collection.columns}
        self._now, self._zone = now, zone

    def label(self, key: str) -> str:
        return self._columns[key].label if key in self._columns else ""

    def is_time(self, key: str) -> bool:
        return key in self._columns and self._columns[key].kind is Kind.DURATION

    def read(self, record: Record[Any], key: str) -> Any:
        return self._columns[key].read(record.value) if key in self._columns else None

    def text(self, record: Record[Any], key: str) -> str:
        column = self._columns.get(key)
        return "" if column is None else short(column.read(record.value), column, now=self._now, zone=self._zone)

    def number(self, record: Record[Any], key: str) -> float:
        return _number(self.read(record, key)) or 0.0

    def before(self, record: Record[Any], key: str) -> float | None:
        column: Column[Any] | None = self._columns.get(key)
        return None if column is None else _number(before_of(record, column))


def _bars(chart: Bars, records: Sequence[Record[Any]], figures: _Figures) -> DrawnBars:
    return DrawnBars(
        bars=tuple(_bar(record, chart, figures) for record in records),
        top=100 if chart.cumulated else chart.top,
        headings=(
            _heading(chart, figures),
            figures.label(chart.value),
            figures.label(chart.more),
        ),
        mark=figures.label(chart.mark),
        is_cumulated=bool(chart.cumulated),
        is_compared=any(figures.before(each, chart.value) is not None for each in records),
    )


def _heading(chart: Bars, figures: _Figures) -> str:
    labels = [label for key in chart.label if (label := figures.label(key))]
    return chart.between.join(labels) if chart.between.strip() else labels[-1] if labels else ""


def _bar(record: Record[Any], chart: Bars, figures: _Figures) -> DrawnBar:
    was = figures.before(record, chart.value)
    marks = [(was, Mark.BEFORE)] if was is not None else []
    if chart.mark:
        marks.append((figures.number(record, chart.mark), Mark.OTHER))
    if chart.cumulated:
        marks.append((figures.number(record, chart.cumulated), Mark.CUMULATED))
    # An office that is its own assignee is named once.
    names = dict.fromkeys(text for key in chart.label if (text := figures.text(record, key)) not in (ABSENT, ""))
    return DrawnBar(
        record.id,
        chart.between.join(names),
        figures.number(record, chart.value),
        figures.text(record, chart.value),
        figures.text(record, chart.more),
        tuple(marks),
    )


def _curve(chart: Curve, records: Sequence[Record[Any]], figures: _Figures) -> DrawnCurve:
    steps: list[tuple[datetime, int]] = []
    before: list[tuple[datetime, int]] = []
    for record in records:
        at, was = figures.read(record, chart.at), figures.before(record, chart.value)
        if isinstance(at, datetime):
            steps.append((at, int(figures.number(record, chart.value))))
            if was is not None:
                before.append((at, int(was)))
    return DrawnCurve(tuple(sorted(steps)), tuple(sorted(before)), chart.noun)


def _map(chart: Heat | Multiples, records: Sequence[Record[Any]], figures: _Figures) -> DrawnMap:
    """Lay rows out as lines of cells: a line for each word of one column, a cell for each of another."""
    line_key, cell_key = _keys(chart)
    ordered = sorted({figures.read(each, cell_key): figures.text(each, cell_key) for each in records}.items())
    cells = tuple(dict.fromkeys(text for _, text in ordered))
    names: dict[str, str] = {}
    now: dict[str, dict[str, float]] = {}
    was: dict[str, dict[str, float]] = {}
    is_time = figures.is_time(chart.value)
    of_unit = 60 if is_time else 1  # lengths of time are read in seconds
    for each in records:
        line, cell = figures.text(each, line_key), figures.text(each, cell_key)
        names[line] = figures.text(each, chart.row if isinstance(chart, Heat) else chart.panel)
        _add(now.setdefault(line, {}), cell, figures.number(each, chart.value) / of_unit)
        before = figures.before(each, chart.value)
        if before is not None:
            _add(was.setdefault(line, {}), cell, before / of_unit)
    return DrawnMap(
        cells,
        tuple(
            DrawnLine(key, names[key], _laid_out(line, cells), _laid_out(was.get(key, {}), cells) if was else ())
            for key, line in now.items()
        ),
        unit=chart.unit,
        is_bars=isinstance(chart, Multiples),
        is_time=is_time,
    )


def _add(line: dict[str, float], cell: str, value: float) -> None:
    line[cell] = line.get(cell, 0) + value


def _laid_out(line: dict[str, float], cells: Sequence[str]) -> tuple[float, ...]:
    return tuple(line.get(cell, 0) for cell in cells)


def _keys(chart: Heat | Multiples) -> tuple[str, str]:
    return (chart.row, chart.column) if isinstance(chart, Heat) else (chart.apart or chart.panel, chart.at)


def _number(value: Any) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) else None
