"""From what a report's chart shows to the widget that draws it, and from its cursor back to a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from textual.widget import Widget

from tui.core.chart import Bars, Chart, Curve, Heat, Multiples
from tui.core.collection import Collection
from tui.core.present import ABSENT, short
from tui.core.record import Record
from tui.core.reports.as_asked import is_change
from tui.core.reports.drawing import DrawnBar, DrawnBars, DrawnCurve, DrawnMap, Mark, cell_of, drawing_of
from tui.core.time.time_range import TimeRange
from tui.widgets.charts import Bar, BarList, HeatMap, HeatRow, Steps
from tui.widgets.charts import Curve as CurveWidget

__all__ = ["chart_widget", "reading_of", "record_under_cursor", "show_chart"]

_GLYPHS: Final[Mapping[Mark, str]] = {Mark.CUMULATED: "•", Mark.OTHER: "│", Mark.BEFORE: "┃"}

_OF_BEFORE: Final = "\0before"
"""What the key of a map's second line ends with: what its cells were in the range before."""


def chart_widget(chart: Chart, *, zone: tzinfo) -> Widget:
    """Make the widget that draws a chart."""
    match chart:
        case Bars():
            return BarList(id="chart")
        case Curve():
            return CurveWidget(zone=zone, noun=chart.noun, id="chart")
        case Heat() | Multiples():
            return HeatMap(columns=(), unit=chart.unit, nothing="none", by_cell=True, id="chart")


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
    drawing = drawing_of(collection, records, now=now, zone=zone)
    match drawing:
        case DrawnBars() if isinstance(widget, BarList):
            widget.show(map(_bar, drawing.bars), top=drawing.top, headings=drawing.headings)
            said = [f"{_GLYPHS[Mark.CUMULATED]} cumulated"] if drawing.is_cumulated else []
            said += [f"{_GLYPHS[Mark.OTHER]} {drawing.mark}"] if drawing.mark else []
            said += [f"{_GLYPHS[Mark.BEFORE]} the range before"] if drawing.is_compared else []
            return ", ".join(said)
        case DrawnCurve() if isinstance(widget, CurveWidget) and span is not None:
            before = Steps(drawing.before) if drawing.before else None
            widget.show(Steps(drawing.steps), span, until=now, before=before)
            return "" if before is None else "the dotted line is the range before"
        case DrawnMap() if isinstance(widget, HeatMap):
            written = drawing.said if drawing.is_time else None
            widget.show(_map_rows(drawing), columns=drawing.cells, bars=drawing.is_bars, written=written)
            return "the second line of each is the range before" if any(line.before for line in drawing.lines) else ""
        case _:
            return ""


def record_under_cursor(
    widget: Widget, collection: Collection, records: Sequence[Record[Any]], *, now: datetime, zone: tzinfo
) -> Record[Any] | None:
    """Return the row that a chart's cursor is on; None where there is none, and in a curve."""
    if isinstance(widget, BarList):
        return next((each for each in records if each.id == widget.key), None)
    drawing = drawing_of(collection, records, now=now, zone=zone) if isinstance(widget, HeatMap) else None
    if not isinstance(widget, HeatMap) or not isinstance(drawing, DrawnMap):
        return None
    wanted = (widget.key.removesuffix(_OF_BEFORE), drawing.cells[widget.column] if drawing.cells else "")
    return next((each for each in records if cell_of(collection, each, now=now, zone=zone) == wanted), None)


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


def _bar(bar: DrawnBar) -> Bar:
    marks = tuple((value, _GLYPHS[mark]) for value, mark in bar.marks)
    return Bar(bar.key, bar.label, bar.value, bar.said, bar.more, marks)


def _map_rows(drawing: DrawnMap) -> Iterator[HeatRow]:
    """Yield a line for each, and after it what it was in the range before."""
    for line in drawing.lines:
        yield HeatRow(line.key, line.name, [round(value) for value in line.values], drawing.said(sum(line.values)))
        if line.before:
            values = [round(value) for value in line.before]
            yield HeatRow(f"{line.key}{_OF_BEFORE}", "  before", values, drawing.said(sum(line.before)))
