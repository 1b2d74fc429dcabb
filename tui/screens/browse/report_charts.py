"""From a report's rows to its chart: which widget draws it, and what that is handed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from textual.widget import Widget

from tui.core.as_asked import before_of, is_change
from tui.core.chart import Bars, Chart, Curve, Heat, Multiples
from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.present import ABSENT, short
from tui.core.record import Record
from tui.core.time_range import TimeRange
from tui.widgets.charts import Bar, BarList, HeatMap, HeatRow, Steps
from tui.widgets.charts import Curve as CurveWidget

__all__ = ["chart_widget", "reading_of", "record_under_cursor", "show_chart"]

_CUMULATED: Final = "•"
"""Where the line of a Pareto chart is."""
_MARK: Final = "│"
"""Where another figure of the row is."""
_BEFORE: Final = "┃"
"""What a value was in the range before."""


def chart_widget(chart: Chart, *, zone: tzinfo) -> Widget:
    """Make the widget that draws a chart."""
    match chart:
        case Bars():
            return BarList(id="chart")
        case Curve():
            return CurveWidget(zone=zone, noun=chart.noun, id="chart")
        case Heat() | Multiples():
            unit = chart.unit if isinstance(chart, Heat) else ""
            return HeatMap(columns=(), unit=unit, nothing="none", by_cell=True, id="chart")


def show_chart(
    widget: Widget,
    collection: Collection,
    records: Sequence[Record[Any]],
    *,
    span: TimeRange | None,
    now: datetime,
    zone: tzinfo,
) -> str:
    """Draw rows; return what there is to say of the chart."""
    chart = collection.report.chart if collection.report is not None else None
    readable = [record for record in records if record.value is not None]
    figures = _Figures(collection, now=now, zone=zone)
    if isinstance(chart, Bars) and isinstance(widget, BarList):
        widget.show(
            [_bar(record, chart, figures) for record in readable],
            top=100 if chart.cumulated else chart.top,
            headings=(figures.label(chart.label[-1]), figures.label(chart.value), figures.label(chart.more)),
        )
        said = [f"{_CUMULATED} cumulated"] if chart.cumulated else []
        said += [f"{_MARK} {figures.label(chart.mark)}"] if chart.mark else []
        said += [f"{_BEFORE} the range before"] if any(figures.before(each, chart.value) for each in readable) else []
        return ", ".join(said)
    if isinstance(chart, Curve) and isinstance(widget, CurveWidget):
        steps = [(figures.read(each, chart.at), int(figures.number(each, chart.value))) for each in readable]
        times = sorted((at, count) for at, count in steps if isinstance(at, datetime))
        if span is not None:
            widget.show(Steps(times), span, until=now)
    if isinstance(chart, Heat | Multiples) and isinstance(widget, HeatMap):
        _show_map(widget, chart, readable, figures)
    return ""


def record_under_cursor(
    widget: Widget, collection: Collection, records: Sequence[Record[Any]], *, now: datetime, zone: tzinfo
) -> Record[Any] | None:
    """Return the row that a chart's cursor is on; None where there is none, and in a curve."""
    chart = collection.report.chart if collection.report is not None else None
    if isinstance(widget, BarList):
        return next((each for each in records if each.id == widget.key), None)
    if not isinstance(widget, HeatMap) or not isinstance(chart, Heat | Multiples):
        return None
    figures = _Figures(collection, now=now, zone=zone)
    readable = [record for record in records if record.value is not None]
    cells = _cells(chart, readable, figures)
    wanted = (widget.key, cells[widget.column] if cells else "")
    line, cell = _keys(chart)
    return next((each for each in readable if (figures.text(each, line), figures.text(each, cell)) == wanted), None)


def reading_of(collection: Collection, record: Record[Any], *, now: datetime, zone: tzinfo) -> str:
    """Write a row's figures in one line, the most telling first: what the cursor is on."""
    if record.value is None:
        return record.problem
    said: list[tuple[int, str]] = []
    for column in collection.columns:
        text = short(column.read(record.value), column, now=now, zone=zone) if column.shown else ABSENT
        if text == ABSENT:
            continue
        if is_change(column) and said:
            rank, figure = said.pop()
            said.append((rank, f"{figure} ({text})"))
        else:
            said.append((column.rank, f"{column.label} {text}"))
    return "  ".join(text for _, text in sorted(said, key=lambda pair: pair[0]))


class _Figures:
    """Reads rows by the keys of columns."""

    def __init__(self, collection: Collection, *, now: datetime, zone: tzinfo) -> None:
        self._collection, self._now, self._zone = collection, now, zone

    def label(self, key: str) -> str:
        column = self._collection.column(key)
        return column.label if column is not None else ""

    def read(self, record: Record[Any], key: str) -> Any:
        column = self._collection.column(key)
        return column.read(record.value) if column is not None else None

    def text(self, record: Record[Any], key: str) -> str:
        column = self._collection.column(key)
        if column is None:
            return ""
        return short(column.read(record.value), column, now=self._now, zone=self._zone)

    def number(self, record: Record[Any], key: str) -> float:
        return _number(self.read(record, key)) or 0.0

    def before(self, record: Record[Any], key: str) -> float | None:
        column: Column[Any] | None = self._collection.column(key)
        return None if column is None else _number(before_of(record, column))


def _bar(record: Record[Any], chart: Bars, figures: _Figures) -> Bar:
    was = figures.before(record, chart.value)
    marks = [(was, _BEFORE)] if was is not None else []
    if chart.mark:
        marks.append((figures.number(record, chart.mark), _MARK))
    if chart.cumulated:
        marks.append((figures.number(record, chart.cumulated), _CUMULATED))
    return Bar(
        record.id,
        " ".join(text for key in chart.label if (text := figures.text(record, key)) != ABSENT),
        figures.number(record, chart.value),
        figures.text(record, chart.value),
        figures.text(record, chart.more),
        tuple(marks),
    )


def _show_map(widget: HeatMap, chart: Heat | Multiples, records: Sequence[Record[Any]], figures: _Figures) -> None:
    """Lay rows out as lines of cells: a line for each word of one column, a cell for each of another."""
    cells = _cells(chart, records, figures)
    lines: dict[str, dict[str, float]] = {}
    for each in records:
        line = lines.setdefault(figures.text(each, _keys(chart)[0]), {})
        cell = figures.text(each, _keys(chart)[1])
        line[cell] = line.get(cell, 0) + figures.number(each, chart.value)
    widget.show(
        [
            HeatRow(name, name, [round(line.get(cell, 0)) for cell in cells], f"{sum(line.values()):,.0f}")
            for name, line in lines.items()
        ],
        columns=cells,
        bars=isinstance(chart, Multiples),
    )


def _cells(chart: Heat | Multiples, records: Sequence[Record[Any]], figures: _Figures) -> list[str]:
    key = _keys(chart)[1]
    in_order = sorted({figures.read(each, key): figures.text(each, key) for each in records}.items())
    return list(dict.fromkeys(text for _, text in in_order))


def _keys(chart: Heat | Multiples) -> tuple[str, str]:
    return (chart.row, chart.column) if isinstance(chart, Heat) else (chart.panel, chart.at)


def _number(value: Any) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) else None
