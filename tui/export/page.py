"""One page of several answers: each part with its text, how it is counted, its chart and its table.

The same answers make the same bytes: no time of making stands on it unless that is asked for. The HTML follows the
reader's light or dark, and prints black on white. Markdown has the charts as inline SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import Any, Final

from msgspec import Struct, field

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.core.reports.drawing import drawing_of
from tui.core.reports.report_heading import zone_name
from tui.core.text import clean
from tui.core.time.local_time import in_zone
from tui.core.time.time_range import TimeRange
from tui.export.charts_svg import STYLE as CHART_STYLE
from tui.export.charts_svg import chart_svg
from tui.export.printed import STYLE as PRINTED_STYLE
from tui.export.printed import Printed, html_items, marked_off

__all__ = ["AnsweredPage", "AnsweredPart", "html_page", "markdown_page"]

_LIGHT: Final = "--ink:#1b1f24;--paper:#fff;--muted:#57606a;--line:#c4ccd4;--bar:#3a78b8;--before:#c2571a"
_DARK: Final = "--ink:#e6edf3;--paper:#11161c;--muted:#9aa6b2;--line:#3c4651;--bar:#5b9bd8;--before:#f0955c"
_PRINT: Final = "--ink:#000;--paper:#fff;--muted:#444;--line:#999;--bar:#777;--before:#000"

_PAGE_STYLE: Final = (
    f":root{{color-scheme:light dark;{_LIGHT}}}"
    f"@media(prefers-color-scheme:dark){{:root{{{_DARK}}}}}"
    f"{PRINTED_STYLE}"
    "body{color:var(--ink);background:var(--paper)}td,th{border-color:var(--line)}.missing{border-color:var(--ink)}"
    ".rules,.made{color:var(--muted)}h2{margin:1.6em 0 .4em}.text{white-space:pre-line}"
    ".wide{overflow-x:auto}td.n{white-space:nowrap}"
    f"{CHART_STYLE}"
    f"@media print{{:root{{color-scheme:light;{_PRINT}}}body{{margin:0;max-width:none;font-size:11px}}"
    "h2{break-after:avoid}svg.chart,.missing{break-inside:avoid}.wide{overflow:visible}thead{display:table-header-group}}"
)
_MARKDOWN_STYLE: Final = f"svg.chart{{{_LIGHT}}}@media(prefers-color-scheme:dark){{svg.chart{{{_DARK}}}}}{CHART_STYLE}"


class AnsweredPart(Struct, frozen=True):
    """One question and its answer, as it stands on a page."""

    title: str
    text: str
    """What whoever made the page says of it; empty for nothing."""
    collection: Collection
    """As it was asked."""
    columns: Sequence[Column[Any]]
    records: Sequence[Record[Any]]
    heading: Sequence[str]
    """What was asked, and how it is counted."""
    notes: Sequence[str]
    missing: Sequence[str]
    span: TimeRange | None
    has_chart: bool = True
    has_table: bool = True


class AnsweredPage(Struct, frozen=True):
    """A page, all of it answered."""

    title: str
    text: str
    parts: Sequence[AnsweredPart]
    now: datetime
    """The instant of asking: what has not come yet is not drawn."""
    zone: tzinfo
    is_dated: bool = False
    """Whether it says when it was made."""
    lacks: Sequence[str] = field(default_factory=tuple)
    """What is not all there, a part each: said at the top, for nobody reads to the end."""


def html_page(page: AnsweredPage) -> Iterator[str]:
    """Yield one HTML file, in pieces."""
    title = escape(clean(page.title))
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<style>{_PAGE_STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
    if page.is_dated:
        yield f'<p class="made">{escape(_made(page))}</p>\n'
    if page.lacks:
        yield f'<div class="missing"><b>Not all is here</b><ul>{html_items(_cleaned(page.lacks))}</ul></div>\n'
    yield from _html_text(page.text)
    for part in page.parts:
        yield f"<h2>{escape(clean(part.title))}</h2>\n"
        yield from _html_text(part.text)
        if part.missing:
            yield f'<div class="missing"><b>Missing</b><ul>{html_items(_cleaned(part.missing))}</ul></div>\n'
        if lines := _cleaned((*part.heading, *part.notes)):
            yield f'<ul class="rules">{html_items(lines)}</ul>\n'
        if svg := _chart(part, page):
            yield f"{svg}\n"
        if part.has_table:
            yield '<div class="wide">\n'
            yield from Printed(part.collection, part.columns, zone=page.zone, now=page.now).html(part.records, level=3)
            yield "</div>\n"
    yield "</body></html>\n"


def markdown_page(page: AnsweredPage) -> Iterator[str]:
    """Yield Markdown, in pieces; charts are inline SVG, which a reader without it passes over."""
    yield f"# {marked_off(clean(page.title))}\n"
    if page.is_dated:
        yield f"\n{marked_off(_made(page))}\n"
    if page.lacks:
        yield "\n" + "".join(f"- **Not all is here:** {marked_off(line)}\n" for line in _cleaned(page.lacks))
    yield from _markdown_text(page.text)
    style = f"<style>{_MARKDOWN_STYLE}</style>\n"
    for part in page.parts:
        yield f"\n## {marked_off(clean(part.title))}\n"
        yield from _markdown_text(part.text)
        lines = [f"- {marked_off(line)}\n" for line in _cleaned((*part.heading, *part.notes))]
        lines += [f"- **Missing:** {marked_off(line)}\n" for line in _cleaned(part.missing)]
        yield "\n" + "".join(lines) if lines else ""
        if svg := _chart(part, page):
            # A block of HTML goes to the next empty line: there is none in it.
            yield f"\n<div>\n{style}{svg}\n</div>\n"
            style = ""
        if part.has_table:
            printed = Printed(part.collection, part.columns, zone=page.zone, now=page.now)
            yield from printed.markdown(part.records, level=3)


def _chart(part: AnsweredPart, page: AnsweredPage) -> str:
    drawing = drawing_of(part.collection, part.records, now=page.now, zone=page.zone) if part.has_chart else None
    if drawing is None:
        return ""
    return chart_svg(drawing, title=part.title, span=part.span, zone=page.zone, now=page.now)


def _made(page: AnsweredPage) -> str:
    return f"Made {in_zone(page.now, page.zone):%Y-%m-%d %H:%M}, {zone_name(page.zone, page.now)}."


def _html_text(text: str) -> Iterator[str]:
    for paragraph in _paragraphs(text):
        yield f'<p class="text">{escape(paragraph)}</p>\n'


def _markdown_text(text: str) -> Iterator[str]:
    for paragraph in _paragraphs(text):
        yield f"\n{marked_off(paragraph)}\n"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        if lines := [clean(line) for line in paragraph.splitlines() if line.strip()]:
            yield "\n".join(lines)


def _cleaned(lines: Sequence[str]) -> list[str]:
    return [clean(line) for line in lines]
