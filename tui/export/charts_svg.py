"""A report's chart as SVG: of the same drawing that the screens show, for a page that has no script and no font.

Colours are those of the page's style sheet, by class, so that a chart is dark on a dark screen and black on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import Final

from tui.core.present import number_text
from tui.core.reports.drawing import Drawing, DrawnBar, DrawnBars, DrawnCurve, DrawnLine, DrawnMap, Mark
from tui.core.text import cell_width, clean, fit
from tui.core.time.local_time import wall_of
from tui.core.time.time_range import TimeRange

__all__ = ["STYLE", "chart_svg"]

STYLE: Final = (
    "svg.chart{display:block;max-width:100%;height:auto;margin:0 0 1em;font:12px sans-serif}"
    "svg.chart text{fill:var(--ink)}svg.chart .muted{fill:var(--muted)}svg.chart .bar{fill:var(--bar)}"
    "svg.chart .area{fill:var(--bar);fill-opacity:.55;stroke:var(--bar)}"
    "svg.chart .before{stroke:var(--before);stroke-width:2;fill:none;stroke-dasharray:4 2}"
    "svg.chart .was{fill:var(--before);fill-opacity:.45}svg.chart .mark{stroke:var(--ink);stroke-width:2}"
    "svg.chart .sum{stroke:var(--ink);fill:none}svg.chart .dot{fill:var(--ink)}svg.chart .axis{stroke:var(--line)}"
    "svg.chart .cell{fill:var(--bar);stroke:var(--line)}"
)
"""The charts' part of a page's style sheet; the page says what `--ink` and the others are."""

_WIDTH: Final = 760
_LINE: Final = 22
"""Height of a bar or of a line of a map, with the air around it."""
_HEAD: Final = 22
_CHARACTER: Final = 6.7
"""Width of a character at most, about: no font is at hand to be measured."""
_MOST_BARS: Final = 40
"""Bars beyond which a chart says no more than the table below it."""
_CURVE: Final = 200
_PANEL: Final = 44


def chart_svg(drawing: Drawing, *, title: str, span: TimeRange | None, zone: tzinfo, now: datetime) -> str:
    """Return a chart as an SVG element; empty when there is nothing to draw.

    Args:
        drawing: What it shows.
        title: What it is called, for who does not see it.
        span: What a curve's axis goes over; without one it has none.
        zone: The zone of its times.
        now: From here on a curve has not come yet.
    """
    match drawing:
        case DrawnBars() if drawing.bars:
            height, parts = _bars(drawing)
        case DrawnCurve() if span is not None and drawing.steps:
            height, parts = _CURVE + 2 * _HEAD, _curve(drawing, span, zone, now)
        case DrawnMap() if drawing.lines and drawing.is_bars:
            height, parts = _panels(drawing)
        case DrawnMap() if drawing.lines:
            height, parts = _heat(drawing)
        case _:
            return ""
    head = f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_n(height)}" role="img">'
    return "\n".join((head, f"<title>{escape(clean(title))}</title>", *parts, "</svg>"))


def _bars(drawing: DrawnBars) -> tuple[float, Iterator[str]]:
    bars = drawing.bars[:_MOST_BARS]
    legend = _legend(drawing, left_out=len(drawing.bars) - len(bars))
    return _HEAD + len(bars) * _LINE + (_LINE if legend else 4), _bar_parts(drawing, bars, legend)


def _bar_parts(drawing: DrawnBars, bars: Sequence[DrawnBar], legend: str) -> Iterator[str]:
    label = _room([drawing.headings[0], *(bar.label for bar in bars)], most=240)
    said = _room([drawing.headings[1], *(bar.said for bar in bars)], most=110)
    more = _room([drawing.headings[2], *(bar.more for bar in bars)], most=110) if drawing.headings[2] else 0
    room = _WIDTH - label - said - more - 16
    values = [value for bar in bars for value in (bar.value, *(at for at, _ in bar.marks))]
    top = drawing.top or max(values, default=0) or 1
    yield _text(0, 14, drawing.headings[0], kind="muted")
    yield _text(label + room + 8 + said, 14, drawing.headings[1], kind="muted", end=True)
    yield _text(_WIDTH, 14, drawing.headings[2], kind="muted", end=True)
    sums: list[tuple[float, float]] = []
    for place, bar in enumerate(bars):
        y = _HEAD + place * _LINE
        yield _text(0, y + 14, _cut(bar.label, label))
        yield _rect(label, y + 3, _share(bar.value, top) * room, 14, "bar")
        for at, mark in bar.marks:
            x = label + _share(at, top) * room
            if mark is Mark.CUMULATED:
                sums.append((x, y + 10))
            else:
                kind = "before" if mark is Mark.BEFORE else "mark"
                yield f'<path class="{kind}" d="M{_n(x)} {_n(y + 1)}v18"/>'
        yield _text(label + room + 8 + said, y + 14, bar.said, end=True)
        yield _text(_WIDTH, y + 14, bar.more, kind="muted", end=True)
    if sums:
        yield f'<polyline class="sum" points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in sums)}"/>'
        yield from (f'<circle class="dot" cx="{_n(x)}" cy="{_n(y)}" r="2.5"/>' for x, y in sums)
    if legend:
        yield _text(label, _HEAD + len(bars) * _LINE + 14, legend, kind="muted")


def _legend(drawing: DrawnBars, *, left_out: int) -> str:
    said = ["dots: cumulated"] if drawing.is_cumulated else []
    said += [f"line: {drawing.mark}"] if drawing.mark else []
    said += ["dashed: the range before"] if drawing.is_compared else []
    said += [f"{left_out:,} more in the table"] if left_out else []
    return ", ".join(said)


def _curve(drawing: DrawnCurve, span: TimeRange, zone: tzinfo, now: datetime) -> Iterator[str]:
    top = max(count for _, count in (*drawing.steps, *drawing.before)) or 1
    gutter = _room([number_text(top)], most=100)
    room = _WIDTH - gutter
    base = _HEAD + _CURVE

    def x_of(at: datetime) -> float:
        return gutter + min(max((at - span.start) / span.length, 0), 1) * room

    def path(steps: Sequence[tuple[datetime, int]], until: datetime) -> str:
        drawn = f"M{_n(x_of(max(steps[0][0], span.start)))} {_n(base)}"
        for at, count in steps:
            if at < until:
                drawn += f"H{_n(x_of(at))}V{_n(base - count / top * _CURVE)}"
        return f"{drawn}H{_n(x_of(until))}V{_n(base)}"

    yield _text(gutter - 6, _HEAD + 8, number_text(top), kind="muted", end=True)
    yield _text(gutter - 6, base, "0", kind="muted", end=True)
    yield f'<path class="axis" d="M{_n(gutter)} {_HEAD}V{_n(base)}H{_WIDTH}" fill="none"/>'
    yield f'<path class="area" d="{path(drawing.steps, min(now, span.stop))}"/>'
    if drawing.before:
        yield f'<path class="before" d="{path(drawing.before, span.stop)}"/>'
        yield _text(_WIDTH, 14, "dashed: the range before", kind="muted", end=True)
    yield _text(gutter, 14, drawing.noun[1], kind="muted")
    for part in range(5):
        at = span.start + span.length * part / 4
        anchor = "start" if part == 0 else "end" if part == 4 else "middle"
        label = f"{wall_of(at, zone):%Y-%m-%d %H:%M}"
        yield f'<text class="muted" x="{_n(x_of(at))}" y="{_n(base + 16)}" text-anchor="{anchor}">{label}</text>'


def _heat(drawing: DrawnMap) -> tuple[float, Iterator[str]]:
    lines = list(_with_before(drawing))
    return _HEAD + len(lines) * _LINE + (_LINE if drawing.unit else 4), _heat_parts(drawing, lines)


def _heat_parts(drawing: DrawnMap, lines: Sequence[tuple[str, Sequence[float]]]) -> Iterator[str]:
    label = _room([name for name, _ in lines], most=200)
    width = (_WIDTH - label) / max(len(drawing.cells), 1)
    top = max((value for _, values in lines for value in values), default=0) or 1
    yield from _cell_names(drawing.cells, label, width)
    for place, (name, values) in enumerate(lines):
        y = _HEAD + place * _LINE
        yield _text(0, y + 15, _cut(name, label))
        for cell, value in enumerate(values):
            x, shade = label + cell * width, f' fill-opacity="{_n(_share(value, top) * 0.7)}"'
            yield _rect(x, y, width, _LINE, "cell", more=shade)
            said = drawing.said(value)
            if value and len(said) * _CHARACTER <= width:
                # The figure stands in the cell: how dense it is need not be guessed.
                yield f'<text x="{_n(x + width / 2)}" y="{_n(y + 15)}" text-anchor="middle">{said}</text>'
    if drawing.unit:
        yield _text(label, _HEAD + len(lines) * _LINE + 15, drawing.unit, kind="muted")


def _panels(drawing: DrawnMap) -> tuple[float, Iterator[str]]:
    return _HEAD + len(drawing.lines) * (_PANEL + 8), _panel_parts(drawing)


def _panel_parts(drawing: DrawnMap) -> Iterator[str]:
    highest = max((value for line in drawing.lines for value in (*line.values, *line.before)), default=0)
    top = highest or 1
    scale = f"up to {drawing.said(highest)} {drawing.unit}".rstrip() if highest and _has_unit(drawing) else ""
    legend = ", ".join(filter(None, (scale, "behind: before" if any(line.before for line in drawing.lines) else "")))
    label = _room([legend, *(line.name for line in drawing.lines)], most=200)
    width = (_WIDTH - label) / max(len(drawing.cells), 1)
    yield from _cell_names(drawing.cells, label, width)
    if legend:
        yield _text(0, 14, legend, kind="muted")
    for place, line in enumerate(drawing.lines):
        base = _HEAD + place * (_PANEL + 8) + _PANEL
        yield _text(0, base - 4, _cut(line.name, label))
        yield f'<path class="axis" d="M{_n(label)} {_n(base)}H{_WIDTH}"/>'
        yield from _columns(line, label, width, base, top)


def _has_unit(drawing: DrawnMap) -> bool:
    return bool(drawing.unit) or drawing.is_time


def _columns(line: DrawnLine, left: float, width: float, base: float, top: float) -> Iterator[str]:
    for cell, value in enumerate(line.values):
        x = left + cell * width
        if line.before:
            was = _share(line.before[cell], top) * _PANEL
            yield _rect(x + width * 0.05, base - was, width * 0.9, was, "was")
        high = _share(value, top) * _PANEL
        yield _rect(x + width * 0.2, base - high, width * 0.6, high, "bar")


def _with_before(drawing: DrawnMap) -> Iterator[tuple[str, Sequence[float]]]:
    for line in drawing.lines:
        yield line.name, line.values
        if line.before:
            yield "  before", line.before


def _cell_names(cells: Sequence[str], left: float, width: float) -> Iterator[str]:
    """Write the columns' names, as many as have room."""
    free_from = 0.0
    for place, name in enumerate(cells):
        x, half = left + (place + 0.5) * width, cell_width(name) * _CHARACTER / 2
        if x - half >= free_from:
            yield f'<text class="muted" x="{_n(x)}" y="14" text-anchor="middle">{escape(clean(name))}</text>'
            free_from = x + half + 6


def _room(texts: Sequence[str], *, most: float) -> float:
    return min(max((cell_width(clean(text)) for text in texts), default=0) * _CHARACTER + 12, most)


def _cut(text: str, room: float) -> str:
    """Cut a text that would run into what stands beside it."""
    cells = int((room - 12) / _CHARACTER) + 1
    cleaned = clean(text)
    return cleaned if cell_width(cleaned) <= cells else fit(cleaned, cells).rstrip()


def _text(x: float, y: float, text: str, *, kind: str = "", end: bool = False) -> str:
    marks = (f' class="{kind}"' if kind else "") + (' text-anchor="end"' if end else "")
    return f'<text{marks} x="{_n(x)}" y="{_n(y)}">{escape(clean(text))}</text>'


def _rect(x: float, y: float, width: float, height: float, kind: str, *, more: str = "") -> str:
    size = f'width="{_n(max(width, 0))}" height="{_n(max(height, 0))}"'
    return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" {size}{more}/>'


def _share(value: float, top: float) -> float:
    return min(max(value / top, 0), 1)


def _n(value: float) -> str:
    """Write a coordinate, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
